"""How much of a list is worth its money: the smallest part of it after which another $100 adds almost nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.curve import STEP, with_more
from matchsafe.planning.problem import Ints, PortfolioProblem
from matchsafe.planning.selection import Selection
from matchsafe.planning.swaps import losses

Worth = Callable[[Ints], float]
"""The value of a list, by how each program is sent."""


def useful_list(whole: Selection, worth: Worth, step: float) -> Selection:
    """The smallest part of a list from which on no further $100 of it adds ``step`` matches of 100.

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
    return useful_part(parts, np.array([worth(part.modes) for part in parts]), step)


def parts_of(whole: Selection) -> list[Selection]:
    """A list taken apart, the program that is missed least for its fee first: its parts, the smallest first."""
    parts = [whole]
    while (smaller := _without_least(parts[-1])) is not None:
        parts.append(smaller)
    return parts[::-1]


def useful_part(
    parts: Sequence[Selection], values: Floats, step: float, pays: bool | None = None
) -> Selection:
    """The useful one of the parts of a list; see ``useful_list``.

    Args:
        parts: The list, part by part, the smallest first.
        values: What each is worth.
        step: Matches of 100 applicants, more than 0.
        pays: Whether the best first $100 are worth it (``first_pays``), if that was asked: then it decides whether
            anything is.
    """
    if pays is False:
        return parts[0]
    costs = np.array([part.cost for part in parts])
    for i in range(len(parts) - 1, 0, -1):
        least = min(_least(costs[i] - costs[0], step), step)
        if _next_adds(costs, values, i - 1) * 100 >= step and (values[i] - values[0]) * 100 >= least:
            return parts[i]
    return parts[int(np.searchsorted(costs, costs[0] + STEP, "right")) - 1] if pays else parts[0]


PAIRED_STEPS: Final = 3
"""Times $100 that are looked at first where a match needs two programs: the first of each kind alone adds nothing."""


def first_dollars(least: Selection) -> Selection:
    """The least that has to be on a list, with the best that $100 more would buy.

    A smaller budget is judged by them too, so that more money never advises less; one that pays for no application
    buys nothing.
    """
    first = STEP if least.problem.parts is None else PAIRED_STEPS * STEP
    left = first if least.problem.budget is None else max(least.problem.budget - least.cost, 0.0)
    if left < first and (affordable := with_more(least.problem, least.modes, left)).cost <= least.cost:
        return affordable
    return with_more(least.problem, least.modes, first)


def first_pays(least: Selection, first: Selection, worth: Worth, step: float) -> bool:
    """Whether the best first dollars (see ``first_dollars``) add ``step`` matches of 100 for each $100."""
    added = (worth(first.modes) - worth(least.modes)) * 100
    return added >= _least(first.cost - least.cost, step)


def _least(dollars: float, step: float) -> float:
    """What so many dollars have to add, in matches of 100: ``step`` for each $100, and half of it at least."""
    return step * max(dollars / STEP, 0.5)


def _next_adds(costs: np.ndarray, values: np.ndarray, at: int) -> float:
    """What the next $100 after a part add to its value; near the end of the list what is left of it, for each $100."""
    reach = min(STEP, costs[-1] - costs[at])
    if reach <= 0:
        return 0.0
    within = np.flatnonzero(costs <= costs[at] + reach + 1e-6)
    return float((values[within[-1]] - values[at]) * STEP / reach)


def _without_least(selection: Selection) -> Selection | None:
    """The list without the program that it loses least by for the fee; ``None`` if nothing may go."""
    removable = selection.removable()
    if not len(removable):
        return None
    layout = selection.problem.layout
    saved = np.array([np.diff(fees)[max(n - 1, 0)] if len(fees) > 1 else 0 for fees, n in
                      zip(layout.fees, selection.counts, strict=True)])[layout.specialty[removable]]  # fmt: skip
    per_dollar = losses(selection, removable) / np.maximum(saved, 0.01)
    for i in np.argsort(per_dollar, kind="stable").tolist():
        smaller = selection.copy()
        smaller.set(int(removable[i]), -1)
        if smaller.holds_minimums():
            return smaller
    return None


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
