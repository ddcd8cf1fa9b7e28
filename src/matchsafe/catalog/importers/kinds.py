"""What a file is, told by its first bytes and not by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from matchsafe.catalog.importers.limits import size_of
from matchsafe.catalog.importers.problems import refuse

Kind = Literal["pdf", "xlsx", "json", "table"]

_REFUSED: Final = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls) or a workbook with a password. Save it as .xlsx or CSV"),
    (b"\x1f\x8b", "a gzip archive. Unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive. Unpack it first"),
    (b"Rar!", "a RAR archive. Unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"PAR1", "a Parquet file. Save it as CSV"),
    (b"SQLite format 3", "a database. Save the table as CSV"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "a text document. Save the table as CSV"),
)
_PAGE: Final = (b"<!doctype html", b"<html")


def kind_of(path: Path) -> Kind:
    """The kind of a file.

    Raises:
        CatalogFileError: If it cannot be read or is of a kind that is never a program list.
    """
    size_of(path)
    with path.open("rb") as file:
        head = file.read(1024)
    for magic, what in _REFUSED:
        if head.startswith(magic):
            raise refuse(f"{path.name} is {what}.", "wrong_kind")
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:20].lower().startswith(_PAGE):
        raise refuse(
            f"{path.name} is a web page, perhaps an error or a sign-in page that was saved in place of the file.",
            "wrong_kind",
        )
    return "json" if text[:1] in (b"{", b"[") else "table"
