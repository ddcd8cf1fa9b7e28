"""The programs an applicant likes best, picked from all of a specialty without working out every taste.

A taste is a function of a whole number drawn for applicant and program. Whether it can be among the best shows in that
number already, so only the few that pass a limit are worked out. The limit is a guess on the safe side; where too few
pass it is lowered, and the choice is the same as from all.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import NormalDist
from typing import Any, Final, NamedTuple

import numpy as np
from scipy.special import ndtri

from matchsafe.market.arrays import Array
from matchsafe.market.jit import inner_kernel
from matchsafe.market.keys import key_of_edge
from matchsafe.market.noise import Key, mix_bits, normal, normal_of
from matchsafe.market.proposals import ONE
from matchsafe.market.season.population import Programs
from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.types import Flags, Ints, Longs

STEP: Final = 1 / 16
ROWS: Final = 192
"""Levels of liking that limits are made from, a ``STEP`` apart, 0 in the middle; at the lowest everything passes."""
FINE: Final = 64
LOWEST: Final = -7
WORDS: Final = np.array(
    [2**32 * NormalDist().cdf(LOWEST + cell / FINE - 0.002) for cell in range(-2 * LOWEST * FINE + 1)]
).astype(np.uint32)
"""The word below which a normal draw is less than a value; the values are ``1 / FINE`` apart, from ``LOWEST``."""


class Menu(NamedTuple):
    """Programs to choose from, in order of specialty and in it of place.

    ``first`` says where each specialty begins, ``places`` where each place does in a specialty, shape (specialties,
    places + 1). ``grade`` is what all others and all IMGs choose by, shape (2, programs), ``appeal`` what they like a
    program for; a program at home adds ``home``.
    """

    first: Array
    places: Array
    appeal: Array
    grade: Array
    openness: Array
    selectivity: Array
    home: float


class Desk(NamedTuple):
    """Room to work in: limits by level (``ready`` says which are filled), words, numbers that pass, noise and keys."""

    limits: Array
    ready: Array
    words: Array
    passed: Array
    noise: Array
    keys: Array


def menu_of(preset: Preset, programs: Programs, which: Longs, first: Longs) -> Menu:
    """Some of the programs as a menu, those of each part from ``first`` on in order of place."""
    place = programs.place[which]
    starts = np.arange(len(preset.places) + 1)
    places = [low + np.searchsorted(place[low:high], starts) for low, high in pairwise(first)]
    selectivity = np.array([s.selectivity for s in preset.specialties])[programs.specialty[which]]
    appeal = programs.appeal[which] * preset.value("taste_quality")
    openness = programs.openness[which]
    grade = np.stack([appeal, appeal + preset.value("taste_open") * openness])
    return Menu(first, np.array(places), appeal, grade, openness, selectivity, preset.value("taste_home"))


def desk_for(menu: Menu) -> Desk:
    """Room for the widest specialty of a menu."""
    width = int(np.diff(menu.first).max())
    return Desk(
        np.empty(2 * ROWS * width, np.uint32),
        np.empty(2 * ROWS, np.uint8),
        np.empty(width, np.uint32),
        np.empty(width + 1, np.int32),
        np.empty(width),
        np.empty(width, np.int64),
    )


def level_for(menu: Menu, specialty: Ints, img: Flags, wanted: Ints | Longs, margin: float) -> Floats:
    """The liking that about ``wanted`` of each applicant's programs are above, and ``margin`` standard errors more."""
    first = menu.first
    size = np.diff(first)
    mean = np.add.reduceat(menu.grade, first[:-1], axis=1) / size
    variance = np.add.reduceat(menu.grade**2, first[:-1], axis=1) / size - mean**2
    spread = np.sqrt(1 + np.maximum(variance, 0))
    of = size[:, None]  # worked out for each specialty and number, and looked up for everyone
    number = np.minimum(np.arange(int(wanted.max(initial=0)) + 1), of)
    share = np.clip((number + margin * (np.sqrt(number * (1 - number / of)) + 1)) / of, 0.5 / of, 1)
    level = mean[:, :, None] + spread[:, :, None] * ndtri(1 - share)
    found: Floats = np.maximum(level, -ROWS * STEP)[img.astype(np.int64), specialty, wanted]
    return found


