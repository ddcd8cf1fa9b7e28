"""What a fit never looks at: every other published figure that a season has a counterpart for.

The rule, which was there before any value of the checks from version 5 on: figures of the Matches of 2025 and 2026 on
the whole nation or one of its specialties that a season counts in the same way, unless seasons have them by
construction, they are fitted, or they are sums of fitted ones; where both years are known, that of 2025. Counts of
fewer than ``ENOUGH`` persons, and smallest and largest values, say too little.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from matchsafe import evidence
from matchsafe.market.season.summary import Summary
from matchsafe.odds.bounds import bounds
from matchsafe.services.simulation.moment import (
    ENOUGH,
    IMG,
    LISTED,
    OFTEN_OPEN,
    WITH_IMGS,
    Moment,
    cell,
    length_quantile,
    quantile,
    ratio,
)
from matchsafe.services.simulation.nation import TYPES, YEAR, of_first_year, seats

CHARTING: Final = "charting_2026.contiguous_ranks"
OUTCOMES: Final = ("matched", "not_matched")
IMGS: Final = (IMG, TYPES.index("us_img"))
FIRST: Final = 4
"""The version of the preset with the first checks: shares of seats of IMGs, medians and upper quartiles."""
_check = partial(Moment, fitted=False, since=FIRST + 1)


def checks(codes: list[str], scale: float) -> list[Moment]:
    """All of them, in order of display; ``codes`` are the specialties, ``scale`` the size of the seasons."""
    return [
        *_shares(codes),
        *_quartiles(codes),
        *_afterwards(),
        *_fills(codes),
        *_rankers(codes, scale),
        *_specialties_ranked(codes),
        *_neurology(codes.index("neurology")),
        Moment(
            "bounds", "Bounds on match rates by length of list, from those quartiles", "broken",
            "in 100 bounds", broken_bounds(codes), 0.0, CHARTING, False,
        ),
    ]  # fmt: skip


def _shares(codes: list[str]) -> list[Moment]:
    first = [(code, kind) for code in WITH_IMGS for kind in IMGS]
    published = seats()
    later = [
        (code, kind)
        for code in codes
        for kind in range(len(LISTED))
        if published[code][kind] >= ENOUGH and (code, kind) not in first
    ]
    return [
        Moment(
            f"share.{code}.{TYPES[kind]}", "Share of filled seats", f"{code}, {TYPES[kind]}", "in 100 seats",
            ratio("seats", (codes.index(code), kind), codes.index(code)),
            float(100 * published[code][kind] / published[code].sum()), "positions_2025.by_specialty",
            False, since=since,
        )
        for since, those in ((FIRST, first), (FIRST + 1, later))
        for code, kind in those
    ]  # fmt: skip


def _quartiles(codes: list[str]) -> list[Moment]:
    found = [
        Moment(
            f"list.{code}.{outcome}.{column}", "Quartiles of ranks in the specialty, non-US IMGs",
            f"{code}, {outcome.replace('_', ' ')}, {column}", "programs",
            length_quantile(codes.index(code), IMG, outcome == "matched", share),
            cell(CHARTING, column, specialty=code, outcome=outcome), CHARTING, False, since=since,
        )
        for since, columns in ((FIRST, (("median", 0.5), ("q3", 0.75))), (FIRST + 1, (("q1", 0.25),)))
        for code in WITH_IMGS
        for column, share in columns
        for outcome in OUTCOMES
    ]  # fmt: skip

    def median(matched: bool) -> Callable[[Summary], float]:
        def read(summed: Summary) -> float:
            lists = summed["listed"][:, IMG].sum(0)
            return quantile(lists[:, 1] if matched else lists[:, 0] - lists[:, 1], 0.5)

        return read

    return found + [
        _check(
            f"list.all.{outcome}.median", "Quartiles of ranks in the specialty, non-US IMGs",
            f"all specialties, {outcome.replace('_', ' ')}, median", "programs", median(outcome == "matched"),
            cell("charting_2026.overall_medians", outcome, measure="contiguous_ranks"),
            "charting_2026.overall_medians",
        )
        for outcome in OUTCOMES
    ]  # fmt: skip


def _afterwards() -> list[Moment]:
    filled = cell("soap.by_year", "filled", year=YEAR) / cell("soap.by_year", "offered", year=YEAR)
    return [
        _check(
            "couples", "Couples", "both matched, or one", "in 100 couples",
            ratio("couples", slice(1, None), slice(None)),
            evidence.number("headline.couples_match_rate_2025"), "headline.couples_match_rate_2025",
        ),
        *(
            _check(
                f"scramble.{which}", "SOAP", f"of seats filled, {words}", "in 100 seats",
                ratio("soap", slice(2, 2 + rounds), slice(2, None)), evidence.number(f"soap.filled_{which}"),
                f"soap.filled_{which}",
            )
            for which, words, rounds in (("in_round_1", "in round 1", 1), ("by_round_2", "by round 2", 2))
        ),
        _check(
            "scramble.filled", "SOAP", "of seats offered, filled", "in 100 seats", ratio("soap", slice(2, None), 0),
            100 * filled, "soap.by_year",
        ),
        _check(
            "placed", "Applicants with a list who are placed, SOAP included", "all", "in 100 with a list",
            ratio("placed", 0, (slice(None), 1), below="people"), evidence.number("headline.placement_2026"),
            "headline.placement_2026",
        ),
    ]  # fmt: skip


def _fills(codes: list[str]) -> list[Moment]:
    rows = {str(r["specialty"]): r for r in evidence.table("season_2025.tracks").records()}
    return [
        _check(
            f"fill.{code}", "Positions filled before SOAP, specialties not fitted", code, "in 100 positions",
            ratio("seats", codes.index(code), codes.index(code), below="positions"),
            100 * float(rows[code]["filled"] or 0) / float(rows[code]["positions"] or 0), "season_2025.tracks",
        )
        for code in codes
        if code not in OFTEN_OPEN
    ]  # fmt: skip


def _rankers(codes: list[str], scale: float) -> list[Moment]:
    return [
        _check(
            f"rankers.{code}.{TYPES[kind]}", "Applicants who rank a specialty, first or later",
            f"{code}, {TYPES[kind]}", "persons",
            ratio("rankers", (codes.index(code), kind), 0, 1 / scale, below="seasons"),
            float(by_type[kind]), "positions_2025.applicants_and_matches",
        )
        for code, by_type in of_first_year().items() if code in codes
        for kind in range(len(LISTED))
        if by_type[kind] >= ENOUGH and not (kind in IMGS and code in WITH_IMGS)
    ]  # fmt: skip


def _specialties_ranked(codes: list[str]) -> list[Moment]:
    """Means alone: a simulated applicant ranks two specialties at most, so that the mean tells it all."""

    def mean(at: int, won: int) -> Callable[[Summary], float]:
        more = ratio("second", (at, IMG, won, 1), (at, IMG, won, 0), 1.0)
        return lambda summed: 1 + more(summed)

    figure = "charting_2026.specialties_ranked"
    return [
        _check(
            f"specialties.{code}.{outcome}", "Specialties ranked, non-US IMGs",
            f"{code}, {outcome.replace('_', ' ')}, mean", "specialties",
            mean(codes.index(code), int(outcome == "matched")),
            cell(figure, "mean", specialty=code, outcome=outcome), figure,
        )
        for code in WITH_IMGS
        for outcome in OUTCOMES
    ]  # fmt: skip


def _neurology(at: int) -> list[Moment]:
    """What is known of invitations in Neurology beside the types and signals that are fitted."""
    return [
        _check(
            "invited.position", "Invitations in Neurology", "for one position", "invitations",
            ratio("applications", (at, slice(None), 1), at, 1.0, below="positions"),
            evidence.number("neurology_2026.invited_per_position"), "neurology_2026.invited_per_position",
        ),
        *(
            _check(
                f"invited.{word}", "Invitations for 100 applications in Neurology, by home", f"{word} state",
                "in 100 applications", ratio("homes", (at, k, 1), (at, k, 0)),
                cell("neurology_2026.invite_rates", "rate", by="home_state", group=word),
                "neurology_2026.invite_rates",
            )
            for k, word in enumerate(("other", "same"))
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
