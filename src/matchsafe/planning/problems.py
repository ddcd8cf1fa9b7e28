"""What is wrong with a planning problem that was handed in: every problem at once, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SHOWN: Final = 20
"""How many problems the text of an error shows; all are in ``problems``."""


@dataclass(frozen=True)
class PlanningProblem:
    """One problem: the field it is in, what was seen and what is accepted, and a code that programs can go by."""

    where: str
    message: str
    code: str

    def sentence(self) -> str:
        """The problem as one line."""
        return f"{self.where}: {self.message}"


class PlanningError(ValueError):
    """A problem that cannot be planned for as it stands.

    Attributes:
        problems: Everything that was found.
    """

    def __init__(self, problems: Sequence[PlanningProblem]) -> None:
        self.problems = tuple(problems)
        lines = [p.sentence() for p in self.problems[:SHOWN]]
        if len(self.problems) > len(lines):
            lines.append(f"... and {len(self.problems) - len(lines):,} more.")
        super().__init__("\n".join(lines))


class Found:
    """Collects problems."""

    def __init__(self) -> None:
        self.problems: list[PlanningProblem] = []

    def add(self, where: str, message: str, code: str) -> None:
        """Note one problem."""
        self.problems.append(PlanningProblem(where, message, code))

    def check(self) -> None:
        """Raise if there was any.

        Raises:
            PlanningError: With everything found so far.
        """
        if self.problems:
            raise PlanningError(self.problems)
