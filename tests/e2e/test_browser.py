"""The way of a new user in a real browser: phone and desk, light and dark, with JavaScript and without."""

from __future__ import annotations

import re
import time
from datetime import date

import httpx
import pytest
from playwright.sync_api import expect

from .conftest import DAY, SEASON

pytestmark = pytest.mark.browser

WIDTHS = (390, 1280)


def test_a_stranger_gets_an_outlook_on_a_phone_in_two_minutes_and_no_other_address_is_asked(
    visit, walk, server
):
    visitor = visit(width=390)
    begun = time.monotonic()
    walk(visitor.page)
    assert time.monotonic() - begun < 120
    assert "Of 100 applicants like you" in visitor.page.get_by_role("heading", level=1).inner_text()
    assert visitor.complaints == []
    assert visitor.requests
    assert all(url.startswith(server) for url in visitor.requests)


def test_the_whole_flow_works_without_javascript(visit, walk):
    visitor = visit(width=WIDTHS[0], script=False)
    season = walk(visitor.page)
    visitor.page.locator("#help > summary").click()
    visitor.page.get_by_label("Community", exact=True).fill("2")
    visitor.page.get_by_role("button", name="See the change").click()
    expect(visitor.page.locator("#what-if-result")).to_contain_text(re.compile(r"\d+ → \d+ in 100"))
    visitor.page.goto(f"{season}/interviews")
    visitor.page.get_by_label("One interview a line").fill(
        "Lincoln, NY, community\nMercy, OH, university, J-1"
    )
    visitor.page.get_by_role("button", name="Add these lines").click()
    expect(visitor.page.get_by_text("2 on the list, 2 you can rank")).to_be_visible()
    visitor.page.get_by_role("button", name="Remove Mercy").click()
    expect(visitor.page.get_by_text("1 on the list, 1 you can rank")).to_be_visible()
    visitor.page.goto(f"{season}/delete")
    visitor.page.get_by_role("button", name="Yes, delete").click()
    visitor.page.wait_for_url(lambda url: season not in url)
    assert visitor.page.goto(season).status == 404


def test_what_if_changes_in_place_and_keeps_the_focus(visit, season):
    visitor = visit(width=390)
    visitor.page.goto(season)
    visitor.page.evaluate("window.stayed = true")
    visitor.page.locator("#help > summary").click()
    visitor.page.get_by_label("Community", exact=True).fill("3")
    visitor.page.get_by_label("Community", exact=True).press("Enter")
    change = visitor.page.locator("#what-if-result .change-line")
    change.wait_for()
    assert re.fullmatch(r"\d+ → \d+ in 100", change.inner_text())
    assert visitor.page.evaluate("window.stayed") is True
    assert visitor.page.url == season
    assert visitor.page.evaluate("document.activeElement.id") == "community"
    assert visitor.page.locator("#what-if-result").get_attribute("aria-live") == "polite"
    assert visitor.complaints == []


def test_what_if_tells_the_same_with_and_without_javascript(visit, season):
    with_script, without = visit(), visit(script=False)
    with_script.page.goto(season)
    with_script.page.locator("#help > summary").click()
    with_script.page.get_by_label("University", exact=True).fill("2")
    with_script.page.get_by_role("button", name="See the change").click()
    with_script.page.locator(".change-line").wait_for()
    without.page.goto(f"{season}?university=2")
    told = [v.page.locator("#what-if-result").inner_text() for v in (with_script, without)]
    assert told[0] == told[1]


def test_the_keyboard_alone_is_enough(visit):
    visitor = visit()
    page = visitor.page
    page.goto("/new")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for name in ("ask-applied", "applicant-type"):
        page.wait_for_selector(f"[name={name}]")
        while page.evaluate("document.activeElement.name") != name:
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/q/specialty"))
    while page.evaluate("document.activeElement.tagName") != "SELECT":
        page.keyboard.press("Tab")
    page.keyboard.type("Neurology")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/q/interviews"))
    outline = page.evaluate(
        """() => { const e = document.querySelector('#interviews'); e.focus();
             return getComputedStyle(e).outlineStyle; }"""
    )
    assert outline == "solid"
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary[role=alert]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "interviews"


