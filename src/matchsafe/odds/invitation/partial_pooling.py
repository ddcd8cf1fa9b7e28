"""Invitation rates of programs by partial pooling: what is expected of a program, then its own rate as far as it lasts.

The published share of one program in one season is rounded to whole hundredths, comes from few
applicants and moves from
season to season. So a program is first expected to do what its specialty, state, setting, IMG share and
visas suggest (a
penalised logistic regression, a few Newton steps), then its state's programs of the specialty and at
last its own rate pull
that expectation, each as far as it is worth (the credibility formula of Buehlmann and Straub, closed form).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.program import Program
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES
from matchsafe.odds.arrays import Floats, expit, logit
from matchsafe.odds.invitation.benchmarking import benchmark
from matchsafe.odds.invitation.design import Design, GroupColumns
from matchsafe.odds.invitation.features import (
    HALVES,
    IMG_TYPES,
    TERMS,
    ProgramFeatures,
    slopes_columns,
    specialty_crowding,
)
from matchsafe.odds.invitation.prior import (
    Prior,
    behind_a_rate,
    below_the_mean,
    program_spread,
    published_rates,
    usual_applications,
)
from matchsafe.odds.invitation.shared_effects import JointSteps

_STEPS: Final = 6
"""Newton steps of the regression; the next one would move a rate by less than one part in a thousand."""
_CLOSE: Final = 1e-4
"""Or until no coefficient moves further than this."""
_LONGEST_STEP: Final = 1.0
"""No coefficient moves further in one step."""
_SURE: Final = 0.1
"""How sure, in logits, a published mean rate is; how far seasons differ is an assumption of its own."""
_ROUNDING: Final = 0.01**2 / 12
"""Variance of what rounding to whole hundredths takes from a share."""
_LEAST: Final = 1e-3
"""Expected rates stay above this and below the next, so that ratios to them are finite."""
_MOST: Final = 0.9
"""See above."""
_FEWEST: Final = 30
"""Rates at hand below which how far programs differ is not estimated from them."""
_FARTHEST: Final = 1.5
"""Standard deviations a program's own rate counts beyond what is expected of it."""


@dataclass(frozen=True, eq=False)
class Rates:
    """Share of a type's applicants each program invites in a season to come.

    Attributes:
        mean: Expected share, (programs, types).
        spread: Standard deviation of its logarithm: how little is known of this one program, (programs, types).
        expected: What is expected with the program's own rate left out, (programs, types).
        joint: How far programs may be off together, as steps in the logit in fixed draws (see ``shared_effects``):
            (programs, types, draws), or what they are made of; ``None``: not at all.
    """

    mean: Floats
    spread: Floats
    expected: Floats
    joint: Floats | JointSteps | None = None

    @property
    def steps(self) -> Floats | None:
        """The joint steps written out, (programs, types, draws)."""
        return self.joint.dense() if isinstance(self.joint, JointSteps) else self.joint

    def at(self, places: Sequence[int]) -> Rates:
        """The rates of some of the programs, by their place in the catalog; the last ones are held."""
        return _some(self, tuple(places))


@lru_cache(maxsize=16)
def _some(rates: Rates, places: tuple[int, ...]) -> Rates:
    chosen = np.asarray(places, np.int64)
    joint = None if rates.joint is None else rates.joint[chosen]
    return Rates(rates.mean[chosen], rates.spread[chosen], rates.expected[chosen], joint)


