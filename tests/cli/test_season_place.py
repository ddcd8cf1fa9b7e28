"""A season is found by its file, its id or as the only saved one, and nothing is lost when it cannot be changed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from matchsafe.cli.errors import CliError
from matchsafe.cli.season_place import find_season
from matchsafe.services import season as edits
from matchsafe.workspace.seasonfile import in_place, load, load_text
from matchsafe.workspace.store import Workspace

DAY = date(2026, 11, 22)
TEXT = """\
version: 2
applicant: {type: non_us_img}
target: {specialty: internal_medicine}
applications:
- {id: a1, program: Palm Bay Medical Center}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHSAFE_DATABASE_URL", f"sqlite:///{tmp_path}/saved.db")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "season.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def save(count: int = 1) -> list[str]:
    with Workspace() as workspace:
        return [workspace.save(load_text(TEXT).season, name=f"Number {n}") for n in range(count)]


def told(named: str | None) -> str:
    with pytest.raises(CliError) as caught:
        find_season(named, DAY)
    return str(caught.value)


def test_without_a_name_the_only_saved_season_is_meant_and_of_two_none() -> None:
    assert find_season(None, DAY) is None
    [saved] = save()
    found = find_season(None, DAY)
    assert found is not None
    assert found.name == saved
    save()
    assert find_season(None, DAY) is None


def test_an_id_that_is_not_saved_is_named() -> None:
    assert told("nobody") == '"nobody" is neither a season file nor the id of a season saved here.'
    save()
    assert told("nobody") == '"nobody" is neither a season file nor the id of a season saved here.'


def test_a_season_with_open_questions_is_not_taken() -> None:
    with Workspace() as workspace:
        draft = workspace.save_draft(None, {"applicant": {"type": "non_us_img"}})
    assert told(draft) == "This season is not finished: some questions are still open."
    assert find_season(None, DAY) is None


def test_saved_seasons_that_cannot_be_read_are_told_where_one_is_named(folder: Path, run: Run) -> None:
    (folder / "saved.db").write_bytes(b"this is no database at all, but a note" * 100)
    assert find_season(None, DAY) is None
    assert "saved.db is not a file of saved seasons" in told("anything")
    listed = run("season", "list")
    assert (listed.code, "It was left as it is." in " ".join(listed.err.split())) == (2, True)


