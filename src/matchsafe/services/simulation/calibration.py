"""Fit the free parameters of a preset so that simulated figures meet published ones (method of simulated moments).

The same seasons (same seed) are drawn for every trial, so that a change of a figure is a change of a parameter. Figures
that are not ``fitted`` are never looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.season import SimulateSeason
from matchsafe.market.season.summary import Summary
from matchsafe.services.simulation.moments import Moment, moments

STEPS: Final[Mapping[str, float]] = {
    "pool": 0.05,
    "applications": 5.0,
    "most_interviews": 1.0,
    "invite_offset": 0.15,
    "rank_offset": 0.15,
    "strength_invite": 0.15,
    "strength_rank": 0.15,
    "taste_quality": 0.15,
    "taste_backup": 0.3,
    "signal_bonus": 0.15,
    "interviews_per_position": 0.5,
    "interviews_spread": 0.08,
    "invites_per_interview": 0.06,
    "cut": 0.2,
    "strength_spread": 0.1,
    "trait_rank": 0.2,
    "strength_soap": 0.3,
    "couple_alone": 0.15,
    "padding_share": 0.01,
    "interviews_factor": 0.08,
    "capacity_factor": 0.1,
    "img_pool": 0.1,
    "img_invite": 0.15,
    "img_rank": 0.2,
    "backup_share": 0.04,
}
"""How far each kind of parameter is moved to see what it does; also the unit in which a fit measures it."""
BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "pool": (1.0, 6.0),
    "applications": (5.0, 300.0),
    "most_interviews": (4.0, 40.0),
    "strength_invite": (0.1, 5.0),
    "strength_rank": (0.0, 5.0),
    "taste_quality": (0.05, 3.0),
    "taste_backup": (0.0, 4.0),
    "interviews_per_position": (4.0, 25.0),
    "interviews_spread": (0.02, 1.0),
    "invites_per_interview": (1.0, 3.0),
    "backup_share": (0.0, 0.9),
    "strength_spread": (0.2, 3.0),
    "trait_rank": (0.0, 3.0),
    "strength_soap": (0.0, 4.0),
    "couple_alone": (0.0, 1.0),
    "padding_share": (0.0, 0.2),
    "img_pool": (0.3, 6.0),
    "interviews_factor": (0.4, 2.0),
    "capacity_factor": (0.4, 2.5),
}
"""Where a parameter has to stay; the others may be anything."""


STEPS_A_ROUND: Final = 5
"""How many steps are taken with slopes that were measured once."""


@dataclass(frozen=True)
class Fit:
    """A fitted preset, how far each fitted figure is off (in its own weight), and how often it was tried."""

    preset: Preset
    residuals: Mapping[str, float]
    loss: float
    trials: int


def totals(task: SimulateSeason, seasons: range) -> Summary:
    """The sum of the summaries of some seasons, and their number under ``seasons``."""
    parts = [task(season) for season in seasons]
    summed = {name: np.sum([p[name] for p in parts], axis=0) for name in parts[0]}
    return {**summed, "seasons": np.array([float(len(parts))])}


def residuals(found: tuple[Moment, ...], summed: Summary) -> Floats:
    """How far each fitted figure is off, in units of its weight."""
    return np.array([(m.value(summed) - (m.published or 0)) / m.weight for m in found if m.fitted])


def _step(
    x: Floats,
    now: Floats,
    slopes: Floats,
    at: Callable[[Floats], Floats],
    damping: float,
    step: Floats,
    ends: tuple[Floats, Floats],
) -> tuple[Floats, Floats, bool]:
    """Where a step leads, what is found there, and whether it is better; ``slopes`` are corrected in place."""
    for weight in (damping, 4 * damping, 16 * damping):
        change = np.linalg.solve(slopes.T @ slopes + weight * np.eye(len(x)), -slopes.T @ now)
        there = np.clip(x + change * step, *ends)
        moved, result = (there - x) / step, at(there)
        slopes += np.outer(result - now - slopes @ moved, moved) / max(float(moved @ moved), 1e-9)
        if (result**2).sum() < (now**2).sum():
            return there, result, True
    return x, now, False


def fit(
    preset: Preset,
    free: tuple[str, ...],
    *,
    seed: int,
    seasons: range,
    scale: float = 1.0,
    rounds: int = 6,
    damping: float = 0.3,
    on_progress: Callable[[int, float], None] | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> Fit:
    """Gauss-Newton steps with damping: the slopes are measured once a round by moving each parameter.

    In between, each step corrects them by what it changed (Broyden's update), as long as steps help.

    Args:
        preset: Where to begin.
        free: Names of the parameters to fit.
        seed: Of the seasons drawn.
        seasons: Which seasons are drawn for each trial.
        scale: Their size as a share of the nation's.
        rounds: How often slopes are measured.
        damping: Weight on staying near, in steps of ``STEPS``.
        on_progress: Called with the number of trials so far and the loss of the last (mean square of residuals).
        cancel: Asked after each trial; once it says yes, the best parameters so far are returned.
    """
    wanted = moments(preset, scale)
    step = np.array([STEPS[name.partition(".")[0]] for name in free])
    bounds = [BOUNDS.get(name.partition(".")[0], (-np.inf, np.inf)) for name in free]
    low, high = np.array(bounds).T
    trials = 0

    def at(x: Floats) -> Floats:
        nonlocal trials
        trials += 1
        changed = preset.with_parameters(dict(zip(free, x.tolist(), strict=True)))
        found = residuals(wanted, totals(SimulateSeason(changed, seed, scale), seasons))
        if on_progress:
            on_progress(trials, float((found**2).mean()))
        return found

    x = np.array([preset.parameters[name] for name in free])
    now = at(x)
    for _ in range(rounds):
        slopes = np.empty((len(now), len(x)))
        for k in range(len(x)):
            if cancel():
                break
            moved = x.copy()
            moved[k] += step[k] if x[k] + step[k] <= high[k] else -step[k]
            slopes[:, k] = (at(moved) - now) / (moved[k] - x[k]) * step[k]
        steps, better = 0, True
        while better and steps < STEPS_A_ROUND and not cancel():
            x, now, better = _step(x, now, slopes, at, damping, step, (low, high))
            steps += better
        if not steps:
            break
    fitted = preset.with_parameters({name: round(float(v), 4) for name, v in zip(free, x, strict=True)})
    names = [m.name for m in wanted if m.fitted]
    return Fit(fitted, dict(zip(names, now.tolist(), strict=True)), float((now**2).mean()), trials)
