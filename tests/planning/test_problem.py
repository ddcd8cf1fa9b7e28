"""A problem that cannot be planned for is refused with everything that is wrong with it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matchsafe.planning import Chances, FeeSchedule, Minimum, PlanningError, SignalCaps, Tier, plan

OK = [0.1, 0.2, 0.3]


def told(error: pytest.ExceptionInfo[PlanningError]) -> str:
    return str(error.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"names": ("a", "a", "b")}, "names: a given twice"),
        ({"specialty": ("im", "im")}, "specialty: has 2 entries for 3 programs"),
        ({"utility": [1, 2, -1]}, "utility: has to be 0 or more"),
        ({"parts": ("alone", "both", "alone")}, "parts: both: accepted are alone, first, second"),
        ({"parts": ("alone", "first", "alone")}, "first and second need each other"),
        ({"fees": {}}, "fees: no fee schedule for internal_medicine"),
        ({"budget": -5}, "budget: -5; dollars, 0 or more"),
        ({"budget": float("nan")}, "budget: nan; dollars, 0 or more"),
        ({"fixed_fee": float("inf")}, "fixed_fee: inf; dollars, 0 or more"),
        ({"include": frozenset({7})}, "include: there is no program number 7; 0 to 2 exist"),
        ({"applied": {0: "bronze"}}, "'bronze' of program number 0; accepted: none, silver, gold"),
        ({"max_programs": -1}, "max_programs: -1; 0 or more"),
        ({"include": frozenset({1}), "exclude": frozenset({1})}, "is to be left out as well (exclude)"),
        ({"minimums": (Minimum("NY", frozenset({0}), 2),)}, "minimum NY: 2 wanted, 1 there"),
        ({"include": frozenset({0, 1}), "max_programs": 1}, "max_programs: 1, but 2 are already"),
        (
            {"include": frozenset({0, 1}), "max_per_specialty": {"internal_medicine": 1}},
            "max_per_specialty internal_medicine: 1, but 2",
        ),
        ({"applied": {0: "gold"}}, "gold signals of internal_medicine: 1 already sent, 0 allowed"),
        ({"signals": {"internal_medicine": SignalCaps(gold=-1)}}, "gold signals of internal_medicine: -1"),
    ],
)
def test_each_fault_is_named_with_its_field(maker: Any, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(PlanningError) as error:
        maker.problem(maker.chances(OK), **changes)
    assert said in told(error)


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        (FeeSchedule(()), "the last tier has to be open"),
        (FeeSchedule((Tier(3, 1),)), "the last tier has to be open"),
        (FeeSchedule((Tier(None, 1), Tier(None, 2))), "only the last tier may be open"),
        (FeeSchedule((Tier(3, 1), Tier(2, 2), Tier(None, 3))), "one after the other"),
        (FeeSchedule((Tier(3, 11), Tier(None, 10))), "may not fall"),
        (FeeSchedule((Tier(None, float("nan")),)), "numbers of dollars"),
        (FeeSchedule((Tier(None, 1),), -1), "numbers of dollars"),
    ],
)
def test_a_fee_schedule_that_would_make_bounds_wrong_is_refused(
    maker: Any, schedule: FeeSchedule, said: str
) -> None:
    with pytest.raises(PlanningError, match=said):
        maker.problem(maker.chances(OK), fees={"internal_medicine": schedule})


def test_all_faults_are_told_at_once_and_a_long_list_is_cut(maker: Any) -> None:
    minimums = tuple(Minimum(f"group {k}", frozenset({0}), 2) for k in range(30))
    with pytest.raises(PlanningError) as error:
        maker.problem(maker.chances(OK), budget=-1, minimums=minimums)
    assert len(error.value.problems) == 31
    assert told(error).splitlines()[0].startswith("budget: -1")
    assert told(error).endswith("... and 11 more.")
    assert error.value.problems[0].code == "range"


def array(*shape: int, value: float = 0.1) -> np.ndarray:
    return np.full(shape, value)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weights": array(2, value=0.3)}, "weights: add to 0.6"),
        ({"weights": np.array([1.5, -0.5])}, "weights: holds negative or missing numbers"),
        ({"weights": array(1, 2)}, "weights: shape (1, 2)"),
        ({"hit": array(3, 4)}, "hit: shape (3, 4); (programs, scenarios) is (3, 2)"),
        ({"invite": array(3, 2, value=1.2)}, "invite: 6 values are not between 0 and 1; the first, 1.2"),
        ({"hit": array(3, 2, value=np.nan)}, "hit: 6 values are not between 0 and 1"),
        ({"hit_gold": array(3, 2)}, "hit_gold and invite_gold go together"),
        ({"hit": array(3, 2, value=0.9)}, "hit: is above invite for program number 0 (no signal)"),
    ],
)
def test_chances_that_are_none_are_refused(fields: dict[str, Any], said: str) -> None:
    good = {"weights": array(2, value=0.5), "hit": array(3, 2), "invite": array(3, 2, value=0.2)}
    with pytest.raises(PlanningError) as error:
        Chances(**{**good, **fields})
    assert said in told(error)


def test_what_has_to_be_on_the_list_has_to_be_affordable(maker: Any) -> None:
    fees = {"internal_medicine": FeeSchedule((Tier(None, 11),))}
    p = maker.problem(maker.chances(OK), fees=fees, budget=20, include=frozenset({0, 1}))
    with pytest.raises(PlanningError, match="20 dollars; the programs that have to be there cost 22"):
        plan(p)


def test_minimums_that_cannot_be_met_together_are_told(maker: Any) -> None:
    groups = tuple(Minimum(f"group {j}", frozenset({j}), 1) for j in range(3))
    with pytest.raises(PlanningError, match="minimums: no list keeps them"):
        plan(maker.problem(maker.chances(OK), minimums=groups, max_programs=2))


def test_a_utility_plan_needs_utilities(maker: Any) -> None:
    with pytest.raises(PlanningError, match="utility: has to be given"):
        plan(maker.problem(maker.chances(OK)), "utility")


def test_signals_of_a_kind_without_chances_are_not_sent(maker: Any) -> None:
    p = maker.problem(maker.chances(OK), signals={"internal_medicine": SignalCaps(3, 3)})
    assert {pick.signal for pick in plan(p).picks} == {None}
