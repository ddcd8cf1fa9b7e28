"""What a plan says of each program and of the whole list."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.evidence import number
from matchsafe.planning import (
    Chances,
    FeeSchedule,
    Minimum,
    MissingExtraError,
    PortfolioProblem,
    ProofProgress,
    Tier,
    by_draw,
    evaluate,
    plan,
    solver,
)
from matchsafe.planning.counts import interviews
from matchsafe.planning.greedy import give_signals, grow, pair_fees, rules_of
from matchsafe.planning.measures import Thresholds, objective_of, thirds
from matchsafe.planning.places import match_there
from matchsafe.planning.selection import Selection, cost_of
from matchsafe.planning.solve import search

from .conftest import market, problems, value

SMALL = settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))


class TestEachProgram:
    def test_its_part_in_the_list_is_what_the_list_loses_without_it(self) -> None:
        p = market()
        made = plan(p)
        modes = np.array(made.modes)
        for pick in made.picks:
            without, unsignalled = modes.copy(), modes.copy()
            without[pick.number], unsignalled[pick.number] = -1, 0
            weights = p.chances.weights
            assert pick.gain == pytest.approx(made.value - evaluate(p, without) @ weights)
            assert pick.signal_gain == pytest.approx(
                made.value - evaluate(p, unsignalled) @ weights, abs=1e-12
            )
            assert pick.gain_per_dollar == pytest.approx(pick.gain / pick.fee)
            assert pick.p_interview == pytest.approx(
                p.chances.invites[modes[pick.number], pick.number] @ weights
            )

    def test_the_fee_of_a_program_is_what_leaving_it_out_would_save(self) -> None:
        p = market()
        made = plan(p)
        many = Counter(pick.specialty for pick in made.picks)
        assert {pick.fee for pick in made.picks if many[pick.specialty] > 10} <= {30}
        assert {pick.fee for pick in made.picks if many[pick.specialty] <= 10} <= {11}

    def test_roles_go_by_the_thresholds_of_the_evidence(self) -> None:
        given = np.array([0.5, 4.9, 5.0, 14.9, 15.0, 60.0])[:, None] / 100
        p = PortfolioProblem(
            tuple("abcdef"),
            ("im",) * 6,
            Chances(np.ones(1), given / 2, given),
            {"im": FeeSchedule((Tier(None, 11),))},
        )
        made = plan(p)
        assert [pick.role for pick in made.picks] == ["reach", "reach", "target", "target", "safer", "safer"]
        assert [pick.hardly_looks for pick in made.picks] == [True] + [False] * 5
        assert (made.waste.programs, made.waste.dollars) == (1, 11)
        assert Thresholds.from_evidence().reach_below == number("planning.reach_below") / 100

    def test_what_is_wasted_is_what_leaving_out_all_of_it_would_save_and_never_more_than_was_paid(
        self,
    ) -> None:
        given = np.full((8, 1), 0.005)
        p = PortfolioProblem(
            tuple("abcdefgh"),
            ("im",) * 8,
            Chances(np.ones(1), given / 2, given),
            {"im": FeeSchedule((Tier(3, 10), Tier(None, 30)))},
        )
        made = plan(p)
        assert (made.waste.programs, made.waste.dollars) == (8, made.cost) == (8, 180)

    def test_the_list_is_told_in_order_of_preference(self) -> None:
        p = market()
        worth = [p.utility[pick.number] for pick in plan(p).picks]  # type: ignore[index]
        assert worth == sorted(worth, reverse=True)

    @SMALL
    @given(problems(parts=True))
    def test_chances_of_each_place_come_from_every_outcome_and_equals_share_alike(
        self, p: PortfolioProblem
    ) -> None:
        modes = np.where(p.layout.locked >= 0, p.layout.locked, 0)
        on, utility = range(p.programs), p.utility
        parts, pools = p.parts, p.pools
        assert utility is not None
        assert parts is not None
        assert pools is not None
        expected = np.zeros(p.programs)
        for outcome in product((False, True), repeat=p.programs):
            chance = p.chances.weights.copy()
            for j in on:
                hit = p.chances.hits[modes[j], j]
                chance = chance * (hit if outcome[j] else 1 - hit)
            partners = {
                j: [k for k in on if outcome[k] and parts[k] == "second" and pools[k] == pools[j]] for j in on
            }
            offers = [
                j for j in on if outcome[j] and (parts[j] == "alone" or (parts[j] == "first" and partners[j]))
            ]
            best = [j for j in offers if utility[j] == max(utility[k] for k in offers)]
            for j in best:
                expected[j] += chance.sum() / len(best)
                there = partners[j] if parts[j] == "first" else []
                liked = [k for k in there if utility[k] == max(utility[i] for i in there)]
                for k in liked:
                    expected[k] += chance.sum() / len(best) / len(liked)
        assert match_there(p, modes) @ p.chances.weights == pytest.approx(expected)


class TestTheWholeList:
    def test_places_add_to_the_chance_and_independence_claims_more(self) -> None:
        made = plan(market())
        assert sum(pick.p_match_there for pick in made.picks) == pytest.approx(made.chance)
        assert made.chance_if_independent > made.chance + 0.02
        assert made.by_strength[0] < made.chance < made.by_strength[2]
        assert np.mean(made.by_strength) == pytest.approx(made.chance)

    def test_independence_is_right_when_nothing_is_shared(self, maker: Any) -> None:
        made = plan(maker.problem(maker.chances([0.1, 0.2, 0.3])))
        assert made.chance_if_independent == pytest.approx(made.chance)

    def test_independence_counts_both_parts(self, maker: Any) -> None:
        p = maker.problem(maker.chances([0.5, 0.4, 0.3]), parts=("first", "second", "alone"))
        made = plan(p)
        assert made.chance == pytest.approx(1 - 0.7 * 0.8)
        assert made.chance_if_independent == pytest.approx(made.chance)

    @SMALL
    @given(st.lists(st.floats(0, 1), min_size=0, max_size=7), st.floats(0.1, 0.9))
    def test_the_number_of_interviews_is_counted_over_every_outcome(
        self, low: list[float], share: float
    ) -> None:
        invite = np.array([[x, x / 2] for x in low]).reshape(-1, 2)
        weights = np.array([share, 1 - share])
        told = interviews(invite, weights)
        expected = np.zeros(len(low) + 1)
        for outcome in product((0, 1), repeat=len(low)):
            chance = weights.copy()
            for row, yes in zip(invite, outcome, strict=True):
                chance = chance * (row if yes else 1 - row)
            expected[sum(outcome)] += chance.sum()
        assert told.chances == pytest.approx(expected)
        assert told.mean == pytest.approx(expected @ np.arange(len(expected)))
        assert list(told.dots) == sorted(told.dots)
        assert len(told.dots) == 50
        assert told.low <= told.dots[5]
        assert told.dots[44] <= told.high

    def test_thirds_split_scenarios_where_they_have_to(self) -> None:
        assert thirds(np.array([1.0, 3.0]), np.array([0.5, 0.5]), np.array([0, 1])) == pytest.approx(
            (1, 2, 3)
        )

    def test_a_list_can_be_valued_on_other_scenarios_and_by_draw(self) -> None:
        p = market(scenarios=12)
        modes = np.array(plan(p).modes)
        fresh = market(scenarios=31).chances
        assert evaluate(p, modes, chances=fresh) @ fresh.weights == pytest.approx(
            value_of(replace(p, chances=fresh), modes)
        )
        values, weights = np.array([0.2, 0.4, 0.6, 1.0]), np.array([0.1, 0.3, 0.3, 0.3])
        assert by_draw(values, weights, np.array([0, 0, 1, 1])) == pytest.approx([0.35, 0.8])

    def test_what_was_already_sent_counts_and_costs_nothing_more(self) -> None:
        free = plan(market(applied={0: "silver", 1: None}))
        sent = {pick.number: pick for pick in free.picks if pick.applied}
        assert sorted(sent) == [0, 1]
        assert all(pick.fee == 0 and pick.gain_per_dollar is None for pick in sent.values())
        assert free.cost <= 500
        assert free.value > plan(market(budget=0, applied={0: "silver", 1: None})).value

    def test_a_fixed_fee_is_paid_once_and_only_if_anything_is_new(self) -> None:
        assert plan(market(fixed_fee=100)).cost <= 500
        assert plan(market(fixed_fee=501)).picks == ()
        made = plan(market(fixed_fee=100, applied={0: None}, budget=11))
        assert len(made.picks) == 2

    def test_minimums_and_demands_are_met_even_where_they_cost(self) -> None:
        p = market()
        worst = np.argsort(p.chances.hits[0] @ p.chances.weights)[:4].tolist()
        groups = (Minimum("far away", frozenset(worst[:3]), 2),)
        made = plan(replace(p, minimums=groups, include=frozenset(worst[3:])))
        on = {pick.number for pick in made.picks}
        assert len(on & set(worst[:3])) == 2
        assert worst[3] in on
        assert made.value < plan(p).value


def value_of(p: PortfolioProblem, modes: Any) -> float:
    return Selection(p, objective_of(p, "match"), modes).value


class TestTheSearch:
    def test_is_near_the_bound_on_a_list_of_ordinary_size(self) -> None:
        for aim, within in (("match", 0.005), ("utility", 0.02)):
            made = plan(market(n=300, budget=1500), aim)  # type: ignore[arg-type]
            assert 0 <= made.gap < within
            assert made.status == "searched"

    @pytest.mark.parametrize("rule", ["gain", "gain_per_dollar"])
    @pytest.mark.parametrize("aim", ["match", "utility"])
    @pytest.mark.parametrize("signals", [False, True])
    @pytest.mark.parametrize("budget", [500, None])
    def test_lazy_and_plain_greedy_choose_the_same(
        self, rule: Any, aim: Any, signals: bool, budget: float | None
    ) -> None:
        p = market(n=120, budget=budget, applied={3: None, 7: "silver"}, exclude=frozenset({9}))
        lists, values = [], []
        for lazy in (True, False):
            selection = Selection(p, objective_of(p, aim))
            grow(selection, rule, signals=signals, lazy=lazy, barred=5)
            give_signals(selection, lazy=lazy)
            lists.append(selection.modes.tolist())
            values.append(selection.value)
        assert lists[0] == lists[1]
        assert values[0] == pytest.approx(values[1], abs=1e-12)
        assert lists[0][5] == lists[0][9] == -1

    def test_without_limits_a_program_that_adds_nothing_stays_off_the_list(self, maker: Any) -> None:
        sure = maker.problem(maker.chances([0.3, 0.0, 1 - 2.0**-40, 0.2]))
        for lazy in (True, False):
            selection = Selection(sure, objective_of(sure, "match"))
            grow(selection, "gain", lazy=lazy)
            assert selection.members.tolist() == [2]

    @SMALL
    @given(problems(parts=True))
    def test_two_more_programs_cost_what_the_longer_list_costs_more(self, p: PortfolioProblem) -> None:
        selection = Selection(p, objective_of(p, "match"))
        fees = pair_fees(selection, selection.room().price)
        for a, b in product(range(len(fees)), repeat=2):
            after = selection.counts.copy()
            np.add.at(after, [a, b], 1)
            fits = (after <= p.layout.most).all() and after.sum() <= (p.max_programs or 99)
            more = cost_of(p, after) - selection.cost if fits else np.inf
            fits = fits and (p.budget is None or selection.cost + more <= p.budget)
            assert fees[a, b] == pytest.approx(more if fits else np.inf)

    def test_with_one_price_at_a_time_gain_and_gain_for_the_money_choose_the_same(self) -> None:
        p = market()
        assert rules_of(p) == ("gain", "gain_per_dollar")
        one = replace(p, specialty=("im",) * p.programs)
        assert rules_of(one) == ("gain",)
        lists = []
        for rule in rules_of(p):
            selection = Selection(one, objective_of(one, "match"))
            grow(selection, rule)
            lists.append(selection.modes.tolist())
        assert lists[0] == lists[1]

    def test_another_budget_or_other_weights_make_the_problem_that_is_built_anew(self) -> None:
        p, w = market(), np.linspace(1, 2, 15)
        chances = replace(p.chances, weights=w / w.sum())
        pairs = (
            (p.at_budget(90), market(budget=90)),
            (p.at_weights(w / w.sum()), replace(market(), chances=chances)),
        )
        for quick, anew in pairs:
            assert search(quick).modes.tolist() == search(anew).modes.tolist()
            assert quick.budget == anew.budget
            assert quick.chances.weights.tolist() == anew.chances.weights.tolist()

    def test_the_swap_search_improves_on_greed(self, maker: Any) -> None:
        """Greed takes the best first and cannot afford the two that are better together."""
        fees = {k: FeeSchedule((Tier(None, c),)) for k, c in zip("abc", (30, 25, 25), strict=True)}
        p = maker.problem(maker.chances([0.5, 0.4, 0.4]), specialty=tuple("abc"), fees=fees, budget=50)
        greedy = Selection(p, objective_of(p, "match"))
        grow(greedy, "gain")
        assert greedy.members.tolist() == [0]
        assert search(p).members.tolist() == [1, 2]

    def test_signals_left_over_are_given_and_gold_goes_where_it_adds_more_than_silver(self) -> None:
        p = market(max_programs=8)
        made = plan(p, exact=True)
        sent = Counter((pick.specialty, pick.signal) for pick in made.picks)
        assert sent["im", "gold"] == min(2, sum(pick.specialty == "im" for pick in made.picks))
        assert made.status == "proved"
        selection = Selection(p, objective_of(p, "match"), np.array(made.modes))
        give_signals(selection)
        assert selection.modes.tolist() == list(made.modes)

    def test_more_scenarios_than_the_bound_keeps_are_merged_and_the_bound_still_holds(self) -> None:
        p = market(scenarios=301)
        made = plan(p)
        assert "averaged" in made.bound_basis
        assert 0 <= made.gap < 0.01


class TestTheProof:
    def test_tells_progress_whose_bound_never_rises(self) -> None:
        told: list[ProofProgress] = []
        made = plan(market(n=40, budget=200), "utility", exact=True, on_progress=told.append)
        assert made.status == "proved"
        assert made.gap <= 1e-4
        bounds = [t.bound for t in told]
        assert bounds == sorted(bounds, reverse=True)
        assert all(t.value <= t.bound for t in told)

    def test_can_be_cancelled_and_then_returns_the_best_so_far_with_its_bound(self) -> None:
        p = market(n=40, budget=200)
        for exact in (False, True):
            made = plan(p, "utility", exact=exact, cancel=lambda: True)
            assert made.status == "cancelled"
            assert made.picks
            assert made.value <= made.upper_bound

    def test_ends_when_the_time_is_up(self) -> None:
        made = plan(market(n=40, budget=200), "utility", exact=True, time_limit=0)
        assert made.status == "time_limit"
        assert made.gap > 0

    def test_says_where_it_cannot_prove(self, maker: Any) -> None:
        hit = [0.3, 0.3, 0.2, 0.4, 0.25, 0.2]
        fees = {"internal_medicine": FeeSchedule((Tier(None, 11),))}
        parts = ("first", "second", "first", "second", "first", "second")
        p = maker.problem(maker.chances(hit), parts=parts, fees=fees, budget=33)
        made = plan(p, exact=True)
        assert made.status == "not_exact"
        assert "weaker one" in made.bound_basis
        assert made.value <= made.upper_bound


def test_without_a_solver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    solver.highs.cache_clear()
    monkeypatch.setitem(sys.modules, "highspy", None)
    try:
        with pytest.raises(MissingExtraError, match=r'pip install "matchsafe\[plan\]"'):
            plan(market())
    finally:
        solver.highs.cache_clear()


def test_an_unknown_name_of_the_package_is_refused() -> None:
    import matchsafe.planning

    with pytest.raises(AttributeError, match="no attribute 'plans'"):
        matchsafe.planning.plans  # noqa: B018
    assert all(getattr(matchsafe.planning, name) for name in matchsafe.planning.__all__)


def test_the_value_by_definition_agrees_with_the_plan(maker: Any) -> None:
    p = market(n=10, scenarios=3, budget=80)
    made = plan(p, "utility")
    assert made.value == pytest.approx(value(p, made.modes, p.utility))
