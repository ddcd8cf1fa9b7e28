"""Two results side by side: who moved, who gains and who loses, and whether each holds against the other."""

from __future__ import annotations

from collections import Counter
from typing import Final, Literal

import numpy as np

from matchsafe.domain.market_study import MatchComparison, Move, ProgramChange
from matchsafe.domain.match_report import BlockingPair
from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.arrays import Ints, Longs
from matchsafe.market.market import Market
from matchsafe.market.problems import MarketError
from matchsafe.market.report import own_ranks
from matchsafe.market.settings import check_type, is_listing, not_texts, shown
from matchsafe.market.stability import Assignment, certify, edges_of, numbers_of, positions
from matchsafe.market.study.statistics import distribution
from matchsafe.market.types import Match, names_of
from matchsafe.market.variation_match import VariedMatch

Change = Literal["gains", "loses", "other"]
_CHANGES: Final[dict[int, Change]] = {-1: "gains", 0: "other", 1: "loses"}


def as_match(market: Market, assignment: Assignment) -> Match:
    """Somebody's result, by number or name, as a match with its certificate.

    Raises:
        ValueError: If it has the wrong length or names somebody or a program that does not exist.
    """
    check_type("market", market, Market)
    numbers = numbers_of(market, assignment)
    held, stray = edges_of(market, numbers)
    made = Match(market, held, "applicant", 0, (), False, certify(market, numbers), None)
    made.assignment[stray] = numbers[stray]  # they hold no edge, but that is where they are
    return made


def compare(
    first: Match | VariedMatch, second: Match | VariedMatch, names: tuple[str, str] = ("first", "second")
) -> MatchComparison:
    """Compare two results on one market, or of a market before and after a change (with the same names in both).

    Gains and losses are by the lists of the first market, so somebody who hands in another list is judged by the one
    they had before. What upsets each is found on its own market; the pairs that upset one result with the places of
    the other are only looked for where both have the same market.
    """
    for name, result in (("first", first), ("second", second)):
        check_type(name, result, Match, VariedMatch)
    if not is_listing(names) or len(names) != 2 or not_texts(names):
        raise ValueError(f"names is {shown(names)}; it must be two names")
    market = first.market
    places, order = _numbers(market, second.market)
    other = places[second.assignment[order]]
    held, stray = edges_of(market, other)
    change = np.sign(_rank_of_each(market, held) - _rank_of_each(market, first.held))
    if len(stray):
        change[stray] = 0
    moved = np.flatnonzero(other != first.assignment)
    ranks = own_ranks(market, first.held), own_ranks(market, held)
    moves = tuple(
        Move(
            applicant=market.applicant_name(a),
            first=_name(market, int(first.assignment[a])),
            second=_name(market, int(other[a])),
            first_rank=int(ranks[0][a]) or None,
            second_rank=int(ranks[1][a]) or None,
            change=_CHANGES[int(change[a])],
        )
        for a in moved.tolist()
    )
    counts = Counter(move.change for move in moves)
    single = market.couple_of < 0
    means = tuple(distribution(r[single]).mean for r in ranks)
    flows = Counter(zip(ranks[0][single].tolist(), ranks[1][single].tolist(), strict=True))
    same = second.market is market
    certificates = first.certificate, second.certificate
    return MatchComparison(
        names=names,
        stable=(first.stable, second.stable),
        matched=(int((first.assignment >= 0).sum()), int((other >= 0).sum())),
        mean_rank=(means[0], means[1]),
        unchanged=market.applicants - len(moves),
        gains=counts["gains"],
        loses=counts["loses"],
        other=counts["other"],
        moves=moves,
        first_years=_first_years(first, second),
        programs=_program_changes(
            market,
            (first.assignment, _first_year_programs(first)),
            (other, places[_first_year_programs(second)[order]]),
        ),
        rank_flows=tuple((one, two, count) for (one, two), count in sorted(flows.items())),
        blocking=tuple(c.blocking_count + c.blocking_couples_count for c in certificates),
        upset_by_other=(_envious(first, second), _envious(second, first)) if same else ((), ()),
    )


