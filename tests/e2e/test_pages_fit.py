"""Every page in a real browser: axe finds nothing, and it fits a phone and a desk, by day and at night."""

from __future__ import annotations

import os
import re
from datetime import date

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.catalog.importers.federal.conftest import program

from matchsafe.catalog.attachment import attach
from matchsafe.catalog.catalog import Catalog, PossibleTwin
from matchsafe.catalog.organizations import Organization
from matchsafe.catalog.store import Store

from .conftest import DAY

pytestmark = pytest.mark.browser

WIDTHS = (390, 1280)
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true; })"
PROGRAMS = "Program,Specialty,State,J1,Mood\nInvented Mercy,IM,NY,yes,good\nA,Juggling,NY,no,bad\n"
PAGES = (
    "/",
    "/new",
    "/upload",
    "/seasons",
    "/sample",
    "/sample/sources",
    "/sample/questions-answered",
    "/method",
    "/evidence",
)
EVERY_NIGHT = bool(os.environ.get("MATCHSAFE_EVERY_SEED"))
CONTRAST = {"runOnly": ["color-contrast"]}
"""Of what axe looks for, only this hangs on the theme."""


def faultless(visitor, address, *, night=True):
    """Fails if axe finds anything on the page, or the page is too wide, on a phone by day and on a desk at night."""
    page = visitor.page
    page.evaluate(OPEN_ALL)
    looks = ((WIDTHS[0], "light", {}), (WIDTHS[-1], "dark", CONTRAST))
    for width, theme, rules in looks if night else looks[:1]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found = Axe().run(page, options={"resultTypes": ["violations"], **rules})
        assert found.violations_count == 0, (address, width, theme, found.generate_report())
        assert visitor.wide_enough(), (address, width)


def test_axe_finds_nothing_on_any_page(visit, season):
    visitor = visit(width=WIDTHS[0], bypass_csp=True)
    page = visitor.page
    page.goto(season)
    page.goto(f"{season}/interviews")
    page.get_by_label("One interview a line").fill("Lincoln, NY, community\nMercy, OH, university, no visa")
    page.get_by_role("button", name="Add these lines").click()
    page.wait_for_url(re.compile("saved=added"))
    addresses = [
        *PAGES,
        season,
        f"{season}/check",
        f"{season}/interviews",
        page.get_by_role("link", name="Change Lincoln").evaluate("link => link.href"),
        f"{season}/sources",
        f"{season}/delete",
        f"{season}/history",
        "/backup",
        f"{season}/q/type",
        f"{season}/q/flags",
        f"{season}/q/partner",
        f"{season}?community=2",
        "/evidence/charting_2026.contiguous_ranks",
        "/sample/plan",
        f"{season}/plan/couple",
        f"{season}/plan/couple?partner={season.rsplit('/', 1)[1]}&catalog=sample&budget=60",
        "/catalog/sample?specialties=internal_medicine&near=Ohio&within=300",
        "/catalog/sample?score=x",
        "/catalog/sample/p/sample-0001",
        "/catalog/sample/compare?id=sample-0001&id=sample-0002&id=sample-0003",
        "/catalog/sample/lists/save?id=sample-0001",
        "/nothing",
    ]
    for number, address in enumerate(addresses):
        page.goto(address)
        faultless(
            visitor, address, night=number % 3 == 0 or EVERY_NIGHT
        )  # the colours are those of one style sheet
    page.goto("/catalogs/import")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "invented.csv", "mimeType": "text/csv", "buffer": PROGRAMS.encode()}
    )
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_url(lambda url: not url.endswith("/catalogs/import"))
    looked_at = page.url
    for address in (looked_at, f"{looked_at}/columns", "/catalogs", "/catalogs/import"):
        page.goto(address)
        faultless(visitor, address)
    page.goto(f"{season}/q/exams")
    page.get_by_label("Three-digit score").fill("x")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".error-summary")).to_be_focused()
    faultless(visitor, "a page with an error")
    page.goto(f"{season}/interviews")
    lincoln = page.get_by_role("link", name="Change Lincoln").evaluate("link => link.href")
    page.goto(lincoln)
    httpx.post(lincoln, data={"program": "Lincoln", "city": "Dayton"})  # in another tab
    page.locator("input[name=city]").fill("Akron")
    page.locator("input[name=city]").press("Enter")
    expect(page.locator("h1")).to_have_text("This season changed meanwhile")
    faultless(visitor, "a stale form")


def test_the_questions_about_a_list_fit_a_phone_and_are_without_fault(visit):
    visitor = visit(width=WIDTHS[0], bypass_csp=True)
    long = "Invented University School of Medicine at the Lower Northeastern Regional Medical Center"
    two = [program(f"fit-{n}", f"{long} {n} Program", "Sampleville", "OH") for n in (1, 2)]
    twins = (PossibleTwin("fit-1", "fit-2", "The names are alike, but not enough to be sure."),)
    employer = Organization(
        "INVENTED HOLDINGS", facts={"h1b_filings": [{"value": 2, "year": 2025, "source": "DOL"}]}
    )
    employer.stands_in("Sampleville", "OH")
    Store().change(
        "fit", "a list", lambda _: (attach(Catalog("fit", tuple(two), twins=twins), [employer])[0], "")
    )
    for address, button in (("twins", "They are one"), ("employers", "It is this one")):
        visitor.page.goto(f"/catalog/fit/{address}")
        expect(visitor.page.get_by_role("button", name=re.compile(button)).first).to_be_visible()
        faultless(visitor, address, night=False)
    Store().remove("fit")


