"""Is this match stable? Certificates made from the market and the result alone, never from the engine's own state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market import stability_kernels
from matchsafe.market.array_checks import kind_seen
from matchsafe.market.arrays import Definition, Ints, Longs, Scores
from matchsafe.market.certificate import Certificate
from matchsafe.market.kernels import group_by_program
from matchsafe.market.market import Market
from matchsafe.market.problems import MarketError
from matchsafe.market.settings import check_settings, check_type, shown
from matchsafe.market.types import Match

KEPT: Final = 10_000
"""How many blocking pairs of each kind a certificate keeps; it counts all."""


Assignment: TypeAlias = npt.ArrayLike | Mapping[str, str | None]
"""Each applicant's program number, -1 for none; or programs by name, where who is not named has none."""


def numbers_of(market: Market, assignment: Match | Assignment, where: str = "assignment") -> Any:
    """An assignment as an array; a match is taken by its names; problems stand at ``where``.

    Raises:
        MarketError: Naming every applicant and program that does not exist.
        ValueError: If values are masked, or it is nothing of the kind.
    """
    if isinstance(assignment, Match):
        assignment = assignment.as_dict()
    if not isinstance(assignment, Mapping):
        if np.ma.is_masked(assignment):
            raise ValueError(f"{where} has masked values; give every value")
        try:
            given = np.asarray(assignment)
        except ValueError:
            raise ValueError(f"{where} has lists of unequal lengths; it must have one dimension") from None
        if not given.ndim:
            what = "a match, a program's number for each applicant, or programs by applicants' names"
            raise ValueError(f"{where} is of the type {type(assignment).__name__}; it must be {what}")
        return given
    people = {market.applicant_name(a): a for a in range(market.applicants)}
    places = {market.program_name(p): p for p in range(len(market.quotas))}
    found, numbers = Problems(MarketError), np.full(market.applicants, -1, np.int32)
    for who, program in assignment.items():
        if who not in people:
            found.add(Problem(f"there is no applicant {shown(who)}", "unknown_id", path=where))
        elif program is not None and (not isinstance(program, str) or program not in places):
            found.add(Problem(f"there is no program {shown(program)}", "unknown_id", path=where))
        elif program is not None:
            numbers[people[who]] = places[program]
    found.check()
    return numbers


def edges_of(market: Market, assignment: Match | Assignment) -> tuple[Ints, Longs]:
    """The edge each applicant holds under an assignment, and who is off their list.

    Raises:
        ValueError: If the assignment has the wrong length or names somebody or a program that does not exist.
    """
    given = numbers_of(market, assignment)
    if given.ndim != 1:
        raise ValueError(f"assignment has shape {given.shape}; it must have one dimension")
    if len(given) != market.applicants:
        raise ValueError(
            f"assignment has {len(given)} values; it must have one for each of {market.applicants} applicants"
        )
    if len(given) and given.dtype.kind not in "iuf":
        raise ValueError(f"assignment {kind_seen(given)}; it must be whole numbers")
    with np.errstate(invalid="ignore"):  # what is no number is named below
        programs = given.astype(np.int64)
    wrong = np.flatnonzero((programs != given) | (programs < -1) | (programs >= len(market.quotas)))
    if len(wrong):
        accepted = f"a program's number, 0 to {len(market.quotas) - 1}, or -1 for none"
        raise ValueError(f"assignment[{wrong[0]}] is {given[wrong[0]]}; it must be {accepted}")
    hit = np.flatnonzero(market.programs == programs[market.owners])
    held = np.full(market.applicants, -1, np.int32)
    held[market.owners[hit]] = hit
    return held, np.flatnonzero((programs >= 0) & (held < 0))


def positions(market: Market, held: Ints) -> tuple[Longs, Longs]:
    """The entry of its list each couple is at (the end for unmatched), and the couples at a pair they did not list."""
    couples = market.couples
    of = np.repeat(np.arange(len(couples)), np.diff(couples.offsets))
    mine = held[couples.members]
    hit = np.flatnonzero((couples.first == mine[of, 0]) & (couples.second == mine[of, 1]))
    position = couples.offsets[1:].copy()
    position[of[hit]] = hit
    return position, np.flatnonzero((position == couples.offsets[1:]) & (mine >= 0).any(1))


