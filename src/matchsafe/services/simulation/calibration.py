"""Fit the free parameters of a preset so that simulated figures meet published ones (method of simulated moments).

The same seasons (same seed) are drawn for every trial, so that a change of a figure is a change of a parameter. Figures
that are not ``fitted`` are never looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.season import SimulateSeason
from matchsafe.market.season.summary import Summary
from matchsafe.services.simulation.fit_steps import BOUNDS, STEPS
from matchsafe.services.simulation.moment import Moment
from matchsafe.services.simulation.moments import moments
from matchsafe.services.simulation.trials import KeptTrials

STEPS_A_ROUND: Final = 8
"""How many steps are taken with slopes that were measured once."""
DAMPING: Final = (1, 6, 36)
"""How many times the damping is tried, one after the other, until a step helps."""
DIGITS: Final = 4
"""Digits after the point of a parameter that is tried, so that it can be written down and tried again."""


@dataclass(frozen=True)
class Fit:
    """A fitted preset, how far each fitted figure is off (in its own weight), and how often it was tried."""

    preset: Preset
    residuals: Mapping[str, float]
    loss: float
    trials: int


def totals(task: SimulateSeason, seasons: range, each: Callable[..., Iterable[Summary]] = map) -> Summary:
    """The sum of the summaries of some seasons, and their number under ``seasons``; ``each`` may run several."""
    parts = list(each(task, seasons))
    summed = {name: np.sum([p[name] for p in parts], axis=0) for name in parts[0]}
    return {**summed, "seasons": np.array([float(len(parts))])}


def residuals(found: tuple[Moment, ...], summed: Summary) -> Floats:
    """How far each fitted figure is off, in units of its weight."""
    return np.array([(m.value(summed) - (m.published or 0)) / m.weight for m in found if m.fitted])


class Stopped(Exception):  # noqa: N818 - nothing is wrong
    """A fit was asked to stop before a trial."""


class Trials:
    """Trials of one fit: how far each fitted figure is off with other values of the free parameters."""

    def __init__(
        self,
        preset: Preset,
        free: tuple[str, ...],
        seed: int,
        scale: float,
        *,
        threads: int,
        kept: KeptTrials | None,
        on_progress: Callable[[int, float], None] | None,
        cancel: Callable[[], bool],
    ) -> None:
        self.preset, self.free, self.seed, self.scale = preset, free, seed, scale
        self.wanted = moments(preset, scale)
        self.threads, self.kept, self.on_progress, self.cancel = threads, kept, on_progress, cancel
        self.count = 0

    def _one(self, x: Floats, seasons: range, each: Callable[..., Iterable[Summary]] = map) -> Floats:
        if self.cancel():
            raise Stopped
        task = SimulateSeason(self.with_values(x), self.seed, self.scale)

        def make() -> Floats:
            return residuals(self.wanted, totals(task, seasons, each))

        return self.kept.of(task, seasons, self.wanted, make) if self.kept else make()

    def with_values(self, x: Floats) -> Preset:
        """The preset with these values of the free parameters."""
        return self.preset.with_parameters(dict(zip(self.free, x.tolist(), strict=True)))

    def at(self, points: list[Floats], seasons: range) -> Iterator[Floats]:
        """Try some points, several at once, or seasons of a single one; in their order.

        Raises:
            Stopped: If it was asked to stop.
        """
        with ThreadPoolExecutor(self.threads) as pool:
            several = pool.map(lambda x: self._one(x, seasons), points) if len(points) > 1 else ()
            for found in several or (self._one(points[0], seasons, pool.map),):
                self.count += 1
                if self.on_progress:
                    self.on_progress(self.count, float((found**2).mean()))
                yield found


def _slopes(trials: Trials, x: Floats, step: Floats, high: Floats, seasons: range) -> Floats:
    """How each figure changes for one step of each parameter, shape (figures, parameters)."""
    points = [x]
    for k in range(len(x)):
        moved = x.copy()
        moved[k] += step[k] if x[k] + step[k] <= high[k] else -step[k]
        points.append(np.round(moved, DIGITS))
    now, *found = trials.at(points, seasons)
    change = [there[k] - x[k] for k, there in enumerate(points[1:])]
    return np.stack([(f - now) / c * s for f, c, s in zip(found, change, step, strict=True)], axis=1)


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
    for weight in (damping * more for more in DAMPING):
        change = np.linalg.solve(slopes.T @ slopes + weight * np.eye(len(x)), -slopes.T @ now)
        there = np.asarray(np.clip(x + change * step, *ends), np.float64).round(DIGITS)
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
    slope_seasons: int = 0,
    scale: float = 1.0,
    rounds: int = 6,
    damping: float = 0.3,
    threads: int = 1,
    kept: KeptTrials | None = None,
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
        slope_seasons: How many are drawn where slopes are measured, others in each round; the slopes of all rounds
            are averaged, as they differ more by season than by where they are measured. 0: those of the trials, no
            average.
        scale: Their size as a share of the nation's.
        rounds: How often slopes are measured.
        damping: Weight on staying near, in steps of ``STEPS``.
        threads: How many trials run at once; the answer is the same for any number.
        kept: Finished trials are kept there and not made again.
        on_progress: Called with the number of trials so far and the loss of the last (mean square of residuals).
        cancel: Asked before each trial but the first; once it says yes, the best parameters so far are returned.
    """
    step = np.array([STEPS[name.partition(".")[0]] for name in free])
    bounds = [BOUNDS.get(name.partition(".")[0], (-np.inf, np.inf)) for name in free]
    low, high = np.array(bounds).T
    begun = False
    trials = Trials(
        preset, free, seed, scale, threads=threads, kept=kept, on_progress=on_progress,
        cancel=lambda: begun and cancel(),
    )  # fmt: skip
    x = np.array([preset.parameters[name] for name in free])
    now = next(trials.at([x], seasons))
    begun = True
    try:
        measured = np.zeros((len(now), len(x)))
        for number in range(rounds):
            if slope_seasons:
                drawn = range(number * slope_seasons, (number + 1) * slope_seasons)
                measured += (_slopes(trials, x, step, high, drawn) - measured) / (number + 1)
            else:
                measured = _slopes(trials, x, step, high, seasons)
            slopes, steps, better = measured.copy(), 0, True
            while better and steps < STEPS_A_ROUND:
                x, now, better = _step(
                    x, now, slopes, lambda x: next(trials.at([x], seasons)), damping, step, (low, high)
                )
                steps += better
            if not steps and not slope_seasons:
                break
    except Stopped:
        pass
    names = [m.name for m in trials.wanted if m.fitted]
    off = dict(zip(names, now.tolist(), strict=True))
    return Fit(trials.with_values(np.round(x, DIGITS)), off, float((now**2).mean()), trials.count)
