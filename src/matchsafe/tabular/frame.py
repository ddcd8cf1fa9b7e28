"""Tables in memory: data frames of pandas, polars or any library that hands on Arrow, through pyarrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from matchsafe.domain.problem import Problem, Problems
from matchsafe.tabular.grid import distinct
from matchsafe.tabular.parquet import arrow_cells, as_kinds
from matchsafe.tabular.source import TableSource
from matchsafe.tabular.table import BLOCK, Block, FileTable


class Frame(Protocol):
    """A data frame, by the Arrow PyCapsule interface; those with the older ``__dataframe__`` are read too."""

    def __arrow_c_stream__(self, requested_schema: object = None, /) -> object: ...


@dataclass(frozen=True)
class FrameTable(FileTable):
    """A data frame as a table; messages count its rows from 0."""

    def problem(self, message: str, code: str, row: int, column: str = "") -> Problem:
        """A problem of a row or of a cell of it, or of the headings."""
        place = "" if row == self.heading else f"[{row - 2}]{'.' if column else ''}{column}"
        return Problem(message, code, path=place, file=self.name)


def is_frame(value: object) -> bool:
    """Whether a value is a data frame, and no class of them."""
    if isinstance(value, type | Path):
        return False
    return hasattr(value, "__arrow_c_stream__") or hasattr(value, "__dataframe__")


def frame_table(frame: Any, source: TableSource) -> FileTable:
    """The table in a data frame; ``source`` says what messages call it.

    Raises:
        ProblemsError: Of the kind of the source, if it is none, or the extra is missing.
    """
    try:
        import pyarrow as arrow
        from pyarrow import interchange
    except ImportError as error:
        message = 'Reading a data frame needs the extra "parquet": pip install "matchsafe[parquet]".'
        raise source.refuse(message, "no_extra") from error
    try:
        by_arrow = hasattr(frame, "__arrow_c_stream__")
        table = arrow.table(frame) if by_arrow else interchange.from_dataframe(frame)
    except Exception as error:  # any library may be behind it
        said = " ".join(str(error).split())[:200]
        raise source.refuse(f"It cannot be read as a data frame: {said}", "damaged") from error
    if not table.column_names:
        raise source.refuse("Its table has no columns.", "no_table")
    headings = distinct([str(name) for name in table.column_names])

    def read(_: Problems, places: Sequence[int]) -> Iterator[Block]:
        start = 2
        for batch in table.select(list(places)).to_batches(BLOCK):
            rows = range(start, start + len(batch))
            start += len(batch)
            yield Block(rows, [arrow_cells(arrow, column) for column in batch.columns])

    def columnar(places: Sequence[int], kinds: Sequence[str]) -> Any:
        try:
            return as_kinds(table.select(list(places)), kinds)
        except arrow.ArrowException:
            return None

    return FrameTable(source, headings, read, columnar=columnar)
