"""Greedy growth of a list: the largest gain, or the largest gain for the money, one program at a time.

Gains only fall as a list without two-part positions grows, so a gain computed earlier bounds today's: only
programs whose old gain still leads are looked at again (lazy evaluation, Minoux 1978). Where a position has
two parts, the gain of one may rise with the other, so everything is looked at and pairs may be added
together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.problem import Ints, PortfolioProblem
from matchsafe.planning.selection import CENT, Selection, losses

Rule = Literal["gain", "gain_per_dollar"]
RULES: Final[tuple[Rule, ...]] = ("gain", "gain_per_dollar")

LEAST: Final = 1e-12
"""A gain below this is none: no fee is spent on it."""
_FREE: Final = 0.01
"""Dollars a free application counts as in a gain per dollar."""
_DONE: Final = object()
_PAIRED: Final = 40
"""How many of the most promising parts on each side of a pool are tried together."""


def rules_of(problem: PortfolioProblem) -> tuple[Rule, ...]:
    """The rules worth trying: both take the same where only one specialty, and so one price, has programs to add."""
    layout = problem.layout
    if layout.pools:  # growth by pairs takes long, and where money is no object dollars need no look
        return RULES[:1] if problem.budget is None else RULES
    return RULES if len(set(layout.specialty[layout.free].tolist())) > 1 else RULES[:1]


def grow(
    selection: Selection, rule: Rule, *, signals: bool = True, lazy: bool = True, barred: int | None = None
) -> None:
    """Add programs while any may be added and gains something.

    Args:
        selection: The list; it grows in place.
        rule: What to take next.
        signals: Whether programs may be added with a signal.
        lazy: Whether to rely on old gains (a plain greedy is kept to measure against).
        barred: A program not to be added.
    """
    steps = growth(selection, rule, signals=signals, lazy=lazy, barred=barred)
    at_once = lazy and selection.problem.unlimited
    while True:
        if at_once and not (signals and (selection.signals_left[:, 1:] > 0).any()):
            if _add_all(selection, barred):
                return
            at_once = False
        if next(steps, _DONE) is _DONE:
            return


def _add_all(selection: Selection, barred: int | None) -> bool:
    """Add every program at once, where nothing limits the list: whatever the order, all are on it in the end.

    It is done if each of them gains something beside all others, as gains only fall while a list grows.
    """
    added = selection.problem.layout.free & (selection.modes < 0)
    added[[] if barred is None else barred] = False
    added &= selection.problem.chances.hits[0].any(axis=1)
    every = Selection(selection.problem, selection.objective, np.where(added, 0, selection.modes))
    if losses(every, np.flatnonzero(added)).min(initial=np.inf) <= LEAST:
        return False
    selection.take(every)
    return True


def growth(
    selection: Selection, rule: Rule, *, signals: bool = True, lazy: bool = True, barred: int | None = None
) -> Iterator[None]:
    """The same step by step: the list after each addition."""
    lazy = lazy and not selection.objective.pools
    mode, program, of, hits = selection.problem.moves[signals]
    group = selection.objective.group[program]
    known = np.zeros(0)
    while True:
        room = selection.room()
        price = room.price[of]
        open_ = (selection.modes[program] < 0) & np.isfinite(price) & (room.signals[of, mode] > 0)
        if barred is not None:
            open_ &= program != barred
        if not open_.any():
            return
        slopes = selection.slopes().by_group
        divide = np.ones(len(price))
        if rule == "gain_per_dollar":
            divide[open_] = np.maximum(price[open_], _FREE)
        if lazy and len(known):
            old = np.where(open_, known / divide, -np.inf)
            first = int(old.argmax())
            known[first] = _gains(hits[[first]], slopes, group[[first]])[0]
            # Only where the old gain is as large can today's be.
            look = np.flatnonzero(old >= known[first] / divide[first])
            known[look] = _gains(hits[look], slopes, group[look])
        else:
            known = _gains(hits, slopes, group)
        score = np.where(open_, known / divide, -np.inf)
        best = int(score.argmax())
        pair = best_pair(selection, rule) if selection.objective.pools else None
        if pair is not None and pair[0] > score[best]:
            for j, m in pair[1]:
                selection.set(j, m)
        elif known[best] > LEAST:
            selection.set(int(program[best]), int(mode[best]))
        else:
            return
        yield


def _gains(hits: Floats, slopes: Floats, group: Ints) -> Floats:
    """What each program would add, by its chances and the coefficients of its group."""
    if len(slopes) == 1:
        return np.asarray(np.einsum("js,s->j", hits, slopes[0]))
    return np.asarray(np.einsum("js,js->j", hits, slopes[group]))


def best_pair(selection: Selection, rule: Rule) -> tuple[float, tuple[tuple[int, int], ...]] | None:
    """The best first and second part of one pool to add together, unsignalled: its score and its two programs."""
    problem, objective = selection.problem, selection.objective
    layout, hits, slopes = problem.layout, problem.chances.hits[0], selection.slopes()
    room = selection.room()
    open_ = layout.free & (selection.modes < 0) & np.isfinite(room.price[layout.specialty])
    single = np.einsum("js,js->j", hits, slopes.by_group[objective.group])
    promise = objective.promise(hits)
    fees = pair_fees(selection, room.price)
    best: tuple[float, tuple[tuple[int, int], ...]] | None = None
    parted = np.flatnonzero(open_ & (layout.part > 0))
    side = 2 * layout.pool[parted] + layout.part[parted] - 1
    order = np.lexsort((-promise[parted], side))
    starts = np.searchsorted(side[order], np.arange(2 * objective.pools + 1))
    for pool in range(objective.pools):
        begin, middle, end = starts[2 * pool : 2 * pool + 3]
        one, two = (parted[order[i : min(i + _PAIRED, j)]] for i, j in ((begin, middle), (middle, end)))
        if not (len(one) and len(two)):
            continue
        together = objective.pair_gains(slopes, one, two, pool)
        gain = single[one][:, None] + single[two] + together
        fee = fees[np.ix_(layout.specialty[one], layout.specialty[two])]
        score = gain / np.maximum(fee, _FREE) if rule == "gain_per_dollar" else gain
        score = np.where((gain > LEAST) & np.isfinite(fee), score, -np.inf)
        i, k = np.unravel_index(int(score.argmax()), score.shape)
        if np.isfinite(score[i, k]) and (best is None or score[i, k] > best[0]):
            best = (float(score[i, k]), ((int(one[i]), 0), (int(two[k]), 0)))
    return best


def pair_fees(selection: Selection, price: Floats) -> Floats:
    """What two more programs cost together, by their specialties; infinite where there is no room for both."""
    problem, layout = selection.problem, selection.problem.layout
    spent, counts = selection.cost, selection.counts
    opens = 0.0 if counts.any() else problem.fixed_fee
    fee = np.add.outer(price, price) - opens  # the season is opened once
    of_one = zip(layout.fees, counts.tolist(), layout.most.tolist(), strict=True)
    second = [fees[n + 2] - fees[n] if n + 2 <= most else np.inf for fees, n, most in of_one]
    fee[np.diag_indices(len(fee))] = np.where(np.isfinite(price), np.add(second, opens), np.inf)
    if problem.max_programs is not None and counts.sum() + 2 > problem.max_programs:
        fee[:] = np.inf
    if problem.budget is not None:
        fee[spent + fee > problem.budget + CENT] = np.inf
    return fee


def give_signals(selection: Selection, *, lazy: bool = True) -> None:
    """Give the signals that are left to programs on the list, each where it adds most; ``lazy`` as in ``grow``."""
    layout = selection.problem.layout
    lazy = lazy and not selection.objective.pools
    new = np.flatnonzero((selection.modes >= 0) & (layout.locked < 0))
    of, mode, program = layout.specialty[new], np.repeat([1, 2], len(new)), np.tile(new, 2)
    known = np.full(len(program), np.nan)
    while True:
        left = selection.signals_left[of, 1:].T.ravel() > 0
        if not left.any():
            return
        open_ = left & (selection.modes[program] != mode)
        look = np.flatnonzero(open_ & np.isnan(known) if lazy else open_)
        known[look] = _signal_gains(selection, program[look], mode[look])
        if lazy and open_.any():
            old = np.where(open_, known, -np.inf)
            first = int(old.argmax())
            known[first] = _signal_gains(selection, program[[first]], mode[[first]])[0]
            look = np.flatnonzero(old >= known[first])
            known[look] = _signal_gains(selection, program[look], mode[look])
        gains = np.where(open_, known, -np.inf)
        best = int(gains.argmax())
        if not gains[best] > LEAST:
            return
        selection.set(int(program[best]), int(mode[best]))
        known[program == program[best]] = np.nan


def _signal_gains(selection: Selection, program: Ints, mode: Ints) -> Floats:
    """What each of these programs of the list would add more, sent in this mode."""
    hits = selection.problem.chances.hits
    now = hits[selection.modes[program], program]
    slopes = selection.slopes().by_group[selection.objective.group[program]]
    # Without this program the coefficients would be larger by one over its chance of being missed.
    return np.asarray(np.einsum("js,js->j", hits[mode, program] - now, slopes / (1 - now)))
