"""What is compared: figures of simulated seasons beside published ones, and which of them a fit may look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from matchsafe import evidence
from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.summary import Summary
from matchsafe.odds.bounds import bounds
from matchsafe.services.simulation.nation import (
    TYPES,
    YEAR,
    active,
    candidates,
    match_rates,
    of_first_year,
    seats,
)

LISTED: Final = TYPES[:4]
"""Types whose list lengths are published."""
OFTEN_OPEN: Final = ("family_medicine", "internal_medicine", "emergency_medicine", "pediatrics")
"""Specialties with most of the open seats; the others are compared together."""
ENOUGH: Final = 100
"""Non-US IMGs who prefer a specialty whose lists are compared."""
WITH_IMGS: Final = (
    "anesthesiology", "neurology", "obstetrics_gynecology", "pathology", "psychiatry", "radiology_diagnostic",
    "surgery_general", *OFTEN_OPEN,
)  # fmt: skip
"""The specialties with so many."""
IMG: Final = TYPES.index("non_us_img")


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
    fitted = (
        *_rates(scale),
        *_lengths(),
        *_rankers(codes, scale),
        *_fills(codes),
        *_programs(),
        *_invitations(codes),
    )
    return (*fitted, *_lists(codes, scale), *_afterwards(), *_checks(codes))


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


def _rankers(codes: list[str], scale: float) -> list[Moment]:
    """How many specialties applicants rank, of those with first-year positions only: others are not published."""
    figure, listed = "positions_2025.applicants_and_matches", active()
    ranked = {code: by_type for code, by_type in of_first_year().items() if code in codes}
    at = [codes.index(code) for code in ranked]
    found = [
        Moment(
            f"rankers.{t}", "Specialties ranked, of those with first-year positions only", t, "for 100 with a list",
            ratio("rankers", (at, i), (i, 1), below="people"),
            100 * float(sum(by_type[i] for by_type in ranked.values()) / listed[i]), figure, True, 2.0,
        )
        for i, t in enumerate(LISTED)
    ]  # fmt: skip
    return found + [
        Moment(
            f"rankers.{code}.{TYPES[i]}", "IMGs who rank a specialty, first or later", f"{code}, {TYPES[i]}", "persons",
            ratio("rankers", (codes.index(code), i), 0, 1 / scale, below="seasons"),
            float(ranked[code][i]), figure, True, 0.04 * float(ranked[code][i]),
        )
        for code in WITH_IMGS if code in ranked
        for i in (IMG, TYPES.index("us_img"))
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
        lists = summed["listed"][specialty, kind]
        return quantile(lists[:, 1] if matched else lists[:, 0] - lists[:, 1], share)

    return read


def length_moment(specialty: int, kind: int, matched: bool, spread: bool) -> Callable[[Summary], float]:
    """Reads the mean of list length, or its standard deviation, among applicants of a specialty and type."""

    def read(summed: Summary) -> float:
        lists = summed["listed"][specialty, kind]
        people = lists[:, 1] if matched else lists[:, 0] - lists[:, 1]
        counts, total = np.arange(len(people)), max(people.sum(), 1.0)
        mean = float(people @ counts / total)
        return float(np.sqrt(max(people @ counts**2 / total - mean**2, 0.0))) if spread else mean

    return read


def _lists(codes: list[str], scale: float) -> list[Moment]:
    """Lists of non-US IMGs in the specialties with enough of them, and how many of them match there."""
    figure, counts = "charting_2026.contiguous_ranks", "charting_2026.counts"
    found, first = [], candidates()
    for code in WITH_IMGS:
        at = codes.index(code)
        prefer = float(first[code][IMG])
        found.append(
            Moment(
                f"first.{code}", "Non-US IMGs who prefer a specialty", code, "persons",
                ratio("rankers", (at, IMG, 0), 0, 1 / scale, below="seasons"), prefer, counts, True, 0.04 * prefer,
            )
        )  # fmt: skip
        matched, lost = (_cell(counts, word, specialty=code) for word in ("matched", "not_matched"))
        found.append(
            Moment(
                f"matched.{code}", "Match rate of non-US IMGs who prefer a specialty", code,
                "in 100 with a list", ratio("listed", (at, IMG, slice(None), 1), (at, IMG, slice(None), 0)),
                100 * matched / (matched + lost), counts, True, 2.0,
            )
        )  # fmt: skip
        for outcome in ("matched", "not_matched"):
            for column, of in (("mean", "mean"), ("sd", "standard deviation")):
                published = _cell(figure, column, specialty=code, outcome=outcome)
                found.append(
                    Moment(
                        f"list.{code}.{outcome}.{column}", "Ranks in the specialty, non-US IMGs",
                        f"{code}, {outcome.replace('_', ' ')}, {of}", "programs",
                        length_moment(at, IMG, outcome == "matched", column == "sd"),
                        published, figure, True, (0.03 if column == "mean" else 0.08) * published + 0.05,
                    )
                )  # fmt: skip
    return found


def _afterwards() -> list[Moment]:
    return [
        Moment(
            "couples", "Couples", "both matched, or one", "in 100 couples",
            ratio("couples", slice(1, None), slice(None)),
            evidence.number("headline.couples_match_rate_2025"), "headline.couples_match_rate_2025", True, 1.0,
        ),
        Moment(
            "scramble.round_1", "SOAP", "of seats filled, in round 1", "in 100 seats",
            ratio("soap", 2, slice(2, None)),
            evidence.number("soap.filled_in_round_1"), "soap.filled_in_round_1", True, 4.0,
        ),
    ]  # fmt: skip


def broken_bounds(codes: list[str]) -> Callable[[Summary], float]:
    """Reads how many in 100 of the bounds on match rates that the published quartiles give are broken."""
    every = bounds(ENOUGH)

    def read(summed: Summary) -> float:
        broken = 0
        for bound in every:
            lists = summed["listed"][codes.index(bound.specialty), IMG]
            part = lists[bound.ranks + 1 :] if bound.more else lists[: bound.ranks + 1]
            people, matched = part.sum(0)
            broken += people > 0 and not bound.low <= matched / people <= bound.high
        return 100 * broken / len(every)

    return read


def _checks(codes: list[str]) -> list[Moment]:
    """Not looked at by the fit."""
    published = seats()
    found = [
        Moment(
            f"share.{code}.{TYPES[kind]}", "Share of filled seats", f"{code}, {TYPES[kind]}", "in 100 seats",
            ratio("seats", (codes.index(code), kind), codes.index(code)),
            float(100 * published[code][kind] / published[code].sum()), "positions_2025.by_specialty",
            False, 3.0,
        )
        for code in WITH_IMGS
        for kind in (IMG, TYPES.index("us_img"))
    ]  # fmt: skip
    figure = "charting_2026.contiguous_ranks"
    found += [
        Moment(
            f"list.{code}.{outcome}.{column}", "Quartiles of ranks in the specialty, non-US IMGs",
            f"{code}, {outcome.replace('_', ' ')}, {column}", "programs",
            length_quantile(codes.index(code), IMG, outcome == "matched", share),
            _cell(figure, column, specialty=code, outcome=outcome), figure, False, 1.0,
        )
        for code in WITH_IMGS
        for column, share in (("median", 0.5), ("q3", 0.75))
        for outcome in ("matched", "not_matched")
    ]  # fmt: skip
    return [
        *found,
        Moment(
            "bounds", "Bounds on match rates by length of list, from those quartiles", "broken",
            "in 100 bounds", broken_bounds(codes), 0.0, figure, False, 1.0,
        ),
    ]  # fmt: skip
