"""Where the applicant would match: the chance at each program of a list, in order of preference."""

from __future__ import annotations

from typing import Final

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.problem import Ints, PortfolioProblem

_POINTS, _SHARES = np.polynomial.legendre.leggauss(12)
PLACES: Final = tuple(zip(((_POINTS + 1) / 2).tolist(), (_SHARES / 2).tolist(), strict=True))
"""Places in an order of equally wanted programs, from 0 to 1, and their weights: what is averaged is smooth in them."""
_ANY_PLACE: Final = ((0.0, 1.0),)
"""Where only one is wanted so much."""


def preference(problem: PortfolioProblem, programs: Ints) -> Ints:
    """Programs from the most wanted down: by utility, equal ones (or all, without utilities) in the problem's order."""
    if problem.utility is None:
        return np.sort(programs)
    return programs[np.lexsort((programs, -problem.utility[programs]))]


NEAR: Final = 256
"""Scenarios that are worked out at once: what the processor holds near."""


def match_there(problem: PortfolioProblem, modes: Ints, some: Ints | None = None) -> Floats:
    """Chance of matching at each program of a list, given that preferred ones come first; by (program, scenario).

    With ``some`` only at these programs, in their order; else at every program of the problem, 0 off the list.

    Among equally wanted programs, or all where no utility is known, every order counts alike, whatever their order in
    the problem: each is given a place t, evenly spread over 0 to 1, and is where the applicant matches if it takes
    them and no program before it does. Its chance is so ``hit_j`` times the integral of
    ``prod_(k != j) (1 - t hit_k)``.

    At a first part it is the chance of that position together with a second part of its pool; at a second part, of that
    one as the first part's partner. Programs that stand alone and first parts add to the chance of matching.
    """
    on = np.flatnonzero(modes >= 0)
    place = np.full(problem.programs, -1)
    place[on] = np.arange(len(on))
    asked = place[np.arange(problem.programs) if some is None else some]
    out = np.zeros((len(asked), len(problem.chances.weights)))
    alike = problem.utility is None and not problem.layout.pools
    for begin in range(0, out.shape[1], NEAR):
        at = slice(begin, begin + NEAR)
        hits = problem.chances.hits[modes[on], on, at]
        found = _among_equals(hits) if alike else _there(problem, on, hits)
        out[asked >= 0, at] = found[asked[asked >= 0]]
    return out


def _among_equals(hits: Floats) -> Floats:
    """The same where every program stands alone and is wanted as much as any other: most lists, so it is quick."""
    found, kept = np.zeros_like(hits), np.empty_like(hits)
    for place, share in PLACES if len(hits) > 1 else _ANY_PLACE:
        np.multiply(hits, -place, out=kept)
        kept += 1
        np.divide(share * kept.prod(axis=0), kept, out=kept)
        found += kept
    found *= hits
    return found


def _there(problem: PortfolioProblem, on: Ints, hits: Floats) -> Floats:
    """The same for the programs of a list, by their chances in some of the scenarios."""
    part, pool = problem.layout.part[on], problem.layout.pool[on]
    wish = np.zeros(len(on)) if problem.utility is None else problem.utility[on]
    found = np.zeros_like(hits)
    pools, scenarios = problem.layout.pools, hits.shape[1]

    def missed_by_pool(missed: Floats, of: Ints) -> Floats:
        return np.array([missed[of == p].prod(axis=0) for p in range(pools)]).reshape(pools, scenarios)

    no_second = missed_by_pool(1 - hits[part == 2], pool[part == 2])
    alone, no_first = np.ones(scenarios), np.ones((pools, scenarios))
    through = np.zeros((pools, scenarios))
    for level in sorted(set(wish[part < 2].tolist()), reverse=True):
        ones, firsts = (np.flatnonzero((wish == level) & (part == kind)) for kind in (0, 1))
        for place, share in PLACES if len(ones) + len(firsts) > 1 else _ANY_PLACE:
            one, first = 1 - place * hits[ones], 1 - place * hits[firsts]
            free = alone * one.prod(axis=0)
            no_first_yet = no_first * missed_by_pool(first, pool[firsts])
            missed = 1 - (1 - no_first_yet) * (1 - no_second)
            found[ones] += share * hits[ones] / one * (free * missed.prod(axis=0))
            for j, kept in zip(firsts.tolist(), first, strict=True):
                others = np.delete(missed, pool[j], axis=0).prod(axis=0)
                reached = share * hits[j] / kept * (no_first_yet[pool[j]] * free * others)
                found[j] += reached * (1 - no_second[pool[j]])
                through[pool[j]] += reached
        alone = alone * (1 - hits[ones]).prod(axis=0)
        no_first = no_first * missed_by_pool(1 - hits[firsts], pool[firsts])
    better = np.ones_like(through)
    for level in sorted(set(wish[part == 2].tolist()), reverse=True):
        seconds = np.flatnonzero((wish == level) & (part == 2))
        for place, share in PLACES if len(seconds) > 1 else _ANY_PLACE:
            kept = 1 - place * hits[seconds]
            free = through * better * missed_by_pool(kept, pool[seconds])
            found[seconds] += share * hits[seconds] / kept * free[pool[seconds]]
        better = better * missed_by_pool(1 - hits[seconds], pool[seconds])
    return found
