"""What of one applicant changes the chance of an invitation beside strength: steps in the logit, one value per draw.

A published gap between two groups holds more than the effect of what tells them apart: the groups differ
in type, strength
and ties too. So an effect is a published log odds ratio times the share of it that is assumed to be effect.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from matchsafe.domain.program import Program
from matchsafe.evidence import number, table
from matchsafe.odds.assumptions import draws

Floats = npt.NDArray[np.float64]
Signal = Literal["plain", "silver", "gold"]

SIGNALS: Final[tuple[Signal, ...]] = ("plain", "silver", "gold")
"""How an application may be sent; a specialty with one kind of signal calls it silver."""


@dataclass(frozen=True)
class Ties:
    """Where an applicant has ties. Everything may be left out; what is left out changes nothing.

    Attributes:
        home_states: States (two letters) the applicant can show as home: lived, grew up or has close family there.
        preferred_states: States inside the geographic preference named in the application; empty for none given.
    """

    home_states: Collection[str] = field(default=frozenset())
    preferred_states: Collection[str] = field(default=frozenset())


@cache
def _gap(by: str, one: str, other: str) -> float:
    """Log odds ratio of an invitation between two groups of Neurology 2026."""
    rates = table("neurology_2026.invite_rates")
    first, second = (float(rates.find(by=by, group=g)["rate"] or 0) / 100 for g in (one, other))
    return _log_odds(first) - _log_odds(second)


def _log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


@cache
def signal_gaps() -> Mapping[str, tuple[float | None, float | None]]:
    """Published log odds ratios of silver (or the one kind) and gold against none, by specialty; "" for the mean."""
    gaps: dict[str, tuple[float | None, float | None]] = {}
    for row in table("invitations.by_signal_2024").records():
        none, silver = (_log_odds(float(row[c] or 0) / 100) for c in ("none", "silver"))
        gold = None if row["gold"] is None else _log_odds(float(row["gold"]) / 100) - none
        gaps[str(row["specialty"])] = silver - none, gold
    gaps["neurology"] = (_gap("signal", "sent", "not_sent"), None)
    silvers, golds = zip(*gaps.values(), strict=True)
    gaps[""] = float(np.mean(silvers)), float(np.mean([g for g in golds if g is not None]))
    return gaps


def signal_effects(specialty: str, size: int) -> tuple[Floats, Floats]:
    """Steps of a silver (or the one kind) and a gold signal against none: two arrays of one value per draw.

    Never more than the largest odds ratio in print, and gold never less than silver.
    """
    gaps = signal_gaps()
    silver, gold = gaps.get(specialty, gaps[""])
    if gold is None:
        gold = silver if specialty in gaps else gaps[""][1]
    share, most = (
        draws("interview_assumptions.signal_share", size),
        np.log(number("invitations.largest_signal_odds_ratio")),
    )
    low = np.minimum(share * (silver or 0.0), most)
    return low, np.maximum(np.minimum(share * (gold or 0.0), most), low)


def tie_steps(programs: list[Program], ties: Ties, size: int) -> Floats:
    """Steps for home state and geographic preference: shape (programs, draws)."""
    home = draws("interview_assumptions.home_state_share", size) * _gap("home_state", "same", "other")
    wish = draws("interview_assumptions.preference_share", size) * _gap(
        "geographic_preference", "aligned", "not_aligned"
    )
    at_home = np.array([p.state in ties.home_states for p in programs], float)
    if ties.preferred_states:
        inside = np.array(
            [0.0 if p.state is None else 1.0 if p.state in ties.preferred_states else -1.0 for p in programs]
        )
    else:
        inside = np.zeros(len(programs))
    # an aligned preference is half the gap above the middle of the two groups, another one half below it
    return np.asarray(at_home[:, None] * home + 0.5 * inside[:, None] * wish)


def failed_step(size: int) -> Floats:
    """Step for a failed attempt at programs that take such applicants."""
    return draws("interview_assumptions.attempt_share", size) * _gap("step2_failure", "ever", "never")
