"""The match engine against a plain loop, the package `matching`, drawing in NumPy, and itself in threads and sizes."""

from __future__ import annotations

import heapq
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest

from matchsafe.market import Couples, Market, match, match_with_noise
from matchsafe.market.files import read_market
from matchsafe.market.noise import noisy_scores
from matchsafe.market.proposals import applicants_propose
from matchsafe.market.stability import certify_edges

NATION = 50_000
"""Applicants; with 6,700 programs, 43,000 positions and 1,250 couples about the size of the main residency Match."""


def market_of(applicants: int, *, listed: int = 12, couples: int = 0, seed: int = 1) -> Market:
    """The nation's proportions: programs differ in quality and applicants in strength, both seen with noise."""
    random = np.random.default_rng(seed)
    programs = max(listed, applicants * 6_700 // NATION)
    quality = random.normal(size=programs)
    draws = np.sort(random.integers(0, programs - listed, (applicants, listed)), axis=1) + np.arange(listed)
    order = np.argsort(-(quality[draws] + random.normal(size=draws.shape)), axis=1)
    lists = np.take_along_axis(draws, order, axis=1).astype(np.int32)
    scores = (random.normal(size=(applicants, 1)) + random.normal(size=lists.shape)).astype(np.float32)
    quotas = random.multinomial(applicants * 43 // 50, np.full(programs, 1 / programs)).astype(np.int32)
    offsets = np.arange(applicants + 1) * listed
    paired = _couples(random, applicants, couples, lists, listed) if couples else None
    return Market.from_arrays(offsets, lists.ravel(), scores.ravel(), quotas, paired)


def _couples(random: Any, applicants: int, couples: int, lists: Any, listed: int) -> Couples:
    """Paired lists of about 100 pairs, by the sum of ranks, pairs in one of 50 places first; each alone at the end."""
    place = random.integers(0, 50, int(lists.max()) + 1)
    members = random.permutation(applicants)[: 2 * couples].reshape(couples, 2).astype(np.int32)
    first, second, starts = [], [], [0]
    for one, two in members:
        cost = np.add.outer(np.arange(listed), np.arange(listed)) + random.random((listed, listed))
        cost += 6 * (place[lists[one]][:, None] != place[lists[two]])
        left, right = np.unravel_index(np.argsort(cost, axis=None)[:100], cost.shape)
        first += [*(one * listed + left), *(one * listed + np.arange(3)), -1]
        second += [*(two * listed + right), -1, -1, -1, two * listed]
        starts.append(len(first))
    return Couples(members, np.array(starts), np.array(first, np.int32), np.array(second, np.int32))


@pytest.fixture(scope="module")
def nation() -> Market:
    return market_of(NATION)


def lists_of(market: Market) -> tuple[list[list[int]], list[list[float]], list[int]]:
    width = int(market.offsets[1])
    edges = market.programs.reshape(-1, width).tolist(), market.scores.reshape(-1, width).tolist()
    return *edges, market.quotas.tolist()


def loop(lists: list[list[int]], scores: list[list[float]], quotas: list[int]) -> list[int]:
    """Deferred acceptance as one writes it in Python: lists, and a heap of holders for each program."""
    holders: list[list[tuple[float, int]]] = [[] for _ in quotas]
    at, result, free = [0] * len(lists), [-1] * len(lists), list(range(len(lists)))
    while free:
        a = free.pop()
        ranked, seen = lists[a], scores[a]
        i = at[a]
        while i < len(ranked):
            p = ranked[i]
            held = holders[p]
            if len(held) < quotas[p]:
                heapq.heappush(held, (seen[i], -a))
                result[a] = p
                break
            if quotas[p] and (seen[i], -a) > held[0]:
                out = -heapq.heapreplace(held, (seen[i], -a))[1]
                result[a], result[out] = p, -1
                free.append(out)
                break
            i += 1
        at[a] = i + 1
    return result


def test_a_nation_of_singles_against_a_loop(contest: Any, nation: Market) -> None:
    plain = lists_of(nation)
    assert loop(*plain) == match(nation).assignment.tolist()
    contest.run(
        "match, 50,000 singles, certificate included",
        lambda: match(nation),
        "a loop in Python with heapq",
        lambda: loop(*plain),
        rounds=5,
        clock=time.process_time,
        aim="1/50 or less",
    )
    contest.row_of(
        "the same without the certificate",
        lambda: applicants_propose(nation),
        "a loop in Python with heapq",
        lambda: loop(*plain),
        rounds=5,
        clock=time.process_time,
    )
    held = match(nation).held
    contest.row_of(
        "the certificate alone",
        lambda: certify_edges(nation, held),
        "their match with it",
        lambda: match(nation),
        rounds=50,
        clock=time.process_time,
    )


def test_a_nation_of_singles_against_the_package_matching(contest: Any, nation: Market) -> None:
    algorithm = pytest.importorskip("matching.algorithms").hospital_resident
    ours, theirs = [], []
    for _ in range(5):
        residents, hospitals = players(nation)
        start = time.process_time()
        solved = algorithm(residents, hospitals)
        theirs.append(time.process_time() - start)
        start = time.process_time()
        result = match(nation)
        ours.append(time.process_time() - start)
        same = np.full(NATION, -1)
        for hospital, people in solved.items():
            same[[person.name for person in people]] = hospital.name
        assert same.tolist() == result.assignment.tolist()
    contest.benchmark.pedantic(match, (nation,), rounds=1)
    contest.row(
        "match, 50,000 singles", median(ours), "matching's hospital_resident", median(theirs), "1/300 or less"
    )


def players(market: Market) -> tuple[list[Any], list[Any]]:
    """The market as the package's own objects; making them is not timed."""
    from matching import Player
    from matching.players import Hospital

    residents = [Player(a) for a in range(market.applicants)]
    hospitals = {p: Hospital(p, quota) for p, quota in enumerate(market.quotas.tolist()) if quota}
    order = np.lexsort((market.owners, -market.scores, market.programs))
    ranked: dict[int, list[Any]] = {p: [] for p in hospitals}
    for p, a in zip(market.programs[order].tolist(), market.owners[order].tolist(), strict=True):
        if p in ranked:
            ranked[p].append(residents[a])
    for a, resident in enumerate(residents):
        own = market.programs[market.offsets[a] : market.offsets[a + 1]].tolist()
        resident.set_prefs([hospitals[p] for p in own if p in hospitals])
    for p, hospital in hospitals.items():
        hospital.set_prefs(ranked[p])
    return [r for r in residents if r.prefs], [h for h in hospitals.values() if h.prefs]


def test_one_drawn_season(contest: Any, nation: Market) -> None:
    random = np.random.default_rng(2)

    def in_numpy() -> Any:
        scores = nation.scores + random.standard_normal(len(nation.scores), dtype=np.float32)
        order = np.lexsort((nation.owners, -scores, nation.programs))
        ranks = np.empty(len(order), np.float32)
        ranks[order] = np.arange(len(order))
        return match(replace(nation, scores=-ranks)).held

    drawn = replace(nation, scores=noisy_scores(nation, 1.0, 3, 4))
    assert match_with_noise(nation, 1.0, 3, 4).tolist() == match(drawn).held.tolist()
    contest.run(
        "one drawn season, 50,000",
        lambda: match_with_noise(nation, 1.0, 3, 4),
        "NumPy draw, lexsort, same kernel",
        in_numpy,
        rounds=7,
        clock=time.process_time,
        aim="1/8 or less",
    )


def test_two_threads(contest: Any, nation: Market) -> None:
    seasons = range(12)

    def run(threads: int) -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda season: match_with_noise(nation, 1.0, 3, season), seasons))

    contest.run(
        "12 seasons, two threads", lambda: run(2), "one thread", lambda: run(1), rounds=5, aim="1/1.6 or less"
    )


