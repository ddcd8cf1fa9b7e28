"""``matchsafe today`` and ``matchsafe season``: the contract of their JSON, and screens that read in 80 columns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matchsafe.workspace import seasonfile
from matchsafe.workspace.store import Workspace

Run = Callable[..., Any]
TEXT = """\
version: 2
time_zone: Asia/Kolkata
applicant: {type: non_us_img, visa: j1}
target: {specialty: internal_medicine}
budget: 100
interviews:
  - {program: Alpha, id: i1, state: NY, start: 2026-12-12T09:00, end: 2026-12-12T15:00, visas_sponsored: [j1]}
  - {program: Beta, id: i2, state: IL, start: 2026-12-12T08:00}
  - {program: Gamma, id: i3, state: CA, status: invited, reply_by: 2026-11-24T17:00}
  - {program: Delta, id: i4, status: invited, reply_by: 2026-11-20}
events:
  - {kind: scheduled, interview: i1, at: 2026-11-20}
"""
DAY = ("--on", "2026-11-22")


@pytest.fixture
def record(tmp_path: Path) -> str:
    path = tmp_path / "record.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_the_json_of_today_keeps_its_contract(run: Run, record: str) -> None:
    data = json.loads(run("today", record, *DAY, "--json").out)
    outlook = json.loads(run("outlook", record, *DAY, "--json").out)
    assert data["next"] == outlook["next_step"]
    assert data["outlook"] == outlook
    (clash,) = data["clashes"]
    assert (clash["kind"], sorted(clash["interviews"])) == ("overlap", ["i1", "i2"])
    assert {m["code"] for m in data["missing"]} == {"visa_unknown"}


def test_the_screen_of_today_has_every_part(run: Run, record: str) -> None:
    told = run("today", record, *DAY).out
    for heading in ("Do next", "What changed", "Invitations that wait", "Clashes", "Next interviews", "Due",
                    "Missing in your record", "Your rights now", "So far"):  # fmt: skip
        assert heading in told
    assert "the time has passed: Fri 20 November" in told
    assert "19:30 your time" in told
    assert max(map(len, told.splitlines())) <= 80


def test_a_day_with_many_interviews_shows_the_next_five(run: Run, tmp_path: Path) -> None:
    many = "".join(f"  - {{program: P{n}, start: 2026-12-0{n}T09:00, state: NY}}\n" for n in range(1, 8))
    path = tmp_path / "many.yaml"
    path.write_text(TEXT.split("interviews:")[0] + "interviews:\n" + many, encoding="utf-8")
    told = run("today", str(path), *DAY).out
    assert "and 2 more" in told
    assert "P6: " not in told.split("Next interviews")[1].split("Due")[0]
    lacks = told.split("Missing in your record")[1].split("Your rights")[0]
    assert "P1, P2 and 5 other programs: " in lacks
    assert "P7" not in lacks


def test_a_quiet_day_is_said_in_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "quiet.yaml"
    codes = [i["code"] for i in json.loads(run("today", _bare(path), *DAY, "--json").out)["due"]]
    marks = "".join(f"  - {{code: {c}, state: not_for_me}}\n" for c in codes)
    path.write_text(path.read_text() + "tasks:\n" + marks, encoding="utf-8")
    told = run("today", str(path), *DAY).out
    assert "Nothing is due this week." in told
    assert "Do next" not in told


def _bare(path: Path) -> str:
    text = "applicant: {type: us_img}\ntarget: {specialty: internal_medicine}\ninterviews: 6\n"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_saved_season_is_named_by_its_id(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'seasons.sqlite'}"
    monkeypatch.setenv("MATCHSAFE_DATABASE_URL", url)
    with Workspace(url) as workspace:
        saved = workspace.save(seasonfile.load_text(TEXT).season)
        draft = workspace.save_draft(None, {"season": {}, "answered": []})
    assert json.loads(run("today", saved, *DAY, "--json").out)["on"] == "2026-11-22"
    calendar = run("season", "ics", saved, *DAY).out
    assert "SEQUENCE:1\n" in calendar
    assert run("today", draft).code == 2
    assert "not finished" in run("today", draft).err
    nobody = run("today", "a" * 24)
    assert nobody.code == 2
    assert "neither a season file nor the id" in nobody.err
    assert "--on" in run("today", saved, "--on", "soon").err


def test_release_says_what_each_would_cost(run: Run, record: str) -> None:
    data = json.loads(run("season", "release", record, *DAY, "--json").out)
    assert [i["program"] for i in data["interviews"]]
    values = [i["cost"]["value"] for i in data["interviews"]]
    assert values == sorted(values)
    told = run("season", "release", record, *DAY).out
    assert "Nothing is cancelled here." in told
    assert "It clashes with another one. If you give it up, tell them by 5 December." in told


def test_release_of_a_bare_number_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    told = run("season", "release", _bare(tmp_path / "n.yaml"), *DAY).out
    assert "No interview lies ahead" in told


def test_the_visa_board_asks_what_is_open(run: Run, record: str) -> None:
    data = json.loads(run("season", "visas", record, *DAY, "--json").out)
    assert [s["code"] for s in data["scenarios"]] == ["as_known", "unknown_yes", "unknown_no", "written_only"]
    told = run("season", "visas", record, *DAY).out
    assert "Alpha: J-1 yes (your record), H-1B no (your record)" in told
    assert "Ask: Do you sponsor J-1 visas" in told


def test_the_calendar_is_written_once(run: Run, record: str, tmp_path: Path) -> None:
    out = tmp_path / "season.ics"
    assert "may not ring" in run("season", "ics", record, *DAY, "--out", str(out)).out
    first = out.read_bytes()
    assert first.startswith(b"BEGIN:VCALENDAR\r\n")
    again = run("season", "ics", record, *DAY, "--out", str(out))
    assert again.code == 2
    assert "--force" in again.err
    assert run("season", "ics", record, *DAY, "--out", str(out), "--force").code == 0
    lost = run("season", "ics", record, *DAY, "--out", str(tmp_path / "no" / "where.ics"))
    assert lost.code == 2
    assert "cannot be written" in lost.err
