"""The outlook on a phone: the first screen holds the answer, and the page stays short, on every part of the season."""

from __future__ import annotations

import re
from datetime import date

import httpx
import pytest

from .conftest import DAY

pytestmark = pytest.mark.browser

PROFILE = """
applicant:
  type: non_us_img
  graduation_year: {year}
  step1: {{passed: true, attempts: {attempts}}}
  step2_ck: {{score: {score}, attempts: {attempts}}}
  us_clinical_experience: {experience}
  letters: average
  visa: {visa}
target: {{specialty: {specialty}}}
interviews: {interviews}
applications_sent: 150
"""
USUAL = {
    "year": 2022, "attempts": 1, "score": 240, "experience": "none", "visa": "j1", "specialty": "internal_medicine",
    "interviews": 0,
}  # fmt: skip


def profile(**more: object) -> str:
    return PROFILE.format(**{**USUAL, **more})


SEASONS = {
    "strong": profile(year=2024, score=255, experience="hands_on", interviews=11),
    "weak": profile(year=2013, attempts=2, score=219, visa="h1b", interviews=3),
    "odd": profile(visa="none", specialty="ophthalmology", interviews=5),
    "none": profile(specialty="neurology"),
    "couple": profile(interviews=12)
    + "couples: {partner: {type: non_us_img}, partner_target: {specialty: family_medicine}, partner_interviews: 5}",
}
LONG = "Invented University School of Medicine and Regional Medical Center Program"
TWO_SPECIALTIES = profile().split("target:")[0] + "".join(
    (
        "targets: [{specialty: internal_medicine}, {specialty: family_medicine}]\ninterviews:\n",
        *(f'  - {{program: "{LONG} {n}", specialty: internal_medicine}}\n' for n in range(5)),
        *(f'  - {{program: "{LONG} {n}", specialty: family_medicine}}\n' for n in range(5, 9)),
    )
)
DAYS = (date(2026, 9, 10), date(2026, 11, 22), date(2027, 1, 10), date(2027, 3, 8), date(2027, 4, 2))
LOWEST = 844
"""Pixels of the first screen of a phone."""


def address(server: str, name: str) -> str:
    made = httpx.post(f"{server}/upload", data={"text": SEASONS.get(name, TWO_SPECIALTIES)})
    assert made.status_code == 303
    return server + made.headers["location"]


@pytest.mark.parametrize("name", [*SEASONS, "two specialties"])
def test_the_first_screen_holds_answer_range_verdict_and_next_step_and_the_page_is_short(
    visit, server, name, monkeypatch
):
    page = visit(width=390).page
    season = address(server, name)
    for day in DAYS if name in SEASONS else DAYS[1:2]:
        monkeypatch.setitem(DAY, "today", day)
        page.goto(season)
        for part in ("h1", ".verdict", ".next-step .action"):
            box = page.locator(part).bounding_box()
            assert box["y"] + box["height"] <= LOWEST, (day, part, box)
        assert page.evaluate("document.documentElement.scrollHeight") <= 3500, day
        assert len(page.inner_text("body").split()) <= 450, day
        assert not page.locator("details[open]").count()


@pytest.mark.parametrize("name", SEASONS)
def test_it_prints_on_one_sheet_whatever_the_season(visit, server, name):
    page = visit().page
    page.goto(address(server, name))
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
    page.emulate_media(media="print")
    tables = page.locator("#compare table")
    if name == "odd":  # a match of its own, of which the article says nothing
        assert tables.count() == 0
        return
    shown = tables.first.evaluate("e => e.closest('.two') && getComputedStyle(e.closest('.two')).display")
    assert (shown == "none") == (name == "couple")


def test_a_what_if_opens_its_fold(visit, season):
    page = visit(width=390, script=False).page
    page.goto(f"{season}?community=2")
    assert page.locator("#help[open] .change-line").is_visible()
