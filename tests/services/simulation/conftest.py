"""A few seasons of a small country with the nation's rules."""

from __future__ import annotations

import numpy as np
import pytest

from matchsafe.market.season import Preset, SimulateSeason
from matchsafe.services.simulation import load_preset

SCALE = 0.04


@pytest.fixture(scope="session")
def nation() -> Preset:
    return load_preset()


@pytest.fixture(scope="session")
def arrays(nation: Preset) -> dict[str, np.ndarray]:
    task = SimulateSeason(nation, 3, SCALE)
    parts = [task(season) for season in range(4)]
    return {name: np.stack([part[name] for part in parts]) for name in parts[0]}
