"""Keys as arrays: first appearances, look-ups and repeats, without a loop."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import kernel
from matchsafe.market.types import Ints, Longs

_DENSE: Final = 8
"""Keys below so many times their number are counted, not sorted."""
_SHORT: Final = 2**31


class ListBlocks(NamedTuple):
    """Lists that each stand in rows one below the other, best first, with no name twice.

    Attributes:
        heads: The first row of each list.
        rows: How many rows there are.
    """

    heads: Longs
    rows: int

    def lengths(self) -> Longs:
        """How many rows each list has."""
        return np.diff(self.heads, append=self.rows)


def list_blocks(owners: Ints, ranks: Ints, names: Ints) -> ListBlocks | None:
    """Where lists begin; ``None`` if they are not as ``ListBlocks`` says."""
    new = owners[1:] != owners[:-1]
    heads = np.flatnonzero(np.concatenate([[True], new]))
    if np.bincount(owners[heads]).max() > 1 or not (new | (ranks[1:] > ranks[:-1])).all():
        return None
    latest = np.full(int(names.max()) + 1, -1, np.int32)
    return None if repeats_in_list(owners, names, latest) else ListBlocks(heads, len(owners))


@kernel
def repeats_in_list(owners: Array, names: Array, latest: Array) -> bool:
    """Whether a list that stands in rows one below the other has a name twice; ``latest`` is -1 for each name."""
    for row in range(len(owners)):
        if latest[names[row]] == owners[row]:
            return True
        latest[names[row]] = owners[row]
    return False


def by_first(numbers: Ints) -> Ints:
    """The different numbers in the order in which they first appear."""
    first = np.full(int(numbers.max(initial=-1)) + 1, -1)
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]  # the earliest is written last
    met = np.flatnonzero(first >= 0)
    return met[np.argsort(first[met])].astype(np.int32)


def compound_key(*keys: Ints | Longs) -> Longs | None:
    """One key that orders as these whole numbers from 0 do, the last counting most; ``None`` if they are too large."""
    one, size = np.zeros(len(keys[0]), np.int64), 1
    for key in keys:
        one += key.astype(np.int64) * size
        size *= int(key.max(initial=0)) + 1
    return one if size < 2**63 else None


def order_of(minor: Ints | Longs, major: Ints | Longs) -> Longs:
    """The order by two keys of whole numbers from 0; ``np.lexsort`` in less time, and none where they are in order."""
    key = compound_key(minor, major)
    return np.lexsort((minor, major)) if key is None else stable_order(key)


def stable_order(keys: Longs) -> Longs:
    """``np.argsort(keys, kind="stable")`` of whole numbers from 0, in a fraction of the time.

    NumPy sorts numbers of 16 bits by counting; so the lowest 16 are sorted first, and the next ones after them.
    """
    if is_sorted(keys):
        return np.arange(len(keys))
    order: Longs = np.argsort(keys.astype(np.uint16), kind="stable")
    for shift in range(16, int(keys.max()).bit_length(), 16):
        order = order[np.argsort((keys >> shift).astype(np.uint16)[order], kind="stable")]
    return order


def is_sorted(keys: Ints | Longs) -> bool:
    """Whether no key is below the one before it."""
    return bool((keys[1:] >= keys[:-1]).all())


def find(keys: Longs, wanted: Longs) -> Longs:
    """Where each wanted key stands among different keys, or -1."""
    at = np.full(len(wanted), -1, np.int64)
    if len(keys):
        order = stable_order(keys)
        if len(keys) == len(wanted):
            other = stable_order(wanted)
            if np.array_equal(keys[order], wanted[other]):
                at[other] = order
                return at
        place = order[np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)]
        hit = keys[place] == wanted
        at[hit] = place[hit]
    return at


def first_of(keys: Longs, places: Longs) -> Longs:
    """Of these places those where their key stands first."""
    chosen: Longs = places[np.sort(np.unique(keys[places], return_index=True)[1])]
    return chosen


def _different(keys: Longs) -> bool:
    """Whether no key stands twice."""
    if bool((keys[1:] > keys[:-1]).all()):
        return True
    if int(keys.max()) < _DENSE * len(keys):
        return int(np.bincount(keys).max()) == 1
    if int(keys.max()) < _SHORT:
        keys = keys.astype(np.int32)  # sorts twice as fast
    sort = np.sort(keys)
    return not (sort[1:] == sort[:-1]).any()


def repeats(*keys: Ints | Longs) -> tuple[Longs, Longs]:
    """Positions whose keys have stood before, in ascending order, and for each the position just before it."""
    one = compound_key(*keys)
    if not len(keys[0]) or (one is not None and _different(one)):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = np.lexsort((np.arange(len(keys[0])), *keys))
    same = np.ones(len(order) - 1, np.bool_)
    for key in keys:
        same &= key[order[1:]] == key[order[:-1]]
    later, earlier = order[1:][same], order[:-1][same]
    ascending = np.argsort(later)
    return later[ascending], earlier[ascending]
