"""Print the last line of `make test`: how many tests passed, and how much of the package they covered."""

from __future__ import annotations

import argparse
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def counts(report: Path) -> tuple[str, bool]:
    """The totals of a JUnit report in pytest's words, and whether nothing failed."""
    suites = list(ET.parse(report).getroot().iter("testsuite"))

    def total(name: str) -> int:
        return sum(int(suite.get(name, 0)) for suite in suites)

    failed, errors, skipped = total("failures"), total("errors"), total("skipped")
    passed = total("tests") - failed - errors - skipped
    parts = [(failed, "failed"), (passed, "passed"), (skipped, "skipped"), (errors, "errors")]
    words = ", ".join(f"{number} {word}" for number, word in parts if number or word == "passed")
    seconds = sum(float(suite.get("time", 0)) for suite in suites)
    return f"{words} in {seconds:.0f}s", passed > 0 and not failed and not errors


def coverage(report: Path) -> tuple[float, float]:
    """Percent of lines and percent of branches that ran."""
    totals = json.loads(report.read_text(encoding="utf-8"))["totals"]
    lines = 100 * totals["covered_lines"] / max(totals["num_statements"], 1)
    branches = 100 * totals["covered_branches"] / max(totals["num_branches"], 1)
    return lines, branches


def main(arguments: list[str] | None = None) -> int:
    """Return 0 if every test passed and both coverages reach the floor, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--floor", type=float, required=True)
    parser.add_argument("tests", type=Path)
    parser.add_argument("coverage", type=Path)
    given = parser.parse_args(arguments)
    words, good = counts(given.tests)
    lines, branches = coverage(given.coverage)
    enough = min(lines, branches) >= given.floor
    verdict = (
        "" if enough else f" BELOW THE FLOOR OF {given.floor:g} (which lines: .venv/bin/coverage report)"
    )
    sys.stdout.write(f"{words}; coverage of lines {lines:.1f} %, of branches {branches:.1f} %{verdict}\n")
    return 0 if good and enough else 1


if __name__ == "__main__":
    sys.exit(main())
