"""What of one applicant changes the chance of an invitation beside strength: steps in the logit, one value per draw.

A published gap between two groups holds more than the effect of what tells them apart: the groups differ
in type, strength
and ties too. So an effect is a published log odds ratio times the share of it that is assumed to be effect.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

import numpy as np

from matchsafe.domain.program import Program
from matchsafe.evidence import number, table
from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import draws
from matchsafe.odds.invitation.features import usual_shares

Signal = Literal["plain", "silver", "gold"]

_ALIKE: Final = 3
"""Specialties most alike in their share of IMGs that stand for one without figures of signals."""
_LEAST: Final = 0.01
"""Printed shares are whole hundredths: one of 0 or 1 is taken as no nearer to it than this."""
_MOST_OWN: Final = 2.0
"""A program's own rates move the log odds ratio by no more than this factor."""

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


def signal_effects(specialty: str, programs: Sequence[Program], size: int) -> tuple[Floats, Floats]:
    """Steps of a silver (or the one kind) and a gold signal against none: two arrays, (programs, draws).

    They fall with the share of IMGs at a program; what a program itself reports of applications with and without a
    signal counts as far as one season lasts. Never more than the largest odds ratio in print, and gold never less than
    silver.
    """
    silver, gold = _gaps_of(specialty)
    most = np.log(number("invitations.largest_signal_odds_ratio"))
    by_share = np.interp([_share_of(p) for p in programs], *_share_steps())
    own = [_own_factor(p, silver * factor) for p, factor in zip(programs, by_share.tolist(), strict=True)]
    each = (by_share * own)[:, None] * draws("interview_assumptions.signal_share", size)
    low = np.minimum(each * silver, most)
    return low, np.maximum(np.minimum(each * gold, most), low)


@cache
def _gaps_of(specialty: str) -> tuple[float, float]:
    """Log odds ratios of silver and gold in a specialty; where none is published, of those that take as many IMGs."""
    gaps = {name: gap for name, gap in signal_gaps().items() if name}
    both = [gold / silver for silver, gold in gaps.values() if silver and gold]
    gold_to_silver = float(np.mean(both))
    if specialty == "internal_medicine":
        # a lift of the chance is one of the odds where chances are small, and what the signal does itself
        whole = np.log(number("invitations.internal_medicine_signal_lift"))
        silver = float(whole / number("interview_assumptions.signal_share"))
        return silver, silver * gold_to_silver
    if specialty in gaps:
        silver_, gold = gaps[specialty]
        return silver_ or 0.0, silver_ or 0.0 if gold is None else gold
    usual = usual_shares()
    alike = sorted(gaps, key=lambda name: abs(usual.get(name, usual[""]) - usual.get(specialty, usual[""])))
    silver = float(np.mean([gaps[name][0] or 0.0 for name in alike[:_ALIKE]]))
    return silver, silver * gold_to_silver


@cache
def _share_steps() -> tuple[Floats, Floats]:
    """Middles of the bands of IMG share, and the log odds ratio in each against that of all programs."""
    rows = table("invitations.signal_by_img_share_2024").records()
    names = sorted({str(r["specialty"]) for r in rows})
    each = {n: [(float(r["share_from"] or 0) / 200 + float(r["share_to"] or 0) / 200,
                 float(np.log(float(r["odds_ratio"] or 1))), float(r["programs"] or 0))
                for r in rows if r["specialty"] == n] for n in names}  # fmt: skip
    middles = np.array([at for at, _, _ in each[names[0]]])
    ratios = [
        np.array([log for _, log, _ in rows_])
        / np.average([log for _, log, _ in rows_], weights=[n for *_, n in rows_])
        for rows_ in each.values()
    ]
    return middles, np.asarray(np.mean(ratios, axis=0))


def _share_of(program: Program) -> float:
    usual = usual_shares()
    return usual.get(program.specialty, usual[""]) if program.img_share is None else program.img_share


def _own_factor(program: Program, gap: float) -> float:
    """How far a program's own rates with and without a signal move the log odds ratio, as a factor of it."""
    with_, without = program.invite_rate_signal, program.invite_rate_no_signal
    if with_ is None or without is None or gap <= 0:
        return 1.0
    own = _log_odds(float(np.clip(with_, _LEAST, 1 - _LEAST))) - _log_odds(
        float(np.clip(without, _LEAST, 1 - _LEAST))
    )
    factor = 1 + number("interview_assumptions.program_effect_lasts") * (own / gap - 1)
    return float(np.clip(factor, 1 / _MOST_OWN, _MOST_OWN))


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
