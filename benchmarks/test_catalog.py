"""A catalog of about the nation's size: a search against a plain loop over the programs, and joining a list anew."""

from __future__ import annotations

import time
from typing import Any

import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.identity import plain
from matchsafe.catalog.merging import merge
from matchsafe.catalog.query import Query
from matchsafe.catalog.record import Draft, Value
from matchsafe.catalog.sample import sample
from matchsafe.catalog.search import Finder

SIZE = 6_000
WORDS = ["alder", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "ironwood", "juniper", "katsura",
         "larch", "maple", "nutmeg", "oak", "pine", "quince", "rowan", "spruce", "tupelo"]  # fmt: skip


def invented(number: int) -> str:
    """A name of its own for each number below 8,000."""
    first, second, third = (WORDS[number // 20**k % 20] for k in range(3))
    return f"{first} {second}wood {third}ville Hospital (invented)".title()


@pytest.fixture(scope="module")
def nation() -> Catalog:
    """Six thousand invented programs, each under a name of its own."""
    some = sample().records
    records = [some[i % len(some)].model_copy(update={"id": f"n{i}"}) for i in range(SIZE)]
    named = [
        r.model_copy(update={"name": (Value(value=invented(i), source="s"),)}) for i, r in enumerate(records)
    ]
    return Catalog("nation", tuple(named), sample=True)


def test_a_search_among_six_thousand_programs(contest: Any, nation: Catalog) -> None:
    finder, programs = Finder(nation), nation.programs
    query = Query(
        text="hosp inv",
        areas=("Midwest", "South"),
        visas=("j1",),
        score=235,
        near=(40, -83),
        sort="distance",
    )

    def loop() -> list[object]:
        return [
            p for p in programs
            if p.j1 is not False and (p.step2_minimum or 0) <= 235 and "invented" in plain(f"{p.name} {p.state}")
        ]  # fmt: skip

    contest.run(
        f"search {SIZE:,} programs", lambda: finder.search(query), "loop over the programs", loop,
        rounds=15, aim="under 100 ms",
    )  # fmt: skip


def test_joining_six_thousand_rows_to_six_thousand_programs_by_name(contest: Any, nation: Catalog) -> None:
    drafts = [
        Draft.model_validate(
            {
                "origin": f"row {i}",
                **{f: v for f, v in r.model_dump().items() if f in ("name", "specialty", "state")},
            }
        )
        for i, r in enumerate(nation.records)
    ]
    start = time.perf_counter()
    merged = merge(nation.records, drafts)
    seconds = time.perf_counter() - start
    assert merged.report.read == SIZE
    start = time.perf_counter()
    merge((), drafts)
    contest.row(
        f"join {SIZE:,} rows by name", seconds, "take them in as new", time.perf_counter() - start, "a few s"
    )
    contest.benchmark(lambda: None)