def test_couples(contest: Any) -> None:
    market = market_of(NATION, couples=1_250)
    singles = replace(market, couples=Couples.none())
    assert match(market).stable
    contest.run(
        "match, 50,000 with 1,250 couples",
        lambda: match(market),
        "the same people as singles",
        lambda: match(singles),
        rounds=9,
        clock=time.process_time,
        aim="2.5 or less",
    )


def written(market: Market, folder: Path) -> tuple[Path, Path]:
    """The two files of a market, with a line for each rank of either side."""
    owners, programs = market.owners, market.programs
    order = np.lexsort((owners, -market.scores, programs))
    counts = np.bincount(programs, minlength=len(market.quotas))
    starts = np.cumsum(counts) - counts
    lists = zip(
        owners.tolist(),
        (np.arange(len(owners)) - market.offsets[owners]).tolist(),
        programs.tolist(),
        strict=True,
    )
    of = programs[order]
    theirs = zip(
        of.tolist(),
        market.quotas[of].tolist(),
        (np.arange(len(of)) - starts[of]).tolist(),
        owners[order].tolist(),
        strict=True,
    )
    applicants, offers = folder / "applicants.csv", folder / "programs.csv"
    applicants.write_text(
        "applicant,rank,program\n" + "".join(f"A{a:05},{r + 1},P{p:04}\n" for a, r, p in lists)
    )
    offers.write_text(
        "program,quota,rank,applicant\n" + "".join(f"P{p:04},{q},{r + 1},A{a:05}\n" for p, q, r, a in theirs)
    )
    return applicants, offers


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_reading(contest: Any, nation: Market, tmp_path: Path, kind: str) -> None:
    """Both files of 50,000 singles, checked and joined, against pyarrow's own reading of them in one thread."""
    csv = pytest.importorskip("pyarrow.csv")
    parquet = pytest.importorskip("pyarrow.parquet")
    files = written(nation, tmp_path)
    options = csv.ReadOptions(use_threads=False)
    if kind == "parquet":
        for file in files:
            parquet.write_table(csv.read_csv(file), file.with_suffix(".parquet"))
        files = files[0].with_suffix(".parquet"), files[1].with_suffix(".parquet")
    read: Any = {
        "csv": lambda file: csv.read_csv(file, read_options=options),
        "parquet": lambda file: parquet.read_table(file, use_threads=False),
    }[kind]
    assert np.array_equal(read_market(*files).programs, nation.programs)
    contest.run(
        f"reading 50,000 singles, {kind}",
        lambda: read_market(*files),
        "pyarrow's own reading of both files",
        lambda: [read(file) for file in files],
        rounds=5,
        clock=time.process_time,
        aim="3 or less" if kind == "csv" else "2 or less",
    )


