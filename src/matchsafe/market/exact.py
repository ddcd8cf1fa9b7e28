"""Every way to place a few couples: finds a stable match wherever one exists, or proves that none does.

With the couples' programs fixed, the rest is a market of singles in which a partner lists that one program. If that
market's stable matches leave a partner out (they all do or none does), the placement fails. Otherwise the match that
is best for the programs is the hardest one to block: each program holds the best set it holds in any stable match. So
one check decides.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Final

import numpy as np

from matchsafe.market.arrays import Ints
from matchsafe.market.kernels import programs_propose, rank_by_program
from matchsafe.market.market import Market
from matchsafe.market.stability import certify_held

MOST_WAYS: Final = 50_000
"""How many placements are tried at most."""
MOST_WORK: Final = 20_000_000
"""Placements times edges, at most."""


def feasible(market: Market) -> bool:
    """Whether all placements can be tried in a moment."""
    ways = prod(int(n) + 1 for n in np.diff(market.couples.offsets))
    return ways <= MOST_WAYS and ways * max(len(market.programs), 1) <= MOST_WORK


def search(market: Market) -> Ints | None:
    """The held edges (-1 for none) of a stable match, the first found in the order of trial, or ``None``."""
    couples = market.couples
    singles = market.scores.copy()
    singles[np.isin(market.owners, couples.members)] = -np.inf
    starts, ranked = rank_by_program(market)
    options = [range(couples.offsets[c], couples.offsets[c + 1] + 1) for c in range(len(couples))]
    for chosen in product(*options):
        kept = [i for i, c in zip(chosen, couples.offsets[1:], strict=True) if i < c]
        fixed = np.concatenate([couples.first[kept], couples.second[kept]])
        fixed = fixed[fixed >= 0]
        scores = singles.copy()
        scores[fixed] = market.scores[fixed]
        held, _ = programs_propose(market, scores, starts, ranked)
        if (held[market.owners[fixed]] != fixed).any():
            continue
        if certify_held(market, held).stable:
            return held
    return None
