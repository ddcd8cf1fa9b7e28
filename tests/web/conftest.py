"""A reader without JavaScript: opens pages, fills in forms, and sees only what the HTML says."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import httpx
import lxml.etree
import lxml.html
import pytest
from fastapi.testclient import TestClient

from matchsafe.catalog.access import use
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.record import Record
from matchsafe.catalog.store import Store
from matchsafe.server import create_app

T = TypeVar("T")

DAY = {"today": date(2026, 11, 22)}
"""The day of every page; a test may set another one."""


@dataclass
class Element:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    node: lxml.html.HtmlElement

    @cached_property
    def text(self) -> str:
        """All the text inside it."""
        return str(self.node.text_content())


@dataclass
class Page:
    """A page and what stands on it, which is read once it is asked for."""

    html: str
    status: int
    url: str

    @cached_property
    def elements(self) -> list[Element]:
        """Every element in the order of the page."""
        nodes = lxml.html.document_fromstring(self.html).iter(lxml.etree.Element)
        return [Element(str(node.tag), dict(node.attrib), node) for node in nodes]

    def all(self, tag: str, **attributes: str) -> list[Element]:
        wanted = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()}
        return [
            e
            for e in self.elements
            if e.tag == tag
            and all(
                v in e.attributes.get(k, "").split() if k == "class" else e.attributes.get(k) == v
                for k, v in wanted.items()
            )
        ]

    @property
    def words(self) -> str:
        body = self.all("body")[0].text
        return " ".join(body.split())

    @property
    def h1(self) -> str:
        return " ".join(self.all("h1")[0].text.split())

    @property
    def title(self) -> str:
        return " ".join(self.all("title")[0].text.split())

    @property
    def ids(self) -> list[str]:
        return [e.attributes["id"] for e in self.elements if "id" in e.attributes]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The error summary: the field each line links to, and its words."""
        inside = re.search(r'<div class="error-summary".*?</div>', self.html, re.S)
        found = Page(inside.group(0), 0, "").all("a") if inside else []
        return [(a.attributes["href"], " ".join(a.text.split())) for a in found]

    def value(self, name: str) -> str:
        return next(e for e in self.elements if e.attributes.get("name") == name).attributes.get("value", "")


class Reader:
    """A browser without JavaScript."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def open(self, url: str, expect: int = 200) -> Page:
        return self._page(self.client.get(url), expect)

    def send(
        self, url: str, expect: int = 200, files: dict[str, object] | None = None, **fields: object
    ) -> Page:
        data = {k.replace("__", "-"): v for k, v in fields.items()}
        return self._page(self.client.post(url, data=data, files=files), expect)

    def _page(self, response: httpx.Response, expect: int) -> Page:
        assert response.status_code == expect, (response.url, response.status_code)
        return Page(response.text, response.status_code, response.url.path)

    def start(
        self, kind: str = "non_us_img", specialty: str = "internal_medicine", interviews: str = "6"
    ) -> str:
        """Answer the first four questions and return the id."""
        season_id = self.send("/new", ask__applied="true").url.split("/")[2]
        self.send(f"/s/{season_id}/q/type", applicant__type=kind)
        self.send(f"/s/{season_id}/q/specialty", target__specialty=specialty, target__track="categorical")
        self.send(f"/s/{season_id}/q/interviews", interviews=interviews)
        return season_id

    def interview(self, season_id: str, position: int = 0) -> str:
        """The address of one of the interviews of a season."""
        links = [a.attributes["href"] for a in self.open(f"/s/{season_id}/interviews").all("a")]
        return [href for href in links if "/interview/" in href][position]

    def season(
        self,
        kind: str = "non_us_img",
        specialty: str = "internal_medicine",
        interviews: str = "6",
        **answers: dict[str, str],
    ) -> str:
        """A season with an outlook; further answers by question."""
        season_id = self.start(kind, specialty, interviews)
        for question, fields in answers.items():
            self.send(f"/s/{season_id}/q/{question}", **fields)
        self.send(f"/s/{season_id}/check")
        return season_id


@pytest.fixture(scope="module")
def app_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The whole app, on a device without a program list of its own.

    One for each file of tests: a thread that outlives a test that is not counted is never counted again.
    """
    place: Path = tmp_path_factory.mktemp("web")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHSAFE_CATALOGS", str(place / "catalogs"))
        patch.setattr("matchsafe.web.imports._PATIENCE", 120.0)  # a busy machine shows no other page
        app = create_app(f"sqlite:///{place / 'seasons.sqlite'}")
        app.state.site = replace(app.state.site, today=lambda: DAY["today"])
        with TestClient(app, base_url="http://localhost") as client:
            yield client


