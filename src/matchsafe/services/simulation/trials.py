"""Finished trials of a fit in a file, so that a fit that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import numpy as np

from matchsafe.market.season.preset import Floats
from matchsafe.market.season.season import SimulateSeason
from matchsafe.services.simulation.moment import Moment


class KeptTrials:
    """How far figures were off in each trial, one line each; a line that was cut short is made again.

    Args:
        path: The file; it need not be there.

    Raises:
        ValueError: If it holds anything else, to which nothing must be added.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, Lock()
        self._found: dict[str, list[float]] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            if not '["'.startswith(line[:2]):
                raise ValueError(f"{path} has a line that is no trial")
            try:
                key, off = json.loads(line)
                self._found[str(key)] = [float(each) for each in off]
            except (TypeError, ValueError):
                continue
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")

    def of(
        self, task: SimulateSeason, seasons: range, wanted: tuple[Moment, ...], make: Callable[[], Floats]
    ) -> Floats:
        """What was kept of a trial; or make it, and keep it."""
        figures = [(m.name, m.published, m.weight) for m in wanted if m.fitted]
        told = json.dumps([task.digest, list(seasons), figures])
        key = hashlib.sha256(told.encode()).hexdigest()[:24]
        if key not in self._found:
            off = make().tolist()
            with self._lock, self._path.open("a", encoding="utf-8") as file:
                self._found[key] = off
                file.write(json.dumps([key, off]) + "\n")
        return np.array(self._found[key])
