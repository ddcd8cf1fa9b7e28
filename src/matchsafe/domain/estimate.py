"""The one way a probability travels: a value with its range and what it rests on."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Basis = Literal["published", "estimate", "rule_of_thumb"]


_DUST: Final = 1e-12
"""What rounding leaves where two equal sums are taken from each other."""
Share = Annotated[float, Field(ge=-1, le=1), AfterValidator(lambda x: 0.0 if abs(x) < _DUST else x)]
"""A chance, or a difference of two."""


class AnswerPart(BaseModel):
    """A part of an answer: it does not change, and holds no field that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Estimate(AnswerPart):
    """A probability, or a difference of two, with its range.

    Attributes:
        value: The central value as a share (0.71 means 71 in 100); a difference may be negative.
        low: Lower end of the range, on the same scale.
        high: Upper end of the range.
        level: Share of the model's draws that lie between ``low`` and ``high`` (0.9 means nine in ten).
        basis: ``published`` (read off a report), ``estimate`` (our model) or ``rule_of_thumb``.
        caveats: What the reader has to know before leaning on the number, in plain words.

    Raises:
        pydantic.ValidationError: If the three numbers are not ordered ``low <= value <= high``.
    """

    value: Share
    low: Share
    high: Share
    level: float = Field(default=0.9, gt=0, lt=1)
    basis: Basis = "estimate"
    caveats: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"low {self.low} <= value {self.value} <= high {self.high} does not hold")
        return self

    @property
    def complement(self) -> Estimate:
        """The chance that it does not happen."""
        return Estimate(value=1 - self.value, low=1 - self.high, high=1 - self.low, level=self.level)
