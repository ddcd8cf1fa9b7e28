"""Bringing in a program list on the page, without JavaScript: a file, a look, columns, questions, one change."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matchsafe.catalog.store import Store
from matchsafe.services.catalog_import import job as import_job
from matchsafe.web import imports

LIST = (
    "Program,Specialty,City,State,ACGME id,J1,Step 2 minimum\n"
    "Invented Mercy Hospital,IM,Sampleville,NY,1409900001,yes,220\n"
)
ALIKE = "Program,Specialty,City,State,J1\nInvented Mercy Medical Center,IM,Sampleville,NY,no\n"
DEFAULTS = {"name": "programs", "kind": "", "source": "", "as_of": "", "delimiter": "", "sheet": ""}


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    return Store()


@pytest.fixture
def sent(reader) -> Callable[..., Any]:
    """Send a file as the form does; what the reader then sees."""

    def send(content: str | bytes, name: str = "list.csv", expect: int = 200, **fields: str) -> Any:
        data = content.encode() if isinstance(content, str) else content
        return reader.send("/catalogs/import", expect, files={"file": (name, data)}, **{**DEFAULTS, **fields})

    return send


def test_a_list_is_looked_at_and_only_then_brought_in(reader, sent, store):
    page = sent(LIST)
    assert page.h1 == "Bring “list.csv” into “programs”?"
    assert "1 new, 0 in the list already" in page.words
    assert "Invented Mercy Hospital" in page.words
    assert store.names() == ()
    done = reader.send(f"{page.url}/bring")
    assert done.h1 == "“programs” has 1 program now"
    hrefs = [a.attributes["href"] for a in done.all("a")]
    assert "/catalog/programs" in hrefs
    assert "/catalogs/programs/undo" in hrefs
    assert len(store.read("programs").records) == 1
    assert reader.open(done.url).h1 == done.h1


def test_rows_that_may_be_one_program_are_named_once_they_are_in(reader, sent):
    text = "Program,Specialty,City,State\nSt. Alder Hospital,IM,Alder,NY\nSaint Alder Hosp,IM,Alder,NY\n"
    done = reader.send(f"{sent(text).url}/bring")
    assert "1 pair may be one program. Until you say so, a plan counts it once." in done.words
    assert done.all("a", href="/catalog/programs/twins")
    reader.send("/catalogs/programs/undo")
    assert "may be one program" not in reader.open(done.url).words


def test_the_file_is_deleted_when_it_is_in(reader, sent, store):
    page = sent(LIST)
    assert [p.name for p in store.folder.rglob("list.csv")] == ["list.csv"]
    reader.send(f"{page.url}/bring")
    assert not list(store.folder.rglob("list.csv"))


def test_the_file_is_deleted_when_the_reader_chooses_another(reader, sent, store):
    page = sent(LIST)
    assert reader.send(f"{page.url}/drop").h1 == "Bring in a list of programs"
    assert not list(store.folder.rglob("list.csv"))
    assert reader.open(page.url, expect=404).h1 == "This import is no longer kept"


def test_a_file_that_tells_nothing_new_offers_no_button(reader, sent, store):
    reader.send(f"{sent(LIST).url}/bring")
    page = sent(LIST)
    assert "tells nothing that “programs” does not have" in page.words
    assert not page.all("form", action=f"{page.url}/bring")
    assert reader.send(f"{page.url}/bring").h1 == "The file adds nothing new"
    assert store.history("programs")[1] == 1


def test_conflicts_keep_both_values_and_lead_to_the_program(reader, sent, store):
    reader.send(f"{sent(LIST).url}/bring")
    page = sent(LIST.replace(",yes,", ",no,"), name="other.csv")
    assert "both values are kept" in page.words
    assert "yes (list.csv)" in page.words
    assert "no (other.csv)" in page.words
    links = [a.attributes["href"] for a in page.all("a") if "/p/" in a.attributes["href"]]
    record = store.read("programs").records[0]
    assert links == [f"/catalog/programs/p/{record.id}"]
    reader.send(f"{page.url}/bring")
    assert {v.value for v in store.read("programs").records[0].j1} == {True, False}


class TestColumns:
    def test_can_be_changed_and_looked_at_again(self, reader, sent, store):
        page = sent("Mood,Place,Kind\nInvented Mercy Hospital,NY,neurology\n", expect=422)
        columns = reader.open(f"{page.url}/columns")
        assert "such as Invented Mercy Hospital" in columns.words
        again = reader.send(f"{page.url}/columns?page=1", f0="name", f1="state", f2="specialty")
        assert "1 new" in again.words
        reader.send(f"{again.url}/bring")
        (record,) = store.read("programs").records
        assert (record.name[0].value, record.state[0].value) == ("Invented Mercy Hospital", "NY")

    def test_that_are_missing_can_be_said_for_every_row(self, reader, sent, store):
        page = sent("Program,State\nInvented Mercy Hospital,NY\n", expect=422)
        assert "specialty" in page.errors[0][1]
        assert "--" not in page.errors[0][1]
        again = reader.send(
            f"{page.url}/columns", f0="name", f1="state", s0="specialty", v0="neurology", s1="", v1=""
        )
        assert "For every row: Specialty: neurology" in again.words
        reader.send(f"{again.url}/bring")
        assert store.read("programs").records[0].specialty[0].value == "neurology"

    def test_wrongly_chosen_are_told_beside_the_field(self, reader, sent):
        page = sent(LIST)
        wrong = reader.send(
            f"{page.url}/columns", 422, f0="name", f1="nothing", f6="step2_minimum", y6="1492",
            s0="", v0="x", s1="state", v1="Atlantis",
        )  # fmt: skip
        assert {href for href, _ in wrong.errors} == {"#f1", "#f6", "#s0", "#v1"}
        assert wrong.value("y6") == "1492"

    def test_can_be_forgotten(self, reader, sent):
        page = sent(LIST)
        changed = reader.send(f"{page.url}/columns", f0="name", f5="-")
        assert "Not read, no field fits: J1" in changed.words
        back = reader.send(f"{page.url}/columns", do="forget")
        assert "Not read" not in back.words

    def test_of_many_are_paged_and_choices_of_one_page_stay(self, reader, sent):
        names = ["Program", "Specialty", "State", *(f"thing {i}" for i in range(60))]
        page = sent(",".join(names) + "\n" + ",".join(["Invented Mercy", "IM", "NY", *"x" * 60]) + "\n")
        first = reader.open(f"{page.url}/columns")
        assert "Page 1 of 3" in first.words
        second = reader.send(f"{page.url}/columns?page=1", f3="notes", do="next")
        assert "Page 2 of 3" in second.words
        reader.send(f"{page.url}/columns?page=2", f26="city")
        shown = reader.open(page.url).words
        assert "thing 0" in shown.split("Not read")[0]
        assert "thing 23" in shown.split("Not read")[0]


class TestQuestions:
    @pytest.fixture
    def page(self, reader, sent):
        reader.send(f"{sent(LIST).url}/bring")
        return sent(ALIKE, name="other.csv")

    def test_are_shown_with_candidates_scores_and_reasons(self, reader, page):
        assert "Is this the same program?" in page.words
        words = reader.open(f"{page.url}/questions").words
        assert "It is Invented Mercy Hospital" in words
        assert re.search(r"Alike 0\.\d\d of 1: name 0\.\d\d, place 1\.00\.", words)
        assert "The names are alike, but not enough to be sure." in words

    def test_answered_one_by_one_join_the_program(self, reader, page, store):
        record_id = store.read("programs").records[0].id
        again = reader.send(f"{page.url}/questions?page=1", q0=record_id)
        assert "You answered: 1 in the list already." in again.words
        reader.send(f"{page.url}/bring")
        (record,) = store.read("programs").records
        assert len(record.name) == 2

    def test_answered_all_at_once_make_new_programs(self, reader, page, store):
        again = reader.send(f"{page.url}/questions", rest="new")
        assert "without an answer are taken as new" in again.words
        reader.send(f"{page.url}/bring")
        assert len(store.read("programs").records) == 2

    def test_left_open_leave_the_program_out_and_the_last_page_says_so(self, reader, page, store):
        more = ALIKE + "Invented Grace,IM,Sampletown,OH,yes\n"
        assert page.status == 200
        reader.send(f"{page.url}/drop")
        again = reader.send("/catalogs/import", files={"file": ("more.csv", more.encode())}, **DEFAULTS)
        done = reader.send(f"{again.url}/bring")
        assert "1 program is left out" in done.words
        assert len(store.read("programs").records) == 2

    def test_answered_with_nonsense_are_told(self, reader, page):
        wrong = reader.send(f"{page.url}/questions", 422, q0="sesame")
        assert wrong.errors[0][0] == "#q0"

    def test_can_be_taken_back(self, reader, page):
        reader.send(f"{page.url}/questions", q0="new")
        again = reader.send(f"{page.url}/questions", q0="")
        assert "You answered" not in again.words


def test_the_form_names_everything_that_is_wrong_at_once_and_links_to_it(reader):
    page = reader.send(
        "/catalogs/import", 422, name="Ä!", kind="odd", as_of="yesterday", delimiter="ab", source="", sheet=""
    )
    assert [href for href, _ in page.errors] == ["#file", "#name", "#kind", "#as_of", "#delimiter"]
    for href, _ in page.errors:
        assert href[1:] in page.ids


def test_a_name_is_written_as_names_are(reader):
    typed = {**DEFAULTS, "name": " My  School "}
    page = reader.send("/catalogs/import", files={"file": ("list.csv", LIST.encode())}, **typed)
    assert page.h1 == "Bring “list.csv” into “my-school”?"


def test_a_file_can_be_read_in_another_way(reader, sent):
    page = sent(b"Program~Specialty\nInvented Mercy~IM\n", expect=422)
    bad = reader.send(f"{page.url}/again", 422, **{**DEFAULTS, "delimiter": "two"})
    assert "#delimiter" in [href for href, _ in bad.errors]
    again = reader.send(f"{page.url}/again", **{**DEFAULTS, "delimiter": "~", "as_of": "2026-06"})
    assert "1 new" in again.words


def test_what_was_left_out_is_told_row_by_row_over_pages(reader, sent):
    rows = "".join(f"P{i},Juggling {i},X,NY,,no,\n" for i in range(130))
    page = sent(LIST + rows + "".join(f"Invented P{i},Neurology,X,NY,,no,\n" for i in range(4)))
    assert "135 rows read, 5 programs in them. 130 left out" in page.words
    first = reader.open(f"{page.url}/all/left-out")
    assert "Page 1 of 2" in first.words
    assert "row 3" in first.words
    last = reader.open(f"{page.url}/all/left-out?page=99")
    assert "Page 2 of 2" in last.words
    assert "row 132" in last.words
    assert "There are none" in reader.open(f"{page.url}/all/unreadable").words
    reader.open(f"{page.url}/all/secrets", expect=404)


@pytest.mark.parametrize("path", ["", "/columns", "/questions", "/all/left-out"])
def test_an_import_that_is_gone_is_not_found(reader, path):
    reader.open(f"/catalogs/import/{'0' * 32}{path}", expect=404)


@pytest.mark.parametrize("path", ["again", "columns", "questions", "bring"])
def test_nothing_can_be_asked_of_an_import_that_is_gone(reader, path):
    reader.send(f"/catalogs/import/{'0' * 32}/{path}", expect=404)


class TestALongImport:
    @pytest.fixture
    def slow(self, monkeypatch: pytest.MonkeyPatch):
        """Reading that waits in its middle until it is let go."""
        going, go = threading.Event(), threading.Event()
        real = import_job.read_file

        def read_slowly(path: Path, options: Any, watch: Any) -> Any:
            watch.step(34, 206)
            going.set()
            while not go.wait(0.01):
                watch.step(35, 206)
            return real(path, options, watch)

        monkeypatch.setattr(import_job, "read_file", read_slowly)
        monkeypatch.setattr(imports, "_PATIENCE", 0.05)
        yield go
        go.set()

    def test_shows_how_far_it_is_and_loads_itself_again_without_a_script(self, reader, sent, slow):
        page = sent(LIST)
        assert re.search(r"Reading the file: 3[45] of 206", page.words)
        answer = reader.client.get(page.url)
        assert answer.headers["refresh"] == "2"
        assert page.all("progress")[0].attributes["max"] == "206"
        slow.set()
        for _ in range(200):
            page = reader.open(page.url)
            if "Bring" in page.h1:
                break
            threading.Event().wait(0.02)
        assert page.h1 == "Bring “list.csv” into “programs”?"
        assert "refresh" not in reader.client.get(page.url).headers

    def test_can_be_stopped_and_begun_again(self, reader, sent, slow, store):
        page = sent(LIST)
        stopped = reader.send(f"{page.url}/stop")
        for _ in range(200):
            if stopped.h1 == "Stopped":
                break
            stopped = reader.open(page.url)
        assert "Nothing was changed" in stopped.words
        assert store.names() == ()
        slow.set()
        assert reader.send(f"{page.url}/again").url == page.url

    def test_is_refused_while_as_many_as_may_be_wait(self, reader, sent, slow):
        urls = [sent(LIST).url for _ in range(import_job.IMPORT.most)]
        page = sent(LIST, expect=422)
        assert f"{import_job.IMPORT.most} imports are being worked on already" in page.errors[0][1]
        for url in urls:
            reader.send(f"{url}/drop")


def test_an_error_nobody_expected_is_told_without_details(reader, sent, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(import_job, "read_file", broken)
    page = sent(LIST, expect=422)
    assert "Something went wrong on our side" in page.errors[0][1]
    assert "secret" not in page.html


def test_a_list_that_cannot_be_written_leaves_the_file_for_another_try(reader, sent, store, monkeypatch):
    page = sent(LIST)

    def full(*_: object, **__: object) -> None:
        raise import_job.CatalogError("The disk is full. Nothing was changed.")

    monkeypatch.setattr(import_job, "import_programs", full)
    failed = reader.send(f"{page.url}/bring", expect=422)
    assert "The disk is full" in failed.errors[0][1]
    monkeypatch.undo()
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(store.folder))
    again = reader.send(f"{page.url}/again")
    reader.send(f"{again.url}/bring")
    assert store.names() == ("programs",)


def test_a_file_that_cannot_be_kept_is_told(sent, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "file"))
    page = sent(LIST, expect=422)
    assert page.errors[0][0] == "#file"


def test_a_list_that_was_downloaded_complete_comes_back_and_has_no_columns_to_choose(reader, sent, store):
    reader.send(f"{sent(LIST).url}/bring")
    whole = reader.client.get("/catalogs/programs/programs.jsonl").content
    page = sent(whole, name="programs.jsonl")
    assert "tells nothing that “programs” does not have" in page.words
    assert "Change the columns" not in page.words
    reader.open(f"{page.url}/columns", expect=404)
    reader.send(f"{page.url}/columns", expect=404, f0="name")
    assert reader.open(f"{page.url}/questions").url == page.url


def test_a_file_that_is_no_table_any_more_is_told_instead_of_its_columns(reader, sent):
    page = sent(b"Program~Specialty\nInvented Mercy~IM\n", expect=422)
    assert reader.open(f"{page.url}/columns", expect=422).errors


def test_a_list_without_a_specialty_is_asked_for_it(reader, sent, store):
    page = sent("Program,State\nInvented Mercy,NY\nInvented Bay,NJ\n", expect=422)
    [(where, told)] = page.errors
    assert where == "#specialty"
    assert told.endswith("Which specialty is it? It then holds for every row.")
    page = reader.send(f"{page.url}/again", **DEFAULTS, specialty="psychiatry")
    assert "2 new, 0 in the list already" in page.words
    assert "Psychiatry" in page.words
    assert "Which specialty is it about?" in reader.open("/catalogs/import").words
    assert "no specialty this tool knows" in sent(LIST, expect=422, specialty="astrology").words