@pytest.mark.parametrize("applicants", [1_000, 5_000, 50_000, 500_000])
def test_growth(contest: Any, applicants: int) -> None:
    small, large = market_of(1_000), market_of(applicants)
    contest.run(
        f"match, {applicants:,} singles",
        lambda: match(large),
        "1,000 singles",
        lambda: match(small),
        rounds=5,
        clock=time.process_time,
        aim="1 s or less" if applicants == 500_000 else "",
    )


MEMORY = """
import sys, numpy as np
from matchsafe.market import Market, match
n, listed, random = int(sys.argv[1]), 12, np.random.default_rng(1)
programs = n * 6700 // 50000
lists = np.sort(random.integers(0, programs - listed, (n, listed), np.int32), 1) + np.arange(listed, dtype=np.int32)
scores = random.standard_normal(n * listed, dtype=np.float32)
quotas = random.multinomial(n * 43 // 50, np.full(programs, 1 / programs))
market = Market.from_arrays(np.arange(n + 1) * listed, lists.ravel(), scores, quotas)
assert match(market).stable
print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_memory(benchmark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Peak of a process of its own that makes the market, matches and checks it; libraries and Numba included."""

    def peak(applicants: int) -> float:
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, str(applicants)], capture_output=True, text=True, check=True
        )
        return float(done.stdout)

    found = benchmark.pedantic(peak, (NATION,), rounds=1)
    benchmark.extra_info["peak MB at 50,000"] = found
    with capsys.disabled():
        print(f"\npeak memory at 50,000 applicants: {found:.0f} MB (aim: 250 MB or less)")  # noqa: T201
