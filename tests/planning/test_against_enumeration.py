"""Search, bound and proof against every list there is, valued by definition."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.planning import PlanningError, PortfolioProblem, plan
from matchsafe.planning.measures import objective_of
from matchsafe.planning.selection import Selection

from .conftest import allowed, best, fee, problems, value

SMALL = settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
AIMS = st.sampled_from(["match", "utility"])


def worth(p: PortfolioProblem, aim: str) -> Any:
    return p.utility if aim == "utility" else None


@SMALL
@given(problems(), AIMS)
def test_the_proof_finds_what_enumeration_finds(p: PortfolioProblem, aim: Any) -> None:
    known = best(p, worth(p, aim))
    if known is None:
        with pytest.raises(PlanningError):
            plan(p, aim)
        return
    made = plan(p, aim, exact=True)
    assert made.value == pytest.approx(known, abs=3e-6)
    assert made.status == "proved"
    assert allowed(p, made.modes)


@SMALL
@given(problems(), AIMS)
def test_a_list_keeps_every_rule_and_no_list_beats_the_bound(p: PortfolioProblem, aim: Any) -> None:
    known = best(p, worth(p, aim))
    if known is None:
        return
    made = plan(p, aim)
    assert allowed(p, made.modes)
    assert made.cost == pytest.approx(fee(p, made.modes))
    assert made.value == pytest.approx(value(p, made.modes, worth(p, aim)))
    assert made.value <= known + 1e-9 <= made.upper_bound + 2e-9
    assert made.chance == pytest.approx(value(p, made.modes))


@SMALL
@given(problems(parts=True), AIMS)
def test_where_two_parts_are_needed_the_value_is_right_and_the_bound_holds(
    p: PortfolioProblem, aim: Any
) -> None:
    known = best(p, worth(p, aim))
    if known is None:
        with pytest.raises(PlanningError):
            plan(p, aim)
        return
    for exact in (False, True):
        made = plan(p, aim, exact=exact, time_limit=3)
        assert allowed(p, made.modes)
        assert made.value == pytest.approx(value(p, made.modes, worth(p, aim)))
        assert made.value <= known + 1e-9 <= made.upper_bound + 2e-9


@SMALL
@given(problems(parts=True), AIMS, st.randoms(use_true_random=False))
def test_gains_and_losses_are_differences_of_values(p: PortfolioProblem, aim: Any, random: Any) -> None:
    objective = objective_of(p, aim)
    selection = Selection(p, objective)
    for j in range(p.programs):
        if j not in p.applied and random.random() < 0.5:
            selection.set(j, random.choice([0, 1, 2]))
    before = selection.value
    slopes = selection.slopes()
    assert slopes.value == pytest.approx(before)
    assert before == pytest.approx(value(p, selection.modes.tolist(), worth(p, aim)))
    for j in range(p.programs):
        after = selection.copy()
        if selection.modes[j] < 0:
            gain = p.chances.hits[1, j] @ slopes.by_group[objective.group[j]]
            after.set(j, 1)
            assert after.value - before == pytest.approx(gain, abs=1e-12)
        else:
            hit = p.chances.hits[selection.modes[j], j]
            loss = (hit / (1 - hit)) @ slopes.by_group[objective.group[j]]
            after.set(j, -1)
            assert before - after.value == pytest.approx(loss, abs=1e-12)


@SMALL
@given(problems(), AIMS, st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 2)), max_size=25))
def test_slopes_carried_along_are_those_worked_out_afresh(
    p: PortfolioProblem, aim: Any, changes: Any
) -> None:
    carried = Selection(p, objective_of(p, aim))
    carried.slopes()
    for j, mode in changes:
        carried.set(j % p.programs, mode)
        kept = carried.copy()
        afresh = Selection(p, carried.objective, carried.modes)
        assert kept.value == pytest.approx(afresh.value, abs=1e-12)
        assert kept.slopes().by_group == pytest.approx(afresh.slopes().by_group, abs=1e-12)


@SMALL
@given(problems(), AIMS, st.integers(1, 60))
def test_more_money_never_makes_the_best_list_worse(p: PortfolioProblem, aim: Any, more: int) -> None:
    if p.budget is None:
        return
    try:
        poor = plan(p, aim, exact=True)
    except PlanningError:
        return
    rich = plan(replace(p, budget=p.budget + more), aim, exact=True)
    assert rich.value >= poor.value - 3e-6
    assert np.isfinite(rich.upper_bound)
