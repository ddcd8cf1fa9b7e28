"""Couples of a season: who pairs up, and their paired lists."""

from __future__ import annotations

from typing import Final

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import kernel
from matchsafe.market.keys import edge_of, key_of_edge
from matchsafe.market.proposals import sink
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.streams import Stream, generator
from matchsafe.market.types import Couples, Flags, Ints, Longs

LONGEST: Final = 150
"""Pairs of programs a couple lists, before the entries in which one partner goes without."""


def pair_up(
    preset: Preset,
    place: Ints,
    offsets: Longs,
    programs: Ints,
    own: Flags,
    kind: Ints,
    seed: int,
    season: int,
    scale: float,
) -> Couples:
    """Draw couples among applicants who rank one specialty only, and make their lists.

    A pair of programs costs the sum of its two ranks, and more if the two are in different places. After the pairs
    some list entries with one partner alone.
    """
    random = generator(seed, season, Stream.COUPLES)
    single = np.add.reduceat(~own, offsets[:-1]) == 0 if len(own) else np.zeros(0, np.bool_)
    weight = preset.by_type("couple_weight")[kind] * single
    number = min(round(preset.value("couples") * scale), int((weight > 0).sum()) // 2)
    if number < 1:
        return Couples.none()
    members = random.choice(len(kind), 2 * number, replace=False, p=weight / weight.sum())
    members_of: Ints = members.reshape(number, 2).astype(np.int32)
    length = np.diff(offsets)[members_of]
    sizes = length[:, 0] * length[:, 1]
    pairs = np.minimum(sizes, LONGEST)
    alone = random.random(number) < preset.value("couple_alone")
    ends = np.cumsum(pairs + np.where(alone, length.sum(1), 0))
    total = int(ends[-1])
    first, second = np.full(total, -1, np.int32), np.full(total, -1, np.int32)
    apart = preset.value("couple_same_place")
    room = np.empty(int(sizes.max()), np.int64)
    list_pairs(members_of, offsets, place, programs, apart, pairs, ends, room, first, second)
    return Couples(members_of, np.concatenate([[0], ends]), first, second)


@kernel
def list_pairs(
    members: Array,
    offsets: Array,
    place: Array,
    programs: Array,
    apart: float,
    pairs: Array,
    ends: Array,
    room: Array,
    first: Array,
    second: Array,
) -> None:
    """Fill in each couple's list: its best ``pairs``, and what is left up to ``ends`` one partner alone.

    ``place`` is of each program, ``room`` for all pairs of a couple.
    """
    to = 0
    for couple in range(len(members)):
        left, right = offsets[members[couple, 0]], offsets[members[couple, 1]]
        wide, deep = offsets[members[couple, 0] + 1] - left, offsets[members[couple, 1] + 1] - right
        size = wide * deep
        for pair in range(size):
            i, j = pair // deep, pair % deep
            cost = i + j + apart * (place[programs[left + i]] != place[programs[right + j]])
            room[pair] = -key_of_edge(-cost, pair)
        for at in range(size // 2 - 1, -1, -1):
            sink(room, 0, size, at, room[at])
        for _ in range(pairs[couple]):
            pair = edge_of(-room[0])
            size -= 1
            sink(room, 0, size, 0, room[size])
            first[to], second[to] = left + pair // deep, right + pair % deep
            to += 1
        if to == ends[couple]:
            continue
        for i in range(wide):
            first[to + i] = left + i
        to += wide
        for j in range(deep):
            second[to + j] = right + j
        to += deep
