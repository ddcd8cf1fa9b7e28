"""What the pages of a couple's pairs show: the answer, the pairs with why, the checks, the list as it is kept."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from matchsafe.domain.couple_rank import CouplePair, CoupleRankReport
from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import CoupleList, PairEntry
from matchsafe.domain.text import day
from matchsafe.present import pair_words, rank_words, words
from matchsafe.ranking.pairs import place_of
from matchsafe.ranking.rank_order import RankEntry, rank_order

SHOWN: Final = 10
"""Pairs that stand open on the page; the others are folded."""


class PairRow(NamedTuple):
    """A pair of the page; ``number`` is its place in the kept list, 0 where the list is not kept."""

    pair: CouplePair
    chance: str
    year: str
    why: str
    number: int


def pairs_view(report: CoupleRankReport, numbers: list[int] | None = None) -> dict[str, Any]:
    """The answer in words; ``numbers`` are the places of its pairs in the kept list."""
    rows = [
        PairRow(
            p,
            words.chance(p.chance),
            words.chance(p.with_first_years) if p.with_first_years else "",
            pair_words.reason_for_you(p.why),
            numbers[at] if numbers else 0,
        )
        for at, p in enumerate(report.pairs)
    ]
    return {
        "day": day(report.on),
        "against": pair_words.against_apart(report),
        "first_years": pair_words.first_years(report.first_years) if report.first_years else "",
        "together": pair_words.together(report.wishes),
        "pruned": pair_words.pruned_pairs(report) if report.pruned else "",
        "chances": [
            (name, words.chance(listed), words.chance(apart), words.chance(separate))
            for name, listed, apart, separate in (
                ("Both match", report.both, report.apart.both, report.separate.both),
                ("Exactly one", report.one, report.apart.one, report.separate.one),
                ("Neither", report.neither, report.apart.neither, report.separate.neither),
            )
        ],
        "pairs": rows[:SHOWN],
        "others": rows[SHOWN:],
        "missing": [(o, words.chance(o.adds)) for o in report.coverage if not o.caught],
        "groups": [
            (
                severity,
                rank_words.severity(severity),
                [
                    (pair_words.check_for_you(c.text), c.source)
                    for c in report.checks
                    if c.severity == severity
                ],
            )
            for severity in dict.fromkeys(c.severity for c in report.checks)
        ],
    }


def programs(season: Season) -> tuple[RankEntry, ...]:
    """The programs of a primary list, each once."""
    return rank_order(season).distinct


def kept_numbers(
    own: CoupleList, first: Season, second: Season
) -> tuple[list[int], list[tuple[int, PairEntry]]]:
    """The places of the kept pairs that the answer has, and those that name a program no longer on the lists."""
    sides = [programs(s) for s in (first, second)]
    known, lost = [], []
    for number, pair in enumerate(own.pairs, 1):
        if any(place_of(side, name) is None for side, name in zip(sides, pair.names, strict=True)):
            lost.append((number, pair))
        else:
            known.append(number)
    return known, lost


def choices(season: Season) -> list[tuple[str, str]]:
    """The programs that can stand in a pair, by what the list calls them, and "no match"."""
    return [*((e.reference, e.program) for e in programs(season)), (pair_words.NO_MATCH, "No match")]


def history(own: CoupleList) -> list[tuple[int, str, str, int]]:
    """Earlier lists, the newest first: number, day, what was done then, and how many pairs there were."""
    return [(at, day(v.at.date()), v.why or "", len(v.pairs)) for at, v in enumerate(own.history)][::-1]
