"""What the smaller routes answer; the outlook and a figure are answered as the library has them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from matchsafe.api.errors import ProblemDetail
from matchsafe.evidence import Figure, Kind


class Validated(BaseModel):
    """A season that can be used, with what looks improbable in it."""

    valid: Literal[True] = True
    warnings: tuple[ProblemDetail, ...] = Field(description="Improbable but possible: check these for slips.")


class FigureSummary(BaseModel):
    """A cited figure without its numbers."""

    id: str = Field(examples=["article.strong_step2_score"])
    title: str
    kind: Kind
    year: str
    publisher: str
    document: str

    @classmethod
    def of(cls, figure: Figure) -> FigureSummary:
        """The short form of a figure."""
        return cls(**{name: getattr(figure, name) for name in cls.model_fields})


class FigureList(BaseModel):
    """Every figure the tool relies on."""

    figures: tuple[FigureSummary, ...]


class Health(BaseModel):
    """The server answers."""

    status: Literal["ok"] = "ok"
    version: str
