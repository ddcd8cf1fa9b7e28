"""The JSON that other programs read of a season: the names of its parts and the words they may hold, as promised."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run

from matchsafe.intake.kinds import KINDS
from matchsafe.present.intake_words import FLAGS

EXAMPLE = Path(__file__).parents[2] / "examples" / "season_record.yaml"
EVENT = {
    "file", "kind", "program", "application", "specialty", "start", "end", "timezone", "reply_by", "offered",
    "old_start", "scheduled", "by", "evidence", "flags", "history", "duplicate_of", "confidence",
}  # fmt: skip
LETTER = """From: a@b.example
Subject: Interview
Date: Tue, 20 Oct 2026 09:00:00 -0400

{place} is pleased to invite you to interview on Monday, 11/12/2026 at 9 AM{zone}. Reply within 24 hours.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHSAFE_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(run: Run, *command: str) -> dict[str, Any]:
    ran = run(*command, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_today_keeps_its_contract(run: Run) -> None:
    found = answer(run, "today", str(EXAMPLE), "--on", "2026-11-20")
    assert {"next", "due", "clashes", "missing", "changes", "outlook"} <= set(found)
    assert set(found["next"]) == {"code", "text", "due"}
    for name in ("due", "clashes", "missing", "changes"):
        assert isinstance(found[name], list), name
    assert all({"code", "text", "due"} <= set(item) for item in found["due"])
    assert all({"code", "text"} <= set(item) for item in found["missing"])


def test_intake_keeps_its_contract(run: Run, here: Path) -> None:
    (here / "a.eml").write_text(LETTER.format(place="Lakeshore Example Hospital", zone=" ET"), "utf-8")
    (here / "b.eml").write_text(LETTER.format(place="Nowhere Clinic", zone=""), "utf-8")
    (here / "c.html").write_text(
        "<p>We regret that we cannot offer you an interview at Lakeshore Example Hospital.</p>"
        "<p style='display:none'>Congratulations, you are invited to interview on 12/1/2026!</p>",
        "utf-8",
    )
    files = ("a.eml", "b.eml", "c.html")
    events = answer(run, "season", "intake", *files, "--season", str(EXAMPLE))["events"]
    assert [e["file"] for e in events] == [*files]
    for event in events:
        assert set(event) >= EVENT
        assert {type(event[n]) for n in ("scheduled", "history")} == {bool}
        assert {type(event[n]) for n in ("offered", "flags")} == {list}
        assert 0 <= event["confidence"] <= 1
        assert event["kind"] in KINDS
        assert event["by"] in ("program", "applicant")
    first, second, third = events
    assert (first["application"], first["timezone"]) == ("a1", "America/New_York")
    assert (second["application"], second["timezone"]) == (None, None), "null where none is said"
    assert (third["kind"], third["start"]) == ("rejection", None)
    assert {"weekday_mismatch", "under_48_hours"} <= set(first["flags"])
    assert "unknown_program" in second["flags"]
    assert "hostile" in third["flags"]


def test_the_words_of_intake_are_those_that_were_promised() -> None:
    assert set(KINDS) == {
        "invitation", "waitlist", "rejection", "cancellation", "reschedule", "confirmation", "reminder",
        "offer_of_dates", "news", "other",
    }  # fmt: skip
    named = {"weekday_mismatch", "under_48_hours", "ambiguous_date", "unknown_program", "hostile"}
    assert named <= set(FLAGS)


def test_import_keeps_its_contract(run: Run, here: Path) -> None:
    rows = ("Mercy Hospital,OH,Internal Medicine,Invited", "Sound Clinic,OH,Juggling,Invited", "Total,2,,")
    (here / "t.csv").write_text("\n".join(("Program,State,Specialty,Status", *rows)), "utf-8")
    found = answer(run, "season", "import", "t.csv", "--season", str(EXAMPLE))
    lists = [found[name] for name in ("kept", "asked", "left_out")]
    assert found["read"] == sum(map(len, lists)) == 3
    assert [len(rows) for rows in lists] == [1, 1, 1]
    for row in (*found["asked"], *found["left_out"]):
        assert all(row[name] for name in ("reason", "code", "row"))


def test_release_keeps_its_contract(run: Run, here: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace(
        "interviews:\n", "interviews:\n  - {program: B, start: 2026-12-09}\n", 1
    )
    (here / "me.yaml").write_text(text, "utf-8")
    found = answer(run, "season", "release", "me.yaml", "--on", "2026-11-20")
    (given_up, other) = found["interviews"]
    assert {"interview", "program", "cost", "without"} <= set(given_up)
    for one in (found["chance"], given_up["cost"], other["without"]):
        assert {"value", "low", "high"} <= set(one)
        assert one["low"] <= one["value"] <= one["high"]
    assert given_up["cost"]["value"] <= other["cost"]["value"], "the cheapest first"
