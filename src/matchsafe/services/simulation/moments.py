"""What is compared: figures of simulated seasons beside published ones, and which of them a fit may look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from matchsafe import evidence
from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.summary import Summary
from matchsafe.services.simulation.nation import TYPES, YEAR, active, match_rates, seats

LISTED: Final = TYPES[:4]
"""Types whose list lengths are published."""
OFTEN_OPEN: Final = ("family_medicine", "internal_medicine", "emergency_medicine", "pediatrics")
"""Specialties with most of the open seats; the others are compared together."""
LARGE: Final = ("anesthesiology", "neurology", "pathology", "psychiatry", "surgery_general", *OFTEN_OPEN)
"""Specialties whose quartiles of list length are compared."""


@dataclass(frozen=True)
class Moment:
    """One figure to compare.

    Attributes:
        name: A short name, unique.
        group: What it belongs to.
        what: What it is, in words.
        unit: Its unit.
        value: How it is read off the totals of seasons.
        published: The published figure.
        source: Its id.
        fitted: Whether the parameters were fitted to it.
        weight: How far off is one unit of misfit, in ``unit``.
    """

    name: str
    group: str
    what: str
    unit: str
    value: Callable[[Summary], float]
    published: float | None
    source: str
    fitted: bool
    weight: float


def _cell(figure: str, column: str, **where: str | int) -> float:
    return float(evidence.table(figure).find(**where)[column] or 0)


def ratio(
    name: str, top: Any, bottom: Any, scale: float = 100.0, below: str = ""
) -> Callable[[Summary], float]:
    """Reads ``scale`` times one sum over another: entries ``top`` and ``bottom`` of an array (or of ``below``)."""

    def read(summed: Summary) -> float:
        return scale * float(summed[name][top].sum() / max(summed[below or name][bottom].sum(), 1))

    return read


def moments(preset: Preset, scale: float = 1.0) -> tuple[Moment, ...]:
    """Everything that is compared, in order of display.

    Args:
        preset: What the seasons are drawn from.
        scale: Their size as a share of the nation's; persons are counted up to the whole nation.
    """
    codes = [s.code for s in preset.specialties]
    return (*_rates(scale), *_lengths(), *_fills(codes), *_programs(), *_invitations(codes), *_checks(codes))


def _rates(scale: float) -> list[Moment]:
    rates, listed = match_rates() * 100, active()
    found = [
        Moment(
            f"rate.{t}", "Match rate, categorical or advanced position", t, "in 100 with a list",
            ratio("people", (i, 2), (i, 1)), float(rates[i]), "positions_2025.by_specialty", True, 1.0,
        )
        for i, t in enumerate(TYPES)
    ]  # fmt: skip
    return found + [
        Moment(
            f"active.{t}", "Applicants with a rank list", t, "persons",
            ratio("people", (i, 1), 0, 1 / scale, below="seasons"), float(listed[i]),
            "match_rates.all" if t == TYPES[-1] else f"match_rates.{t}", True, 0.01 * float(listed[i]),
        )
        for i, t in enumerate(TYPES)
    ]  # fmt: skip


def _lengths() -> list[Moment]:
    return [
        Moment(
            f"length.{t}.{word}", "Mean length of the rank order list", f"{t}, {word}", "programs",
            ratio("lengths", (i, m, 1), (i, m, 0), 1.0),
            _cell(f"rol_length.{t}", f"mean_{word}", year=YEAR), f"rol_length.{t}", True, 0.25,
        )
        for i, t in enumerate(LISTED)
        for m, word in enumerate(("unmatched", "matched"))
    ]  # fmt: skip


def _fills(codes: list[str]) -> list[Moment]:
    rows = {str(r["specialty"]): r for r in evidence.table("season_2025.tracks").records()}

    def fill(which: list[str]) -> Callable[[Summary], float]:
        at = [codes.index(code) for code in which]
        return ratio("seats", at, at, below="positions")

    def published(which: list[str]) -> float:
        filled, offered = (sum(float(rows[c][k] or 0) for c in which) for k in ("filled", "positions"))
        return 100 * filled / offered

    groups = {**{code: [code] for code in OFTEN_OPEN}, "others": [c for c in codes if c not in OFTEN_OPEN]}
    return [
        Moment(
            f"fill.{name}", "Positions filled before SOAP", name, "in 100 positions", fill(which),
            published(which), "season_2025.tracks", True, 1.0,
        )
        for name, which in groups.items()
    ]  # fmt: skip


def _programs() -> list[Moment]:
    names = ("unfilled", "filled")
    return [
        Moment(
            f"ranks.{word}", "Applicants ranked for one position", f"programs {word}", "applicants",
            ratio("programs", (m, 1), (m, 2), 1.0),
            _cell("rol_length.programs", f"ranks_per_position_{word}", year=YEAR),
            "rol_length.programs", True, 0.5,
        )
        for m, word in enumerate(names)
    ]  # fmt: skip


def _invitations(codes: list[str]) -> list[Moment]:
    at = codes.index("neurology")
    found = [
        Moment(
            f"invited.{t}", "Invitations for 100 applications, Neurology", t, "in 100 applications",
            ratio("applications", (at, i, 1), (at, i, 0)),
            _cell("neurology_2026.invite_rates", "rate", by="type", group=t),
            "neurology_2026.invite_rates", True, 1.0,
        )
        for i, t in enumerate(LISTED)
    ]  # fmt: skip
    return found + [
        Moment(
            f"signal.{word}", "Invitations for 100 applications, Neurology", f"signal {word.replace('_', ' ')}",
            "in 100 applications",
            ratio("signals", (at, k, 1), (at, k, 0)),
            _cell("neurology_2026.invite_rates", "rate", by="signal", group=word),
            "neurology_2026.invite_rates", True, 2.0,
        )
        for k, word in enumerate(("not_sent", "sent"))
    ]  # fmt: skip


def quantile(histogram: Floats, share: float) -> float:
    """The smallest count at or below which this share of people is; shape (counts,)."""
    total = np.cumsum(histogram)
    return float(np.searchsorted(total, share * total[-1]))


def length_quantile(specialty: int, kind: int, matched: bool, share: float) -> Callable[[Summary], float]:
    """Reads a quantile of list length among matched or unmatched applicants of a specialty and type."""

    def read(summed: Summary) -> float:
        ranks = summed["ranks"][specialty, kind]
        return quantile(ranks[:, 1] if matched else ranks[:, 0] - ranks[:, 1], share)

    return read


def _checks(codes: list[str]) -> list[Moment]:
    """Not looked at by the fit."""
    found = []
    img = TYPES.index("non_us_img")
    published = seats()
    for code in LARGE:
        at = codes.index(code)
        for i, t in ((img, "non_us_img"), (TYPES.index("us_img"), "us_img")):
            found.append(
                Moment(
                    f"share.{code}.{t}", "Share of filled seats", f"{code}, {t}", "in 100 seats",
                    ratio("seats", (at, i), at),
                    float(100 * published[code][i] / published[code].sum()), "positions_2025.by_specialty",
                    False, 3.0,
                )
            )  # fmt: skip
        for column, share in (("median", 0.5), ("q3", 0.75)):
            for matched in (True, False):
                word = "matched" if matched else "not_matched"
                found.append(
                    Moment(
                        f"list.{code}.{word}.{column}", "Ranks in the specialty, non-US IMGs",
                        f"{code}, {word.replace('_', ' ')}, {column}", "programs",
                        length_quantile(at, img, matched, share),
                        _cell("charting_2026.contiguous_ranks", column, specialty=code, outcome=word),
                        "charting_2026.contiguous_ranks", False, 1.0,
                    )
                )  # fmt: skip
    couples = evidence.number("headline.couples_match_rate_2025")
    found.append(
        Moment(
            "couples", "Couples", "both matched, or one", "in 100 couples",
            ratio("couples", slice(1, None), slice(None)),
            couples, "headline.couples_match_rate_2025", False, 3.0,
        )
    )  # fmt: skip
    found.append(
        Moment(
            "scramble.round_1", "SOAP", "of seats filled, in round 1", "in 100 seats",
            ratio("soap", 2, slice(2, None)),
            evidence.number("soap.filled_in_round_1"), "soap.filled_in_round_1", False, 10.0,
        )
    )  # fmt: skip
    return found
