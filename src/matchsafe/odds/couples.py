"""Two partners with lists of their own and strengths that are alike: both match together, exactly one, or neither."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.outlook import CoupleOutlook
from matchsafe.domain.season import Season
from matchsafe.odds.assumptions import draws
from matchsafe.odds.programs import kind_of
from matchsafe.odds.quadrature import THETA
from matchsafe.odds.ranges import estimate
from matchsafe.odds.standing import Standing, standing

Floats = npt.NDArray[np.float64]

DRAWS: Final = 48
"""Draws used for couples: the grid is squared, and the range needs no more."""


def couple_outlook(season: Season, on: date) -> CoupleOutlook | None:
    """The joint outlook of a couple, or ``None`` without a partner.

    Given both strengths, programs reach partners independently. A couple matches together when some pair of programs
    it would rank reaches both; pairs in one state always count, pairs in different states in the share that
    ``partners_apart`` assumes (all pairs where a state is not known). Exactly one matches when no such pair does but a
    program of one of them reaches, the list ending with "no match" entries for the partner.
    """
    partner = season.partner_season()
    if partner is None:
        return None
    one, two = standing(season, on, DRAWS), standing(partner, on, DRAWS)
    weights = _joint_belief(one, two)
    first, second = _by_place(one), _by_place(two)
    none_first, none_second = np.exp(sum(first.values())), np.exp(sum(second.values()))
    anywhere = (1 - none_first)[:, :, None] * (1 - none_second)[:, None, :]
    if "" in first or "" in second:
        both = anywhere
    else:
        apart = np.ones_like(weights)
        for place in first.keys() & second.keys():
            apart *= 1 - (1 - np.exp(first[place]))[:, :, None] * (1 - np.exp(second[place]))[:, None, :]
        share = draws("assumptions.partners_apart", DRAWS)[:, None, None]
        both = share * anywhere + (1 - share) * (1 - apart)
    can = [1 - partner.group.eps[:, None, None] for partner in (one, two)]
    both = can[0] * can[1] * both
    neither = (1 - can[0] * (1 - none_first[:, :, None])) * (1 - can[1] * (1 - none_second[:, None, :]))
    together, alone = (np.einsum("dij,dij->d", weights, v) for v in (both, neither))
    return CoupleOutlook(
        both=estimate(together), one=estimate(np.maximum(1 - together - alone, 0.0)), neither=estimate(alone)
    )


def _by_place(standing: Standing) -> dict[str, Floats]:
    """Log-chance that every program in a state is missed, by state ("" where it is not known)."""
    places: defaultdict[str, Counter[object]] = defaultdict(Counter)
    for interview in standing.interviews:
        places[interview.state or ""][kind_of(interview, standing.need)] += 1
    found = {p: standing.log_miss_all(k) for p, k in places.items()}  # type: ignore[arg-type]
    return found or {"": np.zeros_like(standing.base)}


def _joint_belief(one: Standing, two: Standing) -> Floats:
    """Belief about both strengths given both profiles and counts: (draws, nodes, nodes), adding to 1 per draw."""
    rho = draws("assumptions.partners_alike", DRAWS)[:, None, None]
    theta = THETA
    x = ((theta - one.strength.mean[:, None]) / one.strength.sd[:, None])[:, :, None]
    y = ((theta - two.strength.mean[:, None]) / two.strength.sd[:, None])[:, None, :]
    log = -0.5 * (x * x - 2 * rho * x * y + y * y) / (1 - rho * rho)
    for axis, partner in ((2, one), (1, two)):
        seen = max(partner.ranks, 1)
        count = (seen - 1) * partner.count.more + partner.count.base
        log = log + np.expand_dims(count, axis)
    weights = np.exp(log - log.max((1, 2), keepdims=True))
    return np.asarray(weights / weights.sum((1, 2), keepdims=True))
