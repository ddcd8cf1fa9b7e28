"""A calendar feed: one private address a season, read without key or token, renewed and withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import vobject
from fastapi.testclient import TestClient

from matchsafe.server import create_app

TEXT = """\
applicant: {type: us_img}
target: {specialty: neurology}
interviews: [{program: Unmistakable Hospital, id: i1, start: 2026-12-04T09:00, state: NY, notes: Ask about visas.}]
"""
TOKEN = "a-token-for-the-tests-of-feeds"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(f"sqlite:///{tmp_path_factory.mktemp('feed')}/w.sqlite", token=TOKEN, hosted=True)
    with TestClient(app, base_url="http://localhost", headers={"authorization": f"Bearer {TOKEN}"}) as client:
        yield client


@pytest.fixture(scope="module")
def season(server: TestClient) -> str:
    answer = server.post("/upload", data={"text": TEXT})
    return str(answer.url).split("/s/")[1].split("/")[0].split("?")[0]


@pytest.fixture
def calendar(server: TestClient) -> TestClient:
    """A calendar program: it knows nothing but the address."""
    return TestClient(server.app, base_url="http://localhost", raise_server_exceptions=False)


def address(page: str) -> str:
    found = re.search(r"http://localhost(/feed/[\w-]+\.ics)", page)
    assert found
    return found[1]


def test_a_calendar_reads_the_address_and_changes_nothing(
    server: TestClient, season: str, calendar: TestClient
) -> None:
    path = address(server.post(f"/s/{season}/feed").text)
    assert address(path and f"http://localhost{path}") not in server.get(f"/s/{season}/timeline").text
    answer = calendar.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    [held] = [e for e in vobject.readOne(answer.text).vevent_list if e.uid.value.startswith("interview")]
    assert (held.summary.value, held.sequence.value) == ("Interview: Unmistakable Hospital", "1")
    same = calendar.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert calendar.head(path).status_code == 200
    assert calendar.post(path).status_code == 405
    assert calendar.get(f"/s/{season}/timeline").status_code == 401


def test_a_change_of_the_season_shows_with_a_higher_sequence(
    server: TestClient, season: str, calendar: TestClient
) -> None:
    path = address(server.post(f"/s/{season}/feed").text)
    before = calendar.get(path)
    server.patch(f"/api/v1/seasons/{season}/interviews/i1", json={"start": "2026-12-05T10:00"})
    after = calendar.get(path, headers={"if-none-match": before.headers["etag"]})
    one, two = (
        next(e for e in vobject.readOne(a.text).vevent_list if e.uid.value.startswith("interview"))
        for a in (before, after)
    )
    assert one.uid.value == two.uid.value
    assert int(two.sequence.value) > int(one.sequence.value)
    assert two.last_modified.value >= one.last_modified.value
    assert (two.dtstart.value.day, two.dtstart.value.hour) == (5, 10)


def test_a_new_address_ends_the_old_one_and_a_withdrawn_one_shows_nothing(
    server: TestClient, season: str, calendar: TestClient
) -> None:
    api = f"/api/v1/seasons/{season}/feed"
    first = server.post(api).json()["address"].removeprefix("http://localhost")
    told = server.get(api).json()
    assert told["address"] is None
    assert told["made"]
    assert "may not ring" in told["note"]
    second = address(server.post(f"/s/{season}/feed").text)
    assert (calendar.get(first).status_code, calendar.get(second).status_code) == (404, 200)
    assert "End the feed" in server.get(f"/s/{season}/timeline").text
    assert server.post(f"/s/{season}/feed/end", follow_redirects=False).status_code == 303
    assert calendar.get(second).status_code == 404
    server.post(api)
    assert server.delete(api).status_code == 204
    assert server.get(api).json()["made"] is None


def test_a_feed_opens_no_page_a_look_opens_no_feed_and_strangers_make_none(
    server: TestClient, season: str, calendar: TestClient
) -> None:
    link = address(server.post(f"/s/{season}/feed").text).removeprefix("/feed/").removesuffix(".ics")
    assert server.get(f"/look/{link}").status_code == 404
    look = re.search(r"/look/([\w-]+)", server.post(f"/s/{season}/share", data={"label": "Lee"}).text)
    assert look
    assert calendar.get(f"/feed/{look[1]}.ics").status_code == 404
    stranger = TestClient(
        server.app, base_url="http://localhost", headers={"authorization": f"Bearer {TOKEN}"},
        raise_server_exceptions=False,
    )  # fmt: skip
    for method, path in (("POST", ""), ("GET", ""), ("DELETE", "")):
        assert stranger.request(method, f"/api/v1/seasons/{season}/feed{path}").status_code == 404
    assert stranger.post(f"/s/{season}/feed").status_code == 404
    assert calendar.get(f"/feed/{link}.ics").status_code == 200
