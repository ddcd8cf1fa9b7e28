"""What is in force, kept beside a version: quick, never a second truth, and never missed when it is gone."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.catalog import exchange, snapshot_file
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError, DamagedCatalog
from matchsafe.catalog.record import Record, Value
from matchsafe.catalog.sample import sample
from matchsafe.catalog.store import KEPT_VERSIONS, Store
from matchsafe.catalog.stored_records import StoredRecords, pause_collector
from matchsafe.catalog.value_resolution import resolve, unfilled_positions

from .conftest import Make


@pytest.fixture
def shelf(tmp_path: Path) -> Store:
    return Store(tmp_path / "catalogs")


@pytest.fixture
def mine(shelf: Store, make: Make) -> Catalog:
    """A small catalog as it was before it was stored."""
    codes = [Value(value=f"9999140C{n}", source="s", as_of="2024") for n in (0, 1)]
    rich = make(
        "a", nrmp_codes=codes, acgme_id="1401234567", j1=True, track="categorical",
        positions=[Value(value=9, source="s", year=2025)], filled=[Value(value=7, source="s", year=2025)],
    )  # fmt: skip
    own = Value(value=False, source="Your own entry", as_of="2026-01-02", reliability="own")
    catalog = Catalog(
        "mine", (rich, make("b", j1=[own]), make("c", as_of=None)), sample=True, became={"old": "b"}
    )
    shelf.change("mine", "made", lambda _: (catalog, "3 new"))
    return catalog


def kept(shelf: Store, number: int = 1) -> Path:
    return shelf.place("mine") / "ready" / f"{number:06d}.json.gz"


def count_whole_reads(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    done: list[str | None] = []
    load = exchange.load

    def counted(content: bytes, name: str | None = None) -> Catalog:
        done.append(name)
        return load(content, name)

    monkeypatch.setattr(exchange, "load", counted)
    return done


def test_a_catalog_read_from_what_is_kept_is_the_same_in_every_way(
    shelf: Store, mine: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = count_whole_reads(monkeypatch)
    found = shelf.read("mine")
    assert not whole
    assert found == mine
    assert (found.sample, found.became, found.as_of, found.banner) == (
        True,
        {"old": "b"},
        "2025",
        mine.banner,
    )
    assert found.programs == tuple(resolve(r) for r in mine.records)
    left = [unfilled_positions(r) for r in mine.records]
    assert found.in_force.unfilled == tuple(None if x is None else x[0] for x in left) == (2, None, None)
    for key, record in (("a", 0), ("9999140c1", 0), ("1401234567", 0), ("old", 1), (" C ", 2)):
        assert found.find(key) == mine.records[record]


def test_the_sample_comes_back_as_it_was(shelf: Store) -> None:
    made = sample()
    shelf.change("mine", "made", lambda _: (made, "made"))
    found = shelf.read("mine")
    assert found.in_force == made.in_force
    assert found.records == made.records


def test_a_list_kept_by_an_older_matchsafe_is_made_ready_when_it_is_first_read(
    shelf: Store, mine: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(shelf).unlink()
    whole = count_whole_reads(monkeypatch)
    assert [shelf.read("mine") == mine for _ in range(3)] == [True] * 3
    assert whole == ["mine"]


@given(at=st.integers(0, 10**6), flip=st.integers(1, 255), cut=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_kept_file_is_never_used_and_is_written_anew(
    shelf: Store, mine: Catalog, at: int, flip: int, cut: bool
) -> None:
    path = kept(shelf)
    fine = path.read_bytes()
    harmed = bytearray(fine)
    harmed[at % len(fine)] ^= flip
    path.write_bytes(fine[: at % len(fine)] if cut else bytes(harmed))
    found = shelf.read("mine")
    assert found == mine
    assert found.in_force == mine.in_force


def test_what_another_code_worked_out_is_not_used(
    shelf: Store, mine: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(shelf).read_bytes()
    monkeypatch.setattr(snapshot_file, "_code", lambda: b"another")
    whole = count_whole_reads(monkeypatch)
    assert shelf.read("mine") == mine
    assert whole == ["mine"]
    assert kept(shelf).read_bytes() != before


def test_what_is_kept_of_one_version_is_not_used_for_another(shelf: Store, mine: Catalog, make: Make) -> None:
    shelf.change("mine", "more", lambda c: (Catalog("mine", (*c.records, make("d"))), "1 new"))
    kept(shelf, 2).write_bytes(kept(shelf, 1).read_bytes())
    assert [p.id for p in shelf.read("mine").programs] == ["a", "b", "c", "d"]


def test_a_damaged_version_is_told_even_if_what_was_in_force_in_it_is_kept(
    shelf: Store, mine: Catalog
) -> None:
    (shelf.place("mine") / "versions" / "000001.jsonl.gz").write_bytes(b"half a file")
    assert kept(shelf).exists()
    with pytest.raises(DamagedCatalog, match="cannot be read"):
        shelf.read("mine")


def test_where_nothing_can_be_kept_the_list_is_read_all_the_same(shelf: Store, mine: Catalog) -> None:
    kept(shelf).unlink()
    kept(shelf).parent.rmdir()
    kept(shelf).parent.write_bytes(b"a file where the folder should be")
    assert shelf.read("mine") == mine
    assert shelf.change("mine", "same", lambda c: (c, "nothing")).number == 2


def test_what_is_kept_goes_with_its_version(shelf: Store, make: Make) -> None:
    for n in range(KEPT_VERSIONS + 2):
        shelf.change("mine", "made", lambda c, n=n: (Catalog("mine", (make(f"p{n}"),)), "made"))  # type: ignore[misc]
    numbers = {v.number for v in shelf.history("mine")[0]}
    assert {int(p.name[:6]) for p in kept(shelf).parent.iterdir()} == numbers


def test_a_file_left_half_written_is_cleared_by_the_next_change(shelf: Store, mine: Catalog) -> None:
    half = kept(shelf).with_name("000001.json.gz.unfinished")
    half.write_bytes(b"half")
    shelf.change("mine", "same", lambda c: (c, "nothing"))
    assert not half.exists()


def test_stored_records_behave_as_the_tuple_of_them(shelf: Store, mine: Catalog) -> None:
    found, records = shelf.read("mine").records, mine.records
    assert isinstance(found, StoredRecords)
    assert len(found) == 3
    assert found[-1] == records[-1]
    assert found[-1] is found[2]
    assert found[:2] == tuple(records[:2])
    assert (*found, "more") == (*records, "more")
    assert found == found
    assert found == list(records)
    assert found != records[:2]
    assert found != "abc"
    assert found != 3
    with pytest.raises(IndexError):
        found[3]


def test_one_program_is_read_without_the_others(
    shelf: Store, mine: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, read = shelf.read("mine"), []
    parse = Record.model_validate_json

    def counted(line: bytes) -> Record:
        read.append(line)
        return parse(line)

    monkeypatch.setattr(Record, "model_validate_json", counted)
    assert found.find("b") == mine.records[1]
    assert len(read) == 1


def test_the_collector_runs_again_after_a_pause_whatever_happened() -> None:
    def stopped() -> None:
        with pause_collector():
            assert not gc.isenabled()
            with pause_collector():
                pass
            assert not gc.isenabled()
            raise CatalogError("stop")

    with pytest.raises(CatalogError):
        stopped()
    assert gc.isenabled()