def _numbers(market: Market, theirs: Market) -> tuple[Ints, Longs]:
    """Another market with the same names in the numbers of this one.

    Returns:
        This market's number of each of its programs, with -1 at the end for none; and its number of each applicant.

    Raises:
        MarketError: Naming whoever is in one of the two only.
    """
    if theirs is market:
        return np.append(np.arange(len(market.quotas)), -1).astype(np.int32), np.arange(market.applicants)
    place = {theirs.program_name(p): p for p in range(len(theirs.quotas))}
    person = {theirs.applicant_name(a): a for a in range(theirs.applicants)}
    programs = [market.program_name(p) for p in range(len(market.quotas))]
    people = [market.applicant_name(a) for a in range(market.applicants)]
    found = Problems(MarketError)
    for kind, here, there in (("applicant", people, person), ("program", programs, place)):
        for name in sorted(set(here) ^ there.keys()):
            which = "first" if name not in there else "second"
            message = f"only the {which} result has the {kind} {name!r}; both must be of the same people and programs"
            found.add(Problem(message, "unknown_id", path="second"))
    found.check()
    places = np.full(len(theirs.quotas) + 1, -1, np.int32)
    places[[place[name] for name in programs]] = np.arange(len(programs))
    return places, np.array([person[name] for name in people], np.int64)


def _first_year_programs(match: Match | VariedMatch) -> Ints:
    if isinstance(match, VariedMatch):
        return match.first_years
    return np.full(match.market.applicants, -1, np.int32)


def _first_years(first: Match | VariedMatch, second: Match | VariedMatch) -> tuple[Move, ...]:
    """Everyone whose first-year place is another."""
    if not (isinstance(first, VariedMatch) and isinstance(second, VariedMatch)):
        return ()
    advanced = first.as_dict(), second.as_dict()
    ranks = _first_year_ranks(first), _first_year_ranks(second)
    moves = []
    for name in advanced[0]:
        (one, rank), (two, other) = (given.get(name, (None, None)) for given in ranks)
        if one == two:
            continue
        better = np.sign((other or np.inf) - (rank or np.inf))
        same = advanced[0][name] == advanced[1][name]
        moves.append(
            Move(
                applicant=name,
                first=one,
                second=two,
                first_rank=rank,
                second_rank=other,
                change=_CHANGES[int(better)] if same else "other",
            )
        )
    return tuple(moves)


def _first_year_ranks(match: VariedMatch) -> dict[str, tuple[str, int]]:
    """The first-year program of everyone who has one, and its rank on their supplemental list."""
    extra, market = match.varied.supplemental, match.market
    people = np.flatnonzero(match.entries >= 0)
    entries = match.entries[people]
    ranks = entries - extra.offsets[extra.lists[entries]] + 1
    return {
        market.applicant_name(a): (market.program_name(int(match.first_years[a])), rank)
        for a, rank in zip(people.tolist(), ranks.tolist(), strict=True)
    }


def _rank_of_each(market: Market, held: Ints) -> Longs:
    """How far down their list each applicant is, a couple's partners on the couple's; unmatched is the end of it."""
    standing: Longs = np.where(held >= 0, held, market.offsets[1:]).astype(np.int64)
    if len(market.couples):
        position, _ = positions(market, held)
        for side in (0, 1):
            standing[market.couples.members[:, side]] = position
    return standing


def _name(market: Market, program: int) -> str | None:
    return None if program < 0 else market.program_name(program)


def _program_changes(
    market: Market, first: tuple[Ints, Ints], second: tuple[Ints, Ints]
) -> tuple[ProgramChange, ...]:
    """What differs at each program; each result is given as the programs of primary lists and of the first year."""
    count = len(market.quotas)
    everyone = np.tile(np.arange(market.applicants), 2)
    seats = [np.concatenate(one) for one in (first, second)]
    keys = [(everyone * count + at)[at >= 0] for at in seats]
    people: list[dict[int, list[str]]] = []
    for one, other in (keys, keys[::-1]):
        gone = np.setdiff1d(one, other)
        people.append({})
        for applicant, program in zip((gone // count).tolist(), (gone % count).tolist(), strict=True):
            people[-1].setdefault(program, []).append(market.applicant_name(applicant))
    left, arrived = people
    counts = [np.bincount(at[at >= 0], minlength=count) for at in seats]
    return tuple(
        ProgramChange(
            program=market.program_name(p),
            filled=(int(counts[0][p]), int(counts[1][p])),
            arrived=tuple(arrived.get(p, ())),
            left=tuple(left.get(p, ())),
        )
        for p in sorted(left.keys() | arrived.keys())
    )


def _envious(match: Match | VariedMatch, other: Match | VariedMatch) -> tuple[BlockingPair, ...]:
    """Singles who would rather have the program they are at in another result, and are wanted there."""
    pairs = match.certificate.blocking_pairs(match.market)
    there = names_of(match.market, other.held) if pairs else {}
    return tuple(BlockingPair(applicant=a, program=p) for a, p in pairs if there[a] == p)
