"""A market in data frames is the market in files, and problems are told by frame, row and column."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import pytest

from matchsafe.market import MarketError, match
from matchsafe.market.files import read_market, read_result, read_varied_market

arrow = pytest.importorskip("pyarrow")
APPLICANTS = {"applicant": ["Ada", "Ada", "Ben"], "rank": [1, 2, 1], "program": ["City", "Lake", "City"]}
PROGRAMS = {
    "program": ["City", "City", "Lake", "Moon"], "quota": [1, 1, 1, 2], "rank": [1, 2, 1, None],
    "applicant": ["Ben", "Ada", "Ada", None],
}  # fmt: skip
COUPLES = {
    "first": ["Uma", "Uma"], "second": ["Vic", "Vic"], "rank": [1, 2], "first_program": ["Moon", "-"],
    "second_program": ["Moon", "Moon"],
}  # fmt: skip


class ByStream:
    """A frame by the Arrow PyCapsule interface alone."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


class ByInterchange:
    """A frame by the older interchange protocol alone."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def __dataframe__(self, *args: Any, **options: Any) -> Any:
        return self.table.__dataframe__(*args, **options)


@pytest.mark.parametrize("kind", [lambda table: table, ByStream, ByInterchange])
def test_a_market_in_frames_is_the_market_in_files(kind: Any, tmp_path: Path) -> None:
    paths = []
    offers = {name: [*values, *values[-1:]] for name, values in PROGRAMS.items()}
    offers |= {"rank": [1, 2, 1, 1, 2], "applicant": ["Ben", "Ada", "Ada", "Uma", "Vic"]}
    for name, content in (("applicants", APPLICANTS), ("programs", offers), ("couples", COUPLES)):
        paths.append(tmp_path / f"{name}.csv")
        with paths[-1].open("w", newline="") as file:
            csv.writer(file).writerows([content.keys(), *zip(*content.values(), strict=True)])
    frames = [kind(arrow.table(content)) for content in (APPLICANTS, offers, COUPLES)]
    there, here = read_varied_market(*paths), read_varied_market(*frames)
    for field in ("offsets", "programs", "scores", "quotas"):
        assert getattr(there.market, field).tolist() == getattr(here.market, field).tolist()
    assert match(here.market).as_dict() == {"Ada": "Lake", "Ben": "City", "Uma": "Moon", "Vic": "Moon"}
    result = kind(arrow.table({"applicant": ["Ben"], "program": ["City"]}))
    assert read_result(result, here.market).assignment.tolist() == [-1, 0, -1, -1]


def test_columns_of_any_type_that_say_the_same_are_read_the_same() -> None:
    text = arrow.dictionary(arrow.int8(), arrow.large_string())
    lists = arrow.table(APPLICANTS)
    frames = [
        lists,
        lists.set_column(2, "program", lists["program"].cast(text)),
        lists.set_column(1, "rank", lists["rank"].cast(arrow.float32())),
        lists.add_column(0, "more", [[1, 2, 3]]),
    ]
    found = {str(match(read_market(frame, arrow.table(PROGRAMS))).as_dict()) for frame in frames}
    assert found == {"{'Ada': 'Lake', 'Ben': 'City'}"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rank": [1, -2, 1]}, "applicants, [1].rank: '-2' is not a whole number from 1 to 999,999,999"),
        ({"applicant": ["Ada", None, "Ben"]}, "applicants, [1].applicant: is empty"),
        ({"program": ["City", "Nowhere", "City"]}, "applicants, [1].program: there is no program 'Nowhere'"),
        ({"rank": None}, "applicants: the header lacks rank (found: applicant, program)"),
        ({"rank": [2**70, 1.5, 1]}, None),
        (None, "applicants: Its table has no columns."),
    ],
)
def test_problems_are_told_by_frame_row_and_column(changed: Any, said: str | None) -> None:
    content = {} if changed is None else {k: v for k, v in (APPLICANTS | changed).items() if v is not None}
    if said is None:
        content["rank"] = [float(value) for value in content["rank"]]
    with pytest.raises(MarketError) as caught:
        read_market(arrow.table(content), arrow.table(PROGRAMS))
    assert str(caught.value).splitlines()[0].startswith(said or "applicants, [0].rank: ")


@pytest.mark.parametrize("other", [None, {"applicant": []}, 1, arrow.Table])
def test_what_is_neither_a_path_nor_a_frame_is_refused(other: Any) -> None:
    with pytest.raises(TypeError, match=r"^programs is of the type \w+; it must be a path or a data frame$"):
        read_market(arrow.table(APPLICANTS), other)
    with pytest.raises(MarketError, match="applicants: It cannot be read as a data frame"):
        read_market(arrow.chunked_array([[1]]), arrow.table(PROGRAMS))


def test_numbers_too_large_for_a_rank_and_a_missing_library_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MarketError, match=r"applicants, \[0\]\.rank: '1099511627776' is not a whole number"):
        read_market(arrow.table(APPLICANTS | {"rank": [2**40, 2, 1]}), arrow.table(PROGRAMS))
    frames = arrow.table(APPLICANTS), arrow.table(PROGRAMS)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MarketError, match=r'applicants: Reading a data frame needs the extra "parquet"'):
        read_market(*frames)
