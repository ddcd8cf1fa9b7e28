"""What can go wrong with a file that is brought in, and how a long reading shows how far it is and is stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matchsafe.domain.problem import Problem, Problems, ProblemsError
from matchsafe.tabular import LIST_LIMITS, TableSource

KEPT: Final = 500
"""How many problems are kept, so that a file of nonsense does not fill the memory."""


class CatalogFileError(ProblemsError):
    """A file that cannot be imported as it stands; the catalog has not been touched."""

    most_kept = KEPT


class ImportCancelled(Exception):  # noqa: N818 - the user's wish, not an error
    """The user stopped the import; the catalog has not been touched."""


def list_source(path: Path) -> TableSource:
    """The file of a program list.

    Raises:
        CatalogFileError: If it is not there, no file, not readable, empty or too large.
    """
    return TableSource.of(path, LIST_LIMITS, CatalogFileError)


def refuse(
    message: str, code: str, row: int | None = None, column: str = "", typed: str = ""
) -> CatalogFileError:
    """The error of a file with one problem."""
    return CatalogFileError([Problem(message, code, row=row, column=column, typed=typed)])


class CellProblems(Problems):
    """The cells of a file that cannot be read, and how many each column has."""

    def __init__(self) -> None:
        super().__init__(CatalogFileError)
        self.by_column: Counter[str] = Counter()

    def add(self, problem: Problem) -> None:
        """Note one problem."""
        before = self.total
        super().add(problem)
        self.by_column[problem.column] += self.total - before

    def note(self, message: str, code: str, row: int | None = None, column: str = "") -> None:
        """Note a problem of a row."""
        self.add(Problem(message, code, row=row, column=column))


@dataclass(frozen=True)
class Watch:
    """What is told while a file is read.

    Attributes:
        progress: Called with what is done and what there is in all (pages, bytes or rows); 0 if unknown.
        cancelled: Asked between steps; true stops the reading.
    """

    progress: Callable[[int, int], None] = lambda done, total: None
    cancelled: Callable[[], bool] = lambda: False

    def step(self, done: int, total: int = 0) -> None:
        """Tell how far the reading is.

        Raises:
            ImportCancelled: If the user has stopped it.
        """
        if self.cancelled():
            raise ImportCancelled("The import was stopped; nothing was changed.")
        self.progress(done, total)


UNWATCHED = Watch()
