"""What holds for all pages: valid under the content policy, light, and built the same way."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import quote

import pytest

from matchsafe import evidence
from matchsafe.web.assets import asset

from .conftest import EARLY, ODD

LIMIT = 150_000
INLINE = re.compile(
    r"""<[^>]*\s(?:style|on[a-z]+)\s*=|<style|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE
)


def catalog_pages(reader):
    """The pages of the lists themselves and of an import that has everything to show."""

    def sent(content: str):
        form = {"name": "other", **dict.fromkeys(("kind", "source", "as_of", "delimiter", "sheet"), "")}
        status = 200 if "Specialty" in content else 422
        return reader.send(
            "/catalogs/import", status, files={"file": ("invented.csv", content.encode())}, **form
        )

    head = "Program,Specialty,City,State,J1,IMG share,Step 2 minimum,Mood <b>\n"
    first = sent(f"{head}Invented Mercy Hospital,IM,Sampleville,NY,yes,0.2,220,good\n")
    done = reader.send(f"{first.url}/bring")
    odd = f"{ODD},Juggling,X,OH,yes,0.5,banana,bad\nOne,IM,X,OH,,,banana,\n"
    alike = "Invented Mercy Medical Center,IM,Sampleville,NY,no,30,220,\n"
    again = "Invented Mercy Hospital,IM,Sampleville,NY,no,0.4,230,\n"
    look = sent(f"{head}{odd.replace(',IM', ',IM', 1)}{alike}{again}")
    urls = [
        "/catalogs", "/catalogs?did=used&which=other", "/catalogs/other/undo", "/catalogs/other/history",
        "/catalog/other/twins", "/catalog/other/employers",
        "/catalogs/other/delete", "/catalogs/import", look.url, f"{look.url}/columns", f"{look.url}/questions",
        f"{look.url}/all/left-out", f"{look.url}/all/unreadable", f"{look.url}/all/conflicts",
    ]  # fmt: skip
    return [
        first,
        done,
        *(reader.open(url) for url in urls),
        sent("a,b\n1,2\n"),
        reader.send("/catalogs/import", 422, name="?", kind="x", as_of="x", delimiter="xx"),
        reader.send(f"{look.url}/columns", 422, f0="nothing", s0="", v0="x"),
        reader.send(f"{look.url}/questions", 422, q0="?"),
        reader.send("/catalogs/other/redo", 409),
        reader.open(f"/catalogs/import/{'0' * 32}", 404),
    ]


