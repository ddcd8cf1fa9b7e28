"""Make the linear program of a bound small while the bound stays valid.

Neighbouring scenarios are merged with their exposures averaged (Jensen's inequality: a concave function of
the average is no less than the average of the function). Levels of utility are rounded up to a few.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.problem import PortfolioProblem

CELLS: Final = 640
"""About how many (level, pool, scenario) the linear program has."""
MERGED: Final = (12, 96)
"""Fewest and most scenarios of the linear program; more are merged."""
LEVELS: Final = 40
"""Levels of utility of the linear program; more are rounded up."""


def nodes_for(levels: int, pools: int) -> int:
    """How many scenarios keep the linear program small with so many levels and pools."""
    least, most = MERGED
    return min(most, max(least, CELLS // (levels * (1 + pools))))


def coarse_levels(
    problem: PortfolioProblem, utility: Floats | None, most: int = LEVELS
) -> tuple[Floats | None, bool]:
    """Utilities rounded up to at most ``most`` values; whether anything was rounded."""
    if utility is None:
        return None, False
    values = np.unique(utility)
    if len(values) <= most:
        return utility, False
    edges = np.quantile(utility, np.linspace(0, 1, most + 1)[1:], method="higher")
    return np.asarray(edges[np.searchsorted(edges, utility)]), True


def merge(weights: Floats, exposures: Floats, most: int) -> Floats:
    """At most ``most`` scenarios, each an average of neighbours in overall exposure.

    Args:
        weights: Shape (S,).
        exposures: Shape (modes, J, S).
        most: How many scenarios to keep.

    Returns:
        The weight each old scenario brings to each new one; shape (new, S). Scenarios without weight are left out.
    """
    order = np.argsort(exposures[0].sum(axis=0), kind="stable")
    order = order[weights[order] > 0]
    group = np.full(len(weights), -1)
    if len(order) <= most:
        group[order] = np.arange(len(order))
    else:
        middle = np.cumsum(weights[order]) - weights[order] / 2
        # By weight and by place at once: heavy scenarios stay apart, and light ones at the ends are not
        # thrown together.
        place = (middle / weights.sum() + np.arange(len(order)) / len(order)) / 2
        group[order] = np.minimum((place * most).astype(np.int64), most - 1)
    used = np.flatnonzero(np.bincount(group[group >= 0]))
    return np.asarray(np.where(group == used[:, None], weights, 0.0))


def reach(problem: PortfolioProblem, exposures: Floats) -> Floats:
    """The most that the first and the second parts of each pool can reach: shape (2, pools, scenarios), as chances."""
    layout = problem.layout
    cheapest = min(float(np.diff(table).min(initial=np.inf)) for table in layout.fees)
    many = problem.programs if problem.max_programs is None else problem.max_programs
    if problem.budget is not None and cheapest > 0:
        many = min(many, int(problem.budget / cheapest + 1e-9))
    out = np.zeros((2, layout.pools, exposures.shape[-1]))
    for part in (1, 2):
        for pool in range(layout.pools):
            mine = (layout.part == part) & (layout.pool == pool)
            held, new = np.flatnonzero(mine & (layout.locked >= 0)), np.flatnonzero(mine & layout.free)
            most = np.sort(exposures[:, new].max(axis=0), axis=0)[::-1][:many].sum(axis=0)
            out[part - 1, pool] = -np.expm1(-(most + exposures[layout.locked[held], held].sum(axis=0)))
    return out
