"""Improve a finished list: take a program off and fill the room, move signals, trade gold for silver."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from matchsafe.planning.greedy import LEAST, RULES, give_signals, grow
from matchsafe.planning.selection import CENT, Selection, losses

PASSES: Final = 6
"""How often the whole list is gone through at most; most lists stand still after two."""
PASSES_WITH_PARTS: Final = 2
"""The same where positions have two parts, since each change takes much longer to weigh."""

PATIENCE: Final = 24
"""After so many programs in a row that nothing could replace, those missed even more are not looked at."""

Stop = Callable[[], bool]


def improve(selection: Selection, stop: Stop = lambda: False, passes: int = PASSES) -> Selection:
    """The list after every change that helps; it is never worse, and keeps every rule its start kept.

    Taking one program off and filling the room covers one for one, one for two (where a dear place of a long
    list pays for two cheap ones elsewhere), and simply dropping or adding.
    """
    best, value = selection, selection.value
    pools = selection.objective.pools
    for _ in range(min(passes, PASSES_WITH_PARTS) if pools else passes):
        before = value
        for move in (_exchange, _move_signals, _empty_pool):
            best = move(best, stop)
        best.settle()
        value = best.value
        if value <= before + LEAST or stop():
            break
    return best


def _exchange(best: Selection, stop: Stop) -> Selection:
    """Take off one program at a time, least missed first, and fill up again."""
    value, layout = best.value, best.problem.layout
    removable = best.removable()
    missed, in_vain = losses(best, removable), 0
    for i in np.argsort(missed, kind="stable").tolist():
        j = int(removable[i])
        if stop():
            break
        if best.modes[j] < 0:
            continue
        emptied = best.copy()
        emptied.set(j, -1)
        if best.modes[j] == 0 and most_to_refill(emptied, j) < value - emptied.value:
            in_vain += 1
            if in_vain == PATIENCE:
                break
            continue
        prices = set(emptied.room().price.tolist()) - {np.inf}
        # With one price both rules take the same.
        for rule in RULES if len(prices) > 1 else RULES[:1]:
            tried = emptied.copy()
            grow(tried, rule, barred=j)
            grow(tried, rule)
            give_signals(tried)
            if (new := tried.value) > value + LEAST and tried.holds_minimums():
                best, value, in_vain = tried, new, 0
                break
        else:
            # Where positions have two parts each change takes long to weigh.
            in_vain = in_vain + 1 if layout.pools else 0
            if in_vain == PATIENCE:
                break
    return best


def most_to_refill(selection: Selection, barred: int) -> float:
    """At most what programs other than one could add to a list; infinite where nothing limits it, or gains may rise.

    It is the best gain per dollar on all the money that is left, or the best gain in every place that is left.
    """
    problem, layout = selection.problem, selection.problem.layout
    room = selection.room()
    price = room.price[layout.specialty]
    open_ = layout.free & (selection.modes < 0) & np.isfinite(price)
    open_[barred] = False
    if layout.pools and open_.any():
        return np.inf
    slopes = selection.slopes().by_group[selection.objective.group]
    gains = np.einsum("js,js->j", problem.chances.hits[0], slopes)
    for mode in (1, 2):
        left = open_ & (room.signals[layout.specialty, mode] > 0)
        signalled = np.einsum("js,js->j", problem.chances.hits[mode, left], slopes[left])
        gains[left] = np.maximum(gains[left], signalled)
    gains, price = gains[open_], price[open_]
    if not len(gains):
        return 0.0
    places, density = np.inf, np.inf
    if problem.max_programs is not None:
        places = problem.max_programs - int(selection.counts.sum())
    if problem.budget is not None and price.min() > 0:
        left = problem.budget - selection.cost + CENT
        places = min(places, left // price.min())
        density = float((gains / price).max()) * left
    return min(float(gains.max()) * places, density)


def _move_signals(best: Selection, stop: Stop) -> Selection:
    """Take each signal back and give it where it adds most; trade the signals of two programs of a specialty."""
    value, layout = best.value, best.problem.layout

    def signalled() -> list[int]:
        return np.flatnonzero((best.modes > 0) & (layout.locked < 0)).tolist()

    for j in signalled():
        if stop():
            return best
        tried = best.copy()
        tried.set(j, 0)
        give_signals(tried)
        grow(tried, "gain")
        if (new := tried.value) > value + LEAST:
            best, value = tried, new
    given = signalled()
    for i, j in ((i, j) for i in given for j in given):
        a, b = int(best.modes[i]), int(best.modes[j])
        if a <= b or min(a, b) < 1 or layout.specialty[i] != layout.specialty[j]:
            continue
        tried = best.copy()
        tried.set(i, b)
        tried.set(j, a)
        if (new := tried.value) > value + LEAST:
            best, value = tried, new
    return best


def _empty_pool(best: Selection, stop: Stop) -> Selection:
    """Where two parts are needed, empty a whole pool and fill up again: one part alone cannot move to another pool."""
    value, layout = best.value, best.problem.layout
    for pool in range(layout.pools):
        if stop():
            break
        removable = best.removable()
        tried = best.copy()
        for j in removable[(layout.part[removable] > 0) & (layout.pool[removable] == pool)].tolist():
            tried.set(j, -1)
        grow(tried, "gain_per_dollar")
        give_signals(tried)
        if (new := tried.value) > value + LEAST and tried.holds_minimums():
            best, value = tried, new
    return best