@inner_kernel
def fill_limits(desk: Desk, img: int, row: int, begin: int, size: int, menu: Menu) -> None:
    """Of each program of a specialty the word below which it is liked less than a level; once a row."""
    at = img * ROWS + row
    if desk.ready[at]:
        return
    desk.ready[at] = 1
    level = (row - ROWS // 2) * STEP
    start = at * len(desk.words)
    for i in range(size):
        needed = level - menu.grade[img, begin + i]
        cell = int(min(max((needed - LOWEST) * FINE, 0.0), len(WORDS) - 1.0))
        desk.limits[start + i] = WORDS[cell] if row > 0 else 0


@inner_kernel
def pass_limits(desk: Desk, start: int, low: int, high: int, count: int) -> Any:
    """Note who passes their limit after the ``count`` before them; returns how many there are now."""
    first, to = np.uint64(start), np.uint64(count)  # unsigned, no number is looked at twice for being below 0
    for i in range(np.uint64(low), np.uint64(high)):
        desk.passed[to] = i
        to += np.uint64(desk.words[i] >= desk.limits[first + np.uint64(i)])
    return np.int64(to)


@inner_kernel
def weigh(
    desk: Desk, grade: Array, img: int, begin: int, low: int, high: int, home: float, level: float
) -> int:
    """Make keys of those noted from ``low`` to ``high``; returns how many are liked more than ``level``."""
    for i in range(np.uint64(low), np.uint64(high)):
        word: Any = np.int64(desk.words[np.uint32(desk.passed[i])])
        desk.noise[i] = normal_of(word)
    sure = 0
    for i in range(np.uint64(low), np.uint64(high)):
        program: Any = np.int64(desk.passed[i])
        at: Any = np.uint64(begin + program)
        value = grade[img, at] + home + desk.noise[i]
        desk.keys[i] = key_of_edge(value, program)
        sure += value > level
    return sure


@inner_kernel
def divide(keys: Array, low: int, high: int, pivot: int) -> Any:
    """Bring the keys from ``low`` to ``high`` that reach a pivot to the front; returns where the others begin."""
    middle = np.uint64(low)
    for i in range(np.uint64(low), np.uint64(high)):
        key = keys[i]
        keys[i] = keys[middle]
        keys[middle] = key
        middle += np.uint64(key >= pivot)
    return np.int64(middle)


@inner_kernel
def select(keys: Array, count: int, wanted: int, guess: float) -> None:
    """Bring the ``wanted`` highest of ``count`` different keys to the front, in no order.

    ``guess`` is a score about as high as the lowest of them; it saves time only.
    """
    if wanted <= 0 or wanted >= count:
        return
    low, high = 0, count
    middle = divide(keys, low, high, key_of_edge(guess, 0))
    if middle > wanted:
        high = middle
    else:
        low = middle
    while low < wanted and high - low > 2:
        one, two, three = keys[low], keys[(low + high) // 2], keys[high - 1]
        middle = divide(keys, low, high, max(min(one, two), min(max(one, two), three)))
        if middle > wanted:
            high = middle
        else:
            low = middle
    if high - low == 2 and keys[low] < keys[low + 1]:
        keys[low], keys[low + 1] = keys[low + 1], keys[low]


@inner_kernel
def put_in_order(keys: Array, low: int, high: int) -> None:
    """Sort a few keys, the highest first."""
    first = np.uint64(low)
    for at in range(first + ONE, np.uint64(high)):
        key = keys[at]
        to: Any = np.uint64(at)
        while to > first and keys[to - ONE] < key:
            keys[to] = keys[to - ONE]
            to -= ONE
        keys[to] = key


@inner_kernel
def affinity(taste: Key, pair: int, appeal: float, home: float) -> Any:
    """How much an applicant likes a program before any interview; ``home`` is 0 where it is not at home."""
    return np.float32(appeal + home + normal(taste, pair))


@inner_kernel
def favourites(
    taste: Key,
    pair: int,
    specialty: int,
    at_home: tuple[int, int],
    img: int,
    guesses: tuple[float, float],
    wanted: int,
    menu: Menu,
    desk: Desk,
) -> None:
    """Fill the first ``wanted`` of ``desk.keys`` with the programs liked best, in no order.

    ``guesses`` are a liking that some more than ``wanted`` programs are above, and one that about ``wanted`` are.
    ``pair`` is the number of this applicant and the specialty's first program, ``at_home`` where the programs at home
    begin and end, all numbered in the specialty. A program is read off its key by ``edge_of``.
    """
    begin = menu.first[specialty]
    size = menu.first[specialty + 1] - begin
    low, high = at_home
    row = min(max(0, int(np.floor(guesses[0] / STEP)) + ROWS // 2), ROWS - 1)
    for i in range(size):
        desk.words[i] = mix_bits(taste, pair + i)
    while True:
        level = (row - ROWS // 2) * STEP
        home_row = max(0, int(np.floor((level - menu.home) / STEP)) + ROWS // 2)
        home_row = min(home_row, ROWS - 1) if row > 0 else 0
        fill_limits(desk, img, row, begin, size, menu)
        fill_limits(desk, img, home_row, begin, size, menu)
        start = (img * ROWS + row) * len(desk.words)
        before = pass_limits(desk, start, 0, low, 0)
        until = pass_limits(desk, (img * ROWS + home_row) * len(desk.words), low, high, before)
        passed = pass_limits(desk, start, high, size, until)
        sure = weigh(desk, menu.grade, img, begin, 0, before, 0.0, level)
        sure += weigh(desk, menu.grade, img, begin, before, until, menu.home, level)
        sure += weigh(desk, menu.grade, img, begin, until, passed, 0.0, level)
        if sure >= wanted or row == 0:
            select(desk.keys, passed, wanted, guesses[1])
            return
        row = max(0, row - 4)
