"""What if: a market with one more seat, another list or a program less, and what that does to its match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from matchsafe.domain.market_study import Counterfactual, MarketChange
from matchsafe.domain.match_report import Mechanism
from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.arrays import MOST_SEATS
from matchsafe.market.certificate import pair_names
from matchsafe.market.market import Market
from matchsafe.market.market_builder import PairedLists
from matchsafe.market.problems import MarketError
from matchsafe.market.settings import check_flag, check_items, check_whole, shown
from matchsafe.market.study.comparison import compare
from matchsafe.market.study.mechanisms import match_by
from matchsafe.market.variation_builder import varied_market
from matchsafe.market.variation_match import seat_moves
from matchsafe.market.variations import PARITIES, Reversion, Variations, VariedMarket

EVERY = "*"
"""Instead of a program's name: every program in turn."""
_OF_PROGRAMS = ("add_seats", "seats", "closes", "list")
_OF_APPLICANTS = ("list", "withdraws")
_OF_COUPLES = ("pairs", "withdraws")


def what_if(
    market: Market | VariedMarket,
    changes: Sequence[MarketChange],
    *,
    each: bool = False,
    mechanism: Mechanism = "deferred_acceptance",
    seed: int = 0,
    most: int | None = None,
) -> tuple[Counterfactual, ...]:
    """Match a market with changes and compare it with the match of the market as it is.

    Args:
        market: The market as it is; its variations stay, a supplemental list as long as its program is on the list.
        changes: What is different.
        each: Make each change alone, instead of all of them together.
        mechanism: What matches both.
        seed: Of the mechanism; the same for both.
        most: How many changes may be made alone, if that is limited.

    Raises:
        MarketError: Naming every change that cannot be made.
    """
    check_items("changes", changes, MarketChange)
    check_flag("each", each)
    if most is not None:
        check_whole("most", most, 0)
    if not len(changes):
        raise MarketError([Problem("is empty; name at least one change", "empty", path="changes")])
    before = match_by(market, mechanism, seed)
    each = each or any(change.program == EVERY for change in changes)
    groups = [(one,) for one in _each_program(market, changes)] if each else [tuple(changes)]
    if most is not None and len(groups) > most:
        message = f"are {len(groups):,} changes, each made alone; at most {most:,} are accepted"
        raise MarketError([Problem(message, "too_many", path="changes")])
    changed = [changed_market(market, group, numbered=not each) for group in groups]
    return tuple(
        Counterfactual(
            changes=group, comparison=compare(before, match_by(after, mechanism, seed), ("before", "after"))
        )
        for group, after in zip(groups, changed, strict=True)
    )


def _each_program(market: Market | VariedMarket, changes: Sequence[MarketChange]) -> Iterator[MarketChange]:
    for change in changes:
        if change.program != EVERY:
            yield change
            continue
        plain = market.market if isinstance(market, VariedMarket) else market
        for program in range(len(plain.quotas)):
            yield change.model_copy(update={"program": plain.program_name(program)})


@overload
def changed_market(market: Market, changes: Sequence[MarketChange], *, numbered: bool = True) -> Market: ...


@overload
def changed_market(
    market: Market | VariedMarket, changes: Sequence[MarketChange], *, numbered: bool = True
) -> Market | VariedMarket: ...


def changed_market(
    market: Market | VariedMarket, changes: Sequence[MarketChange], *, numbered: bool = True
) -> Market | VariedMarket:
    """The market with changes made in their order.

    Raises:
        MarketError: Naming every change that cannot be made, by its number (from 0) unless it is the only one.
    """
    found = Problems(MarketError)
    varied = isinstance(market, VariedMarket)
    edit = _Edit(market if isinstance(market, VariedMarket) else VariedMarket.of(market), found)
    for number, change in enumerate(changes):
        edit.where = f"changes[{number}]" if numbered else "changes"
        edit.make(change)
    found.check()
    return edit.varied_market() if varied else edit.market()


