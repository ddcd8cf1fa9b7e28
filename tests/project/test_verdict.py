"""The last line of `make test` tells the truth."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "verdict.py"
main: Callable[[list[str]], int] = runpy.run_path(str(SCRIPT))["main"]


def verdict(folder: Path, *, failures: int = 0, lines: int = 96, branches: int = 96) -> int:
    tests = folder / "tests.xml"
    suite = f'<testsuite tests="12" failures="{failures}" errors="0" skipped="2" time="3.4"/>'
    tests.write_text(f"<testsuites>{suite}</testsuites>")
    covered = {
        "covered_lines": lines,
        "num_statements": 100,
        "covered_branches": branches,
        "num_branches": 100,
    }
    report = folder / "coverage.json"
    report.write_text(json.dumps({"totals": covered}))
    return main(["--floor", "95", str(tests), str(report)])


def test_a_good_run_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verdict(tmp_path) == 0
    assert capsys.readouterr().out == (
        "10 passed, 2 skipped in 3s; coverage of lines 96.0 %, of branches 96.0 %\n"
    )


@pytest.mark.parametrize("short", [{"lines": 94}, {"branches": 94}])
def test_lines_and_branches_each_have_to_reach_the_floor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], short: dict[str, int]
) -> None:
    assert verdict(tmp_path, **short) == 1
    assert "BELOW THE FLOOR OF 95" in capsys.readouterr().out


def test_a_failed_test_is_a_failed_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verdict(tmp_path, failures=1) == 1
    assert "1 failed, 9 passed" in capsys.readouterr().out
