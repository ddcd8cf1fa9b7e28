"""What the rank pages show of a list: rows, checks, other orders beside it, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matchsafe.domain.rank_report import RankCheck, RankedProgram, RankReport
from matchsafe.domain.season import Season
from matchsafe.domain.season_rank import RankList
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import day, plural, sentence
from matchsafe.present import rank_words, words
from matchsafe.present.labels import label
from matchsafe.ranking.pairwise import MissingChoixError, PreferenceOrder, preference_order
from matchsafe.ranking.preferences import by_wish, scores
from matchsafe.ranking.rank_order import RankEntry, RankOrder, rank_order
from matchsafe.services.rank_table import supplemental_name

MOST_TYPED = 150
"""Ranks with a number field; a form has room for no more."""


@dataclass(frozen=True)
class RankRow:
    """One rank of the page.

    Attributes:
        name: How the season names the program: the id of its interview.
        about: Where it is and, on a list of several kinds, what it is.
    """

    name: str
    rank: int
    program: str
    about: str
    chance: str
    first_year: str
    code: str
    counts: bool


def rank_view(season: Season, report: RankReport) -> dict[str, Any]:
    """What the page of a list shows; ``season`` has ids and a kept list (``ranking.edits.kept``)."""
    order = rank_order(season)
    own = season.rank_list or RankList()
    return {
        "report": report,
        "season_line": words.season_line(season),
        "day": day(report.on),
        "closed": report.closed,
        "certification": rank_words.certification(report.certification, closed=report.closed),
        "rows": [_row(e, r, order) for e, r in zip(order.primary, report.list, strict=True)],
        "typed_numbers": len(report.list) <= MOST_TYPED,
        "unmatched": words.chance(report.unmatched),
        "changes": rank_words.changes(report),
        "groups": _groups(report.checks),
        "left_off": [i for i in order.left_off if i.status in ("scheduled", "attended") and i.would_rank],
        "columns": _orders(season, order),
        "history": [
            (at, day(v.at.date()), v.why or "", _names(season, v.order)) for at, v in enumerate(own.history)
        ][::-1],
        "supplemental": _supplemental(season, report, order),
        "rated": any(s is not None for s in scores(season, season.interview_list)),
        "compared": len(own.comparisons),
    }


def _row(entry: RankEntry, ranked: RankedProgram, order: RankOrder) -> RankRow:
    interview = entry.interview
    several = len({e.target for e in order.primary}) > 1
    place = [p for p in (interview.city, interview.state) if p] if interview else []
    kind = [specialty_name(entry.target.specialty), label("track", entry.target.track)] if several else []
    return RankRow(
        name=interview.id if interview else entry.program,
        rank=ranked.rank,
        program=entry.program,
        about=", ".join([*place, *kind]),
        chance=rank_words.chance(ranked),
        first_year=rank_words.first_year(ranked),
        code=entry.code or "",
        counts=entry.counts,
    )


def _groups(checks: tuple[RankCheck, ...]) -> list[tuple[str, str, list[RankCheck]]]:
    """The checks by how grave they are."""
    return [
        (severity, rank_words.severity(severity), [c for c in checks if c.severity == severity])
        for severity in dict.fromkeys(c.severity for c in checks)
    ]


def _orders(season: Season, order: RankOrder) -> list[tuple[str, list[tuple[str, int | None]]]]:
    """The list beside other orders of the same programs: by ratings, by comparing."""
    listed = [e.interview for e in order.primary if e.interview is not None]
    found: list[tuple[str, list[str]]] = []
    if any(s is not None for s in scores(season, listed)):
        found.append(("By your ratings", [i.id for i in by_wish(season, listed)]))
    compared = preferences(season)
    if compared is not None and season.rank_list is not None and season.rank_list.comparisons:
        found.append(("By comparing", list(compared.order)))
    if not found:
        return []
    places = [(name, {of: at for at, of in enumerate(ids, 1)}) for name, ids in found]
    return [
        (i.program, [("Your list", at), *((name, place.get(i.id)) for name, place in places)])
        for at, i in enumerate(listed, 1)
    ]


def preferences(season: Season) -> PreferenceOrder | None:
    """What the answers to "A or B?" say; ``None`` if what works it out is not installed."""
    own = season.rank_list or RankList()
    try:
        return preference_order(own.order, own.comparisons)
    except MissingChoixError:
        return None


def _names(season: Season, ids: tuple[str, ...]) -> str:
    named = {i.id: i.program for i in season.interview_list}
    shown = [named.get(name, name) for name in ids[:5]]
    return ", ".join(shown) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")


def _supplemental(season: Season, report: RankReport, order: RankOrder) -> list[dict[str, Any]]:
    """The supplemental lists and one empty place for another, if the list has advanced positions."""
    advanced = [e for e in order.primary if e.advanced and e.interview is not None]
    years = [i for i in season.interview_list if season.target_of(i).track in ("preliminary", "transitional")]
    if not advanced or not years:
        return []
    found = []
    for at in range(len(order.supplemental) + 1):
        there = at < len(order.supplemental)
        attached = order.supplemental[at].attached if there else ()
        ranked = [e.interview.id for e in order.supplemental[at].entries if e.interview] if there else []
        part = report.supplemental[at] if there else None
        found.append(
            {
                "number": at,
                "name": sentence(supplemental_name(at)).rstrip("."),
                "there": there,
                "advanced": [(e.interview.id, e.program, e in attached) for e in advanced if e.interview],
                "years": [
                    (i.id, i.program, ranked.index(i.id) + 1 if i.id in ranked else "")
                    for i in sorted(
                        years, key=lambda i: ranked.index(i.id) if i.id in ranked else len(ranked)
                    )
                ],
                "first_year": words.chance(part.first_year) if part else "",
                "without": words.chance(part.without_first_year) if part else "",
            }
        )
    return found


def progress(found: PreferenceOrder) -> str:
    """How far the comparing is, and when it ends."""
    if found.needed == 0:
        return "There is nothing to compare: your list has fewer than two programs."
    told = f"{found.answered} of {plural(found.needed, 'neighbour')} compared."
    rest = (
        "Every program has been compared with the one below it: you can stop."
        if found.complete
        else ("You can stop once every program has been compared with the one below it.")
    )
    return f"{told} {rest}"
