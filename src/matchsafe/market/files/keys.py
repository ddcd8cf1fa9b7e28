"""Keys as arrays: first appearances, look-ups and repeats, without a loop."""

from __future__ import annotations

import numpy as np

from matchsafe.market.types import Ints, Longs


def by_first(numbers: Ints) -> Ints:
    """The different numbers in the order in which they first appear."""
    different, first = np.unique(numbers, return_index=True)
    ordered: Ints = different[np.argsort(first, kind="stable")].astype(np.int32)
    return ordered


def find(keys: Longs, wanted: Longs) -> Longs:
    """Where each wanted key stands among different keys, or -1."""
    at = np.full(len(wanted), -1, np.int64)
    if len(keys):
        order = np.argsort(keys)
        place = order[np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)]
        hit = keys[place] == wanted
        at[hit] = place[hit]
    return at


def first_of(keys: Longs, places: Longs) -> Longs:
    """Of these places those where their key stands first."""
    chosen: Longs = places[np.sort(np.unique(keys[places], return_index=True)[1])]
    return chosen


def repeats(*keys: Ints | Longs) -> tuple[Longs, Longs]:
    """Positions whose keys have stood before, in ascending order, and for each the position just before it."""
    if not len(keys[0]):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = np.lexsort((np.arange(len(keys[0])), *keys))
    same = np.ones(len(order) - 1, np.bool_)
    for key in keys:
        same &= key[order[1:]] == key[order[:-1]]
    later, earlier = order[1:][same], order[:-1][same]
    ascending = np.argsort(later)
    return later[ascending], earlier[ascending]
