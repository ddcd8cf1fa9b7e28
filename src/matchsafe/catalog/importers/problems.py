"""What is wrong with a file that was to be imported: every problem at once, each with its place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from matchsafe.domain.problems import Problems, ProblemsError

KEPT: Final = 500
"""How many problems are kept, so that a file of nonsense does not fill the memory."""


@dataclass(frozen=True)
class FileProblem:
    """One problem.

    Attributes:
        message: What was seen and what is accepted, as a sentence.
        code: A name programs can go by.
        row: Row of the file, counted from 1 with its header; page of a PDF for whole pages; ``None`` for the file.
        column: Name of the column, empty if the row or the file is meant.
        typed: What to type on the command line to put it right; empty where there is nothing.
    """

    message: str
    code: str
    row: int | None = None
    column: str = ""
    typed: str = ""

    def sentence(self) -> str:
        """The problem with its place and what to type, as one line."""
        return f"{self.told()} On the command line: {self.typed}." if self.typed else self.told()

    def told(self) -> str:
        """The problem with its place, for faces that have buttons and fields."""
        place = [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column else []
        return f"{', '.join(place)}: {self.message}" if place else self.message


class CatalogFileError(ProblemsError[FileProblem]):
    """A file that cannot be imported as it stands; the catalog has not been touched.

    Attributes:
        problems: What was found, at most ``KEPT``.
        total: How many there are in all.
    """

    most_kept = KEPT


class ImportCancelled(Exception):  # noqa: N818 - the user's wish, not an error
    """The user stopped the import; the catalog has not been touched."""


def refuse(
    message: str, code: str, row: int | None = None, column: str = "", typed: str = ""
) -> CatalogFileError:
    """The error of a file with one problem."""
    return CatalogFileError([FileProblem(message, code, row, column, typed)])


class FileProblems(Problems[FileProblem]):
    """Collects problems, counting those beyond what is kept, and how many each column has."""

    error = CatalogFileError

    def __init__(self) -> None:
        super().__init__()
        self.by_column: Counter[str] = Counter()

    def add(self, message: str, code: str, row: int | None = None, column: str = "") -> None:
        """Note one problem."""
        self.by_column[column] += 1
        self.note(FileProblem(message, code, row, column))
