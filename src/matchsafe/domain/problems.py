"""What is wrong with something that was handed in: collected, so that a person is told all of it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Generic, Protocol, TypeVar

SHOWN: Final = 20
"""How many problems the text of an error shows; all kept ones are in ``problems``."""


class Told(Protocol):
    """Anything that can be told in a line."""

    def sentence(self) -> str:
        """What is wrong and where, as one line."""


P = TypeVar("P", bound=Told)


@dataclass(frozen=True)
class PlacedProblem:
    """One problem: the place or field it is in, what is wrong, and a code that programs can go by."""

    where: str
    message: str
    code: str

    def sentence(self) -> str:
        """The problem as one line."""
        return f"{self.where}: {self.message}"


class ProblemsError(ValueError, Generic[P]):
    """Something that cannot be used as it stands, with everything that is wrong with it.

    Attributes:
        most_kept: How many problems are kept, so that a file of nonsense does not fill the memory; ``None`` for all.
        problems: What was found, at most ``most_kept``.
        total: How many there are in all.
    """

    most_kept: ClassVar[int | None] = None

    def __init__(self, problems: Sequence[P], total: int | None = None) -> None:
        self.problems: tuple[P, ...] = tuple(problems[: self.most_kept])
        self.total = len(problems) if total is None else total
        lines = [p.sentence() for p in self.problems[:SHOWN]]
        if self.total > len(lines):
            lines.append(f"... and {self.total - len(lines):,} more.")
        super().__init__("\n".join(lines))


class Problems(Generic[P]):
    """Collects problems, counting those beyond what is kept.

    Attributes:
        error: What is raised if there are any; it says how many are kept.
        problems: The first ones.
        total: How many there are in all.
    """

    error: type[ProblemsError[P]]

    def __init__(self) -> None:
        self.problems: list[P] = []
        self.total = 0

    def note(self, problem: P) -> None:
        """Note one problem."""
        self.total += 1
        if self.error.most_kept is None or self.total <= self.error.most_kept:
            self.problems.append(problem)

    def check(self) -> None:
        """Raise if there was any.

        Raises:
            ProblemsError: Of the kind ``error``, with everything found so far.
        """
        if self.total:
            raise self.error(self.problems, self.total)
