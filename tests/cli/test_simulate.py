"""``matchsafe simulate``: what it prints, what it refuses, stopping, going on, and how far it is."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import matchsafe.market.season
import matchsafe.services.simulation
from matchsafe.cli import progress, simulate_options, simulate_table
from matchsafe.market.sweep import Cluster, InProcess, Threads
from matchsafe.services.simulation import ComparedFigure, ComparedSeasons, Tally

Run = Callable[..., Any]

ROWS = (
    ComparedFigure(
        "Match rate", "us_img", "in 100 with a list", 63.25, 0.5, 64.3, "match_rates.us_img", True
    ),
    ComparedFigure("Match rate", "non_us_img", "in 100 with a list", 99.9, 0.5, None, "nowhere", True),
    ComparedFigure("People", "us_earlier", "persons", 12345.0, None, 12000.0, "match_rates.all", True),
    ComparedFigure(
        "Share of seats", "internal_medicine, non_us_img", "in 100 seats", 0.4, 0.5, 33.3, "positions", False
    ),
    ComparedFigure("Length", "median", "programs", float("nan"), 0.0, 7.0, "lengths", False),
    ComparedFigure(
        "Share of seats",
        "pediatrics, us_img",
        "in 100 seats",
        8.0,
        0.5,
        9.1,
        "positions",
        False,
        4,
        8,
        0.4,
        7.2,
        8.8,
    ),
)
TALLIES = (
    Tally("the first checks", "all seasons together", 66, 44, 51.9, 48.0, 56.0, 0.3),
    Tally("all checks", "among single seasons", 198, 150, None, None, None, None),
    Tally("Share of seats", "all seasons together", 56, 40, 50.0, 48.0, 52.0, 1.0),
)


class Quick:
    """Stands for a season: at once, and the same for the same seed."""

    def __init__(self, preset: Any, seed: int, scale: float) -> None:
        self.seed = seed
        self.digest = f"quick {preset.digest} {seed} {scale}"

    def __call__(self, season: int) -> dict[str, Any]:
        if self.seed == 13:
            raise LookupError("no program left")
        if self.seed == 14 and season == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return {"stable": np.array([1.0]), "x": np.array([float(self.seed + season)])}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matchsafe.market.season, "SimulateSeason", Quick)
    monkeypatch.setattr(matchsafe.services.simulation, "compare", lambda *_: ComparedSeasons(ROWS, TALLIES))


def test_whole_small_seasons_end_beside_published_figures(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    ran = run(
        "simulate", "--seasons", "2", "--scale", "0.02", "--threads", "2", "--json", "--report", str(path)
    )
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert told["complete"]
    assert told["seasons"] == {"asked": 2, "finished": 2, "resumed": 0}
    rate = next(r for r in told["rows"] if r["what"] == "non_us_img")
    assert 0 < rate["simulated"] < 100
    assert rate["error"] > 0
    assert rate["published"] == pytest.approx(55.3, abs=3)
    report = json.loads(path.read_text(encoding="utf-8"))
    assert report["command"].endswith("--seasons 2 --seed 0 --scale 0.02 --report report.json")
    assert report["seasons"] == 2
    assert report["effects"]


@pytest.mark.usefixtures("quick")
def test_the_table_has_ranges_and_lists_the_check_apart(run: Run) -> None:
    ran = run("simulate", "--seasons", "30")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0].startswith("30 seasons of us_2025 (version ")
    assert "seed 0, the whole nation." in " ".join(lines[:2])
    assert "In 30 of 30 the match was checked and found stable." in ran.out
    assert [line.split() for line in lines if line.startswith("US-IMG")] == [
        ["US-IMG", "63.2", "(62.2", "to", "64.2)", "64.3"]
    ]
    assert "99.9 (98.9 to 100.0)       none" in ran.out
    assert "earlier US graduate, other     12,345     12,000" in ran.out
    fitted, check = ran.out.split("The check: figures the fit did not look at")
    assert "Published: match_rates.us_img\n" in fitted
    assert check.count("Share of seats (in 100 seats)") == 1
    assert "Internal Medicine, non-US IMG  0.4 (0.0 to 1.4)       33.3" in check
    told = " ".join(ran.out.split("How many checks are met")[1].split())
    assert "The first checks, within 10 in 100: 44 of 66; a perfect model would meet 52 (48 to 56)." in told
    assert "All checks, the published figure among 95 in 100 of single seasons: 150 of 198." in told
    assert "50 (48 to 52)" not in told, "groups are for programs"
    assert (
        "* marks each published figure outside what 95 in 100 single seasons give: 1 of the checks." in told
    )
    assert [line.split()[-2:] for line in lines if line.startswith("Pediatrics, US-IMG")] == [["9.1", "*"]]
    assert "%" not in ran.out
    assert max(map(len, lines)) <= 80


@pytest.mark.usefixtures("quick")
def test_a_narrow_terminal_gets_one_thing_under_the_other(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "38")
    out = run("simulate", "--seasons", "1", "--scale", "0.5").out
    assert "US-IMG\n  simulated 63.2 (62.2 to 64.2)\n  published 64.3\n" in out
    assert "One season has no range" in out
    assert "seed 0, 0.5 of the nation." in " ".join(out.split())
    assert "scaled up to the whole nation" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 38


@pytest.mark.usefixtures("quick")
def test_json_and_csv_have_every_row(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    ran = run("simulate", "--seasons", "3", "--seed", "7", "--json", "--csv", str(file))
    told = json.loads(ran.out)
    assert set(told) == {
        "preset",
        "seed",
        "scale",
        "seasons",
        "complete",
        "seconds",
        "notes",
        "rows",
        "checks",
    }
    assert (told["seed"], told["scale"], told["notes"]) == (7, 1.0, [])
    assert set(told["preset"]) == {"name", "version", "digest", "parameters"}
    assert told["rows"][0] == ROWS[0].as_dict()
    assert told["checks"][0]["perfect"] == 51.9
    assert told["rows"][4]["simulated"] is None
    written = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert [row["what"] for row in written] == [row.what for row in ROWS]
    assert (
        "is there already. To write over it: --force"
        in run("simulate", "--seasons", "1", "--csv", str(file)).err
    )
    assert run("simulate", "--seasons", "1", "--csv", str(file), "--force").code == 0
    assert (written[0]["simulated"], written[1]["published"], written[0]["fitted"]) == ("63.25", "", "True")


@pytest.mark.usefixtures("quick")
def test_finished_seasons_are_kept_and_used_again(run: Run, tmp_path: Path) -> None:
    run("simulate", "--seasons", "4", "--keep", str(tmp_path))
    damaged = sorted(tmp_path.glob("*.npz"))[0]
    damaged.write_bytes(b"")
    ran = run("simulate", "--seasons", "6", "--keep", str(tmp_path))
    assert "6 seasons" in ran.out
    assert "3 of them" in ran.out
    assert f"{damaged.name} is damaged" in ran.err


@pytest.mark.usefixtures("quick")
def test_an_interrupt_stops_gently_and_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    ran = run(
        "simulate", "--seasons", "20", "--seed", "14", "--threads", "1", "--keep", str(tmp_path), "--json"
    )
    assert ran.code == 130
    told = json.loads(ran.out)
    assert told["complete"] is False
    assert told["seasons"] == {"asked": 20, "finished": 4, "resumed": 0}
    assert (
        "Stopped: 4 of 20 seasons are finished. They are kept: the same command goes on from there."
        in ran.err
    )
    assert len(list(tmp_path.glob("*.npz"))) == 4
    lost = run("simulate", "--seasons", "20", "--seed", "14", "--threads", "1")
    assert "They were not kept (--keep)." in lost.err
    assert lost.out.startswith("4 seasons of us_2025")


def test_a_second_interrupt_leaves_at_once_and_the_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with progress.stop_event() as asked:
        signal.raise_signal(signal.SIGTERM)
        assert asked.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.usefixtures("quick")
def test_a_failed_season_is_a_message_and_not_a_traceback(run: Run, tmp_path: Path) -> None:
    ran = run("simulate", "--seed", "13", "--keep", str(tmp_path), "--threads", "1")
    assert ran.code == 1
    assert ran.out == ""
    assert "Season 0 failed: LookupError: no program left" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.usefixtures("quick")
def test_what_was_finished_before_a_failure_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(Quick):
        def __call__(self, season: int) -> dict[str, Any]:
            if season == 2:
                raise LookupError("no program left")
            return super().__call__(season)

    monkeypatch.setattr(matchsafe.market.season, "SimulateSeason", Late)
    ran = run("simulate", "--keep", str(tmp_path), "--threads", "1")
    assert f"2 finished seasons are kept in {tmp_path}." in ran.err


def test_every_option_that_cannot_be_used_is_named_at_once(run: Run, tmp_path: Path) -> None:
    typed = {
        "seasons": "0",
        "seed": "-1",
        "scale": "many",
        "threads": "2000",
        "preset": "mars",
        "cluster": "a",
    }
    typed["csv"] = str(tmp_path / "none" / "table.csv")
    ran = run("simulate", *(word for name, text in typed.items() for word in (f"--{name}", text)))
    assert ran.code == 2
    assert ran.out == ""
    for name in ("seasons", "seed", "scale", "threads", "preset", "csv"):
        assert f"--{name}: " in ran.err, name
    assert "a whole number from 1 to 1,000,000" in ran.err
    assert "--threads and --cluster: accepted is one of them" in ran.err


@pytest.mark.parametrize("scale", ["0", "1e-300", "0.00009", "-1", "1.01", "nan", "inf", "", "1e"])
def test_a_scale_has_somebody_in_it_and_is_at_most_1(run: Run, scale: str) -> None:
    assert f'--scale: "{scale}" is not accepted' in run("simulate", f"--scale={scale}").err


def test_a_table_that_could_not_be_written_is_refused_before_the_run(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "is a folder" in run("simulate", "--csv", str(tmp_path)).err
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "may not be written" in run("simulate", "--csv", str(tmp_path / "table.csv")).err


@pytest.mark.usefixtures("quick")
def test_a_table_that_cannot_be_written_after_all_is_a_message(run: Run, tmp_path: Path) -> None:
    link = tmp_path / "table.csv"
    link.symlink_to(tmp_path / "gone" / "table.csv")
    ran = run("simulate", "--seasons", "1", "--csv", str(link))
    assert ran.code == 1
    assert "table.csv cannot be written: No such file or directory." in ran.err


@pytest.mark.usefixtures("quick")
def test_a_cluster_that_does_not_answer_is_a_message(run: Run) -> None:
    ran = run("simulate", "--cluster", "nonsense")
    assert ran.code == 2
    assert '"nonsense" is no address of a Dask scheduler' in ran.err


def test_missing_extras_are_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install 'matchsafe[cluster]'" in run("simulate", "--cluster", "tcp://127.0.0.1:1").err
    monkeypatch.setattr(simulate_options, "find_spec", lambda name: None)
    ran = run("simulate")
    assert ran.code == 2
    assert "pip install 'matchsafe[market]'" in ran.err


def test_seasons_are_made_where_they_are_asked_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    def executor(**changed: str) -> Any:
        asked = simulate_options.SimulateOptions(seasons="1_000", **changed)
        return simulate_options.understood(asked).executor

    assert isinstance(executor(threads="1"), InProcess)
    assert isinstance(executor(cluster="tcp://127.0.0.1:1"), Cluster)
    three = executor(threads="3")
    assert isinstance(three, Threads)
    assert three.count == 3
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert executor().count == 4
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert isinstance(executor(), InProcess)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0.0, "about 1 seconds left"),
        (50.0, "about 50 seconds left"),
        (89.0, "about 89 seconds left"),
        (90.0, "about 2 minutes left"),
        (3600.0, "about 60 minutes left"),
        (9000.0, "about 2 hours left"),
    ],
)
def test_the_time_left_is_told_in_words(seconds: float | None, words: str) -> None:
    assert progress.time_left(seconds) == words


def test_lines_of_progress_come_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 1.0, 10.5, 11.0])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    with progress.progress_bar("seasons") as told:
        for done in (0, 1, 2000, 4000):
            told(done, 4000, 50.0 if done else None)
    assert capsys.readouterr().err.splitlines() == [
        "0 of 4,000 seasons",
        "2,000 of 4,000 seasons, about 50 seconds left",
        "4,000 of 4,000 seasons",
    ]


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress.progress_bar("seasons") as told:
        told(3, 20, 50.0)
        time.sleep(0.3)
    assert "3 of 20 seasons" in terminal.getvalue()
    assert "about 50 seconds left" in terminal.getvalue()
    assert "%" not in terminal.getvalue()


def test_names_of_a_newer_version_read_as_plain_words() -> None:
    assert simulate_table.words("signal not sent") == "signal not sent"
    assert simulate_table.words("new_type, matched") == "new type, matched"


def test_help_does_not_load_the_model() -> None:
    code = "import sys, matchsafe.cli.app; print([m for m in ('numba', 'numpy', 'dask') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == "[]"


@pytest.mark.usefixtures("quick")
def test_finished_seasons_are_exported_into_a_folder_that_was_empty(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "markets"
    monkeypatch.setattr(
        "matchsafe.market.season.export.export_season",
        lambda _preset, seed, season, _scale, folder: (folder / f"{seed}-{season}").mkdir(),
    )
    assert run("simulate", "--seasons", "2", "--seed", "5", "--export", str(there)).code == 0
    assert {p.name for p in there.iterdir()} == {"5-0", "5-1"}
    ran = run("simulate", "--seasons", "2", "--export", str(there))
    assert (ran.code, "is not empty. Add --force" in ran.err) == (2, True)
    ran = run("simulate", "--seasons", "2", "--seed", "5", "--export", str(there), "--force")
    assert (ran.code, "--export" in ran.err) == (1, True), "what cannot be written is told"
    assert "is a file" in run("simulate", "--export", __file__).err
    assert "there is no folder" in run("simulate", "--export", str(tmp_path / "none" / "markets")).err


def test_two_results_do_not_go_to_one_file(run: Callable[..., Any], tmp_path: Path) -> None:
    both = str(tmp_path / "both")
    ran = run("simulate", "--csv", both, "--report", both)
    assert (ran.code, ran.err) == (2, "--csv and --report: both are the same file; give two.\n")
