"""A published figure, a derived one, a rule of thumb or an assumption, with where it comes from."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from matchsafe.domain.estimate import AnswerPart

Kind = Literal["published", "derived", "rule_of_thumb", "assumption"]
Confidence = Literal[
    "primary", "secondary_extraction_of_primary", "secondary", "derived", "opinion", "assumption"
]
Cell = float | int | str | None


class Table(AnswerPart):
    """Rows under named columns; ``None`` where the publisher shows nothing."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @model_validator(mode="after")
    def _rectangular(self) -> Self:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"row {row} has {len(row)} cells, expected {len(self.columns)}")
        return self

    def records(self) -> tuple[dict[str, Cell], ...]:
        """The rows as dictionaries keyed by column."""
        return tuple(dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def find(self, **where: Cell) -> dict[str, Cell]:
        """The one row whose cells equal ``where``.

        Raises:
            LookupError: If no row or more than one row fits.
        """
        found = [r for r in self.records() if all(r[k] == v for k, v in where.items())]
        if len(found) != 1:
            raise LookupError(f"{len(found)} rows match {where}")
        return found[0]


class Figure(AnswerPart):
    """One cited figure: a value or a table, never both.

    Attributes:
        id: ``file.name``, where ``file`` is the data file it stands in.
        title: What the figure says, in a few plain words.
        low: Lower end of the range of an assumption, in ``unit``.
        high: Upper end of the range of an assumption, in ``unit``.
        document: Title of the report, page or article.
        location: Table, page or section in it.
        rights: What the publisher says about reuse.
        used_by: What in this project rests on the figure, in a few words.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")
    title: str
    value: float | int | str | date | None = None
    low: float | None = None
    high: float | None = None
    table: Table | None = None
    unit: str
    population: str
    year: str
    publisher: str
    document: str
    location: str = ""
    url: str = ""
    retrieved: date
    kind: Kind
    confidence: Confidence
    rights: str
    notes: str = ""
    used_by: str

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.value is None) == (self.table is None):
            raise ValueError("a figure has either a value or a table")
        if self.kind == "assumption":
            if not isinstance(self.value, int | float) or self.low is None or self.high is None:
                raise ValueError("an assumption has a number and a range")
            if not self.low <= self.value <= self.high:
                raise ValueError("an assumption's value lies inside its range")
        return self

    def citation(self) -> str:
        """Publisher, document, location and year in one line."""
        parts = [self.publisher, self.document, self.location, self.year]
        return ", ".join(p for p in parts if p)
