"""A public file, or a ZIP archive of several, as the employers and hospitals it tells of."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from matchsafe.catalog.importers.federal.filings import FilingCounter
from matchsafe.catalog.importers.federal.hospitals import approvals, closures, closures_in, hospitals
from matchsafe.catalog.importers.federal.sources import (
    LIMITS,
    TERMS,
    PublicSource,
    public_source,
    public_sources,
    spelling,
)
from matchsafe.catalog.importers.federal.wide_sheet import wide_sheet
from matchsafe.catalog.importers.outcome import ProgramFile
from matchsafe.catalog.importers.problems import UNWATCHED, CatalogFileError, Watch, refuse
from matchsafe.catalog.organizations import Organization
from matchsafe.domain.text import listing
from matchsafe.tabular import FileTable, TableSource, kind_of, open_table

_HEAD: Final = 256 * 1024
_WORKBOOK: Final = "[Content_Types].xml"
_TABLES: Final = {"uscis": approvals, "cms": hospitals, "closures": closures}
_CHUNK: Final = 1024 * 1024
_WIDE: Final = 1024 * 1024
"""From this size on a workbook is read as a stream."""


def is_public_file(path: Path) -> bool:
    """Whether a file may be one of the known ones, by what its beginning says. Never raises."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if not head.startswith(b"PK\x03\x04"):
            return _names_columns(head)
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if _WORKBOOK not in names:
                return any(_is_member(name) for name in names)
            parts = [n for n in names if n == "xl/sharedStrings.xml" or n.startswith("xl/worksheets/sheet")]
            return any(_names_columns(_beginning(archive, n)) for n in parts[:5])
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
        return False


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_HEAD)


def _names_columns(head: bytes) -> bool:
    text = spelling(head.replace(b"\0", b"").decode("utf-8", "replace"))
    return any(
        all(any(spelling(name) in text for name in source.columns[role]) for role in source.needed)
        for source in public_sources()
    )


def _is_member(name: str) -> bool:
    low = name.rpartition("/")[2].casefold()
    return low.endswith((".xlsx", ".csv")) or low == "instructions.txt"


def read_public_file(path: Path, watch: Watch = UNWATCHED) -> ProgramFile | None:
    """What a file tells, if it is one of those known; else ``None``.

    Raises:
        CatalogFileError: If it is one of them and cannot be read, or tells of nobody.
        ImportCancelled: If ``watch`` says so.
    """
    if not is_public_file(path):
        return None
    out = ProgramFile(path.name, "public", rights=TERMS)
    counters: dict[str, FilingCounter] = {}
    found: list[Organization] = []
    seen: dict[str, PublicSource] = {}
    with _members(path) as members:
        for member in members:
            if member.suffix.casefold() == ".txt":
                source = public_source("closures")
                assert source is not None
                told = closures_in(source, member.read_text(encoding="utf-8", errors="replace"), out)
                seen |= {source.key: source} if told else {}
                found += told
                continue
            known = _known_table(member)
            if known is None:
                continue
            source, table = known
            seen[source.key] = source
            if source.key == "dol":
                counters.setdefault("dol", FilingCounter(source, out)).add(table, watch)
            else:
                found += _TABLES[source.key](source, table, out)
            watch.step(out.rows)
    found += [organization for counter in counters.values() for organization in counter.organizations()]
    if not seen:
        return None
    out.organizations = [o for o in found if any(o.facts.values())]
    out.notes = (listing(f"{s.source}: {s.name}" for s in seen.values()),)
    if not out.organizations:
        reasons = "; ".join(f"{n:,} {why}" for why, n in out.passed_over.most_common(3))
        raise refuse(
            f"{path.name} tells of no employer or hospital that trains residents ({reasons}).", "nobody"
        )
    return out


def _known_table(path: Path) -> tuple[PublicSource, FileTable] | None:
    spellings = {spelling(name) for s in public_sources() for names in s.columns.values() for name in names}
    given = TableSource.of(path, LIMITS, CatalogFileError)
    kind = kind_of(given)
    if kind == "pdf":
        return None
    if kind == "xlsx" and given.path.stat().st_size > _WIDE:
        tables = wide_sheet(given)
    else:
        tables = iter([open_table(given, known=lambda text: spelling(text) in spellings)])
    for table in tables:
        for source in public_sources():
            if source.places(table.columns):
                return source, replace(table, source=replace(table.source, limits=LIMITS))
    return None


@contextmanager
def _members(path: Path) -> Iterator[list[Path]]:
    """The file itself, or what an archive holds, unpacked for as long as it is read.

    Raises:
        CatalogFileError: If the archive is damaged or would unpack to too much.
    """
    with path.open("rb") as file:
        packed = file.read(4) == b"PK\x03\x04"
    if packed:
        with zipfile.ZipFile(path) as archive:
            packed = _WORKBOOK not in archive.namelist()
    if not packed:
        yield [path]
        return
    with tempfile.TemporaryDirectory(prefix="matchsafe-") as folder:
        try:
            yield _unpack(path, Path(folder))
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise refuse(f"{path.name} is damaged or locked: it cannot be unpacked.", "damaged") from error


def _unpack(path: Path, folder: Path) -> list[Path]:
    out, total = [], 0
    with zipfile.ZipFile(path) as archive:
        for number, part in enumerate(p for p in archive.infolist() if _is_member(p.filename)):
            to = folder / f"{number:04d}{Path(part.filename).suffix}"
            with archive.open(part) as packed, to.open("wb") as file:
                while chunk := packed.read(_CHUNK):
                    total += len(chunk)
                    if total > LIMITS.unpacked:
                        raise refuse(f"{path.name} unpacks to far more than such files need.", "bomb")
                    file.write(chunk)
            out.append(to)
    return out
