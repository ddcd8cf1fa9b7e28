"""SOAP and letters in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from matchsafe.planning.errors import MissingExtraError
from matchsafe.planning.solver import HOW

EXAMPLE = (Path(__file__).parents[2] / "examples" / "season_record.yaml").read_text(encoding="utf-8")
NEWS = "I passed Step 3 on 2 November 2026."


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "me.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return str(path)


def test_soap_tells_the_hours_and_makes_a_shortlist_of_an_unfilled_list(
    run: Run, file: str, tmp_path: Path
) -> None:
    guide = run("season", "soap", file, "--on", "2027-03-10")
    assert "SOAP begins on 15 March 2027" in guide.out
    assert "Hour by hour" in guide.out
    assert json.loads(run("season", "soap", file, "--json").out)["most_applications"] == 45
    sheet = tmp_path / "u.csv"
    sheet.write_text("Place,State,Spec,Open spots\nPrairie,KS,IM,2\nPlain,KS,FM,1\n")
    asked = ("season", "soap", file, "--unfilled", str(sheet), "--map", "Place=program", "--specialty", "IM")
    found = run(*asked)
    assert "1 of 2 rows" in found.out
    assert "1 Prairie (KS): Internal Medicine, 2 positions" in found.out
    assert "row 3, Plain: it is of Family Medicine" in found.out
    assert run("season", "soap", file, "--unfilled", str(sheet)).code == 2
    refused = run(*asked[:-1], "Alchemy")
    assert (refused.code, "Alchemy" in refused.err) == (2, True)


def test_without_the_plan_extra_a_shortlist_says_what_to_install(
    run: Run, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plan(*_: object) -> None:
        raise MissingExtraError(HOW)

    monkeypatch.setattr("matchsafe.services.soap_shortlist.plan", plan)
    sheet = tmp_path / "u.csv"
    sheet.write_text("Program,State,Specialty,Positions\nPrairie,KS,IM,2\n")
    ran = run("season", "soap", file, "--unfilled", str(sheet))
    assert (ran.code, "matchsafe[plan]" in ran.err) == (2, True), ran.err


def test_a_letter_is_printed_written_and_noted_as_sent(run: Run, file: str, tmp_path: Path) -> None:
    assert "a3 Prairie Example Community Hospital (application)" in run("season", "draft", file).out
    assert json.loads(run("season", "draft", file, "--json").out)["parts"][0]["kind"] == "interview"
    assert "update: Update after applying. Needs --update." in run("season", "draft", file, "a3").out
    letters = json.loads(run("season", "draft", file, "i1", "--json").out)["letters"]
    assert "thank_you" in [x["letter"] for x in letters]
    out = tmp_path / "letter.eml"
    asked = ("season", "draft", file, "a3", "update", "--update", NEWS)
    made = run(*asked, "--out", str(out), "--sent")
    assert NEWS in made.out
    assert "Noted as sent." in made.out
    assert b"X-Unsent: 1" in out.read_bytes()
    assert "update_sent" in Path(file).read_text(encoding="utf-8")
    assert json.loads(run(*asked, "--json").out)["noted"] is False
    for wrong in (
        (*asked, "--out", str(out)), (*asked, "--out", str(tmp_path / "no" / "x.eml")),
        ("season", "draft", file, "a3", "thank_you"), ("season", "draft", file, "x"),
        ("season", "draft", file, "a3", "update"), ("season", "draft", "nobody"),
    ):  # fmt: skip
        assert run(*wrong).code == 2, wrong
