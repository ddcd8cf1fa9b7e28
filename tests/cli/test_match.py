"""``matchsafe match``: files in, the result and its proof out."""

from __future__ import annotations

import csv
import io
import json
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from threading import Thread
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
RESULT = [
    ("Anderson", "City Hospital", "1"),
    ("Chen", "Mercy Clinic", "2"),
    ("Davis", "General Hospital", "2"),
    ("Eastman", "City Hospital", "1"),
    ("Uma", "General Hospital", "2"),
    ("Vic", "Mercy Clinic", "2"),
    ("Ford", "-", ""),
]


def rows(text: str) -> list[tuple[str, ...]]:
    header, *found = csv.reader(io.StringIO(text))
    assert header == ["applicant", "program", "rank"]
    return [tuple(row) for row in found]


def written(folder: Path, result: list[tuple[str, ...]]) -> str:
    path = folder / "result.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("applicant", "program", "rank"), *result])
    return str(path)


def test_the_screen_tells_counts_then_the_proof_then_who_goes_where(run: Run) -> None:
    ran = run("match", *FILES)
    assert (ran.code, ran.err) == (0, "")
    order = ["7 applicants, 1 couple among them; 4 programs with 7 positions.", "6 matched, 1 did not.",
             "6 of 7 positions filled, 1 left.", "Checked: stable.", "Kojima", "Matched", "Anderson   City Hospital",
             "Not matched", "Ford", "Programs with positions left", "Harbor Center"]  # fmt: skip
    places = [ran.out.index(part) for part in order]
    assert places == sorted(places)


def test_csv_has_one_row_for_everyone(run: Run) -> None:
    ran = run("match", *FILES, "--csv")
    assert rows(ran.out) == RESULT


def test_json_has_the_whole_result(run: Run) -> None:
    told = json.loads(run("match", *FILES, "--json").out)
    assert told["market"] == {
        "applicants": 7, "couples": 1, "programs": 4, "positions": 7,
        "matched": 6, "unmatched": 1, "filled": 6, "unfilled": 1,
    }  # fmt: skip
    assert [(m["applicant"], m["program"], str(m["rank"])) for m in told["matches"]] == RESULT[:-1]
    assert told["unmatched"] == ["Ford"]
    assert {p["program"]: (p["filled"], p["quota"]) for p in told["programs"]}["Harbor Center"] == (0, 1)
    assert told["certificate"]["stable"] is True
    assert told["certificate"]["sentences"][0].startswith("Checked: stable.")
    assert told["unresolved"] == []
    assert told["seconds"] > 0


def test_a_right_result_of_somebody_else_is_certified(run: Run, tmp_path: Path) -> None:
    ran = run("match", *FILES, "--check", written(tmp_path, RESULT))
    assert (ran.code, ran.err) == (0, "")
    assert "Checked: stable." in ran.out


def test_a_wrong_result_is_refused_with_what_upsets_it_and_exit_code_3(run: Run, tmp_path: Path) -> None:
    swapped = [
        (a, {"Chen": "General Hospital", "Davis": "City Hospital"}.get(a, p), "") for a, p, _ in RESULT[:-1]
    ]
    ran = run("match", *FILES, "--check", written(tmp_path, swapped))
    assert ran.code == 3
    assert "Checked: not stable." in ran.out
    told = " ".join(ran.out.split())
    assert "Ford and General Hospital would rather have each other." in told
    assert "Chen is at a place that is not on the list" in told
    assert "City Hospital has more people than seats." in told
    assert "1 applicant is not in the result file" in told


def test_a_match_that_is_not_stable_has_an_exit_code_of_its_own(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("applicants.csv", "programs.csv", "couples.csv")]
    files[0].write_text("applicant,rank,program\nSam,1,North\nSam,2,South\n")
    files[1].write_text(
        "program,quota,rank,applicant\nNorth,1,1,Uma\nNorth,1,2,Sam\nSouth,1,1,Sam\nSouth,1,2,Vic\n"
    )
    files[2].write_text("first,second,rank,first_program,second_program\nUma,Vic,1,North,South\n")
    ran = run("match", *map(str, files[:2]), "--couples", str(files[2]))
    assert ran.code == 3
    assert "No stable match exists for these lists" in ran.out