@pytest.fixture(scope="module")
def pages(lasting_reader, place):
    """Every page, also those that show problems; read once, for no test here changes anything."""
    reader = lasting_reader
    season_id = reader.season(visa={"applicant__visa": "j1"})
    reader.send(
        f"/s/{season_id}/interviews/paste", lines="Lincoln, NY, community\nMercy, OH, university, no visa"
    )
    draft = reader.start()
    planned = reader.season(visa={"applicant__visa": "j1"})
    made = reader.send(f"/s/{planned}/plan/wishes", catalog="sample", budget="1500", **EARLY)
    mark = next(
        e.attributes["value"] for e in made.all("button", name="do") if "applied" in e.attributes["value"]
    )
    reader.send("/catalog/mine/lists/save", id=["b2", ODD], new="First")
    couple = f"/s/{season_id}/plan/couple?partner={planned}&together=division&budget=60"
    urls = [
        "/",
        "/new",
        "/upload",
        "/seasons",
        "/seasons/delete",
        "/sample",
        "/sample/questions-answered",
        "/sample/sources",
        "/method",
        "/evidence",
        f"/s/{season_id}",
        f"/s/{season_id}?community=1",
        f"/s/{season_id}/check",
        *(
            f"/s/{season_id}/{page}"
            for page in (
                "today",
                "season",
                "season?view=board",
                "timeline",
                "timeline?view=month",
                "timeline?view=agenda",
                "visas",
                "release",
                "people",
                "soap",
                "more",
                "record",
                "tracker",
            )
        ),
        f"/s/{season_id}/sources",
        f"/s/{season_id}/interviews",
        reader.interview(season_id),
        f"/s/{season_id}/rank",
        f"/s/{season_id}/rank/compare",
        f"/s/{season_id}/rank/watch",
        f"/s/{season_id}/rank/print",
        f"/s/{season_id}/rank/couple",
        f"/s/{season_id}/rank/couple?partner={planned}",
        f"/s/{season_id}/delete",
        f"/s/{season_id}/q/flags",
        f"/s/{season_id}/q/partner",
        f"/s/{season_id}/q/applications",
        "/sample/plan",
        f"/s/{season_id}/plan",
        f"/s/{planned}/plan",
        f"/s/{planned}/plan?page=2",
        f"/s/{planned}/plan/wishes",
        f"/s/{planned}/plan/print",
        "/catalog/sample",
        "/catalog/sample?specialties=internal_medicine&near=Ohio&within=300&visas=j1&sort=distance",
        "/catalog/sample/p/sample-0001",
        "/catalog/sample/compare?id=sample-0001&id=sample-0002&id=sample-0003&id=sample-0004",
        "/catalog/sample/compare?id=sample-0001",
        "/catalog/sample/lists",
        "/catalog/sample/lists/save?id=sample-0001",
        f"/catalog/mine/p/{quote(ODD, safe='')}",
        "/catalog/mine/lists",
        "/catalog/mine/lists/show?which=First",
        "/catalog/mine/lists/delete?which=First",
        f"/s/{draft}/q/visa",
        f"/s/{draft}/q/specialty",
        f"/s/{draft}/check",
    ]
    found = [reader.open(url) for url in urls]
    found += [reader.open(f"{couple}&catalog=gone", expect=422), reader.open(f"{couple}&change=1")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matchsafe.web.routes_couple.PATIENCE", 0.0)
        found.append(reader.open(f"{couple}&catalog=none"))
        patch.setattr("matchsafe.web.routes_couple.PATIENCE", 120.0)
        found += [reader.open(f"{couple}&catalog={name}") for name in ("none", "sample")]
    found += catalog_pages(reader)
    found += [reader.open(f"/evidence/{f.id}") for f in evidence.figures()]
    found += [
        reader.open("/nothing-here", expect=404),
        reader.open("/s/nobody", expect=404),
        reader.open("/catalog/sample?score=x&colour=red", expect=422),
        reader.open("/catalog/mine/compare", expect=422),
        reader.open("/catalog/mine/lists/save", expect=422),
        reader.send("/catalog/mine/lists/save", expect=422, id="b2"),
        reader.send("/catalog/mine/lists/remove", expect=422, which="First"),
        reader.send("/catalog/mine/lists/rename", expect=422, which="First", to=""),
        reader.send("/catalog/mine/own", expect=422, id="b2", field="j1", value="?"),
        reader.send("/catalog/mine/own", id="b2", field="j1", value="no"),
        reader.send("/new", expect=422),
        reader.send(f"/s/{draft}/q/exams", expect=422, applicant__step2_ck__score="x"),
        reader.send(f"/s/{draft}/q/exams", applicant__step2_ck__score="299"),
        reader.send(f"/s/{season_id}/interviews", expect=422),
        reader.send("/upload", expect=422, text="a: [b"),
        reader.send(f"/s/{planned}/plan/mark", do=mark),
        reader.send(f"/s/{planned}/plan/wishes", expect=422, catalog="sample", budget="x", only_states="?"),
        reader.send(f"/s/{season_id}/plan/wishes", catalog="none", max_programs="40", **EARLY),
    ]
    return found


def test_no_page_needs_anything_inline(pages):
    for page in pages:
        assert not INLINE.search(page.html), (page.url, INLINE.search(page.html))


def test_every_page_weighs_less_than_the_promised_150_kilobytes(pages):
    parts = sum(len(asset(n).content) for n in ("site.css", "site.js", "icon.svg"))
    for page in pages:
        own = sum(len(asset(n).content) for n in ("catalog.css", "vendor/htmx.min.js") if n in page.html)
        assert len(page.html.encode()) + parts + own < LIMIT, page.url


def test_every_page_has_one_heading_a_language_a_title_and_landmarks(pages):
    for page in pages:
        assert page.all("html")[0].attributes["lang"] == "en"
        assert len(page.all("h1")) == 1, page.url
        assert page.title.endswith("– matchsafe")
        assert len(page.all("main")) == len(page.all("header")) == len(page.all("footer")) == 1
        assert page.all("a")[0].attributes["href"] == "#main"


def test_headings_never_skip_a_level(pages):
    for page in pages:
        levels = [int(e.tag[1]) for e in page.elements if re.fullmatch("h[1-6]", e.tag)]
        below = levels[levels.index(1) :]
        assert all(b - a <= 1 for a, b in pairwise(below)), page.url


def test_every_id_is_unique_and_every_reference_to_one_is_good(pages):
    for page in pages:
        assert len(page.ids) == len(set(page.ids)), page.url
        for element in page.elements:
            for name in ("aria-describedby", "aria-labelledby", "for"):
                for target in element.attributes.get(name, "").split():
                    assert target in page.ids, (page.url, name, target)
            href = element.attributes.get("href", "")
            if href.startswith("#"):
                assert href[1:] in page.ids, (page.url, href)


def test_every_field_has_a_label(pages):
    for page in pages:
        labelled = {e.attributes.get("for") for e in page.all("label")}
        for field in page.all("input") + page.all("select") + page.all("textarea"):
            if field.attributes.get("type") != "hidden":
                assert field.attributes["id"] in labelled, (page.url, field)


def test_no_page_asks_for_an_account_or_an_address(pages):
    for page in pages:
        for field in page.all("input"):
            assert field.attributes.get("type") not in ("email", "password", "tel")
            assert "mail" not in field.attributes.get("name", "")


def test_nothing_is_loaded_from_elsewhere(pages):
    for page in pages:
        for element in page.elements:
            if element.tag in ("script", "link", "img", "iframe", "form"):
                address = (
                    element.attributes.get("src")
                    or element.attributes.get("href")
                    or element.attributes.get("action", "")
                )
                assert address.startswith("/") or address == "", (page.url, address)
