"""What is wrong with a market that was handed in: every problem at once, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from matchsafe.domain.problems import PlacedProblem, Problems, ProblemsError

KEPT: Final = 1000
"""How many problems are kept, so that a file of nonsense does not fill the memory."""


class MarketProblem(PlacedProblem):
    """One problem: where it is, what is wrong, and a code that programs can go by."""


class MarketError(ProblemsError[MarketProblem]):
    """A market that cannot be matched as it stands.

    Attributes:
        problems: What was found, at most ``KEPT``.
        total: How many there are in all.
    """

    most_kept = KEPT


class MarketProblems(Problems[MarketProblem]):
    """Collects problems, counting those beyond what is kept.

    Attributes:
        whole: False once a row or a whole file is missing; what is then not found elsewhere is no problem of its own.
    """

    error = MarketError

    def __init__(self) -> None:
        super().__init__()
        self.whole = True

    def add(self, where: str, message: str, code: str) -> None:
        """Note one problem; the same one again, of a value that counts for several rows, is the same problem."""
        problem = MarketProblem(where, message, code)
        if not self.problems or self.problems[-1] != problem:
            self.note(problem)

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

    def extend(self, other: MarketProblems) -> None:
        """Add what was found elsewhere."""
        self.problems += other.problems[: max(KEPT - len(self.problems), 0)]
        self.total += other.total
        self.whole = self.whole and other.whole
