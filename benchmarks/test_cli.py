"""Cold start of the command line, against the start of the interpreter alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
MATCHSAFE = str(Path(sys.executable).with_name("matchsafe"))
SEASON = str(ROOT / "examples" / "non_us_img_internal_medicine_6.yaml")
COMMANDS = {
    "matchsafe --help, cold": (["--help"], "350 ms"),
    "matchsafe validate FILE, cold": (["validate", SEASON], ""),
    "matchsafe outlook FILE, cold": (["outlook", SEASON, "--on", "2026-11-22"], ""),
}


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("what", COMMANDS)
def test_cold_start(contest: Any, what: str) -> None:
    arguments, aim = COMMANDS[what]
    contest.run(
        what,
        lambda: run(MATCHSAFE, *arguments),
        "python -c pass",
        lambda: run(sys.executable, "-c", "pass"),
        rounds=11,
        aim=aim,
    )
