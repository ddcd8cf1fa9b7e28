"""The listings put together: every name known, every rank given once, every wish returned, then the arrays."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from matchsafe.domain.problem import Problems
from matchsafe.market.files import agreement, supplemental_lists
from matchsafe.market.files.edge_scores import scores
from matchsafe.market.files.edges import Edges, concatenate
from matchsafe.market.files.eligibility import open_positions
from matchsafe.market.files.keys import by_first, find, order_of
from matchsafe.market.files.list_entries import ListEntries, MarketEntries, Roster, owner_values
from matchsafe.market.files.numbers import Names
from matchsafe.market.market_builder import OneSided
from matchsafe.market.settings import check_settings
from matchsafe.market.types import Couples, Ints, Longs, Market
from matchsafe.market.variations import VariedMarket


def join(
    listings: MarketEntries, people: Names, places: Names, one_sided: OneSided, found: Problems
) -> VariedMarket:
    """Make the market of what was read.

    Raises:
        MarketError: With the problems found before and those between the lists.
    """
    check_settings(one_sided=one_sided)
    agreement.check_columns(listings, found)
    listings = _in_one_form(_in_one_form(listings, people), places)
    applicants, programs, couples = listings.applicants, listings.programs, listings.couples
    declared = by_first(np.concatenate([of.owners_once() for of in (applicants, couples) if of is not None]))
    offered = by_first(programs.owners_once())
    known = Roster(
        tuple(map(people.texts.__getitem__, declared.tolist())),
        tuple(map(places.texts.__getitem__, offered.tolist())),
        _numbers(people, declared),
        _numbers(places, offered),
    )
    agreement.check_lists(listings, known, found)
    if couples is not None:
        agreement.check_couples(applicants, couples, known, found)
    supplemental_lists.check_supplemental(listings, known, found)
    quotas = owner_values(programs, "quota", known.place, known.places, found)
    parity = supplemental_lists.parities(programs, known, found)
    reversions = supplemental_lists.reversions(listings.reversions, quotas, known, found)
    open_to = open_positions(listings, known, found)
    found.check()

    edges, paired = _edges(applicants, couples, known)
    entries, linked = supplemental_lists.supplemental_edges(listings.supplemental, edges, known)
    values = scores(concatenate([edges, entries], sort=False), listings, known, open_to, one_sided, found)
    found.check()
    offsets = np.zeros(len(known.people) + 1, np.int64)
    np.cumsum(np.bincount(edges.owners, minlength=len(known.people)), out=offsets[1:])
    own = len(edges.owners)
    market = Market(offsets, edges.programs, values[:own], quotas, paired, known.people, known.places)
    supplemental = supplemental_lists.supplemental_arrays(entries, linked, values[own:])
    return VariedMarket(market, supplemental, *reversions, parity.astype(np.int8))


def _in_one_form(listings: MarketEntries, names: Names) -> MarketEntries:
    """With one number for a name in two forms: "7", and "7.0" as one empty cell makes of a column.

    The form that is kept is that of an owner, or else the one met first.
    """
    one = np.arange(len(names), dtype=np.int32)
    files = {f.name: getattr(listings, f.name) for f in fields(listings) if f.name != "ties"}
    given = {name: listing for name, listing in files.items() if listing is not None}
    decimal = [n for n, text in enumerate(names.texts) if text.endswith(".0") and text[:-2].isdecimal()]
    pairs = [(n, whole) for n in decimal if (whole := names.number(names.texts[n][:-2])) >= 0]
    if not pairs:
        return listings
    owners = {int(n) for of in given.values() for i in of.owns(names) for n in np.unique(of.owners[:, i])}
    for pair in pairs:
        kept = min(pair, key=lambda n: (n not in owners, n))
        one[list(pair)] = kept
    return replace(listings, **{name: listing.renumbered(names, one) for name, listing in given.items()})


def _numbers(names: Names, numbers: Ints) -> Ints:
    new = np.full(len(names), -1, np.int32)
    new[numbers] = np.arange(len(numbers), dtype=np.int32)
    return new


def _edges(applicants: ListEntries, couples: ListEntries | None, known: Roster) -> tuple[Edges, Couples]:
    """Every entry of every applicant's list in order, and the pairs as edges."""
    owners, wanted = known.person[applicants.names["applicant"]], known.place[applicants.names["program"]]
    order = np.arange(len(owners))
    if applicants.blocks is None:
        order = order_of(applicants.ranks, owners)
        owners, wanted = owners[order], wanted[order]
    singles = Edges(owners, wanted, order, np.zeros(len(order), np.int8))
    if couples is None or not len(couples.owners):
        return singles, Couples.none()
    members = couples.owners[np.sort(np.unique(couples.owners[:, 0], return_index=True)[1])]
    members = known.person[members]
    of = np.full(len(known.people), -1, np.int64)
    of[members[:, 0]] = np.arange(len(members))
    couple = of[known.person[couples.names["first"]]]
    order = np.lexsort((couples.ranks, couple))
    halves = [_half(couples, order, side, known) for side in (0, 1)]
    edges = concatenate([singles, *(edges for edges, _ in halves)])
    starts = np.zeros(len(members) + 1, np.int64)
    np.cumsum(np.bincount(couple, minlength=len(members)), out=starts[1:])
    key = edges.key(len(known.places))
    pairs = []
    for side, (_, wanted) in enumerate(halves):
        own = members[couple[order], side].astype(np.int64) * max(len(known.places), 1) + wanted
        pairs.append(np.where(wanted < 0, -1, find(key, own)).astype(np.int32))
    return edges, Couples(members, starts, *pairs)


def _half(couples: ListEntries, order: Longs, side: int, known: Roster) -> tuple[Edges, Ints]:
    """The programs of one partner, each once, in the order of the pairs; and the program wanted in each pair."""
    owner = known.person[couples.names[("first", "second")[side]]][order]
    wanted = known.place[couples.names[("first_program", "second_program")[side]]][order]
    real = np.flatnonzero(wanted >= 0)
    key = owner[real].astype(np.int64) * max(len(known.places), 1) + wanted[real]
    once = real[np.sort(np.unique(key, return_index=True)[1])]
    return Edges(owner[once], wanted[once], order[once], np.full(len(once), 1 + side, np.int8)), wanted
