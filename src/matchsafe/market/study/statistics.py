"""Figures of one result: who reached which place of whose list, where programs' lines are, how tight the market is."""

from __future__ import annotations

from typing import Any

import numpy as np

from matchsafe.domain.market_study import Cutoff, MatchStatistics, RankDistribution, Tightness
from matchsafe.market.arrays import Ints, Longs
from matchsafe.market.kernels import places_at_programs
from matchsafe.market.market import Market
from matchsafe.market.report import own_ranks
from matchsafe.market.stability import last_holders
from matchsafe.market.types import Match


def statistics(match: Match) -> MatchStatistics:
    """The figures of a result."""
    market, held = match.market, match.held
    ranks, single = own_ranks(market, held), market.couple_of < 0
    seated = held[held >= 0]
    places = places_at_programs(market)[seated] + 1
    members = market.couples.members
    pairs = np.maximum(ranks[members[:, 0]], ranks[members[:, 1]])
    filled, positions = len(seated), int(market.quotas.sum(dtype=np.int64))
    taken = np.bincount(market.programs[seated], minlength=len(market.quotas))
    return MatchStatistics(
        method=match.method,
        stable=match.stable,
        efficient=None if len(market.couples) else is_efficient(market, held),
        applicants=distribution(ranks[single]),
        couples=distribution(pairs),
        programs=distribution(places, max(positions - filled, 0)),
        tightness=_tightness(market, positions),
        matched=filled,
        unmatched=market.applicants - filled,
        filled=filled,
        unfilled=int(np.maximum(market.quotas - taken, 0).sum(dtype=np.int64)),
        cutoffs=cutoffs(match),
    )


def distribution(ranks: Any, without: int | None = None) -> RankDistribution:
    """How many have each rank; 0 is none.

    Args:
        ranks: Ranks from 1.
        without: How many have none, if the zeros in ``ranks`` do not say it.
    """
    given = ranks[ranks > 0]
    return RankDistribution(
        counts=tuple(np.bincount(given)[1:].tolist()),
        without=len(ranks) - len(given) if without is None else without,
        mean=_rounded(float(given.mean())) if len(given) else None,
    )


def cutoffs(match: Match) -> tuple[Cutoff, ...]:
    """Each program's line: the place of the last one who got in, if it is full."""
    market, held = match.market, match.held
    places = places_at_programs(market) + 1
    size, last, _ = last_holders(market, held)
    seated = held[held >= 0]
    count = len(market.quotas)
    total = np.bincount(market.programs[seated], places[seated], count)
    listed = np.bincount(market.programs[market.scores > -np.inf], minlength=count)
    found = []
    for program, (quota, filled) in enumerate(zip(market.quotas.tolist(), size.tolist(), strict=True)):
        full = bool(filled) and filled >= quota
        who = int(last.who[program])
        found.append(
            Cutoff(
                program=market.program_name(program),
                quota=quota,
                filled=filled,
                listed=int(listed[program]),
                place=int(places[held[who]]) if full else None,
                last_holder=market.applicant_name(who) if full else None,
                mean_place=_rounded(total[program] / filled) if filled else None,
            )
        )
    return tuple(found)


def is_efficient(market: Market, held: Ints) -> bool:
    """Whether no applicant can do better without another doing worse, at programs that accept them (singles).

    That is so if nobody would rather have a seat that is free, and if programs, each pointing to those that one of
    its holders would rather have, form no circle.
    """
    envied = _wanted(market, held)
    programs = market.programs[envied]
    taken = np.bincount(market.programs[held[held >= 0]], minlength=len(market.quotas))
    if (taken < market.quotas)[programs].any():
        return False
    from_seat = held[market.owners[envied]]
    inside = from_seat >= 0
    here, there = market.programs[from_seat[inside]], programs[inside]
    return not _has_circle(len(market.quotas), here, there)


def _wanted(market: Market, held: Ints) -> Longs:
    """Edges that their applicant would rather hold and whose program accepts them."""
    stop = np.where(held >= 0, held, market.offsets[1:])
    better = np.arange(len(market.programs)) < stop[market.owners]
    return np.flatnonzero(better & (market.scores > -np.inf))


def _has_circle(count: int, here: Ints, there: Ints) -> bool:
    """Whether arrows between ``count`` points form a circle: points without arrows to them go, again and again."""
    left = np.ones(count, np.bool_)
    arrows = np.ones(len(here), np.bool_)
    while arrows.any():
        kept = left & (np.bincount(there[arrows], minlength=count) > 0)
        if kept.sum() == left.sum():
            return True
        left = kept
        arrows &= left[here] & left[there]
    return False


def _tightness(market: Market, positions: int) -> Tightness:
    lengths = np.diff(market.offsets)
    people, listings = int((lengths > 0).sum()), int(lengths.sum())
    return Tightness(
        applicants=people,
        positions=positions,
        per_applicant=_rounded(positions / people) if people else None,
        list_length=_rounded(listings / people) if people else None,
        listings_per_position=_rounded(listings / positions) if positions else None,
    )


def _rounded(value: float) -> float:
    return round(value, 4)
