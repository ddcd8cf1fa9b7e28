"""Figures of one result: who reached which place of whose list, where programs' lines are, how tight the market is."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from matchsafe.domain.market_study import Cutoff, MatchStatistics, RankDistribution, Tightness
from matchsafe.market.arrays import Ints, Longs
from matchsafe.market.kernels import places_at_programs
from matchsafe.market.market import Market
from matchsafe.market.report import own_ranks
from matchsafe.market.settings import check_type
from matchsafe.market.types import Match
from matchsafe.market.variation_match import VariedMatch
from matchsafe.market.variations import VariedMarket


class FilledSeats(NamedTuple):
    """The seats of a result: who has a seat of which program, and at which place (from 1) that program lists them."""

    programs: Ints
    people: Longs
    places: Longs


def statistics(match: Match | VariedMatch) -> MatchStatistics:
    """The figures of a result, first-year places of supplemental lists among the seats."""
    check_type("match", match, Match, VariedMatch)
    market, held = match.market, match.held
    varied = match.varied if isinstance(match, VariedMatch) else None
    quotas = market.quotas if varied is None else match.quotas  # type: ignore[union-attr]
    ranks, single = own_ranks(market, held), market.couple_of < 0
    seats = filled_seats(match)
    members = market.couples.members
    pairs = np.maximum(ranks[members[:, 0]], ranks[members[:, 1]])
    filled, positions = len(seats.programs), int(quotas.sum(dtype=np.int64))
    taken = np.bincount(seats.programs, minlength=len(quotas))
    return MatchStatistics(
        method=match.method,
        stable=match.stable,
        efficient=None if varied is not None or len(market.couples) else is_efficient(market, held),
        applicants=distribution(ranks[single]),
        couples=distribution(pairs),
        programs=distribution(seats.places, max(positions - filled, 0)),
        first_years=_first_years(match) if isinstance(match, VariedMatch) else None,
        tightness=_tightness(market, positions),
        matched=int((held >= 0).sum()),
        unmatched=int((held < 0).sum()),
        filled=filled,
        unfilled=int(np.maximum(quotas - taken, 0).sum(dtype=np.int64)),
        cutoffs=_cutoffs(market if varied is None else varied, seats, quotas),
    )


def filled_seats(match: Match | VariedMatch) -> FilledSeats:
    """The seats of a result, those of primary lists first."""
    people = np.flatnonzero(match.held >= 0)
    edges: Longs = match.held[people].astype(np.int64)
    if not isinstance(match, VariedMatch):
        return FilledSeats(match.market.programs[edges], people, places_at_programs(match.market)[edges] + 1)
    later = np.flatnonzero(match.entries >= 0)
    edges = np.concatenate([edges, len(match.market.programs) + match.entries[later]])
    programs = match.varied.listings.programs[edges]
    return FilledSeats(programs, np.concatenate([people, later]), _places(match.varied)[edges] + 1)


def _places(varied: VariedMarket) -> Longs:
    """The place of each listing on its program's list, from 0; somebody with two has one place."""
    programs, owners, scores = varied.listings
    order = np.lexsort((owners, -scores, programs))
    new = np.ones(len(order), np.bool_)
    new[1:] = (np.diff(programs[order]) != 0) | (np.diff(owners[order]) != 0)
    count = np.cumsum(new)
    places = np.empty(len(order), np.int64)
    places[order] = count - count[np.searchsorted(programs[order], programs[order])]
    return places


def _first_years(match: VariedMatch) -> RankDistribution | None:
    extra = match.varied.supplemental
    if not len(extra.linked):
        return None
    owners = match.market.owners[extra.linked]
    entries = match.entries[owners]
    ranks = np.where(entries >= 0, entries - extra.offsets[:-1] + 1, 0)
    return distribution(ranks[match.held[owners] == extra.linked])


def distribution(ranks: Any, without: int | None = None) -> RankDistribution:
    """How many have each rank; 0 is none.

    Args:
        without: How many have none, if the zeros in ``ranks`` do not say it.
    """
    given = ranks[ranks > 0]
    return RankDistribution(
        counts=tuple(np.bincount(given)[1:].tolist()),
        without=len(ranks) - len(given) if without is None else without,
        mean=_rounded(float(given.mean())) if len(given) else None,
    )


def _cutoffs(of: Market | VariedMarket, seats: FilledSeats, quotas: Ints | Longs) -> tuple[Cutoff, ...]:
    """Each program's line: the place of the last one who got in, if it is full."""
    market = of.market if isinstance(of, VariedMarket) else of
    count = len(quotas)
    size = np.bincount(seats.programs, minlength=count)
    total = np.bincount(seats.programs, seats.places, count)
    order = np.lexsort((seats.places, seats.programs))
    last = order[np.cumsum(size)[size > 0] - 1]  # the last seat of each program that has one
    last_of = np.full(count, -1)
    last_of[seats.programs[last]] = last
    listed = _listed(of, count)
    found = []
    for program, (quota, filled, at) in enumerate(
        zip(quotas.tolist(), size.tolist(), last_of.tolist(), strict=True)
    ):
        full = bool(filled) and filled >= quota
        found.append(
            Cutoff(
                program=market.program_name(program),
                quota=quota,
                filled=filled,
                listed=int(listed[program]),
                place=int(seats.places[at]) if full else None,
                last_holder=market.applicant_name(int(seats.people[at])) if full else None,
                mean_place=_rounded(total[program] / filled) if filled else None,
            )
        )
    return tuple(found)


def _listed(of: Market | VariedMarket, count: int) -> Longs:
    """How many applicants list each program and are on its list."""
    if isinstance(of, Market):
        return np.bincount(of.programs[of.scores > -np.inf], minlength=count)
    accepted = of.listings.scores > -np.inf
    key = (
        of.listings.programs[accepted].astype(np.int64) * of.market.applicants + of.listings.owners[accepted]
    )
    return np.bincount(np.unique(key) // max(of.market.applicants, 1), minlength=count)


def is_efficient(market: Market, held: Ints) -> bool:
    """Whether no applicant can do better without another doing worse, at programs that accept them (singles).

    That is so if nobody would rather have a seat that is free, and if programs, each pointing to those that one of
    its holders would rather have, form no circle.
    """
    envied = _wishes(market, held)
    programs = market.programs[envied]
    taken = np.bincount(market.programs[held[held >= 0]], minlength=len(market.quotas))
    if (taken < market.quotas)[programs].any():
        return False
    from_seat = held[market.owners[envied]]
    inside = from_seat >= 0
    here, there = market.programs[from_seat[inside]], programs[inside]
    return not _has_circle(len(market.quotas), here, there)


def _wishes(market: Market, held: Ints) -> Longs:
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
