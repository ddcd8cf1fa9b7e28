"""The derived figures by state, computed again from the published table where it is at hand."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest

from matchsafe import evidence
from matchsafe.domain.specialties import specialty_code
from matchsafe.domain.states import state_code

SHARED = Path(__file__).parents[2].parent / "shared"
PUBLISHED = SHARED / "evidence" / "positions_by_state_specialty_applicant_type_2025.csv"
COUNTS = ("positions_offered", "positions_filled", "us_img", "non_us_img")


def rounded(value: float, step: float) -> float:
    return round(round(value / step) * step, 2)


def counted() -> dict[str, dict[str, list[int]]]:
    """Counts by specialty and state, over first-year and second-year positions."""
    out: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 4))
    with PUBLISHED.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            named = re.fullmatch(r"(.*) \((PGY-[12])\)", row["specialty_track_level"])
            code = specialty_code(named[1]) if named else None
            state = state_code(row["state"])
            if code and state:
                cell = out[code][state]
                for i, column in enumerate(COUNTS):
                    cell[i] += int(row[column] or 0)
    return out


def expected() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    by_state: list[tuple[object, ...]] = []
    whole: list[tuple[object, ...]] = []
    for specialty, states in sorted(counted().items()):
        offered, filled, us, non_us = (sum(cell[i] for cell in states.values()) for i in range(4))
        if us + non_us < 20 or us + non_us < 0.05 * filled:
            continue
        whole.append(
            (
                specialty,
                int(rounded(offered, 5)),
                *(rounded(x, 0.01) for x in (us / filled, non_us / filled, 1 - filled / offered)),
            )
        )
        for state, (o, f, u, n) in sorted(states.items()):
            shares = (None,) * 3 if f < 10 else tuple(rounded(x, 0.02) for x in (u / f, n / f, 1 - f / o))
            if o:
                by_state.append((specialty, state, max(5, int(rounded(o, 5))), *shares))
    return by_state, whole


@pytest.mark.skipif(not PUBLISHED.exists(), reason=f"needs the published table in {PUBLISHED.parent}")
def test_the_figures_by_state_follow_from_the_published_table() -> None:
    by_state, whole = expected()
    assert list(evidence.table("places_2025.by_state").rows) == by_state
    assert list(evidence.table("places_2025.nationwide").rows) == whole
