"""A joint plan for two."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matchsafe.planning import FeeSchedule, PlanningError, Problem, SignalCaps, Tier, plan_for_two
from matchsafe.planning.couples import couple_problem
from matchsafe.planning.greedy import best_pair
from matchsafe.planning.measures import objective_of
from matchsafe.planning.selection import Selection

FEES = {"internal_medicine": FeeSchedule((Tier(None, 10),))}


@pytest.fixture
def two(maker: Any) -> tuple[Problem, Problem]:
    first = maker.problem(maker.chances([0.3, 0.2, 0.5]), fees=FEES)
    second = maker.problem(maker.chances([0.4, 0.25, 0.1]), fees=FEES)
    return first, second


REGIONS = (["north", "south", "west"], ["north", "south", "east"])


def test_both_get_programs_in_the_same_regions_although_one_alone_adds_nothing(two: Any) -> None:
    made = plan_for_two(*two, regions=REGIONS, budget=20)
    assert [pick.name for pick in made.first] == ["program 0"]
    assert [pick.name for pick in made.second] == ["program 0"]
    assert made.joint.value == pytest.approx(0.3 * 0.4)
    assert made.joint.upper_bound >= made.joint.value


def test_the_chances_are_those_of_every_outcome(two: Any) -> None:
    made = plan_for_two(*two, regions=REGIONS)
    assert made.joint.value == pytest.approx(1 - (1 - 0.12) * (1 - 0.05))
    on = {pick.number for pick in made.first}, {pick.number for pick in made.second}
    alone = [1 - np.prod([1 - p.chances.hit[j, 0] for j in s]) for p, s in zip(two, on, strict=True)]
    assert (made.first_alone, made.second_alone) == pytest.approx(alone)
    assert made.both_anywhere == pytest.approx(alone[0] * alone[1])


def test_where_anywhere_will_do_each_partner_gets_their_best(two: Any) -> None:
    made = plan_for_two(*two, budget=20)
    assert [pick.number for pick in made.first] == [2]
    assert [pick.number for pick in made.second] == [0]
    assert made.joint.value == pytest.approx(0.5 * 0.4) == made.both_anywhere


def test_a_pair_is_best_by_what_both_add_together(maker: Any) -> None:
    random = np.random.default_rng(3)
    sides = [
        maker.problem(maker.chances(random.uniform(0, 0.5, (6, 2)), [0.5, 0.5]), fees=FEES) for _ in range(2)
    ]
    p = couple_problem(*sides, regions=([f"r{j % 3}" for j in range(6)],) * 2)
    objective = objective_of(p, "match")
    start = Selection(p, objective)
    for j in (0, 6, 7):
        start.set(j, 0)
    best = 0.0
    for i in range(1, 6):
        for k in range(8, 12):
            if p.layout.pool[i] == p.layout.pool[k]:
                tried = start.copy()
                tried.set(i, 0)
                tried.set(k, 0)
                best = max(best, tried.value - start.value)
    found = best_pair(start, "gain")
    assert found is not None
    assert found[0] == pytest.approx(best)


def test_strengths_that_go_together_help_a_couple(maker: Any) -> None:
    hit = [[0.1, 0.6], [0.1, 0.5]]
    sides = [maker.problem(maker.chances(hit, [0.5, 0.5]), fees=FEES) for _ in range(2)]
    apart = plan_for_two(*sides)
    alike = plan_for_two(*sides, weights=np.diag([0.5, 0.5]))
    assert alike.joint.value > apart.joint.value
    assert alike.first_alone == pytest.approx(apart.first_alone)


def test_each_partner_keeps_their_own_rules_fees_and_signals(maker: Any) -> None:
    hit, gold = [0.2, 0.3, 0.25], [0.5, 0.6, 0.55]
    fees = {"internal_medicine": FeeSchedule((Tier(1, 10), Tier(None, 40)))}
    caps = {"internal_medicine": SignalCaps(gold=1)}
    first = maker.problem(maker.chances(hit, gold=gold), fees=fees, signals=caps, exclude=frozenset({1}))
    second = maker.problem(maker.chances(hit), fees=fees, include=frozenset({0}), applied={2: "plain"})
    made = plan_for_two(first, second, budget=60)
    assert 1 not in {pick.number for pick in made.first}
    assert {0, 2} <= {pick.number for pick in made.second}
    assert sorted(pick.signal for pick in made.first) == ["gold"]
    assert {pick.specialty for pick in made.second} == {"internal_medicine"}
    assert made.joint.cost <= 60


def test_what_does_not_fit_is_named(two: Any, maker: Any) -> None:
    parted = maker.problem(maker.chances([0.1, 0.2]), parts=("first", "second"))
    with pytest.raises(PlanningError) as error:
        plan_for_two(two[0], parted, regions=(["north"], ["south"] * 2), weights=np.ones((2, 2)))
    assert str(error.value).splitlines() == [
        "weights: shape (2, 2); the partners' scenarios are (1, 1)",
        "regions: 1 for the 3 programs of the first partner",
        "parts: the second partner's programs have parts: not possible in a couple",
    ]
