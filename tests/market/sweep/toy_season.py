"""Tasks for the tests; a module of its own, so that workers in other processes can import it."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Toy:
    """Draws that depend on seed and season alone."""

    seed: int = 7
    pause: float = 0.0

    @property
    def digest(self) -> str:
        return f"toy {self.seed}"

    def __call__(self, season: int) -> dict[str, Any]:
        time.sleep(self.pause)
        random = np.random.default_rng((self.seed, season))
        return {
            "strength": random.normal(size=(3, 2)),
            "matched": random.integers(0, 50, 4),
            "rate": np.float64(random.random()),
            "couples": random.random(2) < 0.5,
        }


@dataclass(frozen=True)
class Failing(Toy):
    """Cannot make one season."""

    season: int = 5

    def __call__(self, season: int) -> dict[str, Any]:
        if season == self.season:
            raise LookupError("there is no such program")
        return super().__call__(season)


@dataclass(frozen=True)
class Deadly(Toy):
    """Kills the process that makes one season: always, or only the first time if there is a mark to leave."""

    season: int = 3
    mark: str = ""

    def __call__(self, season: int) -> dict[str, Any]:
        if season == self.season and not (self.mark and Path(self.mark).exists()):
            if self.mark:
                Path(self.mark).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(season)
