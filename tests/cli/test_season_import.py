"""``matchsafe season import``: rows read, kept, asked about and left out; taken in only when asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matchsafe.cli.app import app
from matchsafe.workspace import seasonfile

SHEET = "Program,Specialty,Status,Mood\nPalm Bay Hospital,IM,invited,good\nOdd Hospital,IM,weird,bad\n,,applied,\n"
SEASON = "applicant: {type: non_us_img}\ntarget: {specialty: internal_medicine}\n"


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["season", "import", *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHSAFE_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(SHEET)
    (tmp_path / "season.yaml").write_text(SEASON)
    return tmp_path


def test_rows_in_are_rows_out() -> None:
    code, out, _ = run("t.csv", "--json")
    content = json.loads(out)
    assert code == 0
    assert content["read"] == 3
    assert [len(content[name]) for name in ("kept", "asked", "left_out")] == [1, 1, 1]
    assert content["left_out"][0]["reason"] == "it names no program"


def test_the_kept_rows_are_taken_in_once(folder: Path) -> None:
    code, out, _ = run("t.csv", "--season", "season.yaml")
    assert (code, "Nothing is changed yet" in out, "not read: Mood" in out) == (0, True, True)
    (folder / "odd.csv").write_text("Program,Status,Signal\nPalm Bay Hospital,applied,maybe\n")
    assert "we cannot read the signal 'maybe'" in run("odd.csv")[1]
    _, out, _ = run("t.csv", "--season", "season.yaml", "--accept")
    assert "1 application added" in out
    _, out, _ = run("t.csv", "--season", "season.yaml", "--accept", "--json")
    assert (json.loads(out)["added"], json.loads(out)["already_there"]) == ([], [2])
    season = seasonfile.load(folder / "season.yaml").season
    assert [e.kind for e in season.events] == ["invited"]


def test_what_is_wrong_is_said() -> None:
    assert run("nothing.csv")[0] == 2
    code, _, err = run("t.csv", "--map", "Mood")
    assert (code, "COLUMN=FIELD" in err) == (2, True)
    code, _, err = run("t.csv", "--accept")
    assert (code, "--accept needs a season" in err) == (2, True)
    code, _, err = run("t.csv", "--map", "Program=-")
    assert (code, "No column holds the program" in err) == (2, True)
