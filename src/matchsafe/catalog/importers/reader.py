"""Any file a program list can come in, read the way it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, get_args

from matchsafe.catalog.importers.column_choices import NO_CHOICES, Choices, choose
from matchsafe.catalog.importers.column_mapping import ColumnMapping, propose
from matchsafe.catalog.importers.federal.files import read_public_file
from matchsafe.catalog.importers.from_exchange import is_exchange, read_exchange
from matchsafe.catalog.importers.from_nrmp import read_nrmp
from matchsafe.catalog.importers.from_table import RowReader
from matchsafe.catalog.importers.headers import fields_of, read_header
from matchsafe.catalog.importers.outcome import ProgramFile
from matchsafe.catalog.importers.problems import UNWATCHED, Watch, list_source, refuse
from matchsafe.catalog.stored_records import pause_collector
from matchsafe.tabular import FileTable, kind_of, open_table

As = Literal["nrmp", "table", "exchange"]
KINDS: Final = get_args(As)
TABLE_RIGHTS: Final = (
    "Keep to what the owner of this list allows; what you import stays on this computer and is sent nowhere."
)


@dataclass(frozen=True)
class ListOptions:
    """How a file is to be read, as far as the user says so.

    Attributes:
        kind: What it is; found out if ``None``.
        choices: Columns and constants.
        delimiter: Between the columns of a text file; found out if ``None``.
        sheet: Of a workbook; the first with a table if ``None``.
        source: Who says so, where no column does; the name of the file if empty.
        as_of: Date of values without one: a year, month or day; unknown if ``None``.
    """

    kind: As | None = None
    choices: Choices = NO_CHOICES
    delimiter: str | None = None
    sheet: str | None = None
    source: str = ""
    as_of: str | None = None


@pause_collector()
def read_file(path: Path, options: ListOptions | None = None, watch: Watch = UNWATCHED) -> ProgramFile:
    """Read a program list.

    Args:
        path: Of the file.
        options: What the user said about it.
        watch: Told how far the reading is, and asked whether to go on.

    Raises:
        CatalogFileError: If the file cannot be imported as it stands, with every problem found.
        ImportCancelled: If ``watch`` says so.
    """
    options = options or ListOptions()
    if options.kind is None and path.is_file() and (public := read_public_file(path, watch)) is not None:
        return public
    kind = kind_of(list_source(path))
    if (kind == "pdf") != (options.kind == "nrmp") and options.kind is not None:
        raise refuse(
            f'{path.name} is {"a PDF" if kind == "pdf" else "no PDF"} and cannot be read as "{options.kind}".',
            "as",
        )
    if kind == "pdf":
        return read_nrmp(path, watch)
    if kind == "json" and is_exchange(path) and options.kind != "table":
        return read_exchange(path)
    if options.kind == "exchange":
        raise refuse(f"{path.name} is no catalog in the exchange format.", "as")
    return _from_table(list_table(path, options), path, options, watch)


def mapping_of(path: Path, options: ListOptions) -> ColumnMapping | None:
    """Which column of a table is which field, also where the table is refused for it; ``None`` for what is no table.

    Raises:
        CatalogFileError: If the file cannot be read as a table.
    """
    kind = kind_of(list_source(path))
    if kind == "pdf" or (kind == "json" and is_exchange(path) and options.kind != "table"):
        return None
    return choose(propose(list_table(path, options)), options.choices, path.name)


def list_table(path: Path, options: ListOptions | None = None) -> FileTable:
    """The table in a file, with the headings of a program list found.

    Raises:
        CatalogFileError: If it cannot be read as a table.
    """
    options = options or ListOptions()
    return open_table(list_source(path), known=_is_heading, delimiter=options.delimiter, sheet=options.sheet)


def _is_heading(text: str) -> bool:
    header = read_header(text)
    return bool(header.role or fields_of(header))


def _from_table(table: FileTable, path: Path, options: ListOptions, watch: Watch) -> ProgramFile:
    mapping = choose(propose(table), options.choices, path.name)
    mapping.check(path.name)
    as_of = options.as_of or _in_name(path)
    out = ProgramFile(
        path.name, "table", (*table.notes, *mapping.notes()), mapping=mapping, rights=TABLE_RIGHTS
    )
    reader = RowReader(table, mapping, options.source or path.name, as_of, out)
    out.drafts = list(reader.drafts(watch))
    if not out.drafts:
        reasons = "; ".join(
            f"{reason} ({count} rows, first {first})" for reason, count, first in out.reasons()
        )
        lost = out.cells.problems[0].sentence().rstrip(".") if out.cells.problems else "it has no rows"
        raise refuse(f"{path.name} holds no program that can be kept: {reasons or lost}.", "no_programs")
    return out


def _in_name(path: Path) -> str | None:
    """A single year in the name of a file; its values are of that year if nothing better is known."""
    years = {y for y in re.findall(r"(?<!\d)(20\d\d)(?!\d)", path.stem) if int(y) <= datetime.now().year + 1}
    return years.pop() if len(years) == 1 else None