def certify(market: Market, match: Match | Assignment, *, definition: Definition = "KPR") -> Certificate:
    """Check a match, or an assignment by number or name, for all that could upset it.

    A match of another market is taken by its names.

    Raises:
        ValueError: If the assignment has the wrong length or names somebody or a program that does not exist, or if
            there is no such definition.
    """
    check_type("market", market, Market)
    if isinstance(match, Match) and match.market is market:
        return certify_edges(market, match.held, definition)
    held, stray = edges_of(market, match)
    found = certify_edges(market, held, definition)
    if not len(stray):
        return found
    irrational = np.union1d(found.irrational, stray)
    return Certificate(definition, irrational, *list(vars(found).values())[2:])


def certify_edges(market: Market, held: Ints, definition: Definition = "KPR") -> Certificate:
    """Check a result given as the edge each applicant holds, -1 for none."""
    check_settings(definition=definition)
    size, last, wrong = last_holders(market, held)
    out = np.empty(min(KEPT, len(market.programs)), np.int64)
    blocking = stability_kernels.blocking_edges(
        market.offsets,
        market.programs,
        market.scores,
        market.quotas,
        market.couple_of,
        held,
        size,
        *last,
        np.empty(len(market.programs) + 1, np.int32),
        out,
    )
    pairs, pair_count, split = certify_couples(market, held, definition)
    irrational = _irrational(market, held) if wrong else np.zeros(0, np.int64)
    if len(split):
        irrational = np.union1d(irrational, market.couples.members[split].ravel())
    over = np.flatnonzero(size > market.quotas)
    return Certificate(definition, irrational, over, out[:blocking], blocking, pairs, pair_count)


class LastHolders(NamedTuple):
    """Score and number of the holder that each program likes least; 0 where there is none."""

    score: Scores
    who: Ints


def last_holders(market: Market, held: Ints) -> tuple[Longs, LastHolders, int]:
    """Holders of each program, the last of them, and how many applicants are where they may not be."""
    count = len(market.quotas)
    size, score, who = np.zeros(count, np.int64), np.zeros(count, np.float32), np.zeros(count, np.int32)
    least = np.full(count, stability_kernels.NO_HOLDER)
    wrong = stability_kernels.last_holders(
        market.offsets, market.programs, market.scores, held, size, least, score, who
    )
    return size, LastHolders(score, who), wrong


def _irrational(market: Market, held: Ints) -> Longs:
    seated = np.flatnonzero(held >= 0)
    mine = held[seated]
    outside = (mine < market.offsets[seated]) | (mine >= market.offsets[seated + 1])
    return np.asarray(seated[outside | (market.scores[mine] == -np.inf)])


def certify_couples(
    market: Market,
    held: Ints,
    definition: Definition = "KPR",
    *,
    kept: int = KEPT,
    position: Longs | None = None,
) -> tuple[Longs, int, Longs]:
    """The couples' part of a certificate: pairs that block (at most ``kept``), their count, and couples split.

    Each couple is at its entry in ``position``, where that is given.
    """
    couples = market.couples
    none = np.zeros(0, np.int64)
    if not len(couples):
        return none, 0, none
    _, last, _ = last_holders(market, held)
    at, split = positions(market, held)
    position = at if position is None else position
    seated = np.flatnonzero(held >= 0)
    starts = np.empty(len(market.quotas) + 1, np.int64)
    order = np.empty(len(seated), np.int64)
    group_by_program(market.programs[held[seated]], len(market.quotas), starts, order)
    out = np.empty(min(kept, len(couples.first)), np.int64)
    holding = (market.programs, market.scores, market.quotas, held, starts, seated[order], *last)
    code = stability_kernels.KPR if definition == "KPR" else stability_kernels.MM
    count = stability_kernels.blocking_pairs_of_couples(
        couples.members, couples.offsets, couples.first, couples.second, position, holding, code, out
    )
    return out[:count], count, split
