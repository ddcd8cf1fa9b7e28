"""Texts as numbers: names in order of first appearance, ranks and quotas, scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from matchsafe.market.types import Ints, Longs

_CACHED: Final = 100_000
BAD: Final = -1
"""Stands for a text that is no such number or word."""
UNSAID: Final = -2
"""Stands for an empty cell where one is allowed."""


class Names(dict[str, int]):
    """Numbers of names: ``names[name]`` gives a new name the next number.

    Attributes:
        letters: How many characters all names have.
    """

    def __init__(self) -> None:
        super().__init__()
        self.letters = 0

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self)
        self.letters += len(name)
        return number

    def numbers(self, texts: list[str]) -> Ints:
        """The numbers of many names."""
        return np.fromiter(map(self.__getitem__, texts), np.int32, len(texts))


class Wholes(dict[str, int]):
    """Whole numbers below 10^9 from their texts, ``BAD`` for other texts; each text is looked at once."""

    def __init__(self, least: int) -> None:
        super().__init__()
        self.least = least
        self.wanted = f"a whole number from {least} to 999,999,999"

    def __missing__(self, text: str) -> int:
        good = text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= self.least
        number = int(text) if good else BAD
        if len(self) < _CACHED:
            self[text] = number
        return number

    def numbers(self, texts: list[str]) -> Ints:
        """Many of them."""
        return np.fromiter(map(self.__getitem__, texts), np.int32, len(texts))


class Words(dict[str, int]):
    """Numbers of a few known words, in capitals or not; ``UNSAID`` for an empty text, ``BAD`` for any other."""

    def __init__(self, wanted: str, codes: Mapping[str, int]) -> None:
        super().__init__(codes, **{"": UNSAID})
        self.wanted = wanted

    def __missing__(self, text: str) -> int:
        return self.get(text.lower(), BAD)

    def numbers(self, texts: list[str]) -> Ints:
        """Many of them."""
        return np.fromiter(map(self.__getitem__, texts), np.int32, len(texts))


def score_of(text: str) -> float:
    """A score; minus infinity for no score, NaN for what is no finite number."""
    if not text:
        return -np.inf
    try:
        # An underscore, or digits of another script, is a slip in a file, though Python would take it.
        value = float(text) if text.isascii() and "_" not in text else np.nan
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


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
