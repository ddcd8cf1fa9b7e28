"""Files that cannot be brought in: the page and the API say why, and leave the list as it was."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from matchsafe.catalog.import_change import import_programs
from matchsafe.catalog.importers import read_file
from matchsafe.catalog.store import Store

LIST = "Program,Specialty,State,NRMP code\nInvented Mercy,IM,NY,9901140C0\n"
FIELDS = {"name": "programs", "kind": "", "source": "", "as_of": "", "delimiter": "", "sheet": ""}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    import_programs(Store(), "programs", read_file(path))
    return Store()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return out.getvalue()


def document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def formulas() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Program", "Specialty"])
    book.active.append(["=1+1", "=A1"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


BAD: dict[str, tuple[str, bytes]] = {
    "wrong delimiter": ("list.csv", b"Program~Specialty\nInvented Mercy~IM\n"),
    "an encoding nobody uses": ("list.csv", b"Program,Specialty\n\x81\x8d,d\n"),
    "half a UTF-16 file": ("list.csv", b"\xff\xfea\x00,\x00\xd8"),
    "nothing": ("list.csv", b""),
    "blank lines": ("list.csv", b"\n \n\n"),
    "a letter": ("list.docx", document()),
    "a zip bomb": ("list.xlsx", bomb()),
    "formulas only": ("list.xlsx", formulas()),
    "half a workbook": ("list.xlsx", formulas()[:900]),
    "an old Excel file": ("list.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
    "a photo": ("list.csv", b"\x89PNG\r\n"),
    "another PDF": ("list.pdf", b"%PDF-1.4\n%%EOF\n"),
    "a web page": ("list.csv", b"<!doctype html><title>Sign in</title>"),
    "malformed JSON": ("list.json", b'[{"Program": "A", '),
    "deep JSON": ("list.json", b"[" * 5000),
    "half an exchange file": (
        "list.jsonl",
        b'{"format": "matchsafe-catalog", "version": 1, "programs": 3}\n{"id": ',
    ),
    "no programs": ("list.csv", b"Mood,Weather\ngood,fine\n"),
}


@pytest.mark.parametrize(("name", "content"), BAD.values(), ids=BAD)
def test_the_page_and_the_api_say_what_is_wrong_and_change_nothing(reader, store, name, content):
    before = store.stamp("programs")
    files = {"file": (name, content)}
    page = reader.send("/catalogs/import", 422, files=files, **FIELDS)
    assert page.errors
    assert all(href[1:] in page.ids for href, _ in page.errors)
    answer = reader.client.post("/api/v1/catalogs/programs/import?apply=true", files=files)
    assert answer.status_code == 422
    problems = answer.json()["error"]["problems"]
    no_table = "wrong_kind" in {p["code"] for p in problems}  # then there is no other way to read it
    assert ("Look at it again" in page.words) is not no_table
    told = [p["message"] for p in problems]
    assert [message for _, message in page.errors] == [" ".join(t.split()) for t in told]
    for message in told:
        assert len(message) > 15
        assert "Traceback" not in message
        assert "--" not in message
    assert store.stamp("programs") == before


def test_repeated_and_malformed_codes_are_told_and_the_rest_is_kept(reader, store):
    rows = "Invented Grace,IM,NY,9901140C1\nInvented Grace,IM,NY,9901140C1\nInvented Hope,IM,OH,99-?\n"
    page = reader.send("/catalogs/import", files={"file": ("list.csv", (LIST + rows).encode())}, **FIELDS)
    assert "the same program stands in an earlier row" in page.words
    assert "1 in NRMP code" in page.words
    report = reader.client.post(
        "/api/v1/catalogs/programs/import", files={"file": ("list.csv", (LIST + rows).encode())}
    ).json()
    assert report["unreadable"]["total"] == 1
    assert [r["origin"] for r in report["rejected"]] == ["row 4"]
