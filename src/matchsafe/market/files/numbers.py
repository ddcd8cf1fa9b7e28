"""Cells as numbers: names in order of first appearance, whole numbers, a few known words, scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, Final

import numpy as np

from matchsafe.market.types import Ints
from matchsafe.market.variations import PARITIES
from matchsafe.tabular import Cell, text_of
from matchsafe.tabular.cells import KEPT, loses_digits

_CACHED: Final = 100_000
MOST: Final = 10**9
BAD: Final = -1
"""Stands for a cell that is no such number or word."""
UNSAID: Final = -2
"""Stands for an empty cell where one is allowed."""
FLAGS: Final = frozenset({"physician", "for_physicians", "first_physician", "second_physician"})
"""Columns of yes and no."""
FACTS: Final = frozenset({"quota", "positions", "parity", *FLAGS})
"""The columns that say something of a row's owner."""


class Names:
    """Numbers of names, counted up as they are met.

    Attributes:
        texts: The name of each number.
        letters: How many characters all names have.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.letters = 0
        self._number: dict[str, int] = {}
        self._column: Any = None

    def __len__(self) -> int:
        return len(self.texts)

    def number(self, name: str) -> int:
        """The number of a name, or -1."""
        return self._numbers().get(name, -1)

    def numbers(self, texts: Sequence[str]) -> Ints:
        """The numbers of many names, new ones too."""
        known = self._numbers()
        found = np.fromiter(map(known.get, texts, repeat(-1)), np.int32, len(texts))
        if (found < 0).any():
            self._add(
                [text for text in dict.fromkeys(texts) if text not in known]
                if known
                else [*dict.fromkeys(texts)]
            )
            found = np.fromiter(map(self._numbers().__getitem__, texts), np.int32, len(texts))
        return found

    def numbers_of(self, column: Any) -> Ints:
        """The same for different names in an Arrow array; no dictionary of them is made before one is needed."""
        if not self.texts:
            self._add(column.to_pylist())
            self._column = column
            return np.arange(len(column), dtype=np.int32)
        if self._column is None or len(self._column) != len(self.texts):
            return self.numbers(column.to_pylist())
        from pyarrow import compute

        found = compute.index_in(column, self._column).fill_null(-1).to_numpy()
        new = np.flatnonzero(found < 0)
        if len(new):
            found = found.copy()
            found[new] = np.arange(len(self), len(self) + len(new))
            self._add(column.take(new).to_pylist())
        return np.asarray(found, np.int32)

    def _add(self, new: list[str]) -> None:
        self.texts += new
        self.letters += sum(map(len, new))

    def _numbers(self) -> dict[str, int]:
        if len(self._number) < len(self.texts):
            late = range(len(self._number), len(self.texts))
            self._number.update(zip(self.texts[late.start :], late, strict=True))
        return self._number


def name_texts(cells: Sequence[Cell], wrong: Callable[[int], None]) -> Sequence[str]:
    """Names as text; a whole number may be one. What cannot be a name is told by its place and stands as "?"."""
    if set(map(type, cells)) <= {str}:
        return cells  # type: ignore[return-value]
    texts = []
    for i, cell in enumerate(cells):
        if isinstance(cell, bool) or not isinstance(cell, str | int | float):
            wrong(i)
            texts.append("?")
        else:
            texts.append(text_of(cell))
    return texts


class Wholes(dict[str, int]):
    """Whole numbers below 10^9 from text, also as "3.0"; ``BAD`` for other text. Each text is looked at once."""

    def __init__(self, least: int) -> None:
        super().__init__()
        self.least = least
        self.wanted = f"a whole number from {least} to 999,999,999"

    def __missing__(self, text: str) -> int:
        digits, _, rest = text.partition(".")
        good = digits.isascii() and digits.isdigit() and len(digits) < 10 and not rest.strip("0")
        number = int(digits) if good and int(digits) >= self.least else BAD
        if len(self) < _CACHED:
            self[text] = number
        return number

    def numbers(self, cells: Sequence[Cell]) -> Ints:
        """Many of them, from text or from numbers."""
        kinds = set(map(type, cells))
        if kinds <= {str}:
            return np.fromiter(map(self.__getitem__, cells), np.int32, len(cells))  # type: ignore[arg-type]
        if kinds <= {int} and max(cells) < MOST:  # type: ignore[operator]
            values = np.array(cells, np.int64)
            return np.where(values >= self.least, values, BAD).astype(np.int32)
        return np.fromiter(map(self._number, cells), np.int32, len(cells))

    def _number(self, cell: Cell) -> int:
        if isinstance(cell, str):
            return self[cell]
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return BAD
        return int(cell) if self.least <= cell < MOST and cell == int(cell) else BAD


class Words(dict[str, int]):
    """Numbers of a few known words, in capitals or not; ``UNSAID`` for an empty text, ``BAD`` for any other."""

    def __init__(self, wanted: str, codes: Mapping[str, int]) -> None:
        super().__init__(codes, **{"": UNSAID})
        self.wanted = wanted

    def __missing__(self, text: str) -> int:
        return self.get(text.lower(), BAD)

    def numbers(self, cells: Iterable[Cell]) -> Ints:
        """Many of them."""
        return np.array([self[text_of(cell)] for cell in cells], np.int32)


def coder_of(column: str) -> Wholes | Words:
    """What turns the cells of a column of facts, or of ranks, into numbers."""
    if column == "parity":
        return Words("even, odd or empty", {word: code for code, word in enumerate(PARITIES)})
    if column in FLAGS:
        yes, no = (
            dict.fromkeys(words.split(), code)
            for words, code in (("yes true 1 1.0", 1), ("no false 0 0.0", 0))
        )
        return Words("yes, no or empty", yes | no)
    return Wholes(0 if column == "quota" else 1)


def score_of(cell: Cell) -> float:
    """A score; minus infinity for no score, NaN for what is no finite number."""
    if cell == "":
        return -np.inf
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return np.nan
    try:
        # An underscore, or digits of another script, is a slip in a file, though Python would take it.
        value = float(cell) if not isinstance(cell, str) or (cell.isascii() and "_" not in cell) else np.nan
    except (ValueError, OverflowError):
        return np.nan
    lost = loses_digits(cell, value) if isinstance(cell, str) and np.isfinite(value) else cell != value
    return value if np.isfinite(value) and not lost else np.nan


def score_fault(cell: Cell) -> str:
    """Why a cell is no score."""
    shown = repr(str(cell)[:40])
    try:
        value = float(str(cell))
        if np.isfinite(value) and str(cell).isascii() and "_" not in str(cell):
            return f"{shown} has more digits than a score keeps; give {KEPT} at most"
        if np.isinf(value) and any(map(str.isdigit, str(cell))):
            return f"{shown} is too large for a score; the most is 1e308"
    except ValueError:
        pass
    return f"{shown} is not a number; leave it empty if the program does not accept them"
