"""The match with supplemental lists, reversions and even numbers against the same people without them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np

from matchsafe.market import Market, VariedMarket, match, match_varied
from matchsafe.market.variations import Supplemental

NATION, PROGRAMS, LISTED, FIRST_YEARS = 50_000, 6_700, 12, 8
ADVANCED_APPLICANTS = 4_000


def nation(seed: int = 5) -> VariedMarket:
    """About a tenth of applicants rank nine advanced programs and link a first-year list of eight to each of them."""
    random = np.random.default_rng(seed)
    advanced, first_year = np.arange(900), np.arange(900, 1_700)
    lists = np.sort(random.integers(1_700, PROGRAMS - LISTED, (NATION, LISTED)), axis=1) + np.arange(LISTED)
    lists = random.permuted(lists, axis=1)
    people = np.sort(random.permutation(NATION)[:ADVANCED_APPLICANTS])
    lists[people, :9] = [random.choice(advanced, 9, replace=False) for _ in people]
    own = np.array([random.choice(first_year, FIRST_YEARS, replace=False) for _ in people])
    strength = random.normal(size=NATION)
    scores = strength[:, None] + random.normal(size=lists.shape)
    seen = strength[people, None] + random.normal(size=own.shape)
    quotas = random.multinomial(43_000, np.full(PROGRAMS, 1 / PROGRAMS))
    market = Market.from_arrays(np.arange(NATION + 1) * LISTED, lists.ravel(), scores.ravel(), quotas)
    linked = (people[:, None] * LISTED + np.arange(9)).ravel()
    links = Supplemental(
        linked,
        np.arange(len(linked) + 1) * FIRST_YEARS,
        np.repeat(own, 9, axis=0).ravel().astype(np.int32),
        np.repeat(seen, 9, axis=0).ravel().astype(np.float32),
    )
    none = np.zeros(0, np.int32)
    return VariedMarket(market, links, none, none, none, np.full(PROGRAMS, -1, np.int8))


def test_supplemental_lists(contest: Any) -> None:
    varied = nation()
    assert match_varied(varied).stable
    contest.run(
        "match_varied, 50,000, 4,000 of them with supplemental lists",
        lambda: match_varied(varied),
        "the same people without them",
        lambda: match(varied.market),
        rounds=5,
        clock=time.process_time,
    )


def test_reversions_and_even_numbers(contest: Any) -> None:
    plain = nation()
    random = np.random.default_rng(6)
    order = random.permutation(np.flatnonzero(plain.market.quotas)).astype(np.int32)
    parity = np.full(PROGRAMS, -1, np.int8)
    parity[order[1_000:1_100]] = 0
    varied = replace(
        plain, donors=order[:500], receivers=order[500:1_000], positions=np.ones(500, np.int32), parity=parity
    )
    contest.run(
        "the same with 500 reversions and 100 even numbers",
        lambda: match_varied(varied),
        "the same people without any",
        lambda: match(plain.market),
        rounds=3,
        clock=time.process_time,
    )
