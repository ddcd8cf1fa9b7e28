"""What one interview is truly worth in a season: take one away, or give the one that was almost had.

In a stable match a program takes everyone above its line: the last holder of a full program, no one in particular
where a seat is free. One applicant more or less moves the lines of a national market hardly at all, so for each
applicant the result with one interview more or less can be read off the lines of the match as it is. (What this leaves
out are chains that come back to the same applicant; ``tests`` measure them by matching again.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import kernel
from matchsafe.market.season.applications import Applications
from matchsafe.market.season.invitations import Invitations
from matchsafe.market.season.population import People
from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.rank_lists import evaluate
from matchsafe.market.season.season_draw import SeasonDraw
from matchsafe.market.stability import last_holders
from matchsafe.market.types import Flags, Ints, Longs, Match


@dataclass(frozen=True, eq=False)
class Effects:
    """For each applicant of the market, the change of their chance to match.

    Attributes:
        lost: With one of their interviews, any, taken away: the share of them (0 to 1) without which they go unmatched.
        gained: Whether they would match with the interview they came nearest to among those they did not get.
        nearest: Whether there was one.
    """

    lost: Floats
    gained: Flags
    nearest: Flags


def lines(match: Match) -> tuple[Floats, Ints]:
    """What a newcomer has to be better than at each program: the last holder's score and number, if it is full.

    Minus infinity and -1 where a seat is free; plus infinity where there are no seats.
    """
    quotas = match.market.quotas
    size, last, _ = last_holders(match.market, match.held)
    line = np.where(size < quotas, -np.inf, np.where(quotas > 0, last.score, np.inf))
    return line, np.where(size < quotas, -1, last.who)


def would_take(match: Match) -> Flags:
    """For each edge whether its program would take its applicant now (or holds them)."""
    market = match.market
    line, last = lines(match)
    at, who = line[market.programs], last[market.programs]
    better = (market.scores > at) | ((market.scores == at) & (market.owners <= who))
    taken: Flags = better & (market.scores > -np.inf)
    return taken


def without_one(match: Match) -> Floats:
    """For each applicant the share of their interviews without which they would not match; 0 for the unmatched.

    Only the one they matched at can matter: without it they match further down, if any program there would take them.
    """
    market = match.market
    length = np.diff(market.offsets)
    further = would_take(match) & (np.arange(len(market.programs)) > match.held[market.owners])
    spare = np.bincount(market.owners[further], minlength=market.applicants) > 0
    return np.where((match.held >= 0) & ~spare, 1 / np.maximum(length, 1), 0.0)


@kernel
def find_nearest(
    offsets: Array,
    program: Array,
    view: Array,
    applicant: Array,
    backup: Array,
    line: Array,
    found: Array,
) -> None:
    """Fill ``found`` with each applicant's application that fell short of its program's line by least."""
    for candidacy in range(len(applicant)):
        if backup[candidacy]:
            continue
        shortest = np.float32(np.inf)
        for one in range(np.uint64(offsets[candidacy]), np.uint64(offsets[candidacy + 1])):
            short = line[np.uint32(program[one])] - view[one]
            shortest = min(shortest, short if short > 0 else np.float32(np.inf))
        at = offsets[candidacy]
        while at < offsets[candidacy + 1] and line[program[at]] - view[at] != shortest:
            at += 1
        found[applicant[candidacy]] = at if shortest < np.inf else -1


def nearest_miss(people: People, sent: Applications, invitations: Invitations) -> Longs:
    """For each applicant the application that came nearest to an invitation without getting one; -1 for none.

    In the first-choice specialty, at programs that invited someone.
    """
    found = np.full(len(people.kind), -1)
    find_nearest(
        sent.offsets,
        sent.program,
        sent.view,
        people.applicant,
        people.backup,
        invitations.line,
        found,
    )
    return found


def effects(preset: Preset, played: SeasonDraw, seed: int, season: int) -> Effects:
    """Both changes for every applicant with a rank list."""
    programs, people, sent, match = played.programs, played.people, played.sent, played.match
    miss = nearest_miss(people, sent, played.invitations)[played.lists.applicant]
    some = miss >= 0
    at = sent.program[np.where(some, miss, 0)]
    score = np.full(len(miss), -np.inf)
    candidacy = sent.candidacies(miss[some])
    score[some] = evaluate(preset, programs, people, sent, candidacy, at[some], seed, season)
    line, last = lines(match)
    above = (score > line[at]) | ((score == line[at]) & (np.arange(len(miss)) < last[at]))
    gained = (match.held < 0) & above & (score > -np.inf) & some
    return Effects(without_one(match), gained, some)
