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
