"""``matchsafe plan``: the list for a person, for programs and as files; and everything that can be amiss."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from matchsafe.cli import plan_screen
from matchsafe.cli.screen import Screen
from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.present import plan_words

from .conftest import Run

DAY = "2026-09-23"
WHOLE = ("--useful-step", "0", "--signals", "all", "--on", DAY)
"""Spend the whole budget on the first day, with every signal left."""
FEW = ("--catalog", "sample", "--budget", "60", *WHOLE)


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def me(season_file: Path) -> str:
    return str(season_file)


def test_the_answer_comes_first_then_the_list_then_the_doubts_then_the_sources(run: Run, me: str) -> None:
    ran = run("plan", me, *FEW)
    assert ran.code == 0
    parts = (
        "Apply to 5 programs", "No other list for your budget", "(invented)", "Where the list is",
        "Interviews to expect", "What it costs", "What other budgets would buy", "Please check",
        "Left out:", "How we know",
    )  # fmt: skip
    places = [ran.out.index(part) for part in ("Apply to", *parts[1:2], *parts[3:])]
    assert "The next $100 would add" in " ".join(ran.out.split())
    assert places == sorted(places)
    assert all(part in " ".join(ran.out.split()) for part in parts)
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "%" not in ran.out
    line = " ".join(ran.out.split("Where the list is")[1].split("Interviews to expect")[0].split())
    assert sum(map(int, re.findall(r"[A-Z]{2} (\d+)", line))) == 5
    assert ran.out.index("Sample catalog: its programs are invented") < ran.out.index("Apply to")


def test_the_json_is_the_plan_of_the_library(run: Run, me: str) -> None:
    import datetime

    import matchsafe
    from matchsafe.catalog.sample import sample
    from matchsafe.workspace import seasonfile

    ran = run("plan", me, *FEW, "--json")
    season = seasonfile.load(me).season
    expected = matchsafe.plan(
        season,
        PlanRequest(budget=60, useful_step=0, signals="all"),
        sample(),
        datetime.date.fromisoformat(DAY),
    )
    assert json.loads(ran.out) == expected.model_dump(mode="json")
    assert PlanReport.model_validate_json(ran.out).catalog.sample


def test_without_any_list_the_plan_is_by_state_and_says_what_to_look_up(run: Run, me: str) -> None:
    ran = run("plan", me, "--budget", "60", *WHOLE)
    told = " ".join(ran.out.split())
    assert ran.code == 0
    assert "You have no program list" in told
    assert "Where to apply - About" in told
    assert "Look up for each program, before you pay" in told
    assert "No program list was used: average programs by state" in told
    chosen = json.loads(run("plan", me, "--no-catalog", "--budget", "60", *WHOLE, "--json").out)
    assert chosen["catalog"]["name"] is None


def test_the_list_in_use_is_taken_where_none_is_named(run: Run, me: str) -> None:
    assert run("catalog", "use", "sample").code == 0
    ran = run("plan", me, "--budget", "60", "--on", DAY, "--json")
    assert json.loads(ran.out)["catalog"]["name"] == "sample"


def test_options_of_the_command_come_before_those_of_the_file(run: Run, me: str) -> None:
    Path("wishes.yaml").write_text(
        "budget: 1000\nspecialties: [fm]\nonly_states: [Pennsylvania, NY]\n", encoding="utf-8"
    )
    ran = run("plan", me, *FEW, "--options", "wishes.yaml", "--json")
    found = json.loads(ran.out)
    assert found["budget"] == 60
    assert {p["specialty"] for p in found["programs"]} == {"family_medicine"}
    assert {p["state"] for p in found["programs"]} <= {"PA", "NY"}


def test_programs_asked_for_left_out_and_applied_to_are_kept_to(run: Run, me: str) -> None:
    first = json.loads(run("plan", me, *FEW, "--json").out)
    ids = [p["id"] for p in first["programs"]]
    ran = run(
        "plan", me, *FEW, "--exclude", ids[0], "--applied", f"{ids[1]}=silver", "--include", ids[2], "--json"
    )
    programs = {p["id"]: p for p in json.loads(ran.out)["programs"]}
    assert ids[0] not in programs
    assert programs[ids[1]]["applied"]
    assert (programs[ids[1]]["signal"], programs[ids[1]]["fee"]) == ("silver", 0)
    assert "You asked for it." in programs[ids[2]]["reasons"]


def test_a_proof_tells_how_it_ended(run: Run, me: str) -> None:
    ran = run("plan", me, "--catalog", "sample", "--max-programs", "2", "--state", "PA", "--exact", *WHOLE)
    assert ran.code == 0
    assert "Proved: no other list that keeps these rules is better." in ran.out


def test_the_list_is_written_as_csv_and_workbook_and_a_file_is_not_written_over(run: Run, me: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    ran = run("plan", me, *FEW, "--csv", "list.csv", "--xlsx", "list.xlsx", "--json")
    names = [p["name"] for p in json.loads(ran.out)["programs"]]
    with Path("list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["program"] for row in csv.DictReader(file)] == names
    sheet = openpyxl.load_workbook("list.xlsx").active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == names
    again = run("plan", me, *FEW, "--csv", "list.csv")
    assert (again.code, again.out) == (2, "")
    assert "is there already" in again.err
    assert run("plan", me, *FEW, "--csv", "list.csv", "--force").code == 0


def test_every_problem_is_told_at_once(run: Run) -> None:
    Path("wishes.yaml").write_text("budgte: 5\nwishes: {size: huge}\n", encoding="utf-8")
    ran = run(
        "plan", "nowhere.yaml", "--catalog", "x", "--no-catalog", "--max-programs", "x", "--state", "ZZ",
        "--specialty", "wizardry", "--applied", "p1=bronze", "--options", "wishes.yaml", "--csv", "no/list.csv",
        "--on", "someday",
    )  # fmt: skip
    assert (ran.code, ran.out) == (2, "")
    for told in (
        "nowhere.yaml", "--on:", "only one of them", "--max-programs:", "--state: This is not a US state", "ZZ",
            "--specialty: This is not one", "wizardry",
        '--applied: "p1=bronze"', "Did you mean: budget", "wishes.size:", "--csv:",
    ):  # fmt: skip
        assert told in ran.err, told


def test_an_options_file_that_says_two_things_or_no_number_is_refused(run: Run, me: str) -> None:
    Path("twice.yaml").write_text("max_programs: 4\nmax_programs: 9\nbudget: 1e999\n", encoding="utf-8")
    ran = run("plan", me, "--catalog", "sample", "--options", "twice.yaml")
    assert (ran.code, ran.out) == (2, "")
    told = " ".join(ran.err.split())
    assert "max_programs" in told
    assert "written twice" in told
    assert "not a number that can be used" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--catalog", "nothing"], 'There is no catalog "nothing"'),
        (["--catalog", "sample", "--include", "nobody"], "--include: there is no program 'nobody'"),
        (["--catalog", "sample", "--objective", "utility"], "wishes:"),
        (["--options", "gone.yaml"], "There is no such file"),
        (["--options", "list.yaml"], "has no fields"),
        (["--no-catalog", "--specialty", "neurosurgery"], "Without a program list"),
    ],
)
def test_what_cannot_be_planned_is_one_clear_line(run: Run, me: str, arguments: list[str], told: str) -> None:
    Path("list.yaml").write_text("- 1\n", encoding="utf-8")
    ran = run("plan", me, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in " ".join(ran.err.split())


@pytest.mark.parametrize(
    ("budget", "told"),
    [
        ("0", "Spend nothing more. No program fits your budget and your limits."),
        ("10", "Your $10 pay for no application: one costs $11. The next $100 would add about"),
    ],
)
def test_nothing_that_fits_is_said_without_claims(run: Run, me: str, budget: str, told: str) -> None:
    ran = run("plan", me, "--catalog", "sample", "--budget", budget, "--on", DAY)
    assert ran.code == 0
    assert told in " ".join(ran.out.split())
    assert "can be better" not in ran.out
    assert "other budgets" not in ran.out


def test_without_scipy_the_extra_is_named(run: Run, me: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from matchsafe.planning.errors import MissingExtraError

    def missing(*_: Any, **__: Any) -> None:
        raise MissingExtraError('Install it with: pip install "matchsafe[plan]"')

    monkeypatch.setattr("matchsafe.services.plan.plan", missing)
    ran = run("plan", me, *FEW)
    assert ran.code == 2
    assert "matchsafe[plan]" in ran.err


def test_the_plan_in_a_season_file_is_begun_with_and_what_is_typed_goes_before_it(run: Run, me: str) -> None:
    kept = """