def test_nothing_has_to_be_scrolled_sideways_on_the_smallest_phone(visit, season):
    visitor = visit(width=320)  # the pages that axe reads are looked at with 390 there
    visitor.page.goto(season)
    visitor.page.goto(f"{season}/interviews")
    visitor.page.get_by_label("One interview a line").fill(
        f"{'Averylongnamewithoutspaces' * 5}, NY, community"
    )
    visitor.page.get_by_role("button", name="Add these lines").click()
    visitor.page.wait_for_url(re.compile("saved=added"))
    for address in (
        *PAGES,
        season,
        f"{season}/check",
        f"{season}/interviews",
        f"{season}/sources",
        f"{season}/q/partner",
        "/evidence/charting_2026.contiguous_ranks",
    ):
        visitor.page.goto(address)
        visitor.page.evaluate(OPEN_ALL)
        assert visitor.wide_enough(), address


LONG = "Invented University School of Medicine at the Lower Northeastern Regional Medical Center Program"
WEAKEST = "Fewer than 1 in 100 (under 1 to 2)"
LONG_PLAN = """
applicant: {type: non_us_img, visa: j1, graduation_year: 2019, step2_ck: {score: 240}}
targets: [{specialty: internal_medicine}, {specialty: family_medicine}, {specialty: psychiatry}]
plan: {catalog: sample, request: {budget: 3000, signals: all, useful_step: 0}}
"""


def with_longest_words(page):
    page.locator(".plan-list .name").evaluate_all(f"all => all.forEach(e => e.textContent = '{LONG}')")
    chances = page.locator(".plan-list td[data-label=Interview] a, .plan-list td[data-label='Match there']")
    chances.evaluate_all(f"all => all.forEach(e => e.textContent = '{WEAKEST}')")


def test_a_long_plan_fits_a_few_screens_of_a_phone_with_its_folds_closed(visit, server, monkeypatch):
    monkeypatch.setitem(DAY, "today", date(2026, 10, 20))
    made = httpx.post(f"{server}/upload", data={"text": LONG_PLAN})
    page = visit(width=390).page
    page.goto(f"{server}{made.headers['location']}/plan")
    page.locator("#list-title").wait_for()
    expect(page.get_by_role("heading", level=2, name="Apply to these")).to_be_visible()
    assert "Programs 1 to 10 of 157" in page.locator(".plan-list").inner_text()
    with_longest_words(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= 4_500
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_plan_for_two_with_long_lists_fits_a_few_screens_of_a_phone(visit, season, monkeypatch):
    monkeypatch.setitem(DAY, "today", date(2026, 9, 1))
    page = visit(width=390).page
    who = season.rsplit("/", 1)[1]
    page.goto(f"{season}/plan/couple?partner={who}&catalog=sample&budget=440&useful_step=0")
    for n in (1, 2):
        expect(page.locator(f"section[aria-labelledby=list-{n}] tbody tr")).to_have_count(15, timeout=60_000)
    with_longest_words(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= 6_000
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    first = page.locator(".plan-list tbody tr").first
    first.locator("summary").click()
    expect(first.locator(".name")).to_have_css("white-space", "normal")  # the whole name


def test_a_program_fits_a_few_screens_of_a_phone_with_its_folds_closed(visit):
    page = visit(width=390).page
    page.goto("/catalog/sample/p/sample-0002")
    assert page.evaluate("document.documentElement.scrollHeight") <= 3_000


def test_buttons_links_in_lists_and_fields_are_large_enough_for_a_thumb(visit, season):
    visitor = visit(width=390)
    visitor.page.goto(season)
    for address in (season, f"{season}/check", f"{season}/interviews", f"{season}/q/flags", "/"):
        visitor.page.goto(address)
        small = visitor.page.evaluate(
            """() => [...document.querySelectorAll(`button, .button, select, input[type=text], nav a,
                 .change a, summary, .choice label`)].filter(e => e.checkVisibility())
                 .filter(e => e.getBoundingClientRect().height < 44)
                 .map(e => e.outerHTML.slice(0, 120))"""
        )
        assert small == [], address


def test_high_contrast_colours_keep_the_icons_apart(visit, season):
    visitor = visit()
    visitor.page.goto(season)
    visitor.page.emulate_media(forced_colors="active")
    looks = visitor.page.evaluate(
        """() => ['full', 'range', 'empty'].map(c => {
             const s = getComputedStyle(document.querySelector('.c.' + c));
             return s.backgroundColor + s.backgroundImage; })"""
    )
    assert len(set(looks)) == 3


def test_text_at_twice_the_size_still_fits(visit):
    visitor = visit(width=640)
    visitor.page.goto("/sample")
    visitor.page.evaluate("document.styleSheets[0].insertRule('html { font-size: 200%; }')")
    assert visitor.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert visitor.wide_enough()