def test_the_focus_goes_to_the_gentle_question_about_an_odd_value(visit, season):
    visitor = visit()
    visitor.page.goto(season)
    visitor.page.goto(f"{season}/q/exams")
    visitor.page.get_by_label("Three-digit score").fill("299")
    visitor.page.get_by_role("button", name="Continue").click()
    expect(visitor.page.get_by_role("heading", name="Is this right?")).to_be_visible()
    expect(visitor.page.locator(".warning-summary")).to_be_focused()
    visitor.page.get_by_role("button", name="It is right, continue").click()
    expect(visitor.page.get_by_role("heading", name="Check your answers")).to_be_visible()


def test_html_in_a_program_name_is_never_run(visit, season):
    visitor = visit()
    visitor.page.goto(season)
    visitor.page.goto(f"{season}/interviews")
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    visitor.page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    visitor.page.get_by_label("Program").first.fill(evil)
    visitor.page.get_by_role("button", name="Add interview").click()
    expect(visitor.page.get_by_role("heading", name=evil)).to_be_visible()
    visitor.page.goto(season)
    assert visitor.complaints == []


def test_a_printed_outlook_is_one_sheet(visit, season):
    visitor = visit()
    visitor.page.goto(season)
    content = visitor.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1


def test_a_printed_outlook_keeps_the_answer_and_drops_the_controls(visit, season):
    visitor = visit()
    visitor.page.goto(season)
    visitor.page.emulate_media(media="print")
    for hidden in (".site-head", ".what-if", "#keep"):
        expect(visitor.page.locator(hidden)).to_be_hidden()
    for shown in (
        "h1",
        ".verdict",
        ".next-step",
        ".cells",
        ".ms-curve",
        "#do",
        "#check",
        "#know",
        ".print-foot",
    ):
        expect(visitor.page.locator(shown).first).to_be_visible()
    for action in visitor.page.locator(".action").all():
        expect(action).to_be_visible()


def test_the_print_button_is_there_only_where_it_works(visit, season):
    with_script, without = visit(), visit(script=False)
    for visitor in (with_script, without):
        visitor.page.goto(season)
        visitor.page.locator("#keep > summary").click()
    expect(with_script.page.get_by_role("button", name="Print on one sheet")).to_be_visible()
    expect(without.page.locator("[data-print]")).to_be_hidden()
    expect(without.page.get_by_text("use the print command of your browser")).to_be_visible()


def test_the_season_file_can_be_downloaded_and_opened_again(visit, season, tmp_path):
    visitor = visit(width=390)
    visitor.page.goto(season)
    first = visitor.page.get_by_role("heading", level=1).inner_text()
    visitor.page.locator("#keep > summary").click()
    with visitor.page.expect_download() as started:
        visitor.page.get_by_role("link", name="Download season file").click()
    place = tmp_path / "season.yaml"
    started.value.save_as(place)
    visitor.page.goto("/upload")
    visitor.page.get_by_label("Choose the file").set_input_files(place)
    visitor.page.get_by_role("button", name="Open it").click()
    visitor.page.wait_for_url(re.compile(r"/s/[\w-]+$"))
    assert visitor.page.url != season
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(first)


def test_a_plan_is_asked_for_kept_and_changed_by_the_keyboard_alone(visit, server, monkeypatch):
    monkeypatch.setitem(DAY, "today", date(2026, 9, 2))
    made = httpx.post(f"{server}/upload", data={"text": SEASON.replace("interviews: 6", "interviews: 0")})
    season = server + made.headers["location"]
    page = visit(width=390).page
    page.goto(f"{season}/plan/wishes")

    def go_to(found: str) -> None:
        for _ in range(200):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({found!r})"):
                return
        pytest.fail(f"the keyboard does not reach {found}")

    go_to("[name=catalog]")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.value") == "sample"
    go_to("#budget")
    page.keyboard.type("150")
    page.keyboard.press("Enter")
    page.locator("#list-title").wait_for()
    go_to("summary:has(#map-title)")
    page.keyboard.press("Enter")
    go_to(".ms-map a")
    assert (
        page.evaluate("getComputedStyle(document.activeElement.querySelector('rect')).strokeWidth") == "9px"
    )
    for does, said in (("pin", "stays on the list"), ("drop", "is off the list")):
        go_to(f"#plan button[value^={does}]")
        page.keyboard.press("Enter")
        page.locator("#plan-status", has_text=said).wait_for()
    assert page.locator("#plan-status").get_attribute("role") == "status"
    assert page.url.split("?")[0] == f"{season}/plan"