def test_seconds_that_are_no_number_are_refused_with_the_other_options(run: Run) -> None:
    ran = run("match", *FILES, "--seconds", "long", "--seed", "x")
    assert ran.code == 2
    assert '--seconds: "long" is not a number from 0 to 1,000,000.' in ran.err
    assert "--seed" in ran.err


def test_the_json_says_what_found_the_match(run: Run) -> None:
    said = json.loads(run("match", *FILES, "--json").out)
    assert (said["method"], said["limit_reached"]) == ("roth_peranson", False)


def test_a_score_beyond_single_precision_prints_no_warning(run: Run, tmp_path: Path) -> None:
    applicants, programs = tmp_path / "a.csv", tmp_path / "p.csv"
    applicants.write_text("applicant,rank,program,score\nAnn,1,P,1e39\nBen,1,P,1e40\n")
    programs.write_text("program,quota\nP,1\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ran = run("match", str(applicants), str(programs), "--csv")
    assert (ran.code, ran.err) == (0, "")
    assert rows(ran.out) == [("Ben", "P", "1"), ("Ann", "-", "")]


def test_a_quota_beyond_the_limit_is_told_with_the_limit(run: Run, tmp_path: Path) -> None:
    applicants, programs = tmp_path / "a.csv", tmp_path / "p.csv"
    applicants.write_text("applicant,rank,program\nAnn,1,P\n")
    programs.write_text("program,quota,rank,applicant\nP,4294967297,1,Ann\n")
    ran = run("match", str(applicants), str(programs))
    assert (ran.code, "a whole number from 0 to 999,999,999" in ran.err) == (2, True)


def test_a_pipe_that_nobody_writes_to_is_told_and_one_with_a_writer_is_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matchsafe.tabular.source.PATIENCE", 0.2)
    pipe, programs = tmp_path / "pipe", tmp_path / "p.csv"
    os.mkfifo(pipe)
    programs.write_text("program,quota,rank,applicant\nP,1,1,Ann\n")
    ran = run("match", str(pipe), str(programs))
    assert (ran.code, "pipe: It cannot be read: this is a pipe that nothing wrote to" in ran.err) == (2, True)
    monkeypatch.setattr("matchsafe.tabular.source.PATIENCE", 30)
    writer = Thread(target=pipe.write_text, args=("applicant,rank,program\nAnn,1,P\n",))
    writer.start()
    ran = run("match", str(pipe), str(programs), "--csv")
    writer.join()
    assert rows(ran.out) == [("Ann", "P", "1")]


def test_a_result_that_names_nobody_of_the_market_is_a_problem(run: Run, tmp_path: Path) -> None:
    ran = run("match", *FILES, "--check", written(tmp_path, [("Zoe", "City Hospital"), ("Chen", "Nowhere")]))
    assert ran.code == 2
    assert "result.csv, row 2" in ran.err


def test_an_applicant_can_be_explained(run: Run) -> None:
    ran = run("match", *FILES, "--explain", "Davis")
    assert "Why Davis is at General Hospital" in ran.out
    assert "The last of its 2 seats went to Anderson" in ran.out.replace("\n   ", " ")
    assert (
        json.loads(run("match", *FILES, "--explain", "Davis", "--json").out)["explanation"]["ranks"][0][
            "cutoff"
        ]
        == 2
    )


def test_an_unknown_applicant_is_told_with_a_near_one(run: Run) -> None:
    ran = run("match", *FILES, "--explain", "Davies")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        '--explain: there is no applicant "Davies" in this market.',
        "Did you mean: Davis",
    ]


@pytest.mark.parametrize("side", ["applicant", "program"])
def test_either_side_may_propose(run: Run, side: str) -> None:
    assert json.loads(run("match", *FILES, "--side", side, "--json").out)["side"] == side


