"""One program with the source of every value, what the applicant enters of it, and several side by side."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import pytest

from matchsafe.catalog import access
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.record import FIELDS
from matchsafe.catalog.store import Store
from matchsafe.domain.text import day
from matchsafe.web.program_view import GROUPS

from .conftest import ODD, TWINS, Page, Reader, many

HERE = f"/catalog/mine/p/{quote(ODD, safe='')}"
OWN = "/catalog/mine/own"


def told(page: Page) -> dict[str, str]:
    """What the page says of each field, by what the field is called."""
    names = [" ".join(e.text.split()) for e in page.all("dt")]
    return dict(zip(names, (" ".join(e.text.split()) for e in page.all("dd")), strict=True))


def test_every_field_of_a_program_has_its_place_on_the_page() -> None:
    placed = list(chain.from_iterable(GROUPS.values()))
    assert sorted([*placed, "notes"]) == sorted(FIELDS)


def test_each_value_stands_with_its_source_its_date_and_what_others_say(lists: Reader) -> None:
    page = lists.open(HERE)
    assert page.h1 == '<script>alert(1)</script> "Invented" Hospital'
    assert "<script>alert" not in page.html
    facts = told(page)
    j1 = facts["Sponsors J-1 visas Sources differ"]
    assert j1.startswith("no Invented list B, as of 2025")
    assert "The newest of the reliable sources." in j1
    assert "yes Invented list A, as of 2024" in j1
    assert facts["Positions offered"].startswith("12 (2025) Invented list A, as of 2025")
    assert "10 for 2024: Invented list A, as of 2025" in facts["Positions offered"]
    assert facts["Invited of non-US IMG applicants"].startswith("12 in 100 (2024) Invented list A")
    assert facts["First-year salary"].startswith("$65,000 (2025)")
    assert facts["State"].startswith("Ohio")
    assert "3 positions left after the 2025 Match." in page.words
    assert "Not known: Sponsors H-1B visas, US-IMGs among residents" in page.words
    assert "%" not in page.words


def test_a_website_is_a_link_that_tells_the_other_side_nothing(lists: Reader) -> None:
    for link in lists.open(HERE).all("a", href="https://invented.example/?a=1&b=<b>"):
        assert {"external", "noopener", "noreferrer"} <= set(link.attributes["rel"].split())
    assert "Website of the program" not in lists.open("/catalog/mine/p/c3").words


def test_a_program_is_found_by_any_of_its_ids_and_one_that_is_not_there_is_told(lists: Reader) -> None:
    assert lists.open("/catalog/mine/p/B2").h1 == "Invented Bay Center"
    assert "no program with the id" in lists.open("/catalog/mine/p/zzz", expect=404).words


def test_an_own_value_stands_before_every_source_until_it_is_taken_back(lists: Reader) -> None:
    page = lists.send(OWN, id=ODD, field="j1", value="yes")
    assert page.url == f"/catalog/mine/p/{ODD}"
    assert page.all("div", role="status")[0].text.split() == (
        ["Sponsors", "J-1", "visas:", "yes.", "Your", "own", "entry", "stands", "before", "all", "others."]
    )
    own = told(page)["Sponsors J-1 visas Sources differ Your entry"]
    assert own.startswith(f"yes Your own entry, as of {day(date.today())}")
    assert "own j1 of" in Store().history("mine")[0][-1].what
    back = lists.send(OWN, id=ODD, field="j1", take_back="yes")
    assert told(back)["Sponsors J-1 visas Sources differ"].startswith("no Invented list B")


def test_an_own_value_is_counted_in_the_search_at_once(lists: Reader) -> None:
    asked = "/catalog/mine?visas=h1b&unknown=exclude"
    assert "No program fits" in lists.open(asked).words
    lists.send(OWN, id="c3", field="h1b", value="yes")
    assert "1 program fits" in lists.open(asked).words
    lists.send(OWN, id="c3", field="h1b", take_back="yes")
    assert "No program fits" in lists.open(asked).words


def test_notes_are_added_to_each_other_and_taken_back(lists: Reader) -> None:
    lists.send(OWN, id="b2", field="notes", value="Called them.\nThey were <b>kind</b>.")
    page = lists.send(OWN, id="b2", field="notes", value="Sent the letter")
    assert "Your notes were changed." in page.words
    assert [n.text for n in page.all("p", class_="note-text")] == [
        "Called them.\nThey were <b>kind</b>.",
        "Sent the letter",
    ]
    assert "<b>kind" not in page.html
    assert "None yet." in lists.send(OWN, id="b2", field="notes", take_back="yes").words


@pytest.mark.parametrize(
    ("field", "value", "anchor", "message"),
    [
        ("j1", "maybe", "#value", 'Sponsors J-1 visas: This must be true or false. It says "maybe"'),
        ("step2_minimum", "999", "#value", 'Step 2 CK minimum: This is too large. It says "999"'),
        (
            "website",
            "javascript:alert(1)",
            "#value",
            "Website: This is not written as it has to be",
        ),
        ("colour", "red", "#value", "is no field of a program"),
        ("j1", "", "#value", "Write what you know"),
        ("notes", "x" * 2001, "#note", "Own notes"),
        ("notes", "", "#note", "Write what you know"),
    ],
)
def test_a_value_that_cannot_stand_is_told_beside_the_field_and_changes_nothing(
    lists: Reader, field: str, value: str, anchor: str, message: str
) -> None:
    before = Store().history("mine")
    page = lists.send(OWN, expect=422, id="b2", field=field, value=value)
    assert [href for href, _ in page.errors] == [anchor]
    assert re.search(message, page.errors[0][1])
    assert anchor[1:] in page.ids
    assert Store().history("mine") == before


def test_an_entry_for_what_is_not_there_is_told_and_makes_nothing(lists: Reader, place: Path) -> None:
    lists.send(OWN, expect=404, id="zzz", field="j1", value="yes")
    lists.send("/catalog/nothing/own", expect=404, id="b2", field="j1", value="yes")
    assert not (place / "catalogs" / "nothing").exists()


def test_another_website_cannot_enter_anything(lists: Reader) -> None:
    answer = lists.client.post(
        OWN, data={"id": "b2", "field": "j1", "value": "no"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_an_address_cannot_put_words_into_the_page(lists: Reader) -> None:
    assert not lists.open("/catalog/mine/p/b2?entered=You+have+matched").all("div", role="status")


def test_programs_stand_side_by_side_each_value_with_its_source(lists: Reader) -> None:
    page = lists.open(f"/catalog/mine/compare?id=b2&id={quote(ODD, safe='')}&id=b2")
    assert page.h1 == "2 programs side by side"
    rows = {" ".join(r.text.split()) for r in page.all("tr")}
    assert any(r.startswith("State ≠ differ") and "California Invented list A, as of 2025" in r for r in rows)
    assert any(r.startswith("Sponsors J-1 visas ≠ differ yes") and "sources differ" in r for r in rows)
    assert any(r.startswith("Specialty Internal") for r in rows), "what is the same has no mark"
    assert any(r.startswith("Setting university") and "not known" in r for r in rows)
    assert not any(r.startswith("Latitude") for r in rows)
    fewer = lists.open(next(a for a in page.all("a") if "only what differs" in a.text).attributes["href"])
    assert "Specialty Internal" not in fewer.words
    assert "State ≠ differ" in fewer.words
    everything = next(a for a in fewer.all("a") if "everything" in a.text).attributes["href"]
    assert "Specialty Internal" in lists.open(everything).words


def test_one_of_three_can_be_taken_away(lists: Reader) -> None:
    page = lists.open("/catalog/mine/compare?id=b2&id=c3&id=" + quote(ODD, safe=""))
    links = [a.attributes["href"] for a in page.all("a") if a.text.startswith("Take away")]
    assert links[0].endswith(f"compare?id=c3&id={quote(ODD, safe='').replace('%20', '+')}")
    assert lists.open(links[0]).h1 == "2 programs side by side"


def test_programs_that_are_the_same_in_all_that_differs_are_told_so(lists: Reader) -> None:
    Store().change("twins", "made up", lambda c: (Catalog(c.name, TWINS), "2 programs"))
    same = lists.open("/catalog/twins/compare?id=twin-1&id=twin-2&only=differing")
    assert "In all that is known of them they are the same." in same.words


@pytest.mark.parametrize(
    ("ids", "status", "message"),
    [
        ("", 422, "None was ticked."),
        ("id=b2", 200, "Choose one to three more"),
        ("id=b2&id=b2", 200, "Choose one to three more"),
        ("id=zzz", 404, "no program with the id"),
    ],
)
def test_a_wrong_number_of_programs_is_told_with_the_way_on(
    lists: Reader, ids: str, status: int, message: str
) -> None:
    page = lists.open(f"/catalog/mine/compare?{ids}", expect=status)
    assert message in page.words


def test_a_program_that_is_gone_is_named_and_the_others_are_shown(lists: Reader) -> None:
    told = "No program of this list has the id “zzz”. We left it out."
    assert told in lists.open("/catalog/mine/compare?id=zzz&id=b2").words
    page = lists.open("/catalog/mine/compare?id=b2&id=zzz&id=c3")
    assert told in page.words
    assert page.h1 == "2 programs side by side"


def test_more_than_four_are_too_many_and_some_can_be_let_go(lists: Reader) -> None:
    five = many(5)
    ids = [p.id for p in five]
    Store().change("five", "made up", lambda c: (Catalog(c.name, five), "5 programs"))
    page = lists.open("/catalog/five/compare?" + "&".join(f"id={i}" for i in ids), expect=422)
    assert "5 are too many to put side by side. Leave 4 of them ticked." in page.words
    assert [e.attributes["value"] for e in page.all("input", name="id")] == ids


def test_a_program_leads_to_comparing_and_to_saved_lists(lists: Reader) -> None:
    page = lists.open("/catalog/mine/p/b2")
    assert page.all("a", href="/catalog/mine/compare?id=b2")
    assert page.all("a", href="/catalog/mine/lists/save?id=b2")


def test_entering_something_of_a_sample_that_was_only_looked_at_keeps_it(
    lists: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    small = Catalog("sample", TWINS, sample=True)
    monkeypatch.setattr(access, "sample", lambda: small)
    page = lists.send("/catalog/sample/own", id="twin-1", field="salary", value="70000")
    assert "First-year salary: $70,000" in page.words
    assert Store().names() == ("sample",)
    assert "its programs are invented" in page.words
