"""What an interview is worth, read off the lines of a match, against matching again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matchsafe.market import Couples, Market, Match, match
from matchsafe.market.season import Preset, SimulatedSeason
from matchsafe.market.season.experiment import lines, nearest_miss, without_one
from matchsafe.market.season.rank_lists import evaluate


def singles(season: SimulatedSeason) -> tuple[Market, Match]:
    market = season.lists.market
    alone = Market(market.offsets, market.programs, market.scores, market.quotas, Couples.none())
    return alone, match(alone)


def shorter(market: Market, edge: int) -> Market:
    applicant = market.owners[edge]
    offsets = market.offsets.copy()
    offsets[applicant + 1 :] -= 1
    return Market(offsets, np.delete(market.programs, edge), np.delete(market.scores, edge), market.quotas)


def test_a_program_takes_exactly_those_above_its_line(season: SimulatedSeason) -> None:
    market, result = singles(season)
    line, last = lines(result)
    for program in range(len(market.quotas)):
        holders = [
            (float(market.scores[e]), -a)
            for a, e in enumerate(result.held.tolist())
            if e >= 0 and market.programs[e] == program
        ]
        if len(holders) < market.quotas[program]:
            assert (line[program], last[program]) == (-np.inf, -1)
        else:
            assert (line[program], -last[program]) == min(holders)


def test_taking_an_interview_away_is_what_matching_again_says(draw: Callable[[int], SimulatedSeason]) -> None:
    differ, tried = 0, 0
    for number in range(3):
        market, result = singles(draw(number))
        told = without_one(result, *lines(result))
        length = np.diff(market.offsets)
        for applicant in np.flatnonzero(result.held >= 0)[::9]:
            edge = int(result.held[applicant])
            again = match(shorter(market, edge))
            unmatched = again.held[applicant] < 0
            differ += bool(unmatched) != bool(told[applicant] > 0)
            tried += 1
            assert told[applicant] in (0, 1 / length[applicant])
    assert tried > 50
    assert differ <= 0.05 * tried, "chains that come back to the same person are rare"


def test_an_interview_that_is_not_the_one_matched_at_can_be_missed(season: SimulatedSeason) -> None:
    market, result = singles(season)
    for applicant in np.flatnonzero(result.held >= 0)[:20]:
        for edge in range(market.offsets[applicant], market.offsets[applicant + 1]):
            if edge != result.held[applicant]:
                assert (match(shorter(market, edge)).assignment == result.assignment).all()


def test_giving_the_interview_almost_had_is_what_matching_again_says(
    preset: Preset, draw: Callable[[int], SimulatedSeason]
) -> None:
    differ, gains, tried = 0, 0, 0
    for number in range(3):
        season = draw(number)
        market, lists = season.lists.market, season.lists
        if season.match.unresolved:
            continue
        miss = nearest_miss(season.people, season.sent, season.invitations)[lists.applicant]
        for applicant in np.flatnonzero((season.match.held < 0) & (miss >= 0) & (market.couple_of < 0))[::2]:
            program = season.sent.program[miss[[applicant]]]
            candidacy = season.sent.candidacies(miss[[applicant]])
            score = evaluate(
                preset, season.programs, season.people, season.sent, candidacy, program, 11, number
            )
            at = market.offsets[applicant + 1]
            offsets = market.offsets.copy()
            offsets[applicant + 1 :] += 1
            c = market.couples
            moved = [np.where(x >= at, x + 1, x).astype(np.int32) for x in (c.first, c.second)]
            longer = Market(
                offsets,
                np.insert(market.programs, at, program),
                np.insert(market.scores, at, score),
                market.quotas,
                Couples(c.members, c.offsets, *moved),
            )
            again = match(longer, seed=number)
            differ += bool(again.held[applicant] >= 0) != bool(season.effects.gained[applicant])
            gains += bool(season.effects.gained[applicant])
            tried += 1
    assert tried > 20
    assert gains > 0
    assert differ <= 0.1 * tried


def test_only_unmatched_applicants_can_gain_and_only_matched_ones_lose(season: SimulatedSeason) -> None:
    matched = season.match.held >= 0
    assert not season.effects.gained[matched].any()
    assert not season.effects.lost[~matched].any()
