from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matchsafe.market.sweep import Run, run_seasons

HERE = str(Path(__file__).parent)
if HERE not in sys.path:
    # Tasks are imported by name, as in the processes of a cluster.
    sys.path.append(HERE)


def same(one: Run, other: Run) -> bool:
    """Whether two runs have the same seasons and the same bytes."""

    def content(run: Run) -> Any:
        return run.seasons, {n: (a.dtype.str, a.shape, a.tobytes()) for n, a in run.arrays.items()}

    return bool(content(one) == content(other))


@pytest.fixture
def equal() -> Callable[[Run, Run], bool]:
    return same


@pytest.fixture(scope="session")
def plain() -> Run:
    """Forty seasons in this process, one after the other: what every other way is held to."""
    from toy_season import Toy

    run = run_seasons(Toy(), range(40))
    assert run.complete
    return run
