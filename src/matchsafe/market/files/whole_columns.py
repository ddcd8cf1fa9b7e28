"""A file of lists read column by column, many times as fast as cell by cell, if it has nothing to complain about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from matchsafe.market.arrays import half_named
from matchsafe.market.files.entry_columns import HALVES, ColumnBuffer
from matchsafe.market.files.keys import ListBlocks, list_blocks, repeats
from matchsafe.market.files.numbers import FLAGS, MOST, Names
from matchsafe.market.files.tables import LIMITS, MOST_LETTERS, MOST_NAMES, MarketTable
from matchsafe.tabular import FileTable
from matchsafe.tabular.cells import is_long
from matchsafe.tabular.parquet import all_clean


def take_whole(
    table: MarketTable,
    has: Mapping[str, str],
    owners: tuple[str, ...],
    names: dict[str, Names],
    buffer: ColumnBuffer,
) -> tuple[bool, ListBlocks | None]:
    """Fill the buffer with a clean file; with any other nothing is read.

    Returns:
        Whether it was read, so that no name stands twice in one list, and how its lists stand in it.
    """
    values = _columns(table, has, names)
    if values is None:
        return False, None
    count = len(values["rank"])
    rows = np.arange(2, 2 + count, dtype=np.int32)
    buffer.add("owner_rows", rows)
    for column, numbers in values.items():
        if column in owners:
            buffer.add(f"owner {column}", numbers)
        kind = "name" if column in names else "score" if column.endswith("score") else "fact"
        if column != "rank":
            buffer.add(f"{kind} {column}", numbers)
    buffer.add("rows", rows)
    buffer.add("ranks", values["rank"])
    blocks = None
    if len(names) == 2 and len(owners) == 1:
        (other,) = names.keys() - set(owners)
        blocks = list_blocks(values[owners[0]], values["rank"], values[other])
    crowded = any(len(known) > MOST_NAMES or known.letters > MOST_LETTERS for known in names.values())
    if crowded or (blocks is None and len(repeats(*(values[column] for column in names))[0])):
        buffer.clear()
        return False, None
    return True, blocks


def _columns(
    table: MarketTable, has: Mapping[str, str], names: dict[str, Names]
) -> dict[str, npt.NDArray[Any]] | None:
    """The columns as numbers; ``None`` if one cell of them is not as it should be."""
    if not isinstance(table, FileTable) or "rank" not in has or has.keys() & (FLAGS | {"parity"}):
        return None
    kinds = ["text" if c in names else "number" if c.endswith("score") else "whole" for c in has]
    columns = table.columnar([table.columns.index(heading) for heading in has.values()], kinds)
    if columns is None or not 0 < len(columns) <= LIMITS.rows:
        return None
    values: dict[str, npt.NDArray[Any]] = {}
    texts: dict[str, Any] = {}
    for column, kind, array in zip(has, kinds, columns.columns, strict=True):
        whole = array.chunk(0)
        if kind == "text":
            texts[column] = whole.dictionary
            values[column] = whole.indices.to_numpy()
            good = all_clean(whole.dictionary, LIMITS.cell)
        else:
            values[column] = whole.to_numpy()
            least, most = values[column].min(), values[column].max()
            limits = (-np.inf, np.inf) if kind == "number" else (-1 if column == "quota" else 0, MOST)
            good = bool(limits[0] < least and most < limits[1])
        if not good:
            return None
    for column, known in names.items():
        if column in HALVES:
            listed = texts[column].to_pylist()
            numbers = known.numbers([half_named(text) for text in listed])
        else:
            numbers = known.numbers_of(texts[column])
        values[column] = numbers[values[column]]
    if any(_long_ties(table, has, values, column) for column in has if column.endswith("score")):
        return None
    return values


def _long_ties(
    table: FileTable, has: Mapping[str, str], values: Mapping[str, npt.NDArray[Any]], column: str
) -> bool:
    """Whether scores at one program are equal as numbers of 64 bits and long enough to differ in the file."""
    program = values[column.removesuffix("score") + "program"]
    if not len(repeats(program, np.unique(values[column], return_inverse=True)[1])[0]):
        return False
    texts = table.columnar([table.columns.index(has[column])], ["text"])
    return texts is not None and any(map(is_long, texts.columns[0].chunk(0).dictionary.to_pylist()))
