"""Deferred acceptance on a small market around a list: its programs, seats, and invented rivals that fit the chances.

Whether a program takes an applicant is drawn from the model, once a market. Every program has two seats and three
rivals of its own, who want it first and the next program second; where it takes the applicant one rival stands above
them, otherwise two do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from matchsafe.domain.couple_rank import PairName
from matchsafe.domain.match_report import WatchedMatch, WatchedProgram
from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import CoupleWishes
from matchsafe.market.arrays import NO_MATCH
from matchsafe.market.steps import Programs, match_steps
from matchsafe.ranking.own_pairs import own_pairs
from matchsafe.ranking.pairs import NOBODY, PairUtility, pair_list
from matchsafe.ranking.rank_chances import list_model
from matchsafe.ranking.rank_order import RankEntry, rank_order

YOU: Final = "You"
PARTNER: Final = "Your partner"
MOST_PROGRAMS: Final = 10
"""Programs of a list that are played; a longer table of steps teaches nothing more."""
MARKETS: Final = 100
SEATS: Final = 2
_SEED: Final = 20_270_315


def watched_match(season: Season, number: int | None = None, on: date | None = None) -> WatchedMatch:
    """The algorithm on a small market around a season's list, step by step.

    Args:
        number: Which of the ``MARKETS`` markets; if left out, the first that ends below the first rank.
    """
    entries = [e for e in rank_order(season).primary if e.counts]
    played = entries[:MOST_PROGRAMS]
    names = _different([e.program for e in played])
    takes = _takes(season, entries, on)
    if number is None:
        number = next((at for at, row in enumerate(takes, 1) if any(row) and not row[0]), 1)
    row = takes[(number - 1) % MARKETS]
    applicants, programs = small_market(YOU, names, row, 0)
    steps, ends = match_steps({YOU: names} | applicants, programs)
    return WatchedMatch(
        number=number,
        programs=tuple(_told(programs, names, row)),
        steps=steps,
        ends=(ends[YOU],),
        left_out=len(entries) - len(played),
    )


def watched_couple(
    first: Season,
    second: Season,
    wishes: CoupleWishes | None = None,
    number: int = 1,
    on: date | None = None,
    *,
    brought: Sequence[PairName] | None = None,
) -> WatchedMatch:
    """The same for a couple: singles first, then the couple's pairs in order, then whoever lost a seat.

    Args:
        brought: Their own pairs; those of programs that are not played are left out.
    """
    if wishes is None and brought is None and first.couple_list is not None:
        wishes, brought = first.couple_list.wishes, [p.names for p in first.couple_list.pairs]
    whole = [[e for e in rank_order(s).primary if e.counts] for s in (first, second)]
    sides = [side[:MOST_PROGRAMS] for side in whole]
    called = [_different([e.program for e in side]) for side in sides]
    shared = set(called[0]) & set(called[1])
    worth = PairUtility(sides[0], sides[1], wishes or CoupleWishes())
    theirs = own_pairs(worth, (first, second), brought)
    pairs = pair_list(worth).pairs if theirs is None else theirs.pairs
    applicants: dict[str, list[str]] = {}
    programs: dict[str, tuple[int, list[str]]] = {}
    told: list[WatchedProgram] = []
    named: list[list[str]] = []
    for at, (who, season, side) in enumerate(zip((YOU, PARTNER), (first, second), sides, strict=True)):
        whose = ("your position", "your partner’s position")[at]
        own = [f"{name} ({whose})" if name in shared else name for name in called[at]]
        row = _takes(season, side, on)[(number - 1 + 37 * at) % MARKETS]
        rivals, market = small_market(who, own, row, 3 * MOST_PROGRAMS * at)
        applicants |= rivals
        programs |= market
        told += _told(market, own, row)
        named.append(own)
    listed = [
        (NO_MATCH if a == NOBODY else named[0][a], NO_MATCH if b == NOBODY else named[1][b]) for a, b in pairs
    ]
    steps, ends = match_steps(applicants, programs, (YOU, PARTNER, listed))
    return WatchedMatch(
        number=number,
        programs=tuple(told),
        steps=steps,
        ends=(ends[YOU], ends[PARTNER]),
        left_out=sum(len(all_) - len(some) for all_, some in zip(whole, sides, strict=True)),
    )


def small_market(
    who: str, order: Sequence[str], takes: Sequence[bool], numbered: int
) -> tuple[dict[str, list[str]], dict[str, tuple[int, list[str]]]]:
    """The rivals' lists, and the seats and list of each program.

    Args:
        who: The applicant.
        order: Their programs, best first.
        takes: Whether each of them takes the applicant.
        numbered: The number of the first rival, less 1.
    """
    rivals = {name: [f"Rival {numbered + 3 * at + n}" for n in (1, 2, 3)] for at, name in enumerate(order)}
    applicants: dict[str, list[str]] = {}
    programs: dict[str, tuple[int, list[str]]] = {}
    for at, (name, taken) in enumerate(zip(order, takes, strict=True)):
        one, two, three = rivals[name]
        for rival in rivals[name]:
            applicants[rival] = list(order[at : at + 2])
        from_above = rivals[order[at - 1]] if at else []
        own = [one, who, two, three] if taken else [one, two, who, three]
        programs[name] = (SEATS, [*own, *from_above])
    return applicants, programs


def _takes(season: Season, entries: Sequence[RankEntry], on: date | None) -> list[list[bool]]:
    """Whether each program takes the applicant, in each market."""
    reached = list_model(season, entries, on or date.today()).reached(MARKETS, _SEED)
    return [row[: min(len(entries), MOST_PROGRAMS)] for row in reached.tolist()]


def _told(programs: Programs, names: Sequence[str], takes: Sequence[bool]) -> list[WatchedProgram]:
    return [
        WatchedProgram(name=n, seats=programs[n][0], list=tuple(programs[n][1]), takes=t)
        for n, t in zip(names, takes, strict=True)
    ]


def _different(names: Sequence[str]) -> list[str]:
    """The names, a second one of a kind with its number."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out
