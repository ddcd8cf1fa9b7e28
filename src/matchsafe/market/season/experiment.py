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
from matchsafe.market.types import Flags, Longs, Match


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


def lines(match: Match) -> tuple[Floats, Longs]:
    """What a newcomer has to be better than at each program: the last holder's score and number, if it is full.

    Minus infinity and -1 where a seat is free; plus infinity where there are no seats.
    """
    market = match.market
    held = match.held[match.held >= 0]
    program, score, who = market.programs[held], market.scores[held], market.owners[held]
    order = np.lexsort((-who, score, program))
    first = np.flatnonzero(np.diff(program[order], prepend=-1))
    full = np.bincount(program, minlength=len(market.quotas)) >= market.quotas
    line = np.where(market.quotas > 0, -np.inf, np.inf)
    last = np.full(len(market.quotas), -1)
    at = order[first[full[program[order[first]]]]]
    line[program[at]], last[program[at]] = score[at], who[at]
    return line, last


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
    applicant: Array, program: Array, view: Array, open_to: Array, line: Array, found: Array, short: Array
) -> None:
    """Fill ``found`` with each applicant's application that fell short of its program's line by least."""
    for at in range(len(applicant)):
        distance = line[program[at]] - view[at]
        if open_to[at] and distance < short[applicant[at]]:
            short[applicant[at]] = distance
            found[applicant[at]] = at


def nearest_miss(people: People, sent: Applications, invitations: Invitations) -> Longs:
    """For each applicant the application that came nearest to an invitation without getting one; -1 for none.

    In the first-choice specialty, at programs that invited someone.
    """
    count = len(people.kind)
    found, short = np.full(count, -1), np.full(count, np.inf)
    open_to = ~invitations.invited & ~people.backup[sent.candidacy]
    find_nearest(sent.applicant, sent.program, invitations.view, open_to, invitations.line, found, short)
    return found


def effects(preset: Preset, played: SeasonDraw, seed: int, season: int) -> Effects:
    """Both changes for every applicant with a rank list."""
    programs, people, sent, match = played.programs, played.people, played.sent, played.match
    miss = nearest_miss(people, sent, played.invitations)[played.lists.applicant]
    some = miss >= 0
    score = np.full(len(miss), -np.inf)
    score[some] = evaluate(preset, programs, people, sent, miss[some], seed, season)
    line, last = lines(match)
    at = sent.program[np.where(some, miss, 0)]
    above = (score > line[at]) | ((score == line[at]) & (np.arange(len(miss)) < last[at]))
    gained = (match.held < 0) & above & (score > -np.inf) & some
    return Effects(without_one(match), gained, some)
