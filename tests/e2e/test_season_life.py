"""The life of one applicant on a phone, from September to July, in a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import DAY

SEASON = """
version: 2
time_zone: Asia/Kolkata
applicant: {type: non_us_img, visa: j1, step2_ck: {score: 245}, step1: {passed: true}, letters: strong}
target: {specialty: internal_medicine}
"""
AXE = {"resultTypes": ["violations"]}


@pytest.fixture(autouse=True)
def same_day_again() -> Iterator[None]:
    before = DAY["today"]
    yield
    DAY["today"] = before


def test_one_applicant_lives_here_from_september_to_july(visit, server):
    base = server + httpx.post(f"{server}/upload", data={"text": SEASON}).headers["location"]
    visitor = visit(width=390, bypass_csp=True)
    page = visitor.page

    def look(address: str, name: str) -> None:
        """Open a page of the season: nothing for axe to find, nothing to scroll sideways."""
        if address:
            page.goto(base + address)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        if folder := os.environ.get("MATCHSAFE_SHOTS"):
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, (name, found.generate_report())
        assert visitor.wide_enough(), name

    # September: she applies
    DAY["today"] = date(2026, 9, 10)
    page.goto(f"{base}/season")
    page.get_by_label("Program", exact=True).fill("Lakeshore Hospital")
    page.get_by_label("State", exact=True).select_option("NY")
    page.get_by_role("button", name="Add application").click()
    page.get_by_role("link", name="Lakeshore Hospital", exact=True).wait_for()
    look("", "1-season")

    # October: an invitation with a time limit
    DAY["today"] = date(2026, 10, 14)
    page.goto(f"{base}/interviews")
    page.get_by_label("One interview a line").fill("Lakeshore Hospital, NY, community, J-1, invited")
    page.get_by_role("button", name="Add these lines").click()
    page.goto(f"{base}/season")
    page.get_by_role("link", name="Lakeshore Hospital", exact=True).first.click()
    story = page.url
    page.get_by_text("Change", exact=True).click()
    page.get_by_label("Answer by").fill("2026-10-16T17:00")
    page.get_by_role("button", name="Save").first.click()
    page.goto(server)
    page.wait_for_url(re.compile("/today$"))
    assert "Answer the invitation of Lakeshore Hospital" in page.locator(".next-step").inner_text()
    look("", "2-today-october")

    # she answers with both clocks, and books
    page.goto(story)
    page.get_by_text("Change", exact=True).click()
    page.locator("#status").select_option("scheduled")
    page.get_by_label("Begins").fill("2026-11-18T14:00")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("link", name="Answer the invitation").click()
    page.get_by_label("Your name").fill("A. Applicant")
    page.get_by_role("button", name="Draft it").click()
    letter = page.get_by_label("The letter").input_value()
    assert "14:00 Eastern time = Thu 19 November, 00:30 your time (night)" in letter
    look("", "3-letter")
    page.get_by_role("button", name="I have sent it").click()
    page.get_by_text(": Answer the invitation", exact=False).first.wait_for()

    # November: the day before, then the evening after
    DAY["today"] = date(2026, 11, 17)
    look("/today", "4-today-november")
    page.locator(".next-step").get_by_role("button", name="Later").click()
    page.get_by_text("Put off for three days.").wait_for()
    page.get_by_role("button", name="Undo").click()
    DAY["today"] = date(2026, 11, 19)
    page.goto(f"{base}/season")
    page.get_by_label("Choose Lakeshore Hospital").first.check(force=True)
    page.get_by_label("With the chosen rows").select_option("attended")
    page.get_by_role("button", name="Do it").click()
    page.get_by_text("Changed 1 row.").wait_for()
    look("/today", "5-today-after")
    assert "no thank-you note sent yet" in page.locator("main").inner_text()

    # December and January: visas, time, money
    DAY["today"] = date(2027, 1, 12)
    for address in ("/visas", "/timeline", "/timeline?view=month&month=2026-11", "/timeline?view=agenda", "/release",
                    "/people", "/more", "/record", "/tracker", "/season?edit=interview:" + story.rpartition("/")[2],
                    "/season?view=board", story.removeprefix(base)):  # fmt: skip
        look(address, address.strip("/").replace("/", "-").replace("?", "-"))

    # February: the rank list; March: SOAP; then the result closes the season
    DAY["today"] = date(2027, 2, 20)
    look("/rank", "rank")
    DAY["today"] = date(2027, 3, 14)
    look("/soap", "soap")
    DAY["today"] = date(2027, 3, 19)
    page.goto(f"{base}/q/result")
    page.get_by_label("I matched", exact=True).check()
    page.get_by_role("button", name="Continue").or_(page.get_by_role("button", name="Save")).first.click()
    DAY["today"] = date(2027, 7, 1)
    look("/today", "today-july")
    page.goto(f"{server}/start")
    assert page.get_by_role("link", name="See where I stand").is_visible()
    assert not visitor.complaints
