"""A market read from CSV files, and what is said of files that are not what they should be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from matchsafe.market import MarketError, match
from matchsafe.market.files import read_market

APPLICANTS = "applicant,rank,program\nAnn,2,Q\nAnn,1,P\nBen,1,P\n"
PROGRAMS = "program,quota,rank,applicant\nP,1,1,Ben\nP,1,2,Ann\nQ,1,1,Ann\nR,0,,\n"


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., list[Path]]:
    def write(*texts: str | bytes) -> list[Path]:
        paths = [tmp_path / name for name in ("applicants.csv", "programs.csv", "couples.csv")]
        for path, text in zip(paths, texts, strict=False):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return paths[: len(texts)]

    return write


def problems(paths: list[Path]) -> list[str]:
    with pytest.raises(MarketError) as caught:
        read_market(*paths)
    return [p.sentence() for p in caught.value.problems]


def test_rows_may_come_in_any_order(written: Callable[..., list[Path]]) -> None:
    market = read_market(*written(APPLICANTS, PROGRAMS))
    assert match(market).as_dict() == {"Ann": "Q", "Ben": "P"}
    assert market.quotas.tolist() == [1, 1, 0]


def test_columns_may_stand_in_any_order_and_others_are_passed_over(
    written: Callable[..., list[Path]],
) -> None:
    mixed = "\ufeffnote,program,applicant,rank\nx,P,Ben,1\n\n,P,Ann,3\n,Q,Ann,7\n"
    assert match(read_market(*written(mixed, PROGRAMS))).as_dict() == {"Ben": "P", "Ann": "Q"}


def test_couples_are_read_pair_by_pair(written: Callable[..., list[Path]]) -> None:
    paths = written(
        "applicant,rank,program\n",
        "program,quota,rank,applicant\nP,1,1,Ann\nQ,1,1,Ben\n",
        "first,second,rank,first_program,second_program\nAnn,Ben,2,P,-\nAnn,Ben,1,P,Q\n",
    )
    market = read_market(*paths)
    assert match(market).as_dict() == {"Ann": "P", "Ben": "Q"}
    assert market.couples.second.tolist() == [1, -1]


def test_names_may_hold_commas_quotes_and_line_ends(written: Callable[..., list[Path]]) -> None:
    name = 'O\'Hara, "Al"\nJr'
    cell = '"O\'Hara, ""Al""\nJr"'
    paths = written(f"applicant,rank,program\n{cell},1,P\n", f"program,quota,rank,applicant\nP,1,1,{cell}\n")
    assert match(read_market(*paths)).as_dict() == {name: "P"}


def test_every_problem_names_file_row_and_column(written: Callable[..., list[Path]]) -> None:
    assert sorted(
        problems(
            written(
                "applicant,rank,program\nAnn,one,P\nAnn,1,P\nAnn,1,Q\n,2,P\nBen,1\n",
                "program,quota,rank,applicant\nP,-2,1,Ann\nQ,1,1,Ann\nQ,2,2,Ben\nQ,1,3,\n",
                "first,second,rank\n",
            )
        )
    ) == [
        "applicants.csv, row 2, column rank: 'one' is not a whole number from 1 to 999,999,999",
        "applicants.csv, row 4, column rank: rank 1 of this list stands in row 3 too",
        "applicants.csv, row 5, column applicant: is empty",
        "applicants.csv, row 6: 2 cells under 3 columns; the row is left out.",
        "couples.csv, row 1: the header lacks first_program, second_program (found: first, second, rank)",
        "programs.csv, row 2, column quota: '-2' is not a whole number from 0 to 999,999,999",
        "programs.csv, row 4, column quota: 2, but 1 in an earlier row of 'Q'",
        "programs.csv, row 5, column applicant: is empty",
    ]


def test_problems_between_files_name_the_row(written: Callable[..., list[Path]]) -> None:
    assert problems(
        written("applicant,rank,program\nAnn,1,X\n", "program,quota,rank,applicant\nP,1,1,Zoe\n")
    ) == [
        "applicants.csv, row 2, column program: there is no program 'X'",
        "programs.csv, row 2, column applicant: there is no applicant 'Zoe'",
    ]


@pytest.mark.parametrize(
    ("nonsense", "said"),
    [
        (b"\x00" * 50, "it holds NUL bytes"),
        (b"x" * 50_000, "A line is longer than 10,000 characters"),
        (b"applicant,rank,program\n\xff\xfe,1,P\n", "the byte 0xff does not belong there"),
        (b'applicant,rank,program\n"Ann,1,P\n', "A quotation mark is opened here and never closed"),
        (b"", "The file is empty"),
        (b"applicant,rank,program\n" + b"A" * 1_001 + b",1,P\n", "has more than 1,000 characters"),
    ],
)
def test_nonsense_is_named_and_not_read_to_the_end(
    written: Callable[..., list[Path]], nonsense: bytes, said: str
) -> None:
    found = problems(written(nonsense, PROGRAMS))
    assert len(found) == 1
    assert said in found[0]
    assert found[0].startswith("applicants.csv")


def test_a_file_that_is_all_one_line_over_and_over_stops_early(written: Callable[..., list[Path]]) -> None:
    paths = written("applicant,rank,program\n" + "Ann,1,P\n" * 150_000, PROGRAMS)
    with pytest.raises(MarketError) as caught:
        read_market(*paths)
    assert caught.value.problems[0].message.startswith("reading stops after 100,059 rows")
    assert caught.value.problems[1].sentence() == (
        "applicants.csv, row 3, column rank: rank 1 of this list stands in row 2 too"
    )
    assert caught.value.total < 210_000


@pytest.mark.parametrize("none", ["999999999", "No match", "unmatched"])
def test_nrmps_code_and_words_for_no_match_are_no_match_in_a_couples_file(tmp_path: Path, none: str) -> None:
    files = {
        "applicants.csv": "applicant,rank,program\nSam,1,North\n",
        "programs.csv": "program,quota,rank,applicant\nNorth,1,1,Sam\nNorth,1,2,Max\nSouth,1,1,Wil\n",
        "couples.csv": "first,second,rank,first_program,second_program\n"
        f"Max,Wil,1,North,South\nMax,Wil,2,{none},South\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    market = read_market(*(tmp_path / name for name in files))
    assert match(market).as_dict() == {"Sam": "North", "Max": None, "Wil": "South"}


@pytest.mark.parametrize("listed", ["7", "7.0"])
@pytest.mark.parametrize("offered", ["7", "7.0"])
def test_numbers_for_names_that_an_empty_cell_made_decimal_are_the_same_names(
    tmp_path: Path, listed: str, offered: str
) -> None:
    """pandas writes every whole number of a column as "7.0" as soon as one list is empty."""
    files = {
        "applicants.csv": f"applicant,rank,program\nAnn,1,{listed}\n",
        "programs.csv": f"program,quota,rank,applicant\n{offered},1,1,Ann\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert match(read_market(*(tmp_path / name for name in files))).as_dict() == {"Ann": offered}


@pytest.mark.parametrize(
    ("applicants", "programs", "twice"),
    [
        ("Ann,1,7\nAnn,2,7.0\n", "7,1,1,Ann\n", "applicants.csv, row 3, column program"),
        ("Ann,1,7.0\nAnn,2,7\n", "7.0,1,1,Ann\n", "applicants.csv, row 3, column program"),
        ('Ann,1," A "\nAnn,2,A\n', "A,1,1,Ann\n", "applicants.csv, row 3, column program"),
        ("1,1,A\n2,1,A\n", "A,2,1,1\nA,2,2,1.0\nA,2,3,2\n", "programs.csv, row 3, column applicant"),
        ("1,1,A\n1.0,1,B\n", "A,2,1,1\nB,2,1,1\n", "applicants.csv, row 3, column rank"),
        ("1,1,7\n", "7,1,1,1\n7.0,2,2,1\n", "programs.csv, row 3, column applicant"),
    ],
)
def test_a_name_in_two_forms_stands_twice(
    written: Callable[..., list[Path]], applicants: str, programs: str, twice: str
) -> None:
    paths = written(f"applicant,rank,program\n{applicants}", f"program,quota,rank,applicant\n{programs}")
    assert problems(paths)[0].startswith(twice)


PAIRS = "first,second,rank,first_program,second_program\n"
OF_THREE = "program,quota,rank,applicant\nP,1,1,Ann\nP,1,2,Ben\nP,1,3,Cy\n"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("applicant,rank,program,score\nAnn,1,P,3\n", "program,quota,rank,applicant\nP,1,1,Ann\n"),
         "programs.csv, row 1: has a column applicant, but applicants.csv has scores: give one of the two"),
        (("applicant,rank,program\nAnn,1,P\n", "program,quota,rank\nP,1,1\n"),
         "programs.csv, row 1: the header lacks applicant"),
        (("applicant,rank,program\nAnn,1,P\n", "program,quota\nP,1\n"),
         "programs.csv, row 1: the header lacks rank, applicant"),
        (("applicant,rank,program\nAnn,1,-\n", "program,quota,rank,applicant\n-,1,1,Ann\n"),
         "programs.csv, row 2, column program: '-' means no match and cannot be a program"),
        (("applicant,rank,program,score\nAnn,1,P,high\n", "program,quota\nP,1\n"),
         "applicants.csv, row 2, column score: 'high' is not a number"),
        (("applicant,rank,program,score\nAnn,1,P,3\n", "program,quota\nP,1\n", f"{PAIRS}Ben,Cy,1,P,P\n"),
         "couples.csv, row 1: the header lacks first_score, second_score, as the applicants have scores"),
        (("applicant,rank,program\n", OF_THREE, f"{PAIRS}Ann,Ann,1,P,P\n"),
         "couples.csv, row 2, column second: the two partners are one applicant"),
        (("applicant,rank,program\n", OF_THREE, f"{PAIRS}Ann,Ben,1,P,P\nAnn,Cy,1,P,-\n"),
         "couples.csv, row 3, column first: this applicant stands in another couple too"),
        (("applicant,rank,program\nBen,1,P\n", OF_THREE, f"{PAIRS}Ann,Ben,1,P,P\n"),
         "couples.csv, row 2, column second: this applicant stands in applicants.csv too"),
    ],
)  # fmt: skip
def test_files_that_do_not_fit_each_other_are_told_by_the_place(
    written: Callable[..., list[Path]], texts: tuple[str, ...], said: str
) -> None:
    assert any(problem.startswith(said) for problem in problems(written(*texts)))
