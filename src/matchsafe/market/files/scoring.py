"""How programs see each edge: from their own rank lists, or from scores beside the applicants' ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.market.building import OneSided
from matchsafe.market.files.known import Known
from matchsafe.market.files.listing import Listing
from matchsafe.market.problems import Found
from matchsafe.market.types import Ints, Longs, Scores

SINGLE: Final = 0
COLUMN_OF_SIDE: Final = ("program", "first_program", "second_program")


@dataclass(frozen=True)
class Edges:
    """Entries of the applicants' lists in order.

    Attributes:
        owners: Applicant of each edge, ascending.
        programs: Program of each edge.
        entries: The entry of the listing it was first read from.
        sides: Which listing and column: 0 the applicants' file, 1 and 2 the first and second partner.
    """

    owners: Ints
    programs: Ints
    entries: Longs
    sides: npt.NDArray[np.int8]

    def key(self, programs: int) -> Longs:
        """One number for each pair of applicant and program."""
        key: Longs = self.owners.astype(np.int64) * max(programs, 1) + self.programs
        return key


def scores_from_ranks(
    edges: Edges, listings: Sequence[Listing], known: Known, one_sided: OneSided, found: Found
) -> Scores:
    """Minus the place on the program's list, counted from 0; minus infinity for those it does not list."""
    programs = listings[1]
    owner = known.place[programs.names["program"]]
    listed = known.person[programs.names["applicant"]]
    order = np.lexsort((programs.ranks, owner))
    starts = np.zeros(len(known.places) + 1, np.int64)
    np.cumsum(np.bincount(owner, minlength=len(known.places)), out=starts[1:])
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - starts[owner[order]]
    theirs = listed.astype(np.int64) * max(len(known.places), 1) + owner
    mine = edges.key(len(known.places))
    back = np.argsort(theirs)
    where = np.searchsorted(theirs[back], mine)
    hit = np.zeros(len(mine), np.bool_)
    inside = where < len(back)
    hit[inside] = theirs[back[where[inside]]] == mine[inside]
    values = np.full(len(mine), -np.inf, np.float32)
    values[hit] = -place[back[where[hit]]]
    if one_sided == "report":
        _tell_one_sided(edges, hit, mine, theirs, listings, known, found)
    return values


def _tell_one_sided(
    edges: Edges,
    hit: npt.NDArray[np.bool_],
    mine: Longs,
    theirs: Longs,
    listings: Sequence[Listing],
    known: Known,
    found: Found,
) -> None:
    singles, programs, *couples = listings

    def unanswered(edge: int) -> tuple[str, str]:
        side = int(edges.sides[edge])
        listing = singles if side == SINGLE else couples[0]
        who, what = known.people[edges.owners[edge]], known.places[edges.programs[edge]]
        where = listing.place(int(edges.entries[edge]), COLUMN_OF_SIDE[side])
        return where, f"{who!r} lists {what!r}, which does not list them"

    found.each(np.flatnonzero(~hit).tolist(), unanswered, "one_sided")

    def unasked(entry: int) -> tuple[str, str]:
        who = known.people[known.person[programs.names["applicant"][entry]]]
        what = known.places[known.place[programs.names["program"][entry]]]
        return programs.place(entry, "applicant"), f"{what!r} lists {who!r}, who does not list it"

    found.each(np.flatnonzero(~np.isin(theirs, mine)).tolist(), unasked, "one_sided")


def scores_from_scores(
    edges: Edges, applicants: Listing, couples: Listing | None, known: Known, found: Found
) -> Scores:
    """The scores of the files, kept as they are where single precision tells them apart, else as places in their order.

    Equal scores stay equal; a couple's score for one program has to be the same wherever it stands.
    """
    values = np.empty(len(edges.owners), np.float64)
    for side in (SINGLE, 1, 2):
        of = edges.sides == side
        if of.any():
            listing = applicants if side == SINGLE else couples
            assert listing is not None
            values[of] = listing.scores[("score", "first_score", "second_score")[side]][edges.entries[of]]
    if couples is not None:
        _check_couples_scores(couples, known, found)
    return _single_precision(values, edges.programs)


def _check_couples_scores(couples: Listing, known: Known, found: Found) -> None:
    for who, program, score in (
        ("first", "first_program", "first_score"),
        ("second", "second_program", "second_score"),
    ):
        given = couples.scores[score]
        key = couples.names[who].astype(np.int64) * max(len(known.place), 1) + couples.names[program]
        order = np.argsort(key, kind="stable")
        again = np.flatnonzero(key[order[1:]] == key[order[:-1]])
        differ = again[given[order[1:]][again] != given[order[:-1]][again]]
        wrong = [i for i in order[1:][differ].tolist() if known.place[couples.names[program][i]] >= 0]

        def tell(i: int, column: str = score) -> tuple[str, str]:
            return couples.place(
                i, column
            ), "another row has another score of this partner for the same program"

        found.each(sorted(wrong), tell, "scores")


def _single_precision(values: npt.NDArray[np.float64], programs: Ints) -> Scores:
    single: Scores = values.astype(np.float32)
    order = np.lexsort((values, programs))
    same = programs[order[1:]] == programs[order[:-1]]
    apart = values[order[1:]] != values[order[:-1]]
    if (
        not (same & apart & (single[order[1:]] == single[order[:-1]])).any()
        and np.isfinite(single[np.isfinite(values)]).all()
    ):
        return single
    steps = np.concatenate(([0], np.cumsum(apart | ~same)))
    first = np.zeros(len(order), np.int64)
    new = np.flatnonzero(np.concatenate(([True], ~same)))
    first[new] = steps[new]
    places = np.empty(len(values), np.float32)
    places[order] = steps - np.maximum.accumulate(first)
    return np.where(np.isfinite(values), places, -np.inf).astype(np.float32)
