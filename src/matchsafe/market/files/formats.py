"""Which format a file has, and the table that reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from matchsafe.market.files.csv_rows import CsvTable
from matchsafe.market.files.json_rows import JsonTable
from matchsafe.market.files.parquet_rows import ParquetTable
from matchsafe.market.files.tables import FORMATS, STDIN, Format, MarketTable

_SUFFIXES: Final[dict[str, Format]] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip


def format_of(path: str | Path, chosen: str | None = None) -> Format:
    """The format that was chosen, or the one of the suffix; CSV where neither says.

    Raises:
        ValueError: If there is no such format.
    """
    if chosen is None:
        return _SUFFIXES.get(Path(path).suffix.lower(), "csv")
    for known in FORMATS:
        if known == chosen:
            return known
    raise ValueError(f"{chosen!r} is not a format. Accepted: {', '.join(FORMATS)}.")


def table_of(path: str | Path, chosen: str | None = None) -> MarketTable:
    """The rows of a file, or of standard input for "-"."""
    name = "standard input" if str(path) == STDIN else Path(path).name or str(path)
    kind = format_of(path, chosen)
    if kind == "json":
        return JsonTable(path, name)
    if kind == "parquet":
        return ParquetTable(path, name)
    return CsvTable(path, name)
