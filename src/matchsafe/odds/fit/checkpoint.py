"""Finished chains on disk, so that a fit that stops goes on where it was, and two cores can share it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from matchsafe.odds.fit.model import PRIORS
from matchsafe.odds.fit.run import ACCEPT, Chain, Draws, FitPlan
from matchsafe.odds.fit.tables import AFTER_SAMPLING, Tables


def settings_of(plan: FitPlan, tables: Tables) -> str:
    """A short name of all that a chain depends on: other tables, priors or lengths give another."""
    found = hashlib.sha256(repr((astuple(plan), ACCEPT, sorted(PRIORS.items()))).encode())
    for field in fields(tables):
        if field.name not in AFTER_SAMPLING:
            found.update(repr(np.asarray(getattr(tables, field.name)).tolist()).encode())
    return found.hexdigest()[:12]


@dataclass(frozen=True)
class StoredChain:
    """A chain whose draws at each value of the cut are read from a folder, and sampled and written where missing.

    Attributes:
        make: Builds the chain itself, which takes a while and is not done for what is stored.
        folder: One for each settings; made where missing.
    """

    make: Callable[[], Chain]
    folder: Path
    number: int

    @cached_property
    def _chain(self) -> Chain:
        return self.make()

    def run(self, centre: float) -> tuple[Draws, int]:
        """Draws at a value of the cut, and how many of its steps diverged."""
        path = self.folder / f"cut-{centre:g}-chain-{self.number}.npz"
        if not path.exists():
            draws, wrong = self._chain.run(centre)
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(f".{os.getpid()}.npz")
            content: dict[str, Any] = {**draws, "divergences": np.array(wrong)}
            np.savez_compressed(unfinished, **content)
            unfinished.replace(path)
        with np.load(path, allow_pickle=False) as stored:
            found = {name: stored[name] for name in stored.files}
        return found, int(found.pop("divergences"))
