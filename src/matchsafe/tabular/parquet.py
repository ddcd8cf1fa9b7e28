"""Tables in Parquet files, through pyarrow (in the extra ``parquet``), a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from matchsafe.domain.problem import Problems
from matchsafe.domain.spreadsheet import APOSTROPHE
from matchsafe.tabular.cells import clean_cell, clean_texts
from matchsafe.tabular.grid import distinct
from matchsafe.tabular.source import TableSource
from matchsafe.tabular.table import BLOCK, Block, FileTable

_ASCII: Final = 128
_MARKS: Final = np.frombuffer(f'{APOSTROPHE}"'.encode(), np.uint8)
"""Signs of text that is written otherwise than it reads."""
_PROBED: Final = 1_000
"""Texts that are looked at to see whether they repeat."""


def read_parquet(source: TableSource) -> FileTable:
    """The table in a Parquet file; the first row has number 2, as in a spreadsheet with headings.

    Raises:
        ProblemsError: Of the kind of the source, if it is damaged, or the extra is missing.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        message = (
            'Reading Parquet needs the extra "parquet": pip install "matchsafe[parquet]". Or save it as CSV.'
        )
        raise source.refuse(message, "no_extra") from error

    def damaged(error: Exception) -> Exception:
        said = " ".join(str(error).split())[:200]
        return source.refuse(f"It cannot be read as Parquet: {said}", "damaged")

    try:
        with parquet.ParquetFile(source.path) as file:
            headings = [str(name) for name in file.schema_arrow.names]
    except (arrow.ArrowException, OSError) as error:
        raise damaged(error) from error
    if not headings:
        raise source.refuse("Its table has no columns.", "no_table")
    if len(headings) > source.limits.columns:
        message = f"It has {len(headings):,} columns; the most that is read is {source.limits.columns}."
        raise source.refuse(message, "columns")

    def read(problems: Problems, places: Sequence[int]) -> Iterator[Block]:
        start = 2
        try:
            with parquet.ParquetFile(source.path) as file:
                for batch in file.iter_batches(BLOCK, columns=[headings[i] for i in places]):
                    rows = range(start, start + len(batch))
                    start += len(batch)
                    names = batch.schema.names
                    yield Block(
                        rows, [arrow_cells(arrow, batch.column(names.index(headings[i]))) for i in places]
                    )
        except (arrow.ArrowException, OSError) as error:
            raise damaged(error) from error

    def columnar(places: Sequence[int], kinds: Sequence[str]) -> Any:
        names = [headings[i] for i in places]
        texts = [name for name, kind in zip(names, kinds, strict=True) if kind == "text"]
        try:
            with parquet.ParquetFile(source.path, read_dictionary=texts) as file:
                return as_kinds(file.read(names, use_threads=False).select(names), kinds)
        except (arrow.ArrowException, OSError, KeyError):
            return None

    return FileTable(source, distinct(headings), read, ("Parquet",), columnar=columnar)


def as_kinds(table: Any, kinds: Sequence[str]) -> Any:
    """The columns of an Arrow table as of these kinds, names as dictionaries; ``None`` if some are not.

    Raises:
        ArrowException: If a number is too large.
    """
    import pyarrow as arrow

    text = arrow.dictionary(arrow.int32(), arrow.string())
    columns = []
    for column, kind in zip(table.columns, kinds, strict=True):
        of = column.type
        fits = {
            "text": of == text or arrow.types.is_string(of) or arrow.types.is_large_string(of),
            "whole": arrow.types.is_integer(of),
            "number": arrow.types.is_integer(of) or arrow.types.is_floating(of),
        }
        if not fits[kind] or column.null_count:
            return None
        if kind == "text":
            columns.append(
                column if of == text else _dictionary(arrow, column.cast(text.value_type).combine_chunks())
            )
        else:
            columns.append(column.cast(arrow.int32() if kind == "whole" else arrow.float64()))
    names = [str(i) for i in range(len(columns))]
    return arrow.table(columns, names=names).unify_dictionaries().combine_chunks()


def _dictionary(arrow: Any, texts: Any) -> Any:
    """Texts as a dictionary; those that mostly repeat the one above, as owners of lists do, are encoded in runs."""
    from pyarrow import compute

    if 2 * len(compute.run_end_encode(texts[:_PROBED]).values) > min(_PROBED, len(texts)):
        return texts.dictionary_encode()
    runs = compute.run_end_encode(texts)
    values, ends = runs.values.dictionary_encode(), runs.run_ends.to_numpy()
    indices = np.repeat(values.indices.to_numpy(), np.diff(ends, prepend=0))
    return arrow.DictionaryArray.from_arrays(indices, values.dictionary)


def all_clean(texts: Any, longest: int) -> bool:
    """Whether an Arrow array of texts holds no empty one, none that is too long and none that cleaning would change."""
    ends = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(ends)
    if not len(texts) or lengths.min() < 1:
        return False
    letters = np.frombuffer(texts.buffers()[2], np.uint8)
    own = letters[ends[0] : ends[-1]]
    outer = np.minimum(letters[ends[:-1]], letters[ends[1:] - 1])
    if own.max() < _ASCII and outer.min() > ord(" ") and not np.isin(own, _MARKS).any():
        return int(lengths.max()) <= longest
    listed = texts.to_pylist()
    return clean_texts(listed) == listed and max(map(len, listed)) <= longest


def arrow_cells(arrow: Any, column: Any) -> list[Any]:
    """The values of an Arrow array as cells."""
    kind, values = column.type, column.to_pylist()
    if column.null_count == 0 and arrow.types.is_integer(kind):
        return list(values)
    if column.null_count == 0 and (arrow.types.is_string(kind) or arrow.types.is_large_string(kind)):
        return clean_texts(values)
    return [clean_cell(value) for value in values]
