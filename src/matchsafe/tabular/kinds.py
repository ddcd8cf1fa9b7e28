"""What a file is, by its first bytes and not by its name."""

from __future__ import annotations

import codecs
import re
from typing import Final, Literal

from matchsafe.tabular.source import TableSource

Kind = Literal["csv", "xlsx", "json", "html", "parquet", "pdf"]

_PICTURE: Final = (
    "a picture, of which no rows can be read. Put them into a spreadsheet and save it as .xlsx or CSV"
)
_REFUSED: Final = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls) or a workbook with a password. Save it as .xlsx or CSV"),
    (b"\x1f\x8b", "a gzip archive. Unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive. Unpack it first"),
    (b"BZh", "a bzip2 archive. Unpack it first"),
    (b"\xfd7zXZ", "an xz archive. Unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive. Unpack it first"),
    (b"Rar!", "a RAR archive. Unpack it first"),
    *((magic, _PICTURE) for magic in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*")),
    (b"SQLite format 3", "a database. Save the table as CSV"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "a text document. Save the table as CSV"),
    (
        b"MIME-Version:",
        "a web archive (.mht). Open it in the spreadsheet program and save it as .xlsx or CSV",
    ),
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_MARKUP: Final = re.compile(
    r"<(!--|(!doctype html|html|head|meta|style|body|div|center|table|title|p)\b)", re.IGNORECASE
)
_SHEET_XML: Final = re.compile(r"<\?(xml|mso-application)\b")
_HEAD: Final = 4096
_CHUNK: Final = 1 << 20


def kind_of(source: TableSource) -> Kind:
    """The kind of a file.

    Raises:
        ProblemsError: Of the kind of the source, if it is of a kind that is never a table.
    """
    with source.path.open("rb") as file:
        head = file.read(_HEAD)
    for magic, what in _REFUSED:
        if head.startswith(magic):
            raise source.refuse(f"This is {what}.", "wrong_kind")
    if head[4:8] == b"ftyp":  # what telephones take: HEIC, MP4
        raise source.refuse(f"This is {_PICTURE}.", "wrong_kind")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"PAR1"):
        return "parquet"
    codec = next((codec for bom, codec, _ in _BOMS if head.startswith(bom)), None) or _wide(head) or "utf-8"
    text = head.decode(codec, errors="ignore").lstrip("\ufeff").lstrip()
    if _SHEET_XML.match(text) and "<html" not in text.lower():
        raise source.refuse(
            "This is XML and no table (perhaps a spreadsheet in the form of 2003). Save it as .xlsx or CSV.",
            "wrong_kind",
        )
    if _MARKUP.match(text) or _SHEET_XML.match(text):
        return "html"
    return "json" if text[:1] in ("{", "[") else "csv"


def encoding_of(source: TableSource, longest_line: int | None = None) -> tuple[str, str]:
    """The encoding of a text file, as Python names it and as people do; the whole file has been looked at.

    Args:
        source: The file.
        longest_line: Characters a line may have, where the file is read line by line.

    Raises:
        ProblemsError: Of the kind of the source, if it is no text or a line is too long.
    """
    with source.path.open("rb") as file:
        head = file.read(_HEAD)
    known = next(((codec, written) for bom, codec, written in _BOMS if head.startswith(bom)), None)
    if known is None and (wide := _wide(head)):
        known = (wide, "UTF-16")
    if known is None and 0 in head:
        raise source.refuse("This is not a text file: it holds NUL bytes.", "not_text")
    if known is not None or not source.limits.legacy:
        codec, written = known or ("utf-8", "UTF-8")
        _scan(source, codec, longest_line, written)
        return codec, written
    try:
        _scan(source, "utf-8", longest_line)
        return "utf-8", "UTF-8"
    except UnicodeDecodeError:
        _scan(source, "cp1252", longest_line, "UTF-8 or Windows-1252")
        return "cp1252", "Windows-1252 (it is not UTF-8; look at names with accents)"


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark, by where its zeros are."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 5 and min(even, odd) <= len(head) // 50:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _scan(source: TableSource, codec: str, longest_line: int | None, written: str = "") -> None:
    """Decode the whole file, keeping nothing, and look for what no table holds.

    Raises:
        ProblemsError: Of the kind of the source; a byte that does not fit only if ``written`` is given.
        UnicodeDecodeError: At such a byte otherwise.
    """
    decoder = codecs.getincrementaldecoder(codec)()
    chunks, open_line = 0, 0
    with source.path.open("rb") as file:
        more = True
        while more:
            chunk = file.read(_CHUNK)
            more = bool(chunk)
            try:
                text = decoder.decode(chunk, final=not more)
            except UnicodeDecodeError as error:
                if not written:
                    raise
                content = bytes(error.object)
                raise source.refuse(
                    f"It cannot be read as {written} text: the byte 0x{content[error.start]:02x} does not belong "
                    "there. In a spreadsheet program, save it again as CSV (UTF-8).",
                    "encoding",
                    _line_at(source, codec, chunks) + content.count(b"\n", 0, error.start),
                ) from error
            if "\0" in text:
                row = _line_at(source, codec, chunks) + text.count("\n", 0, text.index("\0"))
                raise source.refuse("It holds a NUL character: this is no text file.", "not_text", row)
            if longest_line is not None:
                open_line = _open_line(text, open_line, longest_line)
                if open_line > longest_line:
                    message = f"A line is longer than {longest_line:,} characters: this is no table."
                    raise source.refuse(message, "line", _line_at(source, codec, chunks))
            chunks += 1


def _line_at(source: TableSource, codec: str, chunks: int) -> int:
    """The number of the line in which some chunks of a file end."""
    decoder = codecs.getincrementaldecoder(codec)()
    with source.path.open("rb") as file:
        return 1 + sum(decoder.decode(file.read(_CHUNK)).count("\n") for _ in range(chunks))


def _open_line(text: str, begun: int, most: int) -> int:
    """Length of the line that the text ends in, or of one that is longer than ``most``."""
    at = -begun
    returns = "\r" in text
    while at + most < len(text):
        end = text.rfind("\n", max(at, 0), at + most + 1)
        if returns:
            end = max(end, text.rfind("\r", max(at, 0), at + most + 1))
        if end < 0:
            return most + 1
        at = end + 1
    return len(text) - at
