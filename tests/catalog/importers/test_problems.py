"""Many problems at once: all counted, a few shown."""

from __future__ import annotations

from matchsafe.catalog.importers.problems import KEPT, CatalogFileError, FileProblem, FileProblems
from matchsafe.domain.problems import SHOWN


def test_a_file_of_nonsense_shows_a_few_problems_and_counts_the_rest() -> None:
    error = CatalogFileError([FileProblem("is wrong", "x", row, "City") for row in range(1, 31)])
    lines = str(error).splitlines()
    assert lines[0] == "row 1, column City: is wrong"
    assert lines[-1] == f"... and {30 - SHOWN} more."


def test_of_endless_problems_only_so_many_are_kept() -> None:
    found = FileProblems()
    for row in range(2 * KEPT):
        found.add("is wrong", "x", row, "City")
    assert (len(found.problems), found.total, found.by_column["City"]) == (KEPT, 2 * KEPT, 2 * KEPT)
