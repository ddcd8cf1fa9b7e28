"""Saved lists, comparing, own entries, and tables for a spreadsheet."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date
from pathlib import Path

import pytest

from matchsafe.catalog import access, export
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.comparison import compare
from matchsafe.catalog.errors import CatalogError, DamagedCatalog, UnknownCatalog, UnknownList, UnknownProgram
from matchsafe.catalog.lists import (
    add_to_list,
    delete_list,
    rename_list,
    save_list,
    saved_list,
    saved_lists,
    take_from_list,
)
from matchsafe.catalog.own_values import enter, with_own, without_own
from matchsafe.catalog.record import Value
from matchsafe.catalog.snapshot import InForce
from matchsafe.catalog.store import Store
from matchsafe.catalog.value_resolution import explain_field, value_in_force

from .conftest import Make

DAY = date(2026, 11, 24)


class TestLists:
    @pytest.fixture
    def store(self, tmp_path: Path, make: Make) -> Store:
        store = Store(tmp_path)
        records = (make("a", nrmp_codes=["9999140C0"]), make("b"))
        store.change("mine", "made", lambda c: (Catalog(c.name, records), ""))
        return store

    def test_a_list_is_kept_under_its_name_with_each_program_once(self, store: Store) -> None:
        assert saved_lists(store, "mine") == {}
        save_list(store, "mine", "  first   choice ", ("b", "9999140C0", "a"))
        save_list(store, "mine", "other", ())
        assert saved_lists(store, "mine") == {"first choice": ("b", "a"), "other": ()}

    def test_a_list_can_be_forgotten(self, store: Store) -> None:
        save_list(store, "mine", "one", ("a",))
        assert delete_list(store, "mine", "one") == {}
        with pytest.raises(CatalogError, match=r'no list "one".*none yet'):
            delete_list(store, "mine", "one")

    def test_a_program_that_is_not_there_or_a_name_that_cannot_be_is_refused(self, store: Store) -> None:
        with pytest.raises(UnknownProgram):
            save_list(store, "mine", "one", ("a", "zzz"))
        for name in ("", "  ", "x" * 81):
            with pytest.raises(CatalogError, match="1 to 80"):
                save_list(store, "mine", name, ("a",))
        assert saved_lists(store, "mine") == {}

    def test_programs_are_put_on_a_list_and_taken_off(self, store: Store) -> None:
        add_to_list(store, "mine", "one", ("b",))
        assert add_to_list(store, "mine", " one", ("a", "b")) == {"one": ("b", "a")}
        assert take_from_list(store, "mine", "one", ("b",)) == {"one": ("a",)}
        with pytest.raises(CatalogError, match=r'Not on the list "one": b\. On it: a'):
            take_from_list(store, "mine", "one", ("b",))
        assert saved_list(store, "mine", "one") == ("one", ("a",))

    def test_a_list_is_renamed_in_its_place_but_not_to_the_name_of_another(self, store: Store) -> None:
        for name in ("one", "two"):
            save_list(store, "mine", name, ())
        assert list(rename_list(store, "mine", "one", "first ")) == ["first", "two"]
        assert list(rename_list(store, "mine", "first", "first")) == ["first", "two"]
        with pytest.raises(CatalogError, match='There is a list "two" already'):
            rename_list(store, "mine", "first", "two")
        with pytest.raises(UnknownList):
            rename_list(store, "mine", "one", "three")

    def test_a_name_that_cannot_be_shown_is_refused(self, store: Store) -> None:
        for name in ("a\x07", "\udcff"):
            with pytest.raises(CatalogError, match="cannot be shown"):
                save_list(store, "mine", name, ())

    def test_the_sample_has_lists_once_something_is_saved(
        self, store: Store, make: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        small = Catalog("sample", (make("a"),), sample=True)
        monkeypatch.setattr(access, "sample", lambda: small)
        assert saved_lists(store, "sample") == {}
        assert add_to_list(store, "sample", "one", ("a",)) == {"one": ("a",)}
        assert store.read("sample").sample

    def test_lists_that_cannot_be_read_are_left_alone(self, store: Store) -> None:
        path = store.place("mine") / "lists.json"
        path.write_text("[1]")
        with pytest.raises(DamagedCatalog, match="left as they are"):
            save_list(store, "mine", "one", ("a",))
        assert path.read_text() == "[1]"


class TestCompare:
    def test_programs_stand_side_by_side_with_their_sources(self, make: Make) -> None:
        catalog = Catalog(
            "mine", (make("a", j1=True, state="OH"), make("b", j1=False, state="OH"), make("c"))
        )
        rows = {r.field: r for r in compare(catalog, ["a", "b", "c"])}
        assert [c.value for c in rows["j1"].cells] == [True, False, None]
        assert rows["j1"].differ
        assert rows["j1"].cells[0].winners[0].source == "An invented list"
        assert not rows["state"].differ
        assert "salary" not in rows

    @pytest.mark.parametrize("keys", [[], ["a"], ["a", "a"], ["a", "b", "c", "d", "e"]])
    def test_two_to_four_different_programs_can_be_compared(self, make: Make, keys: list[str]) -> None:
        with pytest.raises(CatalogError, match="Two to 4"):
            compare(Catalog("mine", tuple(make(k) for k in "abcde")), keys)


class TestOwnEntries:
    def test_an_own_entry_stands_before_all_and_can_be_taken_back(self, make: Make) -> None:
        record = with_own(make(j1=True), "j1", "no", DAY)
        assert value_in_force(record, "j1").value is False
        assert explain_field(record, "j1").others[0].value is True
        again = with_own(record, "j1", "yes", DAY)
        assert len(again.j1) == 2
        assert without_own(again, "j1") == make(j1=True)

    def test_notes_are_added_to_each_other(self, make: Make) -> None:
        record = with_own(with_own(make(), "notes", "one", DAY), "notes", "two", DAY)
        assert value_in_force(record, "notes").value == ("one", "two")

    def test_what_cannot_be_is_refused_with_what_was_seen(self, make: Make) -> None:
        with pytest.raises(CatalogError, match=r'Sponsors J-1 visas: .* It says "perhaps"'):
            with_own(make(), "j1", "perhaps", DAY)
        with pytest.raises(CatalogError, match='"colour" is no field'):
            with_own(make(), "colour", "red", DAY)
        own = make(name=[Value(value="Mine", source="Your own entry", reliability="own")])
        with pytest.raises(CatalogError, match="a program needs one"):
            without_own(own, "name")


class TestEntering:
    @pytest.fixture
    def store(self, tmp_path: Path, make: Make) -> Store:
        store = Store(tmp_path / "catalogs")
        records = (make("a", j1=True, as_of="2024"), make("b", acgme_id="9999999991"), make("c", j1=False))
        store.change("mine", "made up", lambda _: (Catalog("mine", records), "3"))
        return store

    def test_an_entry_is_one_change_that_tells_what_it_did(self, store: Store) -> None:
        version = enter(store, "mine", "9999999991", "salary", "70000", DAY, lambda v, f: f"{f} {v}")
        assert (version.what, version.summary) == (
            "own salary of 9999999991",
            "First-year salary (US dollars): salary 70000",
        )
        back = enter(store, "mine", "b", "salary", None, DAY, lambda v, _: str(v))
        assert (back.what, back.records) == ("own salary of b taken back", 3)

    @pytest.mark.parametrize("key", ["a", "b", "c"])
    def test_what_is_in_force_is_the_same_as_read_off_every_record_anew(self, store: Store, key: str) -> None:
        for field, value in (("j1", "no"), ("nrmp_codes", "9999140C0"), ("positions", "7"), ("filled", "5")):
            enter(store, "mine", key, field, value, DAY, lambda v, _: str(v))
        after = store.read("mine")
        assert after.in_force == InForce.of(tuple(after.records))
        assert after.find("9999140C0").id == key

    def test_nothing_is_made_for_a_catalog_that_is_not_there(self, store: Store) -> None:
        with pytest.raises(UnknownCatalog):
            enter(store, "nothing", "a", "j1", "no", DAY, lambda v, _: str(v))
        assert not (store.folder / "nothing").exists()


class TestExport:
    def catalog(self, make: Make) -> Catalog:
        nasty = make(
            "a", name='=cmd|" /C calc"!A0', city="+1", j1=True, notes=["one", "-two"], img_share=0.25
        )
        return Catalog("mine", (nasty, make("b", as_of=None, website="https://a.example/")), sample=True)

    def test_a_table_has_one_row_a_program_and_no_formula(self, make: Make) -> None:
        first, second = csv.DictReader(io.StringIO(export.csv_text(self.catalog(make))))
        assert (first["id"], first["j1"], first["h1b"], first["img_share"]) == ("a", "yes", "", "0.25")
        assert first["notes"] == "one; -two"
        assert first["name"].startswith("'=")
        assert first["city"] == "'+1"
        assert first["sources"] == "An invented list (2025)"
        assert second["sources"] == "An invented list"
        assert "invented" in first["remark"]

    def test_a_workbook_stores_every_text_as_text(self, make: Make) -> None:
        from openpyxl import load_workbook

        catalog = self.catalog(make)
        odd = Catalog("mine", (*catalog.records, make("c", name="bell\x07")))
        sheet = load_workbook(io.BytesIO(export.xlsx_bytes(odd)))["programs"]
        rows = list(sheet.iter_rows())
        assert [c.value for c in rows[0]][:2] == ["id", "acgme_id"]
        assert len(rows) == 4
        assert all(cell.data_type != "f" for row in rows for cell in row)
        assert [c.value for c in rows[1]][export.HEADINGS.index("img_share")] == 0.25
        assert rows[3][export.HEADINGS.index("name")].value == "bell"

    def test_without_openpyxl_it_says_what_is_missing(
        self, make: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        with pytest.raises(CatalogError, match=r"matchsafe\[catalog\]"):
            export.xlsx_bytes(self.catalog(make))
