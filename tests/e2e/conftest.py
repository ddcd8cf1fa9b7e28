"""A real server and a real Chromium.

The browser is Debian's (``apt-get install -y chromium``): without it these tests fail, they are not skipped.
"""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from matchsafe.server import create_app

ARGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
MISSING = "These tests need Chromium. Install it with: apt-get install -y chromium"


expect.set_options(timeout=60_000)
DAY = {"today": date(2026, 11, 22)}
"""The day of every page; a test may set another one."""
OUTLOOK = re.compile(r"/s/[\w-]+$")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole app, served from a fresh database."""
    place = tmp_path_factory.mktemp("e2e") / "seasons.sqlite"
    patch = pytest.MonkeyPatch()
    patch.setenv("MATCHSAFE_CATALOGS", str(place.parent / "catalogs"))
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(f"sqlite:///{place}")
    app.state.site = replace(app.state.site, today=lambda: DAY["today"])
    running = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 300
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert running.started
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join(10)
    listening.close()
    patch.undo()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


SEASON = """
applicant:
  type: non_us_img
  graduation_year: 2023
  step1: {passed: true, attempts: 1}
  step2_ck: {score: 245, attempts: 1}
  us_clinical_experience: hands_on
  letters: strong
  visa: j1
target: {specialty: internal_medicine, track: categorical}
interviews: 6
"""


@pytest.fixture
def season(server: str) -> str:
    """The address of the outlook of a fresh season, made from a season file."""
    made = httpx.post(f"{server}/upload", data={"text": SEASON})
    assert made.status_code == 303
    return server + made.headers["location"]


@dataclass
class Visitor:
    """One person in a fresh browser profile, and what the browser complains about."""

    page: Page
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def wide_enough(self) -> bool:
        """Whether nothing has to be scrolled sideways."""
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        )


@pytest.fixture
def visit(chromium: Browser, server: str) -> Iterator[object]:
    """Make a visitor: ``visit(width=390, dark=False, script=True, bypass_csp=False)``."""
    contexts: list[BrowserContext] = []

    def make(width: int = 1280, dark: bool = False, script: bool = True, bypass_csp: bool = False) -> Visitor:
        context = chromium.new_context(
            base_url=server,
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            bypass_csp=bypass_csp,
            reduced_motion="reduce",
            accept_downloads=True,
            service_workers="block",
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        visitor = Visitor(context.new_page(), context)
        visitor.page.on(
            "console",
            lambda m: visitor.complaints.append(m.text) if m.type in ("error", "warning") else None,
        )
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.page.on("request", lambda request: visitor.requests.append(request.url))
        return visitor

    yield make
    for context in contexts:
        context.close()


def answer_everything(page: Page, interviews: str = "6") -> str:
    """Go from the start page to the outlook by clicking, and return the season's address."""
    page.goto("/start")
    page.get_by_role("link", name="See where I stand").click()
    go_on = page.get_by_role("button", name="Continue")
    page.get_by_label("Yes", exact=True).check()
    go_on.click()
    page.get_by_label("International medical graduate, not a US citizen").check()
    go_on.click()
    page.get_by_label("Specialty", exact=True).select_option(label="Internal Medicine")
    go_on.click()
    page.get_by_label("Number of interviews").fill(interviews)
    go_on.click()
    page.get_by_label("Three-digit score").fill("245")
    page.locator("[name=applicant-step2_ck-attempts]").select_option("1")
    page.get_by_label("Yes, I passed").check()
    page.locator("[name=applicant-step1-attempts]").select_option("1")
    go_on.click()
    page.get_by_label("Year of graduation").fill("2023")
    page.get_by_label("Yes, with my own patients").check()
    go_on.click()
    page.get_by_label("Strong").check()
    go_on.click()
    page.get_by_label("J-1 only").check()
    go_on.click()
    page.get_by_role("heading", name="Check your answers").wait_for()
    page.get_by_role("button", name="Show my outlook").click()
    page.wait_for_url(OUTLOOK)
    return page.url


@pytest.fixture
def walk() -> object:
    """Answer every question by clicking; see ``answer_everything``."""
    return answer_everything
