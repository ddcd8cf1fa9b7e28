"""A program or a cell of a plan in a few lines, the same in the list of one applicant and in those of two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from matchsafe.domain.plan import ListedProgram, PlannedCell
from matchsafe.domain.text import dollars, sentence
from matchsafe.present import plan_words, words

if TYPE_CHECKING:
    from rich.text import Text

    from matchsafe.cli.screen import Screen


def program_lines(screen: Screen, program: ListedProgram, about: Sequence[str | None]) -> Text:
    """The name, what is said of the program with its fee and chance, the first reason and the first unknown.

    Args:
        screen: What the text is for.
        program: A program of a list.
        about: What stands before the fee; empty parts are left out.
    """
    facts = (
        *about,
        "applied" if program.applied else f"saves {dollars(program.fee)} if left out",
        f"interview {words.chance(program.p_interview)}",
    )
    told = screen.words(program.name, "bold")
    told.append_text(screen.words("\n" + ", ".join(filter(None, facts))))
    if program.reasons:
        told.append_text(screen.words("\n" + program.reasons[0], "dim"))
    if program.unknowns:
        told.append_text(screen.words("\nNot known: " + program.unknowns[0], "dim"))
    return told


def cell_lines(screen: Screen, cells: Iterable[PlannedCell]) -> None:
    """Each cell with the chance at one of its programs and its signals."""
    for cell in cells:
        told = screen.words(sentence(cell.text), "bold")
        about = f"interview at each: {words.chance(cell.p_interview)}"
        told.append_text(screen.words(f"\n{', '.join(filter(None, (about, plan_words.cell_signals(cell))))}"))
        screen.points([("-", told)])
