"""Two partners with lists of their own and strengths that are alike: both match together, exactly one, or neither."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from typing import Final

import numpy as np

from matchsafe.domain.outlook import CoupleOutlook
from matchsafe.domain.rankable import counts
from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import CoupleWishes
from matchsafe.domain.season_interview import Interview
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import draws
from matchsafe.odds.nearness import near
from matchsafe.odds.programs import kinds
from matchsafe.odds.quadrature import estimate
from matchsafe.odds.reference import in_own_match

Place = Callable[[Interview], str]

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
    it would rank reaches both. With a kept list of pairs it ranks what it calls together, and the rest if it so wishes.
    Without one it ranks pairs in one state and pairs of which a state is not known, and ``partners_apart`` assumes the
    chance that it also ranks pairs in different states.
    Exactly one matches when no such pair does but a program of one of them reaches, the pair list ending with "no
    match" entries for the partner.
    """
    partner = season.partner_season()
    if partner is None or in_own_match(season) or in_own_match(partner):
        return None
    one, two = applicant_posterior(season, on, DRAWS), applicant_posterior(partner, on, DRAWS)
    weights = joint_belief(one, two)
    kept = season.couple_list
    place: Place = _state
    if kept is not None and not (season.only_a_number or partner.only_a_number):
        place = _near_by(one.interviews, two.interviews, kept.wishes)
    first, second = _by_place(one, place), _by_place(two, place)
    none_first, none_second = np.exp(one.list_log_miss), np.exp(two.list_log_miss)
    anywhere = (1 - none_first)[:, :, None] * (1 - none_second)[:, None, :]
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
    for place in first.keys() & second.keys() - {"", "alone"}:
        no_state *= 1 - (1 - np.exp(first[place]))[:, :, None] * (1 - np.exp(second[place]))[:, None, :]
    # no pair: a program of unknown state that reaches one partner pairs with anything that reaches the other
    no_pair = (1 - one_else) * two_known * two_else + one_else * (
        (1 - two_else) * one_known + two_else * no_state
    )
    return np.asarray(1 - no_pair)


def _state(interview: Interview) -> str:
    return interview.state or ""


def _near_by(first: Sequence[Interview], second: Sequence[Interview], wishes: CoupleWishes) -> Place:
    """The place of a program by what the couple calls together.

    What is near to one program of a place belongs to it, so that a chain of near cities is one place.
    """
    names: dict[tuple[str | None, ...], str] = {}
    for number, i in enumerate((*first, *second)):
        names.setdefault(_site(i), str(number))
    for a, b in product(*({_site(i): i for i in side}.values() for side in (first, second))):
        old, new = names[_site(b)], names[_site(a)]
        if old != new and near(a, b, wishes):
            names = {site: new if name == old else name for site, name in names.items()}
    alone = {names[_site(i)] for i in first} ^ {names[_site(i)] for i in second}
    return lambda i: "alone" if (name := names[_site(i)]) in alone else name


def _site(interview: Interview) -> tuple[str | None, ...]:
    return interview.program, interview.city, interview.state


def _by_place(applicant: ApplicantPosterior, place: Place) -> dict[str, Floats]:
    """Log-chance that every program in a place is missed, by place ("" where it is not known)."""
    places = dict.fromkeys(map(place, applicant.interviews))
    if len(places) < 2:
        return dict.fromkeys(places or ("",), applicant.list_log_miss)
    return {
        name: np.asarray(
            sum(
                part.log_miss_all(kinds([i for i in part.interviews if place(i) == name], part.need))
                for part in applicant.parts
            )
        )
        for name in places
    }


def joint_belief(one: ApplicantPosterior, two: ApplicantPosterior) -> Floats:
    """Belief about both partners' traits: (draws, nodes, nodes), adding to 1 per draw.

    Each partner's belief stays what profile and count make it, so that matching together never looks likelier than
    matching at all; each trait of one is tied to that of the other as in a bivariate normal, fitted to both margins in
    turn.
    """
    rho = draws("assumptions.partners_alike", DRAWS)[:, None, None]
    x, y = ((p.nodes.s - p.nodes.mean[:, None]) / p.nodes.sd[:, None] for p in (one, two))
    tie = np.exp(tie_log(x, y, rho) + tie_log(one.nodes.u[None, :], two.nodes.u[None, :], rho))
    weights = with_margins(tie, one.belief, two.belief, _ROUNDS)
    return np.asarray(weights / weights.sum((1, 2), keepdims=True))


def with_margins(tie: Floats, rows: Floats, columns: Floats, rounds: int) -> Floats:
    """Weights of pairs, (draws, rows, columns), as tied as ``tie`` says: rows and columns add up to their margins.

    By iterative proportional fitting.

    Args:
        tie: How much likelier the two of a pair go together than apart, (draws, rows, columns).
        rows, columns: The margins, (draws, rows) and (draws, columns).
        rounds: Times both margins are fitted in turn.
    """
    by_column = np.ones_like(columns)
    for _ in range(rounds):
        by_row = rows / np.maximum(np.einsum("dij,dj->di", tie, by_column), _TINY)
        by_column = columns / np.maximum(np.einsum("dij,di->dj", tie, by_row), _TINY)
    return np.asarray(tie * by_row[:, :, None] * by_column[:, None, :])


def tie_log(x: Floats, y: Floats, rho: Floats | float) -> Floats:
    """Log of how much likelier two values of a standard normal trait go together than apart, (draws, nodes, nodes)."""
    x, y = x[:, :, None], y[:, None, :]
    return np.asarray((rho * x * y - 0.5 * rho * rho * (x * x + y * y)) / (1 - rho * rho))
