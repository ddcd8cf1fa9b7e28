"""Measure a list: each program's part in it, and what the whole is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matchsafe.evidence import number
from matchsafe.planning.chances import MODES, Chances, Floats
from matchsafe.planning.counts import interviews
from matchsafe.planning.objective import Objective, levels_of
from matchsafe.planning.places import match_there, preference
from matchsafe.planning.portfolio import Aim, Pick, Portfolio, Role, Status, Waste
from matchsafe.planning.problem import Ints, PortfolioProblem
from matchsafe.planning.selection import Selection, cost_of, losses


@dataclass(frozen=True)
class Thresholds:
    """Where roles begin, as shares: assumptions of the evidence."""

    reach_below: float
    safer_from: float
    hardly_below: float

    @classmethod
    def from_evidence(cls) -> Thresholds:
        """The thresholds as cited."""
        return cls(
            number("planning.reach_below") / 100,
            number("planning.safer_from") / 100,
            number("planning.hardly_looks_below") / 100,
        )

    def role(self, p_interview: float) -> Role:
        """The role of a program by its chance of an interview."""
        if p_interview < self.reach_below:
            return "reach"
        return "safer" if p_interview >= self.safer_from else "target"


def objective_of(problem: PortfolioProblem, aim: Aim) -> Objective:
    """The objective behind an aim."""
    return Objective(problem, levels_of(problem, problem.utility if aim == "utility" else None))


def savings(problem: PortfolioProblem, counts: Ints, of: int) -> float:
    """What one new program less in a specialty would save."""
    fewer = counts.copy()
    fewer[of] -= 1
    return cost_of(problem, counts) - cost_of(problem, fewer)


def thirds(values: Floats, weights: Floats, order: Ints) -> tuple[float, float, float]:
    """Averages of values over the lowest, middle and highest third of the weight, in this order of scenarios."""
    ends = np.concatenate([[0.0], np.cumsum(weights[order])]) / weights.sum()
    out = []
    for k in range(3):
        inside = np.clip(ends[1:], k / 3, (k + 1) / 3) - np.clip(ends[:-1], k / 3, (k + 1) / 3)
        out.append(float(inside @ values[order] / inside.sum()))
    return out[0], out[1], out[2]


def evaluate(
    problem: PortfolioProblem, modes: Ints, aim: Aim = "match", chances: Chances | None = None
) -> Floats:
    """What a list is worth in each scenario; shape (S,).

    Give other ``chances`` to value a list on scenarios it was not chosen on: where scenarios are sampled, a list looks
    better on its own than it is. Averages over the scenarios of one draw of the model give that draw's value
    (see ``by_draw``).
    """
    chances = chances or problem.chances
    objective = objective_of(problem, aim)
    on = np.flatnonzero(np.asarray(modes) >= 0)
    return objective.by_scenario(objective.state(on, chances.exposures[np.asarray(modes)[on], on]))


def by_draw(values: Floats, weights: Floats, draw: Ints) -> Floats:
    """Values by scenario, (..., S), averaged within each draw of the model; ``draw`` numbers the draws, in order."""
    begins = np.flatnonzero(np.diff(draw, prepend=-1))
    total = np.add.reduceat(weights, begins)
    return np.asarray(np.add.reduceat(values * weights, begins, axis=-1) / total)


def if_independent(problem: PortfolioProblem, modes: Ints, average: Callable[[Floats], Floats]) -> Floats:
    """The chance of matching that multiplying average chances would claim: what not to do, shown for contrast.

    Args:
        problem: The problem.
        modes: The list, by program.
        average: Averages (programs, S) over scenarios: all of them, or those of each draw; the answer has that shape.
    """
    on = np.flatnonzero(modes >= 0)
    missed = 1 - average(problem.chances.hits[modes[on], on])
    part, pool = problem.layout.part[on], problem.layout.pool[on]
    out = missed[part == 0].prod(axis=0)
    for r in range(problem.layout.pools):
        first, second = (1 - missed[(part == p) & (pool == r)].prod(axis=0) for p in (1, 2))
        out *= 1 - first * second
    return np.asarray(1 - out)


def portfolio_of(
    selection: Selection, aim: Aim, bound: float, basis: str, status: Status, thresholds: Thresholds
) -> Portfolio:
    """The plan that a finished list makes."""
    problem, modes = selection.problem, selection.modes
    layout, chances = problem.layout, problem.chances
    on = preference(problem, selection.members)
    invite = chances.invites[modes[on], on]
    p_interview, gains = invite @ chances.weights, losses(selection, on)
    there = match_there(problem, modes) @ chances.weights
    signals = _signal_gains(selection, on)
    picks = []
    for i, j in enumerate(on.tolist()):
        applied = bool(layout.locked[j] >= 0)
        fee = 0.0 if applied else savings(problem, selection.counts, int(layout.specialty[j]))
        chance = float(p_interview[i])
        picks.append(
            Pick(
                number=j,
                name=problem.names[j],
                specialty=problem.specialty[j],
                signal=MODES[int(modes[j])],
                applied=applied,
                p_interview=chance,
                p_match_there=float(there[j]),
                gain=float(gains[i]),
                fee=fee,
                gain_per_dollar=float(gains[i]) / fee if fee else None,
                signal_gain=float(signals[i]),
                role=thresholds.role(chance),
                hardly_looks=chance < thresholds.hardly_below,
            )
        )
    by_scenario = evaluate(problem, modes)
    order = np.argsort(chances.invites[0].sum(axis=0), kind="stable")
    value = selection.value
    return Portfolio(
        aim=aim,
        modes=tuple(modes.tolist()),
        picks=tuple(picks),
        value=value,
        upper_bound=max(bound, value),
        bound_basis=basis,
        status=status,
        chance=float(by_scenario @ chances.weights),
        chance_if_independent=float(if_independent(problem, modes, lambda hits: hits @ chances.weights)),
        by_strength=thirds(by_scenario, chances.weights, order),
        cost=selection.cost,
        interviews=interviews(invite, chances.weights),
        waste=waste(problem, modes, picks),
    )


def waste(problem: PortfolioProblem, modes: Ints, picks: Sequence[Pick]) -> Waste:
    """New applications that would likely be in vain, and what leaving out all of them together would save.

    That is less than the sum of what each would save alone: the first programs left out are the dear ones.
    """
    layout, wasted = problem.layout, [p.number for p in picks if p.hardly_looks and not p.applied]

    def counted(numbers: Ints) -> Ints:
        return np.bincount(layout.specialty[numbers], minlength=len(layout.specialties))

    counts = counted(np.flatnonzero(modes >= 0))
    fewer = counts - counted(np.array(wasted, dtype=int))
    return Waste(len(wasted), cost_of(problem, counts) - cost_of(problem, fewer))


def _signal_gains(selection: Selection, programs: Ints) -> Floats:
    """What the list would lose if each of these went without its signal."""
    hits = selection.problem.chances.hits
    sent, plain = hits[selection.modes[programs], programs], hits[0, programs]
    slopes = selection.slopes().by_group[selection.objective.group[programs]]
    return np.asarray(np.einsum("js,js->j", (sent - plain) / (1 - sent), slopes))
