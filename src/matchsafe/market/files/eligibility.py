"""Positions for physicians (R): which listings they close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.files.edges import Edges
from matchsafe.market.files.keys import first_of
from matchsafe.market.files.list_entries import ListEntries, MarketEntries, Roster, owner_values
from matchsafe.market.types import Flags, Ints, Longs

FOR_PHYSICIANS: Final = "is for physicians (R)"


@dataclass(frozen=True)
class OpenPositions:
    """Who may be at which program.

    Attributes:
        physicians: Whether each applicant is a physician: someone with earlier training as a resident.
        physician_only: Whether each program's positions are for physicians only.
    """

    physicians: Flags
    physician_only: Flags

    def closed(self, applicants: Ints, programs: Ints) -> Flags:
        """For each applicant and program whether that position is not open to them."""
        if not self.physician_only.any():
            return np.zeros(len(programs), np.bool_)
        return self.physician_only[programs] & ~self.physicians[applicants]


def open_positions(listings: MarketEntries, known: Roster, found: Problems) -> OpenPositions:
    """What the files say of physicians; whoever is not said to be one is none."""
    people = owner_values(listings.applicants, "physician", known.person, known.people, found) == 1
    if listings.couples is not None:
        for side, column in enumerate(("first_physician", "second_physician")):
            people |= owner_values(listings.couples, column, known.person, known.people, found, side) == 1
    places = owner_values(listings.programs, "for_physicians", known.place, known.places, found) == 1
    return OpenPositions(people, places)


def report_closed(
    closed: Longs, edges: Edges, listings: MarketEntries, known: Roster, found: Problems
) -> None:
    """Note these edges, which are closed to their owners, each applicant and program once."""

    def closed_to(edge: int) -> Problem:
        who, what = known.people[edges.owners[edge]], known.places[edges.programs[edge]]
        return edges.problem(
            edge, listings, f"{what!r} {FOR_PHYSICIANS}, and {who!r} is not one", "not_eligible"
        )

    first = first_of(edges.key(len(known.places)), closed)
    found.add_each(first.tolist(), closed_to)


def report_closed_ranks(
    open_to: OpenPositions, programs: ListEntries, known: Roster, found: Problems
) -> None:
    """Note people on programs' lists to whom the positions are not open."""
    if "applicant" not in programs.names or not open_to.physician_only.any():
        return
    person, place = known.person[programs.names["applicant"]], known.place[programs.names["program"]]

    def closed_to(entry: int) -> Problem:
        who, what = programs.text("applicant", entry), programs.text("program", entry)
        message = f"{what!r} {FOR_PHYSICIANS}, and {who!r} is not one"
        return programs.problem(entry, "applicant", message, "not_eligible")

    found.add_each(np.flatnonzero(open_to.closed(person, place)).tolist(), closed_to)
