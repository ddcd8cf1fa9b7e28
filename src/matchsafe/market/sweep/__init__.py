"""Many simulated seasons: in this process, in threads or on a cluster, with the same result to the last bit.

A *task* makes the arrays of one season from its number. ``run_seasons`` runs a range of seasons, keeps what is
finished, goes on where an earlier run stopped, and gives the results in the order of the seasons. ``Fold`` sums them.

>>> import numpy as np
>>> from matchsafe.market.sweep import Fold, run_seasons
>>> class Dice:
...     digest = "two dice, seed 1"
...     def __call__(self, season):
...         return {"eyes": np.random.default_rng((1, season)).integers(1, 7, 2)}
>>> run = run_seasons(Dice(), range(100))
>>> run.complete, run.arrays["eyes"].shape
(True, (100, 2))
>>> Fold(run.arrays).mean("eyes").value.round(1)
array([3.5, 3.3])
"""

from __future__ import annotations

from matchsafe.market.sweep.cluster import Cluster
from matchsafe.market.sweep.errors import ClusterError, KeepError, RunError, SeasonError
from matchsafe.market.sweep.executors import Executor, InProcess, Threads
from matchsafe.market.sweep.fold import Fold, Mean
from matchsafe.market.sweep.results import Run, SweepProgress
from matchsafe.market.sweep.sweep import run_seasons
from matchsafe.market.sweep.task import SeasonTask
from matchsafe.market.sweep.versions import code_version

__all__ = [
    "Cluster",
    "ClusterError",
    "Executor",
    "Fold",
    "InProcess",
    "KeepError",
    "Mean",
    "Run",
    "RunError",
    "SeasonError",
    "SeasonTask",
    "SweepProgress",
    "Threads",
    "code_version",
    "run_seasons",
]
