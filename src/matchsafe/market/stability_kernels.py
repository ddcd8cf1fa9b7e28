"""Kernels that look for what would upset a finished match. They share only the meaning of arrays with the engine.

``held[a]`` is -1 for unmatched here; ``-1`` as an edge of a pair means "no match".
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import inner_kernel, kernel
from matchsafe.market.keys import edge_of, key_of_edge, score_of

NO_HOLDER: Final = 2**63 - 1
KPR, MM = 0, 1

HolderArrays = tuple[Array, Array, Array, Array, Array, Array, Array, Array]
"""``programs``, ``scores``, ``quotas``, ``held``, where each program's holders begin, the holders, and of each program
the score and the number of the holder it likes least."""


@kernel
def last_holders(
    offsets: Array,
    programs: Array,
    scores: Array,
    held: Array,
    size: Array,
    least: Array,
    score: Array,
    who: Array,
) -> int:
    """Count the holders of each program and find the one it likes least, by its key, the ``least``.

    Returns:
        How many applicants hold an edge that is not their own or that its program does not accept.
    """
    wrong = 0
    for applicant in range(len(held) if len(programs) else 0):
        seated = held[applicant] >= 0  # no branch on it, nor on who is least: a guess would often be wrong
        edge = np.uint32(max(held[applicant], 0))
        program: Any = np.uint32(programs[edge])
        value = scores[edge]
        own = (value > -np.inf) & (edge >= offsets[applicant]) & (edge < offsets[applicant + 1])
        wrong += seated & (not own)
        least[program] = min(least[program], key_of_edge(value, applicant) if seated else NO_HOLDER)
        size[program] += seated
    for program in range(len(size)):
        if size[program] > 0:
            score[program] = score_of(least[program] >> 32)
            who[program] = edge_of(least[program])
    return wrong


@kernel
def blocking_edges(
    offsets: Array,
    programs: Array,
    scores: Array,
    quotas: Array,
    couple_of: Array,
    held: Array,
    size: Array,
    bar: Array,
    who: Array,
    near: Array,
    out: Array,
) -> int:
    """Fill ``out`` with edges whose single and program would rather have each other; returns how many there are.

    ``size``, ``bar`` and ``who`` are what ``last_holders`` fills in. Here the bar becomes minus infinity and the holder
    -1 where a seat is free, and the bar plus infinity where there are no seats. ``near`` is room for
    one number more than there are edges.
    """
    for program in range(len(bar)):
        if size[program] < quotas[program]:
            bar[program] = -np.inf
            who[program] = -1
        elif quotas[program] == 0:
            bar[program] = np.inf
    # Counted in one run over all edges: loops of each list's own length would often be guessed wrong.
    reached = np.int32(0)
    for edge in range(len(programs)):
        near[edge] = reached
        reached += np.int32(scores[edge] >= bar[np.uint32(programs[edge])])
    near[len(programs)] = reached
    count = 0
    for applicant in range(len(held)):
        stop = offsets[applicant + 1]
        if held[applicant] >= 0:
            stop = held[applicant]
        if near[stop] == near[offsets[applicant]] or couple_of[applicant] >= 0:
            continue
        for edge in range(offsets[applicant], stop):
            value = scores[edge]
            program = programs[edge]
            if value > bar[program] or (value == bar[program] and applicant < who[program]):
                if count < len(out):
                    out[count] = edge
                count += 1
    return count


@inner_kernel
def count_rivals(
    edge: int, applicant: int, partner: int, scores: Array, held: Array, holders: Array, low: int, high: int
) -> tuple[int, int]:
    """How many holders, apart from the two partners, a program likes more and less than this applicant."""
    more, less = 0, 0
    for at in range(low, high):
        holder = holders[at]
        if holder in (applicant, partner):
            continue
        value = scores[held[holder]]
        if value > scores[edge] or (value == scores[edge] and holder < applicant):
            more += 1
        else:
            less += 1
    return more, less


@inner_kernel
def grants(edge: int, applicant: int, holding: HolderArrays) -> bool:
    """Whether a program would take one partner, who may put out anyone there, the other partner too."""
    programs, scores, quotas, held, first_holder, _, last, last_who = holding
    if edge < 0 or held[applicant] == edge:
        return True
    program = programs[edge]
    value = scores[edge]
    if value == -np.inf or quotas[program] == 0:
        return False
    if first_holder[program + 1] - first_holder[program] < quotas[program]:
        return True
    return bool(value > last[program] or (value == last[program] and applicant < last_who[program]))


@inner_kernel
def grants_both(
    edge: int,
    applicant: int,
    other_edge: int,
    other: int,
    holding: HolderArrays,
    definition: int,
) -> bool:
    """Whether one program would take both partners, under a definition."""
    programs, scores, quotas, held, first_holder, holders, _, _ = holding
    program = programs[edge]
    if scores[edge] == -np.inf or scores[other_edge] == -np.inf:
        return False
    low, high = first_holder[program], first_holder[program + 1]
    more, less = count_rivals(edge, applicant, other, scores, held, holders, low, high)
    other_more, other_less = count_rivals(other_edge, other, applicant, scores, held, holders, low, high)
    if definition == KPR:
        return bool(max(more, other_more) + 2 <= quotas[program])
    here = held[applicant] == edge
    other_here = held[other] == other_edge
    free = quotas[program] - (high - low)
    if here or other_here:
        return quotas[program] > 0 and (free > 0 or (other_less if here else less) > 0)
    if free >= 2:
        return True
    if free == 1:
        return less > 0 or other_less > 0
    return free == 0 and min(less, other_less) > 0 and max(less, other_less) > 1


@kernel
def blocking_pairs_of_couples(
    members: Array,
    pair_offsets: Array,
    first: Array,
    second: Array,
    position: Array,
    holding: HolderArrays,
    definition: int,
    out: Array,
) -> int:
    """Find pairs a couple would rather have than its own and both programs would grant; returns how many there are."""
    programs = holding[0]
    count = 0
    for couple in range(len(members)):
        applicant, other = members[couple, 0], members[couple, 1]
        for pair in range(pair_offsets[couple], position[couple]):
            edge, other_edge = first[pair], second[pair]
            if edge >= 0 and other_edge >= 0 and programs[edge] == programs[other_edge]:
                granted = grants_both(edge, applicant, other_edge, other, holding, definition)
            else:
                granted = grants(edge, applicant, holding) and grants(other_edge, other, holding)
            if granted:
                if count < len(out):
                    out[count] = pair
                count += 1
    return count
