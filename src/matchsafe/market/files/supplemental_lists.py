"""Supplemental lists and reversions from files: what has to hold, and their arrays."""

from __future__ import annotations

import numpy as np

from matchsafe.market.files.edges import SUPPLEMENTAL, Edges
from matchsafe.market.files.market_lists import Listings
from matchsafe.market.files.names import find
from matchsafe.market.files.owner_facts import told
from matchsafe.market.files.preference_lists import Listing
from matchsafe.market.files.roster import Roster
from matchsafe.market.problems import MarketProblems
from matchsafe.market.reversions import check_reversions
from matchsafe.market.types import Ints, Longs, Scores
from matchsafe.market.variations import Reversion, Supplemental


def check_supplemental(listings: Listings, known: Roster, found: MarketProblems) -> None:
    """Linked to an advanced program of a single's list, and not to itself. Each list is told of once."""
    listing = listings.supplemental
    if listing is None:
        return
    size = max(len(known.place), 1)
    mine = listing.names["applicant"].astype(np.int64) * size + listing.names["advanced"]
    heads = np.sort(np.unique(mine, return_index=True)[1])
    partners = listings.couples.owners.ravel() if listings.couples is not None else mine[:0]
    coupled = np.isin(listing.names["applicant"][heads], partners)
    message = "partners of a couple cannot have a supplemental list here"
    found.each(
        heads[coupled].tolist(), lambda i: (listing.place(i, "applicant"), message), "couple_supplemental"
    )
    if found.whole:
        own = listings.applicants.names["applicant"].astype(np.int64) * size
        linked = np.isin(mine[heads], own + listings.applicants.names["program"])
        sure = known.person[listing.names["applicant"][heads]] >= 0

        def no_link(i: int) -> tuple[str, str]:
            what, who = listing.text("advanced", i), listing.text("applicant", i)
            return listing.place(i, "advanced"), f"{what!r} is not on the rank list of {who!r}"

        found.each(heads[~linked & ~coupled & sure].tolist(), no_link, "not_linked")
    itself = np.flatnonzero(listing.names["advanced"] == listing.names["program"])
    found.each(
        itself.tolist(),
        lambda i: (listing.place(i, "program"), "this is the advanced program itself"),
        "self_supplemental",
    )


def supplemental_edges(listing: Listing | None, edges: Edges, known: Roster) -> tuple[Edges, Longs]:
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
    listing: Listing | None, quotas: Ints, known: Roster, found: MarketProblems
) -> tuple[Ints, Ints, Ints]:
    """Donor, receiver and number of positions of each reversion, in the order of rows."""
    if listing is None or not listing.facts:
        none = np.zeros(0, np.int32)
        return none, none, none
    texts = list(listing.known["donor"])
    good = np.flatnonzero(listing.facts["positions"] >= 1)  # the others are told of already
    owners, positions, rows = (
        part[good] for part in (listing.owners, listing.facts["positions"], listing.owner_rows)
    )
    wanted = [
        Reversion(texts[donor], texts[receiver], count)
        for (donor, receiver), count in zip(owners.tolist(), positions.tolist(), strict=True)
    ]

    def place(number: int, column: str) -> str:
        return listing.table.place(int(rows[number]), column)

    quota_of = dict(zip(known.places, quotas.tolist(), strict=True))
    check_reversions(wanted, quota_of, place, listing.table.name, found)
    donors, receivers = known.place[owners.T]
    return donors, receivers, positions


def parities(programs: Listing, known: Roster, found: MarketProblems) -> Ints:
    """For each program 0 for even, 1 for odd, -1 for any."""
    return np.maximum(told(programs, "parity", known.place, known.places, found), -1)
