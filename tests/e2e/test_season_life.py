"""The life of one applicant on a phone, from September to July, in a real browser: by the keyboard, without scripts.

A second visitor, with scripts, looks at the same pages for axe.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

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
    base = server + httpx.post(f"{server}/upload", data={"text": SEASON}, timeout=300).headers["location"]
    page = visit(width=390, script=False).page
    visitor = visit(width=390, bypass_csp=True)
    for each in (page, visitor.page):
        each.set_default_timeout(60_000)  # the first outlook of a day takes its time on a busy machine

    def reach(target: Any) -> None:
        """Bring the keyboard to something that the Tab key stops at."""
        target.focus()
        assert target.evaluate("e => e === document.activeElement && e.tabIndex >= 0")

    def press(target: Any, key: str = "Enter") -> None:
        reach(target)
        page.keyboard.press(key)

    def write(label: str, text: str, *, exact: bool = False) -> None:
        reach(page.get_by_label(label, exact=exact))
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(text)

    def choose(target: Any, text: str) -> None:
        reach(target)
        page.keyboard.type(text)
        assert target.locator("option:checked").inner_text().startswith(text)

    def button(name: str) -> Any:
        return page.get_by_role("button", name=name).first

    def look(address: str, name: str) -> None:
        """Look at a page of the season: nothing for axe to find, nothing to scroll sideways."""
        visitor.page.goto(base + address if address else page.url)
        visitor.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        if folder := os.environ.get("MATCHSAFE_SHOTS"):
            visitor.page.screenshot(path=f"{folder}/{name}.png", full_page=True)
        found = Axe().run(visitor.page, options=AXE)
        assert found.violations_count == 0, (name, found.generate_report())
        assert visitor.wide_enough(), name

    # September: she applies
    DAY["today"] = date(2026, 9, 10)
    page.goto(f"{base}/season")
    write("Program", "Lakeshore Hospital", exact=True)
    choose(page.get_by_label("State", exact=True), "New York")
    press(button("Add application"))
    page.get_by_role("link", name="Lakeshore Hospital", exact=True).wait_for()
    look("", "1-season")

    # October: an invitation with a time limit
    DAY["today"] = date(2026, 10, 14)
    page.goto(f"{base}/interviews")
    write("One interview a line", "Lakeshore Hospital, NY, community, J-1, invited")
    press(button("Add these lines"))
    page.wait_for_url(re.compile("saved=added"))
    page.goto(f"{base}/season")
    press(page.get_by_role("link", name="Lakeshore Hospital", exact=True).first)
    page.wait_for_url(re.compile("/i/"))
    story = page.url
    press(page.get_by_text("Change", exact=True))
    write("Answer by", "2026-10-16T17:00")
    press(button("Save"))
    page.wait_for_url(re.compile("saved=changed"))
    page.goto(server)
    page.wait_for_url(re.compile("/today$"))
    assert "Answer the invitation of Lakeshore Hospital" in page.locator(".next-step").inner_text()
    look("", "2-today-october")

    # she answers with both clocks, and books
    page.goto(story)
    press(page.get_by_text("Change", exact=True))
    choose(page.locator("#status"), "Scheduled")
    write("Begins", "2026-11-18T14:00")
    press(button("Save"))
    page.wait_for_url(re.compile("saved=changed"))
    press(page.get_by_role("link", name="Answer the invitation"))
    page.wait_for_url(re.compile("/draft/"))
    write("Your name", "A. Applicant")
    press(button("Draft it"))
    letter = page.get_by_label("The letter").input_value()
    assert "14:00 Eastern time = Thu 19 November, 00:30 your time (night)" in letter
    look("", "3-letter")
    press(button("I have sent it"))
    page.get_by_text(": Answer the invitation", exact=False).first.wait_for()

    # November: the day before, then the evening after
    DAY["today"] = date(2026, 11, 17)
    look("/today", "4-today-november")
    page.goto(f"{base}/today")
    press(page.locator(".next-step").get_by_role("button", name="Later"))
    page.get_by_text("Put off for three days.").wait_for()
    press(button("Undo"))
    page.get_by_text("Put off for three days.").wait_for(state="detached")
    DAY["today"] = date(2026, 11, 19)
    page.goto(f"{base}/season")
    press(page.get_by_label("Choose Lakeshore Hospital").first, "Space")
    choose(page.get_by_label("With the chosen rows"), "Attended")
    press(button("Do it"))
    page.get_by_text("Changed 1 row.").wait_for()
    look("/today", "5-today-after")
    assert "no thank-you note sent yet" in visitor.page.locator("main").inner_text()

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
    press(page.get_by_label("I matched", exact=True), "Space")
    press(page.get_by_role("button", name="Continue").or_(page.get_by_role("button", name="Save")).first)
    page.wait_for_url(re.compile("^(?!.*/q/result)"))
    DAY["today"] = date(2027, 7, 1)
    look("/today", "today-july")
    page.goto(f"{server}/start")
    assert page.get_by_role("link", name="See where I stand").is_visible()
    assert not visitor.complaints
