"""Small markets with seats by type against all their matches, by rules written out a second time."""

from __future__ import annotations

import os
from itertools import product
from random import Random

from matchsafe.domain.market_study import TypeRule
from matchsafe.market import Market, match_reserved, report_reserved, typed_market

COUNT = 20_000 if "MATCHSAFE_EVERY_SEED" in os.environ else 12
Lists = dict[str, list[str]]
Offers = dict[str, tuple[int, list[str]]]
Rules = dict[str, dict[str, tuple[int, int]]]


def drawn(random: Random) -> tuple[Lists, Offers, dict[str, str], Rules]:
    """Up to five singles of up to three types, one of them without a name, at up to three programs."""
    programs = [f"P{i}" for i in range(random.randint(1, 3))]
    people = [f"a{i}" for i in range(random.randint(1, 5))]
    lists = {a: random.sample(programs, random.randint(0, len(programs))) for a in people}
    offers = {}
    for p in programs:
        order = random.sample(people, len(people))
        offers[p] = random.choice([0, 1, 2, 2, 3]), order[: -1 if random.random() < 0.3 else None]
    types = {a: random.choice(["x", "y"]) for a in people if random.random() < 0.8}
    rules: Rules = {p: {} for p in programs}
    for p, kind in product(programs, sorted(set(types.values()))):
        left = offers[p][0] - sum(least for least, _ in rules[p].values())
        if random.random() < 0.6:
            least = random.randint(0, left)
            rules[p][kind] = least, random.choice([offers[p][0], random.randint(least, offers[p][0])])
    return lists, offers, types, rules


def kept(
    quota: int, order: list[str], asked: set[str], types: dict[str, str], rules: dict[str, tuple[int, int]]
) -> set[str]:
    """Whom a program takes: first the best of each type for the seats kept for it, then the best that limits let in."""
    ranked = [a for a in order if a in asked]
    taken = {
        a for kind, (least, _) in rules.items() for a in [b for b in ranked if types.get(b) == kind][:least]
    }
    for a in ranked:
        kind = types.get(a, "")
        same = sum(types.get(b, "") == kind for b in taken)
        if a not in taken and len(taken) < quota and same < rules.get(kind, (0, quota))[1]:
            taken.add(a)
    return taken


def test_the_match_is_stable_and_no_stable_match_is_better_for_anybody() -> None:
    for seed in range(COUNT):
        lists, offers, types, rules = drawn(Random(seed))
        market = Market.from_lists(lists, offers, one_sided="unacceptable")
        named = [
            TypeRule(program=p, type=kind, reserved=least, most=most)
            for p, of in rules.items()
            for kind, (least, most) in of.items()
        ]
        typed = typed_market(market, types, named)
        report = report_reserved(typed, match_reserved(typed))
        assert report.stable, seed
        ours = {one.applicant: one.program for one in report.matches}
        stable = []
        for choice in product(*([None, *own] for own in lists.values())):
            placed = dict(zip(lists, choice, strict=True))
            there = {p: {a for a, q in placed.items() if q == p} for p in offers}
            if any(kept(*offers[p], there[p], types, rules[p]) != there[p] for p in offers):
                continue
            upset = any(
                a in kept(*offers[p], there[p] | {a}, types, rules[p])
                for a, own in lists.items()
                for p in own[: own.index(placed[a]) if placed[a] else len(own)]
            )
            if not upset:
                stable.append(placed)
        mine = {a: ours.get(a) for a in lists}
        assert mine in stable, seed
        for other in stable:
            for a, own in lists.items():
                places = {p: i for i, p in enumerate(own)}
                assert places.get(mine[a], len(own)) <= places.get(other[a], len(own)), seed  # type: ignore[arg-type]
