"""What has to hold between rows and between files, told by file, row and column."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

import numpy as np

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.files.entry_columns import HALVES
from matchsafe.market.files.keys import repeats
from matchsafe.market.files.list_entries import ListEntries, MarketEntries, Roster
from matchsafe.market.problems import KEPT
from matchsafe.market.types import MAX_PAIRS, NO_MATCH, Ints

_NEAR: Final = 20
"""For so many unknown names a near one is looked for."""


def check_columns(listings: MarketEntries, found: Problems) -> None:
    """The programs' view has to be given in one way: their ranks, or scores in the other files."""
    applicants, programs = listings.applicants, listings.programs
    if not (applicants.has and programs.has):
        return
    others = [
        (listing, columns)
        for listing, columns in (
            (listings.couples, ("first_score", "second_score")),
            (listings.supplemental, ("score",)),
        )
        if listing is not None and listing.has
    ]
    ranks = {"rank", "applicant"} & programs.has
    if "score" in applicants.has:
        if ranks:
            message = f"has a column {sorted(ranks)[0]}, but {applicants.table.name} has scores: give one of the two"
            found.lose(_header(programs, message))
        for listing, columns in others:
            if not listing.has >= set(columns):
                message = f"the header lacks {', '.join(columns)}, as the applicants have scores"
                found.lose(_header(listing, message))
    elif len(ranks) < 2:
        lacks = ", ".join(name for name in ("rank", "applicant") if name not in ranks)
        message = (
            f"the header lacks {lacks} (a market of scores has a column score in {applicants.table.name})"
        )
        found.lose(_header(programs, message))
    else:
        for listing, columns in others:
            if listing.has & set(columns):
                found.lose(_header(listing, f"has scores, but {applicants.table.name} has none"))


def _header(listing: ListEntries, message: str) -> Problem:
    return listing.table.problem(message, "header", listing.table.heading or 1)


def check_lists(listings: MarketEntries, known: Roster, found: Problems) -> None:
    """Each rank once, each name once, each name known."""
    applicants, programs = listings.applicants, listings.programs
    _check_once(applicants, ("applicant",), ("program",), found)
    _check_known(applicants, "program", known.place, known.places, "program", found)
    if "applicant" in programs.names:
        _check_once(programs, ("program",), ("applicant",), found, ties=listings.ties)
        _check_known(programs, "applicant", known.person, known.people, "applicant", found)
    if listings.couples is not None:
        _check_once(listings.couples, ("first", "second"), HALVES, found)
        for column in HALVES:
            _check_known(listings.couples, column, known.place, known.places, "program", found)
    if listings.supplemental is not None:
        _check_once(listings.supplemental, ("applicant", "advanced"), ("program",), found)
        _check_known(listings.supplemental, "applicant", known.person, known.people, "applicant", found)
        for column in ("advanced", "program"):
            _check_known(listings.supplemental, column, known.place, known.places, "program", found)
    _check_reserved(programs, known, found)


def _check_once(
    listing: ListEntries,
    owners: tuple[str, ...],
    names: tuple[str, ...],
    found: Problems,
    *,
    ties: bool = False,
) -> None:
    mine = [listing.names[column] for column in owners]
    once = ties or listing.blocks is not None
    twice, before = (np.zeros(0, np.int64),) * 2 if once else repeats(listing.ranks, *mine)
    earlier = dict(zip(twice[:KEPT].tolist(), before[:KEPT].tolist(), strict=True))

    def same_rank(i: int) -> Problem:
        message = f"rank {listing.ranks[i]} of this list stands in {listing.row_name(earlier[i])} too"
        return listing.problem(i, "rank", message, "tie" if owners == ("program",) else "duplicate_rank")

    found.add_each(twice.tolist(), same_rank)
    if listing.distinct:
        return
    again, before = repeats(*(listing.names[column] for column in names), *mine)
    first = dict(zip(again[:KEPT].tolist(), before[:KEPT].tolist(), strict=True))
    what = "pair" if len(names) > 1 else names[0]

    def same_name(i: int) -> Problem:
        message = f"this {what} stands in {listing.row_name(first[i])} of the same list too"
        return listing.problem(i, names[0], message, "duplicate_rank")

    found.add_each(again.tolist(), same_name)


def _check_known(
    listing: ListEntries, column: str, number: Ints, all_names: Sequence[str], kind: str, found: Problems
) -> None:
    """Names that no file declares; not where a file could not be read whole."""
    if not found.complete or column not in listing.names or not (number < 0).any():
        return
    names = listing.names[column]
    missing = np.flatnonzero(number[names] < 0)
    if column in HALVES:
        missing = missing[names[missing] != listing.known[column].number(NO_MATCH)]

    def unknown(i: int) -> Problem:
        seen = listing.text(column, i)
        near = (
            get_close_matches(seen, all_names, n=1) if len(missing) <= _NEAR and len(all_names) < KEPT else []
        )
        guess = f"; is it {near[0]!r}?" if near else ""
        return listing.problem(i, column, f"there is no {kind} {seen!r}{guess}", "unknown_id")

    found.add_each(missing.tolist(), unknown)


def _check_reserved(programs: ListEntries, known: Roster, found: Problems) -> None:
    if NO_MATCH in known.places:
        at = int(np.flatnonzero(known.place[programs.owners[:, 0]] == known.places.index(NO_MATCH))[0])
        message = f"{NO_MATCH!r} means no match and cannot be a program"
        found.add(programs.table.problem(message, "reserved_id", int(programs.owner_rows[at]), "program"))


def check_couples(applicants: ListEntries, couples: ListEntries, known: Roster, found: Problems) -> None:
    """Two different people, in no other couple and not single; lists that are not too long; no pair of nothing."""
    owners, rows = couples.owners, couples.owner_rows

    def problem(i: int, column: str, message: str, code: str) -> Problem:
        return couples.table.problem(message, code, int(rows[i]), column)

    _, first_row = np.unique(owners, axis=0, return_index=True)
    heads = np.sort(first_row)
    alone = np.unique(applicants.owners)
    seen: set[int] = set()
    for i in heads.tolist():
        one, two = owners[i].tolist()
        if one == two:
            found.add(problem(i, "second", "the two partners are one applicant", "self_couple"))
            continue
        for column, who in (("first", one), ("second", two)):
            if who in seen:
                found.add(problem(i, column, "this applicant stands in another couple too", "listed_twice"))
            seen.add(who)
    both = heads[np.isin(owners[heads], alone).any(axis=1)]
    for i in both.tolist():
        column = "first" if owners[i, 0] in alone else "second"
        message = f"this applicant stands in {applicants.table.name} too; a partner stands here only"
        found.add(problem(i, column, message, "listed_twice"))
    pairs = np.stack([couples.names["first"], couples.names["second"]], 1)
    if len(pairs):
        _, start, count = np.unique(pairs, axis=0, return_index=True, return_counts=True)
        for i in np.sort(start[count > MAX_PAIRS]).tolist():
            found.add(couples.problem(i, "rank", f"this list has more than {MAX_PAIRS} pairs", "long_list"))
    none = [couples.names[column] == couples.known[column].number(NO_MATCH) for column in HALVES]
    nothing = np.flatnonzero(none[0] & none[1])
    message = "no match for both is the end of every list; leave this row out"
    found.add_each(nothing.tolist(), lambda i: couples.problem(i, "rank", message, "empty_pair"))
