"""Two partners with lists of their own and strengths that are alike: both match together, exactly one, or neither."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.outlook import CoupleOutlook
from matchsafe.domain.rankable import counts
from matchsafe.domain.season import Season
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.assumptions import draws
from matchsafe.odds.programs import kinds
from matchsafe.odds.quadrature import estimate
from matchsafe.odds.reference import in_own_match

Floats = npt.NDArray[np.float64]

ASSUMPTIONS: Final = ("assumptions.partners_alike", "assumptions.partners_apart")
"""What the joint outlook assumes beyond what each partner's own does."""
DRAWS: Final = 48
"""Draws used for couples: the grid is squared, and the range needs no more."""
_ROUNDS: Final = 20
"""Times both margins are fitted; each round leaves less than half of the error, at the widest tie."""
_TINY: Final = 1e-300
"""Keeps strengths that nobody can have from dividing 0 by 0."""


def couple_outlook(season: Season, on: date) -> CoupleOutlook | None:
    """The joint outlook of a couple; ``None`` without a partner, or where one is in a match of its own.

    Given both strengths, programs reach partners independently. A couple matches together when some pair of programs
    it would rank reaches both. It always ranks pairs in one state and pairs of which a state is not known. Whether it
    also ranks pairs in different states is its wish; without a kept list of pairs, ``partners_apart`` assumes a chance.
    Exactly one matches when no such pair does but a program of one of them reaches, the pair list ending with "no
    match" entries for the partner.
    """
    partner = season.partner_season()
    if partner is None or in_own_match(season) or in_own_match(partner):
        return None
    one, two = applicant_posterior(season, on, DRAWS), applicant_posterior(partner, on, DRAWS)
    weights = joint_belief(one, two)
    first, second = _by_place(one), _by_place(two)
    none_first, none_second = np.exp(one.list_log_miss), np.exp(two.list_log_miss)
    anywhere = (1 - none_first)[:, :, None] * (1 - none_second)[:, None, :]
    kept = season.couple_list
    if kept is None:
        apart = draws("assumptions.partners_apart", DRAWS)[:, None, None]
    else:  # the couple has decided
        apart = np.full((1, 1, 1), float(kept.wishes.apart or kept.wishes.together == "anywhere"))
    both = apart * anywhere + (1 - apart) * _near(first, second)
    can = [partner.can_match[:, None, None] for partner in (one, two)]
    both = can[0] * can[1] * both
    neither = (1 - can[0] * (1 - none_first[:, :, None])) * (1 - can[1] * (1 - none_second[:, None, :]))
    together, alone = (np.clip(np.einsum("dij,dij->d", weights, v), 0, 1) for v in (both, neither))
    return CoupleOutlook(
        partner_interviews=counts(partner).rankable,
        both=estimate(together),
        one=estimate(np.maximum(1 - together - alone, 0.0)),
        neither=estimate(alone),
    )


def _near(first: dict[str, Floats], second: dict[str, Floats]) -> Floats:
    """Chance that a pair in one state, or with a state that is not known, reaches both: (draws, nodes, nodes)."""

    def missed(places: dict[str, Floats], known: bool) -> Floats:
        found = [log for place, log in places.items() if bool(place) == known]
        return np.exp(sum(found)) if found else np.ones_like(next(iter(places.values())))

    one_known, two_known = missed(first, True)[:, :, None], missed(second, True)[:, None, :]
    one_else, two_else = missed(first, False)[:, :, None], missed(second, False)[:, None, :]
    no_state = np.ones(np.broadcast_shapes(one_known.shape, two_known.shape))
    for place in first.keys() & second.keys() - {""}:
        no_state *= 1 - (1 - np.exp(first[place]))[:, :, None] * (1 - np.exp(second[place]))[:, None, :]
    # no pair: a program of unknown state that reaches one partner pairs with anything that reaches the other
    no_pair = (1 - one_else) * two_known * two_else + one_else * (
        (1 - two_else) * one_known + two_else * no_state
    )
    return np.asarray(1 - no_pair)


def _by_place(applicant: ApplicantPosterior) -> dict[str, Floats]:
    """Log-chance that every program in a state is missed, by state ("" where it is not known)."""
    places = dict.fromkeys(i.state or "" for i in applicant.interviews)
    if len(places) < 2:
        return dict.fromkeys(places or ("",), applicant.list_log_miss)
    return {place: np.asarray(sum(_missed_in(place, part) for part in applicant.parts)) for place in places}


def _missed_in(place: str, part: ApplicantPosterior) -> Floats:
    """Log-chance that every program of a part of the list in a state is missed."""
    return part.log_miss_all(kinds([i for i in part.interviews if (i.state or "") == place], part.need))


def joint_belief(one: ApplicantPosterior, two: ApplicantPosterior) -> Floats:
    """Belief about both partners' traits: (draws, nodes, nodes), adding to 1 per draw.

    Each partner's belief stays what profile and count make it, so that matching together never looks likelier than
    matching at all; each trait of one is tied to that of the other as in a bivariate normal, fitted to both margins in
    turn.
    """
    rho = draws("assumptions.partners_alike", DRAWS)[:, None, None]
    x, y = ((p.nodes.s - p.nodes.mean[:, None]) / p.nodes.sd[:, None] for p in (one, two))
    tie = np.exp(tie_log(x, y, rho) + tie_log(one.nodes.u[None, :], two.nodes.u[None, :], rho))
    rows, columns = one.belief, two.belief
    by_column = np.ones_like(columns)
    for _ in range(_ROUNDS):
        by_row = rows / np.maximum(np.einsum("dij,dj->di", tie, by_column), _TINY)
        by_column = columns / np.maximum(np.einsum("dij,di->dj", tie, by_row), _TINY)
    weights = tie * by_row[:, :, None] * by_column[:, None, :]
    return np.asarray(weights / weights.sum((1, 2), keepdims=True))


def tie_log(x: Floats, y: Floats, rho: Floats | float) -> Floats:
    """Log of how much likelier two values of a standard normal trait go together than apart, (draws, nodes, nodes)."""
    x, y = x[:, :, None], y[:, None, :]
    return np.asarray((rho * x * y - 0.5 * rho * rho * (x * x + y * y)) / (1 - rho * rho))
