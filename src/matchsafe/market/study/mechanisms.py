"""Three other procedures beside deferred acceptance: immediate acceptance, top trading cycles, serial dictatorship.

None of them promises a stable match; each result carries the same certificate as any other. Singles only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, get_args, overload

import numpy as np

from matchsafe.domain.match_report import Mechanism
from matchsafe.domain.problem import Problem
from matchsafe.domain.text import listing, plural
from matchsafe.market.arrays import Ints, Longs
from matchsafe.market.engine import match
from matchsafe.market.market import Market
from matchsafe.market.match_variations import match_varied
from matchsafe.market.problems import MarketError
from matchsafe.market.settings import check_choice, check_settings, check_type
from matchsafe.market.soap_arrays import waiting_lines
from matchsafe.market.stability import certify_edges
from matchsafe.market.study.mechanism_kernels import choose_in_order, trade
from matchsafe.market.types import Match
from matchsafe.market.variation_match import VariedMatch
from matchsafe.market.variations import VariedMarket

MECHANISMS: Final[tuple[Mechanism, ...]] = get_args(Mechanism)


@overload
def match_by(market: Market, mechanism: Mechanism, seed: int = 0) -> Match: ...


@overload
def match_by(market: Market | VariedMarket, mechanism: Mechanism, seed: int = 0) -> Match | VariedMatch: ...


def match_by(market: Market | VariedMarket, mechanism: Mechanism, seed: int = 0) -> Match | VariedMatch:
    """Match a market by a mechanism.

    Args:
        market: The market; with couples or variations only deferred acceptance can match it.
        mechanism: ``immediate_acceptance`` is the Boston mechanism.
        seed: Of the order of a serial dictatorship, and of the couples in deferred acceptance.

    Raises:
        MarketError: If the market has couples or variations.
        ValueError: If there is no such mechanism or seed.
    """
    check_type("market", market, Market, VariedMarket)
    check_choice("mechanism", mechanism, MECHANISMS)
    check_settings(seed=seed)
    if mechanism == "deferred_acceptance":
        return match_varied(market, seed) if isinstance(market, VariedMarket) else match(market, seed=seed)
    market = without_variations(market, mechanism.replace("_", " "))
    singles_only(market, mechanism.replace("_", " "))
    if mechanism == "serial_dictatorship":
        held = serial_dictatorship(market, np.random.default_rng(seed).permutation(market.applicants))
    else:
        held = _RULES[mechanism](market)
    return Match(market, held, "applicant", 0, (), False, certify_edges(market, held), mechanism)


def singles_only(market: Market, what: str) -> None:
    """Refuse a market with couples.

    Raises:
        MarketError: If there are any.
    """
    if len(market.couples):
        couples = plural(len(market.couples), "couple")
        message = f"{what} is for singles, and this market has {couples}; leave couples out"
        raise MarketError([Problem(message, "couples", path="couples")])


def without_variations(market: Market | VariedMarket, what: str) -> Market:
    """The market of a study that knows no variations.

    Raises:
        MarketError: Naming those that it has.
    """
    check_type("market", market, Market, VariedMarket)
    if not isinstance(market, VariedMarket):
        return market
    lists, reversions = len(market.supplemental.linked), len(market.donors)
    wishes = int((market.parity >= 0).sum())
    has = [
        *([plural(lists, "supplemental list")] if lists else []),
        *([plural(reversions, "reversion")] if reversions else []),
        *([plural(wishes, "even or odd number")] if wishes else []),
    ]
    if has:
        message = (
            f"{what} knows no variations of the Match, and this market has {listing(has)}; leave them out"
        )
        raise MarketError([Problem(message, "variations", path="this market")])
    return market.market


def immediate_acceptance(market: Market) -> Ints:
    """The edges held after immediate acceptance (the Boston mechanism), -1 for none.

    In round ``k`` each program takes for good, as far as seats are left, the best of those who list it at place ``k``
    (Abdulkadiroglu and Sonmez 2003).
    """
    free = market.quotas.astype(np.int64)
    held = np.full(market.applicants, -1, np.int32)
    lengths = np.diff(market.offsets)
    for place in range(int(lengths.max(initial=0))):
        asks = market.offsets[:-1][(held < 0) & (lengths > place)] + place
        asks = asks[market.scores[asks] > -np.inf]
        asks = asks[np.lexsort((market.owners[asks], -market.scores[asks], market.programs[asks]))]
        programs = market.programs[asks]
        standing = np.arange(len(asks)) - np.searchsorted(programs, programs)
        taken = asks[standing < free[programs]]
        held[market.owners[taken]] = taken
        free -= np.bincount(market.programs[taken], minlength=len(free))
    return held


def serial_dictatorship(market: Market, order: Longs) -> Ints:
    """The edges held when applicants, in this order, each take the best seat that is left, -1 for none.

    Programs' lists count only in whom they do not accept at all.
    """
    held = np.full(market.applicants, -1, np.int32)
    free = market.quotas.astype(np.int64)
    choose_in_order(order, market.offsets, market.programs, market.scores, free, held)
    return held


def top_trading_cycles(market: Market) -> Ints:
    """The edges held after top trading cycles, -1 for none.

    Each applicant points to the best program with a seat that accepts them, each program to the best of its list who
    is not seated yet. In each circle everyone gets the seat they point to (Shapley and Scarf 1974; with seats,
    Abdulkadiroglu and Sonmez 2003). Here a program points only to those who list it.
    """
    count = market.applicants
    held = np.full(count, -1, np.int32)
    trade(
        market.offsets, market.owners, market.programs, market.scores, waiting_lines(market),
        market.quotas.astype(np.int64), market.offsets[:-1].copy(), np.zeros(count, np.bool_),
        np.full(count, -1, np.int64), np.empty(count, np.int64), held,
    )  # fmt: skip
    return held


_RULES: Final[dict[str, Callable[[Market], Ints]]] = {
    "immediate_acceptance": immediate_acceptance,
    "top_trading_cycles": top_trading_cycles,
}