@pytest.fixture
def own_catalogs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """For a test that saves a program list: nobody else sees it."""
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))


@pytest.fixture(scope="module")
def lasting_reader(app_client: TestClient) -> Reader:
    """A reader for what a file of tests reads once; their seasons last until another reader comes."""
    app_client.post("/seasons/delete")
    return Reader(app_client)


@pytest.fixture
def reader(app_client: TestClient) -> Reader:
    """A reader on a device with nothing saved."""
    app_client.post("/seasons/delete")
    return Reader(app_client)


ODD = "a/b?c#d <x>&+"
"""An id a list from elsewhere may hold."""


def value(value: object, source: str = "Invented list A", as_of: str | None = "2025", **more: object) -> dict:
    return {"value": value, "source": source, "as_of": as_of, **more}


def program(key: str, **fields: object) -> Record:
    listed = {f: v if isinstance(v, list) else [value(v)] for f, v in fields.items()}
    return Record.model_validate({"id": key, "specialty": [value("internal_medicine")], **listed})


INVENTED = (
    program(
        ODD,
        name='<script>alert(1)</script> "Invented" Hospital',
        city="Nowhere",
        state="OH",
        latitude=40.0,
        longitude=-83.0,
        j1=[value(True, as_of="2024"), value(False, "Invented list B")],
        positions=[value(10, year=2024), value(12, year=2025)],
        filled=[value(9, year=2025)],
        img_share=[value(0.46, year=2025)],
        step2_minimum=225,
        graduation_limit=1,
        attempts_allowed=0,
        usce_required=True,
        website="https://invented.example/?a=1&b=<b>",
        invite_rate_non_us_img=[value(0.12, year=2024)],
        salary=[value(65000, year=2025)],
    ),
    program(
        "b2",
        name="Invented Bay Center",
        state="CA",
        setting="university",
        track="preliminary",
        j1=True,
        positions=[value(5, year=2025)],
        attempts_allowed=2,
        usce_required=False,
    ),
    program("c3", institution="Invented Plains Clinic", specialty="family_medicine", positions=3),
)
TWINS = tuple(program(key, name="Invented Twin", state="UT") for key in ("twin-1", "twin-2"))
"""Two programs that are the same in everything."""


def many(count: int) -> tuple[Record, ...]:
    """Programs that are told apart by their number."""
    return tuple(program(f"n{n:02}", name=f"Invented Program {n:02}") for n in range(count))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A device with the list "mine" and the sample; "mine" is in use."""
    folder = tmp_path_factory.mktemp("lists")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHSAFE_CATALOGS", str(folder / "catalogs"))
        store = Store()
        store.change("mine", "made up", lambda _: (Catalog("mine", INVENTED), "3 programs"))
        use(store, "mine")
        yield folder


@pytest.fixture(scope="module")
def lists(place: Path) -> Iterator[Reader]:
    with TestClient(create_app(f"sqlite:///{place / 's.sqlite'}"), base_url="http://localhost") as client:
        yield Reader(client)


@pytest.fixture
def season(reader: Reader) -> str:
    return reader.season(visa={"applicant__visa": "j1"}, flags={"skip": "yes"})


EARLY = {"sent_on": "2026-09-01", "signals": "all", "useful_step": "0"}
"""Fields of a plan for the start of a season that spends its whole budget."""


@pytest.fixture
def planned(reader: Reader, season: str) -> str:
    """A season with a plan made before the season begins, that spends its whole budget with every signal left."""
    reader.send(f"/s/{season}/plan/wishes", catalog="sample", budget="450", **EARLY)
    return season


def names(page: Page) -> list[str]:
    """Names of the programs on a page of a plan."""
    return [e.text for e in page.all("span") if re.fullmatch(r"n\d+", e.attributes.get("id", ""))]


def buttons(page: Page, does: str) -> list[str]:
    """What the buttons of a page of a plan do to a program, as far as it begins so."""
    return [
        e.attributes["value"] for e in page.all("button", name="do") if e.attributes["value"].startswith(does)
    ]


def until(see: Callable[[], T]) -> T:
    """What is seen, once something is."""
    end = time.monotonic() + 300
    while not (seen := see()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return seen
