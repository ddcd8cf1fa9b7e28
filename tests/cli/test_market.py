"""``matchsafe market``: studies of a market in the terminal, as JSON and as pictures."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
EXAMPLE = Path(__file__).parents[2] / "examples" / "market"
FILES = [
    str(EXAMPLE / "applicants.csv"),
    str(EXAMPLE / "programs.csv"),
    "--couples",
    str(EXAMPLE / "couples.csv"),
]
SINGLES = [str(EXAMPLE / "study" / "market.json"), "--ties", "single"]
SVG = "{http://www.w3.org/2000/svg}"


def said(ran: Any) -> str:
    return " ".join(ran.out.split())


def test_figures_on_the_screen_and_as_json(run: Run) -> None:
    ran = run("market", "statistics", *FILES)
    assert (ran.code, ran.err) == (0, "")
    assert "Mean rank of matched singles: 1.50; 2 have their first choice." in said(ran)
    assert "Harbor Center 0 of 1 open" in said(ran)
    assert "Couples by the rank of their pair" in ran.out
    told = json.loads(run("market", "statistics", *FILES, "--json").out)
    assert (told["matched"], told["applicants"]["counts"], told["stable"]) == (6, [2, 2], True)


def test_every_mechanism_has_a_row_and_couples_are_refused(run: Run) -> None:
    ran = run("market", "mechanisms", *SINGLES)
    assert "ties in programs' lists broken by one lottery" in " ".join(ran.err.split())
    assert [row.split("  ")[0].strip() for row in ran.out.splitlines()[1:]] == [
        "deferred acceptance", "immediate acceptance", "top trading cycles", "serial dictatorship",
    ]  # fmt: skip
    ran = run("market", "compare", *FILES)
    assert (ran.code, "is for singles, and this market has 1 couple" in ran.err) == (2, True)


def test_markets_with_variations_are_studied_or_refused_by_name(run: Run, tmp_path: Path) -> None:
    folder = EXAMPLE / "variations"
    lists = [str(folder / f"{name}.csv") for name in ("applicants", "programs", "supplemental", "reversions")]
    files = [*lists[:2], "--supplemental", lists[2], "--reversions", lists[3]]
    ran = run("market", "statistics", *files)
    assert "First years by their rank on the supplemental list rank how many so far 1 1 1" in said(ran)
    (tmp_path / "moved.csv").write_text("applicant,program,first_year\nBrandt,Skyline Radiology,\n")
    ran = run("market", "compare", *files, "--second", str(tmp_path / "moved.csv"))
    whole = "".join(ran.out.split())  # a long path is broken somewhere
    assert f"Fromdeferredacceptanceto{tmp_path / 'moved.csv'}:7applicantsmove" in whole
    assert "1 first-year place differs." in said(ran)
    assert "First years that differ applicant from to Brandt Harbor Preliminary (rank 1) no match" in said(
        ran
    )
    ran = run("market", "stable-set", *files)
    assert (ran.code, "2 supplemental lists, 1 reversion and 1 even or odd number" in said_err(ran)) == (
        2,
        True,
    )


def said_err(ran: Any) -> str:
    return " ".join(ran.err.split())


def test_two_results_are_compared_and_drawn(run: Run, tmp_path: Path) -> None:
    run("match", *SINGLES, "--mechanism", "immediate_acceptance", "--out", str(tmp_path / "boston.csv"))
    asked = [
        "market",
        "compare",
        *SINGLES,
        "--second",
        str(tmp_path / "boston.csv"),
        "--svg",
        str(tmp_path / "pictures"),
    ]
    ran = run(*asked)
    assert ran.code == 0
    assert "Matched: " in ran.out
    told = json.loads(run("market", "compare", *SINGLES, "--second", "immediate_acceptance", "--json").out)
    assert told["gains"] + told["loses"] + told["other"] + told["unchanged"] == 6
    drawn = ET.parse(tmp_path / "pictures" / "flows.svg").getroot()
    assert drawn.find(f"{SVG}title") is not None
    assert drawn.find(f"{SVG}desc") is not None
    with (tmp_path / "pictures" / "flows.csv").open() as file:
        rows = list(csv.reader(file))
    assert sum(int(row[2]) for row in rows[1:]) == 6
    assert run("market", "compare", *SINGLES, "--second", "nobody").code == 2


def test_pictures_of_one_result_have_their_tables(run: Run, tmp_path: Path) -> None:
    run("market", "statistics", *FILES, "--svg", str(tmp_path))
    names = {path.stem for path in tmp_path.glob("*.svg")}
    assert names == {"ranks-of-singles", "ranks-of-couples", "ranks-of-filled-seats", "cutoffs"}
    assert {path.stem for path in tmp_path.glob("*.csv")} == names
    assert (
        "Of 5 lists, 2 reached their first rank and 1 none."
        in (tmp_path / "ranks-of-singles.svg").read_text()
    )
    ran = run("market", "statistics", *FILES, "--svg", str(EXAMPLE / "applicants.csv"))
    assert (ran.code, "--svg" in ran.err) == (2, True)


def test_what_if_names_each_change_and_what_it_does(run: Run, tmp_path: Path) -> None:
    changes = str(EXAMPLE / "study" / "changes.json")
    ran = run("market", "what-if", changes, *FILES)
    assert "City Hospital: 1 position more Ford: another list 2 applicants move" in said(ran)
    told = json.loads(run("market", "what-if", changes, *FILES, "--each", "--json").out)
    assert [len(one["changes"]) for one in told["counterfactuals"]] == [1, 1]
    wrong = tmp_path / "wrong.json"
    wrong.write_text('[{"program": "City Hospital", "seats": "many"}, {"applicant": "Ford", "colour": 1}]')
    ran = run("market", "what-if", str(wrong), *FILES)
    assert ran.code == 2
    assert "changes[0].seats" in ran.err
    assert "changes[1].colour" in ran.err
    for text, why in (
        ("{", "no JSON"),
        ('[{"program": "City", "seats": 1, "seats": 2}]', "stands twice"),
        ("[" * 1000, "nested too deep"),
        ("[]", "name at least one change"),
    ):
        wrong.write_text(text)
        ran = run("market", "what-if", str(wrong), *FILES)
        assert (ran.code, why in ran.err) == (2, True), text
    assert "There is no file" in run("market", "what-if", str(tmp_path / "none.json"), *FILES).err
    assert "only one of the files" in run("market", "what-if", "-", "-", FILES[1]).err


def test_all_stable_matches_of_a_market(run: Run) -> None:
    ran = run("market", "stable-set", *FILES)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "1 stable match.")
    assert run("market", "stable-set", *FILES, "--most", "none").code == 2


def test_seats_by_type(run: Run) -> None:
    ran = run("market", "reserves", str(EXAMPLE / "study" / "rules.json"), *SINGLES)
    assert ran.code == 0
    assert "Checked: stable under the rules." in ran.out
    assert "City local" in said(ran)


def test_the_lottery_and_the_mechanism_stand_in_the_result(run: Run) -> None:
    told = json.loads(run("match", *SINGLES, "--seed", "4", "--json").out)
    assert (told["ties"]["lottery"], told["ties"]["seed"], told["ties"]["ties"]) == ("single", 4, 3)
    ran = run("match", SINGLES[0], "--ties", "refuse")
    assert (ran.code, "--ties single" in ran.err) == (2, True)
    ran = run("match", *FILES, "--mechanism", "auction", "--near-feasible", "--side", "program")
    assert ran.code == 2
    assert '--mechanism: "auction" is not known.' in ran.err
    assert "--near-feasible" in ran.err


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_seats_are_changed_where_couples_need_it(run: Run, tmp_path: Path, more: list[str]) -> None:
    market = {
        "applicants": [{"applicant": "Sam", "programs": ["North", "South"]}],
        "programs": [{"program": "North", "quota": 1, "applicants": ["Uma", "Sam"]},
                     {"program": "South", "quota": 1, "applicants": ["Sam", "Vic"]}],
        "couples": [{"first": "Uma", "second": "Vic", "pairs": [["North", "South"]]}],
    }  # fmt: skip
    path = tmp_path / "market.json"
    path.write_text(json.dumps(market))
    ran = run("match", str(path), "--near-feasible", *more)
    assert ran.code == 0
    if more:
        assert json.loads(ran.out)["near_feasible"]["changes"] == [
            {"program": "South", "before": 1, "after": 2}
        ]
    else:
        assert "Seats were changed: South has 2 instead of 1. No smaller change is enough." in said(ran)
