"""Who and what a market has, by name and number."""

from __future__ import annotations

from dataclasses import dataclass

from matchsafe.market.types import Ints


@dataclass(frozen=True)
class Roster:
    """Who and what there is.

    Attributes:
        people: Names of the applicants, singles first, in the order of their files.
        places: Names of the programs.
        person: The applicant's number of each name that was met, -1 for one that is no applicant.
        place: The program's number of each name that was met, -1 for one that is no program.
    """

    people: tuple[str, ...]
    places: tuple[str, ...]
    person: Ints
    place: Ints
