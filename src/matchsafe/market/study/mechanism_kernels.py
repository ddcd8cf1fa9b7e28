"""Serial dictatorship and top trading cycles on flat arrays; ``held`` gets the edge of everyone who has a seat."""

from __future__ import annotations

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import inner_kernel, kernel
from matchsafe.market.soap_arrays import next_application


@inner_kernel
def next_wish(edge: int, stop: int, programs: Array, scores: Array, free: Array) -> int:
    """The first edge from this one on that leads to a free seat at a program that accepts the applicant."""
    while edge < stop and not (scores[edge] > -np.inf and free[programs[edge]] > 0):
        edge += 1
    return edge


@kernel
def choose_in_order(
    order: Array, offsets: Array, programs: Array, scores: Array, free: Array, held: Array
) -> None:
    """Let applicants, in this order, each take the best seat that is left."""
    for at in range(len(order)):
        applicant = order[at]
        stop = offsets[applicant + 1]
        edge = next_wish(offsets[applicant], stop, programs, scores, free)
        if edge < stop:
            free[programs[edge]] -= 1
            held[applicant] = edge


@kernel
def trade(
    offsets: Array,
    owners: Array,
    programs: Array,
    scores: Array,
    lines: tuple[Array, Array, Array, Array],
    free: Array,
    wants: Array,
    gone: Array,
    place: Array,
    path: Array,
    held: Array,
) -> None:
    """Follow who points to whom until somebody is met again, let that circle trade, and go on from where it began.

    ``wants`` begins as the first edge of each list. ``place`` is where an applicant stands on the ``path``, or -1.
    """
    base, size, waiting, edges = lines
    for root in range(len(held)):
        depth = 0
        if not gone[root]:
            path[0], place[root], depth = root, 0, 1
        while depth > 0:
            here = path[depth - 1]
            edge = next_wish(wants[here], offsets[here + 1], programs, scores, free)
            wants[here] = edge
            if edge == offsets[here + 1]:
                gone[here] = True
                depth -= 1
                continue
            program = programs[edge]
            there = owners[-edges[base[program]]]
            while gone[there]:
                next_application(base, size, waiting, edges, program)
                there = owners[-edges[base[program]]]
            if place[there] < 0:
                path[depth], place[there] = there, depth
                depth += 1
                continue
            first = place[there]
            for at in range(first, depth):
                trader = path[at]
                held[trader] = wants[trader]
                free[programs[wants[trader]]] -= 1
                gone[trader] = True
            depth = first
