"""SOAP on flat arrays, for thousands of applicants: the same rounds as ``soap.run_soap``, answered by preference.

A program keeps those it has not come to yet in a heap, the best at the root, so no list is sorted and most of a long
list is never looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.arrays import Array, Ints, Longs, Scores
from matchsafe.market.jit import inner_kernel, kernel
from matchsafe.market.market import Market
from matchsafe.market.problems import MarketError
from matchsafe.market.seats import heapify, sift_down
from matchsafe.market.soap import MOST_APPLICATIONS, ROUNDS


@dataclass(frozen=True, eq=False)
class SoapRounds:
    """What came of it.

    Attributes:
        assignment: The program each applicant accepted, or -1, shape (applicants,).
        accepted_in: The round in which they did (from 1), or 0, shape (applicants,).
        offered_in: The round in which the program of each application offered a seat, or 0, shape (edges,).
        offers: How many offers were made in each round, shape (rounds,).
        free: Seats left at each program.
    """

    assignment: Ints
    accepted_in: Ints
    offered_in: Ints
    offers: Longs
    free: Longs


@kernel
def line_up(programs: Array, scores: Array, base: Array, size: Array, waiting: Array, edges: Array) -> None:
    """Make each program's heap of acceptable applications.

    The heap of ``seats`` has the worst at its root; with scores and edges negated that is the best one, and of equal
    scores the lower edge, which is the lower applicant.
    """
    size[:] = 0
    for edge in range(len(programs)):
        if scores[edge] > -np.inf:
            program = programs[edge]
            at = base[program] + size[program]
            waiting[at] = -scores[edge]
            edges[at] = -edge
            size[program] += 1
    for program in range(len(size)):
        heapify(waiting, edges, base[program], size[program])


@inner_kernel
def next_application(base: Array, size: Array, waiting: Array, edges: Array, program: int) -> int:
    """Take the best application out of a program's heap, which is not empty."""
    low = base[program]
    edge = -edges[low]
    size[program] -= 1
    last = low + size[program]
    sift_down(waiting, edges, low, size[program], 0, waiting[last], edges[last])
    return int(edge)


@kernel
def make_offers(
    number: int,
    owners: Array,
    heaps: tuple[Array, Array, Array, Array],
    free: Array,
    assignment: Array,
    best: Array,
    asked: Array,
    offered_in: Array,
) -> int:
    """One round's offers: fills each asked applicant's ``best`` edge; returns how many were asked."""
    base, size, waiting, edges = heaps
    count = 0
    for program in range(len(free)):
        left = free[program]
        while left > 0 and size[program] > 0:
            edge = next_application(base, size, waiting, edges, program)
            applicant = owners[edge]
            if assignment[applicant] >= 0:
                continue
            left -= 1
            offered_in[edge] = number
            if best[applicant] < 0:
                asked[count] = applicant
                count += 1
                best[applicant] = edge
            elif edge < best[applicant]:
                best[applicant] = edge
    return count


@kernel
def answer(
    number: int,
    asked: Array,
    count: int,
    last: Array,
    programs: Array,
    free: Array,
    assignment: Array,
    accepted_in: Array,
    best: Array,
) -> None:
    """Let everyone who was asked accept their best offer, if it is one they accept in this round."""
    for at in range(count):
        applicant = asked[at]
        edge = best[applicant]
        best[applicant] = -1
        if edge < last[applicant]:
            program = programs[edge]
            assignment[applicant] = program
            accepted_in[applicant] = number
            free[program] -= 1


def soap_rounds(
    offsets: npt.ArrayLike,
    programs: npt.ArrayLike,
    scores: npt.ArrayLike,
    free: npt.ArrayLike,
    *,
    accepts: npt.ArrayLike | None = None,
    rounds: int = ROUNDS,
) -> SoapRounds:
    """Run the rounds for everyone at once.

    In each round every program offers its free seats, all at once, down its list: to applicants who applied to it, are
    not placed and have not had an offer from it. Each applicant accepts the best of the offers of a round that they
    accept at all, and is bound; an offer that is not accepted is gone.

    Args:
        offsets: Where each applicant's applications begin, best first, shape (applicants + 1,).
        programs: Program number of each application.
        scores: How the program sees that applicant: higher is better, equal scores go to the lower applicant number,
            minus infinity is never offered.
        free: Free seats of each program.
        accepts: The reservation: how many of their applications, from the best, each applicant accepts offers of.
            Shape (applicants,), or (rounds, applicants) where it changes from round to round; all by default.
        rounds: How many rounds.

    Raises:
        MarketError: Listing every problem, as ``Market.from_arrays`` does, and who has too many applications.
        ValueError: If ``accepts`` has another shape.
    """
    market = Market.from_arrays(offsets, programs, scores, free)
    _check_applications(market.offsets)
    return rounds_of(market, accepts, rounds=rounds)


def rounds_of(market: Market, accepts: npt.ArrayLike | None = None, *, rounds: int = ROUNDS) -> SoapRounds:
    """The rounds on a market that is known to be sound; see ``soap_rounds``."""
    last = _last_edges(market.offsets, accepts, rounds)
    heaps = waiting_lines(market)
    left = market.quotas.astype(np.int64)
    assignment = np.full(market.applicants, -1, np.int32)
    accepted_in = np.zeros(market.applicants, np.int32)
    offered_in = np.zeros(len(market.programs), np.int32)
    best, asked = np.full(market.applicants, -1, np.int64), np.empty(market.applicants, np.int64)
    for number in range(1, rounds + 1):
        count = make_offers(number, market.owners, heaps, left, assignment, best, asked, offered_in)
        answer(number, asked, count, last[number - 1], market.programs, left, assignment, accepted_in, best)
    offers = np.bincount(offered_in, minlength=rounds + 1)[1:]
    return SoapRounds(assignment, accepted_in, offered_in, offers, left)


def waiting_lines(market: Market) -> tuple[Longs, Longs, Scores, Ints]:
    """Where each program's heap begins, its size, scores and edges (see ``line_up``), nobody taken out yet."""
    lengths = np.bincount(market.programs, minlength=len(market.quotas))
    base = np.concatenate([[0], np.cumsum(lengths)])
    edges = len(market.programs)
    lines = base, np.empty(len(lengths), np.int64), np.empty(edges, np.float32), np.empty(edges, np.int32)
    line_up(market.programs, market.scores, *lines)
    return lines


def _check_applications(offsets: Longs) -> None:
    found = Problems(MarketError)
    lengths = np.diff(offsets)
    for applicant in np.flatnonzero(lengths > MOST_APPLICATIONS).tolist():
        message = f"{lengths[applicant]} applications; at most {MOST_APPLICATIONS} are allowed"
        found.add(Problem(message, "applications", path=f"applicant {applicant}"))
    found.check()


def _last_edges(offsets: Longs, accepts: npt.ArrayLike | None, rounds: int) -> Longs:
    """The edge from which on an applicant declines, shape (rounds, applicants)."""
    shape = (rounds, len(offsets) - 1)
    if accepts is None:
        return np.broadcast_to(offsets[1:], shape).copy()
    wanted = np.asarray(accepts, np.int64)
    if wanted.shape not in (shape, shape[1:]):
        raise ValueError(f"accepts has the shape {wanted.shape}; it must be {shape[1:]} or {shape}")
    return np.broadcast_to(np.minimum(offsets[:-1] + wanted, offsets[1:]), shape).copy()
