"""The report that ships is of the preset that ships."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from matchsafe.market.season import Preset
from matchsafe.services.simulation import load_preset, record, shipped_record, write_record


def test_the_report_that_ships_is_of_the_preset_that_ships() -> None:
    assert shipped_record("us_2025")["digest"] == load_preset("us_2025").digest


def test_the_report_that_ships_holds_what_the_method_page_says() -> None:
    """The words of docs/methods/simulated-seasons.md on the outlook and on the fit."""
    told = shipped_record("us_2025")
    bands = {tuple(e["band"]): e for e in told["effects"]}
    for band, times in (((1, 3), 1.3), ((4, 6), 1.6), ((7, 9), 2.0)):
        assert bands[band]["slope"] / bands[band]["taken_away"] == pytest.approx(times, abs=0.06)
        said = bands[band]["outlook_fewer"]
        assert said["low"] <= bands[band]["taken_away"] <= said["high"]
    checks = [f for f in told["figures"] if not f["fitted"] and f["published"]]
    near = [f for f in checks if abs(f["simulated"] / f["published"] - 1) <= 0.1]
    assert (len(near), len(checks)) == (33, 66)
    missed = [f for f in checks if f not in near]
    kinds = {"Quartiles": 0, "non_us_img": 0, ", us_img": 0}
    for figure in missed:
        kind = next(k for k in kinds if figure["group"].startswith(k) or figure["what"].endswith(k))
        kinds[kind] += 1
    assert list(kinds.values()) == [19, 8, 6]
    lists = [f for f in missed if f["group"].startswith("Quartiles")]
    assert sum(abs(f["simulated"] - f["published"]) <= 1 for f in lists) == 17
    broken = next(f["simulated"] for f in told["figures"] if f["group"].startswith("Bounds"))
    assert broken == pytest.approx(100 / 129, abs=1e-3)
    rates = {f["what"]: f for f in told["figures"] if f["group"].startswith("Match rate")}
    for kind in ("us_md", "us_do", "us_img", "non_us_img"):
        assert abs(rates[kind]["simulated"] - rates[kind]["published"]) < 3


def test_a_preset_without_a_report_is_told() -> None:
    with pytest.raises(KeyError, match="us_1999"):
        shipped_record("us_1999")


def test_a_report_is_written_and_read(nation: Preset, arrays: dict[str, np.ndarray], tmp_path: Path) -> None:
    made = record(nation, arrays, seed=3, scale=0.04, command="x")
    write_record(tmp_path / "r.json", made)
    again = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert again == json.loads(json.dumps(made))
    assert again["seasons"] == 4
    assert {"figures", "effects", "by_decile", "by_specialty"} <= set(again)