class Regression:
    """A fitted regression; ``expectation`` gives the share invited at programs, ``rates`` also uses their own rates."""

    def __init__(self, known: ProgramFeatures, prior: Prior) -> None:
        """Fit to every rate at hand; with none, the prior is the answer."""
        self._prior = prior
        self._crowded = specialty_crowding(known)
        self._states = tuple(STATE_NAMES)
        self._specialties = tuple(sorted({*SPECIALTY_NAMES, *known.specialties.names}))
        self._mean, self._sd = self._before()
        self.program_variance = prior.spread["program"]
        self._fitted_to = known, self._design(known)
        design, observed = self._fitted_to[1], np.isfinite(known.rates)
        self._coefficients = self._mean.copy()
        self._fit(design.of(np.flatnonzero(observed)), known.rates[observed], exposure(known)[observed])
        self._cells = self._pool_cells(known, _share(design @ self._coefficients)[0].reshape(-1, 2))

    def _before(self) -> tuple[Floats, Floats]:
        """Mean and standard deviation of each coefficient before the rates are seen, in the order of the columns."""
        spread, n, m = self._prior.spread, len(self._specialties), len(self._states)
        slopes = np.array([self._prior.terms.get(t, (0.0, 1.0)) for t in TERMS]).reshape(-1, 2)
        base = logit(float(np.mean(list(published_rates().values()))))
        means = [np.zeros(3 * n + m), np.full(2, base), slopes[:, 0]]
        widths = [
            np.full(size, spread[name])
            for name, size in (
                ("specialty", n),
                ("specialty_by_type", n),
                ("specialty_share", n),
                ("state", m),
                ("base", 2),
            )
        ]
        return np.concatenate(means), np.concatenate([*widths, slopes[:, 1]])

    def _design(self, known: ProgramFeatures) -> Design:
        """Rows are programs, then types within a program; columns are coefficients, as in ``_before``."""
        terms = slopes_columns(known, {**specialty_crowding(known), **self._crowded})
        rows = 2 * known.count
        n, m = len(self._specialties), len(self._states)
        kind = np.tile([0, 1], known.count)
        specialty = np.repeat(self._specialty_of(known), 2)
        state = np.repeat(known.states.among(self._states), 2)
        column = np.stack([specialty, n + specialty, 2 * n + specialty, 3 * n + np.maximum(state, 0)], 1)
        value = np.stack([np.ones(rows), np.array(HALVES)[kind], terms[:, :, 0].ravel(), state >= 0], 1)
        groups = GroupColumns(column, value, 3 * n + m)
        full = np.concatenate([np.eye(2)[kind], terms.reshape(rows, len(TERMS))], axis=1)
        return Design(groups, full)

    def _published(self) -> tuple[Floats, Floats]:
        """Rows that tie each specialty's average program to its published rate, and their logits.

        Programs differ around the average one, which lifts the mean of their rates above the rate at the mean; the
        published figure is that mean, so the average program's logit lies a little lower.
        """
        rows, goals = [], []
        n, first = len(self._specialties), len(self._mean) - len(TERMS)
        average = slopes_columns(ProgramFeatures.blank(self._specialties), self._crowded)
        for (specialty, kind), rate in self._prior.bases.items():
            if specialty not in self._specialties:
                continue
            t, i = IMG_TYPES.index(kind), self._specialties.index(specialty)
            row = np.zeros(len(self._mean))
            row[[i, n + i, first - 2 + t]] = 1, HALVES[t], 1
            row[2 * n + i] = average[i, t, TERMS.index("share")]
            for name in ("share", "specialty_crowding"):
                row[first + TERMS.index(name)] = average[i, t, TERMS.index(name)]
            rows.append(row)
            goals.append(below_the_mean(rate))
        return np.array(rows).reshape(-1, len(self._mean)), np.array(goals)

    def _fit(self, x: Design, y: Floats, n: Floats) -> None:
        tied, goals = self._published()
        weight = 1 / self._sd**2
        enough = len(y) >= _FEWEST
        for _ in range(_STEPS):
            mu, slope = _share(x @ self._coefficients)
            noise = slope / n + _ROUNDING
            w = slope**2 / (noise + mu**2 * self.program_variance)
            z = x @ self._coefficients + (y - mu) / slope
            left = x.products(w) + np.diag(weight) + tied.T @ tied / _SURE**2
            right = x.sums(w * z) + weight * self._mean + tied.T @ goals / _SURE**2
            self._precision = left
            step = np.linalg.solve(left, right) - self._coefficients
            self._coefficients = self._coefficients + np.clip(step, -_LONGEST_STEP, _LONGEST_STEP)
            if np.abs(step).max() < _CLOSE:
                break
            if enough:
                mu, slope = _share(x @ self._coefficients)
                self.program_variance = _moment(y, mu, (slope / n + _ROUNDING) / mu**2, self.program_variance)

    def _pool_cells(self, known: ProgramFeatures, mu: Floats) -> Floats:
        """How far the programs of a specialty in one state depart together from what is expected, as a ratio by cell.

        Programs of unknown state are a cell of their own; a cell without any rate departs by nothing.
        """
        observed = np.isfinite(known.rates)
        ratio = np.where(observed, known.rates / mu, 0.0)
        weight = np.where(observed, 1 / (self.program_variance + _noise(known, mu)), 0.0)
        cell, size = self._cell_of(known), len(self._specialties) * (len(self._states) + 1)
        whole = np.bincount(cell, weight.sum(1), size)
        seen = whole > 0
        departs = np.bincount(cell, (weight * ratio).sum(1), size)[seen] / whole[seen] - 1
        variance, out = self._prior.spread["specialty_state"] ** 2, np.ones(size)
        out[seen] += variance / (variance + 1 / whole[seen]) * departs
        self._cell_sd = np.sqrt(1 / (1 / variance + whole))
        return out

    def _cell_of(self, known: ProgramFeatures) -> npt.NDArray[np.int64]:
        """The number of each program's specialty and state together."""
        states = len(self._states)
        state, specialty = known.states.among(self._states), self._specialty_of(known)
        return specialty * (states + 1) + np.where(state < 0, states, state)

    def _specialty_of(self, known: ProgramFeatures) -> npt.NDArray[np.int64]:
        """The number of each program's specialty.

        Raises:
            ValueError: Naming specialties that have no name of their own and were not among the fitted programs.
        """
        if unknown := sorted({*known.specialties.names} - {*self._specialties}):
            raise ValueError(
                f"the regression was not fitted to {', '.join(unknown)}; fit it to their programs too"
            )
        return known.specialties.among(self._specialties)

    def expectation(self, known: ProgramFeatures) -> Floats:
        """Share of each type's applicants the programs are expected to invite, their own rates left out.

        Raises:
            ValueError: If there are programs of a specialty that it was not fitted to.
        """
        design = self._fitted_to[1] if known is self._fitted_to[0] else self._design(known)
        mu = _share(design @ self._coefficients)[0].reshape(-1, 2)
        return np.asarray(np.clip(mu * self._cells[self._cell_of(known)][:, None], _LEAST, _MOST))

    def rates(self, known: ProgramFeatures, lasts: float) -> Rates:
        """Expected shares in a later season.

        Args:
            known: The programs; the rates among them are those of one season.
            lasts: Share of what sets a program apart in one season that is still there later.
        """
        tied = benchmark(known, self.expectation(known), self._prior.bases)
        own = _own_rates(
            known, tied.expected, self.program_variance, lasts, self._prior.spread["program_types"]
        )
        design = self._fitted_to[1] if known is self._fitted_to[0] else self._design(known)
        covariance = np.asarray(np.linalg.inv(self._precision), np.float64)
        specialty = self._specialty_of(known)
        joint = JointSteps.of(design, covariance, self._cell_of(known), self._cell_sd, tied.unsure, specialty)
        return replace(own, joint=joint)


