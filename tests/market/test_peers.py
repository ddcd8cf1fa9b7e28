"""The same results as other people's programs, as a plain loop, and as the kernels' own source run uncompiled."""

from __future__ import annotations

import heapq
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from matchsafe.market import Market, certify, match
from matchsafe.market.jit import COMPILED, plain


def loop(market: Market) -> list[int]:
    """Deferred acceptance with lists and ``heapq``: the program of each applicant, -1 for none."""
    lists = [market.programs[a:b].tolist() for a, b in zip(market.offsets, market.offsets[1:], strict=False)]
    scores = [market.scores[a:b].tolist() for a, b in zip(market.offsets, market.offsets[1:], strict=False)]
    holders: list[list[tuple[float, int]]] = [[] for _ in market.quotas]
    at, result, free = [0] * len(lists), [-1] * len(lists), list(range(len(lists)))
    while free:
        a = free.pop()
        while at[a] < len(lists[a]):
            p, score = lists[a][at[a]], scores[a][at[a]]
            at[a] += 1
            if not market.quotas[p] or score == -np.inf:
                continue
            result[a] = p
            heapq.heappush(holders[p], (score, -a))
            if len(holders[p]) > market.quotas[p]:
                out = -heapq.heappop(holders[p])[1]
                result[out] = -1
                if out != a:
                    free.append(out)
                    break
                continue
            break
    return result


