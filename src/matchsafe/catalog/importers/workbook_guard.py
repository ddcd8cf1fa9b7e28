"""Whether a workbook is safe to unpack: sizes, ratios and XML entities are looked at before anything is parsed."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Final

from matchsafe.catalog.importers.limits import MEBIBYTE, MOST_RATIO, MOST_UNPACKED
from matchsafe.catalog.importers.problems import refuse

_MOST_PARTS: Final = 2_000
_SMALL: Final = MEBIBYTE
"""Parts below this size may be packed as tightly as they like."""
_CHUNK: Final = 256 * 1024
_DECLARATIONS: Final = tuple(
    word.encode(codec) for word in ("<!DOCTYPE", "<!ENTITY") for codec in ("utf-8", "utf-16-le", "utf-16-be")
)


def check_workbook(path: Path) -> None:
    """Unpack every part once, keeping nothing, and count.

    Raises:
        CatalogFileError: If the file is damaged, has a password, is no workbook, unpacks to too much or declares
            XML entities (which can make a short file expand without end).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_declared(path.name, parts)
            total = 0
            for part in parts:
                total = _unpack(archive, part, total, path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise refuse(
            f"{path.name} is damaged or cut off: it cannot be unpacked. Save or download it again.", "damaged"
        ) from error


def _check_declared(name: str, parts: list[zipfile.ZipInfo]) -> None:
    if any(p.flag_bits & 1 for p in parts):
        raise refuse(f"{name} is protected by a password. Save it without one.", "password")
    if len(parts) > _MOST_PARTS:
        raise refuse(f"{name} has {len(parts):,} parts; a workbook has at most a few hundred.", "bomb")
    names = {p.filename for p in parts}
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise refuse(
            f"{name} is a ZIP archive and no Excel workbook. Unpack it and import the file in it.",
            "wrong_kind",
        )
    if any(n.endswith(".bin") and n.startswith("xl/workbook") for n in names):
        raise refuse(f"{name} is a binary workbook (.xlsb). Save it as .xlsx or CSV.", "wrong_kind")
    declared = sum(p.file_size for p in parts)
    tight = [p for p in parts if p.file_size > _SMALL and p.file_size > MOST_RATIO * max(p.compress_size, 1)]
    if declared > MOST_UNPACKED or tight:
        raise _bomb(name, declared)


def _bomb(name: str, size: int) -> Exception:
    return refuse(
        f"{name} would unpack to {size / MEBIBYTE:,.0f} MB or more, far more than a list of programs needs (the most "
        f"that is read is {MOST_UNPACKED // MEBIBYTE} MB). Copy the rows into a new workbook, or save it as CSV.",
        "bomb",
    )


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, total: int, name: str) -> int:
    """Read one part to its end; the bytes so far."""
    is_xml = part.filename.endswith((".xml", ".rels", ".vml"))
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            total += len(chunk)
            if total > MOST_UNPACKED:
                raise _bomb(name, total)
            if is_xml and any(word in tail + chunk for word in _DECLARATIONS):
                raise refuse(
                    f"{name} declares XML entities, which no spreadsheet program writes. It is not opened.",
                    "entities",
                )
            tail = chunk[-20:]
    return total
