"""The lists on this machine: chosen, taken back, taken along, deleted."""

from __future__ import annotations

import io
import json
import threading
from pathlib import Path

import openpyxl
import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.record import Record
from matchsafe.catalog.store import Store


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    return Store()


def kept(store: Store, name: str, *programs: str, what: str = "import of invented.csv") -> None:
    """Make a version of a list with these programs."""

    def value(content: str) -> list[dict[str, str]]:
        return [{"value": content, "source": "invented.csv", "as_of": "2026-06"}]

    records = tuple(
        Record.model_validate({"id": f"p{i}", "name": value(p), "specialty": value("neurology")})
        for i, p in enumerate(programs)
    )
    store.change(name, what, lambda _: (Catalog(name, records), f"{len(records)} new"))


def test_without_any_list_the_page_is_calm_and_says_how_to_get_one(reader):
    page = reader.open("/catalogs")
    assert page.words.count("No list is here yet") == 1
    hrefs = [a.attributes["href"] for a in page.all("a")]
    assert "/catalogs/import" in hrefs
    assert any("nrmp.org" in href for href in hrefs)
    assert page.all("form", action="/catalogs/sample/use")


def test_the_sample_is_used_at_a_click_and_says_that_it_is_invented(reader, store):
    page = reader.send("/catalogs/sample/use")
    assert store.in_use() == "sample"
    assert "“sample” is in use now." in page.words
    assert "Its programs are invented" in page.words
    assert not page.all("form", action="/catalogs/sample/use")


def test_a_list_tells_its_programs_its_date_and_what_was_done_last(reader, store):
    kept(store, "mine", "Invented Mercy", "Invented Grace")
    words = reader.open("/catalogs").words
    assert "mine In use 2 programs. The newest value is from 2026-06." in words
    assert "Import of invented.csv" in words


def test_another_list_can_be_made_the_one_in_use(reader, store):
    for name in ("a", "b"):
        kept(store, name, "Invented Mercy")
    store.use("a")
    assert not reader.open("/catalogs").all("form", action="/catalogs/a/use")
    reader.send("/catalogs/b/use")
    assert store.in_use() == "b"


def test_the_last_change_is_shown_taken_back_and_done_again(reader, store):
    kept(store, "mine", "Invented Mercy")
    kept(store, "mine", "Invented Mercy", "Invented Grace", what="import of more.csv")
    question = reader.open("/catalogs/mine/undo")
    assert "Import of more.csv" in question.words
    assert "Now the list has 2 programs; afterwards it has 1 program" in question.words
    assert len(store.read("mine").records) == 2
    page = reader.send("/catalogs/mine/undo")
    assert len(store.read("mine").records) == 1
    assert "Do again: Import of more.csv" in page.words
    reader.send("/catalogs/mine/redo")
    assert len(store.read("mine").records) == 2


def test_a_list_whose_every_change_is_taken_back_is_empty_and_says_so(reader, store):
    kept(store, "mine", "Invented Mercy")
    assert "afterwards it has no programs" in reader.open("/catalogs/mine/undo").words
    page = reader.send("/catalogs/mine/undo")
    assert "0 programs." in page.words
    assert "All changes are taken back." in page.words
    reader.open("/catalogs/mine/undo", expect=404)
    assert "no earlier version" in reader.send("/catalogs/mine/undo", expect=409).errors[0][1]


def test_one_can_go_to_any_version(reader, store):
    for count in (1, 2, 3):
        kept(store, "mine", *["Invented Mercy"] * count, what=f"import {count}")
    page = reader.open("/catalogs/mine/history")
    assert [h.text.split(". ")[0] for h in page.all("h2")] == ["3", "2", "1"]
    reader.send("/catalogs/mine/version", number="1")
    assert len(store.read("mine").records) == 1
    reader.send("/catalogs/mine/version", expect=409, number="99")
    reader.send("/catalogs/mine/version", expect=422, number="x")
    assert len(store.read("mine").records) == 1


def test_a_list_can_be_taken_along_in_three_forms_and_no_cell_is_a_formula(reader, store):
    kept(store, "mine", "=HYPERLINK(1)")
    table = reader.client.get("/catalogs/mine/programs.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="mine.csv"'
    assert ",=HYP" not in table.text
    assert "=HYPERLINK(1)" in table.text
    book = openpyxl.load_workbook(io.BytesIO(reader.client.get("/catalogs/mine/programs.xlsx").content))
    assert all(c.data_type != "f" for row in book.active for c in row)
    whole = reader.client.get("/catalogs/mine/programs.jsonl").text.splitlines()
    assert json.loads(whole[0])["format"] == "matchsafe-catalog"
    assert reader.client.get("/catalogs/mine/programs.exe").status_code == 404


def test_a_list_is_deleted_only_after_a_question(reader, store):
    kept(store, "mine", "Invented Mercy")
    assert "Delete the list “mine”?" in reader.open("/catalogs/mine/delete").h1
    assert store.names() == ("mine",)
    page = reader.send("/catalogs/mine/delete")
    assert "“mine” is deleted." in page.words
    assert store.names() == ()


@pytest.mark.parametrize("action", ["undo", "redo", "use", "delete", "version"])
@pytest.mark.parametrize("name", ["nothing", "..%2Fx", "A"])
def test_a_list_that_is_not_there_is_not_found(reader, name, action):
    answer = reader.client.post(f"/catalogs/{name}/{action}", data={"number": "1"})
    assert answer.status_code in (404, 422)
    assert "Traceback" not in answer.text


def test_a_damaged_list_is_named_and_the_others_are_shown(reader, store):
    kept(store, "bad", "Invented Mercy")
    kept(store, "good", "Invented Grace")
    (store.place("bad") / "versions" / "000001.jsonl.gz").write_bytes(b"not gzip")
    words = reader.open("/catalogs").words
    assert "cannot be read" in words
    assert "1 program." in words


def test_a_list_somebody_else_is_changing_is_told_as_busy(reader, store, monkeypatch):
    from matchsafe.catalog import files

    kept(store, "mine", "Invented Mercy")
    monkeypatch.setattr(files.only_writer.__wrapped__, "__defaults__", (0.05,))
    holding, free = threading.Event(), threading.Event()

    def hold() -> None:
        with files.only_writer(store.place("mine")):
            holding.set()
            free.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait(10)
    try:
        page = reader.send("/catalogs/mine/undo", expect=409)
    finally:
        free.set()
        thread.join()
    assert "Another program is changing this catalog" in page.errors[0][1]
    assert len(store.read("mine").records) == 1
