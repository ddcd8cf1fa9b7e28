"""A catalog of about the nation's size: a search against a plain loop, a page of it, and joining a list anew."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.identity import plain
from matchsafe.catalog.merge import merge
from matchsafe.catalog.query import Query
from matchsafe.catalog.record import Draft
from matchsafe.catalog.search import Finder
from matchsafe.catalog.store import FOLDER, Store
from matchsafe.server import create_app


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
        f"search {len(nation.records):,} programs", lambda: finder.search(query), "loop over the programs", loop,
        rounds=15, aim="under 100 ms",
    )  # fmt: skip


def test_a_page_of_programs(
    contest: Any, nation: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "catalogs"))
    Store().change("nation", "made", lambda _: (nation, "made"))
    with TestClient(create_app(f"sqlite:///{tmp_path / 's.sqlite'}"), base_url="http://localhost") as client:

        def page(address: str) -> None:
            assert client.get(address).status_code == 200

        contest.run(
            f"page of a search among {len(nation.records):,}",
            lambda: page("/catalog/nation?text=hosp"),
            "the same page without a hit",
            lambda: page("/catalog/nation?text=nothing+of+this+kind"),
            rounds=15,
            aim="under 50 ms",
        )


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
    assert merged.report.read == len(drafts)
    start = time.perf_counter()
    merge((), drafts)
    contest.row(
        f"join {len(nation.records):,} rows by name",
        seconds,
        "take them in as new",
        time.perf_counter() - start,
        "a few s",
    )
    contest.benchmark(lambda: None)