@dataclass
class _Lists:
    """A market by names, as ``Market.from_lists`` takes it."""

    applicants: dict[str, list[str]]
    programs: dict[str, list[str]]
    couples: dict[tuple[str, str], list[tuple[str, str]]]

    @classmethod
    def of(cls, varied: VariedMarket) -> _Lists:
        market, listings = varied.market, varied.listings
        accepted = np.flatnonzero(listings.scores > -np.inf)
        best = np.lexsort(
            (listings.owners[accepted], -listings.scores[accepted], listings.programs[accepted])
        )
        orders: list[dict[str, None]] = [{} for _ in market.quotas]
        people = [market.applicant_name(a) for a in range(market.applicants)]
        places = [market.program_name(p) for p in range(len(market.quotas))]
        wanted = [places[p] for p in market.programs.tolist()]
        ends, c = market.offsets.tolist(), market.couples
        in_order = (part[accepted][best].tolist() for part in (listings.programs, listings.owners))
        for program, owner in zip(*in_order, strict=True):
            orders[program][people[owner]] = None  # once, though two lists may name the program
        couples = {
            (people[first], people[second]): [
                pair_names(market, i) for i in range(int(c.offsets[n]), int(c.offsets[n + 1]))
            ]
            for n, (first, second) in enumerate(c.members.tolist())
        }
        return cls(
            {people[a]: wanted[ends[a] : ends[a + 1]] for a in np.flatnonzero(market.couple_of < 0).tolist()},
            {name: list(order) for name, order in zip(places, orders, strict=True)},
            couples,
        )


