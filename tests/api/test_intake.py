"""Messages over REST."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from fastapi.testclient import TestClient

INVITED = "Palm Bay Medical Center is pleased to invite you to interview on November 12, 2026 at 9 AM ET."
SEASON = {
    "version": 2,
    "applicant": {"type": "non_us_img"},
    "target": {"specialty": "internal_medicine"},
    "applications": [{"id": "palm", "program": "Palm Bay Medical Center"}],
}


def test_messages_are_read_beside_a_season(client: TestClient) -> None:
    packed = base64.b64encode(INVITED.encode()).decode()
    messages = [{"text": INVITED}, {"name": "a.msg", "base64": packed}, {"name": "b.txt", "base64": packed}]
    answer = client.post(
        "/api/v1/intake", json={"messages": messages, "season": SEASON, "on": "2026-11-01"}
    ).json()
    first, second = answer["events"]
    assert (first["kind"], first["application"], first["start"]) == (
        "invitation",
        "palm",
        "2026-11-12T09:00:00-05:00",
    )
    assert (second["file"], second["duplicate_of"]) == ("b.txt", "message 1")
    assert [p["code"] for p in answer["problems"]] == ["outlook_msg"]
    assert any("Palm Bay" in search["gmail"] for search in answer["searches"])
    assert "season" not in answer


def test_what_is_accepted_is_in_the_season_of_the_answer(client: TestClient) -> None:
    body = {"messages": [{"text": INVITED}], "season": SEASON, "accept": {"message 1": None}}
    answer = client.post("/api/v1/intake", json=body).json()
    assert answer["accepted"] == ["message 1"]
    assert [e["kind"] for e in answer["season"]["events"]] == ["invited"]
    assert client.post("/api/v1/outlook", json=answer["season"]).status_code == 200


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"messages": []}, "messages"),
        ({"messages": ["x"]}, "messages[0]"),
        ({"messages": [{"text": "a", "base64": "b"}]}, "messages[0]"),
        ({"messages": [{"base64": "%%"}]}, "messages[0].base64"),
        ({"season": {"applicant": {}}}, "season.applicant.type"),
        ({"accept": {"nothing": None}}, "accept.nothing"),
        ({"accept": {"message 1": 3}}, "accept"),
        ({"accept": {"message 1": None}, "season": None}, "season"),
        ({"on": "soon"}, "on"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, change: dict[str, Any], path: str) -> None:
    answer = client.post("/api/v1/intake", json={"messages": [{"text": INVITED}], "season": SEASON} | change)
    assert answer.status_code == 422
    assert path in [p["path"] for p in answer.json()["error"]["problems"]]
