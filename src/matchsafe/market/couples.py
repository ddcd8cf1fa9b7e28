"""Couples after Roth and Peranson (1999): orders, second chances and what is left over.

The definition of stability held to is that of Kojima, Pathak and Roth (KPR): a pair of programs blocks when each would
choose its partner from its holders and the newcomers. It is what programs do that rank two people without knowing that
they are a couple. Every match stable after McDermid and Manlove (MM) is stable after KPR, not the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Final

import numpy as np

from matchsafe.market.arrays import Array, Definition, Flags, Ints, Longs
from matchsafe.market.board import PUT_OFF, Board
from matchsafe.market.couple_insertion import add_couples
from matchsafe.market.jit import kernel
from matchsafe.market.kernels import group_by_program
from matchsafe.market.market import Market
from matchsafe.market.seats import Seats, admit, empty_seats
from matchsafe.market.stability import certify_couples
from matchsafe.market.stability_kernels import KPR, MM

VISITS: Final = 12
"""How often one couple may be placed while one couple is added; beyond it is in a loop and put off."""
PASSES: Final = 4
"""How often couples that were put off are tried again on the same board, in a new order."""
MOVES_AT_ONCE: Final = 1_000
"""So many people move between two looks at the clock."""
FIRST_SECONDS: Final = 10.0
"""The first order may take so long at least, so that a short limit does not cut off the usual procedure."""
ORDERS: Final = 12
"""How many orders of all couples are tried from the singles' match."""


@dataclass(frozen=True, eq=False)
class CouplePlacement:
    """What came of the orders.

    Attributes:
        held: The edge each applicant holds after couples were added, -1 for none.
        left_out: The couples left out.
        orders: How many orders were tried.
        until: When (``time.monotonic``) the time that was given is over.
    """

    held: Ints
    left_out: Longs
    orders: int
    until: float


@kernel
def fill_seats(programs: Array, scores: Array, held: Array, seats: Seats) -> None:
    """Fill the seats from the edges held."""
    for applicant in range(len(held)):
        edge = held[applicant]
        if edge >= 0:
            admit(seats, programs[edge], scores[edge], applicant)


def board_of(market: Market, held: Ints, definition: Definition = "KPR") -> Board:
    """The board at the start of the couples' part: singles seated by their edges held, every couple outside."""
    seats = empty_seats(market.seats)
    fill_seats(market.programs, market.scores, held, seats)
    couples, programs, count = market.couples, len(market.quotas), len(market.couples)
    starts = np.empty(programs + 1, np.int64)
    edges = np.empty(len(market.programs), np.int32)
    group_by_program(market.programs, programs, starts, edges)
    return Board(
        offsets=market.offsets,
        programs=market.programs,
        scores=market.scores,
        owners=market.owners,
        starts=starts,
        edges=edges,
        couple_of=market.couple_of,
        members=couples.members,
        pair_offsets=couples.offsets,
        first=couples.first,
        second=couples.second,
        seats=seats,
        held=np.where(held >= 0, held, market.offsets[1:]),
        position=couples.offsets[1:].copy(),
        active=np.zeros(count, np.bool_),
        units=np.empty(market.applicants + count, np.int64),
        vacated=np.empty(programs, np.int64),
        is_vacated=np.zeros(programs, np.bool_),
        visits=np.zeros(count, np.int64),
        put_off=np.empty(count, np.int64),
        counts=np.zeros(4, np.int64),
        definition=KPR if definition == "KPR" else MM,
    )


def settle_couples(market: Market, board: Board, seed: int, seconds: float) -> CouplePlacement:
    """Add all couples; try other orders while some stay out and would block.

    The first order may take ``seconds``, or ``FIRST_SECONDS`` if that is more. Where it takes longer, what it gave so
    far is the result. The others have what it leaves of ``seconds``; compiling on a first call counts toward nothing.
    """
    start = [np.copy(part) for part in _movers(board)]
    best: CouplePlacement | None = None
    _added(board, np.zeros(0, np.int64), inf)  # compiled before the time begins
    until, spent = monotonic() + max(seconds, FIRST_SECONDS), 0.0
    for attempt in range(ORDERS):
        if attempt:
            for part, at_start in zip(_movers(board), start, strict=True):
                part[:] = at_start
        random = np.random.default_rng((seed, attempt))
        waiting = random.permutation(len(market.couples))
        for _ in range(PASSES):
            began = monotonic()
            done = _added(board, waiting, until)
            spent += monotonic() - began
            if not done:
                return best or CouplePlacement(edges_on(board), np.sort(waiting), attempt + 1, -inf)
            waiting = random.permutation(np.sort(board.put_off[: board.counts[PUT_OFF]]))
            if len(waiting):
                waiting = waiting[blocks(market, edges_on(board))[waiting]]
            if not len(waiting):
                break
        if not attempt:
            until = monotonic() + max(seconds - spent, 0.0)
        if best is None or len(waiting) < len(best.left_out):
            best = CouplePlacement(edges_on(board), np.sort(waiting), attempt + 1, until)
        if not len(best.left_out) or monotonic() >= until:
            break
    assert best is not None
    return best


def _added(board: Board, order: Longs, until: float) -> bool:
    """Add couples to the board; whether that came to an end before the time was over."""
    board.counts[:] = 0
    while monotonic() <= until:
        if add_couples(board, order, VISITS, MOVES_AT_ONCE):
            return True
    return False


def _movers(board: Board) -> list[Array]:
    return [*board.seats[1:], board.held, board.position, board.active]


def edges_on(board: Board) -> Ints:
    """The edge each applicant holds on a board, -1 for none."""
    return np.where(board.held < board.offsets[1:], board.held, -1).astype(np.int32)


def blocks(market: Market, held: Ints) -> Flags:
    """Which couples would rather have a pair that would take them, as flags."""
    pairs, _, _ = certify_couples(market, held, kept=len(market.couples.first))
    flags = np.zeros(len(market.couples), np.bool_)
    flags[np.searchsorted(market.couples.offsets, pairs, side="right") - 1] = True
    return flags
