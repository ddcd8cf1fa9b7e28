"""The rank list in a real browser: dragged, moved by the keyboard, and typed without JavaScript."""

from __future__ import annotations

import re
from datetime import date

import httpx
import pytest
from playwright.sync_api import expect

from .conftest import DAY
from .test_pages_fit import faultless

SEASON = """
applicant: {type: non_us_img, visa: j1, step2_ck: {score: 240}}
target: {specialty: internal_medicine}
criteria: {city: 3, people: 5}
interviews:
  - {program: Ash Hospital, id: a1, city: New York, state: NY, status: attended, ratings: {city: 5, people: 2}}
  - {program: Birch Medical Center of the Lower Valley, id: b1, state: NJ, status: attended, visas_sponsored: [j1]}
  - {program: Cedar Clinic, id: c1, state: TX, status: attended, ratings: {city: 3, people: 5}}
  - {program: Dogwood University, id: d1, state: NY, status: attended, visas_sponsored: [j1], highly_selective: true}
"""


@pytest.fixture
def rank(server, monkeypatch):
    monkeypatch.setitem(DAY, "today", date(2027, 2, 10))
    made = httpx.post(f"{server}/upload", data={"text": SEASON})
    return f"{server}{made.headers['location']}/rank"


def expect_order(page, *names):
    """Waits for the order: a form may still be on its way back."""
    expect(page.locator(".rank-name strong")).to_have_text([re.compile(rf"^{name}\b") for name in names])


def test_a_list_is_dragged_moved_and_typed(visit, rank):
    visitor = visit(width=390)
    page = visitor.page
    page.goto(rank)
    expect_order(page, "Ash", "Birch", "Cedar", "Dogwood")
    assert visitor.wide_enough()
    handles = page.get_by_role("button", name="Drag")
    handles.nth(3).scroll_into_view_if_needed()
    start, end = handles.nth(3).bounding_box(), page.locator(".rank").nth(0).bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + 40, steps=4)
    page.mouse.move(start["x"] + 5, end["y"] + 2, steps=4)
    page.mouse.up()
    expect_order(page, "Dogwood", "Ash", "Birch", "Cedar")
    expect(page.locator("#rank-said")).to_contain_text("Dogwood University is now at place 1")
    handle = page.get_by_role("button", name="Drag Cedar Clinic")
    handle.focus()
    handle.press("ArrowUp")
    expect_order(page, "Dogwood", "Ash", "Cedar", "Birch")
    page.get_by_role("button", name="Save this order").last.click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    expect_order(page, "Dogwood", "Ash", "Cedar", "Birch")
    assert not visitor.complaints

    page.emulate_media(media="print")
    expect(page.locator("#ranks")).to_be_visible()
    expect(page.locator("#ranks")).to_contain_text("Dogwood")
    for control in (page.get_by_role("button", name="Save this order"), page.locator(".rank-do").first):
        expect(control).to_be_hidden()
    page.goto(rank.replace("/rank", "/season"))
    expect(page.locator("#rows th[scope=row]").first).to_be_visible()

    plain = visit(width=390, script=False)
    plain.page.goto(rank)
    plain.page.get_by_label("Place of Birch").fill("1")
    plain.page.get_by_label("Place of Birch").press("Enter")
    expect_order(plain.page, "Birch", "Dogwood", "Ash", "Cedar")
    plain.page.get_by_role("button", name="Move Cedar Clinic up").click()
    expect_order(plain.page, "Birch", "Dogwood", "Cedar", "Ash")


def test_axe_finds_nothing_on_the_rank_pages(visit, server, rank):
    made = httpx.post(f"{server}/upload", data={"text": SEASON.replace("Hospital", "Center")})
    pairs = f"/couple?partner={made.headers['location'].rsplit('/', 1)[1]}"
    visitor = visit(width=390, bypass_csp=True)
    for part in ("", "/compare", "/watch", "/print", "/couple", "/seasons", pairs):
        visitor.page.goto(f"{rank}{part}")
        faultless(visitor, part)
    visitor.page.get_by_role("button", name="Keep these pairs").click()
    expect(visitor.page.get_by_role("status").first).to_contain_text("Kept in both seasons.")
    faultless(visitor, "the kept pairs")
    assert visitor.wide_enough()
    page, rows = visitor.page, ".pairs tbody tr"

    def named():
        return page.locator(
            f"{rows} td[data-label=You], {rows} td[data-label='Your partner']"
        ).all_text_contents()

    first = named()[:6]
    page.get_by_role("button", name="Move pair 2 up").press("Enter")
    assert named()[:4] == [*first[2:4], *first[:2]]
    handle = page.get_by_role("button", name="Drag").nth(2)
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), page.locator(rows).nth(1).bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + 20, steps=4)
    page.mouse.up()
    expect(page.locator("#rank-said")).to_contain_text("is now at place 2")
    moved = page.get_by_role("button", name="Drag").nth(1)
    moved.press("ArrowUp")
    faultless(visitor, "pairs in a new order")
    page.get_by_role("button", name="Save this order").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    assert named()[:6] == [*first[4:6], *first[2:4], *first[:2]]
    assert visitor.wide_enough()
    page.locator("#others summary").click()
    handle = page.locator("#others").get_by_role("button", name="Drag").nth(1)
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), page.locator(f"#others {rows}").nth(0).bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + 20, steps=4)
    page.mouse.up()
    expect(page.locator("#rank-said")).to_contain_text("is now at place 11")
    later = named()
    page.get_by_role("button", name="Save this order").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    assert named() == later
