"""A joint plan for two."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.planning import FeeSchedule, PlanningError, PortfolioProblem, SignalCaps, Tier, plan_for_two
from matchsafe.planning.couples import couple_problem
from matchsafe.planning.greedy import best_pair
from matchsafe.planning.selection import Selection

FEES = {"internal_medicine": FeeSchedule((Tier(None, 10),))}


@pytest.fixture
def two(maker: Any) -> tuple[PortfolioProblem, PortfolioProblem]:
    first = maker.problem(maker.chances([0.3, 0.2, 0.5]), fees=FEES)
    second = maker.problem(maker.chances([0.4, 0.25, 0.1]), fees=FEES)
    return first, second


REGIONS = (["north", "south", "west"], ["north", "south", "east"])


def test_both_get_programs_in_the_same_regions_although_one_alone_adds_nothing(two: Any) -> None:
    made = plan_for_two(*two, regions=REGIONS, budget=20)
    assert (made.first.tolist(), made.second.tolist()) == ([0], [0])
    assert made.value == pytest.approx(0.3 * 0.4)
    assert made.upper_bound >= made.value


def test_the_chance_is_that_of_every_region(two: Any) -> None:
    assert plan_for_two(*two, regions=REGIONS).value == pytest.approx(1 - (1 - 0.12) * (1 - 0.05))


def test_where_anywhere_will_do_each_partner_gets_their_best(two: Any) -> None:
    made = plan_for_two(*two, budget=20)
    assert (made.first.tolist(), made.second.tolist()) == ([2], [0])
    assert made.value == pytest.approx(0.5 * 0.4)


def test_a_program_of_which_the_place_is_not_known_is_no_match_together(two: Any) -> None:
    made = plan_for_two(*two, regions=(["", "south", ""], ["", "south", "east"]))
    assert (made.first.tolist(), made.second.tolist()) == ([1], [1])
    assert made.value == pytest.approx(0.2 * 0.25)


def test_regions_worth_less_count_less(two: Any) -> None:
    made = plan_for_two(*two, regions=REGIONS, worth={"south": 1, "north": 0.25})
    assert made.value == pytest.approx(0.05 + 0.95 * 0.12 * 0.25)


def test_a_pair_is_best_by_what_both_add_together(maker: Any) -> None:
    random = np.random.default_rng(3)
    sides = [
        maker.problem(maker.chances(random.uniform(0, 0.5, (6, 2)), [0.5, 0.5]), fees=FEES) for _ in range(2)
    ]
    p, objective, _ = couple_problem(*sides, regions=([f"r{j % 3}" for j in range(6)],) * 2)
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
    alike = plan_for_two(*sides, weights=np.diag([0.5, 0.5]))
    assert alike.value > plan_for_two(*sides).value


def test_each_partner_keeps_their_own_rules_fees_and_signals(maker: Any) -> None:
    hit, gold = [0.2, 0.3, 0.25], [0.5, 0.6, 0.55]
    fees = {"internal_medicine": FeeSchedule((Tier(1, 10), Tier(None, 40)))}
    caps = {"internal_medicine": SignalCaps(gold=1)}
    first = maker.problem(maker.chances(hit, gold=gold), fees=fees, signals=caps, exclude=frozenset({1}))
    second = maker.problem(
        maker.chances(hit), fees=fees, include=frozenset({0}), applied={2: None}, max_programs=2
    )
    made = plan_for_two(first, second, budget=60)
    assert 1 not in made.first
    assert made.second.tolist() == [0, 2]
    assert sorted(made.modes[made.first].tolist()) in ([2], [0, 2])
    assert made.cost <= 60


def test_what_does_not_fit_is_named(two: Any, maker: Any) -> None:
    parted = maker.problem(
        maker.chances([0.1, 0.2]), parts=("first", "second"), specialty=("one", "two"), max_programs=1
    )
    with pytest.raises(PlanningError) as error:
        plan_for_two(two[0], parted, regions=(["north"], ["south"] * 2), weights=np.ones((2, 2)))
    assert str(error.value).splitlines() == [
        "weights: shape (2, 2); the partners' scenarios are (1, 1)",
        "regions: 1 for the 3 programs of the first partner",
        "parts: the second partner's programs have parts: not possible in a couple",
        "max_programs: the second partner applies in several specialties; give max_per_specialty instead",
    ]


def pairs(*, most: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    """Two small problems with signals and tiers, in joint scenarios of up to two draws."""

    @st.composite
    def build(draw: st.DrawFn) -> dict[str, Any]:
        chance = st.sampled_from([0.0, 0.05, 0.1, 0.2, 0.35, 0.6, 0.9])
        draws, sizes = draw(st.integers(1, 2)), [draw(st.integers(1, most)) for _ in range(2)]
        nodes = [draw(st.integers(1, 2)) for _ in range(2)]
        raw = st.lists(
            st.integers(1, 5), min_size=draws * nodes[0] * nodes[1], max_size=draws * nodes[0] * nodes[1]
        )
        tie = np.array(draw(raw), float).reshape(draws, *nodes)
        sides = []
        for k, n in enumerate(sizes):
            hit = np.array([[draw(chance) for _ in range(draws * nodes[k])] for _ in range(n)])
            odds = hit / np.maximum(1 - hit, 0.01)
            weights = tie.sum(axis=2 - k).ravel() / tie.sum()
            gold = 4 * odds / (1 + 4 * odds)
            specialty = tuple(draw(st.sampled_from(["im", "fm"])) for _ in range(n))
            sides.append(
                {
                    "chances": (hit, weights, gold), "specialty": specialty,
                    "fees": {s: FeeSchedule((Tier(1, 11), Tier(None, 30)), fee) for s, fee in (("im", 0), ("fm", 5))},
                    "signals": {"im": SignalCaps(gold=draw(st.integers(0, 1)))},
                    "applied": draw(st.sampled_from([{}, {}, {0: None}])),
                    "exclude": draw(st.sampled_from([frozenset(), frozenset({n - 1})])),
                }
            )  # fmt: skip
        place = st.sampled_from(["north", "south", ""])
        return {
            "sides": sides,
            "regions": tuple([draw(place) for _ in range(n)] for n in sizes),
            "weights": tie / tie.sum(),
            "worth": draw(st.sampled_from([None, {"north": 0.4}, {"north": 0.0}])),
            "budget": draw(st.sampled_from([None, 0.0, 22.0, 41.0, 60.0])),
        }

    return build()


def by_definition(case: dict[str, Any], first: Any, second: Any, modes: Any) -> float:
    """The value of two lists: every outcome of every program, in every pair of scenarios."""
    tie, n = case["weights"], first.programs
    on = [j for j, m in enumerate(modes) if m >= 0]
    regions, worth = [*case["regions"][0], *case["regions"][1]], {"": 0.0, **(case["worth"] or {})}
    total = 0.0
    for d, i, k in np.ndindex(tie.shape):
        own = (d * tie.shape[1] + i, d * tie.shape[2] + k)
        hit = {
            j: (
                first.chances.hits[modes[j], j, own[0]]
                if j < n
                else second.chances.hits[modes[j], j - n, own[1]]
            )
            for j in on
        }
        for outcome in product((False, True), repeat=len(on)):
            come = [j for j, yes in zip(on, outcome, strict=True) if yes]
            chance = np.prod([hit[j] if yes else 1 - hit[j] for j, yes in zip(on, outcome, strict=True)])
            both = {regions[j] for j in come if j < n} & {regions[j] for j in come if j >= n}
            total += tie[d, i, k] * chance * max((worth.get(r, 1.0) for r in both), default=0.0)
    return total


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=pairs())
def test_no_two_lists_that_keep_the_rules_are_worth_more_than_the_bound(
    maker: Any, case: dict[str, Any]
) -> None:
    sides = [
        maker.problem(maker.chances(hit, weights, gold=gold), **rules)
        for hit, weights, gold, rules in (
            (*side["chances"], {k: v for k, v in side.items() if k != "chances"}) for side in case["sides"]
        )
    ]
    given = {k: case[k] for k in ("regions", "weights", "worth", "budget")}
    made = plan_for_two(*sides, **given)
    problem, objective, _ = couple_problem(*sides, **given)
    assert made.value == pytest.approx(by_definition(case, *sides, made.modes), abs=1e-9)
    best = 0.0
    for modes in maker.every_list(problem):
        best = max(best, Selection(problem, objective, np.array(modes)).value)
    assert made.upper_bound >= best - 1e-9
    assert made.value >= 0.9 * best - 1e-9
    assert maker.allowed(problem, made.modes.tolist())
