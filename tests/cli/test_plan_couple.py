"""``matchsafe plan --partner``: both lists for a person, for programs and as files; and what can be amiss."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path

import pytest

from .conftest import Run

DAY = "2026-09-23"
PARTNER = "applicant: {type: us_img}\ntarget: {specialty: family_medicine}\n"
FEW = ("--partner", "theirs.yaml", "--budget", "120", "--useful-step", "0", "--on", DAY)
LISTED = (*FEW, "--catalog", "sample", "--signals", "all")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, season_text: str) -> None:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(season_text, encoding="utf-8")
    Path("theirs.yaml").write_text(PARTNER, encoding="utf-8")


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_answer_comes_first_then_places_then_both_lists_then_money_and_doubts(run: Run) -> None:
    ran = run("plan", "mine.yaml", *LISTED, "--together", "division", "--want-state", "NY", "--want-state", "NJ",
              "--want-state", "PA")  # fmt: skip
    assert ran.code == 0
    told = one_line(ran.out)
    parts = (
        "A plan for two", "Sample catalog: its programs are invented", "Apply to",
        "No other two lists can be better by",
        "What these lists are worth", "Both match where you would most like to be", "Where you could be together",
        "(where you would most like to be)", "First partner: ", "Second partner: Family Medicine, ", "saves $",
        "What it costs", "Together $", ", of $120.", "Please check", "how alike two partners' strengths are",
        "How we know",
    )  # fmt: skip
    places, at = [], 0
    for part in parts:
        at = told.index(part, at)
        places.append(at)
    assert places == sorted(places)
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "%" not in ran.out


def test_the_json_is_the_library_s_and_the_files_hold_both_lists(run: Run) -> None:
    import matchsafe
    from matchsafe.catalog.sample import sample
    from matchsafe.workspace import seasonfile

    openpyxl = pytest.importorskip("openpyxl")
    early = "2026-09-01"  # before interviews can be held, so that both lists are long
    ran = run("plan", "mine.yaml", *LISTED, "--on", early, "--json", "--csv", "two.csv", "--xlsx", "two.xlsx")
    found = json.loads(ran.out)
    seasons = [seasonfile.load(name).season for name in ("mine.yaml", "theirs.yaml")]
    part = matchsafe.PlanRequest(signals="all")
    request = matchsafe.CoupleRequest(budget=120, useful_step=0, first=part, second=part)
    made = matchsafe.plan_couple(*seasons, request, sample(), datetime.date.fromisoformat(early))
    assert found == made.model_dump(mode="json")
    names = [(who, p["name"]) for who in ("first", "second") for p in found[who]["programs"]]
    assert {who for who, _ in names} == {"first", "second"}
    with Path("two.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["partner"], row["program"]) for row in rows] == names
    assert all(row["remark"].startswith("Sample catalog") for row in rows)
    sheet = openpyxl.load_workbook("two.xlsx").active
    assert [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=2)] == names
    again = run("plan", "mine.yaml", *LISTED, "--csv", "two.csv")
    assert (again.code, again.out) == (2, "")
    assert '--csv: "two.csv" is there already' in one_line(again.err)


def test_without_a_list_states_are_counted_for_each_in_words_and_in_the_file(run: Run) -> None:
    only = ("--state", "NY", "--state", "NJ", "--max-programs", "3")
    ran = run("plan", "mine.yaml", *FEW, "--no-catalog", *only, "--csv", "two.csv")
    assert ran.code == 0, ran.err
    told = one_line(ran.out)
    assert "Apply to about" in told
    assert "No program list is there" in told
    with Path("two.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {r["state"] for r in rows} <= {"NY", "NJ"}
    for who in ("first", "second"):
        assert 0 < sum(int(r["programs"]) for r in rows if r["partner"] == who) <= 3


def test_what_a_season_file_keeps_of_a_partner_s_own_plan_counts_and_what_is_typed_goes_before_it(
    run: Run, season_text: str
) -> None:
    kept = "plan:\n  catalog: sample\n  request: {budget: 1, only_states: [%s]}\n"
    kept += "  marks: {sample: {exclude: [%s]}}\n"
    first = json.loads(run("plan", "mine.yaml", *LISTED, "--state", "PA", "--json").out)
    dropped = {who: first[who]["programs"][0]["id"] for who in ("first", "second")}
    Path("mine.yaml").write_text(season_text + kept % ("PA", dropped["first"]), encoding="utf-8")
    Path("theirs.yaml").write_text(PARTNER + kept % ("PA, NJ", dropped["second"]), encoding="utf-8")
    own = json.loads(run("plan", "mine.yaml", *FEW, "--json").out)
    assert (own["catalog"]["name"], own["budget"]) == ("sample", 120)
    assert {p["state"] for p in own["first"]["programs"]} == {"PA"}
    assert {p["state"] for p in own["second"]["programs"]} <= {"PA", "NJ"}
    for who in ("first", "second"):
        assert dropped[who] not in {p["id"] for p in own[who]["programs"]}
    typed = json.loads(run("plan", "mine.yaml", *FEW, "--state", "NJ", "--json").out)
    assert {p["state"] for w in ("first", "second") for p in typed[w]["programs"]} == {"NJ"}
    Path("more.yaml").write_text("first: {only_states: [NJ]}\n", encoding="utf-8")
    read = json.loads(run("plan", "mine.yaml", *FEW, "--options", "more.yaml", "--json").out)
    assert {p["state"] for p in read["first"]["programs"]} == {"NJ"}


def test_every_problem_is_told_at_once_and_in_which_file(run: Run) -> None:
    Path("theirs.yaml").write_text("applicant: {type: martian}\ntarget: {specialty: fm}\n", encoding="utf-8")
    Path("more.yaml").write_text("first: {budget: 5, exclude: 3}\nfrist: {}\n", encoding="utf-8")
    ran = run("plan", "gone.yaml", "--partner", "theirs.yaml", "--together", "near", "--max-programs", "x",
              "--options", "more.yaml", "--home-state", "NY", "--xlsx", "no/list.xlsx", "--on", "someday")  # fmt: skip
    assert (ran.code, ran.out) == (2, "")
    for told in (
        "gone.yaml", "theirs.yaml", "martian", "--on:", "--together:", "--max-programs:", "first.exclude",
        "Did you mean: first", "--home-state: for two, write home_states under first: or second:", "--xlsx:",
    ):  # fmt: skip
        assert told in one_line(ran.err), told
    assert ran.err.count("--max-programs:") == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--partner", "gone.yaml"), "gone.yaml"),
        (("--together", "state"), "is needed: a second season"),
        (("--partner", "theirs.yaml", "--together", "miles", "--no-catalog"), "miles needs a program list"),
        (("--partner", "theirs.yaml", "--catalog", "nothing"), 'There is no catalog "nothing"'),
        (("--partner", "theirs.yaml", "--options", "own.yaml"), "first.budget"),
    ],
)
def test_what_cannot_be_planned_for_two_is_told_in_words(
    run: Run, options: tuple[str, ...], told: str
) -> None:
    Path("own.yaml").write_text("first: {budget: 5}\n", encoding="utf-8")
    ran = run("plan", "mine.yaml", *options)
    assert (ran.code, ran.out) == (2, "")
    assert told in one_line(ran.err)


def test_lists_that_cannot_hold_anything_are_told_without_claims(run: Run) -> None:
    ran = run(
        "plan", "mine.yaml", "--partner", "theirs.yaml", "--catalog", "sample", "--budget", "0", "--on", DAY
    )
    assert ran.code == 0
    assert "No pair of programs fits this budget and these rules." in ran.out
    assert "can be better" not in ran.out
    assert "in 0 in 100" not in one_line(ran.out)


def test_without_scipy_the_extra_is_named_for_two(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from matchsafe.planning.errors import MissingExtraError

    def missing(*_: object, **__: object) -> None:
        raise MissingExtraError('Install it with: pip install "matchsafe[plan]"')

    monkeypatch.setattr("matchsafe.services.couple_plan.plan_couple", missing)
    ran = run("plan", "mine.yaml", *LISTED)
    assert ran.code == 2
    assert "matchsafe[plan]" in ran.err
