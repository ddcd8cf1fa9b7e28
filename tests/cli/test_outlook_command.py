"""``matchsafe outlook``: the sentence first, everything the page shows, and exactly the library's JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import matchsafe
from matchsafe.workspace import seasonfile

Run = Callable[..., Any]
COUPLE = "couples: {partner: {type: us_img}, partner_interviews: 8}\n"

KEYS = {
    "bucket": {"code", "reasons"},
    "counts": {"invited", "scheduled", "attended", "rankable"},
    "zone": {"code", "text"},
    "target": {"low", "high"},
    "chance": {"value", "low", "high", "level", "basis", "caveats"},
}
"""What programs may count on in the JSON."""


def test_the_json_is_exactly_what_the_library_answers(run: Run, season_file: Path) -> None:
    ran = run("outlook", str(season_file), "--on", "2026-11-22", "--json")
    season = seasonfile.load(season_file).season
    answer = matchsafe.outlook(season, on=date(2026, 11, 22))
    assert ran.code == 0
    assert ran.out == answer.model_dump_json(indent=2) + "\n"


def test_the_json_has_the_promised_keys(run: Run, season_file: Path) -> None:
    data = json.loads(run("outlook", str(season_file), "--on", "2026-11-22", "--json").out)
    for key, inside in KEYS.items():
        assert inside <= set(data[key]), key
    assert {"still_needed", "reference_class", "rule_of_thumb", "effective_interviews", "couple"} <= set(data)
    assert {"ranks", "value", "low", "high"} <= set(data["curve"][0])
    assert all({"kind", "effect"} <= set(item) for item in data["next_interview"])
    assert all({"code", "urgency", "due", "why", "source"} <= set(item) for item in data["actions"])
    assert all("code" in item for item in data["warnings"])
    assert data["sources"]


def test_the_answer_comes_first_and_the_sources_last(run: Run, season_file: Path) -> None:
    out = run("outlook", str(season_file), "--on", "2026-11-22").out
    lines = out.splitlines()
    assert lines[0].startswith("Internal Medicine, non-US IMG, 3 interviews you can rank")
    assert lines[0].endswith("22 November 2026")
    headings = [
        "Do next",
        "What would help most",
        "What to do, by date",
        "The season, and where you are",
        "Chance by number of programs",
        "How you compare, and the rule of thumb",
        "Please check",
        "How we know",
    ]
    places = [out.index(heading) for heading in headings]
    assert places == sorted(places)
    assert out.index("Of 100 applicants like you") < out.index("It could be") < places[0]


def test_the_icon_array_has_100_cells(run: Run, season_file: Path) -> None:
    out = run("outlook", str(season_file), "--on", "2026-11-22").out
    rows = [m.group() for m in re.finditer(r"^(?:[■▨▣□] ){9}[■▨▣□]", out, re.MULTILINE)]
    assert len(rows) == 10


@pytest.mark.parametrize("columns", ["24", "40", "63", "80", "200"])
@pytest.mark.parametrize("name", ["season", "couple"])
def test_no_line_is_wider_than_the_terminal_nor_than_is_readable(
    run: Run, season_file: Path, season_text: str, monkeypatch: pytest.MonkeyPatch, columns: str, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    if name == "couple":
        season_file.write_text(season_text + COUPLE, "utf-8")
    out = run("outlook", str(season_file), "--on", "2026-11-22").out
    assert max(map(len, out.splitlines())) <= max(26, min(int(columns), 100))
    assert not [line for line in out.splitlines() if line != line.rstrip()]


def test_what_is_piped_has_no_colour_and_no_percent_sign(run: Run, season_file: Path) -> None:
    out = run("outlook", str(season_file)).out
    assert "\x1b" not in out
    assert "%" not in out
    assert not re.search(r"\b1 in (?!100\b)\d", out)


def test_a_couple_is_told_both_one_and_neither(run: Run, season_file: Path, season_text: str) -> None:
    season_file.write_text(season_text + COUPLE, "utf-8")
    out = run("outlook", str(season_file), "--on", "2026-11-22").out
    assert "with a partner in the Match" in out.replace("\n", " ")
    for name in ("Both match", "Exactly one matches", "Neither matches"):
        assert name in out


def test_without_an_interview_the_page_has_the_same_shape(run: Run) -> None:
    season = "applicant: {type: non_us_img}\ntarget: {specialty: neurology}\ninterviews: 0\n"
    ran = run("outlook", "-", "--on", "2026-11-22", typed=season)
    assert ran.code == 0
    assert "no interviews you can rank" in ran.out
    assert "Do next" in ran.out
    assert "ranked 0 programs" not in ran.out
    assert "worth about" not in ran.out


def test_the_file_may_come_on_standard_input(run: Run, season_file: Path, season_text: str) -> None:
    from_file = run("outlook", str(season_file), "--on", "2026-11-22").out
    assert run("outlook", "-", "--on", "2026-11-22", typed=season_text).out == from_file


def test_a_bad_date_and_a_bad_file_are_told_together(run: Run) -> None:
    ran = run("outlook", "-", "--on", "22.11.2026", typed="applicant: {type: nonusimg}\n")
    assert ran.code == 2
    assert ran.out == ""
    assert '"22.11.2026" is not a date. Accepted: year-month-day' in ran.err
    assert "Did you mean: non_us_img" in ran.err
    assert "target" in ran.err


def test_a_bad_date_alone_is_enough_to_stop(run: Run, season_file: Path) -> None:
    for day in ("tomorrow", "9999-11-20", "1999-12-31", "20261122"):
        assert run("outlook", str(season_file), "--on", day).code == 2


def test_what_is_improbable_is_said_beside_the_answer(run: Run) -> None:
    season = "applicant: {type: non_us_img, step2_ck: {score: 300}}\ntarget: {specialty: im}\ninterviews: 6\n"
    ran = run("outlook", "-", "--json", typed=season)
    assert ran.code == 0
    assert json.loads(ran.out)["counts"]["rankable"] == 6
    assert "Please check applicant.step2_ck.score" in ran.err


def test_the_seven_questions_can_be_asked_of_a_season(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "me.yaml"
    file.write_text("applicant: {type: non_us_img}\ntarget: {specialty: internal_medicine}\ninterviews: 6\n")
    told = run("outlook", str(file), "--on", "2026-11-29", "--questions")
    assert told.code == 0
    assert "I have 6 interviews in Internal Medicine. Should I be worried?" in " ".join(told.out.split())
    found = json.loads(run("outlook", str(file), "--on", "2026-11-29", "--questions", "--json").out)
    assert len(found) == 7
    assert found[6]["short"] == "Yes, always."
