"""Small markets with many stable matches: everybody lists everybody, in random order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from matchsafe.market import Market


def crossed_market(size: int, seed: int, quota: int = 1) -> Market:
    random = np.random.default_rng(seed)
    people = [f"a{i}" for i in range(size * quota)]
    places = [f"p{i}" for i in range(size)]
    return Market.from_lists(
        {a: [str(p) for p in random.permutation(places)] for a in people},
        {p: (quota, [str(a) for a in random.permutation(people)]) for p in places},
    )


@pytest.fixture(scope="session")
def crossed() -> Callable[..., Market]:
    return crossed_market
