"""``matchsafe season intake``: messages in, events out, a season changed only when asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matchsafe.cli.app import app
from matchsafe.workspace import seasonfile

INVITED = """From: a@b.example
Subject: Interview
Date: Tue, 20 Oct 2026 09:00:00 -0400
Message-ID: <1@b>

Palm Bay Medical Center is pleased to invite you to interview on November 12, 2026 at 9 AM ET.
"""
SEASON = """version: 2
applicant: {type: non_us_img}
target: {specialty: internal_medicine}
applications:
- {id: palm, program: Palm Bay Medical Center}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHSAFE_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letter.eml").write_text(INVITED)
    (tmp_path / "season.yaml").write_text(SEASON)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Callable[..., tuple[int, str, str]]:
    def command(*arguments: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(app, ["season", "intake", *arguments])
        return done.exit_code, done.stdout, done.stderr

    return command


Run = Callable[..., tuple[int, str, str]]


def test_the_events_are_printed_as_json(run: Run) -> None:
    code, out, _ = run("letter.eml", "--season", "season.yaml", "--json")
    [event] = json.loads(out)["events"]
    assert code == 0
    assert (event["file"], event["kind"], event["application"]) == ("letter.eml", "invitation", "palm")
    assert (event["start"], event["timezone"]) == ("2026-11-12T09:00:00-05:00", "America/New_York")


def test_a_season_may_stand_among_the_files(run: Run) -> None:
    _, out, _ = run("season.yaml", "letter.eml", "--json")
    assert json.loads(out)["events"][0]["application"] == "palm"
    code, _, err = run("season.yaml", "letter.eml", "--season", "season.yaml")
    assert (code, "Name one season" in err) == (2, True)


def test_nothing_is_changed_until_it_is_accepted(run: Run, folder: Path) -> None:
    code, out, _ = run("letter.eml", "--season", "season.yaml")
    assert code == 0
    assert "Invitation: Palm Bay Medical Center" in out
    assert "Nothing is changed yet" in out
    assert (folder / "season.yaml").read_text() == SEASON


def test_news_alone_changes_nothing_and_says_so(run: Run, folder: Path) -> None:
    (folder / "news.txt").write_text("Palm Bay Medical Center: we expect to send invitations in November.")
    code, out, _ = run("news.txt", "--season", "season.yaml")
    assert code == 0
    assert "1 message read. Nothing in it changes your season." in out


def test_an_accepted_event_is_in_the_file_once(run: Run, folder: Path) -> None:
    for _ in range(2):
        code, out, _ = run("letter.eml", "--season", "season.yaml", "--accept", "letter.eml")
        assert code == 0
        assert "(accepted)" in out
    season = seasonfile.load(folder / "season.yaml").season
    assert [i.application for i in season.interview_list] == ["palm"]
    assert [e.kind for e in season.events] == ["invited"]


def test_accept_all_takes_what_is_not_doubtful(run: Run, folder: Path) -> None:
    (folder / "odd.txt").write_text("Some Hospital is pleased to invite you to interview.")
    _, out, _ = run("letter.eml", "odd.txt", "--season", "season.yaml", "--accept", "all", "--json")
    assert json.loads(out)["accepted"] == ["letter.eml"]
    code, _, err = run("odd.txt", "--season", "season.yaml", "--accept", "odd.txt=elsewhere")
    assert (code, "Say which of your programs" in err) == (2, True)
    code, _, err = run("odd.txt", "--season", "season.yaml", "--accept", "more.txt")
    assert (code, "there is no event 'more.txt'" in err) == (2, True)
    code, _, err = run("odd.txt", "--accept", "odd.txt")
    assert (code, "--accept needs a season" in err) == (2, True)


def test_a_saved_season_is_changed_where_it_is_kept(run: Run, folder: Path) -> None:
    from matchsafe.workspace.store import Workspace

    with Workspace() as workspace:
        saved = workspace.save(seasonfile.load_text(SEASON).season)
    code, out, _ = run("letter.eml", "--accept", "letter.eml", "--json")
    assert (code, json.loads(out)["accepted"]) == (0, ["letter.eml"])
    with Workspace() as workspace:
        kept = workspace.get(saved).season
        assert kept is not None
        assert [e.kind for e in kept.events] == ["invited"]
        assert workspace.history(saved)[0].text == "Messages accepted"
    code, _, err = run("letter.eml", "--season", "nobody")
    assert (code, "neither a season file" in err) == (2, True)


def test_good_files_are_kept_when_one_cannot_be_read(run: Run, folder: Path) -> None:
    (folder / "winmail.dat").write_bytes(b"\x78\x9f\x3e\x22....")
    (folder / "a.msg").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    code, out, err = run("winmail.dat", "a.msg", "letter.eml", "missing.eml", "--json")
    content = json.loads(out)
    assert code == 2
    assert [e["kind"] for e in content["events"]] == ["invitation"]
    assert [p["code"] for p in content["problems"]] == ["unreadable", "winmail", "outlook_msg"]
    assert "winmail.dat" in err
    assert ".msg file" in err


def test_a_folder_is_read_whole_and_standard_input_too(run: Run, folder: Path) -> None:
    _, out, _ = run(str(folder), "--json")
    assert [Path(e["file"]).name for e in json.loads(out)["events"]] == ["letter.eml"]
    (folder / "empty").mkdir()
    code, _, err = run("empty")
    assert (code, "no messages in this folder" in err) == (2, True)
    done = CliRunner().invoke(app, ["season", "intake", "-", "--json"], input=INVITED)
    assert json.loads(done.stdout)["events"][0]["kind"] == "invitation"
    assert run()[0] == 2


def test_the_screen_shows_doubts_candidates_and_what_is_history(run: Run, folder: Path) -> None:
    (folder / "season.yaml").write_text(
        SEASON + "- {id: pre, program: Palm Bay Medical Center, track: preliminary}\n"
    )
    reply = INVITED.replace("Message-ID: <1@b>", "Message-ID: <2@b>").replace(
        "\n\n",
        "\n\nWe have to cancel your interview, sorry.\n\nOn Mon, Oct 19, 2026 at 9:00 AM A <a@b.example> wrote:\n> ",
        1,
    )
    (folder / "reply.eml").write_text(reply)
    _, out, _ = run("letter.eml", "letter.eml", "reply.eml", "--season", "season.yaml")
    assert "Perhaps" in out
    assert "more than one of your programs" in out
    assert "Told before" in out
    assert "Older parts of a thread" in out


def test_the_searches_are_printed(run: Run) -> None:
    _, out, _ = run("--searches", "--season", "season.yaml")
    assert '"Palm Bay Medical Center"' in out
    _, out, _ = run("--searches", "--json")
    assert {"name", "why", "gmail", "outlook"} == set(json.loads(out)["searches"][0])
