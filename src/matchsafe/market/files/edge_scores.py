"""How programs see each edge: from their own rank lists, or from scores beside the applicants' ranks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.array_checks import single_precision
from matchsafe.market.arrays import Array
from matchsafe.market.files.edges import SIDES, SINGLE, SUPPLEMENTAL, Edges
from matchsafe.market.files.eligibility import OpenPositions, report_closed, report_closed_ranks
from matchsafe.market.files.keys import find, first_of, order_of
from matchsafe.market.files.list_entries import ListEntries, MarketEntries, Roster
from matchsafe.market.jit import kernel
from matchsafe.market.kernels import group_by_program
from matchsafe.market.market_builder import OneSided
from matchsafe.market.types import Longs, Scores


def scores(
    edges: Edges,
    listings: MarketEntries,
    known: Roster,
    open_to: OpenPositions,
    one_sided: OneSided,
    found: Problems,
) -> Scores:
    """How programs see each edge; minus infinity where the position is not open to the applicant.

    Args:
        edges: Entries of the applicants' lists, supplemental lists included.
        listings: Where they were read.
        known: Who and what there is.
        open_to: Positions for physicians.
        one_sided: Whether a listing that only one side made, or of a position that is not open, is a problem.
        found: Where problems are noted.
    """
    report = one_sided == "report"
    if "score" in listings.applicants.has:
        values = scores_from_scores(edges, listings, known, found)
    else:
        values = scores_from_ranks(edges, listings, known, open_to, found, report=report)
    closed = open_to.closed(edges.owners, edges.programs)
    if report:
        report_closed(np.flatnonzero(closed), edges, listings, known, found)
        report_closed_ranks(open_to, listings.programs, known, found)
    values[closed] = -np.inf
    return values


def scores_from_ranks(
    edges: Edges,
    listings: MarketEntries,
    known: Roster,
    open_to: OpenPositions,
    found: Problems,
    *,
    report: bool,
) -> Scores:
    """Minus the place on the program's list, counted from 0; minus infinity for those it does not list.

    Those who share a rank, where they may, share the place of the first of them.
    """
    programs, blocks = listings.programs, listings.programs.blocks
    if blocks is not None and (where := _entry_places(edges, listings)) is not None:
        place = np.repeat(blocks.heads, blocks.lengths()) - np.arange(len(where))
        return place.astype(np.float32)[where]
    owner = known.place[programs.names["program"]]
    listed = known.person[programs.names["applicant"]]
    order = order_of(programs.ranks, owner)
    starts = np.zeros(len(known.places) + 1, np.int64)
    np.cumsum(np.bincount(owner, minlength=len(known.places)), out=starts[1:])
    first = np.arange(len(order))
    if listings.ties:
        same = (np.diff(programs.ranks[order]) == 0) & (np.diff(owner[order]) == 0)
        first[1:][same] = 0
        first = np.maximum.accumulate(first)
    place = np.empty(len(order), np.int64)
    place[order] = first - starts[owner[order]]
    theirs = listed.astype(np.int64) * max(len(known.places), 1) + owner
    mine = edges.key(len(known.places))
    where = find(theirs, mine)
    values = np.where(where >= 0, -place[where] if len(place) else 0, -np.inf).astype(np.float32)
    if report:
        closed = open_to.closed(edges.owners, edges.programs)
        unanswered = first_of(mine, np.flatnonzero((where < 0) & ~closed))
        closed = open_to.closed(listed, owner)
        mutual = (
            len(theirs) == len(mine) and not (np.bincount(where + 1, minlength=len(mine) + 1)[1:] != 1).any()
        )
        unasked = np.zeros(0, np.int64) if mutual else np.flatnonzero(~np.isin(theirs, mine) & ~closed)
        _report_one_sided(edges, unanswered, unasked, listings, known, found)
    return values


def _entry_places(edges: Edges, listings: MarketEntries) -> Longs | None:
    """The entry of a program's list for each edge, where both files list the same and nothing else does."""
    mine, theirs = listings.applicants, listings.programs
    if (
        mine.blocks is None
        or theirs.blocks is None
        or not len(edges.owners) == len(mine.rows) == len(theirs.rows)
    ):
        return None
    entries, where = np.empty(len(theirs.rows), np.int64), np.empty(len(mine.rows), np.int64)
    starts = np.empty(int(theirs.names["applicant"].max()) + 2, np.int64)
    group_by_program(theirs.names["applicant"], len(starts) - 1, starts, entries)
    asked, latest = theirs.names["program"][entries], np.full(len(theirs.known["program"]), -1, np.int64)
    answered = find_answers(mine.names["applicant"], mine.names["program"], starts, asked, latest, where)
    return entries[where] if answered else None


