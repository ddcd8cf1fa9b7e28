"""The arrays of a market from plain lists. What does not fit is reported, all of it at once, and never guessed at."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, Literal

import numpy as np

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.arrays import MAX_PAIRS, MOST_SEATS, NO_MATCH, Couples, MarketArrays
from matchsafe.market.problems import MarketError
from matchsafe.market.settings import check_settings, check_type, is_listing, is_whole, not_texts, shown

OneSided = Literal["report", "unacceptable"]
PairedLists = tuple[str, str, Sequence[str], Sequence[str]]
"""Two partners and their lists of equal length: entry by entry the pairs they want, "-" for no match."""


def arrays_from_lists(
    applicants: Mapping[str, Sequence[str]],
    programs: Mapping[str, tuple[int, Sequence[str]]],
    couples: Iterable[PairedLists],
    one_sided: OneSided,
) -> MarketArrays:
    """Check lists and number everyone in them; see ``Market.from_lists``.

    Raises:
        MarketError: Listing every problem.
    """
    check_settings(one_sided=one_sided)
    couples = checked_shapes(applicants, programs, couples)
    found = Problems(MarketError)
    lists = {
        name: check_list(f"applicant {name}", "program", r, programs, found) for name, r in applicants.items()
    }
    for first, second, left, right in couples:
        _check_couple(first, second, left, right, found)
        for name, half in ((first, left), (second, right)):
            if name in lists:
                found.add(
                    Problem(
                        "stands twice: single, or in another couple", "listed_twice", path=f"applicant {name}"
                    )
                )
                continue
            own = list(dict.fromkeys(p for p in half if p != NO_MATCH))
            lists[name] = check_list(f"applicant {name}", "program", own, programs, found)
    ranks = _program_ranks(programs, lists, found)
    if one_sided == "report":
        check_mutual(lists, ranks, found)
    found.check()

    program_number = {name: i for i, name in enumerate(programs)}
    offsets = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(ranked) for ranked in lists.values()], out=offsets[1:])
    edges = np.fromiter(map(program_number.__getitem__, _entries(lists)), np.int32)
    places = map(dict[str, int].get, map(ranks.__getitem__, _entries(lists)), _owners(lists), repeat(np.inf))
    scores = 0 - np.fromiter(places, np.float32, len(edges))  # not minus: the first place is 0, not -0
    number = {name: i for i, name in enumerate(lists)}
    return MarketArrays(
        offsets,
        edges,
        scores,
        np.array([quota for quota, _ in programs.values()], np.int32),
        _couples(couples, number, lists, offsets),
        tuple(lists),
        tuple(programs),
    )


def checked_shapes(
    applicants: Mapping[str, Sequence[str]],
    programs: Mapping[str, tuple[int, Sequence[str]]],
    couples: Iterable[PairedLists],
) -> list[PairedLists]:
    """The couples, once everybody has a name, every program two things and every couple four.

    Raises:
        TypeError: If one of the three is of the wrong type.
        MarketError: If some have not, so that nothing else can be looked at.
    """
    check_type("applicants", applicants, Mapping)
    check_type("programs", programs, Mapping)
    several = isinstance(couples, Iterable) and not hasattr(couples, "__array__")
    if isinstance(couples, str | bytes | bytearray | Mapping | type) or not (several or is_listing(couples)):
        raise TypeError(f"couples is {shown(couples)}; it must be a list of couples")
    found, couples = Problems(MarketError), list(couples)
    for kind, names in (("applicants", applicants), ("programs", programs)):
        for name in not_texts(names):
            found.add(Problem(f"has the name {shown(name)}; names must be texts", "name", path=kind))
    for name, value in programs.items():
        _check_parts(f"program {name}", value, 2, "a quota and a rank list", found)
    for number, couple in enumerate(couples):
        where = f"couples[{number}]"
        if not _check_parts(where, couple, 4, "two partners and their two lists", found):
            continue
        for name in not_texts(couple[:2]):
            found.add(Problem(f"has the name {shown(name)}; names must be texts", "name", path=where))
        for half in couple[2:]:
            for name in not_texts(ranks_on(where, half, found)):
                found.add(Problem(f"lists {shown(name)}; programs must be texts", "name", path=where))
    found.check()
    return couples


def _check_parts(where: str, value: object, length: int, wanted: str, found: Problems) -> bool:
    if isinstance(value, tuple | list) and len(value) == length:
        return True
    found.add(Problem(f"is {shown(value)}; it must be {length} things: {wanted}", "shape", path=where))
    return False


def ranks_on(where: str, ranked: Any, found: Problems) -> Sequence[str]:
    """The entries of a rank list; notes what is no list."""
    if is_listing(ranked):
        return ranked if isinstance(ranked, Sequence) else list(ranked)
    kind_seen = "a text" if isinstance(ranked, str) else f"of the type {type(ranked).__name__}"
    found.add(Problem(f"the rank list is {kind_seen}, not a list", "not_a_list", path=where))
    return []


def check_list(
    where: str, kind: str, ranked: Sequence[str], known: Mapping[str, Any], found: Problems
) -> Sequence[str]:
    """A rank list of known names, each once; notes what is not."""
    ranked = ranks_on(where, ranked, found)
    try:
        if len(set(ranked)) == len(ranked) and all(map(known.__contains__, ranked)):
            return ranked
    except TypeError:
        ranked = [name if isinstance(name, Hashable) else shown(name) for name in ranked]
    seen: dict[str, int] = {}
    for rank, name in enumerate(ranked, 1):
        if name not in known:
            found.add(Problem(f"rank {rank}: there is no {kind} {shown(name)}", "unknown_id", path=where))
        if name in seen:
            found.add(
                Problem(
                    f"{kind} {name!r} stands at rank {seen[name]} and rank {rank}",
                    "duplicate_rank",
                    path=where,
                )
            )
        seen.setdefault(name, rank)
    return ranked


def _check_couple(
    first: str, second: str, left: Sequence[str], right: Sequence[str], found: Problems
) -> None:
    where = f"couple {first} and {second}"
    if first == second:
        found.add(Problem("the two partners are one applicant", "self_couple", path=where))
    if len(left) != len(right):
        message = f"the paired lists have {len(left)} and {len(right)} entries; they must be equally long"
        found.add(Problem(message, "unequal_lists", path=where))
    if max(len(left), len(right)) > MAX_PAIRS:
        found.add(Problem(f"the paired list has more than {MAX_PAIRS} entries", "long_list", path=where))
    seen: dict[tuple[str, str], int] = {}
    for rank, pair in enumerate(zip(left, right, strict=False), 1):
        if pair in seen:
            found.add(
                Problem(
                    f"the pair {pair} stands at rank {seen[pair]} and rank {rank}",
                    "duplicate_rank",
                    path=where,
                )
            )
        seen.setdefault(pair, rank)
        if pair == (NO_MATCH, NO_MATCH):
            found.add(
                Problem(f"rank {rank}: no match for both is the end of every list", "empty_pair", path=where)
            )


def _program_ranks(
    programs: Mapping[str, tuple[int, Sequence[str]]],
    lists: Mapping[str, Sequence[str]],
    found: Problems,
) -> dict[str, dict[str, int]]:
    ranks: dict[str, dict[str, int]] = {}
    for name, (quota, ranked) in programs.items():
        where = f"program {name}"
        if name == NO_MATCH:
            found.add(
                Problem(f"{NO_MATCH!r} means no match and cannot be a program", "reserved_id", path=where)
            )
        if not is_whole(quota) or not 0 <= quota <= MOST_SEATS:
            message = f"the quota is {shown(quota)}; it must be a whole number from 0 to {MOST_SEATS:,}"
            found.add(Problem(message, "quota", path=where))
        known = check_list(where, "applicant", ranked, lists, found)
        ranks[name] = {a: i for i, a in enumerate(known)}
    return ranks


def check_mutual(
    lists: Mapping[str, Sequence[str]], ranks: Mapping[str, dict[str, int]], found: Problems
) -> None:
    """Note every listing that only one of the two made.

    Where lists have no other fault, all listings are returned if and only if every entry of an applicant is and both
    sides have as many entries; so only lists with a fault are gone through one by one.
    """
    if not found.total:
        own = sum(map(len, lists.values()))
        nothing: dict[str, int] = {}
        asked = map(ranks.get, _entries(lists), repeat(nothing))
        returned = sum(map(dict[str, int].__contains__, asked, _owners(lists)))
        if returned == own == sum(map(len, ranks.values())):
            return
    listed = {a: set(ranked) for a, ranked in lists.items()}
    for a, ranked in lists.items():
        for p in ranked:
            if p in ranks and a not in ranks[p]:
                found.add(
                    Problem(
                        f"lists program {p!r}, which does not list them", "one_sided", path=f"applicant {a}"
                    )
                )
    for p, order in ranks.items():
        for a in order:
            if a in listed and p not in listed[a]:
                found.add(
                    Problem(f"lists applicant {a!r}, who does not list it", "one_sided", path=f"program {p}")
                )


def _entries(lists: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """All entries of all lists, one list after the other."""
    return chain.from_iterable(lists.values())


def _owners(lists: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Whose list each of these entries stands on."""
    return chain.from_iterable(map(repeat, lists, map(len, lists.values())))


def _couples(
    couples: Sequence[PairedLists],
    number: Mapping[str, int],
    lists: Mapping[str, Sequence[str]],
    offsets: Any,
) -> Couples:
    if not couples:
        return Couples.none()
    sides: tuple[list[int], list[int]] = ([], [])
    for couple in couples:
        for name, half, side in zip(couple[:2], couple[2:], sides, strict=True):
            edge = {p: int(offsets[number[name]]) + i for i, p in enumerate(lists[name])}
            side.extend(-1 if p == NO_MATCH else edge[p] for p in half)
    starts = np.zeros(len(couples) + 1, np.int64)
    np.cumsum([len(couple[2]) for couple in couples], out=starts[1:])
    members = np.array([[number[c[0]], number[c[1]]] for c in couples], np.int32)
    return Couples(members, starts, np.array(sides[0], np.int32), np.array(sides[1], np.int32))
