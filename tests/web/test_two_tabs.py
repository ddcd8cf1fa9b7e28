"""The same season in several tabs: nothing acknowledged is lost, and a stale form never touches another row."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matchsafe.catalog.sample import sample
from matchsafe.server import create_app

from .conftest import EARLY, Page, Reader

TABS, EACH, MARKS = (8, 10, 40) if os.environ.get("MATCHSAFE_EVERY_SEED") else (8, 2, 8)


@pytest.fixture(params=["sqlite", "postgresql"])
def tabs(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """A reader whose requests may be sent from several threads."""
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    url = (
        f"sqlite:///{tmp_path}/w.sqlite"
        if request.param == "sqlite"
        else request.getfixturevalue("postgresql_url")
    )
    with TestClient(create_app(url), base_url="http://localhost") as client:
        yield Reader(client)


def stamp(page: Page) -> dict[str, str]:
    """What a form of the page carries."""
    return {"version": page.value("version"), "key": page.value("key")}


def held(reader: Reader, season_id: str) -> list[str]:
    kept = reader.client.get(f"/s/{season_id}/season.json").json()["interviews"]
    return [i["program"] for i in kept] if isinstance(kept, list) else []


def test_tabs_that_add_interviews_at_once_lose_none(tabs: Reader) -> None:
    season_id = tabs.season(interviews="0")
    form = stamp(tabs.open(f"/s/{season_id}/interviews"))

    def add(tab: int) -> list[int]:
        send = tabs.client.post
        sent = [
            send(f"/s/{season_id}/interviews", data={**form, "program": f"{tab}/{n}"}, follow_redirects=False)
            for n in range(EACH)
        ]
        return [answer.status_code for answer in sent]

    with ThreadPoolExecutor(TABS) as pool:
        answers = [status for found in pool.map(add, range(TABS)) for status in found]
    assert answers == [303] * TABS * EACH
    assert sorted(held(tabs, season_id)) == sorted(f"{tab}/{n}" for tab in range(TABS) for n in range(EACH))


def test_marks_made_at_once_are_all_kept_and_counted(tabs: Reader) -> None:
    season_id = tabs.season(interviews="0", flags={"skip": "yes"})
    tabs.send(f"/s/{season_id}/plan/wishes", catalog="sample", max_programs="5", only_states="NY", **EARLY)
    programs = [p.id for p in sample().programs if p.specialty == "internal_medicine"][:MARKS]

    def mark(program: str) -> int:
        sent = {"do": f"applied-plain {program}"}
        answer = tabs.client.post(f"/s/{season_id}/plan/mark", data=sent, follow_redirects=False)
        return answer.status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(mark, programs)) == [303] * MARKS
    stored = tabs.client.app.state.workspace.get(season_id)  # type: ignore[attr-defined]
    assert sorted(stored.plan.current_marks.applied) == sorted(programs)
    assert stored.season.applications_sent == MARKS


def test_a_stale_form_changes_its_own_interview_or_nothing(reader: Reader) -> None:
    season_id = reader.season(interviews="0")
    for program in ("Mercy", "Lincoln", "Anne"):
        reader.send(f"/s/{season_id}/interviews", program=program)
    lincoln = reader.interview(season_id, 1)
    form = stamp(reader.open(lincoln))
    reader.send(f"{reader.interview(season_id, 0)}/remove")
    reader.send(lincoln, program="Lincoln Hospital", **form)
    assert held(reader, season_id) == ["Lincoln Hospital", "Anne"]
    page = reader.send(f"{lincoln}/remove", expect=409, **form)
    assert page.h1 == "This season changed meanwhile"
    assert "Removed Mercy" in page.words
    assert "Changed Lincoln Hospital" in page.words
    assert held(reader, season_id) == ["Lincoln Hospital", "Anne"]
    reader.send(f"{reader.interview(season_id, 0)}/remove")
    reader.send(f"{lincoln}/remove", expect=404)
    assert held(reader, season_id) == ["Anne"]


def test_what_was_typed_into_a_stale_form_is_kept_and_can_be_saved_all_the_same(reader: Reader) -> None:
    season_id = reader.season(interviews="0")
    reader.send(f"/s/{season_id}/interviews", program="Mercy", city="Akron")
    mercy = reader.interview(season_id)
    form = stamp(reader.open(mercy))
    reader.send(mercy, program="Mercy", city="Dayton")
    page = reader.send(mercy, expect=409, program="Mercy Health", city="Akron", signs=["generic"], **form)
    assert "Program Mercy Health" in page.words
    again = {e.attributes["name"]: e.attributes["value"] for e in page.all("input", type="hidden")}
    assert again["version"] != form["version"]
    (action,) = [e.attributes["action"] for e in page.all("form")]
    assert (action, again["program"]) == (mercy, "Mercy Health")
    reader.send(action, **again)
    assert held(reader, season_id) == ["Mercy Health"]


def test_a_stale_answer_is_shown_in_the_words_of_its_question(reader: Reader) -> None:
    season_id = reader.season()
    question = f"/s/{season_id}/q/exams"
    form = stamp(reader.open(question))
    sent = {"applicant__step2_ck__score": "241", "applicant__step1__passed": "true", "return": "check"}
    reader.send(question, **sent)
    page = reader.send(question, expect=409, **sent, **form)
    shown = page.words.partition("What you typed")[2].partition("Save")[0]
    assert ("Step 1 Yes, I passed" in shown, "true" in shown, "check" in shown) == (True, False, False)
    assert page.value("return") == "check"


def test_a_double_tap_adds_one_and_the_same_page_may_add_another(reader: Reader) -> None:
    season_id = reader.season(interviews="0")
    form = stamp(reader.open(f"/s/{season_id}/interviews"))
    for program in ("Mercy", "Mercy", "Lincoln", "Mercy"):
        reader.send(f"/s/{season_id}/interviews", program=program, **form)
    assert held(reader, season_id) == ["Mercy", "Lincoln"]


def test_a_double_tap_begins_one_season(reader: Reader) -> None:
    form = {"key": reader.open("/new").value("key")}
    first = reader.send("/new", ask__applied="true", **form).url
    assert reader.send("/new", ask__applied="true", **form).url == first
    text = reader.client.get(f"/s/{reader.season()}/season.yaml").text
    upload = {"key": reader.open("/upload").value("key")}
    assert reader.send("/upload", text=text, **upload).url == reader.send("/upload", text=text, **upload).url
    assert len(reader.client.app.state.workspace.list()) == 3


def test_an_answer_is_stale_only_where_the_same_question_was_answered_meanwhile(reader: Reader) -> None:
    season_id = reader.season()
    visa, flags = f"/s/{season_id}/q/visa", f"/s/{season_id}/q/flags"
    form = stamp(reader.open(visa))
    reader.send(flags, applicant__letters="strong")
    reader.send(visa, applicant__visa="j1", **form)
    page = reader.send(visa, expect=409, applicant__visa="h1b", **form)
    assert "Answered:" in page.words
    assert "H-1B" in page.words
    assert reader.client.get(f"/s/{season_id}/season.json").json()["applicant"]["visa"] == "j1"


def test_names_wishes_and_all_marks_are_compared_too(reader: Reader, own_catalogs: None) -> None:
    season_id = reader.season(interviews="0", flags={"skip": "yes"})
    plan = f"/s/{season_id}/plan"
    reader.send(f"{plan}/wishes", catalog="sample", max_programs="5", only_states="NY", **EARLY)
    seasons, wishes = stamp(reader.open("/seasons")), stamp(reader.open(f"{plan}/wishes"))
    reader.send(f"{plan}/mark", do=f"pin {sample().programs[0].id}")
    reader.send(f"{plan}/budget", budget="500")
    reader.send(f"/s/{season_id}/rename", name="Mine", **seasons)
    reader.send(f"/s/{season_id}/rename", expect=409, name="Other", **seasons)
    reader.send(
        f"{plan}/wishes", expect=409, catalog="sample", max_programs="6", only_states="NY", **EARLY, **wishes
    )
    reader.send(f"{plan}/forget", expect=409, **wishes)
    stored = reader.client.app.state.workspace.get(season_id)
    assert (stored.name, stored.plan.request.budget, len(stored.plan.current_marks.include)) == (
        "Mine",
        500,
        1,
    )


@pytest.mark.parametrize("version", ["x", "-1", "99999999999999999999", "١"])
def test_a_stamp_that_was_tampered_with_is_stale(reader: Reader, version: str) -> None:
    season_id = reader.season(interviews="0")
    reader.send(f"/s/{season_id}/interviews/number", expect=409, number="4", version=version)
    assert held(reader, season_id) == []


@pytest.mark.parametrize("referer", ["http://[", "http://localhost/seasons", "http://evil.example/x"])
def test_the_way_back_leads_to_our_own_pages(reader: Reader, referer: str) -> None:
    season_id = reader.season(interviews="0")
    answer = reader.client.post(f"/s/{season_id}/rename", data={"version": "0"}, headers={"referer": referer})
    assert answer.status_code == 409
    back = Page(answer.text, 409, "").all("a", class_="secondary")[0].attributes["href"]
    assert back == ("/seasons" if "seasons" in referer else f"/s/{season_id}")
