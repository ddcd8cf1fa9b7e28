"""Figures are had by id, one file at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from matchsafe import evidence
from matchsafe.evidence import Figure, Table, store


@pytest.fixture
def fresh() -> Iterator[None]:
    store._file.cache_clear()
    store.figures.cache_clear()
    yield
    store._file.cache_clear()
    store.figures.cache_clear()


def read_files() -> int:
    return store._file.cache_info().currsize


@pytest.mark.usefixtures("fresh")
class TestLaziness:
    def test_asking_for_one_figure_reads_one_file(self) -> None:
        evidence.number("fees.eras_2026_first_30")
        assert read_files() == 1

    def test_asking_again_reads_nothing_more(self) -> None:
        first = evidence.figure("fees.eras_2026_first_30")
        assert evidence.figure("fees.eras_2026_first_30") is first
        assert store._file.cache_info().misses == 1

    def test_asking_by_prefix_reads_one_file(self) -> None:
        assert evidence.with_prefix("fees.nrmp_")
        assert read_files() == 1

    def test_asking_for_a_figure_of_no_file_reads_none(self) -> None:
        with pytest.raises(KeyError):
            evidence.figure("nothing.here")
        assert read_files() == 0

    def test_asking_for_all_reads_every_file(self) -> None:
        evidence.figures()
        assert read_files() == len(evidence.file_names())


def test_importing_the_package_reads_no_file() -> None:
    code = "import matchsafe.evidence as e; print(e.store._file.cache_info().currsize)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ.copy()
    )
    assert done.stdout.strip() == "0"


class TestAskingForAFigure:
    def test_a_number_is_had_in_its_own_unit(self) -> None:
        assert evidence.number("match_rates.visa_required_2026") == 54.4
        assert isinstance(evidence.number("fees.eras_2026_first_30"), float)

    def test_a_row_is_found_by_its_cells(self) -> None:
        row = evidence.table("charting_2026.counts").find(specialty="internal_medicine")
        assert (row["matched"], row["not_matched"]) == (3392, 3600)

    @pytest.mark.parametrize("bad", ["charting_2026.nothing", "nothing.here", "nothing", "", "."])
    def test_an_unknown_id_is_named(self, bad: str) -> None:
        with pytest.raises(KeyError, match="no figure"):
            evidence.figure(bad)

    def test_an_id_never_reaches_a_file_elsewhere(self, tmp_path: Path) -> None:
        outside = tmp_path / "outside.yaml"
        outside.write_text("figures: {a: {}}", encoding="utf-8")
        for bad in (
            f"{tmp_path}/outside.a",
            "../data/fees.eras_2026_first_30",
            "fees/../fees.eras_2026_first_30",
        ):
            with pytest.raises(KeyError):
                evidence.figure(bad)

    def test_a_table_is_not_a_number(self) -> None:
        with pytest.raises(TypeError, match="not a single number"):
            evidence.number("charting_2026.counts")

    def test_a_number_is_not_a_table(self) -> None:
        with pytest.raises(TypeError, match="no table"):
            evidence.table("fees.eras_2026_first_30")

    def test_a_prefix_finds_the_family_in_the_order_of_the_file(self) -> None:
        ids = [f.id for f in evidence.with_prefix("match_rates.visa_")]
        assert ids == [
            "match_rates.visa_required_2026",
            "match_rates.visa_not_required_2026",
            "match_rates.visa_required_share_2026",
        ]

    def test_a_prefix_of_no_file_finds_nothing(self) -> None:
        assert evidence.with_prefix("nothing.") == ()

    def test_a_prefix_has_to_name_its_file(self) -> None:
        with pytest.raises(ValueError, match="does not name a data file"):
            evidence.with_prefix("fees")


def make(**changes: object) -> Figure:
    fields: dict[str, object] = {
        "id": "some.figure", "title": "t", "value": 1, "unit": "u", "population": "p", "year": "2026",
        "publisher": "Publisher", "document": "Document", "retrieved": "2026-11-15", "kind": "published",
        "confidence": "primary", "rights": "r", "used_by": "tests",
    }  # fmt: skip
    return Figure.model_validate({**fields, **changes})


class TestTheFigureType:
    def test_a_citation_leaves_out_what_is_not_known(self) -> None:
        assert make().citation() == "Publisher, Document, 2026"
        assert make(location="Table 3").citation() == "Publisher, Document, Table 3, 2026"

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"value": None}, "either a value or a table"),
            ({"table": {"columns": ["a"], "rows": [[1]]}}, "either a value or a table"),
            ({"kind": "assumption"}, "a number and a range"),
            ({"kind": "assumption", "value": "x", "low": 0, "high": 1}, "a number and a range"),
            ({"kind": "assumption", "low": 2, "high": 3}, "inside its range"),
            ({"id": "NoDot"}, "pattern"),
            ({"unknown": 1}, "Extra inputs"),
        ],
    )
    def test_what_is_not_whole_is_refused(self, changes: dict[str, object], message: str) -> None:
        with pytest.raises(ValidationError, match=message):
            make(**changes)

    def test_an_assumption_with_its_range_is_accepted(self) -> None:
        assert make(kind="assumption", confidence="assumption", low=0, high=2).high == 2

    def test_a_table_is_rectangular(self) -> None:
        with pytest.raises(ValidationError, match="has 1 cells, expected 2"):
            Table(columns=("a", "b"), rows=((1, 2), (3,)))

    def test_a_row_that_is_not_the_only_one_is_not_found(self) -> None:
        table = Table(columns=("a", "b"), rows=((1, 2), (1, 3)))
        assert table.find(a=1, b=3) == {"a": 1, "b": 3}
        with pytest.raises(LookupError, match="2 rows"):
            table.find(a=1)
        with pytest.raises(LookupError, match="0 rows"):
            table.find(a=9)
