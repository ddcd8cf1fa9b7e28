"""Searching a list of programs on the page: filters, order, pages, counts, and what cannot be told or read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.store import Store

from .conftest import ODD, Page, Reader, many

COLUMNS = ("Positions", "IMGs among residents", "Visas", "Asks for")


def shown(page: Page) -> list[str]:
    """The programs of the page, by id, in order."""
    return [e.attributes["value"] for e in page.all("input", name="id", type="checkbox")]


def test_the_navigation_leads_to_the_list_in_use(lists: Reader) -> None:
    page = lists.open("/catalog")
    assert page.url == "/catalog/mine"
    assert page.h1 == "Find programs"
    assert "3 programs, newest value from 2025" in page.words
    assert page.all("a", href="/catalog")[0].attributes["aria-current"] == "true"


def test_without_a_list_it_leads_to_the_page_of_lists(
    lists: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path))
    answer = lists.client.get("/catalog", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/catalogs")


def test_programs_stand_with_what_is_known_of_them_and_what_is_not(lists: Reader) -> None:
    page = lists.open("/catalog/mine")
    assert "3 programs fit" in page.words
    assert shown(page) == ["b2", "c3", ODD], "by name, and signs do not count"
    kinds = [" ".join(e.text.split()) for e in page.all("th", role="rowheader")]
    assert kinds[0].endswith("Internal Medicine · CA · preliminary · university")
    assert kinds[1].endswith("Family Medicine · place not known")
    cells = [[" ".join(e.text.split()) for e in page.all("td", data_label=title)] for title in COLUMNS]
    assert cells[0] == ["5 in 2025", "3", "12 in 2025, 9 filled"]
    assert cells[1] == ["not known", "not known", "46 in 100"]
    assert cells[2] == ["J-1, H-1B not known", "not known", "no J-1, H-1B not known"]
    assert cells[3] == [
        "at most 2 failed attempts, no US clinical experience needed; the rest is not known",
        "not known",
        "Step 2 CK 225 or more, graduated at most 1 year ago, no failed attempt, US clinical experience",
    ]
    assert "%" not in page.words


def test_what_a_list_from_elsewhere_holds_stays_text(lists: Reader) -> None:
    page = lists.open("/catalog/mine")
    assert "<script>alert" not in page.html
    assert "&lt;script&gt;alert(1)" in page.html
    assert page.all("a", href=f"/catalog/mine/p/{quote(ODD, safe='')}")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("text=plains", ["c3"]),
        ("specialties=internal_medicine&specialties=neurology", ["b2", ODD]),
        ("states=Ohio", ["c3", ODD]),
        ("states=Midwest, CA&unknown=exclude", ["b2", ODD]),
        ("near=Ohio&within=100&unknown=exclude", [ODD]),
        ("near=40.1,-83&sort=distance", [ODD, "b2", "c3"]),
        ("visas=j1&visas=h1b&unknown=exclude", ["b2"]),
        ("settings=university&unknown=exclude", ["b2"]),
        ("tracks=preliminary&unknown=exclude", ["b2"]),
        ("img_per_100=40&unknown=exclude", [ODD]),
        ("score=220&unknown=exclude", []),
        ("score=225&unknown=exclude", [ODD]),
        ("years_since_graduation=2&unknown=exclude", []),
        ("attempts=1&unknown=exclude", ["b2"]),
        ("without_usce=yes&unknown=exclude", ["b2"]),
        ("signals=2026&unknown=exclude", ["b2", "c3", ODD]),
        ("unfilled=yes&unknown=exclude", [ODD]),
        ("sort=-positions", [ODD, "b2", "c3"]),
        ("sort=positions", ["c3", "b2", ODD]),
    ],
)
def test_each_filter_and_order_answers_as_the_query_does(lists: Reader, asked: str, found: list[str]) -> None:
    assert shown(lists.open(f"/catalog/mine?{asked}")) == found


def test_what_is_kept_although_it_cannot_be_told_is_counted_and_can_be_left_out(lists: Reader) -> None:
    page = lists.open("/catalog/mine?score=250&visas=h1b")
    note = " ".join(page.all("p", class_="note")[0].text.split())
    assert note.startswith("Some are kept although we cannot tell: 3 (visas), 2 (Step 2 CK minimum).")
    out = next(a for a in page.all("a") if a.text == "Leave them out").attributes["href"]
    fewer = lists.open(out)
    assert "No program fits" in fewer.words
    back = next(a for a in fewer.all("a") if a.text == "Keep them").attributes["href"]
    assert shown(lists.open(back)) == shown(page)


def test_a_filter_that_is_set_is_named_and_can_be_taken_away(lists: Reader) -> None:
    asked = (
        "text=invented&specialties=internal_medicine&states=OH&near=Ohio&within=900&visas=j1&settings=university"
        "&tracks=categorical&img_per_100=1&score=250&years_since_graduation=1&attempts=0&without_usce=yes"
        "&signals=2026&unfilled=yes&unknown=exclude"
    )
    page = lists.open(f"/catalog/mine?{asked}")
    links = page.all("ul", class_="set-filters")[0].text
    for told in (
        "“invented”", "Internal Medicine", "Ohio", "At most 900 miles from Ohio", "J-1 visas", "University",
        "Categorical",
        "At least 1 IMGs among 100 residents", "Takes a Step 2 CK of 250", "Takes 1 years since graduation",
        "Takes 0 failed attempts", "No US clinical experience needed", "Takes signals (ERAS 2026)",
        "Positions left in the last Match", "Only where we can tell",
    ):  # fmt: skip
        assert told in links, told
    assert "Filters (15 set)" in page.words
    without = next(a for a in page.all("a") if "J-1 visas" in a.text).attributes["href"]
    assert "visas" not in without
    assert "states=OH" in without


def test_the_form_keeps_what_was_asked_and_empty_fields_leave_the_address(lists: Reader) -> None:
    answer = lists.client.get("/catalog/mine?text=&states=OH&sort=&score=", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/catalog/mine?states=OH")
    page = lists.open("/catalog/mine?states=OH&visas=j1&sort=-salary&signals=2025")
    assert page.value("states") == "OH"
    assert [e.attributes["value"] for e in page.all("input", name="visas") if "checked" in e.attributes] == [
        "j1"
    ]
    assert [e.text for e in page.all("option") if "selected" in e.attributes][:1] == ["Highest salary"]


def test_a_column_sorts_by_itself_and_then_the_other_way_round(lists: Reader) -> None:
    page = lists.open("/catalog/mine?sort=-positions&states=OH")
    column = next(e for e in page.all("th", scope="col") if "Positions" in e.text)
    assert column.attributes["aria-sort"] == "descending"
    link = next(a for a in page.all("a") if a.text.startswith("Positions")).attributes["href"]
    assert link == "/catalog/mine?states=OH&sort=positions"
    again = lists.open(link)
    assert next(e for e in again.all("th") if "Positions" in e.text).attributes["aria-sort"] == "ascending"
    odd = lists.open("/catalog/mine?sort=city")
    assert "city" in [e.text for e in odd.all("option") if "selected" in e.attributes]


def test_the_counts_by_state_lead_to_each_state_and_leave_out_the_filters_of_place(lists: Reader) -> None:
    page = lists.open("/catalog/mine?states=OH&near=Ohio&within=50&sort=distance")
    rows = {" ".join(r.text.split()) for r in page.all("tr")}
    assert {"California1", "Ohio1", "State not known1", "All together3"} <= rows
    link = next(a for a in page.all("a") if a.text == "California").attributes["href"]
    assert link == "/catalog/mine?states=CA#found-title"
    assert [a.attributes["href"] for a in page.all("a", aria_current="true")][1:] == [
        "/catalog/mine?states=OH#found-title"
    ]
    assert shown(lists.open(link.partition("#")[0])) == ["b2", "c3"]
    assert next(a for a in page.all("a") if a.text == "Look in all states")


def test_counts_stand_beside_the_boxes_of_specialty_and_setting(lists: Reader) -> None:
    labels = {e.text for e in lists.open("/catalog/mine?states=CA&unknown=exclude").all("label")}
    assert {"Internal Medicine 1", "university 1", "community"} <= labels


def test_pages_follow_each_other_and_a_page_past_the_end_is_the_last(lists: Reader) -> None:
    invented = many(45)
    Store().change("many", "made up", lambda c: (Catalog(c.name, invented, sample=True), "45 programs"))
    first = lists.open("/catalog/many?specialties=internal_medicine")
    assert "its programs are invented" in first.words
    assert "Programs 1 to 20." in first.words
    later = first.all("a", rel="next")[0].attributes["href"].partition("#")[0]
    second = lists.open(later)
    assert not set(shown(first)) & set(shown(second))
    assert second.all("a", rel="prev")
    last = lists.open("/catalog/many?specialties=internal_medicine&page=9999")
    assert shown(last) == [p.id for p in invented[40:]]
    assert not last.all("a", rel="next")


def test_programs_chosen_before_stay_chosen_on_other_pages(lists: Reader) -> None:
    page = lists.open("/catalog/mine?states=CA&unknown=exclude&id=c3&id=gone")
    ticked = [
        e.attributes["value"]
        for e in page.all("input", type="checkbox", name="id")
        if "checked" in e.attributes
    ]
    assert ticked == ["c3"]
    assert "Chosen before" in page.words
    assert "id=c3" in next(a for a in page.all("a") if a.text.startswith("Positions")).attributes["href"]
    here = lists.open("/catalog/mine?id=b2")
    assert [e.attributes["value"] for e in here.all("input", name="id") if "checked" in e.attributes] == [
        "b2"
    ]


def test_everything_wrong_in_an_address_is_told_at_once_beside_its_field(lists: Reader) -> None:
    page = lists.open(
        "/catalog/mine?states=Atlantis&near=the moon&within=x&visas=z9&settings=castle&score=999&attempts=-1"
        "&sort=luck&signals=1999&unknown=maybe&page=0&colour=red&specialties=magic&without_usce=no",
        expect=422,
    )
    fields = [href for href, _ in page.errors]
    assert sorted(fields) == sorted(
        f"#{f}" for f in (
            "states", "near", "within", "visas", "settings", "score", "attempts", "sort", "signals", "unknown", "text",
            "text", "specialties", "without_usce",
        )
    )  # fmt: skip
    assert all(href[1:] in page.ids for href, _ in page.errors)
    assert page.title.startswith("Error: ")
    assert "“999” is not a whole number from 1 to 300" in page.words
    assert page.value("near") == "the moon"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("within=50", "say from where the miles count"),
        ("sort=distance", "say near what"),
        (f"text={'x' * 201}", "at most 200 signs"),
    ],
)
def test_what_only_together_makes_sense_is_asked_for(lists: Reader, asked: str, told: str) -> None:
    assert told in lists.open(f"/catalog/mine?{asked}", expect=422).errors[0][1]


def test_a_list_that_is_not_there_is_told(lists: Reader) -> None:
    assert "mine" in lists.open("/catalog/nothing", expect=404).words


def test_the_map_stands_before_the_programs_and_that_ticks_stay_on_their_page_is_said(lists: Reader) -> None:
    page = lists.open("/catalog/sample")
    assert page.html.index("Map: choose a state") < page.html.index('class="stack programs"')
    assert "Ticks count on this page only" in page.words
