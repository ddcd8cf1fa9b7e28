"""Deferred acceptance on a small market around a list: its programs, seats, and invented rivals that fit the chances.

Whether a program takes an applicant is drawn from the model, once a market. Every program has two seats and three
rivals of its own, who want it first and the next program second; where it takes the applicant one rival stands above
them, otherwise two do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from matchsafe.domain.couple_rank import PairName
from matchsafe.domain.match_report import MatchStep, WatchedMatch, WatchedProgram
from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import CoupleWishes
from matchsafe.market.arrays import NO_MATCH
from matchsafe.market.steps import match_steps
from matchsafe.ranking.own_pairs import own_pairs
from matchsafe.ranking.pairs import NOBODY, PairUtility, pair_list
from matchsafe.ranking.rank_chances import list_model
from matchsafe.ranking.rank_order import rank_order

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
    side = _Side(YOU, season, on, 0)
    if number is None:
        number = next((at for at, row in enumerate(side.takes, 1) if any(row) and not row[0]), 1)
    side.play(number - 1)
    steps, ends = match_steps(
        {YOU: side.names} | side.rivals, side.programs, supplemental={YOU: (side.half, side.supplemental)}
    )
    return _watch(number, [side], steps, ends)


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
    sides = [
        _Side(who, season, on, at)
        for at, (who, season) in enumerate(zip((YOU, PARTNER), (first, second), strict=True))
    ]
    worth = PairUtility(sides[0].played, sides[1].played, wishes or CoupleWishes())
    theirs = own_pairs(worth, (first, second), brought)
    pairs = pair_list(worth).pairs if theirs is None else theirs.pairs
    shared = {*sides[0].names, *sides[0].years} & {*sides[1].names, *sides[1].years}
    for at, side in enumerate(sides):
        side.mark(shared, ("your position", "your partner’s position")[at])
        side.play((number - 1 + 37 * at) % MARKETS)
    listed = [
        (NO_MATCH if a == NOBODY else sides[0].names[a], NO_MATCH if b == NOBODY else sides[1].names[b])
        for a, b in pairs
    ]
    steps, ends = match_steps(
        sides[0].rivals | sides[1].rivals,
        sides[0].programs | sides[1].programs,
        (YOU, PARTNER, listed),
        {side.who: (side.half, side.supplemental) for side in sides},
    )
    return _watch(number, sides, steps, ends)


def _watch(
    number: int, sides: Sequence[_Side], steps: tuple[MatchStep, ...], ends: Mapping[str, str | None]
) -> WatchedMatch:
    return WatchedMatch(
        number=number,
        programs=tuple(told for side in sides for told in side.snapshot()),
        steps=steps,
        ends=tuple(ends[side.who] for side in sides),
        first_years={side.who: ends[side.half] for side in sides if side.half in ends},
        left_out=sum(side.left_out for side in sides),
    )


class _Side:
    """One applicant's part of a market: their programs and first years, who rivals them there, and who is taken.

    Attributes:
        half: How first-year programs call the applicant.
        names: The programs of the primary list, as they are called here; ``years`` the first years.
        takes: Whether each of them takes the applicant, in each market.
    """

    def __init__(self, who: str, season: Season, on: date | None, at: int) -> None:
        order = rank_order(season)
        entries = [e for e in order.primary if e.counts]
        self.who, self.half = who, f"{who} (first year)"
        self.played = entries[:MOST_PROGRAMS]
        self.left_out = len(entries) - len(self.played)
        self.rivals: dict[str, list[str]] = {}
        self.programs: dict[str, tuple[int, list[str]]] = {}
        self._numbered = 6 * MOST_PROGRAMS * at
        own = {e.same: e for e in self.played}
        lists = [s for s in order.supplemental if s.entries and any(e in self.played for e in s.attached)]
        years = {e.same: e for s in lists for e in s.entries if e.counts and e.same not in own}
        kept = list(years.values())[:MOST_PROGRAMS]
        called = _different([e.program for e in (*self.played, *kept)])
        self.names, self.years = called[: len(self.played)], called[len(self.played) :]
        self._places = {e.same: n for n, e in enumerate((*self.played, *kept))}
        self._lists = [
            tuple(
                [self._places[e.same] for e in part if e.same in self._places]
                for part in (s.attached, s.entries)
            )
            for s in lists
        ]
        reached = list_model(season, [*entries, *kept], on or date.today()).draw_outcomes(MARKETS, _SEED)
        shown = [*range(len(self.played)), *range(len(entries), len(entries) + len(kept))]
        self._takes = reached[:, shown].tolist()
        self._row: list[bool] = []

    @property
    def takes(self) -> list[list[bool]]:
        """Whether each program of the primary list takes the applicant, in each market."""
        return [row[: len(self.names)] for row in self._takes]

    @property
    def supplemental(self) -> dict[str, list[str]]:
        """The first years of each advanced program, by name."""
        called = [*self.names, *self.years]
        return {called[a]: [called[y] for y in years] for attached, years in self._lists for a in attached}

    def mark(self, shared: set[str], whose: str) -> None:
        """Say whose position a program is that both partners have."""
        self.names, self.years = (
            [f"{name} ({whose})" if name in shared else name for name in names]
            for names in (self.names, self.years)
        )

    def play(self, market: int) -> None:
        """Fill the market of this number, from 0."""
        self._row = self._takes[market % MARKETS]
        ranks = len(self.names)
        self.rivals, self.programs = small_market(self.who, self.names, self._row[:ranks], self._numbered)
        rivals, programs = small_market(
            self.half, self.years, self._row[ranks:], self._numbered + 3 * MOST_PROGRAMS
        )
        self.rivals |= rivals
        self.programs |= programs
        again = {name for years in self.supplemental.values() for name in years} & set(self.names)
        for name in again:  # a first year that is on the primary list too takes either half or neither
            seats, order = self.programs[name]
            at = order.index(self.who)
            self.programs[name] = (seats, [*order[: at + 1], self.half, *order[at + 1 :]])

    def snapshot(self) -> list[WatchedProgram]:
        """The programs of the market as it is played."""
        return [
            WatchedProgram(
                name=name, seats=self.programs[name][0], list=tuple(self.programs[name][1]), takes=takes
            )
            for name, takes in zip((*self.names, *self.years), self._row, strict=True)
        ]


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


def _different(names: Sequence[str]) -> list[str]:
    """The names, a second one of a kind with its number."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out
