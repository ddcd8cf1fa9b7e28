"""Many simulated seasons: in this process, in threads or on a cluster, with the same result to the last bit.

A *task* makes the arrays of one season from its number. ``run_seasons`` runs a range of seasons, keeps what is
finished, goes on where an earlier run stopped, and gives the results in the order of the seasons. ``Fold`` sums them.

>>> import numpy as np
>>> from matchsafe.market.running import Fold, run_seasons
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

from matchsafe.market.running.cluster import Cluster
from matchsafe.market.running.errors import ClusterError, KeepError, RunError, SeasonError
from matchsafe.market.running.executors import Executor, InProcess, Threads
from matchsafe.market.running.fold import Fold, Mean
from matchsafe.market.running.results import Progress, Run
from matchsafe.market.running.sweep import run_seasons
from matchsafe.market.running.task import SeasonTask
from matchsafe.market.running.versions import code_version

__all__ = [
    "Cluster",
    "ClusterError",
    "Executor",
    "Fold",
    "InProcess",
    "KeepError",
    "Mean",
    "Progress",
    "Run",
    "RunError",
    "SeasonError",
    "SeasonTask",
    "Threads",
    "code_version",
    "run_seasons",
]
