"""The library's outlook, warm, against a bare NumPy evaluation of the same quadrature."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import matchsafe
from matchsafe.services.outlook import forget, work_out
from matchsafe.workspace.seasonfile import load

EXAMPLES = Path(__file__).parents[1] / "examples"
ON = date(2026, 11, 22)
DRAWS, NODES = 240, 7
"""Posterior draws and quadrature nodes for each of both traits of the floor, as many as the shipped model has."""


class Bare:
    """The integral alone: both traits given the number of ranks, then one minus the product of misses.

    Shapes are draws x nodes of both traits x programs, as small as the model allows; nothing is read, checked or
    explained.
    """

    def __init__(self, ranks: int) -> None:
        random = np.random.default_rng(1)
        nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
        weights = weights / weights.sum()
        self.theta, self.u = np.repeat(nodes, NODES), np.tile(nodes, NODES)
        self.log_weights = np.log(np.outer(weights, weights).ravel())
        self.ranks = ranks
        self.b = random.normal(-1.8, 0.2, (DRAWS, 1))
        self.c, self.c_u = random.normal(0.7, 0.1, (DRAWS, 1)), random.normal(0.8, 0.1, (DRAWS, 1))
        self.alpha, self.k = random.normal(1.2, 0.1, (DRAWS, 1)), random.normal(0.45, 0.1, (DRAWS, 1))
        self.size = np.exp(random.normal(0.3, 0.1, (DRAWS, 1)))
        self.program = random.normal(0, 0.3, ranks)

    def __call__(self) -> tuple[float, float, float]:
        log_mean = self.alpha + self.k * self.theta
        log_total = np.logaddexp(np.log(self.size), log_mean)
        more = self.ranks - 1
        log_weight = (
            self.log_weights + more * (log_mean - log_total) + self.size * (np.log(self.size) - log_total)
        )
        weight = np.exp(log_weight - log_weight.max(1, keepdims=True))
        weight /= weight.sum(1, keepdims=True)
        logit = (self.b + self.c * self.theta + self.c_u * self.u)[..., None] + self.program
        missed = np.exp(-np.logaddexp(0, logit).sum(-1))
        chance = (weight * (1 - missed)).sum(1)
        low, middle, high = np.quantile(chance, (0.05, 0.5, 0.95))
        return float(low), float(middle), float(high)


@pytest.mark.parametrize("name", ["non_us_img_internal_medicine_6", "us_img_family_medicine_10"])
def test_outlook_warm(contest: Any, name: str) -> None:
    season = load(EXAMPLES / f"{name}.yaml").season
    ranks = matchsafe.outlook(season, on=ON).counts.rankable
    contest.run(
        f"outlook, worked out: {name}",
        lambda: work_out(season, ON),
        f"bare quadrature, {ranks} ranks",
        Bare(ranks),
        rounds=60,
        calls=3,
        aim="3",
        clock=time.process_time,
    )

    def afresh() -> None:
        forget()  # what a plan would spend is held too
        work_out(season, ON)

    contest.row_of(
        f"the same, with the question to a plan: {name}", afresh, "bare quadrature", Bare(ranks),
        rounds=20, clock=time.process_time,
    )  # fmt: skip


def test_reading_a_season_file(contest: Any) -> None:
    import yaml

    text = (EXAMPLES / "non_us_img_internal_medicine_6.yaml").read_text(encoding="utf-8")
    from matchsafe.workspace.seasonfile import load_text

    contest.run(
        "reading a season file",
        lambda: load_text(text),
        "the YAML parser alone",
        lambda: yaml.load(text, Loader=yaml.CSafeLoader),
        rounds=60,
        calls=3,
    )
