"""``matchsafe season``: a season is kept in its file or where it is saved, one change at a time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run

from matchsafe.workspace.seasonfile import load
from matchsafe.workspace.store import Workspace

EXAMPLE = (Path(__file__).parents[2] / "examples" / "season_record.yaml").read_text(encoding="utf-8")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "season.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return str(path)


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a season saved in a place of its own."""
    monkeypatch.setenv("MATCHSAFE_DATABASE_URL", f"sqlite:///{tmp_path / 'saved.sqlite'}")
    path = tmp_path / "first.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    with Workspace() as workspace:
        return workspace.save(load(path).season, name="Mine")


def answer(run: Run, *arguments: str) -> dict[str, Any]:
    ran = run("season", *arguments, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


@pytest.mark.parametrize("kept", ["file", "saved"])
def test_a_season_is_kept_from_invitation_to_result(
    kept: str, run: Run, request: pytest.FixtureRequest
) -> None:
    place = request.getfixturevalue(kept)
    made = answer(
        run, "add", place, "application", "program=Harborview: West", "sent=2026-10-01", "signal=Gold"
    )
    held = answer(run, "add", place, "interview", "program=Harborview: West", f"application={made['id']}")
    answer(run, "event", place, "scheduled", held["id"], "--at", "2026-11-20", "--start", "2026-12-08T09:00")
    answer(run, "edit", place, held["id"], "visas_sponsored=j1,h1b", "notes=Bring: the letter")
    shown = answer(run, "show", place)
    (application,) = [a for a in shown["applications"] if a["id"] == made["id"]]
    (interview,) = [i for i in shown["interviews"] if i["id"] == held["id"]]
    assert (application["status"], application["signal"]) == ("scheduled", "gold")
    assert (interview["start"], interview["visas_sponsored"]) == ("2026-12-08T09:00", ["j1", "h1b"])
    assert shown["counts"]["rankable"] == 3
    off = answer(run, "event", place, "cancelled", held["id"], "--by", "program")
    assert answer(run, "show", place)["counts"]["rankable"] == 2
    answer(run, "remove", place, off["id"])
    assert answer(run, "show", place)["counts"]["rankable"] == 3
    answer(run, "undo", place)
    assert answer(run, "show", place)["counts"]["rankable"] == 2
    answer(run, "redo", place)
    assert answer(run, "show", place)["counts"]["rankable"] == 3
    answer(run, "close", place, "outcome=matched", "program=Harborview: West", "rank=1")
    assert answer(run, "show", place)["closed"]
    answer(run, "close", place, "--reopen")
    assert not answer(run, "show", place)["closed"]


def test_the_screen_shows_what_the_json_says(file: str, run: Run) -> None:
    run("season", "close", file, "outcome=matched", "program=Lakeshore Example Hospital")
    ran = run("season", "show", file)
    assert ran.code == 0
    for words in (
        "Internal Medicine, non-US IMG",
        "i1 Lakeshore Example Hospital: attended, 12 November 2026, 09:00",
        "a3 Prairie Example Community Hospital: rejected, sent 24 September 2026",
        "e5 5 November 2026: rejected, Prairie Example Community Hospital",
        "Spent: $1,500 of $4,000.",
        "c1 Dr. Example, from your school, Lakeshore Example Hospital, asked 2 October",
        "November 2026 about 39 in 100 (30 to 52)",
        "What happened: I matched at Lakeshore Example Hospital.",
    ):
        assert words in ran.out, words
    assert all(len(line) <= 80 for line in ran.out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "FILE", "hospital"), 'KIND: "hospital" is not one of these.'),
        (("add", "FILE", "application", "Mercy", "sent=1", "sent=2"), '"Mercy" is not FIELD=VALUE.'),
        (
            ("add", "FILE", "application", "program=A", "sent=soon", "x=1"),
            "sent: The day it was sent must be",
        ),
        (("add", "FILE", "application", "program=Lakeshore Example Hospital"), "the same with --again"),
        (("add", "FILE", "interview", "program=A", "ratings={a"), "ratings: "),
        (("edit", "FILE", "i1"), "Nothing to change is given"),
        (("edit", "FILE", "e1", "kind=invited"), "An event is not changed"),
        (("edit", "FILE", "zz", "note=1"), 'There is nothing with the id "zz".'),
        (("event", "FILE", "invited", "k1"), "An event is about an application or an interview"),
        (("event", "FILE", "exploded", "i1"), "kind: The kind is not one of the accepted words."),
        (("task", "FILE", "x", "snoozed"), "needs a day on which it comes back"),
        (("undo", "FILE"), "There is nothing to undo"),
        (("close", "FILE"), "The result is missing"),
        (("delete", "FILE"), "This deletes"),
        (("show", "missing-file.yaml"), "There is no such file."),
        (("next", "FILE", "--on", "soon"), "is not a date"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    arguments: tuple[str, ...], told: str, file: str, run: Run
) -> None:
    ran = run("season", *(file if a == "FILE" else a for a in arguments))
    assert ran.code == 2
    assert told in ran.err
    assert Path(file).read_text(encoding="utf-8") == EXAMPLE


