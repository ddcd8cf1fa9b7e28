"""Matches with variations against every possible result of small markets, by definitions written separately."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.market.match_variations import match_varied
from matchsafe.market.variation_builder import varied_market
from matchsafe.market.variation_match import VariedMatch
from matchsafe.market.variation_stability import VariedCertificate, certify_varied
from matchsafe.market.variations import Reversion, Variations

PROGRAMS = ("P", "Q", "R", "S")
NO = "-"
RELAXED = settings(
    max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
Place = tuple[str, str]
"""The place on the primary list and the first-year place, "-" for none."""


@dataclass
class Small:
    """A market of a few people by names; programs may list people who did not list them."""

    singles: dict[str, list[str]]
    programs: dict[str, tuple[int, list[str]]]
    couples: list[Any] = field(default_factory=list)
    wanted: Variations = field(default_factory=Variations)

    def built(self) -> Any:
        return varied_market(self.singles, self.programs, self.couples, self.wanted, one_sided="unacceptable")

    def pairs(self, couple: Any) -> list[Place]:
        return list(zip(couple[2], couple[3], strict=True))


class Judge:
    """Definitions on one result: who is where, and how many seats went by each reversion."""

    def __init__(self, small: Small, where: Mapping[str, Place], moved: tuple[int, ...]) -> None:
        self.small, self.where = small, where
        self.seats, self.final = {}, {}
        self.moved = moved
        for p, (quota, _) in small.programs.items():
            here = list(zip(small.wanted.reversions, moved, strict=True))
            self.seats[p] = quota + sum(n for r, n in here if r.receiver == p)
            self.final[p] = self.seats[p] - sum(n for r, n in here if r.donor == p)
        self.holders = {p: {a for a, at in where.items() if p in at} for p in small.programs}

    def accepts(self, p: str, a: str) -> bool:
        closed = p in self.small.wanted.physician_only and a not in self.small.wanted.physicians
        return a in self.small.programs[p][1] and not closed

    def choose(self, p: str, among: set[str]) -> set[str]:
        order = [a for a in self.small.programs[p][1] if a in among and self.accepts(p, a)]
        best = order[: self.seats[p]]
        parity = self.small.wanted.parity.get(p)
        if best and parity and len(best) % 2 != ("even", "odd").index(parity):
            best.pop()
        return set(best)

    def wishes(self) -> Iterator[Place]:
        """Who would rather be where."""
        for a, ranked in self.small.singles.items():
            first, second = self.where[a]
            for p in ranked:
                if p == first:
                    linked = self.small.wanted.supplemental.get(a, {}).get(p, [])
                    yield from ((a, s) for s in linked[: linked.index(second) if second != NO else None])
                    break
                yield a, p
        for one, two, *_ in self.small.couples:
            for a in (one, two):
                first, second = self.where[a]
                linked = self.small.wanted.supplemental.get(a, {}).get(first, [])
                yield from ((a, s) for s in linked[: linked.index(second) if second != NO else None])

    def blocking(self) -> list[Place]:
        """Who would be chosen where they would rather be: alone, or where numbers count, from all who ask."""
        wishes = [(a, p) for a, p in self.wishes() if self.accepts(p, a)]
        found = []
        for a, p in wishes:
            others = {b for b, q in wishes if q == p} if p in self.small.wanted.parity else {a}
            if a in self.choose(p, self.holders[p] | others):
                found.append((a, p))
        return found

    def couple_blocks(self) -> list[Any]:
        found = []
        for couple in self.small.couples:
            one, two = couple[:2]
            for p, q in self.small.pairs(couple):
                if (p, q) == (self.where[one][0], self.where[two][0]):
                    break
                asked = [(x, {one} if p != q else {one, two}) for x in (p,) if x != NO]
                asked += [(x, {two} if p != q else {one, two}) for x in (q,) if x != NO]
                if all(self.takes(x, who) for x, who in asked):
                    found.append(((one, two), (p, q)))
        return found

    def takes(self, p: str, who: set[str]) -> bool:
        """Whether a program would have all of these; one that counts even or odd only for seats that are filled."""
        seats = len(self.holders[p]) if p in self.small.wanted.parity else self.seats[p]
        order = [a for a in self.small.programs[p][1] if a in self.holders[p] | who and self.accepts(p, a)]
        return who <= set(order[:seats])

    def reversions_are_right(self) -> bool:
        for number, one in enumerate(self.small.wanted.reversions):
            moved = self.moved[number]
            left = self.final[one.donor] - len(self.holders[one.donor])
            if moved < one.positions and left > 0:
                return False
            before = [
                n == r.positions
                for r, n in list(zip(self.small.wanted.reversions, self.moved, strict=True))[:number]
                if r.donor == one.donor
            ]
            if moved and not all(before):
                return False
        return True

    def parity_is_right(self) -> bool:
        return all(
            not self.holders[p] or len(self.holders[p]) % 2 == ("even", "odd").index(which)
            for p, which in self.small.wanted.parity.items()
        )

    def allowed(self) -> bool:
        return all(
            len(self.holders[p]) <= self.final[p] and all(self.accepts(p, a) for a in self.holders[p])
            for p in self.small.programs
        )

    def stable(self) -> bool:
        return (
            self.allowed()
            and self.parity_is_right()
            and self.reversions_are_right()
            and not self.blocking()
            and not self.couple_blocks()
        )


def everything(small: Small) -> Iterator[Judge]:
    """Every result that is allowed."""
    names = [*small.singles, *(a for couple in small.couples for a in couple[:2])]
    linked = {a: small.wanted.supplemental.get(a, {}) for a in names}
    options: list[list[tuple[Place, ...]]] = []
    for a, ranked in small.singles.items():
        options.append([((NO, NO),), *(((p, s),) for p in ranked for s in (NO, *linked[a].get(p, ())))])
    for couple in small.couples:
        one, two = couple[:2]
        options.append(
            [
                ((p, s), (q, t))
                for p, q in [(NO, NO), *small.pairs(couple)]
                for s in (NO, *linked[one].get(p, ()))
                for t in (NO, *linked[two].get(q, ()))
            ]
        )
    for moved in product(*(range(r.positions + 1) for r in small.wanted.reversions)):
        empty = Judge(small, dict.fromkeys(names, (NO, NO)), moved)
        if min(empty.final.values()) >= 0:
            for places in _within(dict(empty.final), options, ()):
                judge = Judge(small, dict(zip(names, places, strict=True)), moved)
                if judge.allowed():
                    yield judge


def _within(
    free: dict[str, int], options: list[list[tuple[Place, ...]]], chosen: tuple[Place, ...]
) -> Iterator[tuple[Place, ...]]:
    """One option of each, so that no program has more people than seats."""
    if not options:
        yield chosen
        return
    for option in options[0]:
        taken = [p for place in option for p in place if p != NO]
        for p in taken:
            free[p] -= 1
        if all(free[p] >= 0 for p in taken):
            yield from _within(free, options[1:], chosen + option)
        for p in taken:
            free[p] += 1


def judged(small: Small, result: VariedMatch) -> Judge:
    second = result.first_year()
    where = {a: (p or NO, second.get(a) or NO) for a, p in result.as_dict().items()}
    return Judge(small, where, tuple(result.given.tolist()))


def agrees(found: VariedCertificate, judge: Judge) -> bool:
    return (
        sorted(found.blocking) == sorted(judge.blocking())
        and list(found.blocking_couples) == judge.couple_blocks()
        and (not len(found.wrong_parity)) == judge.parity_is_right()
        and (not len(found.wrong_reversions)) == judge.reversions_are_right()
        and (not (len(found.irrational) or len(found.over_quota))) == judge.allowed()
        and found.stable == judge.stable()
    )


@st.composite
def markets(
    draw: st.DrawFn, *, supplemental: bool = False, changes: bool = False, couples: bool = False
) -> Small:
    """At most five people, in a market with these variations."""
    programs = PROGRAMS[: draw(st.integers(2, 4))]
    pair = couples and draw(st.booleans())
    singles = {
        f"s{i}": list(draw(st.permutations(programs))[: draw(st.integers(0, 3))])
        for i in range(draw(st.integers(1, 3 if pair else 4 + (not supplemental))))
    }
    links: dict[str, dict[str, list[str]]] = {}
    if supplemental:
        for a in list(singles)[:2]:
            for p in singles[a][: draw(st.integers(0, 2))]:
                others = [q for q in programs if q != p]
                links.setdefault(a, {})[p] = draw(
                    st.lists(st.sampled_from(others), unique=True, min_size=1, max_size=2)
                )
    paired = []
    if pair:
        choices = [(p, q) for p in (*programs, NO) for q in (*programs, NO) if (p, q) != (NO, NO)]
        wanted = draw(st.lists(st.sampled_from(choices), unique=True, min_size=1, max_size=3))
        paired.append(("c", "d", [p for p, _ in wanted], [q for _, q in wanted]))
        for a, half in zip("cd", zip(*wanted, strict=True), strict=True):
            for p in sorted(set(half) - {NO})[: draw(st.integers(0, 2)) if supplemental else 0]:
                others = [q for q in programs if q != p]
                links.setdefault(a, {})[p] = draw(
                    st.lists(st.sampled_from(others), unique=True, min_size=1, max_size=2)
                )
    people = [*singles, *(["c", "d"] if pair else [])]
    offers = {}
    for p in programs:
        order = draw(st.permutations(people))
        offers[p] = (draw(st.integers(0, 3)), list(order[: draw(st.integers(len(order) - 1, len(order)))]))
    return Small(singles, offers, paired, draw(_variations(programs, offers, links, changes, people)))


@st.composite
def _variations(
    draw: st.DrawFn, programs: Any, offers: Any, links: Any, changes: bool, people: list[str]
) -> Variations:
    if not changes:
        return Variations(supplemental=links)
    reversions: list[Reversion] = []
    for i, donor in enumerate(programs):
        left = offers[donor][0]
        for receiver in draw(st.permutations(programs[i + 1 :]))[:2]:
            positions = draw(st.integers(0, min(left, 2)))
            if positions:
                reversions.append(Reversion(donor, receiver, positions))
                left -= positions
    parity = draw(
        st.dictionaries(st.sampled_from(programs), st.sampled_from(["even", "odd"]), max_size=2)
        if draw(st.booleans())
        else st.just({})
    )
    only = draw(st.sets(st.sampled_from(programs), max_size=1))
    physicians = draw(st.sets(st.sampled_from(people), max_size=4))
    return Variations(links, reversions, parity, only, physicians)


@RELAXED
@given(markets(supplemental=True), st.integers(0, 3))
def test_supplemental_lists_are_solved_wherever_they_can_be(small: Small, seed: int) -> None:
    result = match_varied(small.built(), seed)
    judge = judged(small, result)
    stable = any(other.stable() for other in everything(small))
    assert judge.allowed()
    assert result.stable == judge.stable() == stable
    assert result.none_exists == (not stable)
    assert bool(result.given_up) == (not stable)


@RELAXED
@given(markets(supplemental=True, couples=True), st.integers(0, 3))
def test_supplemental_lists_and_couples_are_solved_wherever_they_can_be(small: Small, seed: int) -> None:
    result = match_varied(small.built(), seed)
    stable = any(other.stable() for other in everything(small))
    assert agrees(result.certificate, judged(small, result))
    assert result.stable == stable
    assert result.none_exists == (not stable)


@RELAXED
@given(markets(changes=True))
def test_seats_revert_only_when_the_donor_cannot_fill_them_and_no_more_of_them_than_need_be(
    small: Small,
) -> None:
    small.wanted = Variations(reversions=small.wanted.reversions)
    result = match_varied(small.built())
    assert result.stable
    assert judged(small, result).stable()
    others = [other.moved for other in everything(small) if other.stable()]
    assert all((result.given <= np.array(moved)).all() for moved in others)
    assert len(result.passes) <= sum(r.positions for r in small.wanted.reversions) + 1
    assert all(p.moved and p.stable for p in result.passes[:-1])
    assert not result.passes[-1].moved
    assert result.quotas.sum() == sum(quota for quota, _ in small.programs.values())


@RELAXED
@given(markets(supplemental=True, changes=True, couples=True), st.integers(0, 3))
def test_with_all_variations_the_certificate_says_what_the_definitions_say(small: Small, seed: int) -> None:
    result = match_varied(small.built(), seed)
    judge = judged(small, result)
    assert agrees(result.certificate, judge)
    assert judge.allowed()
    assert judge.parity_is_right()
    assert result.quotas.sum() == sum(quota for quota, _ in small.programs.values())
    assert (result.filled <= result.quotas).all()
    assert result.filled.tolist() == [len(judge.holders[p]) for p in small.programs]


@RELAXED
@given(markets(supplemental=True, changes=True, couples=True), st.data())
def test_a_certificate_finds_exactly_what_blocks_in_any_result(small: Small, data: st.DataObject) -> None:
    built = small.built()
    judge = data.draw(st.sampled_from(list(everything(small))[:400]))
    market, extra = built.market, built.supplemental
    held, entries = np.full(market.applicants, -1, np.int32), np.full(market.applicants, -1, np.int64)
    for number, a in enumerate(market.applicant_ids):
        for edge in range(market.offsets[number], market.offsets[number + 1]):
            if market.program_ids[market.programs[edge]] == judge.where[a][0]:
                held[number] = edge
        for entry, linked in enumerate(extra.linked[extra.lists]):
            if linked == held[number] and market.program_ids[extra.programs[entry]] == judge.where[a][1]:
                entries[number] = entry
    found = certify_varied(built, held, entries, np.array(judge.moved, np.int64))
    assert agrees(found, judge)
