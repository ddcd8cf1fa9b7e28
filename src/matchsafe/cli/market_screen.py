"""Studies of a market on the screen: figures first, then the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from matchsafe.domain.text import plural
from matchsafe.present.market_words import (
    change_words,
    comparison_lines,
    cutoff_rows,
    distribution_rows,
    mechanism_rows,
    move_rows,
    reserved_lines,
    stable_set_lines,
    stable_set_rows,
    statistics_lines,
    type_rows,
)

if TYPE_CHECKING:
    from matchsafe.cli.screen import Screen
    from matchsafe.domain.market_study import (
        Counterfactuals,
        MatchComparison,
        MatchStatistics,
        MechanismTable,
        ReservedReport,
        StableSetReport,
    )

ROWS: Final = 20
"""Rows shown of each kind; all of them are in the JSON."""


def show_statistics(screen: Screen, found: MatchStatistics) -> None:
    """Figures of one result."""
    first_years = [] if found.first_years is None else distribution_rows(found.first_years)
    screen.lead(statistics_lines(found))
    for heading, rows in (
        ("Singles by the rank of their program", distribution_rows(found.applicants)),
        ("Couples by the rank of their pair", distribution_rows(found.couples)),
        ("Filled seats by their holder's place on the program's list", distribution_rows(found.programs)),
        ("First years by their rank on the supplemental list", first_years),
    ):
        if len(rows) > 1:
            _rows(screen, heading, ("rank", "how many", "so far"), rows)
    _rows(screen, "Lines of the programs", ("program", "filled", "last place in"), cutoff_rows(found.cutoffs))


def show_mechanisms(screen: Screen, found: MechanismTable) -> None:
    """One row for each mechanism."""
    screen.table(*mechanism_rows(found.mechanisms))


def show_comparison(screen: Screen, found: MatchComparison) -> None:
    """Two results side by side."""
    screen.lead(comparison_lines(found))
    _moves(screen, "Who moves", found)


def show_changes(screen: Screen, found: Counterfactuals) -> None:
    """Each change, or all of them together, and what it does."""
    for number, one in enumerate(found.counterfactuals):
        if number:
            screen.print()
        for change in one.changes:
            screen.say(change_words(change), "bold")
        for line in comparison_lines(one.comparison)[1:]:
            screen.say(line)
        if len(found.counterfactuals) == 1:
            _moves(screen, "Who moves", one.comparison)


def show_stable_set(screen: Screen, found: StableSetReport) -> None:
    """All stable matches."""
    screen.lead(stable_set_lines(found))
    if found.applicants:
        rows = stable_set_rows(found)
        _rows(screen, "Who has several stable places", ("applicant", "best", "worst"), rows)


def show_reserved(screen: Screen, found: ReservedReport) -> None:
    """A match with seats by type."""
    screen.lead(reserved_lines(found))
    _rows(screen, "Types", ("program", "type", "filled", "reserved", "most"), type_rows(found))
    rows = [(one.applicant, one.program, str(one.rank or "")) for one in found.matches]
    _rows(screen, "Matched", ("applicant", "program", "rank"), rows)
    _moves(screen, "Who moves because of the rules", found.comparison)


def _moves(screen: Screen, heading: str, found: MatchComparison) -> None:
    for title, moves in ((heading, found.moves), ("First years that differ", found.first_years)):
        if moves:
            _rows(screen, title, ("applicant", "from", "to"), move_rows(moves))


def _rows(screen: Screen, heading: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    screen.heading(heading)
    screen.table(heads, rows[:ROWS])
    if len(rows) > ROWS:
        screen.say(f"and {plural(len(rows) - ROWS, 'more row')}; --json has them all", "dim", indent=1)
