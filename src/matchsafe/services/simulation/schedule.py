"""How a preset that ships was fitted: start values and stages, kept beside it, so that one command makes it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from matchsafe.market.season.preset import Preset
from matchsafe.services.simulation.calibration import DAMPING, STEPS_A_ROUND, Fit, fit
from matchsafe.services.simulation.nation import national
from matchsafe.services.simulation.preset_files import assumed_values
from matchsafe.services.simulation.trials import KeptTrials

FOLDER: Final = Path(__file__).parent / "schedules"


@dataclass(frozen=True)
class Stage:
    """Rounds of a fit on the same seasons: how many, whose seed, and how many seasons tell figures and slopes."""

    rounds: int
    seed: int
    seasons: int
    slope_seasons: int


@dataclass(frozen=True)
class Schedule:
    """What a preset is made from.

    Attributes:
        name: Of the preset.
        start: The assumed values with those the free parameters begin at.
        free: Names of the free parameters.
        stages: Each begins where the one before it ended.
        digest: A fingerprint of what the file says.
    """

    name: str
    start: Preset
    free: tuple[str, ...]
    stages: tuple[Stage, ...]
    digest: str

    @property
    def made(self) -> str:
        """What the preset says made it: the options, and fingerprints of all that decides what they make."""
        return f"--remake {self.name} (from preset {self.start.digest}, schedule {self.digest})"

    @property
    def most_trials(self) -> int:
        """How many trials it takes at most."""
        return sum(1 + s.rounds * (1 + len(self.free) + STEPS_A_ROUND * len(DAMPING)) for s in self.stages)


def schedule_names() -> list[str]:
    """Presets that can be made again."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load_schedule(name: str) -> Schedule:
    """The schedule of a preset that ships; what it assumes is read from the preset's own file."""
    told = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    start = national(name, str(told["version"]), {**assumed_values(name), **told["start"]})
    stages = tuple(Stage(**stage) for stage in told["stages"])
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
    return Schedule(name, start, tuple(told["start"]), stages, digest)


def remake(
    schedule: Schedule,
    *,
    scale: float = 1.0,
    threads: int = 1,
    kept: KeptTrials | None = None,
    on_progress: Callable[[int, float], None] | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> Fit:
    """Run all stages; arguments as for ``fit``. Where it was stopped, it ends with the best so far."""
    preset, trials, found = schedule.start, 0, None
    for stage in schedule.stages:
        if found and cancel():
            break

        def tell(count: int, loss: float, before: int = trials) -> None:
            if on_progress:
                on_progress(before + count, loss)

        found = fit(
            preset, schedule.free, seed=stage.seed, seasons=range(stage.seasons),
            slope_seasons=stage.slope_seasons, scale=scale, rounds=stage.rounds, threads=threads, kept=kept,
            on_progress=tell, cancel=cancel,
        )  # fmt: skip
        preset, trials = found.preset, trials + found.trials
    assert found is not None
    return Fit(found.preset, found.residuals, found.loss, trials)
