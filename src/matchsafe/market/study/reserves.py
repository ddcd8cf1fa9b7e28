"""Seats reserved for types of applicants, and most seats for a type: deferred acceptance with choice functions.

A program fills its reserved seats first, each type's with the best of that type, and then the rest with the best of all
who are left, but never more of a type than it may have (Hafalir, Yenmez and Yildirim 2013; Ehlers, Hafalir, Yenmez and
Yildirim 2014). A reserve is no barrier: seats nobody of the type asks for go to others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matchsafe.domain.market_study import ReservedReport, TypeFill, TypeRule
from matchsafe.domain.match_report import BlockingPair, Placement
from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.array_checks import whole_numbers
from matchsafe.market.arrays import Ints
from matchsafe.market.kernels import places_at_programs
from matchsafe.market.market import Market
from matchsafe.market.problems import MarketError
from matchsafe.market.report import own_ranks
from matchsafe.market.settings import check_items, check_type, not_texts, shown
from matchsafe.market.study.comparison import as_match, compare
from matchsafe.market.study.mechanisms import match_by, singles_only, without_variations
from matchsafe.market.types import assignment_of
from matchsafe.market.variations import VariedMarket

EVERY = "*"
"""Instead of a program's name: every program without a rule of its own for the type."""
Bounds = dict[str, tuple[int, int]]
"""Reserved seats and most seats of each type at one program."""


