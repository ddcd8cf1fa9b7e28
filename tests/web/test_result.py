"""A season ends on the page: its result is entered, closes it, and the next season begins with the same profile."""

from __future__ import annotations

from datetime import date

import pytest
from tests.web.conftest import DAY


@pytest.fixture
def after_match(monkeypatch):
    monkeypatch.setitem(DAY, "today", date(2027, 3, 22))


def test_after_match_day_the_page_offers_to_enter_the_result_and_closes_the_season(reader, after_match):
    season_id = reader.season()
    page = reader.open(f"/s/{season_id}")
    assert "Your result counts now" in page.words
    assert [a.text for a in page.all("a", href=f"/s/{season_id}/q/result")] == ["Enter your result"]
    form = {"result-outcome": "matched", "result-program": "Palm Bay", "result-rank": "2"}
    page = reader.send(f"/s/{season_id}/q/result", **form)
    assert page.h1.startswith("You matched at Palm Bay, number 2 on your list.")
    assert "This season is closed." in page.words
    assert "Congratulations." in page.words
    assert "Change your result" in page.words
    assert "choose your way on" not in page.words
    season = reader.client.get(f"/s/{season_id}/season.json").json()
    assert season["result"] == {"outcome": "matched", "program": "Palm Bay", "rank": 2}


def test_a_season_that_never_began_opens_on_its_plan_and_after_match_day_on_its_end(reader, monkeypatch):
    text = "applicant: {type: us_img}\ntarget: {specialty: pediatrics}\napplications_sent: 0\ninterviews: 0\n"
    address = "/" + "/".join(reader.send("/upload", text=text).url.split("/")[1:3])
    for day, plan in ((date(2027, 2, 20), True), (date(2027, 3, 4), False), (date(2027, 3, 22), False)):
        monkeypatch.setitem(DAY, "today", day)
        assert reader.open(address).url.startswith(f"{address}/plan") is plan
    assert reader.open(address).h1 == "This season is over."


def test_a_season_without_a_match_shows_the_ways_on_and_can_be_opened_again(reader, after_match):
    season_id = reader.season()
    page = reader.send(f"/s/{season_id}/q/result", **{"result-outcome": "unmatched"})
    assert page.h1.startswith("You did not match.")
    assert "Choose your way on: a research year" in page.words
    assert "Congratulations" not in page.words
    page = reader.send(f"/s/{season_id}/q/result", skip="1")
    assert "Your result counts now" in page.words


def test_a_rank_that_is_no_rank_is_refused_beside_its_field(reader, after_match):
    season_id = reader.season()
    page = reader.send(
        f"/s/{season_id}/q/result", **{"result-outcome": "matched", "result-rank": "0"}, expect=422
    )
    assert [a.attributes["href"] for a in page.all("a", href="#result-rank")] == ["#result-rank"]


def test_from_june_on_an_old_season_offers_the_next_one_with_the_same_profile(reader, monkeypatch):
    season_id = reader.season()
    monkeypatch.setitem(DAY, "today", date(2027, 6, 2))
    page = reader.open(f"/s/{season_id}")
    assert "These interviews are from a season that is over." in page.words
    assert "The chance as a picture" not in page.words
    for shown in (page, reader.open(f"/s/{season_id}/today")):
        assert [b.text for b in shown.all("button", class_="primary")] == ["Start the next season"]
    page = reader.send(f"/s/{season_id}/next")
    new_id = page.url.split("/s/")[1].split("/")[0]
    assert new_id != season_id
    old, new = (reader.client.get(f"/s/{i}/season.json").json() for i in (season_id, new_id))
    assert new["applicant"] == {**old["applicant"], "reapplicant": True}
    assert new["target"] == old["target"]
    assert new["cycle"] == 2028
    assert not new.get("interviews")
    assert reader.open(f"/s/{season_id}").status == 200
