"""The exchange format goes out and comes back whole, and says what is wrong with a file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.catalog import exchange
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import DamagedCatalog, ExchangeProblems, UnknownProgram
from matchsafe.catalog.record import Record, Value

from .conftest import Make

HEAD = {"format": "matchsafe-catalog", "format_version": 1}


def file_of(*records: Any, **head: Any) -> bytes:
    lines = [json.dumps({**HEAD, **head}), *(r if isinstance(r, str) else json.dumps(r) for r in records)]
    return "\n".join(lines).encode()


def plain(key: str = "a", **fields: Any) -> dict[str, Any]:
    fields = {"name": "Invented", "specialty": "neurology", **fields}
    return {"id": key, **{f: [{"value": v, "source": "s"}] for f, v in fields.items()}}


def values(kind: st.SearchStrategy[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(
        st.builds(
            Value,
            value=kind,
            source=st.text(st.characters(categories=["L", "P", "S"]), min_size=1, max_size=20),
            as_of=st.sampled_from([None, "2024", "2025-02", "2025-02-28"]),
            reliability=st.sampled_from(["own", "official", "reported", "doubtful", "invented"]),
            note=st.none() | st.text(max_size=10).map(str.strip),
            **more,
        ),
        min_size=1,
        max_size=3,
    ).map(tuple)


TEXT = st.text(min_size=1, max_size=30).map(str.strip).filter(bool)
RECORDS = st.lists(
    st.builds(
        lambda key, **fields: Record.model_validate({"id": key, **fields}),
        key=TEXT,
        name=values(TEXT),
        specialty=values(st.sampled_from(["neurology", "pathology"])),
        state=values(st.sampled_from(["OH", "PR"])),
        img_share=values(st.floats(0, 1)),
        h1b=values(st.booleans()),
        positions=values(st.integers(0, 99), year=st.none() | st.integers(2000, 2030)),
        notes=values(TEXT),
    ),
    max_size=4,
    unique_by=lambda r: r.id,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(RECORDS, st.booleans())
def test_a_catalog_comes_back_as_it_went_out(records: list[Record], sample: bool) -> None:
    catalog = Catalog("mine", tuple(records), sample, {"gone": "here"})
    assert exchange.load(exchange.dump(catalog)) == catalog


def test_a_file_written_by_hand_needs_no_checksum_and_no_count() -> None:
    catalog = exchange.load(file_of(plain("a"), "", plain("b")), "mine")
    assert [r.id for r in catalog.records] == ["a", "b"]
    assert (catalog.name, catalog.sample, catalog.banner) == ("mine", False, None)


def test_every_line_that_is_wrong_is_named_at_once() -> None:
    content = file_of(
        plain("a", state="Atlantis"),
        "{",
        plain("b", colour="red"),
        plain("c"),
        plain("c"),
        plain("d", j1="x"),
    )
    with pytest.raises(ExchangeProblems) as caught:
        exchange.load(content)
    told = "\n".join(caught.value.problems)
    assert "Line 2, state, value 1: not a US state, DC or a territory (found 'Atlantis')" in told
    assert "Line 3: Invalid JSON" in told
    assert "Line 4, colour (no such field)" in told
    assert 'Line 6, id: "c" stands in line 5 already' in told
    assert "Line 7, j1, value 1" in told
    assert len(caught.value.problems) == 5


def test_the_part_of_a_value_that_is_wrong_is_named() -> None:
    record = plain()
    record["name"][0]["as_of"] = "yesterday"
    with pytest.raises(ExchangeProblems, match="Line 2, name, value 1, as_of"):
        exchange.load(file_of(record))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a catalog file"),
        (b"\x00\xff\xfe", "not a catalog file"),
        (b"[" * 100_000, "not a catalog file"),
        (b'{"format": "other"}', "not a catalog file"),
        (file_of(format_version=2), "format_version: found 2"),
        (file_of(became=3), "became"),
        (file_of(plain(), records=2), "says 2, but 1 follow"),
    ],
)
def test_a_file_that_is_something_else_or_cut_off_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(ExchangeProblems, match=told):
        exchange.load(content)


def test_a_changed_file_is_noticed(make: Make) -> None:
    content = exchange.dump(Catalog("mine", (make(j1=True),)))
    with pytest.raises(DamagedCatalog, match="checksum"):
        exchange.load(content.replace(b"true", b"false"))


def test_at_most_fifty_problems_are_told() -> None:
    with pytest.raises(ExchangeProblems) as caught:
        exchange.load(file_of(*["{"] * 80))
    assert len(caught.value.problems) == 50


class TestCatalog:
    def test_a_program_is_found_by_any_of_its_ids(self, make: Make) -> None:
        record = make("p1", nrmp_codes=["9999140C0"], acgme_id="9999999991")
        catalog = Catalog("mine", (record, make("p2")), became={"old": "p2"})
        for key in ("p1", "P1", " 9999140c0 ", "9999999991"):
            assert catalog.find(key) is record
        assert catalog.find("old").id == "p2"
        with pytest.raises(UnknownProgram, match='no program with the id "p9"'):
            catalog.find("p9")

    def test_it_is_as_new_as_its_newest_value(self, make: Make) -> None:
        assert Catalog("mine", (make(), make("b", as_of="2026-01"))).as_of == "2026-01"
        assert Catalog("mine").as_of is None

    def test_a_sample_has_a_banner(self) -> None:
        assert "invented" in str(Catalog("sample", sample=True).banner)

    def test_it_has_its_programs_with_the_values_in_force(self, make: Make) -> None:
        (program,) = Catalog("mine", (make(j1=True),)).programs
        assert program.j1 is True
