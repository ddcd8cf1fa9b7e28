"""The outlook over the API is the outlook of the library."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

import matchsafe
from matchsafe.api.openapi import EXAMPLE_LIST, EXAMPLE_NUMBER, EXAMPLE_YAML
from matchsafe.domain.outlook import Outlook
from matchsafe.workspace import seasonfile

SEASONS: dict[str, dict[str, Any]] = {
    "a number": EXAMPLE_NUMBER,
    "a list": EXAMPLE_LIST,
    "nothing but the needed": {"applicant": {"type": "us_md"}, "target": {"specialty": "Ob/Gyn"}},
    "no interview": {
        "applicant": {"type": "us_img"},
        "target": {"specialty": "dermatology"},
        "interviews": 0,
    },
    "a couple": {
        "applicant": {"type": "non_us_img", "visa": "j1_or_h1b"},
        "target": {"specialty": "pediatrics"},
        "couples": {"partner": {"type": "us_img"}, "partner_interviews": 10},
        "interviews": 10,
    },
}


@pytest.mark.parametrize("season", SEASONS.values(), ids=SEASONS)
@pytest.mark.parametrize("on", ["2026-11-03", "2027-01-15"])
def test_the_numbers_are_those_of_the_library(client: TestClient, season: dict[str, Any], on: str) -> None:
    response = client.post("/api/v1/outlook", params={"on": on}, json=season)
    assert response.status_code == 200, response.text
    loaded = seasonfile.check(season)
    assert response.json() == matchsafe.outlook(loaded.season, on=date.fromisoformat(on)).model_dump(
        mode="json"
    )


def test_the_answer_reads_back_as_an_outlook(client: TestClient, six_interviews: dict[str, Any]) -> None:
    answer = Outlook.model_validate_json(client.post("/api/v1/outlook", json=six_interviews).content)
    assert answer.counts.rankable == 6
    assert answer.chance.low < answer.chance.value < answer.chance.high
    assert answer.on == date.today()


def test_yaml_and_json_give_the_same_answer(client: TestClient) -> None:
    on = {"on": "2026-11-22"}
    as_json = client.post("/api/v1/outlook", params=on, json=yaml.safe_load(EXAMPLE_YAML)).json()
    for kind in ("application/yaml", "text/yaml", "application/x-yaml; charset=UTF-8"):
        answer = client.post(
            "/api/v1/outlook", params=on, content=EXAMPLE_YAML, headers={"content-type": kind}
        )
        assert answer.json() == as_json


def test_a_byte_order_mark_is_no_problem(client: TestClient, six_interviews: dict[str, Any]) -> None:
    content = b"\xef\xbb\xbf" + json.dumps(six_interviews).encode()
    answer = client.post("/api/v1/outlook", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "on",
    [
        "20",
        "1763769600",
        "yesterday",
        "",
        "1999-12-31",
        "9999-12-31",
        "2026-02-30",
        "2026-W47-1",
        "２０２６-１１-２２",
    ],
)
def test_a_day_that_is_none_is_told(client: TestClient, six_interviews: dict[str, Any], on: str) -> None:
    answer = client.post("/api/v1/outlook", params={"on": on}, json=six_interviews)
    assert answer.status_code == 422
    (problem,) = answer.json()["error"]["problems"]
    assert problem["path"] == "on"
    assert problem["accepted"] == "a date from 2000-01-01 to 2099-12-31"


@pytest.mark.parametrize("on", ["2000-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_can_be_answered(
    client: TestClient, six_interviews: dict[str, Any], on: str
) -> None:
    assert client.post("/api/v1/outlook", params={"on": on}, json=six_interviews).json()["on"] == on


def test_the_largest_season_can_be_answered(client: TestClient, six_interviews: dict[str, Any]) -> None:
    interview = {"program": "P" * 300, "state": "NY", "city": "c" * 100, "visas_sponsored": ["j1", "h1b"]}
    season = {**six_interviews, "interviews": [interview] * 300}
    assert client.post("/api/v1/outlook", json=season).status_code == 200


def test_html_in_a_name_stays_text(client: TestClient, six_interviews: dict[str, Any]) -> None:
    season = {**six_interviews, "interviews": [{"program": "<script>alert(1)</script>", "state": "NY"}] * 3}
    answer = client.post("/api/v1/outlook", json=season)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_examples_of_the_documentation_work(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    for path in ("/api/v1/outlook", "/api/v1/validate"):
        body = document["paths"][path]["post"]["requestBody"]
        for kind, media in body["content"].items():
            for example in media["examples"].values():
                value = example["value"]
                text = value if isinstance(value, str) else json.dumps(value)
                answer = client.post(path, content=text, headers={"content-type": kind})
                assert answer.status_code == 200, answer.text


def test_the_seven_questions_are_answered_with_the_season_as_on_its_page(
    client: TestClient, six_interviews: dict[str, Any]
) -> None:
    answered = client.post("/api/v1/outlook/questions", params={"on": "2026-11-22"}, json=six_interviews)
    assert answered.status_code == 200
    found = answered.json()
    assert len(found) == 7
    assert set(found[0]) == {"question", "short", "text", "sources"}
    outlook = client.post("/api/v1/outlook", params={"on": "2026-11-22"}, json=six_interviews).json()
    assert found[0]["short"] == outlook["verdict"]["text"]
    assert client.post("/api/v1/outlook/questions", json={"applicant": {}}).status_code == 422
