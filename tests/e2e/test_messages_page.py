"""Mail pasted on a phone, in a real browser: read, looked at, taken in."""

from __future__ import annotations

import os

import httpx
from axe_playwright_python.sync_playwright import Axe

SEASON = """
version: 2
applicant: {type: non_us_img}
target: {specialty: internal_medicine}
applications:
  - {program: Palm Bay Medical Center, id: palm}
  - {program: Hudson Ridge Medical Center, id: hudson}
"""
MAIL = """From: Coordinator <c@program.example>
Subject: Interview
Date: Tue, 20 Oct 2026 09:00:00 -0400

Willow-Creek-Of-The-Very-Long-Unbroken-Name Hospital is pleased to invite you to interview on 11/12/2026 at 9:00 AM.
Please respond within 24 hours.
"""


def test_mail_is_read_and_taken_in_on_a_phone(visit, server):
    base = server + httpx.post(f"{server}/upload", data={"text": SEASON}).headers["location"].removesuffix(
        "/today"
    )
    visitor = visit(width=390, bypass_csp=True)
    page = visitor.page

    def look(name: str) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        if folder := os.environ.get("MATCHSAFE_SHOTS"):
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, (name, found.generate_report())
        assert visitor.wide_enough(), name

    page.goto(f"{base}/messages")
    look("messages")
    page.get_by_label("Message", exact=True).fill(MAIL)
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("heading", name="What your mail says").wait_for()
    look("messages-read")
    page.get_by_label("Program of").select_option("new")
    page.get_by_role("button", name="Take it in").click()
    page.get_by_text("In your season.").wait_for()
    look("messages-taken")
