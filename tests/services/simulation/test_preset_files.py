"""A preset of one's own changes some parameters; what does not fit is told, all at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from matchsafe.services.simulation import PresetError, fitted_names, load_preset, preset_names, write_preset
from matchsafe.services.simulation.preset_files import LARGEST_FILE


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_changes_what_it_names_and_keeps_the_rest(tmp_path: Path) -> None:
    base = load_preset("us_2025")
    path = write(tmp_path, "based_on: us_2025\nassumed:\n  signal_bonus: 0.25\n")
    mine = load_preset(path)
    assert mine.name == "mine"
    assert mine.value("signal_bonus") == 0.25
    assert mine.digest != base.digest
    assert {k for k in base.parameters if base.parameters[k] != mine.parameters[k]} == {"signal_bonus"}


def test_what_is_kept_beside_a_result_is_the_same_preset_again_when_the_shipped_one_has_changed(
    tmp_path: Path,
) -> None:
    used = load_preset("us_2025").with_parameters({"couples": 3})
    told = json.loads(json.dumps(used.provenance))
    path = tmp_path / "again.yaml"
    path.write_text(
        yaml.safe_dump({k: told[k] for k in ("name", "version")} | {"assumed": told["parameters"]})
    )
    assert load_preset(path).digest == told["digest"] != load_preset("us_2025").digest


def test_names_are_listed_where_a_preset_is_not_found() -> None:
    with pytest.raises(PresetError, match="us_2025"):
        load_preset("us_1999")
    assert preset_names() == ["us_2025"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- 1\n- 2\n", "found list"),
        ("a: [1", "cannot be read as YAML"),
        ("colour: red\nbased_on: mars\nassumed: 3\n", "no key 'colour'"),
        ("based_on: us_2025\nassumed:\n  strenght: 1\n  signal_bonus: much\n", "no parameter strenght"),
        ("assumed:\n  signal_bonus: 1\n", "parameter pool.us_md is missing"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(PresetError, match=told):
        load_preset(write(tmp_path, text))


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(PresetError) as error:
        load_preset(write(tmp_path, "colour: red\nbased_on: mars\nassumed: 3\n"))
    assert all(word in str(error.value) for word in ("colour", "mars", "assumed"))


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="larger than"):
        load_preset(write(tmp_path, "#" * (LARGEST_FILE + 1)))


def test_every_fitted_parameter_is_one_of_the_preset() -> None:
    assert set(fitted_names()) <= set(load_preset().parameters)
    assert "rank_offset.non_us_img" in fitted_names()


def test_a_preset_that_is_written_is_read_back_the_same(tmp_path: Path) -> None:
    changed = load_preset().with_parameters({"signal_bonus": 1.25}, version="mine")
    write_preset(tmp_path / "us_2025.yaml", changed, fitted_names(), "For a test.", "By hand.")
    again = load_preset(tmp_path / "us_2025.yaml")
    assert again == changed
    assert again.digest == changed.digest
