"""JSON tables, and telling a file by its contents."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from matchsafe.catalog.importers import CatalogFileError, ListOptions, pdf_process, read_file
from matchsafe.catalog.importers.problems import list_source
from matchsafe.domain.problem import Problems
from matchsafe.tabular import FileTable, Kind
from matchsafe.tabular import kind_of as kind_of_source
from matchsafe.tabular.json_tables import read_json_table as table_of_source

Write = Callable[..., Path]


def read_json_table(path: Path) -> FileTable:
    return table_of_source(list_source(path))


def kind_of(path: Path) -> Kind:
    return kind_of_source(list_source(path))


def test_a_list_of_objects_is_a_table_whether_alone_or_in_an_object(text_file: Write) -> None:
    items = [
        {"name": "A", "place": {"city": "X", "state": "NY"}, "codes": ["1", "2"], "j1": True},
        {"name": "B", "n": 2},
    ]
    for content in (items, {"as_of": "2026", "programs": items}):
        table = read_json_table(text_file(json.dumps(content)))
        assert table.columns == ("name", "place.city", "place.state", "codes", "j1", "n")
        assert list(table.rows(Problems())) == [
            (1, ["A", "X", "NY", "1;2", True, ""]),
            (2, ["B", "", "", "", "", 2]),
        ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1}', "seems to be cut off"),
        ('[{"a": 1,}]', "This is no JSON"),
        ("[1, 2]", "no list of objects"),
        ("[]", "no list of objects"),
        ("[{}]", "hold no fields"),
        ("[{}, {}]", "hold no fields"),
        ('{"a": [{"b": 1}], "c": [{"d": 1}]}', "several lists: a, c"),
        ('[{"a": 1, "a": 2}]', '"a" stands twice'),
        ("[" * 100_000 + "]" * 100_000, "nested too deep"),
        ("[{" + ",".join(f'"k{i}": 1' for i in range(600)) + "}]", "600 fields"),
    ],
)
def test_other_json_is_refused_in_one_sentence(text_file: Write, text: str, said: str) -> None:
    with pytest.raises(CatalogFileError, match=said) as caught:
        read_json_table(text_file(text, name="x.json"))
    assert len(caught.value.problems) == 1


def test_brackets_in_texts_are_not_counted(text_file: Write) -> None:
    table = read_json_table(text_file(json.dumps([{"a": "[" * 50 + '"'}])))
    assert table.columns == ("a",)


def test_numbers_without_end_and_without_value_do_no_harm(text_file: Write) -> None:
    table = read_json_table(
        text_file('[{"a": ' + "9" * 5000 + ', "b": NaN, "c": 1.5, "d": null, "e": [[1], {"f": 2}]}]')
    )
    [(_, cells)] = table.rows(Problems())
    assert cells == ["9" * 5000, "", 1.5, "", '[1];{"f": 2}']


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0 ...", "old Excel file"),
        (b"\x1f\x8b ...", "gzip"),
        (b"Rar!....", "a RAR archive"),
        (b"MIME-Version: 1.0", "a web archive"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "XML and no table"),
        (b"\x89PNG....", "a picture"),
        (b"\0\0\0\x18ftypheic", "a picture"),
        (b"MZ\x90....", "a program"),
        (b"", "is empty"),
    ],
)
def test_what_is_never_a_program_list_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(CatalogFileError, match=said):
        kind_of(path)


def test_a_file_is_told_by_its_contents_and_not_by_its_name(
    text_file: Write, report: Path, workbook: Write
) -> None:
    assert kind_of(report.rename(report.with_suffix(".csv"))) == "pdf"
    assert kind_of(workbook(List=[["a", "b"]])) == "xlsx"
    assert kind_of(text_file('\ufeff [{"a": 1}]', name="x.txt")) == "json"
    assert kind_of(text_file("a,b\n")) == "csv"


def test_a_kind_that_does_not_fit_is_refused(text_file: Write, report: Path) -> None:
    with pytest.raises(CatalogFileError, match='is no PDF and cannot be read as "nrmp'):
        read_file(text_file("a,b\n"), ListOptions(kind="nrmp"))
    with pytest.raises(CatalogFileError, match='is a PDF and cannot be read as "table'):
        read_file(report, ListOptions(kind="table"))


def test_without_the_extra_a_pdf_says_how_to_get_it(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.setattr(pdf_process, "_limit", lambda memory: None)
    pdf_process.main(str(report), "1000000")
    message, code = json.loads(capsys.readouterr().out)["refused"]
    assert 'pip install "matchsafe[catalog]"' in message
    assert code == "no_extra"
