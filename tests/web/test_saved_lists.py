"""Saved lists on the page: making one from a search, showing, changing, renaming, deleting."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from matchsafe.catalog.lists import save_list, saved_lists
from matchsafe.catalog.store import Store

from .conftest import ODD, Page, Reader

BASE = "/catalog/mine/lists"


@pytest.fixture(autouse=True)
def one_list(lists: Reader) -> None:
    """One list, "First choice", with two programs; the others of earlier tests are gone."""
    (Store().place("mine") / "lists.json").unlink(missing_ok=True)
    save_list(Store(), "mine", "First choice", ("b2", ODD))


def kept() -> dict[str, tuple[str, ...]]:
    return saved_lists(Store(), "mine")


def shown(page: Page) -> list[str]:
    return [e.attributes["value"] for e in page.all("input", name="id", type="checkbox")]


def test_the_lists_are_shown_with_how_many_programs_they_have(lists: Reader) -> None:
    page = lists.open(BASE)
    assert page.h1 == "Your saved lists"
    assert "First choice2 programs" in page.words
    assert page.all("a", href=f"{BASE}/show?which=First+choice")
    assert lists.open("/catalog/mine").all("a", href=BASE)


def test_without_a_list_the_page_says_how_to_make_one(lists: Reader) -> None:
    (Store().place("mine") / "lists.json").unlink()
    assert "There is none yet." in lists.open(BASE).words
    assert saved_lists(Store(), "sample") == {}, "also of a sample that was not kept"


def test_programs_ticked_in_a_search_are_saved_to_a_new_list_or_to_one_that_is_there(lists: Reader) -> None:
    ask = lists.open(f"{BASE}/save?id=c3&id=b2&id=c3")
    assert ask.h1 == "Save these 2 programs to a list"
    assert [e.attributes["value"] for e in ask.all("input", name="id")] == ["c3", "b2"]
    assert [e.attributes["value"] for e in ask.all("input", name="which")] == ["First choice", ""]
    page = lists.send(f"{BASE}/save", id=["c3", "b2"], which="", new="Near <b>my</b> sister/brother?")
    assert page.h1 == "Near <b>my</b> sister/brother?"
    assert "<b>my" not in page.html
    assert shown(page) == ["c3", "b2"]
    more = lists.send(f"{BASE}/save", id="c3", which="First choice", new="")
    assert shown(more) == ["b2", ODD, "c3"]


@pytest.mark.parametrize(
    ("which", "new", "anchor"), [("", "", "#new"), ("", "x" * 81, "#new"), ("y" * 81, "", "#which")]
)
def test_a_name_that_cannot_be_used_is_told_beside_its_field(
    lists: Reader, which: str, new: str, anchor: str
) -> None:
    page = lists.send(f"{BASE}/save", expect=422, id="c3", which=which, new=new)
    assert [href for href, _ in page.errors] == [anchor]
    assert "has 1 to 80 signs" in page.errors[0][1]
    assert anchor[1:] in page.ids
    assert list(kept()) == ["First choice"]


def test_saving_nothing_or_what_is_not_there_is_told(lists: Reader) -> None:
    assert lists.open(f"{BASE}/save", expect=422).h1 == "No program was ticked"
    assert lists.send(f"{BASE}/save", expect=422, which="First choice").h1 == "No program was ticked"
    lists.open(f"{BASE}/save?id=zzz", expect=404)
    lists.send(f"{BASE}/save", expect=404, id="zzz", which="", new="New")
    assert list(kept()) == ["First choice"]


def test_a_list_is_shown_as_a_table_from_which_programs_are_compared_or_taken_off(lists: Reader) -> None:
    page = lists.open(f"{BASE}/show?which=First+choice")
    assert shown(page) == ["b2", ODD]
    assert "12 in 2025, 9 filled" in page.words
    form = page.all("form", id="programs")[0]
    assert (form.attributes["action"], form.attributes["method"]) == ("/catalog/mine/compare", "get")
    after = lists.send(f"{BASE}/remove", which="First choice", id=ODD)
    assert shown(after) == ["b2"]
    assert "Compare those ticked" not in after.words
    empty = lists.send(f"{BASE}/remove", which="First choice", id="b2")
    assert "Nothing is on it." in empty.words


def test_a_program_that_left_the_program_list_is_named_and_can_be_taken_off(lists: Reader) -> None:
    path = Store().place("mine") / "lists.json"
    path.write_text('{"First choice": ["b2", "gone <1>"]}')
    page = lists.open(f"{BASE}/show?which=First+choice")
    assert "No longer in the program list" in page.words
    assert "gone <1>" in page.words
    lists.send(f"{BASE}/remove", which="First choice", id="gone <1>")
    assert kept() == {"First choice": ("b2",)}


@pytest.mark.parametrize(
    ("ids", "told"), [([], "Tick the programs to take off."), (["c3"], "Not on the list")]
)
def test_taking_off_nothing_or_what_is_not_on_it_is_told(lists: Reader, ids: list[str], told: str) -> None:
    page = lists.send(f"{BASE}/remove", expect=422, which="First choice", id=ids)
    assert page.errors[0][0] == "#programs"
    assert told in page.errors[0][1]
    assert kept() == {"First choice": ("b2", ODD)}


def test_a_list_is_renamed_but_not_to_the_name_of_another(lists: Reader) -> None:
    page = lists.send(f"{BASE}/rename", which="First choice", to="  Best   of all ")
    assert page.h1 == "Best of all"
    assert page.value("to") == "Best of all"
    save_list(Store(), "mine", "Other", ())
    again = lists.send(f"{BASE}/rename", expect=422, which="Best of all", to="Other")
    assert again.errors == [("#to", 'There is a list "Other" already. Choose another name.')]
    assert again.value("to") == "Other"
    assert list(kept()) == ["Best of all", "Other"]


def test_a_list_is_deleted_only_after_a_question(lists: Reader) -> None:
    page = lists.open(f"{BASE}/delete?which=First+choice")
    assert page.h1 == "Delete the list “First choice”?"
    assert "2 programs are on it." in page.words
    assert kept()
    assert "There is none yet." in lists.send(f"{BASE}/delete", which="First choice").words
    assert kept() == {}


@pytest.mark.parametrize("part", ["show", "delete"])
def test_a_list_that_is_not_there_is_told(lists: Reader, part: str) -> None:
    assert 'no list "Nothing"' in lists.open(f"{BASE}/{part}?which=Nothing", expect=404).words


@pytest.mark.parametrize("part", ["remove", "rename", "delete"])
def test_changing_a_list_that_is_not_there_is_told(lists: Reader, part: str) -> None:
    lists.send(f"{BASE}/{part}", expect=404, which="Nothing", id="b2", to="x")


def test_another_website_cannot_delete_a_list(lists: Reader) -> None:
    answer = lists.client.post(
        f"{BASE}/delete", data={"which": "First choice"}, headers={"Origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403
    assert kept()


def test_a_program_with_an_odd_id_is_linked_from_a_list(lists: Reader) -> None:
    page = lists.open(f"{BASE}/show?which=First+choice")
    assert page.all("a", href=f"/catalog/mine/p/{quote(ODD, safe='')}")
