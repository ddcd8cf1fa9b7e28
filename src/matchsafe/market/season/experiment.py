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
from matchsafe.market.jit import inner_kernel, kernel
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


@inner_kernel
def takes(line: float, last: int, score: float, who: int) -> bool:
    """Whether a program with this line would take (or holds) an applicant of this score."""
    return score > -np.inf and (score > line or (score == line and who <= last))


@kernel
def weigh_losses(
    offsets: Array, programs: Array, scores: Array, held: Array, line: Array, last: Array, lost: Array
) -> None:
    """Fill ``lost`` with the share of each applicant's interviews without which they would not match.

    Only the one they matched at can matter: without it they match further down, if any program there would take them.
    """
    for a in range(len(held)):
        lost[a] = 0.0
        if held[a] >= 0:
            edge, end = np.int64(held[a]) + 1, offsets[a + 1]
            while edge < end and not takes(line[programs[edge]], last[programs[edge]], scores[edge], a):
                edge += 1
            if edge == end:
                lost[a] = 1 / (end - offsets[a])


def without_one(match: Match, line: Floats, last: Ints) -> Floats:
    """For each applicant the share of their interviews without which they would not match; 0 for the unmatched."""
    market, lost = match.market, np.empty(match.market.applicants)
    weigh_losses(market.offsets, market.programs, market.scores, match.held, line, last, lost)
    return lost


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
    line, last = lines(match)
    gained = np.zeros(len(miss), np.bool_)
    who = np.flatnonzero((match.held < 0) & (miss >= 0))
    at, candidacy = sent.program[miss[who]], sent.candidacies(miss[who])
    score = evaluate(preset, programs, people, sent, candidacy, at, seed, season)
    above = (score > line[at]) | ((score == line[at]) & (who < last[at]))
    gained[who] = above & (score > -np.inf)
    return Effects(without_one(match, line, last), gained, miss >= 0)
