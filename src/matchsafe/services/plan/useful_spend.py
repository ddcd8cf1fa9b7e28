"""How much money is useful: the smallest sum after which another $100 adds almost nothing, whatever the budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.curve import STEP, with_more
from matchsafe.planning.greedy import growth
from matchsafe.planning.problem import Ints, PortfolioProblem
from matchsafe.planning.selection import CENT, Selection, losses

Worth = Callable[[Ints], float]
"""The value of a list, by how each program is sent."""


def useful_list(whole: Selection, worth: Worth, step: float) -> Selection:
    """The smallest part of a list after which the next $100 of it add less than ``step`` matches of 100.

    The list is taken apart, the program that is missed least for its fee first, and each part of it is valued on draws
    that none was chosen on. A part that adds less than ``step`` in all is worth nothing; where it costs less than $100,
    its share of ``step`` is enough. What is already applied to or has to be on the list stays.

    Args:
        whole: What all of the budget buys.
        worth: The value of a list.
        step: Matches of 100 applicants; 0 keeps the whole list.
    """
    if step <= 0:
        return whole
    parts = parts_of(whole)
    values = np.array([worth(part.modes) for part in parts])
    part = affordable(parts, useful_cost(parts, values, step))
    adds = (values[parts.index(part)] - values[0]) * 100
    return part if adds >= min(_least(part.cost - parts[0].cost, step), step) else parts[0]


def parts_of(whole: Selection) -> list[Selection]:
    """A list taken apart, the program that is missed least for its fee first: its parts, the smallest first.

    What is lost with a program only rises while the list shrinks (unless one part of a position needs another), so an
    old loss bounds today's from below: only programs whose old loss still leads are looked at again.
    """
    parts, known = [whole], np.zeros(len(whole.modes))
    lazy = not whole.problem.minimums and not whole.objective.pools
    removable = whole.removable()
    while len(removable):
        smaller = parts[-1].copy()
        saved = np.maximum(_savings(smaller)[smaller.problem.layout.specialty[removable]], 0.01)
        look = np.arange(len(removable))
        if lazy:
            first = int((known[removable] / saved).argmin())
            now = losses(smaller, removable[[first]])[0]
            look = np.flatnonzero(known[removable] / saved <= now / saved[first])
        known[removable[look]] = losses(smaller, removable[look])
        for i in np.argsort(known[removable] / saved, kind="stable").tolist():
            smaller.set(int(removable[i]), -1)
            if smaller.holds_minimums():
                break
            smaller = parts[-1].copy()
        else:
            break
        removable = np.delete(removable, i)
        parts.append(smaller)
    return parts[::-1]


def _savings(selection: Selection) -> Floats:
    """What one program less in each specialty would save."""
    tables = zip(selection.problem.layout.fees, selection.counts.tolist(), strict=True)
    return np.array([fees[n] - fees[n - 1] if n else 0.0 for fees, n in tables])


def affordable(parts: Sequence[Selection], cost: float) -> Selection:
    """The largest of these parts that costs no more; the smallest one if all do."""
    return max((part for part in parts if part.cost <= cost + CENT), key=parts.index, default=parts[0])


def useful_cost(lists: Sequence[Selection], values: Floats, step: float) -> float:
    """The smallest cost after which the next $100, as far as they can be spent, add less than ``step`` for each $100.

    Only the next $100 count, so more money leaves the answer as it is; where a match needs two programs also more of
    them (see ``sums``), since the first of each kind add less than those that follow.

    Args:
        lists: Each the one before and more.
        values: What each is worth.
        step: Matches of 100 applicants, more than 0.
    """
    costs = np.array([one.cost for one in lists])
    pays = np.zeros(len(costs) - 1, bool)
    for dollars in sums(lists[0].problem):
        last = np.searchsorted(costs, costs[:-1] + dollars + CENT, "right") - 1
        last = np.maximum(last, np.arange(1, len(costs)))
        pays |= (values[last] - values[:-1]) * 100 * STEP >= step * (costs[last] - costs[:-1])
    return float(costs[-1] if pays.all() else costs[pays.argmin()])


def sums(problem: PortfolioProblem) -> tuple[float, ...]:
    """The sums by which it is looked whether more money pays."""
    return tuple(STEP * n for n in range(1, 2 if problem.parts is None else PAIRED_STEPS + 1))


def growing_lists(least: Selection, most: float | None, step: float) -> list[Selection]:
    """Lists that each have the best program for its fee more than the one before.

    Args:
        least: The first of them.
        most: What the last one may cost; ``None``: they end where $100 add far less than ``step``.
        step: Matches of 100 applicants.
    """
    grown = Selection(least.problem.at_budget(most), least.objective, least.modes)
    lists, before = [grown.copy()], 0
    for _ in growth(grown, "gain_per_dollar"):
        lists.append(grown.copy())
        while lists[-1].cost - lists[before + 1].cost >= STEP:
            before += 1
        dollars = lists[-1].cost - max(lists[before].cost, lists[0].cost + (PAIRED_STEPS - 1) * STEP)
        little = (lists[-1].value - lists[before].value) * 100 < step / 2
        if most is None and dollars >= STEP and little and least.objective.levels == 1:
            break
    return lists


PAIRED_STEPS: Final = 3
"""Times $100 that are looked at first where a match needs two programs: the first of each kind alone adds nothing."""


class FirstDollars(NamedTuple):
    """What the first money beyond the least that has to be on a list would buy.

    Attributes:
        least: What has to be there.
        first: With the best that $100 more would buy, whatever the budget, so that more money never advises less.
        bought: With what the budget buys of it.
    """

    least: Selection
    first: Selection
    bought: Selection

    @classmethod
    def of(cls, least: Selection) -> FirstDollars:
        """The first dollars of a problem."""
        dollars = sums(least.problem)[-1]
        left = dollars if least.problem.budget is None else max(least.problem.budget - least.cost, 0.0)
        first = with_more(least.problem, least.modes, dollars)
        return cls(least, first, first if left >= dollars else with_more(least.problem, least.modes, left))

    def pay(self, worth: Worth, step: float) -> bool:
        """Whether they add ``step`` matches of 100 for each $100, and what the budget buys of them half of it in all.

        Less than that is what a plan calls almost nothing, however few dollars it costs.
        """
        before = worth(self.least.modes)
        first, bought = ((worth(one.modes) - before) * 100 for one in (self.first, self.bought))
        return first >= _least(self.first.cost - self.least.cost, step) and bought >= _least(0, step)


def _least(dollars: float, step: float) -> float:
    """What so many dollars have to add, in matches of 100: ``step`` for each $100, and half of it at least."""
    return step * max(dollars / STEP, 0.5)


def first_wish(problem: PortfolioProblem, specialty: str, share: float) -> PortfolioProblem:
    """The problem of the specialty wanted most alone, for its share of the budget."""
    others = frozenset(j for j, name in enumerate(problem.specialty) if name != specialty)
    return replace(
        problem,
        budget=None if problem.budget is None else problem.budget * share,
        exclude=problem.exclude | others,
        include=problem.include - others,
        minimums=(),
        max_programs=None if problem.max_programs is None else len(problem.applied)
        + int((problem.max_programs - len(problem.applied)) * share),
    )  # fmt: skip
