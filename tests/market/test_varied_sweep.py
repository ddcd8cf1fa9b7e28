"""Thousands of small markets with variations: no stable match is missed, and none is called stable that is not.

Only where the engine finds none is every result of the market looked at.
"""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest
from tests.market.test_varied_enumeration import NO, Small, agrees, everything, judged

from matchsafe.market.match_variations import match_varied
from matchsafe.market.variations import Reversion, Variations

EVERY = "MATCHSAFE_EVERY_SEED" in os.environ
COUNT = 20_000 if EVERY else 40
KNOWN = (155, 193, 804, 1302, 1630, 1979, 8401)
"""The first two have no stable match (by numbers alone). In the others partners want one program together, where one of
them is already for the first year: one person, not two."""


def market(random: Random, *, mixed: bool) -> Small:
    """Up to two couples and seven people at five programs, half of which want an even or odd number."""
    programs = [f"P{i}" for i in range(random.randint(2, 5))]
    pairs = random.choice([0, 1, 1, 2, 2])
    singles = {
        f"s{i}": random.sample(programs, random.randint(0, min(4, len(programs))))
        for i in range(random.randint(0 if pairs else 2, 7 - 2 * pairs))
    }
    choices = [(p, q) for p in (*programs, NO) for q in (*programs, NO) if (p, q) != (NO, NO)]
    couples = []
    for k in range(pairs):
        wanted = random.sample(choices, random.randint(1, min(5, len(choices))))
        couples.append((f"c{k}", f"d{k}", [p for p, _ in wanted], [q for _, q in wanted]))
    links: dict[str, dict[str, list[str]]] = {}
    if mixed:
        halves = [(a, half) for c, d, left, right in couples for a, half in ((c, left), (d, right))]
        for a, own in [*list(singles.items())[:2], *((a, sorted({*half} - {NO})) for a, half in halves)]:
            for p in own:
                if random.random() < 0.4:
                    others = [q for q in programs if q != p]
                    links.setdefault(a, {})[p] = random.sample(others, random.randint(1, min(2, len(others))))
    people = [*singles, *(a for couple in couples for a in couple[:2])]
    offers = {}
    for p in programs:
        order = random.sample(people, len(people))
        offers[p] = random.choice([0, 1, 1, 2, 2, 3, 4]), order[: -1 if random.random() < 0.4 else None]
    reversions = _reversions(random, offers) if mixed else []
    parity: Any = {p: random.choice(["even", "odd"]) for p in programs if random.random() < 0.5}
    only = [p for p in programs if mixed and random.random() < 0.1]
    physicians = [a for a in people if random.random() < 0.5]
    return Small(singles, offers, couples, Variations(links, reversions, parity, only, physicians))


def _reversions(random: Random, offers: dict[str, tuple[int, list[str]]]) -> list[Reversion]:
    found, programs = [], list(offers)
    for i, donor in enumerate(programs):
        left = offers[donor][0]
        for receiver in random.sample(programs[i + 1 :], len(programs[i + 1 :]))[:2]:
            positions = random.randint(0, min(left, 2)) if random.random() < 0.6 else 0
            if positions:
                found.append(Reversion(donor, receiver, positions))
                left -= positions
    return found


@pytest.mark.parametrize("kind", ["parity", "mixed"])
def test_no_stable_match_is_missed_and_no_other_is_called_stable(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    without = 0
    for seed in (*range(COUNT), *KNOWN):
        small = market(Random(f"{kind} {seed}"), mixed=kind == "mixed")
        result = match_varied(small.built(), seed % 4)
        judge = judged(small, result)
        assert agrees(result.certificate, judge), seed
        assert judge.allowed(), seed
        if not result.stable:
            without += 1
            assert not any(other.stable() for other in everything(small)), seed
    if EVERY:
        with capsys.disabled():
            print(f"\n{kind}: {COUNT} markets, {without} without a stable match, 0 missed")  # noqa: T201
