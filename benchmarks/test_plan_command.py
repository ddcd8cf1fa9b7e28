"""A plan on a stored list of 6,000 programs from a cold start, and the parts of it that grow with the list."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matchsafe.catalog import exchange
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.store import Store
from matchsafe.odds.invitation import rates_of
from matchsafe.odds.invitation.features import ProgramFeatures

ROOT = Path(__file__).parents[1]
SEASON = str(ROOT / "examples" / "non_us_img_internal_medicine_6.yaml")
PLAN = [sys.executable, "-m", "matchsafe", "plan", SEASON, "--budget", "1500", "--on", "2026-11-22"]
LIBRARIES = "import highspy, pydantic, rich, yaml, typer"


@pytest.fixture(scope="module")
def shelf(nation: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("catalogs"))
    store.change("nation", "made", lambda _: (nation, f"{len(nation.records)} invented programs"))
    return store


def test_a_plan_from_a_cold_start(contest: Any, shelf: Store) -> None:
    environment = {**os.environ, "MATCHSAFE_CATALOGS": str(shelf.folder)}

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    contest.run(
        "matchsafe plan, 6,000 programs, cold",
        lambda: run(*PLAN),
        "python that only loads the libraries",
        lambda: run(sys.executable, "-c", LIBRARIES),
        rounds=5,
        aim="2 to 3 s",
    )


def test_opening_a_stored_list(contest: Any, shelf: Store) -> None:
    content = exchange.dump(shelf.read("nation"))
    contest.run(
        "open 6,000 stored programs",
        lambda: shelf.read("nation").programs,
        "read them with every source",
        lambda: exchange.load(content).programs,
        rounds=3,
    )


def test_rates_of_a_whole_list(contest: Any, shelf: Store) -> None:
    programs = shelf.read("nation").programs
    known = ProgramFeatures.of(programs)
    random = np.random.default_rng(0)
    rows, columns = int(np.isfinite(known.rates).sum()), 200
    design, goal = random.random((rows, columns)), random.random(rows)
    contest.run(
        "rates_of 6,000 programs",
        lambda: rates_of(programs),
        f"one least-squares fit, {rows:,} x {columns}",
        lambda: np.linalg.solve(design.T @ design, design.T @ goal),
        rounds=5,
        aim="under 0.5 s",
    )
