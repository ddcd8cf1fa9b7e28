"""The rank list of a saved season, without JavaScript."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest

from .conftest import DAY, Page, Reader

HELD = "\n".join(
    f"{name}, NY, community, J-1, attended" for name in ("Ash", "Birch", "Cedar", "<b>Dogwood</b> & Sons")
)


@pytest.fixture(autouse=True)
def february(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DAY, "today", date(2027, 2, 10))


@pytest.fixture
def rank(reader: Reader) -> str:
    season_id = reader.season(interviews="0", visa={"applicant__visa": "j1"})
    reader.send(f"/s/{season_id}/interviews/paste", lines=HELD)
    return f"/s/{season_id}/rank"


def order(page: Page) -> list[str]:
    return [" ".join(e.text.split()) for e in page.all("p", class_="rank-name")]


def press(reader: Reader, page: Page, does: str, expect: int = 200, **fields: Any) -> Page:
    """Send the form of the list with one of its buttons."""
    stamp = {"version": page.value("version"), "key": page.value("key")}
    return reader.send(page.url, expect, do=does, **stamp, **fields)


def button(page: Page, label: str) -> str:
    return next(
        b.attributes["value"]
        for b in page.all("button", name="do")
        if " ".join(b.text.split()).endswith(label)
    )


def names(page: Page) -> dict[str, str]:
    """The field of each program's place, by program."""
    found = [i.attributes["name"] for i in page.all("input", class_="place")]
    return dict(zip((n.split()[0] for n in order(page)), found, strict=True))


def test_the_list_has_a_chance_at_each_rank_and_the_checks_beside_it(reader: Reader, rank: str) -> None:
    page = reader.open(rank)
    assert order(page) == ["Ash NY", "Birch NY", "Cedar NY", "<b>Dogwood</b> & Sons NY"]
    assert page.h1.startswith("Of 100 applicants like you with this list, about")
    assert len(page.all("p", class_="rank-chance")) == 4
    assert "No match: about" in page.words
    assert "Certify your list by 3 March 2027, 21:00 Eastern time." in page.words
    assert "<b>Dogwood" not in page.html
    assert [a.text for a in page.all("a", aria_current="page")] == ["Rank"]


def test_arrows_and_typed_numbers_order_the_list(reader: Reader, rank: str) -> None:
    page = reader.open(rank)
    page = press(reader, page, button(page, "Move Cedar up"))
    assert order(page)[:3] == ["Ash NY", "Cedar NY", "Birch NY"]
    page = press(reader, page, button(page, "Move Ash down"))
    assert order(page)[:2] == ["Cedar NY", "Ash NY"]
    assert "Saved." in page.words
    page = press(reader, page, "order", **{names(page)["Birch"]: "1"})
    assert order(page)[:2] == ["Birch NY", "Cedar NY"]
    wrong = press(reader, page, "order", 422, **{names(page)["Birch"]: "one"})
    assert "“one” is not a place" in wrong.errors[0][1]
    assert wrong.errors[0][0].removeprefix("#") in wrong.ids


def test_a_double_tap_does_one_thing_and_an_old_page_does_nothing(reader: Reader, rank: str) -> None:
    page = reader.open(rank)
    up = button(page, "Move Cedar up")
    once, twice = press(reader, page, up), press(reader, page, up)
    assert order(once) == order(twice)
    old = reader.send(page.url, 409, do=up, version=page.value("version"), key="another")
    assert "changed meanwhile" in old.errors[0][1]
    assert order(old) == order(once)


def test_off_the_list_and_on_it_again(reader: Reader, rank: str) -> None:
    page = reader.open(rank)
    page = press(reader, page, button(page, "Take Birch off the list"))
    assert len(order(page)) == 3
    assert "Birch: you interviewed there, would train there, and leave it off." in page.words
    page = press(reader, page, button(page, "Add at the end Birch"))
    assert order(page)[-1] == "Birch NY"


def test_certified_then_changed_raises_the_alarm_and_leads_back(reader: Reader, rank: str) -> None:
    page = press(reader, reader.open(rank), "certify")
    assert "Certified as it stands." in page.words
    page = press(reader, page, button(page, "Move Cedar up"))
    assert "You changed the list after you certified it." in page.words
    page = press(reader, page, "certified")
    assert order(page)[:3] == ["Ash NY", "Birch NY", "Cedar NY"]
    assert "Certified as it stands." in page.words
    page = press(reader, page, "restore:0")
    assert "Back at that list." in page.words
    press(reader, page, "restore:99", 422)
    press(reader, page, "up:nobody", 422)
    press(reader, page, "dance", 400)