def fit(programs: Sequence[Program] | ProgramFeatures, prior: Prior | None = None) -> Regression:
    """Fit the regression to the rates among ``programs``; a tenth of a second for 6,000."""
    known = programs if isinstance(programs, ProgramFeatures) else ProgramFeatures.of(programs)
    named = set(known.specialties.names) <= set(SPECIALTY_NAMES)
    nothing = not (np.isfinite(known.rates).any() or np.isfinite(known.applications).any())
    if prior is None and named and nothing:
        return _figures_alone()
    return Regression(known, prior or Prior.from_evidence())


@cache
def _figures_alone() -> Regression:
    """The regression where no program at hand comes with a rate or with applications.

    Applications tell how crowded a specialty is. Its published mean holds as crowded as it is, so where they are known
    they have to be there when the specialty is tied to that mean.
    """
    return Regression(ProgramFeatures.of([]), Prior.from_evidence())


def _share(eta: Floats) -> tuple[Floats, Floats]:
    """Expected share and its slope in the logit."""
    mu = np.clip(expit(eta), _LEAST, _MOST)
    return mu, mu * (1 - mu)


def exposure(known: ProgramFeatures) -> Floats:
    """Applicants behind each rate, about: (programs, types)."""
    total = np.where(np.isfinite(known.applications), known.applications, usual_applications())
    return np.asarray(np.maximum(total[:, None] * behind_a_rate(), 1.0))


def _noise(known: ProgramFeatures, mu: Floats) -> Floats:
    """Variance of a rate's ratio to what is expected that is chance and rounding."""
    return np.asarray((mu * (1 - mu) / exposure(known) + _ROUNDING) / mu**2)


def _moment(y: Floats, mu: Floats, noise: Floats, before: float) -> float:
    """Variance of the ratio beyond chance and rounding, by weighted moments, near the shipped one."""
    weight = 1 / (before + noise) ** 2
    shipped = program_spread()["program"]
    found = float((weight * ((y / mu - 1) ** 2 - noise)).sum() / weight.sum())
    return float(
        np.clip(found, shipped / 10, shipped * 2)
    )  # not a figure: guards against a handful of odd rates


def _own_rates(known: ProgramFeatures, mu: Floats, variance: float, lasts: float, together: float) -> Rates:
    """Pull the expectation by the program's own rates of both types, as far as they last: two linear equations each."""
    observed = np.isfinite(known.rates)
    gap = np.where(observed, known.rates / mu - 1, 0.0)
    noise = np.where(observed, _noise(known, mu), np.inf)
    a, b = variance + noise[:, 0], variance + noise[:, 1]
    # one season far above all others hardly ever comes back
    gap = np.minimum(gap, _FARTHEST * np.sqrt(variance + noise))
    shared = np.where(observed.all(1), together * variance, 0.0)
    det = np.where(np.isfinite(a * b), a * b - shared**2, 1.0)
    ratio, left = np.ones_like(mu), np.full_like(mu, lasts * variance)
    for t in (0, 1):
        own, other = lasts * variance, lasts * together * variance
        to = (own, other) if t == 0 else (other, own)
        both = observed.all(1)
        w0 = np.where(both, (b * to[0] - shared * to[1]) / det, np.where(observed[:, 0], to[0] / a, 0.0))
        w1 = np.where(both, (a * to[1] - shared * to[0]) / det, np.where(observed[:, 1], to[1] / b, 0.0))
        ratio[:, t] += w0 * gap[:, 0] + w1 * gap[:, 1]
        left[:, t] -= w0 * to[0] + w1 * to[1]
    mean = np.clip(mu * np.maximum(ratio, _LEAST), _LEAST, _MOST)
    relative = np.maximum(left, 0) / np.maximum(ratio, _LEAST) ** 2
    return Rates(mean, np.sqrt(np.log1p(relative)), mu)
