"""A rank list as a table, in the order it is typed into the official system: for spreadsheets and for paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from matchsafe.catalog.export import Cell
from matchsafe.domain.couple_rank import CoupleRankReport
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rank_report import RankReport
from matchsafe.domain.specialties import specialty_name
from matchsafe.present.labels import label

CHANCE_HEADINGS: Final = ("of 100", "low", "high")
HEADINGS: Final = ("list", "rank", "code", "program", "specialty", "position", *CHANCE_HEADINGS)
PAIR_HEADINGS: Final = (
    "rank", "first code", "first program", "second code", "second program", *CHANCE_HEADINGS, "why",
)  # fmt: skip


def rank_rows(report: RankReport) -> Iterator[tuple[Cell, ...]]:
    """The primary list, then each supplemental one, named A, B, C and on."""
    for r in report.list:
        place = (r.code, r.program, specialty_name(r.specialty), label("track", r.track))
        yield ("primary", r.rank, *place, *of_100(r.chance))
    for name, part in zip(
        map(supplemental_name, range(len(report.supplemental))), report.supplemental, strict=True
    ):
        for s in part.list:
            place = (s.code, s.program, specialty_name(s.specialty), label("track", s.track))
            yield (name, s.rank, *place, *of_100(s.chance))


def pair_rows(report: CoupleRankReport) -> Iterator[tuple[Cell, ...]]:
    """A couple's pairs; "no match" has NRMP's code for it."""
    for p in report.pairs:
        yield (p.rank, p.first_code, p.first, p.second_code, p.second, *of_100(p.chance), p.why)


def supplemental_name(number: int) -> str:
    """What a supplemental list is called: "supplemental A"."""
    return f"supplemental {chr(ord('A') + number) if number < 26 else number + 1}"


def of_100(e: Estimate) -> tuple[Cell, ...]:
    """A chance with its range as numbers out of 100, to a tenth, under ``CHANCE_HEADINGS``."""
    return tuple(round(100 * part, 1) for part in (e.value, e.low, e.high))
