"""Many problems at once: all counted, a few shown."""

from __future__ import annotations

from matchsafe.catalog.importers.problems import KEPT, CatalogFileError, CellProblems
from matchsafe.domain.problem import SHOWN, Problem


def test_a_file_of_nonsense_shows_a_few_problems_and_counts_the_rest() -> None:
    error = CatalogFileError([Problem("is wrong", "x", row=row, column="City") for row in range(1, 31)])
    lines = str(error).splitlines()
    assert lines[0] == "row 1, column City: is wrong"
    assert lines[-1] == f"... and {30 - SHOWN} more."


def test_of_endless_problems_only_so_many_are_kept() -> None:
    found = CellProblems()
    for row in range(2 * KEPT):
        found.note("is wrong", "x", row, "City")
    assert (len(found.problems), found.total, found.by_column["City"]) == (KEPT, 2 * KEPT, 2 * KEPT)
