"""A list in simulated national seasons, on the page: begun, waited for, stopped and shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rank_report import SeasonsAround, SeasonsRank
from matchsafe.services.rank_seasons import NoSuchSeasonsError

from .conftest import DAY, Reader

SHARE = Estimate(value=0.5, low=0.4, high=0.6)


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Seasons that take until this is set."""
    event = threading.Event()

    def around(
        season: object,
        seasons: int,
        on: date,
        *,
        progress: Callable[[int, int], None],
        stopped: Callable[[], bool],
    ) -> SeasonsAround:
        progress(7, seasons)
        while not (event.is_set() or stopped()):
            time.sleep(0.005)
        ranks = (SeasonsRank(rank=1, program="Ash", chance=SHARE, model=SHARE),)
        return SeasonsAround(
            seasons=7, list=ranks, matched=SHARE, model=SHARE, spread=(0.3, 0.7), differs=False
        )

    monkeypatch.setattr("matchsafe.services.rank_job.seasons_around", around)
    monkeypatch.setitem(DAY, "today", date(2027, 2, 10))
    yield event
    event.set()


def until(reader: Reader, url: str, words: str) -> str:
    end = time.monotonic() + 300
    while words not in (seen := reader.open(url).words):
        assert time.monotonic() < end, seen
        time.sleep(0.02)
    return seen


def test_seasons_are_begun_waited_for_and_shown_without_a_script(reader: Reader, go: threading.Event) -> None:
    url = f"/s/{reader.season()}/rank/seasons"
    assert f'href="{url}"' in reader.open(url.removesuffix("/seasons")).html
    assert "Play a hundred seasons" in reader.open(url).words
    assert "Playing seasons" in reader.send(url).h1
    told = until(reader, url, "7 of 100 seasons played")
    assert "Stop and show what there is" in told
    assert 'http-equiv="refresh"' in reader.open(url).html
    go.set()
    told = until(reader, url, "Where your list ends")
    assert "you match in about 50 in 100 (40 to 60)" in told
    assert "The two agree within their ranges." in told
    assert reader.client.get(url, headers={"HX-Request": "true"}).headers["hx-redirect"] == url
    reader.send(f"{url.removesuffix('/seasons')}", do="off:i1")
    assert "Play a hundred seasons" in reader.open(url).words  # the list is another one now


def test_stopped_seasons_show_what_there_is(reader: Reader, go: threading.Event) -> None:
    url = f"/s/{reader.season()}/rank/seasons"
    reader.send(url)
    reader.send(f"{url}/stop")
    assert "In 7 simulated national seasons" in until(reader, url, "Where your list ends")


def test_a_list_the_nation_does_not_have_is_told(
    reader: Reader, go: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> SeasonsAround:
        raise NoSuchSeasonsError("The simulated seasons have no applicants like you in this specialty.")

    monkeypatch.setattr("matchsafe.services.rank_job.seasons_around", none)
    url = f"/s/{reader.season()}/rank/seasons"
    answer = reader.client.post(url)
    end = time.monotonic() + 300
    while answer.status_code != 422 and time.monotonic() < end:
        time.sleep(0.02)
        answer = reader.client.get(url)
    assert "no applicants like you" in answer.text