@kernel
def find_answers(
    owners: Array, programs: Array, starts: Array, asked: Array, latest: Array, where: Array
) -> bool:
    """Fill ``where`` with the answer to each row of the applicants' lists; whether every row has one.

    Applicant ``a`` is listed by the programs ``asked[starts[a]:starts[a + 1]]``; ``latest`` is -1 for each program.
    """
    for row in range(len(owners)):
        owner = owners[row]
        if owner + 1 >= len(starts):
            return False
        if row == 0 or owner != owners[row - 1]:
            for at in range(starts[owner], starts[owner + 1]):
                latest[asked[at]] = at
        where[row] = latest[programs[row]]
        if not starts[owner] <= where[row] < starts[owner + 1]:
            return False
    return True


def _report_one_sided(
    edges: Edges, unanswered: Longs, unasked: Longs, listings: MarketEntries, known: Roster, found: Problems
) -> None:
    programs = listings.programs

    def no_answer(edge: int) -> Problem:
        who, what = known.people[edges.owners[edge]], known.places[edges.programs[edge]]
        return edges.problem(edge, listings, f"{who!r} lists {what!r}, which does not list them", "one_sided")

    found.add_each(unanswered.tolist(), no_answer)

    def no_wish(entry: int) -> Problem:
        who, what = programs.text("applicant", entry), programs.text("program", entry)
        return programs.problem(
            entry, "applicant", f"{what!r} lists {who!r}, who does not list it", "one_sided"
        )

    found.add_each(unasked.tolist(), no_wish)


def scores_from_scores(edges: Edges, listings: MarketEntries, known: Roster, found: Problems) -> Scores:
    """The scores of the files, kept as they are where single precision tells them apart, else as places in their order.

    Equal scores stay equal; someone's score at one program has to be the same wherever it stands.
    """
    values = np.empty(len(edges.owners), np.float64)
    for side, (_, column) in enumerate(SIDES):
        of = edges.sides == side
        if of.any():
            values[of] = listings.of_side(side).scores[column][edges.entries[of]]
    if listings.couples is not None:
        for side, who in ((1, "first"), (2, "second")):
            _check_same_score([(listings.couples, who, side)], known, found)
    if listings.supplemental is not None:
        both = [
            (listings.applicants, "applicant", SINGLE),
            (listings.supplemental, "applicant", SUPPLEMENTAL),
        ]
        _check_same_score(both, known, found)
    return single_precision(values, edges.programs)


def _check_same_score(lists: Sequence[tuple[ListEntries, str, int]], known: Roster, found: Problems) -> None:
    """Note rows of the last list whose score differs from an earlier one of the same applicant and program."""
    keys, values = [], []
    for listing, who, side in lists:
        program, score = SIDES[side]
        mine = listing.names[who].astype(np.int64) * max(len(known.place), 1)
        keys.append(mine + listing.names[program])
        values.append(listing.scores[score])
    key, given = np.concatenate(keys), np.concatenate(values)
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(key[order[1:]] == key[order[:-1]])
    differ = order[1:][again[given[order[1:]][again] != given[order[:-1]][again]]]
    wrong = np.sort(differ) - (len(key) - len(mine))
    wrong = wrong[known.place[listing.names[program][wrong]] >= 0]
    message = "another row has another score of this applicant for the same program"
    found.add_each(wrong.tolist(), lambda i: listing.problem(i, score, message, "scores"))