def test_the_season_itself_and_tasks_are_changed_and_comments_stay(file: str, run: Run) -> None:
    answer(run, "edit", file, "season", "budget=3000", "criteria={teaching: 4}")
    answer(run, "edit", file, "season", "applicant={ecfmg_certified: yes, ecfmg_expected: null}")
    applicant = load(file).season.applicant
    assert (applicant.ecfmg_certified, applicant.ecfmg_expected, applicant.visa) == ("yes", None, "j1")
    answer(run, "task", file, "mock_interviews", "done")
    assert (
        run("season", "task", file, "mock_interviews", "open").out
        == "Opened again: mock_interviews (mock_interviews).\n"
    )
    text = Path(file).read_text(encoding="utf-8")
    assert "budget: 3000                            # what you can spend in all" in text
    assert run("season", "event", file, "certified").out.startswith("Noted: certified by the ECFMG")


def test_the_next_season_and_a_copy_without_names_are_files_of_their_own(file: str, run: Run) -> None:
    made = answer(run, "next", file, "--on", "2027-06-10")
    assert made["season"].endswith("season-2028.yaml")
    assert load(made["season"]).season.cycle == 2028
    assert f"{file} is a file" in " ".join(run("season", "name", file, "Mine").err.split())
    assert "is already there" in run("season", "next", file, "--on", "2027-06-10").err
    out = str(Path(file).with_name("bare.yaml"))
    assert run("season", "export", file, "--anonymous", "--out", out).code == 0
    assert "Lakeshore" not in Path(out).read_text(encoding="utf-8")
    assert json.loads(run("season", "export", file, "--json").out)["cycle"] == 2027
    assert run("season", "delete", file, "--yes").code == 0
    assert not Path(file).exists()


def test_saved_seasons_are_listed_carried_on_and_deleted(saved: str, run: Run) -> None:
    made = answer(run, "next", saved, "--on", "2027-06-10")["season"]
    rows = json.loads(run("season", "list", "--json").out)
    assert {row["id"] for row in rows} == {saved, made}
    listed = " ".join(run("season", "list").out.split())
    assert f"{saved} Mine, open, changed" in listed
    assert f"{made} Mine 2028, open, changed" in listed
    assert not re.search(r"\d{4}-\d\d", listed)
    assert answer(run, "name", made, " Neurology 2028 ")["name"] == "Neurology 2028"
    assert f"{made} Neurology 2028, open" in " ".join(run("season", "list").out.split())
    assert "NAME: it is empty" in run("season", "name", made, " \u200b").err
    assert answer(run, "delete", made, "--yes")["deleted"]
    assert "nothing" in run("season", "undo", saved).err.casefold()


def test_a_list_of_nothing_says_how_to_begin(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHSAFE_DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert "No season is saved on this computer yet." in run("season", "list").out


def test_what_the_outlook_says_is_kept_once_a_month_with_a_change(file: str, run: Run) -> None:
    path = Path(file)
    path.write_text(EXAMPLE.replace("month: 2026-11", "month: 2024-01"), encoding="utf-8")
    for note in ("one", "two"):
        answer(run, "edit", file, "i1", f"notes={note}")
    first, kept = answer(run, "show", file)["said"]
    assert first["month"] == "2024-01"
    assert kept["low"] <= kept["chance"] <= kept["high"]
    assert kept["rankable"] == 2
    answer(run, "close", file, "outcome=unmatched")
    path.write_text(path.read_text(encoding="utf-8").replace(kept["month"], "2024-02"), encoding="utf-8")
    answer(run, "edit", file, "i1", "notes=three")
    assert [said["month"] for said in answer(run, "show", file)["said"]] == ["2024-01", "2024-02"]
