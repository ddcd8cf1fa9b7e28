"""Couples of a season: who pairs up, and their paired lists."""

from __future__ import annotations

from typing import Final

import numpy as np

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
    come entries with one partner alone.
    """
    random = generator(seed, season, Stream.COUPLES)
    single = np.add.reduceat(~own, offsets[:-1]) == 0 if len(own) else np.zeros(0, np.bool_)
    weight = preset.by_type("couple_weight")[kind] * single
    number = min(round(preset.value("couples") * scale), int((weight > 0).sum()) // 2)
    if number < 1:
        return Couples.none()
    members = random.choice(len(kind), 2 * number, replace=False, p=weight / weight.sum())
    members_of: Ints = members.reshape(number, 2).astype(np.int32)
    apart = preset.value("couple_same_place")
    first: list[Ints] = []
    second: list[Ints] = []
    for one, two in members_of:
        mine = np.arange(offsets[one], offsets[one + 1], dtype=np.int32)
        theirs = np.arange(offsets[two], offsets[two + 1], dtype=np.int32)
        cost = np.add.outer(np.arange(len(mine)), np.arange(len(theirs))).astype(float)
        cost += apart * (place[programs[mine]][:, None] != place[programs[theirs]])
        best = np.argsort(cost, axis=None, kind="stable")[:LONGEST]
        left, right = best // len(theirs), best % len(theirs)
        none = np.full(max(len(mine), len(theirs)), -1, np.int32)
        first += [mine[left], mine, none[: len(theirs)]]
        second += [theirs[right], none[: len(mine)], theirs]
    lengths = [len(part) for part in first]
    ends = np.cumsum(lengths)[2::3]
    return Couples(members_of, np.concatenate([[0], ends]), np.concatenate(first), np.concatenate(second))
