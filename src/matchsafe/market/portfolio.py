"""Methods for couples, one after the other, until one finds a stable match or proves that none exists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from typing import Final

import numpy as np

from matchsafe.market import couple_sat
from matchsafe.market.arrays import Definition, Ints, Longs, Method
from matchsafe.market.board import Board
from matchsafe.market.certificate import Certificate
from matchsafe.market.couple_search import SearchLimit, search_couples
from matchsafe.market.couple_walk import walk
from matchsafe.market.couples import board_of, edges_on, settle_couples
from matchsafe.market.market import Market
from matchsafe.market.noise import Key, key_of
from matchsafe.market.stability import certify_edges

FIRST_STEPS: Final = 2_000
"""Arrangements that the exact search looks at before other methods have their turn."""
WALKS: Final = 25
LOOKS: Final = 20_000
"""Looks at a single or a couple that one walk may take, at least; and for each of them at least ``ROUNDS``."""
LOOKS_AT_ONCE: Final = 20_000
"""So many, and at least one round, between two looks at the clock."""
ROUNDS: Final = 50


@dataclass(frozen=True, eq=False)
class Settlement:
    """What came of the couples.

    Attributes:
        held: The edge each applicant holds, -1 for none: in a stable match, or in the best that was found.
        method: What found it, or proved that none exists.
        none_exists: Proved: there is no stable match.
        limited: The time was over before a stable match was found or it was proved that there is none.
        certificate: Of ``held``, where it was made on the way.
    """

    held: Ints
    method: Method
    none_exists: bool = False
    limited: bool = False
    certificate: Certificate | None = None


def settle(
    market: Market, singles: Ints, seed: int, definition: Definition, seconds: float, *, search: bool
) -> Settlement:
    """Place the couples of a market.

    Args:
        market: What to match.
        singles: The edges held once singles are matched.
        seed: Of the orders and walks.
        definition: Of a blocking couple.
        seconds: How long all methods may take together; the first order alone ``couples.FIRST_SECONDS`` at least.
        search: Whether to go on after Roth and Peranson's procedure at all.
    """
    board = board_of(market, singles)
    start = _copy(board)
    settled = settle_couples(market, board, seed, seconds if search else inf)
    found = Settlement(settled.held, "roth_peranson" if settled.orders == 1 else "reordering")
    certificate = certify_edges(market, found.held, definition)
    found = replace(found, certificate=certificate)
    if not search or certificate.stable:
        return found
    until = settled.until
    if monotonic() >= until:
        return replace(found, limited=True)
    try:
        return _exact(market, found, definition, until, FIRST_STEPS)
    except SearchLimit:
        pass
    board = board_of(market, singles, definition)
    order = np.arange(market.applicants + len(market.couples))
    for number in range(WALKS):
        _restore(board, start)
        if _walked(board, key_of(seed, number), order, until):
            held = edges_on(board)
            certificate = certify_edges(market, held, definition)
            if certificate.stable:
                return Settlement(held, "random_walk", certificate=certificate)
    try:
        if couple_sat.available(market):
            held_or_none = couple_sat.solve(market, definition, until)
            if held_or_none is None:
                return replace(found, method="satisfiability", none_exists=True)
            return Settlement(held_or_none, "satisfiability")
        return _exact(market, found, definition, until, 2**62)
    except SearchLimit:
        return replace(found, limited=True)


def _walked(board: Board, key: Key, order: Longs, until: float) -> bool:
    """Walk from the board as it is; whether no one blocked at the end, before the time was over."""
    left, at_once, draws = (
        max(ROUNDS, -(-LOOKS // len(order))),
        max(1, LOOKS_AT_ONCE // len(order)),
        np.zeros(1, np.int64),
    )
    while left > 0 and monotonic() <= until:
        if walk(board, key, min(left, at_once), order, draws):
            return True
        left -= at_once
    return False


def _exact(market: Market, found: Settlement, definition: Definition, until: float, steps: int) -> Settlement:
    held = search_couples(market, found.held, definition=definition, until=until, steps=steps)
    if held is None:
        return replace(found, method="exact_search", none_exists=True)
    return Settlement(held, "exact_search")


def _copy(board: Board) -> list[Ints]:
    return [np.copy(part) for part in (*board.seats[1:], board.held, board.position, board.active)]


def _restore(board: Board, start: list[Ints]) -> None:
    """The board as it was at the start, with every couple taking part."""
    parts = (*board.seats[1:], board.held, board.position, board.active)
    for part, at_start in zip(parts, start, strict=True):
        part[:] = at_start
    board.active[:] = True