class _Edit:
    """Changes made to a market; its lists are taken apart only where one of them changes."""

    def __init__(self, varied: VariedMarket, found: Problems) -> None:
        self.varied, self.found, self.where = varied, found, ""
        self.before = market = varied.market
        self.quotas = dict(
            zip(map(market.program_name, range(len(market.quotas))), market.quotas.tolist(), strict=True)
        )
        self.lists: _Lists | None = None
        self.people = set(map(market.applicant_name, range(market.applicants)))
        self.singles = {market.applicant_name(a) for a in np.flatnonzero(market.couple_of < 0).tolist()}

    def note(self, message: str, code: str = "change", field: str = "") -> None:
        """A change that cannot be made."""
        self.found.add(Problem(message, code, path=f"{self.where}.{field}" if field else self.where))

    def editable_lists(self) -> _Lists:
        """The lists, to be changed."""
        self.lists = self.lists or _Lists.of(self.varied)
        return self.lists

    def make(self, change: MarketChange) -> None:
        """Make one change, or note why not."""
        given = change.model_dump(exclude_none=True, exclude_defaults=True)
        whose = [kind for kind in ("program", "applicant", "couple") if kind in given]
        what = sorted(given.keys() - {"program", "applicant", "couple", "places"})
        if len(whose) != 1 or len(what) != 1:
            self.note("needs one of program, applicant and couple, and one thing that is different")
            return
        accepted = {"program": _OF_PROGRAMS, "applicant": _OF_APPLICANTS, "couple": _OF_COUPLES}[whose[0]]
        if what[0] not in accepted:
            article = "an" if whose[0] == "applicant" else "a"
            message = f"cannot be said of {article} {whose[0]}; accepted: {', '.join(accepted)}"
            self.note(message, field=what[0])
        elif whose[0] == "program":
            self.of_program(change)
        elif whose[0] == "applicant":
            self.of_applicant(change)
        else:
            self.of_couple(change)

    def of_program(self, change: MarketChange) -> None:
        """Another number of seats, or another list."""
        name = str(change.program)
        if name not in self.quotas:
            self.note(f"there is no program {name!r}", "unknown_id", "program")
            return
        if change.list is not None:
            for who in change.list:
                self.check_name(who, self.people, "applicant")
            self.editable_lists().programs[name] = list(change.list)
            return
        seats = 0 if change.closes else change.seats
        if seats is None:
            seats = self.quotas[name] + (change.add_seats or 0)
        if not 0 <= seats <= MOST_SEATS:
            self.note(f"{name!r} would have {shown(seats)} seats; accepted: 0 to {MOST_SEATS:,}", "quota")
        self.quotas[name] = seats

    def of_applicant(self, change: MarketChange) -> None:
        """Another list, or none."""
        name = str(change.applicant)
        if name not in self.singles:
            partner = "is the partner of a couple; give couple" if name in self.people else "is no applicant"
            self.note(f"{name!r} {partner}", "unknown_id", "applicant")
            return
        wanted = list(change.list or ())
        self.editable_lists().applicants[name] = wanted
        self.check_places(change, wanted)
        self.check_list(name, wanted, change.places)

    def of_couple(self, change: MarketChange) -> None:
        """Another list of pairs, or none."""
        assert change.couple is not None
        lists = self.editable_lists()
        if change.couple not in lists.couples:
            self.note(f"there is no couple {' and '.join(change.couple)}", "unknown_id", "couple")
            return
        pairs = [(left, right) for left, right in change.pairs or ()]
        lists.couples[change.couple] = pairs
        halves = [[p for p in dict.fromkeys(half) if p != "-"] for half in zip(*pairs, strict=True)]
        self.check_places(change, [p for half in halves for p in half])
        for name, half in zip(change.couple, halves, strict=False):
            self.check_list(name, half, change.places)

    def check_places(self, change: MarketChange, wanted: Sequence[str]) -> None:
        """See that places are of programs on the new list, of a couple on that of either partner."""
        for program in change.places.keys() - set(wanted):
            self.note(f"{program!r} is not on the new list", "unknown_id", "places")

    def check_list(self, name: str, wanted: Sequence[str], places: dict[str, int]) -> None:
        """See that each program on a new list has a place for the applicant, where need be the place that is given."""
        programs = self.editable_lists().programs
        for program in wanted:
            if not self.check_name(program, self.quotas.keys(), "program"):
                continue
            order = programs[program]
            if program in places:
                order = [who for who in order if who != name]
                if not 1 <= places[program] <= len(order) + 1:
                    message = (
                        f"is {places[program]}; on the list of {program!r} it is from 1 to {len(order) + 1}"
                    )
                    self.note(message, "place", f"places.{program}")
                    continue
                order.insert(places[program] - 1, name)
                programs[program] = order
            elif name not in order:
                self.note(
                    f"{program!r} does not list {name!r}; places says where it would put them", field="places"
                )

    def check_name(self, name: str, names: set[str] | object, kind: str) -> bool:
        """Whether a name of a list is known; notes it if not."""
        there = name in names  # type: ignore[operator]
        if not there:
            self.note(f"there is no {kind} {name!r}", "unknown_id", "list")
        return there

    def market(self) -> Market:
        """The market with all changes."""
        if self.lists is None:
            return replace(self.before, quotas=np.array(list(self.quotas.values()), np.int32))
        return Market.from_lists(*self.parts(), one_sided="unacceptable")

    def varied_market(self) -> VariedMarket:
        """The market with all changes and the variations it had."""
        varied, market, extra = self.varied, self.before, self.varied.supplemental
        applicants, programs, couples = self.parts()
        listed: dict[str, Sequence[str]] = dict(applicants)
        for first, second, left, right in couples:
            listed |= {first: left, second: right}
        supplemental: dict[str, dict[str, list[str]]] = {}
        for number, edge in enumerate(extra.linked.tolist()):
            name, advanced = (
                market.applicant_name(int(market.owners[edge])),
                market.program_name(int(market.programs[edge])),
            )
            entries = extra.programs[extra.offsets[number] : extra.offsets[number + 1]].tolist()
            if advanced in listed[name]:
                supplemental.setdefault(name, {})[advanced] = [market.program_name(p) for p in entries]
        variations = Variations(
            supplemental=supplemental,
            reversions=self.reversions(),
            parity={
                market.program_name(p): PARITIES[varied.parity[p]]
                for p in np.flatnonzero(varied.parity >= 0).tolist()
            },
        )
        return varied_market(applicants, programs, couples, variations, one_sided="unacceptable")

    def reversions(self) -> list[Reversion]:
        """Those the market had; a program that lost seats gives away no more than it has."""
        left = dict(self.quotas)
        kept = []
        for one in seat_moves(self.varied, self.varied.positions.astype(np.int64)):
            positions = min(one.positions, left[one.donor])
            left[one.donor] -= positions
            kept += [replace(one, positions=positions)] if positions else []
        return kept

    def parts(self) -> tuple[dict[str, list[str]], dict[str, tuple[int, list[str]]], list[PairedLists]]:
        """Lists and seats of everyone, as a market is made of them."""
        lists = self.editable_lists()
        programs = {name: (self.quotas[name], order) for name, order in lists.programs.items()}
        couples: list[PairedLists] = [
            (a, b, [p for p, _ in pairs], [q for _, q in pairs]) for (a, b), pairs in lists.couples.items()
        ]
        return lists.applicants, programs, couples
