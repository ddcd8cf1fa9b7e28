"""Rows of a Parquet file, read with pyarrow a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matchsafe.market.files.cells import cell_of
from matchsafe.market.files.columns import FLAGS, Columns, plain
from matchsafe.market.files.limits import BLOCK, LONGEST_CELL, MOST_ROWS
from matchsafe.market.files.tables import Block, UnreadableTable, gather, spreadsheet_place
from matchsafe.market.problems import MarketError, MarketProblem, MarketProblems


def pyarrow(what: str) -> Any:
    """The package pyarrow.

    Raises:
        MarketError: If it is not installed, naming the extra.
    """
    try:
        import pyarrow
    except ImportError:
        message = (
            'Parquet needs a package that is missing here. Install it with: pip install "matchsafe[parquet]"'
        )
        raise MarketError([MarketProblem(what, message, "extra")]) from None
    return pyarrow


class ParquetTable:
    """A Parquet file with the columns of a CSV file; names may be texts or whole numbers."""

    def __init__(self, path: str | Path, name: str) -> None:
        self.path = path
        self.name = name

    def place(self, row: int, column: str = "") -> str:
        """Where a row is; the first one has number 2, as it would in a spreadsheet with a header."""
        return spreadsheet_place(self.name, row, column)

    def blocks(self, columns: Columns, found: MarketProblems) -> Iterator[Block]:
        """The rows, some at a time."""
        arrow = pyarrow(self.name)
        from pyarrow import parquet

        try:
            if not Path(self.path).is_file():
                raise UnreadableTable(
                    "is a folder, not a file" if Path(self.path).is_dir() else "there is no such file"
                )
            with parquet.ParquetFile(self.path) as file:
                header = list(file.schema_arrow.names)
                present = gather(self, columns, header, 1, found)
                if present:
                    yield from self._batches(file, arrow, header, present, found)
        except UnreadableTable as error:
            found.lose(self.name, str(error), "file")
        except (arrow.ArrowException, OSError) as error:
            found.lose(
                self.name, f"cannot be read as Parquet: {' '.join(str(error).split())[:200]}", "parquet"
            )

    def _batches(
        self, file: Any, arrow: Any, header: list[str], present: list[str], found: MarketProblems
    ) -> Iterator[Block]:
        if file.metadata.num_rows > MOST_ROWS:
            found.lose(self.name, f"has more than {MOST_ROWS:,} rows", "too_long")
            return
        actual = {plain(name): name for name in header}
        row = 2
        for batch in file.iter_batches(BLOCK, columns=[actual[column] for column in present]):
            rows = list(range(row, row + len(batch)))
            row += len(batch)
            cells = {
                column: self._texts(
                    batch.column(batch.schema.get_field_index(actual[column])).to_pylist(),
                    column,
                    rows,
                    found,
                )
                for column in present
            }
            yield Block(rows, cells)

    def _texts(self, values: list[Any], column: str, rows: list[int], found: MarketProblems) -> list[str]:
        texts = []
        for row, value in zip(rows, values, strict=True):
            text = cell_of(value, flag=column in FLAGS)
            if text is None or len(text) > LONGEST_CELL:
                said = (
                    "is neither text nor a number"
                    if text is None
                    else f"has more than {LONGEST_CELL:,} characters"
                )
                found.lose(self.place(row, column), said, "cell")
                text = "?"
            texts.append(text)
        return texts