def test_every_problem_of_the_files_is_told_by_row_and_column(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("applicant,rank,program\nAnn,x,City\nAnn,1,Nowhere\n")
    ran = run("match", str(bad), FILES[1])
    assert (ran.code, ran.out) == (2, "")
    assert "bad.csv, row 2, column rank: 'x' is not a whole number from 1" in ran.err
    assert "bad.csv, row 3, column program: there is no program 'Nowhere'" in ran.err


def test_every_option_that_cannot_be_used_is_told_at_once(run: Run, tmp_path: Path) -> None:
    ran = run("match", *FILES, "--side", "both", "--definition", "X", "--one-sided", "y",
              "--seed", "-1", "--json", "--csv", "--check", "r.csv", "--explain", "Ann",
              "--out", str(tmp_path / "r.doc"))  # fmt: skip
    assert ran.code == 2
    assert [line.partition(":")[0] for line in ran.err.splitlines()] == [
        "--side", "--definition", "--one-sided", "--seed", "--json and --csv", "--explain", "--out",
    ]  # fmt: skip


def test_options_that_would_do_nothing_together_are_told(run: Run) -> None:
    ran = run("match", *FILES, "--side", "program", "--mechanism", "top_trading_cycles", "--near-feasible",
              "--check", "r.csv")  # fmt: skip
    assert ran.code == 2
    assert [line.partition(":")[0] for line in ran.err.splitlines()] == [
        "--near-feasible", "--side", "--side", "--near-feasible", "--mechanism",
    ]  # fmt: skip


def test_a_result_is_written_where_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "result.csv"
    ran = run("match", *FILES, "--out", str(out))
    assert ran.code == 0
    assert "The result is in" in ran.out
    assert rows(out.read_text()) == RESULT
    again = run("match", *FILES, "--out", str(out))
    assert (again.code, "--force" in again.err) == (2, True)
    assert run("match", *FILES, "--out", str(out), "--force").code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["result.csv"]


def test_no_input_is_written_over(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "programs.csv"
    own.write_bytes(Path(FILES[1]).read_bytes())
    ran = run("match", FILES[0], str(own), "--out", str(own), "--force")
    assert ran.code == 2
    assert "one of the files to be read" in ran.err


def test_a_listing_of_one_side_may_be_allowed(run: Run, tmp_path: Path) -> None:
    applicants, programs = tmp_path / "a.csv", tmp_path / "p.csv"
    applicants.write_text("applicant,rank,program\nAnn,1,P\nBen,1,P\n")
    programs.write_text("program,quota,rank,applicant\nP,2,1,Ann\n")
    ran = run("match", str(applicants), str(programs))
    assert (ran.code, "'Ben' lists 'P', which does not list them" in ran.err) == (2, True)
    assert "--one-sided unacceptable" in ran.err
    ran = run("match", str(applicants), str(programs), "--one-sided", "unacceptable", "--csv")
    assert rows(ran.out) == [("Ann", "P", "1"), ("Ben", "-", "")]


def test_names_that_a_spreadsheet_would_run_are_written_as_text(run: Run, tmp_path: Path) -> None:
    applicants, programs = tmp_path / "a.csv", tmp_path / "p.csv"
    applicants.write_text("applicant,rank,program\n=cmd,1,@P\n")
    programs.write_text("program,quota,rank,applicant\n@P,1,1,=cmd\n")
    ran = run("match", str(applicants), str(programs), "--csv")
    assert rows(ran.out) == [("'=cmd", "'@P", "1")]
    result = tmp_path / "r.csv"
    result.write_text(ran.out)
    assert run("match", str(applicants), str(programs), "--check", str(result)).code == 0


def test_one_csv_file_alone_is_not_a_market(run: Run) -> None:
    ran = run("match", FILES[0])
    assert (ran.code, "Give two files" in ran.err) == (2, True)


@pytest.mark.parametrize(("whose", "hint"), [("applicants", False), ("programs", True)])
def test_a_lottery_is_named_only_where_a_program_ranks_two_alike(
    run: Run, tmp_path: Path, whose: str, hint: bool
) -> None:
    tables = {
        "applicants": "applicant,rank,program\nAnn,1,P\nAnn,2,Q\nBen,1,P\n",
        "programs": "program,quota,rank,applicant\nP,1,1,Ann\nP,1,2,Ben\nQ,1,1,Ann\n",
    }
    tables[whose] = tables[whose].replace(",2", ",1", 1)
    for name, text in tables.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    ran = run("match", *(str(tmp_path / name) for name in tables), "--ties", "refuse")
    assert (ran.code, "--ties" in ran.err) == (2, hint)
