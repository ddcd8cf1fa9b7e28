"""Where the applicant would match: the chance at each program of a list, in order of preference."""

from __future__ import annotations

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.problem import Ints, PortfolioProblem


def preference(problem: PortfolioProblem, programs: Ints) -> Ints:
    """Programs from the most wanted down: by utility, equal ones (or all, without utilities) in the problem's order."""
    if problem.utility is None:
        return np.sort(programs)
    return programs[np.lexsort((programs, -problem.utility[programs]))]


def match_there(problem: PortfolioProblem, modes: Ints, weights: Floats | None = None) -> Floats:
    """Chance of matching at each program of a list, given that preferred ones come first; 0 off the list.

    At a first part it is the chance of that position together with a second part of its pool; at a second
    part, of that one as the first part's partner. Programs that stand alone and first parts add to the chance
    of matching.

    Args:
        problem: The problem.
        modes: The list, by program.
        weights: Weights of the scenarios, adding to 1; those of the problem if left out.
    """
    chances, layout = problem.chances, problem.layout
    hits = chances.hits
    weights = chances.weights if weights is None else weights
    out = np.zeros(problem.programs)
    order = preference(problem, np.flatnonzero(modes >= 0))
    parts = layout.part[order]
    no_second = np.ones((layout.pools, len(weights)))
    for j in order[parts == 2].tolist():
        no_second[layout.pool[j]] *= 1 - hits[modes[j], j]
    no_first = np.ones_like(no_second)
    through = np.zeros_like(no_second)
    alone = np.ones(len(weights))
    for j in order[parts < 2].tolist():
        hit, pool = hits[modes[j], j], layout.pool[j]
        missed = 1 - (1 - no_first) * (1 - no_second)
        if layout.part[j] == 0:
            out[j] = weights @ (hit * alone * missed.prod(axis=0))
            alone = alone * (1 - hit)
            continue
        others = np.delete(missed, pool, axis=0).prod(axis=0)
        reached = hit * no_first[pool] * alone * others
        out[j] = weights @ (reached * (1 - no_second[pool]))
        through[pool] += reached
        no_first[pool] *= 1 - hit
    better = np.ones_like(no_second)
    for j in order[parts == 2].tolist():
        hit, pool = hits[modes[j], j], layout.pool[j]
        out[j] = weights @ (through[pool] * better[pool] * hit)
        better[pool] *= 1 - hit
    return out
