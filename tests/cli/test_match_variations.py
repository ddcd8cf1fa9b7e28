"""``matchsafe match`` with supplemental lists, reversions, even and odd numbers and positions for physicians."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
EXAMPLE = Path(__file__).parents[2] / "examples" / "market" / "variations"
LISTS = [str(EXAMPLE / "applicants.csv"), str(EXAMPLE / "programs.csv")]
FILES = [
    *LISTS,
    "--supplemental",
    str(EXAMPLE / "supplemental.csv"),
    "--reversions",
    str(EXAMPLE / "reversions.csv"),
]
CHASE = {
    "applicants": [
        {"applicant": "Ann", "programs": ["Derm", "Rad"]},
        {"applicant": "Ben", "programs": ["Hill", "Derm"]},
    ],
    "programs": [
        {"program": "Derm", "quota": 1, "applicants": ["Ben", "Ann"]},
        {"program": "Rad", "quota": 1, "applicants": ["Ann"]},
        {"program": "Hill", "quota": 1, "applicants": ["Ann", "Ben"]},
    ],
    "supplemental": [{"applicant": "Ann", "advanced": "Derm", "programs": ["Hill"]}],
}
"""Ann's first-year place and Ben's place chase each other; no stable match exists."""


@pytest.fixture
def chase(tmp_path: Path) -> str:
    path = tmp_path / "chase.json"
    path.write_text(json.dumps(CHASE))
    return str(path)


def told(out: str) -> str:
    return " ".join(out.split())


def test_the_screen_says_what_each_variation_did_after_the_proof(run: Run) -> None:
    ran = run("match", *FILES)
    assert (ran.code, ran.err) == (0, "")
    parts = ["Checked: stable.", "The check knows the variations", "Matched", "Not matched", "First-year places",
             "Brandt at Skyline Radiology: first year at Harbor Preliminary (rank 1).", "Even or odd numbers",
             "Valley Pediatrics wants an even number: 2 of 4 positions filled; 1 position stayed empty",
             "Positions that moved", "Harbor Preliminary to Harbor Medicine: 1 unfilled position."]  # fmt: skip
    places = [told(ran.out).index(part) for part in parts]
    assert places == sorted(places)


def test_json_tells_the_variations(run: Run) -> None:
    report = json.loads(run("match", *FILES, "--json").out)
    assert report["variations"] == {
        "reverted": [{"donor": "Harbor Preliminary", "receiver": "Harbor Medicine", "positions": 1}],
        "reversions": 1,
        "first_year": [{"applicant": "Brandt", "advanced": "Skyline Radiology",
                        "program": "Harbor Preliminary", "rank": 1}],
        "given_up": [],
        "parity": [{"program": "Valley Pediatrics", "wants": "even", "filled": 2, "positions": 4, "left_empty": 1}],
        "passes": 2,
    }  # fmt: skip
    assert report["market"]["filled"] == 9
    assert {p["program"]: (p["quota"], p["filled"]) for p in report["programs"]} == {
        "Skyline Radiology": (1, 1), "Skyline Radiology R": (1, 1), "Harbor Medicine": (3, 3),
        "Harbor Preliminary": (2, 2), "Valley Pediatrics": (4, 2),
    }  # fmt: skip
    assert report["certificate"]["stable"] is True


def test_csv_and_parquet_have_the_first_year_beside_the_place(run: Run, tmp_path: Path) -> None:
    lines = run("match", *FILES, "--csv").out.splitlines()
    assert lines[:3] == [
        "applicant,program,rank,first_year,first_year_rank",
        "Adler,Harbor Medicine,2,,",
        "Brandt,Skyline Radiology,1,Harbor Preliminary,1",
    ]
    parquet = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "result.parquet"
    assert run("match", *FILES, "--out", str(out)).code == 0
    rows = parquet.read_table(out).to_pylist()
    assert rows[1] == {"applicant": "Brandt", "program": "Skyline Radiology", "rank": 1,
                       "first_year": "Harbor Preliminary", "first_year_rank": 1}  # fmt: skip
    assert rows[-1]["first_year"] is None


def test_who_gave_up_a_first_year_place_is_named_and_the_verdict_is_honest(run: Run, chase: str) -> None:
    ran = run("match", chase)
    assert ran.code == 3
    for part in ("Checked: not stable.", "No stable match exists for these lists",
                 "Ann and Hill would rather have each",
                 "The first-year place of 1 applicant could not be settled", "First-year places given up",
                 "Ann at Derm: no first-year place."):  # fmt: skip
        assert part in told(ran.out)
    assert "Ann,Derm,1,-," in run("match", chase, "--csv").out


def test_an_explanation_tells_the_first_year_too(run: Run, chase: str) -> None:
    ran = run("match", *FILES, "--explain", "Brandt")
    assert "Why Brandt is at Skyline Radiology" in ran.out
    assert "First year: Rank 1, Harbor Preliminary: matched here." in told(ran.out)
    ran = run("match", *FILES, "--explain", "Nobody")
    assert (ran.code, 'there is no applicant "Nobody"' in ran.err) == (2, True)


def test_a_result_of_a_market_with_variations_is_checked(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "result.csv"
    assert run("match", *FILES, "--out", str(out)).code == 0
    ran = run("match", *FILES, "--check", str(out))
    assert (ran.code, "Checked: stable." in ran.out) == (0, True)
    table = [line.split(",") for line in out.read_text().splitlines()]
    without = [[*cells[:3], "", ""] if cells[0] != "applicant" else cells for cells in table]
    out.write_text("\n".join(map(",".join, without)))
    ran = run("match", *FILES, "--check", str(out))
    assert (ran.code, "Checked: not stable." in ran.out) == (3, True)


def test_either_side_may_propose_and_either_definition_be_met(run: Run) -> None:
    ran = run("match", *FILES, "--side", "program", "--definition", "MM", "--json")
    said = json.loads(ran.out)
    assert (ran.code, said["side"], said["certificate"]["definition"]) == (0, "program", "MM")


def test_positions_for_physicians_alone_leave_everything_as_it_is(run: Run, tmp_path: Path) -> None:
    applicants, programs = tmp_path / "a.csv", tmp_path / "p.csv"
    applicants.write_text("applicant,rank,program,physician\nAnn,1,P,yes\nBen,1,P,\n")
    programs.write_text("program,quota,rank,applicant,for_physicians\nP,2,1,Ann,yes\nP,2,2,Ben,yes\n")
    ran = run("match", str(applicants), str(programs))
    assert ran.code == 2
    assert "a.csv, row 3, column program: 'P' is for physicians (R), and 'Ben' is not one" in ran.err
    ran = run(
        "match",
        str(applicants),
        str(programs),
        "--one-sided",
        "unacceptable",
        "--explain",
        "Ann",
        "--side",
        "program",
    )
    assert (ran.code, "Why Ann is at P" in ran.out) == (0, True)


def test_reversions_that_find_nothing_to_move_are_said(run: Run, tmp_path: Path) -> None:
    for name, text in {
        "a": "applicant,rank,program\nAnn,1,Lab\n",
        "p": "program,quota,rank,applicant\nLab,1,1,Ann\nMain,1,,\n",
        "r": "donor,receiver,positions\nLab,Main,1\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(text)
    a, p, r = (str(tmp_path / f"{name}.csv") for name in "apr")
    assert "None: no donor had one left." in run("match", a, p, "--reversions", r).out
    ran = run("match", a, p, "--reversions", r, "--out", r, "--force")
    assert (ran.code, "one of the files to be read" in ran.err) == (2, True)


def test_problems_of_the_files_of_variations_are_told_by_row_and_column(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matchsafe.market.jit.compiles_first", lambda: True)
    bad = tmp_path / "links.csv"
    bad.write_text("applicant,advanced,rank,program\nAdler,Nowhere,x,Harbor Preliminary\n")
    ran = run("match", *LISTS, "--supplemental", str(bad), "--reversions", str(tmp_path / "none.csv"))
    assert (ran.code, ran.out) == (2, "")
    assert "links.csv, row 2, column rank: 'x' is not a whole number from 1" in ran.err
    assert "none.csv: There is no file" in ran.err
    assert "Preparing" not in ran.err  # nothing is compiled for files that cannot be read
    assert run("match", LISTS[0], "--supplemental", str(bad)).code == 2
