"""Supplemental lists and reversions from files: what has to hold, and their arrays."""

from __future__ import annotations

import numpy as np

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.files.edges import SUPPLEMENTAL, Edges
from matchsafe.market.files.keys import find
from matchsafe.market.files.list_entries import ListEntries, MarketEntries, Roster, owner_values
from matchsafe.market.reversions import check_reversions
from matchsafe.market.types import Ints, Longs, Scores
from matchsafe.market.variations import Reversion, Supplemental


def check_supplemental(listings: MarketEntries, known: Roster, found: Problems) -> None:
    """Linked to an advanced program of the applicant's list, and not to itself. Each list is told of once."""
    listing = listings.supplemental
    if listing is None:
        return
    size = max(len(known.place), 1)
    mine = listing.names["applicant"].astype(np.int64) * size + listing.names["advanced"]
    heads = np.sort(np.unique(mine, return_index=True)[1])
    if found.complete:
        listed = [(listings.applicants, "applicant", "program")]
        if listings.couples is not None:
            listed += [(listings.couples, side, f"{side}_program") for side in ("first", "second")]
        own = [of.names[who].astype(np.int64) * size + of.names[what] for of, who, what in listed]
        linked = np.isin(mine[heads], np.concatenate(own))
        sure = known.person[listing.names["applicant"][heads]] >= 0

        def no_link(i: int) -> Problem:
            what, who = listing.text("advanced", i), listing.text("applicant", i)
            return listing.problem(
                i, "advanced", f"{what!r} is not on the rank list of {who!r}", "not_linked"
            )

        found.add_each(heads[~linked & sure].tolist(), no_link)
    itself = np.flatnonzero(listing.names["advanced"] == listing.names["program"])
    found.add_each(
        itself.tolist(),
        lambda i: listing.problem(i, "program", "this is the advanced program itself", "self_supplemental"),
    )


def supplemental_edges(listing: ListEntries | None, edges: Edges, known: Roster) -> tuple[Edges, Longs]:
    """The entries of the supplemental lists in order, and for each the edge of the market it is linked to."""
    if listing is None:
        return edges.first(0), np.zeros(0, np.int64)
    person = known.person[listing.names["applicant"]]
    advanced = person.astype(np.int64) * max(len(known.places), 1) + known.place[listing.names["advanced"]]
    linked = find(edges.key(len(known.places)), advanced)
    order = np.lexsort((listing.ranks, linked))
    entries = Edges(
        person[order],
        known.place[listing.names["program"]][order],
        order.astype(np.int64),
        np.full(len(order), SUPPLEMENTAL, np.int8),
    )
    return entries, linked[order]


def supplemental_arrays(entries: Edges, linked: Longs, scores: Scores) -> Supplemental:
    """The arrays of entries in order, with how their programs see them."""
    lists, first = np.unique(linked, return_index=True)
    offsets = np.append(first, len(linked)).astype(np.int64)
    return Supplemental(lists, offsets, entries.programs, scores)


def reversions(
    listing: ListEntries | None, quotas: Ints, known: Roster, found: Problems
) -> tuple[Ints, Ints, Ints]:
    """Donor, receiver and number of positions of each reversion, in the order of rows."""
    if listing is None or not listing.facts:
        none = np.zeros(0, np.int32)
        return none, none, none
    texts = listing.known["donor"].texts
    good = np.flatnonzero(listing.facts["positions"] >= 1)  # the others are told of already
    owners, positions, rows = (
        part[good] for part in (listing.owners, listing.facts["positions"], listing.owner_rows)
    )
    wanted = [
        Reversion(texts[donor], texts[receiver], count)
        for (donor, receiver), count in zip(owners.tolist(), positions.tolist(), strict=True)
    ]

    def problem(number: int | None, column: str, message: str, code: str) -> Problem:
        if number is None:
            return Problem(message, code, file=listing.table.name)
        return listing.table.problem(message, code, int(rows[number]), column)

    quota_of = dict(zip(known.places, quotas.tolist(), strict=True))
    check_reversions(wanted, quota_of, problem, found)
    donors, receivers = known.place[owners.T]
    return donors, receivers, positions


def parities(programs: ListEntries, known: Roster, found: Problems) -> Ints:
    """For each program 0 for even, 1 for odd, -1 for any."""
    return np.maximum(owner_values(programs, "parity", known.place, known.places, found), -1)
