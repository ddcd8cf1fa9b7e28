"""``matchsafe calibrate``: a fitted preset, what is still off, and mistakes all at once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from matchsafe.market.season import SimulateSeason
from matchsafe.services.simulation import load_preset, preset_files
from matchsafe.services.simulation.calibration import Fit
from matchsafe.services.simulation.schedule import load_schedule


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A fit that changes one parameter and notes what it was asked."""
    seen: dict[str, Any] = {}

    def fit(preset: Any, free: Any, **given: Any) -> Fit:
        seen.update(given, free=free)
        given["on_progress"](3, 2.0)
        return Fit(
            preset.with_parameters({"signal_bonus": 1.5}), {"rate.us_md": -0.4, "fill.others": 2.0}, 1.2, 3
        )

    monkeypatch.setattr("matchsafe.services.simulation.calibration.fit", fit)
    return seen


def test_the_fitted_preset_is_written_and_what_is_off_is_told(
    run: Callable[..., Any], quick: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    ran = run("calibrate", str(path), "--rounds", "3", "--seasons", "2", "--scale", "0.5", "--seed", "9")
    assert ran.code == 0
    assert load_preset(path).value("signal_bonus") == 1.5
    made = " ".join(path.read_text().split())
    assert (
        "matchsafe calibrate FILE --preset us_2025 --rounds 3 --seasons 2 --seed 9 --scale 0.5 (version"
        in made
    )
    assert f"from preset {load_preset().digest})" in made
    lines = ran.out.splitlines()
    assert [line.split()[-1] for line in lines if "rate." in line or "fill." in line] == [
        "fill.others",
        "rate.us_md",
    ]
    assert (quick["rounds"], quick["seasons"], quick["scale"], quick["seed"]) == (3, range(2), 0.5, 9)
    assert quick["free"] == preset_files.fitted_names()


def test_the_fit_can_be_had_as_json(run: Callable[..., Any], quick: dict[str, Any], tmp_path: Path) -> None:
    first, second = (str(tmp_path / name) for name in ("my own.yaml", "next.yaml"))
    ran = run("calibrate", first, "--json")
    assert json.loads(ran.out)["residuals"] == {"rate.us_md": -0.4, "fill.others": 2.0}
    run("calibrate", second, "--preset", first)
    assert f"--preset '{first}' --rounds" in yaml.safe_load(Path(second).read_text())["made"]


def test_a_preset_that_ships_is_remade_and_says_so(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    schedule = load_schedule("us_2025")
    seen: dict[str, Any] = {}

    def remake(asked: Any, **given: Any) -> Fit:
        seen.update(given)
        given["kept"].of(SimulateSeason(asked.start), range(1), (), lambda: np.zeros(1))
        return Fit(asked.start, {}, 0.0, 7)

    monkeypatch.setattr("matchsafe.services.simulation.schedule.remake", remake)
    path, trials = tmp_path / "again.yaml", tmp_path / "trials"
    ran = run("calibrate", str(path), "--remake", "us_2025", "--threads", "3", "--keep", str(trials))
    assert ran.code == 0, ran.err
    assert seen["threads"] == 3
    assert trials.read_text().count("\n[") == 1
    made = yaml.safe_load(path.read_text())
    assert made["made"] == f"matchsafe calibrate FILE {schedule.made}"
    assert set(made["fitted"]) == set(schedule.free)


def test_what_a_remake_cannot_use_is_named(run: Callable[..., Any], tmp_path: Path) -> None:
    ran = run(
        "calibrate", str(tmp_path / "x.yaml"), "--remake", "us_1999", "--rounds", "3", "--threads", "0",
        "--keep", str(tmp_path),
    )  # fmt: skip
    assert ran.code == 2
    for word in ("--remake", "us_2025", "--rounds", "--threads", "--keep"):
        assert word in ran.err


def test_every_mistake_is_named(run: Callable[..., Any], quick: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "there.yaml"
    path.write_text("kept")
    ran = run("calibrate", str(path), "--rounds", "0", "--seasons", "x", "--scale", "2", "--preset", "nope")
    assert ran.code == 2
    for word in ("--rounds", "--seasons", "--scale", "nope", "there already"):
        assert word in ran.err
    assert path.read_text() == "kept"
    assert not quick


@pytest.mark.skipif(
    not os.environ.get("MATCHSAFE_EVERY_SEED"), reason="compiles for 20 s: MATCHSAFE_EVERY_SEED=1 asks for it"
)
def test_a_fit_of_a_very_small_nation_runs_through(run: Callable[..., Any], tmp_path: Path) -> None:
    for name in ("small", "again"):
        ran = run("calibrate", str(tmp_path / f"{name}.yaml"), "--rounds", "1", "--scale", "0.004")
        assert ran.code == 0
    assert load_preset(tmp_path / "small.yaml").parameters != load_preset().parameters
    assert (tmp_path / "small.yaml").read_bytes() == (tmp_path / "again.yaml").read_bytes()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["", "--rounds", "0"], ["--out: no name is given", '--rounds: "0" is not accepted']),
        (["new.yaml", "--keep", "new.yaml"], ["--keep: this is the file that the preset goes to"]),
        (["new.yaml", "--keep", "."], ['--keep: "." is a folder']),
        (
            ["new.yaml", "--keep", "notes.txt"],
            ["--keep: notes.txt holds something else than finished trials"],
        ),
    ],
)
def test_files_that_cannot_be_used_are_named_before_anything_is_written(
    run: Callable[..., Any],
    typed: list[str],
    said: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.txt").write_text("7\nnot a trial\n")
    ran = run("calibrate", *typed)
    assert ran.code == 2
    assert [line[: len(start)] for line, start in zip(ran.err.splitlines(), said, strict=True)] == said
    assert [path.read_text() for path in Path().iterdir()] == ["7\nnot a trial\n"]
