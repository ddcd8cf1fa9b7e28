"""Rank lists over REST."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from matchsafe.domain.couple_rank import CoupleRankReport
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rank_report import RankReport, SeasonsAround
from matchsafe.services.rank_seasons import NoSuchSeasonsError

ON = {"on": "2027-02-10"}


def test_a_season_gives_its_rank_list(client: TestClient, six_interviews: dict[str, Any]) -> None:
    answer = client.post("/api/v1/rank", params=ON, json=six_interviews)
    report = RankReport.model_validate_json(answer.content)
    chance = client.post("/api/v1/outlook", params=ON, json=six_interviews).json()["chance"]
    assert report.matched.value == chance["value"]
    assert len(report.list) == 6


def test_two_seasons_give_one_list_of_pairs(client: TestClient, six_interviews: dict[str, Any]) -> None:
    two = six_interviews | {"interviews": 2}
    body = {"first": six_interviews, "second": two, "wishes": {"together": "anywhere"}, **ON}
    report = CoupleRankReport.model_validate_json(client.post("/api/v1/couples", json=body).content)
    assert len(report.pairs) == 6 * 2 + 6 + 2
    checked = client.post("/api/v1/couples", json=body | {"pairs": [["Interview 1", "no match"]]}).json()
    assert checked["brought"]
    partner = six_interviews | {"couples": {"partner": {"type": "us_md"}, "partner_interviews": 1}}
    assert client.post("/api/v1/couples", json={"first": partner}).status_code == 200


def test_the_match_runs_step_by_step_for_one_and_for_two(
    client: TestClient, six_interviews: dict[str, Any]
) -> None:
    one = client.post("/api/v1/rank/watch", params=ON | {"market": 3}, json=six_interviews).json()
    assert one["number"] == 3
    assert one["steps"]
    assert client.post("/api/v1/rank/watch", params={"market": 101}, json=six_interviews).status_code == 422
    body = {"first": six_interviews, "second": six_interviews, "pairs": [["Interview 1", "no match"]], **ON}
    two = client.post("/api/v1/couples/watch", json=body).json()
    ours = [s["programs"] for s in two["steps"] if len(s["who"]) == 2 and s["programs"]]
    assert [p[1] for p in ours] == ["-"]


def test_national_seasons_are_a_job(
    client: TestClient, six_interviews: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def around(*_: object, progress: Any, **__: object) -> SeasonsAround:
        progress(2, 2)
        share = Estimate(value=0.5, low=0.4, high=0.6)
        return SeasonsAround(seasons=2, list=(), matched=share, model=share, spread=(0.4, 0.6), differs=False)

    monkeypatch.setattr("matchsafe.services.rank_job.seasons_around", around)
    begun = client.post("/api/v1/jobs/rank", params=ON | {"seasons": 2}, json=six_interviews)
    assert begun.status_code == 202
    followed = client.get(f"/api/v1/jobs/{begun.json()['id']}/events").text
    assert '"state":"done"' in followed
    told = client.get(f"/api/v1/jobs/{begun.json()['id']}").json()
    assert told["progress"] == {"done": 2, "total": 2, "label": "seasons"}
    assert SeasonsAround.model_validate(told["result"]).seasons == 2

    def none(*_: object, **__: object) -> SeasonsAround:
        raise NoSuchSeasonsError("none here")

    monkeypatch.setattr("matchsafe.services.rank_job.seasons_around", none)
    begun = client.post("/api/v1/jobs/rank", params=ON | {"seasons": 3}, json=six_interviews)
    assert "none here" in client.get(f"/api/v1/jobs/{begun.json()['id']}/events").text
    assert client.post("/api/v1/jobs/rank", params={"seasons": 0}, json=six_interviews).status_code == 422


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"wishes": {"together": "town"}}, "wishes.together"),
        ({"pairs": [["A"]]}, "pairs"),
        ({"on": "soon"}, "on"),
        ({"second": None}, "second"),
        ({"second": {"applicant": {}}}, "second.applicant.type"),
    ],
)
def test_what_is_wrong_is_named(
    client: TestClient, six_interviews: dict[str, Any], change: dict[str, Any], path: str
) -> None:
    body = {"first": six_interviews, "second": six_interviews} | change
    answer = client.post("/api/v1/couples", json=body)
    assert answer.status_code == 422
    assert path in [p["path"] for p in answer.json()["error"]["problems"]]