def test_codes_to_type_and_the_check_of_what_was_typed(reader: Reader, rank: str) -> None:
    page = reader.open(rank)
    first = names(page)["Ash"].removeprefix("place:")
    page = reader.send(f"{rank}/codes", **{f"code:{first}": "9999120C0", "version": page.value("version")})
    assert "9999120C0 is the code of another specialty than you say." in page.words
    printed = reader.open(f"{rank}/print")
    assert "9999120C0" in printed.words
    assert "look it up" in printed.words
    rows = list(csv.reader(io.StringIO(reader.open(f"{rank}/list.csv").html.removeprefix("\ufeff"))))
    assert [r[:4] for r in rows[:2]] == [
        ["list", "rank", "code", "program"],
        ["primary", "1", "9999120C0", "Ash"],
    ]
    assert reader.client.get(f"{rank}/list.xlsx").content.startswith(b"PK")
    assert reader.open(f"{rank}/list.pdf", 404)
    compared = reader.send(f"{rank}/typed", typed="9999120C0\nCedar\nElsewhere")
    assert "Birch: missing in the system" in compared.words
    assert "Elsewhere is not on your list" in compared.words


def test_comparing_two_at_a_time_makes_a_list(reader: Reader, rank: str) -> None:
    here = f"{rank}/compare"
    page = reader.open(here)
    assert page.h1 == "Where would you rather train?"
    assert "0 of 3 neighbours compared." in page.words
    skipped = press(reader, page, "skip", first=page.value("first"), second=page.value("second"))
    assert skipped.status == 200
    for _ in range(8):
        page = reader.open(here)
        if page.h1 != "Where would you rather train?":
            break
        # the later letter is always preferred
        a, b = (e.text for e in page.all("button", class_="primary"))
        says = "first" if a.strip("<b>") > b.strip("<b>") else "second"
        press(reader, page, says, first=page.value("first"), second=page.value("second"))
    page = reader.open(here)
    assert page.h1 == "You have compared enough"
    made = reader.send(rank, do="comparing", version=page.value("version"), key="x")
    assert [n[0] for n in order(made)] == ["<", "C", "B", "A"]
    assert "Your list beside your ratings and comparisons" in made.words
    taken = press(reader, reader.open(here), "undo")
    assert taken.h1 == "Where would you rather train?"
    press(reader, taken, "maybe", 400, first="a", second="b")


def test_the_match_runs_on_her_list_as_a_table_of_steps(reader: Reader, rank: str) -> None:
    page = reader.open(f"{rank}/watch")
    assert "You end at" in page.h1
    assert "The rivals are invented." in page.words
    assert len(page.all("tr")) > 15
    other = reader.open(f"{rank}/watch?market=7")
    assert "This is market 7 of 100." in other.words
    assert "This is market" in reader.open(f"{rank}/watch?market=x").words


def test_advanced_programs_get_a_supplemental_list(reader: Reader) -> None:
    text = """
applicant: {type: us_img}
targets: [{specialty: radiology_diagnostic, track: advanced}, {specialty: internal_medicine, track: preliminary}]
interviews:
  - {program: Rad, id: r1, specialty: radiology_diagnostic, status: attended}
  - {program: Year, id: y1, specialty: internal_medicine, track: preliminary, status: attended}
  - {program: Next, id: y2, specialty: internal_medicine, track: preliminary, status: attended}
rank_list: {order: [r1]}
"""
    base = reader.send("/upload", text=text).url + "/rank"
    page = reader.open(base)
    assert "Advanced, without a supplemental list: no first year." in page.words
    fields = {"advanced": "r1", "year:y1": "2", "year:y2": "1", "version": page.value("version")}
    page = reader.send(f"{base}/supplemental/0", **fields)
    assert re.search(r"With a first year: about \d+ in 100", page.words)
    assert [i.attributes["value"] for i in page.all("input", name="year:y2")] == ["1", ""]
    assert "no supplemental list is attached" not in page.words
    reader.send(f"{base}/supplemental/0", 422, **{"year:y1": "first"})
    reader.send(f"{base}/supplemental/400", 404, **fields)


def test_without_an_interview_there_is_nothing_to_rank_yet(reader: Reader) -> None:
    season_id = reader.season(interviews="0")
    page = reader.open(f"/s/{season_id}/rank")
    assert "Your list is empty" in page.h1
    assert reader.open(f"/s/{season_id}/rank/compare").status == 200


def test_a_list_against_her_ratings_is_shown_beside_them(reader: Reader) -> None:
    held = "".join(
        f"  - {{program: {name}, status: attended, ratings: {{city: {stars}}}}}\n"
        for name, stars in (("Low", 1), ("High", 5))
    )
    text = f"applicant: {{type: us_img}}\ntarget: {{specialty: pediatrics}}\ninterviews:\n{held}"
    base = reader.send("/upload", text=text).url + "/rank"
    page = reader.open(base)
    (table,) = [t for t in page.all("table") if "By your ratings" in t.text]
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in table.node.iter("tr")]
    assert rows == [
        ["Program", "Your list", "By your ratings"],
        ["Low", "1", "2 (differs)"],
        ["High", "2", "1 (differs)"],
    ]