@pytest.mark.parametrize("applicants", [1_000, 10_000])
def test_a_loop_over_lists_gives_the_same_match(market_of: Callable[..., Market], applicants: int) -> None:
    market = market_of(applicants, 0, 1, programs=applicants // 8 if applicants < 5000 else 400)
    assert match(market).assignment.tolist() == loop(market)


@pytest.mark.parametrize(
    ("applicants", "side"), [(1_000, "applicant"), (1_000, "program"), (10_000, "applicant")]
)
def test_the_package_matching_gives_the_same_match(
    market_of: Callable[..., Market], applicants: int, side: Any
) -> None:
    algorithms = pytest.importorskip("matching.algorithms")
    from matching import Player
    from matching.players import Hospital

    market = market_of(applicants, 0, 2, listed=6, programs=min(applicants // 8, 400))
    residents = {a: Player(a) for a in range(market.applicants)}
    hospitals = {p: Hospital(p, quota) for p, quota in enumerate(market.quotas.tolist()) if quota}
    lists: dict[int, list[Any]] = {a: [] for a in residents}
    orders: dict[int, list[tuple[float, int]]] = {p: [] for p in hospitals}
    edges = zip(market.owners.tolist(), market.programs.tolist(), market.scores.tolist(), strict=True)
    for a, p, score in edges:
        if p in hospitals:
            lists[a].append(hospitals[p])
            orders[p].append((-score, a))
    for a, resident in residents.items():
        resident.set_prefs(lists[a])
    for p, hospital in hospitals.items():
        hospital.set_prefs([residents[a] for _, a in sorted(orders[p])])
    solved = algorithms.hospital_resident(
        [r for r in residents.values() if r.prefs],
        [h for h in hospitals.values() if h.prefs],
        optimal="resident" if side == "applicant" else "hospital",
    )
    theirs = np.full(market.applicants, -1)
    for hospital, people in solved.items():
        theirs[[person.name for person in people]] = hospital.name
    assert match(market, side).assignment.tolist() == theirs.tolist()


@pytest.mark.parametrize("seed", range(12))
def test_the_checker_of_pyhrtc_agrees_about_couples(market_of: Callable[..., Market], seed: int) -> None:
    basics = pytest.importorskip("pyhrtc.basics")
    market = whole_pairs(market_of(40, 5, seed, programs=8, listed=4, pairs=10))
    result = match(market, seed=seed)
    random = np.random.default_rng(seed)
    assignments = [result.assignment.tolist()]
    held = market.couple_of < 0
    for moved in random.choice(np.flatnonzero(held), 4):
        assignments.append(result.assignment.tolist())
        assignments[-1][moved] = -1
    for programs in assignments:
        theirs = as_theirs(basics, market, programs)
        ours = certify(market, programs)
        assert ours.stable == theirs.is_stable(basics.STABILITY.KPR)
        assert len(ours.blocking) + len(ours.blocking_couples) == len(
            list(theirs.blocking_pairs(basics.STABILITY.KPR))
        )


def whole_pairs(market: Market) -> Market:
    """The market without pairs of one partner alone, which that package does not know, and without empty programs."""
    from matchsafe.market import Couples

    c = market.couples
    kept = (c.first >= 0) & (c.second >= 0)
    starts = np.append(
        0, np.cumsum([kept[a:b].sum() for a, b in zip(c.offsets, c.offsets[1:], strict=False)])
    )
    couples = Couples(c.members, starts, c.first[kept], c.second[kept])
    quotas = np.maximum(market.quotas, 1)
    return Market.from_arrays(market.offsets, market.programs, market.scores, quotas, couples)


def as_theirs(basics: ModuleType, market: Market, programs: list[int]) -> Any:
    instance = basics.Instance()
    people = [basics.Agent(f"a{a}") for a in range(market.applicants)]
    for a, person in enumerate(people):
        if market.couple_of[a] < 0:
            person.preferences = [
                [f"p{p}"] for p in market.programs[market.offsets[a] : market.offsets[a + 1]]
            ]
            instance.add_agent_left(person)
    c = market.couples
    for i, (one, two) in enumerate(c.members):
        couple = basics.Couple(people[one], people[two])
        pairs = range(c.offsets[i], c.offsets[i + 1])
        couple.preferences = [
            [f"p{market.programs[c.first[j]]},p{market.programs[c.second[j]]}"] for j in pairs
        ]
        instance.add_couple_left(couple)
    for p, quota in enumerate(market.quotas.tolist()):
        program = basics.Agent(f"p{p}", quota)
        edges = np.flatnonzero(market.programs == p)
        best_first = edges[np.lexsort((market.owners[edges], -market.scores[edges]))]
        program.preferences = [[f"a{market.owners[e]}"] for e in best_first]
        instance.add_agent_right(program)
    return basics.Matching(instance, [(f"a{a}", f"p{p}") for a, p in enumerate(programs) if p >= 0])


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_a_market_is_matched_where_numba_is_not_installed() -> None:
    code = """
import sys
sys.modules["numba"] = None
from matchsafe.market import Market, match
from matchsafe.market.jit import COMPILED
result = match(Market.from_lists({"a": ["P"], "b": ["P"]}, {"P": (1, ["b", "a"])}))
print(COMPILED, result.stable, result.as_dict())
"""
    assert run(code) == "False True {'a': None, 'b': 'P'}"


def test_building_a_market_loads_no_compiler() -> None:
    code = """
import sys
from matchsafe.market import Market
Market.from_lists({"a": ["P"]}, {"P": (1, ["a"])})
print("numba" in sys.modules)
"""
    assert run(code) == "False"


def test_a_first_run_is_known_by_what_is_kept_on_disk(
    monkeypatch: pytest.MonkeyPatch, market_of: Callable[..., Market]
) -> None:
    from matchsafe.market import jit

    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    if COMPILED:
        match(market_of(20, 0, 1))
        assert not jit.compiles_first()
        monkeypatch.setattr(jit, "_SOURCES", "of another day")
        assert jit.compiles_first()
    monkeypatch.setattr(jit, "COMPILED", False)
    assert not jit.compiles_first()


@pytest.mark.skipif(not COMPILED, reason="needs Numba")
def test_a_kernel_for_other_kernels_refuses_a_call_from_python() -> None:
    from matchsafe.market.keys import edge_of, key_of_edge

    with pytest.raises(TypeError, match="for other kernels only"):
        key_of_edge(1.5, 7)
    assert edge_of(plain(key_of_edge)(1.5, 7)) == 7