plan:
  catalog: sample
  request: {max_programs: 2, only_states: [PA]}
  marks:
    sample: {exclude: [%s]}
    other: {include: [nobody]}
"""
    path = Path("with-plan.yaml")
    text = Path(me).read_text()
    first = json.loads(
        run("plan", me, "--catalog", "sample", "--max-programs", "2", "--state", "PA", *WHOLE, "--json").out
    )
    dropped = first["programs"][0]["id"]
    path.write_text(text + kept % dropped)
    own = json.loads(run("plan", str(path), "--json", *WHOLE).out)
    assert (own["catalog"]["name"], len(own["programs"])) == ("sample", 2)
    assert {p["state"] for p in own["programs"]} == {"PA"}
    assert dropped not in {p["id"] for p in own["programs"]}
    assert (
        len(json.loads(run("plan", str(path), "--json", "--max-programs", "1", *WHOLE).out)["programs"]) == 1
    )
    assert json.loads(run("plan", str(path), "--json", "--no-catalog").out)["catalog"]["name"] is None
    path.write_text(text + "\nplan: {request: {max_programs: 2}}\n")
    assert json.loads(run("plan", str(path), "--json").out)["catalog"]["name"] is None


@pytest.mark.parametrize(("columns", "row"), [(80, " $360"), (40, " - $360: 31 programs,")])
def test_other_budgets_stand_in_rows_that_fit(
    columns: int, row: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [plan_words.Step("$360", 31, "$350", "about 62 in 100 (50 to 73)", yours=True)]
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(plan_words, "budget_steps", lambda _: steps)
    monkeypatch.setattr(plan_words, "next_dollars", lambda _: "")
    plan = SimpleNamespace(bill=[], recommendation=SimpleNamespace(code="spend"))
    plan_screen._money(Screen(), plan)  # type: ignore[arg-type]
    told = capsys.readouterr().out
    assert row.strip() in told
    assert max(map(len, told.splitlines())) <= columns
    assert " ".join(told.split()).endswith("about 62 in 100 (50 to 73), your list") == (columns == 40)