def test_without_the_web_extra_files_work_and_saved_seasons_say_what_to_install() -> None:
    """In a process of its own: modules that were imported without the extra must not stay for other tests."""
    code = """
import sys
from datetime import date
sys.modules["sqlalchemy"] = None  # an import of it now fails, as where it is not installed
from typer.testing import CliRunner
from matchsafe.cli.app import app
from matchsafe.cli.season_place import find_season
assert find_season("season.yaml", date(2026, 11, 22)) is not None
assert find_season(None, date(2026, 11, 22)) is None
for command in ("season list", "season show anything", "backup all.json", "today " + "a" * 22):
    ran = CliRunner().invoke(app, command.split())
    assert (ran.exit_code, "pip install 'matchsafe[web]'" in ran.stderr) == (2, True), (command, ran.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_file_changed_meanwhile_is_left_as_it_is(folder: Path) -> None:
    place = find_season("season.yaml", DAY)
    theirs = TEXT.replace("Palm Bay", "Hudson Ridge")
    (folder / "season.yaml").write_text(theirs, encoding="utf-8")
    with pytest.raises(CliError, match=r"was changed meanwhile. Nothing is changed"):
        place.change(lambda s: edits.remove(s, "application", "a1"))
    assert (folder / "season.yaml").read_text(encoding="utf-8") == theirs


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot hold a folder")
def test_no_other_program_changes_a_file_between_the_look_and_the_change(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six of seven interviews added at the same time were lost, and all seven were said to be kept."""
    import fcntl

    place, looked = find_season("season.yaml", DAY), []

    def other_program(text: str, *_: object) -> tuple[str, bool]:
        handle = os.open(folder, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
        looked.append(text)
        return text.replace("{type", "{visa: j1, type"), True

    monkeypatch.setattr(in_place, "edit_text", other_program)
    place.change(lambda season: edits.set_fields(season, {"budget": 100}))
    assert looked == [TEXT]
    monkeypatch.undo()
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # it is let go of
    os.close(handle)


def test_a_saved_season_changed_meanwhile_is_left_as_it_is() -> None:
    [saved] = save()
    place = find_season(saved, DAY)
    with Workspace() as workspace:
        workspace.save(load_text(TEXT.replace("Palm Bay", "Hudson Ridge")).season, season_id=saved)
    with pytest.raises(CliError, match="Your last change was not saved"):
        place.change(lambda s: edits.remove(s, "application", "a1"))
    with Workspace() as workspace:
        kept = workspace.get(saved).season
    assert kept is not None
    assert [a.program for a in kept.applications] == ["Hudson Ridge Medical Center"]


def test_a_file_that_is_gone_meanwhile_is_told(folder: Path) -> None:
    place = find_season("season.yaml", DAY)
    (folder / "season.yaml").rename(folder / "elsewhere.yaml")
    with pytest.raises(CliError, match=r"season.yaml was changed meanwhile. Nothing is changed"):
        place.change(lambda s: edits.remove(s, "application", "a1"))
    assert load(folder / "elsewhere.yaml").season == place.season


def test_comments_that_cannot_be_kept_stay_in_the_copy_beside_the_file(run: Run, folder: Path) -> None:
    odd = TEXT.replace("{type: non_us_img}", "{type: non_us_img, # who I am\n  visa: j1}")
    (folder / "season.yaml").write_text(odd, encoding="utf-8")
    ran = run("season", "add", "season.yaml", "application", "program=Elm Park")
    assert ran.code == 0
    assert "Some comments in season.yaml could not be kept; they are in season.yaml.before." in " ".join(
        ran.err.split()
    )
    assert (folder / "season.yaml.before").read_text(encoding="utf-8") == odd
    names = [a.program for a in load(folder / "season.yaml").season.applications]
    assert names == ["Palm Bay Medical Center", "Elm Park"]


def test_comments_above_the_mark_of_a_document_stay(run: Run, folder: Path) -> None:
    (folder / "season.yaml").write_text(f"# mine\n\n--- # 2027\n{TEXT}", encoding="utf-8")
    ran = run("season", "add", "season.yaml", "application", "program=Elm Park")
    assert (ran.code, ran.err) == (0, "")
    assert (
        (folder / "season.yaml").read_text(encoding="utf-8").startswith("# mine\n\n--- # 2027\nversion: 2\n")
    )


def test_a_season_without_interviews_costs_or_result_is_shown_without_their_headings(run: Run) -> None:
    ran = run("season", "show", "season.yaml")
    assert ran.code == 0
    assert "No invitations, 0 scheduled, 0 attended." in ran.out
    assert "a1 Palm Bay Medical Center" in ran.out
    for word in ("Interviews", "Costs", "Spent", "Tasks", "What happened"):
        assert word not in ran.out


def test_a_part_is_removed_and_nothing_said_of_a_chance_that_is_not_there(run: Run, folder: Path) -> None:
    ran = run("season", "remove", "season.yaml", "a1", "--json")
    assert ran.code == 0
    season = load(folder / "season.yaml").season
    assert (season.applications, season.outlooks) == ((), ())


def test_a_tracker_read_whole_names_no_column_that_is_left_and_a_long_one_is_cut(
    run: Run, folder: Path
) -> None:
    whole = "Program,Status\nPalm Bay Hospital,invited\nElm Park Hospital,invited\n"
    (folder / "t.csv").write_text(whole, encoding="utf-8")
    out = run("season", "import", "t.csv").out
    assert "2 kept, 0 to ask you about, 0 left out." in out
    for word in ("not read:", "To ask you about", "Left out"):
        assert word not in out.replace("2 kept, 0 to ask you about, 0 left out.", "")
    rows = "".join(f"Odd Hospital {n},weird\n" for n in range(30))
    (folder / "t.csv").write_text(f"{whole}{rows}", encoding="utf-8")
    out = run("season", "import", "t.csv").out
    assert "row 4: " in out
    assert "row 23: " in out
    assert "row 24: " not in out
    assert "and 10 more (all with --json)" in out
    content = json.loads(run("season", "import", "t.csv", "--json").out)
    assert len(content["asked"]) == 30


def test_a_program_whose_promise_is_written_is_not_asked_about(run: Run, folder: Path) -> None:
    mine = TEXT.replace("non_us_img", "non_us_img, visa: j1") + (
        "interviews:\n- {id: i1, program: Palm Bay, state: NY, visas_sponsored: [j1, h1b],\n"
        "   visa_promise: {visa: j1, what: Yes., written_in: e-mail}}\n"
    )
    (folder / "season.yaml").write_text(mine, encoding="utf-8")
    out = run("season", "visas", "season.yaml", "--on", "2026-11-22").out
    assert "Palm Bay: J-1 yes (e-mail), H-1B yes (your record)" in out
    assert "Ask:" not in out
    (folder / "season.yaml").write_text(f"{TEXT}interviews: 3\n", encoding="utf-8")
    assert "Program by program" not in run("season", "visas", "season.yaml", "--on", "2026-11-22").out


def test_a_feed_is_made_shown_once_and_withdrawn(run: Run) -> None:
    [season_id] = save()
    assert "no calendar feed" in run("season", "feed", season_id).out
    made = run("season", "feed", season_id, "--new", "--server", "http://host:1/").out
    assert re.match(r"http://host:1/feed/[\w-]{32}\.ics\n", made)
    assert "has had its address since" in run("season", "feed", season_id).out
    assert json.loads(run("season", "feed", season_id, "--end", "--json").out)["made"] is None
    assert run("season", "feed", season_id, "--end", "--new").code == 2
    assert run("season", "feed", "nobody").code == 2
