"""A plan for two on the page: the form, both lists, files, and what goes wrong."""

from __future__ import annotations

import csv
import io
import re
import threading
import time

import pytest

from matchsafe.services.couple_plan.job import COUPLE

from .conftest import EARLY, until


@pytest.fixture(scope="module", autouse=True)
def patient():
    """A page waits for its answer as long as it takes, unless a test says otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matchsafe.web.routes_couple.PATIENCE", 120.0)
        yield


@pytest.fixture(scope="module")
def couple(lasting_reader):
    reader = lasting_reader
    mine, theirs = (reader.season(visa={"applicant__visa": "j1"}, flags={"skip": "yes"}) for _ in range(2))
    reader.send(f"/s/{mine}/plan/wishes", catalog="sample", only_states="NY, NJ, PA", budget="90", **EARLY)
    return reader, mine, theirs


def address(season, theirs, **fields):
    usual = {"catalog": "sample", "together": "state", "budget": "120", "useful_step": "0"}
    given = {"partner": theirs, **usual, **fields}
    return f"/s/{season}/plan/couple?" + "&".join(f"{k}={v}" for k, v in given.items())


@pytest.fixture(scope="module")
def page(couple):
    reader, mine, theirs = couple
    return reader.open(address(mine, theirs))


def test_the_form_offers_the_seasons_of_this_device_and_every_rule(couple):
    reader, mine, theirs = couple
    page = reader.open(f"/s/{mine}/plan/couple")
    assert page.h1 == "A plan for two"
    offered = [e.attributes["value"] for e in page.all("input", name="partner")]
    assert theirs in offered
    assert offered[-1] == mine
    assert [e.attributes["value"] for e in page.all("input", name="together")] == [
        "state", "division", "miles", "anywhere",
    ]  # fmt: skip
    assert f'href="/s/{mine}/plan/couple"' in reader.open(f"/s/{mine}/plan/wishes").html


def test_the_answer_comes_first_with_its_range_and_both_lists_follow(page):
    assert page.h1.startswith("Apply to")
    said = page.words.index(page.h1) + len(page.h1)
    assert re.match(
        r".{0,120}match in one state in (about \d+ in 100 \(|fewer than 1 in 100)", page.words[said:]
    )
    assert "%" not in page.words
    for told in (
        "Both match in one state", "At least one of you matches", "Could other lists be better?",
        "12 interviews you hold are not in the chance of these lists",
    ):  # fmt: skip
        assert told in page.words
    assert (
        len([e for e in page.all("h2") if re.match(r"(First|Second) partner, .*: \d+ program", e.text)]) == 2
    )


def test_what_a_partner_asked_for_alone_counts_in_the_plan_for_two(couple):
    reader, mine, theirs = couple
    found = reader.client.get(address(mine, theirs).replace("couple?", "couple/list.csv?"))
    rows = list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"))))
    assert {r["partner"] for r in rows} == {"first", "second"}
    assert {r["state"] for r in rows if r["partner"] == "first"} <= {"NY", "NJ", "PA"}
    book = reader.client.get(address(mine, theirs).replace("couple?", "couple/list.xlsx?"))
    assert book.content[:2] == b"PK"
    assert reader.client.get(f"/s/{mine}/plan/couple/list.pdf").status_code == 404


def test_without_a_list_states_are_counted_for_both(couple):
    reader, mine, _ = couple
    page = reader.open(address(mine, mine, catalog="none", together="division"))
    assert "Apply to about" in page.words
    assert "Look up for each program" in page.words


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"partner": "nobody"}, "choose one of the seasons saved on this device"),
        ({"budget": "lots"}, "Budget for both: “lots” is not a whole number"),
        ({"together": "miles", "catalog": "none"}, "this needs a program list"),
        ({"together": "near"}, "“near” is not one of the choices"),
        ({"wanted": "Atlantis"}, "“Atlantis” is no US state"),
        ({"catalog": "gone"}, "Program list: “gone” is not one of the choices"),
        ({"wanted": "NY", "together": "division"}, "no region lies in New York alone"),
    ],
)
def test_what_cannot_be_used_is_told_beside_the_form(couple, fields, told):
    reader, mine, theirs = couple
    page = reader.open(address(mine, theirs, **fields), expect=422)
    assert page.h1 == "A plan for two"
    assert told in page.words


def test_a_draft_goes_to_its_open_question(couple):
    reader = couple[0]
    draft = reader.start()
    for part in ("", "/list.csv"):
        assert "/q/" in reader.open(f"/s/{draft}/plan/couple{part}").url


@pytest.fixture
def slow(monkeypatch, app_client):
    """Plans for two that go on until they are let go or stopped; how many were begun is told.

    Those that a test leaves behind end without an answer.
    """
    from matchsafe.planning import MissingExtraError
    from matchsafe.services.couple_plan import plan_couple

    go, left_behind, begun = threading.Event(), threading.Event(), []

    def work(first, second, request, catalog, on, *, cancel):
        begun.append(request)
        while not (go.is_set() or left_behind.is_set() or cancel()):
            time.sleep(0.005)
        if left_behind.is_set():
            raise MissingExtraError("nobody waits for this plan")
        return plan_couple(first, second, request, catalog, on, cancel=cancel)

    monkeypatch.setattr("matchsafe.services.couple_plan.job.plan_couple", work)
    monkeypatch.setattr("matchsafe.web.routes_couple.PATIENCE", 0.05)
    yield go, begun
    left_behind.set()
    jobs = app_client.app.state.jobs
    until(lambda: all(record.job.finished for record in jobs._records.values()))


WAITING = "Working on your plan for two"


def over(reader, url):
    """The page of a plan once it is no longer waited for."""
    return until(lambda: (p := reader.open(url)).h1 != WAITING and p)


def test_a_plan_that_takes_long_is_waited_for_on_a_page_that_can_be_read_and_stopped_without_a_script(
    couple, slow
):
    reader, mine, theirs = couple
    url = address(mine, theirs, budget="95")
    page = reader.open(url)
    assert page.h1 == WAITING
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+"></noscript>', page.html)
    assert "so far" in page.words
    assert reader.client.get(url, headers={"HX-Request": "true"}).status_code == 200
    assert reader.open(url.replace("couple?", "couple/list.csv?")).h1 == WAITING
    assert len(slow[1]) == 1
    stop = page.all("form", method="post")[0].attributes["action"]
    reader.send(stop)
    page = over(reader, url)
    assert "You stopped the search before it was done" in page.words
    again = page.all("form", method="post")[0].attributes["action"]
    slow[0].set()
    assert reader.send(again).h1 == WAITING
    page = over(reader, url)
    assert "stopped the search" not in page.words
    assert len(slow[1]) == 2
    led = reader.client.get(url, headers={"HX-Request": "true"})
    assert led.headers["hx-redirect"] == url
    assert len(slow[1]) == 2


def test_another_question_takes_the_place_of_the_one_that_is_worked_on(couple, slow):
    reader, mine, theirs = couple
    first, second = (address(mine, theirs, budget=b) for b in ("91", "92"))
    assert reader.open(first).h1 == reader.open(second).h1 == WAITING
    until(lambda: len(slow[1]) == 2)
    slow[0].set()
    until(lambda: reader.client.get(first).status_code == 200)
    assert "stopped the search" not in over(reader, first).words
    assert [r.budget for r in slow[1]] == [91, 92, 91]


def test_only_so_many_plans_for_two_run_at_once_and_the_form_says_so(couple, slow):
    reader, mine, theirs = couple
    fourth, *others = (reader.season() for _ in range(COUPLE.most - 1))
    for season in (mine, theirs, *others):
        reader.open(address(season, season, budget="93"))
    page = reader.open(address(fourth, fourth), expect=422)
    assert "plans for two are being worked on already" in page.errors[0][1]


def test_a_plan_that_cannot_be_made_says_why_and_is_tried_anew_when_asked_again(couple, monkeypatch):
    from matchsafe.planning import MissingExtraError

    reader, mine, theirs = couple
    url = address(mine, theirs, budget="97")

    def missing(*_, **__):
        raise MissingExtraError("install it with pip install 'matchsafe[plan]'")

    with monkeypatch.context() as patched:
        patched.setattr("matchsafe.services.couple_plan.job.plan_couple", missing)
        assert "pip install" in reader.open(url, expect=422).errors[0][1]
        assert reader.client.get(url.replace("couple?", "couple/list.csv?")).status_code == 422
    assert "both match" in reader.open(url).words.lower()
