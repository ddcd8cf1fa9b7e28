"""All stable matches, against trying everything; and what they have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matchsafe.market import Market, MarketError, match
from matchsafe.market.study.stable_set import report_stable_set, stable_set

MarketOf = Callable[..., Market]


def names(market: Market, held: Any) -> frozenset[tuple[str, str]]:
    return frozenset(
        (market.applicant_name(int(market.owners[e])), market.program_name(int(market.programs[e])))
        for e in held
        if e >= 0
    )


def random_lists(seed: int, people: int, couples: int) -> tuple[Any, Any, Any]:
    random = np.random.default_rng(seed)
    places = ["P", "Q", "R"]
    singles = {
        f"s{i}": [str(p) for p in random.permutation(places)[: random.integers(1, 4)]] for i in range(people)
    }
    pairs = []
    for i in range(couples):
        options = [(p, q) for p in [*places, "-"] for q in [*places, "-"] if (p, q) != ("-", "-")]
        chosen = [options[k] for k in random.permutation(len(options))[:4]]
        pairs.append((f"x{i}", f"y{i}", [p for p, _ in chosen], [q for _, q in chosen]))
    listed: dict[str, set[str]] = {p: set() for p in places}
    for who, ranked in [
        *singles.items(),
        *((x, left) for x, _, left, _ in pairs),
        *((y, r) for _, y, _, r in pairs),
    ]:
        for p in ranked:
            if p != "-":
                listed[p].add(who)
    programs = {
        p: (int(random.integers(1, 3)), [str(a) for a in random.permutation(sorted(listed[p]))])
        for p in places
    }
    return singles, programs, pairs


@pytest.mark.parametrize(("people", "couples", "seeds"), [(5, 0, 12), (3, 1, 12), (2, 2, 6)])
def test_they_are_those_that_trying_everything_finds(
    oracle: Callable[..., Any], people: int, couples: int, seeds: int
) -> None:
    several = 0
    for seed in range(seeds):
        singles, programs, pairs = random_lists(seed, people, couples)
        market = Market.from_lists(singles, programs, pairs)
        found = stable_set(market)
        ours = [names(market, held) for held in found.held]
        theirs = oracle(singles, programs, pairs).stable_set()
        assert found.complete
        assert len(set(ours)) == len(ours)
        assert set(ours) == {frozenset((a, p) for a, p in m.items() if p != "-") for m in theirs}
        several += len(ours) > 1
    assert couples or several


@pytest.mark.parametrize(("size", "quota"), [(7, 1), (4, 2)])
def test_large_cores_are_found_whole(crossed: MarketOf, size: int, quota: int) -> None:
    for seed in range(6):
        market = crossed(size, seed, quota)
        found = stable_set(market)
        assert {names(market, h) for h in found.held} >= {
            names(market, match(market, s).held) for s in ("applicant", "program")
        }
        report = report_stable_set(found)
        best = match(market).held
        assert names(market, found.held[0]) == names(market, best)
        assert report.several == int((best != match(market, "program").held).sum())
        assert (report.matches == 1) == (report.several == 0)
        for row in report.applicants:
            assert row.best_rank is not None
            assert row.worst_rank is not None
            assert row.best_rank < row.worst_rank
            assert row.outcomes is not None
            assert 2 <= row.outcomes <= report.matches


def test_a_latin_square_has_as_many_as_its_rows() -> None:
    n = 6
    people, places = [f"a{i}" for i in range(n)], [f"p{i}" for i in range(n)]
    market = Market.from_lists(
        {a: [places[(i + k) % n] for k in range(n)] for i, a in enumerate(people)},
        {p: (1, [people[(i + 1 + k) % n] for k in range(n)]) for i, p in enumerate(places)},
    )
    report = report_stable_set(stable_set(market))
    assert (report.matches, report.several, report.applicant_means) == (n, n, (1.0, float(n)))
    assert report.program_means == (1.0, float(n))


def test_beyond_the_limit_the_ends_are_still_right(crossed: MarketOf) -> None:
    market = next(m for m in (crossed(10, seed) for seed in range(20)) if len(stable_set(m).held) > 3)
    whole, short = report_stable_set(stable_set(market)), report_stable_set(stable_set(market, 1))
    assert (short.complete, short.matches, short.limit) == (False, 1, 1)
    assert short.applicant_means == whole.applicant_means
    assert [(a.applicant, a.best, a.worst) for a in short.applicants] == [
        (a.applicant, a.best, a.worst) for a in whole.applicants
    ]
    assert {a.outcomes for a in short.applicants} == {None}


def test_a_market_without_any_and_one_with_too_many_ways_say_so() -> None:
    market = Market.from_lists(
        {"Sam": ["North", "South"]},
        {"North": (1, ["Uma", "Sam"]), "South": (1, ["Sam", "Vic"])},
        [("Uma", "Vic", ["North"], ["South"])],
    )
    report = report_stable_set(stable_set(market))
    assert (report.matches, report.complete, report.applicant_means) == (0, True, (None, None))
    with pytest.raises(MarketError, match="can be placed in 2 ways"):
        stable_set(market, ways=1)
