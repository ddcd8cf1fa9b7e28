"""Today: what is due, what changed, and what a reader says of it."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import yaml

from matchsafe.web.routes_today import _pages

from . import test_season_pages as season_pages
from .conftest import DAY

base = season_pages.base


class TestToday:
    def test_it_is_the_front_page_once_there_is_a_season(self, reader) -> None:
        assert "See where I stand" in reader.open("/").words
        base = reader.send("/upload", text=season_pages.RECORD).url
        assert reader.open("/").url == f"{base}/today"
        assert "See where I stand" in reader.open("/start").words

    def test_a_season_that_is_over_is_no_front_page(self, reader) -> None:
        reader.send("/upload", text=f"{season_pages.RECORD}result: {{outcome: matched}}\n")
        assert reader.open("/").url == "/"

    def test_it_shows_the_answer_what_is_next_and_what_is_wrong(self, reader, base) -> None:
        page = reader.open(f"{base}/today")
        assert page.h1.startswith("Of 100 applicants like you, about")
        told = page.words
        assert "Answer the invitation of Gamma <b>Hospital</b> by 17:00 on 24 November" in told
        assert "Sat 12 December, 14:00 Eastern time = Sun 13 December, 00:30 your time (night)" in told
        assert "Alpha Hospital and Beta Hospital overlap on 12 December." in told
        assert "Delta Hospital: no thank-you note sent yet." in told
        assert "You could rank 2 interviews a week ago. Now you can rank 3." in told
        assert "at least 48 hours" in told
        assert [a.text for a in page.all("a", aria_current="page")] == ["Today"]

    def test_the_menu_of_a_season_stands_on_each_of_its_pages(self, reader, base) -> None:
        for path in ("/today", "", "/season", "/timeline", "/rank", "/i/i1", "/people", "/soap", "/visas"):
            names = reader.open(f"{base}{path}").all("nav")[0].text.split()
            assert names[:5] == ["Today", "Outlook", "Plan", "Season", "Rank"], path

    def test_a_task_is_done_put_off_or_not_for_her_and_can_be_undone(self, reader, base) -> None:
        page = reader.open(f"{base}/today")
        first = page.value("code")
        done = reader.send(f"{base}/tasks", code=first, state="done", **season_pages.stamp(page))
        assert done.url == f"{base}/today"
        assert done.value("code") == first  # the undo button
        assert "Do next" in done.words
        codes = [e.attributes["value"] for e in done.all("input", name="code")]
        assert codes.count(first) == 1
        back = reader.send(f"{base}/tasks", code=first, state="open", **season_pages.stamp(done))
        assert back.value("code") == first
        assert "Undo" not in back.words
        reader.send(f"{base}/tasks", code=first, state="snoozed")
        assert first not in [
            e.attributes["value"] for e in reader.open(f"{base}/today").all("input", name="code")
        ]
        DAY["today"] = date(2026, 11, 26)
        try:
            assert first in [
                e.attributes["value"] for e in reader.open(f"{base}/today").all("input", name="code")
            ]
        finally:
            DAY["today"] = date(2026, 11, 22)

    def test_a_double_tap_does_one_thing_and_nonsense_nothing(self, reader, base) -> None:
        page = reader.open(f"{base}/today")
        sent = {"code": "check_inbox", "state": "done", **season_pages.stamp(page)}
        reader.send(f"{base}/tasks", **sent)
        reader.send(f"{base}/tasks", **sent)
        assert reader.client.get(f"{base}/season.yaml").text.count("code: check_inbox") == 1
        reader.send(f"{base}/tasks", 422, code="check_inbox", state="maybe")
        reader.send(f"{base}/tasks", 422, code="x" * 200, state="done")

    def test_a_quiet_day_says_so(self, reader) -> None:
        text = "applicant: {type: us_img}\ntarget: {specialty: internal_medicine}\ninterviews: 6\n"
        base = reader.send("/upload", text=text).url
        while codes := [
            e.attributes["value"] for e in reader.open(f"{base}/today").all("input", name="code")
        ]:
            for code in dict.fromkeys(codes):
                reader.send(f"{base}/tasks", code=code, state="not_for_me")
        assert "Nothing is due this week." in reader.open(f"{base}/today").words


def test_an_action_leads_to_the_page_where_it_is_done(reader) -> None:
    known = yaml.safe_load((files("matchsafe.advice") / "data" / "actions.yaml").read_text("utf-8"))
    assert set(_pages()) <= set(known)
    season_id = reader.season()
    for page in {page for page, _ in _pages().values()}:
        assert reader.open(f"/s/{season_id}/{page}").h1
    today = reader.open(f"/s/{season_id}/today")
    ways = {a.attributes["href"].removeprefix(f"/s/{season_id}/") for a in today.all("a")}
    assert ways & {page for page, _ in _pages().values()}
