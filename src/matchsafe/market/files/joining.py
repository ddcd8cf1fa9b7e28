"""The three listings put together: every name known, every rank given once, every wish returned, then the arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matchsafe.market.building import OneSided
from matchsafe.market.files import agreement
from matchsafe.market.files.known import Known
from matchsafe.market.files.listing import Listing
from matchsafe.market.files.names import Names, by_first
from matchsafe.market.files.scoring import Edges, scores_from_ranks, scores_from_scores
from matchsafe.market.problems import Found
from matchsafe.market.types import Couples, Ints, Longs, Market


def join(
    applicants: Listing,
    programs: Listing,
    couples: Listing | None,
    people: Names,
    places: Names,
    one_sided: OneSided,
    found: Found,
) -> Market:
    """Make the market of what was read.

    Raises:
        MarketError: With the problems found before and those between the lists.
    """
    scored = "score" in applicants.has
    listings = [applicants, programs, *([couples] if couples is not None else [])]
    agreement.check_columns(applicants, programs, couples, found)
    order = [applicants.owners, *([couples.owners] if couples is not None else [])]
    declared = by_first(np.concatenate([owners.ravel() for owners in order]))
    offered = by_first(programs.owners.ravel())
    known = Known(
        _texts(people, declared),
        _texts(places, offered),
        _numbers(people, declared),
        _numbers(places, offered),
    )
    agreement.check_lists(listings, known, found)
    if couples is not None:
        agreement.check_couples(applicants, couples, known, found)
    quotas = agreement.quotas(programs, known, found)
    found.check()

    edges, paired = _edges(applicants, couples, known)
    if scored:
        values = scores_from_scores(edges, applicants, couples, known, found)
    else:
        values = scores_from_ranks(edges, listings, known, one_sided, found)
    found.check()
    offsets = np.zeros(len(known.people) + 1, np.int64)
    np.cumsum(np.bincount(edges.owners, minlength=len(known.people)), out=offsets[1:])
    return Market(offsets, edges.programs, values, quotas, paired, known.people, known.places)


def _texts(names: Names, numbers: Ints) -> tuple[str, ...]:
    listed = list(names)
    return tuple(listed[number] for number in numbers.tolist())


def _numbers(names: Names, numbers: Ints) -> Ints:
    new = np.full(len(names), -1, np.int32)
    new[numbers] = np.arange(len(numbers), dtype=np.int32)
    return new


def _edges(applicants: Listing, couples: Listing | None, known: Known) -> tuple[Edges, Couples]:
    """Every entry of every applicant's list in order, and the pairs as edges."""
    owners = known.person[applicants.names["applicant"]]
    order = np.lexsort((applicants.ranks, owners))
    singles = Edges(
        owners[order],
        known.place[applicants.names["program"]][order],
        order.astype(np.int64),
        np.zeros(len(order), np.int8),
    )
    if couples is None or not len(couples.owners):
        return singles, Couples.none()
    members = couples.owners[np.sort(np.unique(couples.owners[:, 0], return_index=True)[1])]
    members = known.person[members]
    of = np.full(len(known.people), -1, np.int64)
    of[members[:, 0]] = np.arange(len(members))
    couple = of[known.person[couples.names["first"]]]
    order = np.lexsort((couples.ranks, couple))
    halves = [_half(couples, order, side, known) for side in (0, 1)]
    edges = _joined([singles, *(edges for edges, _ in halves)])
    starts = np.zeros(len(members) + 1, np.int64)
    np.cumsum(np.bincount(couple, minlength=len(members)), out=starts[1:])
    # The edges of both halves are where sorting by owner has put them.
    key = edges.key(len(known.places))
    at = np.argsort(key, kind="stable")
    pairs = []
    for side, (_, wanted) in enumerate(halves):
        own = members[couple[order], side].astype(np.int64) * max(len(known.places), 1) + wanted
        place = at[np.minimum(np.searchsorted(key[at], own), max(len(key) - 1, 0))] if len(key) else wanted
        pairs.append(np.where(wanted < 0, -1, place).astype(np.int32))
    return edges, Couples(members, starts, *pairs)


def _half(couples: Listing, order: Longs, side: int, known: Known) -> tuple[Edges, Ints]:
    """The programs of one partner, each once, in the order of the pairs; and the program wanted in each pair."""
    owner = known.person[couples.names[("first", "second")[side]]][order]
    wanted = known.place[couples.names[("first_program", "second_program")[side]]][order]
    real = np.flatnonzero(wanted >= 0)
    key = owner[real].astype(np.int64) * max(len(known.places), 1) + wanted[real]
    once = real[np.sort(np.unique(key, return_index=True)[1])]
    return Edges(owner[once], wanted[once], order[once], np.full(len(once), 1 + side, np.int8)), wanted


def _joined(parts: Sequence[Edges]) -> Edges:
    """All edges in order of their owners; within one owner the order stays."""
    owners = np.concatenate([part.owners for part in parts])
    order = np.argsort(owners, kind="stable")
    return Edges(
        owners[order],
        np.concatenate([part.programs for part in parts])[order],
        np.concatenate([part.entries for part in parts])[order],
        np.concatenate([part.sides for part in parts])[order],
    )
