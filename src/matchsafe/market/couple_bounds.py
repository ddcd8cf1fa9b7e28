"""Which pairs each couple can have in any stable match: bounds on every program's last seat, drawn closer and closer.

With every couple at one pair, the rest is a market of singles in which a partner lists that one program. More
applicants never lower what a program's seats go for (Gale and Sotomayor). So the last seat of a program goes at least
to whom it goes to when only partners *certain* to be at a program ask, applicants proposing, and at most to whom it
goes to when partners ask at every program they *may* be at, programs proposing. A pair below the first bound cannot
be; a pair above the second is granted for certain, so the couple is there or at a better one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matchsafe.market.arrays import Array, Definition
from matchsafe.market.jit import inner_kernel, kernel
from matchsafe.market.kernels import offers, rank_by_program
from matchsafe.market.keys import REFUSED, key_of_edge, pack
from matchsafe.market.market import Market
from matchsafe.market.proposals import NO_SEATS, Seating, propose
from matchsafe.market.stability_kernels import KPR, MM


class Bounds(NamedTuple):
    """A market whose partners ask at each program by themselves, and room to compute in.

    Each edge of a partner is an *asker* of its own; a single is one with their whole list. ``alive`` says of each pair,
    and ``alone`` of each couple for going without, whether it can still be. ``low`` and ``high`` bound the key of each
    program's last seat, ``second`` from above that of the seat before it.
    """

    offsets: Array
    askers: Array
    programs: Array
    scores: Array
    keys: Array
    quotas: Array
    packed: Array
    starts: Array
    ranked: Array
    members: Array
    edges: Array
    pair_offsets: Array
    first: Array
    second_edge: Array
    alive: Array
    alone: Array
    options: Array
    uses: Array
    waits: Array
    masked: Array
    base: Array
    seats: Array
    low: Array
    held: Array
    free: Array
    next_offer: Array
    stack: Array
    program_of: Array
    high: Array
    second: Array
    definition: int


def bounds_of(market: Market, definition: Definition) -> Bounds:
    """The bounds of a market before anything is known of its couples."""
    couples, count, programs = market.couples, len(market.programs), len(market.quotas)
    of_partner = market.couple_of[market.owners] >= 0
    begins = np.zeros(count + 1, np.bool_)
    begins[market.offsets] = True
    begins[:-1] |= of_partner
    begins[-1] = True
    offsets = np.flatnonzero(begins)
    askers = np.cumsum(begins[:-1]) - 1
    packed = np.empty(count, np.int64)
    pack(offsets, market.programs, market.scores, packed)
    keys = np.empty(count, np.int64)
    fill_keys(market.scores, keys)
    starts, ranked = rank_by_program(market)
    return Bounds(
        offsets=offsets,
        askers=askers,
        programs=market.programs,
        scores=market.scores,
        keys=keys,
        quotas=market.quotas.astype(np.int64),
        packed=packed,
        starts=starts,
        ranked=ranked,
        members=couples.members,
        edges=market.offsets,
        pair_offsets=couples.offsets,
        first=couples.first,
        second_edge=couples.second,
        alive=np.ones(len(couples.first), np.bool_),
        alone=np.ones(len(couples), np.bool_),
        options=np.zeros(len(couples), np.int64),
        uses=np.zeros(count, np.int64),
        waits=np.zeros(len(offsets) - 1, np.bool_),
        masked=market.scores.copy(),
        base=market.seats,
        seats=np.empty(int(market.seats[-1]), np.int64),
        low=np.empty(programs, np.int64),
        held=np.empty(len(offsets) - 1, np.int64),
        free=np.empty(programs, np.int64),
        next_offer=np.empty(programs, np.int64),
        stack=np.empty(programs, np.int64),
        program_of=np.empty(len(offsets) - 1, np.int64),
        high=np.empty(programs, np.int64),
        second=np.empty(programs, np.int64),
        definition=KPR if definition == "KPR" else MM,
    )


@kernel
def fill_keys(scores: Array, keys: Array) -> None:
    """The key of each edge."""
    for edge in range(len(scores)):
        keys[edge] = key_of_edge(scores[edge], edge)


@inner_kernel
def count_options(b: Bounds) -> None:
    """How many options each couple has, how many use each edge, and so who asks for certain and who may."""
    for couple in range(len(b.members)):
        for side in range(2):
            person = b.members[couple, side]
            for edge in range(b.edges[person], b.edges[person + 1]):
                b.uses[edge] = 0
        options = 1 if b.alone[couple] else 0
        for pair in range(b.pair_offsets[couple], b.pair_offsets[couple + 1]):
            if b.alive[pair]:
                options += 1
                if b.first[pair] >= 0:
                    b.uses[b.first[pair]] += 1
                if b.second_edge[pair] >= 0:
                    b.uses[b.second_edge[pair]] += 1
        b.options[couple] = options
        for side in range(2):
            person = b.members[couple, side]
            for edge in range(b.edges[person], b.edges[person + 1]):
                b.waits[b.askers[edge]] = b.uses[edge] < options
                b.masked[edge] = b.scores[edge] if b.uses[edge] > 0 else -np.inf


@inner_kernel
def lower_bounds(b: Bounds) -> None:
    """``low``: the last seats when only those ask who do for certain, applicants proposing."""
    b.seats[:] = REFUSED
    for program in range(len(b.quotas)):
        b.low[program] = REFUSED if b.base[program + 1] > b.base[program] else NO_SEATS
    propose(b.offsets, b.packed, b.waits, Seating(b.base, b.seats, b.low), b.held, 0.0, (0, 0))
    for program in range(len(b.quotas)):
        if b.base[program + 1] - b.base[program] < b.quotas[program]:
            b.low[program] = REFUSED


@inner_kernel
def upper_bounds(b: Bounds) -> None:
    """``high`` and ``second``: the last two seats when all ask who may, programs proposing; ``held``: who has them."""
    for asker in range(len(b.held)):
        b.held[asker] = b.offsets[asker + 1]
        b.program_of[asker] = -1
    for program in range(len(b.quotas)):
        b.free[program] = b.quotas[program]
        b.next_offer[program] = b.starts[program]
        b.stack[program] = program
        b.high[program] = NO_SEATS
        b.second[program] = NO_SEATS
    offers(
        b.offsets, b.askers, b.masked, b.starts, b.ranked, b.held, b.free, b.next_offer, b.stack, b.program_of
    )
    for asker in range(len(b.held)):
        edge = b.held[asker]
        if edge == b.offsets[asker + 1]:
            continue
        program = b.programs[edge]
        if b.keys[edge] < b.high[program]:
            b.second[program] = b.high[program]
            b.high[program] = b.keys[edge]
        elif b.keys[edge] < b.second[program]:
            b.second[program] = b.keys[edge]
    for program in range(len(b.quotas)):
        if b.quotas[program] < 2:
            b.second[program] = NO_SEATS
        elif b.free[program] >= 2:
            b.second[program] = REFUSED
        elif b.free[program] == 1:
            b.second[program] = b.high[program]
        if b.free[program] >= 1:
            b.high[program] = REFUSED


@inner_kernel
def reaches(b: Bounds, edge: int, floor: Array) -> bool:
    """Whether a partner is at or above a bound of a program; going without always is."""
    if edge < 0:
        return True
    return bool(b.keys[edge] > REFUSED and b.keys[edge] >= floor[b.programs[edge]])


@inner_kernel
def is_certain(b: Bounds, pair: int) -> bool:
    """Whether both programs would take the couple in every stable match."""
    edge, other = b.first[pair], b.second_edge[pair]
    if not (reaches(b, edge, b.high) and reaches(b, other, b.high)):
        return False
    if edge < 0 or other < 0 or b.programs[edge] != b.programs[other]:
        return True
    better, worse = max(b.keys[edge], b.keys[other]), min(b.keys[edge], b.keys[other])
    return bool((worse if b.definition == KPR else better) > b.second[b.programs[edge]])


@inner_kernel
def possible(b: Bounds, pair: int) -> bool:
    """Whether both programs could take the couple in some stable match."""
    edge, other = b.first[pair], b.second_edge[pair]
    if edge >= 0 and other >= 0 and b.programs[edge] == b.programs[other] and b.quotas[b.programs[edge]] < 2:
        return False
    return reaches(b, edge, b.low) and reaches(b, other, b.low)


@inner_kernel
def prune(b: Bounds) -> int:
    """Strike out what cannot be; returns how many options went, or -1 if a couple has none left."""
    gone = 0
    for couple in range(len(b.members)):
        left = 0
        sure = False
        for pair in range(b.pair_offsets[couple], b.pair_offsets[couple + 1]):
            if b.alive[pair]:
                if sure or not possible(b, pair):
                    b.alive[pair] = False
                    gone += 1
                else:
                    left += 1
            if not sure and is_certain(b, pair):
                sure = True
        if sure and b.alone[couple]:
            b.alone[couple] = False
            gone += 1
        if left == 0 and not b.alone[couple]:
            return -1
    return gone


@kernel
def propagate(b: Bounds) -> int:
    """Draw the bounds closer until nothing changes; returns how many couples have more than one option, -1 for none.

    Afterwards ``held`` and ``options`` are those of what is left.
    """
    while True:
        count_options(b)
        lower_bounds(b)
        upper_bounds(b)
        gone = prune(b)
        if gone < 0:
            return -1
        if gone == 0:
            undecided = 0
            for couple in range(len(b.options)):
                if b.options[couple] > 1:
                    undecided += 1
            return undecided
