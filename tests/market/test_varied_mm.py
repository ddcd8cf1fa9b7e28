"""Partners who want one program together and for a first year, against every result and by both definitions.

A partner is one person at a program, whichever way they are there; the engine's pairs of applicants do not know that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

import pytest
from tests.market.test_varied_enumeration import NO, Judge, Small, everything, judged

from matchsafe.market import match_variations
from matchsafe.market.match_variations import match_varied
from matchsafe.market.supplemental_pairs import asks_both_ways
from matchsafe.market.variations import Variations

COUNT = 3_000 if "MATCHSAFE_EVERY_SEED" in os.environ else 25
KNOWN = (206, 248, 910368)
"""The first two have no stable match by MM. In the last, both partners are at the program they want together: one by
their pair, the other for the first year."""


class MMJudge(Judge):
    """McDermid and Manlove (2010), case by case, for people."""

    def couple_blocks(self) -> list[Any]:
        return list(self._couple_blocks())

    def _couple_blocks(self) -> Iterator[Any]:
        for couple in self.small.couples:
            one, two = couple[:2]
            for pair in self.small.pairs(couple):
                if pair == (self.where[one][0], self.where[two][0]):
                    break
                if self.granted((one, two), pair):
                    yield (one, two), pair

    def beats(self, p: str, who: str, apart: str = "") -> list[str]:
        place = self.small.programs[p][1].index
        return [h for h in self.holders[p] - {apart} if place(who) < place(h)]

    def free(self, p: str) -> int:
        return self.seats[p] - len(self.holders[p])

    def open_to(self, p: str, who: str, apart: str = "") -> bool:
        here = p == NO or who in self.holders[p]
        return here or self.free(p) > 0 or bool(self.beats(p, who, apart))

    def granted(self, who: tuple[str, str], pair: tuple[str, str]) -> bool:
        (one, two), (p, q) = who, pair
        asked = [(x, a) for a, x in zip(who, pair, strict=True) if x != NO]
        if not all(self.accepts(x, a) and self.seats[x] for x, a in asked):
            return False
        if p != q:
            return self.open_to(p, one) and self.open_to(q, two)
        here = [a for a in who if a in self.holders[p]]
        if here:
            other = two if here[0] == one else one
            return self.open_to(p, other, apart=here[0])
        if self.free(p) == 1:
            return bool(self.beats(p, one) or self.beats(p, two))
        return self.free(p) > 1 or any(x != y for x in self.beats(p, one) for y in self.beats(p, two))


def market(random: Random) -> Small:
    """A couple who want one program together, mostly, and up to three singles."""
    programs = ["P", "Q", "R", "S"][: random.randint(2, 4)]
    singles = {
        f"s{i}": random.sample(programs, random.randint(0, min(3, len(programs))))
        for i in range(random.randint(1, 3))
    }
    together = random.choice(programs)
    choices = [(p, q) for p in (*programs, NO) for q in (*programs, NO) if (p, q) != (NO, NO)]
    wanted = random.sample(choices, random.randint(1, 3))
    if random.random() < 0.8 and (together, together) not in wanted:
        wanted.insert(random.randint(0, len(wanted)), (together, together))
    links: dict[str, dict[str, list[str]]] = {}
    for a, half in zip("cd", zip(*wanted, strict=True), strict=True):
        for p in sorted({*half} - {NO})[: random.randint(0, 2)]:
            others = [q for q in programs if q != p]
            links.setdefault(a, {})[p] = random.sample(others, random.randint(1, min(2, len(others))))
    if random.random() < 0.4:
        for p in singles["s0"][:1]:
            links.setdefault("s0", {})[p] = random.sample([q for q in programs if q != p], 1)
    people = [*singles, "c", "d"]
    offers = {}
    for p in programs:
        order = random.sample(people, len(people))
        offers[p] = (random.randint(0, 3), order[: random.randint(len(order) - 1, len(order))])
    couple = ("c", "d", [p for p, _ in wanted], [q for _, q in wanted])
    return Small(singles, offers, [couple], Variations(supplemental=links))


@pytest.mark.parametrize("definition", ["KPR", "MM"])
def test_a_stable_match_is_found_or_proved_not_to_exist(definition: Any) -> None:
    judge_by = Judge if definition == "KPR" else MMJudge
    both_ways = without = 0
    for seed in (*range(COUNT), *KNOWN):
        small = market(Random(seed))
        built = small.built()
        result = match_varied(built, definition=definition)
        judges = (judge_by(small, other.where, other.moved) for other in everything(small))
        stable = any(judge.stable() for judge in judges)
        found = judged(small, result)
        assert judge_by(small, found.where, found.moved).stable() == result.stable == stable, seed
        assert result.none_exists == (not stable), seed
        both_ways += asks_both_ways(built)
        without += not stable
    assert both_ways > COUNT / 4
    assert without


@pytest.mark.parametrize("limit", ["MOST_ARRANGEMENTS", "monotonic"])
def test_what_was_not_gone_through_whole_is_not_proved(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    small = market(Random(KNOWN[0]))
    assert match_varied(small.built(), definition="MM").none_exists
    if limit == "monotonic":
        ticks = count()
        monkeypatch.setattr(match_variations, limit, lambda: 1e12 * next(ticks))
    else:
        monkeypatch.setattr(match_variations, limit, 0)
    result = match_varied(small.built(), definition="MM", seconds=1e9)
    assert not result.stable
    assert not result.none_exists
