"""What is wrong with a market that was handed in: every problem at once, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

SHOWN: Final = 20
"""How many problems the text of an error shows; all kept ones are in ``problems``."""
KEPT: Final = 1000
"""How many problems are kept, so that a file of nonsense does not fill the memory."""


@dataclass(frozen=True)
class MarketProblem:
    """One problem: where it is, what is wrong, and a code that programs can go by."""

    where: str
    message: str
    code: str

    def sentence(self) -> str:
        """The problem as one line."""
        return f"{self.where}: {self.message}"


class MarketError(ValueError):
    """A market that cannot be matched as it stands.

    Attributes:
        problems: What was found, at most ``KEPT``.
        total: How many there are in all.
    """

    def __init__(self, problems: Sequence[MarketProblem], total: int | None = None) -> None:
        self.problems = tuple(problems[:KEPT])
        self.total = len(problems) if total is None else total
        lines = [p.sentence() for p in self.problems[:SHOWN]]
        if self.total > len(lines):
            lines.append(f"... and {self.total - len(lines):,} more.")
        super().__init__("\n".join(lines))


class Found:
    """Collects problems, counting those beyond what is kept.

    Attributes:
        problems: The first ``KEPT``.
        total: How many there are in all.
        whole: False once a row or a whole file is missing; what is then not found elsewhere is no problem of its own.
    """

    def __init__(self) -> None:
        self.problems: list[MarketProblem] = []
        self.total = 0
        self.whole = True

    def add(self, where: str, message: str, code: str) -> None:
        """Note one problem; the same one again, of a value that counts for several rows, is the same problem."""
        problem = MarketProblem(where, message, code)
        if self.problems and self.problems[-1] == problem:
            return
        self.total += 1
        if self.total <= KEPT:
            self.problems.append(problem)

    def take(self, error: MarketError) -> None:
        """Note all problems of an error that was caught."""
        for problem in error.problems:
            self.add(problem.where, problem.message, problem.code)
        self.total += error.total - len(error.problems)

    def lose(self, where: str, message: str, code: str) -> None:
        """Note a problem because of which something was not read."""
        self.whole = False
        self.add(where, message, code)

    def each(self, places: Sequence[int], tell: Callable[[int], tuple[str, str]], code: str) -> None:
        """Note one problem for each place; ``tell`` gives where it is and what is wrong, for those that are kept."""
        for place in places[:KEPT]:
            where, message = tell(place)
            self.add(where, message, code)
        self.total += len(places[KEPT:])

    def extend(self, other: Found) -> None:
        """Add what was found elsewhere."""
        self.problems += other.problems[: max(KEPT - len(self.problems), 0)]
        self.total += other.total
        self.whole = self.whole and other.whole

    def check(self) -> None:
        """Raise if there was any.

        Raises:
            MarketError: With everything found so far.
        """
        if self.total:
            raise MarketError(self.problems, self.total)
