"""A chance as 100 abstract cells: filled to the low end of its range, hatched to the high end."""

from __future__ import annotations

from typing import Final, Literal

from matchsafe.domain.estimate import Estimate
from matchsafe.present.words import chance, span, whole

Cell = Literal["full", "range", "empty"]

_UNICODE: Final[dict[Cell, str]] = {"full": "■", "range": "▨", "empty": "□"}
_ASCII: Final[dict[Cell, str]] = {"full": "#", "range": "/", "empty": "."}
MARK: Final = {False: "▣", True: "X"}
"""The cell of the central value, by whether only ASCII may be used."""


def cells(e: Estimate) -> tuple[Cell, ...]:
    """The 100 cells of a chance.

    Raises:
        ValueError: If the estimate is a negative difference, which no picture of 100 people can show.
    """
    low, high = whole(e.low), whole(e.high)
    shapes: list[tuple[Cell, int]] = [("full", low), ("range", high - low), ("empty", 100 - high)]
    return tuple(shape for shape, times in shapes for _ in range(times))


def value_cell(e: Estimate) -> int | None:
    """Position (0 to 99) of the cell of the central value; ``None`` when the value rounds to no cell."""
    value = whole(e.value)
    return value - 1 if value else None


def caption(e: Estimate) -> str:
    """The icon array in words, for a reader who cannot see it."""
    if e.low == e.high:
        return f"100 cells, {whole(e.value)} of them filled: {chance(e)}."
    return (
        f"100 cells: {whole(e.low)} filled, {whole(e.high) - whole(e.low)} hatched for the range {span(e)}, "
        f"{100 - whole(e.high)} empty. The value is {chance(e)}."
    )


def lines(e: Estimate, *, ascii_only: bool = False) -> tuple[str, ...]:
    """The icon array as ten lines of ten characters with a space between, for a terminal."""
    shapes = _ASCII if ascii_only else _UNICODE
    drawn = [shapes[cell] for cell in cells(e)]
    at = value_cell(e)
    if at is not None and e.low != e.high:
        drawn[at] = MARK[ascii_only]
    return tuple(" ".join(drawn[row : row + 10]) for row in range(0, 100, 10))
