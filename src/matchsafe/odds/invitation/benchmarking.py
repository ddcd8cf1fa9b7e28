"""The mean rate of a nearly complete list is the published one: how far a list stands for its whole specialty.

What is expected of a program leans on what is known of it, and what is known of a whole list (settings, visas, IMG
shares) moves its mean. Where the list holds nearly every program of a specialty, that mean is known: it is the
published one. A short or chosen list is not pulled, as its programs may well differ from the rest of the country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from matchsafe.evidence import number, table
from matchsafe.odds.arrays import Floats, expit, logit
from matchsafe.odds.invitation.features import IMG_TYPES, ProgramFeatures

NEWER: Final = frozenset({"neurology"})
"""Specialties whose published mean is of a later season than the rates that program lists hold."""
_STEPS: Final = 30
"""Steps of the fixed point that moves rates to a mean, at most; it is there to nine digits after ten."""
_CLOSE: Final = 1e-13
"""Or until it moves by less."""


@dataclass(frozen=True, eq=False)
class BenchmarkedRates:
    """Expected shares after the tie, (programs, types), and how unsure it is, in logits, the same shape."""

    expected: Floats
    unsure: Floats


def shift_to(rate: float, logits: Floats, counts: Floats) -> Floats:
    """Rates whose logits are as far apart as these, and whose mean, weighted by counts, is ``rate``."""
    share = counts / counts.sum()
    for _ in range(_STEPS):
        step = np.log(rate / float(share @ expit(logits)))
        logits = logits + step
        if abs(step) < _CLOSE:
            break
    return np.asarray(expit(logits))


@cache
def national_positions(specialty: str) -> float:
    """First- and second-year positions offered in the country, physician positions left out; 0 if not known."""
    return sum(
        float(r["positions"] or 0)
        for r in table("positions_2025.by_specialty").records()
        if r["specialty"] == specialty and r["level"] != "physician"
    )


@cache
def typical_size(specialty: str) -> float | None:
    """Positions in the country over accredited programs; ``None`` if their number is not known."""
    programs = {
        str(r["specialty"]): float(r["programs"] or 0)
        for r in table("invitations.programs_by_specialty").records()
    }
    return national_positions(specialty) / programs[specialty] if programs.get(specialty) else None


def coverage(known: ProgramFeatures, specialty: str) -> float:
    """Share of the country's positions in a specialty that the programs hold, at most 1.

    A program whose positions are not known counts with the typical size.
    """
    country, size = national_positions(specialty), typical_size(specialty)
    if not country:
        return 0.0
    positions = known.positions[known.specialties.among([specialty]) == 0]
    return min(1.0, float(np.where(np.isfinite(positions), positions, size or 0.0).sum()) / country)


def weight_of(covered: float) -> float:
    """How far a list that covers so much of a specialty stands for all of it: 0 where short, 1 where nearly whole."""
    low = number("interview_assumptions.list_stands_for_none")
    high = number("interview_assumptions.list_stands_for_all")
    x = float(np.clip((covered - low) / (high - low), 0, 1))
    return x * x * (3 - 2 * x)  # not a figure: the smooth step


def benchmark(
    known: ProgramFeatures, expected: Floats, means: Mapping[tuple[str, str], float]
) -> BenchmarkedRates:
    """Move what is expected of each specialty's programs toward the published mean, as far as the list stands for all.

    Every program counts once, as in the published mean. Only programs that come without any rate make up the mean, and
    the more programs come with one, the less is moved: rates at hand say more than last year's mean. A mean of a later
    season than the rates (``NEWER``) says more than they do, so all programs make it up. All programs of a
    specialty move by one step in the logit, so their order stays. A specialty without a published mean moves by the
    mean step of the others, as what is known of a list moves all its specialties alike. The weight is read as the
    chance that the list stands for the whole country, so in between the step is unsure by as much as a draw of "whole"
    or "not at all" would be.

    Args:
        known: The programs.
        expected: Shares expected of them, (programs, types).
        means: Published mean share by (specialty, type).
    """
    names, of = known.specialties
    bare = ~np.isfinite(known.rates).any(1) | np.array([n in NEWER for n in names], bool)[of]
    left = np.bincount(of, bare, len(names)) / np.bincount(of, minlength=len(names))
    whole = np.array([weight_of(coverage(known, n)) for n in names]) * left
    moved, unsure = np.zeros_like(expected), np.zeros_like(expected)
    for t, kind in enumerate(IMG_TYPES):
        tied = np.array([bool(whole[i]) and (n, kind) in means for i, n in enumerate(names)], bool)
        if not tied.any():
            continue
        step = np.zeros(len(names))
        for i in np.flatnonzero(tied):
            step[i] = _step(logit(expected[(of == i) & bare, t]), means[names[i], kind])
        others = np.average(step[tied], weights=whole[tied])
        apart = np.average((step[tied] - others) ** 2, weights=whole[tied])
        # rates at hand in the other specialties have set the level here too, so the more of them the less is moved
        weight = np.where(tied, whole, whole * left[tied].mean())
        step = np.where(tied, step, others)
        variance = weight * (1 - weight) * step**2 + np.where(tied, 0.0, weight * apart)
        moved[:, t], unsure[:, t] = (weight * step)[of], np.sqrt(variance)[of]
    return BenchmarkedRates(np.where(moved == 0, expected, expit(logit(expected) + moved)), unsure)


def _step(logits: Floats, rate: float) -> float:
    """How far the logits have to move for their mean rate to be ``rate``."""
    return float((logit(shift_to(rate, logits, np.ones(len(logits)))) - logits).mean())
