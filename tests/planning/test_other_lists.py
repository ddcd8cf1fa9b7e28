"""What other money or another strength would make of a list."""

from __future__ import annotations

import numpy as np
import pytest

from matchsafe.planning import PlanningError, budget_curve, plan, with_more
from matchsafe.planning.curve import BudgetPoint, diminishing_from
from matchsafe.planning.sensitivity import sensitivity, tilt

from .conftest import market


class TestMoney:
    def test_the_curve_rises_and_tells_where_more_stops_helping(self) -> None:
        curve = budget_curve(market())
        values = [point.value for point in curve.points]
        assert values == sorted(values)
        assert values[0] == 0
        assert all(point.cost <= point.budget for point in curve.points)
        assert curve.points[-1].budget == 1000
        best = plan(market(budget=curve.points[10].budget))
        assert curve.points[10].value == pytest.approx(best.value, abs=0.01)

    def test_the_curve_of_utility_has_no_such_place_and_can_be_cancelled(self) -> None:
        assert budget_curve(market(), [0, 100], aim="utility").diminishing_from is None
        assert budget_curve(market(), [0, 100], cancel=lambda: True).points == ()

    def test_without_a_budget_the_curve_ends_where_everything_is_bought(self) -> None:
        p = market(n=12, budget=None)
        curve = budget_curve(p)
        assert curve.points[-1].programs == 12
        assert curve.points[-1].cost == pytest.approx(plan(p).cost)

    def test_budgets_that_cannot_pay_for_what_has_to_be_there_are_left_out(self) -> None:
        curve = budget_curve(market(include=frozenset({0, 1})), [0, 10, 60])
        assert [point.budget for point in curve.points] == [60]

    def test_diminishing_returns_begin_after_the_last_worthwhile_step(self) -> None:
        points = [
            BudgetPoint(b, b, 0, v) for b, v in [(0, 0), (100, 0.2), (200, 0.205), (300, 0.25), (400, 0.255)]
        ]
        assert diminishing_from(points) == 300
        assert diminishing_from(points[:2]) is None

    def test_what_the_next_dollars_buy_is_added_to_the_list(self) -> None:
        p = market()
        made = plan(p)
        more = with_more(p, np.array(made.modes), 100)
        assert made.value < more.value
        assert made.cost < more.cost <= made.cost + 100


class TestSensitivity:
    def test_a_weaker_applicant_has_a_smaller_chance_and_a_plan_of_their_own(self) -> None:
        p = market()
        made = plan(p)
        strength = np.linspace(-2.5, 2.5, 15)
        lower, higher = sensitivity(p, made.modes, strength)
        assert lower.same_list < made.value < higher.same_list
        assert lower.replanned >= lower.same_list
        assert set(lower.dropped) <= {pick.number for pick in made.picks}
        assert not set(lower.added) & {pick.number for pick in made.picks}
        assert (lower.by, higher.by) == (-0.5, 0.5)

    def test_tilting_moves_a_normal_belief_by_its_spread_and_keeps_its_width(self) -> None:
        strength = np.linspace(-8, 8, 400)
        weights = np.exp(-(((strength - 0.3) / 0.8) ** 2) / 2)
        weights /= weights.sum()
        moved = tilt(weights, strength, 0.5)
        assert moved @ strength == pytest.approx(0.3 + 0.4)
        assert np.sqrt(moved @ (strength - 0.7) ** 2) == pytest.approx(0.8)

    def test_a_strength_known_for_sure_cannot_be_tilted(self) -> None:
        assert tilt(np.ones(1), np.zeros(1), 1.0) == 1

    def test_strength_has_one_value_a_scenario(self) -> None:
        with pytest.raises(PlanningError, match=r"strength: shape \(3,\)"):
            sensitivity(market(), np.full(60, -1), np.zeros(3))