@dataclass(frozen=True, eq=False)
class TypedMarket:
    """A market of singles with types and rules.

    Attributes:
        types: The type of each applicant; empty for none.
        bounds: The rules of each program.
    """

    market: Market
    types: tuple[str, ...]
    bounds: tuple[Bounds, ...]
    places: list[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", places_at_programs(self.market).tolist())

    def choice(self, program: int, edges: Iterable[int]) -> list[int]:
        """Whom a program takes of those who ask by these edges, best first."""
        owners, types = self.market.owners, self.types
        order = sorted(edges, key=self.places.__getitem__)
        left, bounds = int(self.market.quotas[program]), self.bounds[program]
        has = dict.fromkeys(bounds, 0)
        chosen = set()
        for guaranteed in (True, False):
            for edge in order:
                kind = types[owners[edge]]
                reserved, most = bounds.get(kind, (0, left + len(order)))
                if edge in chosen or left == 0 or has.get(kind, 0) >= (reserved if guaranteed else most):
                    continue
                chosen.add(edge)
                left -= 1
                has[kind] = has.get(kind, 0) + 1
        return [edge for edge in order if edge in chosen]


def typed_market(
    market: Market | VariedMarket, types: Mapping[str, str], rules: Sequence[TypeRule]
) -> TypedMarket:
    """A market with types and rules by name.

    Args:
        market: A market of singles.
        types: The type of each applicant who has one.
        rules: At most one for a program and type.

    Raises:
        MarketError: If the market has couples or variations, and naming every rule that does not fit.
    """
    check_type("types", types, Mapping)
    check_items("rules", rules, TypeRule)
    market = without_variations(market, "a market with reserves")
    singles_only(market, "a market with reserves")
    found = Problems(MarketError)
    for name, kind in types.items():
        if not_texts((name, kind)):
            message = f"has {shown(name)}: {shown(kind)}; it must be names and texts"
            found.add(Problem(message, "types", path="types"))
    found.check()
    people = [market.applicant_name(a) for a in range(market.applicants)]
    places = {market.program_name(p): p for p in range(len(market.quotas))}
    for name in types.keys() - set(people):
        found.add(Problem(f"there is no applicant {name!r}", "unknown_id", path="types"))
    kinds = set(types.values())
    bounds: list[Bounds] = [{} for _ in places]
    by_name = sorted(enumerate(rules), key=lambda numbered: numbered[1].program == EVERY)
    seen = set()
    for number, rule in by_name:
        where = f"rules[{number}]"
        if rule.program != EVERY and rule.program not in places:
            found.add(Problem(f"there is no program {rule.program!r}", "unknown_id", path=f"{where}.program"))
            continue
        if rule.type not in kinds:
            found.add(Problem(f"no applicant is of type {rule.type!r}", "unknown_id", path=f"{where}.type"))
        if (rule.program, rule.type) in seen:
            found.add(
                Problem(f"{rule.program!r} has two rules for {rule.type!r}", "listed_twice", path=where)
            )
        seen.add((rule.program, rule.type))
        most = rule.reserved if rule.most is not None and rule.most < rule.reserved else rule.most
        if most != rule.most:
            found.add(
                Problem(
                    f"is below the {shown(rule.reserved)} that are reserved", "quota", path=f"{where}.most"
                )
            )
        for p in places.values() if rule.program == EVERY else (places[rule.program],):
            quota = int(market.quotas[p])
            reserved = min(rule.reserved, quota) if rule.program == EVERY else rule.reserved
            bounds[p].setdefault(rule.type, (reserved, quota if most is None else most))
    for name, p in places.items():
        reserved = sum(least for least, _ in bounds[p].values())
        if reserved > market.quotas[p]:
            message = f"reserves {shown(reserved)} of its {market.quotas[p]} seats"
            found.add(Problem(message, "quota", path=f"program {name}"))
    found.check()
    return TypedMarket(market, tuple(types.get(name, "") for name in people), tuple(bounds))


def match_reserved(typed: TypedMarket) -> Ints:
    """The edges held after deferred acceptance with these choices, -1 for none: the best stable ones."""
    check_type("typed", typed, TypedMarket)
    market = typed.market
    open_to, programs, owners = (market.scores > -np.inf).tolist(), market.programs.tolist(), market.owners
    nexts, stops = market.offsets[:-1].tolist(), market.offsets[1:].tolist()
    holders: list[list[int]] = [[] for _ in market.quotas]
    asking = list(range(market.applicants))
    while asking:
        applicant = asking.pop()
        edge = nexts[applicant]
        while edge < stops[applicant] and not open_to[edge]:
            edge += 1
        nexts[applicant] = edge + 1
        if edge >= stops[applicant]:
            continue
        program = programs[edge]
        asked = [*holders[program], edge]
        holders[program] = typed.choice(program, asked)
        asking += [int(owners[e]) for e in set(asked) - set(holders[program])]
    held = np.full(market.applicants, -1, np.int32)
    for edges in holders:
        held[owners[edges]] = edges
    return held


def blocking_pairs(typed: TypedMarket, held: Ints) -> list[tuple[int, int]]:
    """Applicants and programs (numbers) that upset a match under the rules.

    Somebody and a program that would choose them from its holders and them; and holders that a program would not keep,
    with their program.
    """
    market = typed.market
    holders: list[list[int]] = [[] for _ in market.quotas]
    for edge in held[held >= 0].tolist():
        holders[market.programs[edge]].append(edge)
    found = [
        (int(market.owners[e]), p)
        for p, edges in enumerate(holders)
        for e in set(edges) - set(typed.choice(p, [x for x in edges if market.scores[x] > -np.inf]))
    ]
    stop = np.where(held >= 0, held, market.offsets[1:])
    better = np.arange(len(market.programs)) < stop[market.owners]
    for edge in np.flatnonzero(better & (market.scores > -np.inf)).tolist():
        program = int(market.programs[edge])
        if edge in typed.choice(program, [*holders[program], edge]):
            found.append((int(market.owners[edge]), program))
    return found


def _checked_edges(market: Market, held: Ints) -> Ints:
    """The edges held, once each applicant has one of their own, or -1.

    Raises:
        MarketError: Naming each that is none.
    """
    found = Problems(MarketError)
    edges: Ints = whole_numbers("held", held, np.int32, found)
    if not found.total and len(edges) != market.applicants:
        message = f"has {len(edges)} edges for {market.applicants} applicants"
        found.add(Problem(message, "shape", path="held"))
    found.check()
    own = (edges >= market.offsets[:-1]) & (edges < market.offsets[1:])
    for a in np.flatnonzero(~own & (edges != -1)).tolist():
        found.add(Problem(f"is {edges[a]}, no edge of theirs; -1 is none", "unknown_id", path=f"held[{a}]"))
    found.check()
    return edges


def report_reserved(typed: TypedMarket, held: Ints) -> ReservedReport:
    """A match under the rules: who goes where, what each type has, what upsets it, and who moves because of them."""
    check_type("typed", typed, TypedMarket)
    held = _checked_edges(typed.market, held)
    market, assignment = typed.market, assignment_of(typed.market, held)
    ranks = own_ranks(market, held).tolist()
    blocking = blocking_pairs(typed, held)
    fills = []
    for p, bounds in enumerate(typed.bounds):
        here = [typed.types[a] for a in np.flatnonzero(assignment == p).tolist()]
        for kind, (reserved, most) in bounds.items():
            fills.append(
                TypeFill(
                    program=market.program_name(p),
                    type=kind,
                    filled=here.count(kind),
                    reserved=reserved,
                    most=most,
                )
            )
    return ReservedReport(
        stable=not blocking,
        blocking_pairs=tuple(
            BlockingPair(applicant=market.applicant_name(a), program=market.program_name(p))
            for a, p in blocking
        ),
        matches=tuple(
            Placement(applicant=market.applicant_name(a), program=market.program_name(p), rank=ranks[a])
            for a, p in enumerate(assignment.tolist())
            if p >= 0
        ),
        unmatched=tuple(market.applicant_name(a) for a in np.flatnonzero(assignment < 0).tolist()),
        types=tuple(fills),
        comparison=compare(
            match_by(market, "deferred_acceptance"),
            as_match(market, assignment),
            ("without rules", "with rules"),
        ),
    )
