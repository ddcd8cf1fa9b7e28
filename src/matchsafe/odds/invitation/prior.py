"""What is believed of invitation rates before a program's own: fitted slopes, published means, how programs differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from matchsafe.evidence import number, table
from matchsafe.odds.arrays import Floats, logit
from matchsafe.odds.invitation.features import IMG_TYPES, TERMS

_RANGE_SDS: Final = 3.29
"""Standard deviations between the ends of a 90 per cent range."""


@dataclass(frozen=True)
class Prior:
    """What is believed of the regression before the rates at hand are seen.

    Attributes:
        terms: Mean and standard deviation of the slope of each of ``TERMS``.
        spread: Standard deviation of each family of effects, and the variance left to a program (see
            ``invitations.program_spread``).
        bases: Published mean share invited by (specialty, type); empty for none.
    """

    terms: Mapping[str, tuple[float, float]]
    spread: Mapping[str, float]
    bases: Mapping[tuple[str, str], float]

    @classmethod
    @cache
    def from_evidence(cls) -> Prior:
        """The shipped figures: fitted slopes, and mean rates of 2024 (of 2026 in Neurology)."""
        terms = {
            str(r["term"]): (
                float(r["value"] or 0),
                (float(r["high"] or 0) - float(r["low"] or 0)) / _RANGE_SDS,
            )
            for r in table("invitations.program_terms").records()
        }
        return cls(terms, program_spread(), published_rates())

    @classmethod
    def vague(cls) -> Prior:
        """Nothing but how far programs differ: what validation starts from, so that nothing of the test is known."""
        return cls(dict.fromkeys(TERMS, (0.0, 1.0)), program_spread(), {})


@cache
def program_spread() -> dict[str, float]:
    """Standard deviation of each family of effects, and the variance left to a program."""
    return {str(r["part"]): float(r["value"] or 0) for r in table("invitations.program_spread").records()}


@cache
def published_rates() -> dict[tuple[str, str], float]:
    """Mean share invited by (specialty, type), every program counted once."""
    rates = {
        (str(row["specialty"]), kind): float(row[kind] or 0) / 100
        for row in table("invitations.by_specialty_2024").records()
        for kind in IMG_TYPES
    }
    for kind in IMG_TYPES:
        mean = table("neurology_2026.mean_over_programs").find(type=kind)
        rates["neurology", kind] = float(mean["rate"] or 0) / 100
    return rates


def _neurology(kind: str) -> dict[str, float | int | str | None]:
    return table("neurology_2026.invite_rates").find(by="type", group=kind)


@cache
def behind_a_rate() -> Floats:
    """Share of a program's applications that come from each type, as in Neurology 2026."""
    by_type = [r for r in table("neurology_2026.invite_rates").records() if r["by"] == "type"]
    total = sum(float(r["applications"] or 0) for r in by_type)
    return np.array([float(_neurology(kind)["applications"] or 0) / total for kind in IMG_TYPES])


@cache
def usual_applications() -> float:
    """Applications to a program of which none are known: those of the Neurology programs with figures."""
    by_type = [r for r in table("neurology_2026.invite_rates").records() if r["by"] == "type"]
    return sum(float(r["applications"] or 0) / float(r["programs"] or 1) for r in by_type)


def below_the_mean(rate: float) -> float:
    """Logit of the average program where the mean over programs is ``rate`` (second-order correction)."""
    spread = program_spread()
    variance = (
        spread["specialty_state"] ** 2 + spread["state"] ** 2 + number("invitations.expected_spread") ** 2
    )
    return float(logit(rate) - 0.5 * (1 - 2 * rate) * variance)
