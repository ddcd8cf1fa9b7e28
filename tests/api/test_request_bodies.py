"""Bodies with named parts: everything that cannot be used is told at once, with its place, in plain words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

JSON = {"content-type": "application/json"}
PATHS = (
    "/plan",
    "/plan/couple",
    "/couples",
    "/match/statistics",
    "/intake",
    "/season/draft",
    "/compare",
    "/fees",
)


def problems(client: TestClient, path: str, content: str | bytes) -> dict[str, Any]:
    answer = client.post(f"/api/v1{path}", content=content, headers=JSON)
    assert answer.status_code == 422, answer.text
    return {p["path"]: p for p in answer.json()["error"]["problems"]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Nothing was sent."),
        (b" \n", "Nothing was sent."),
        (b'{"a": "\xff"}', "This is not plain text. It says the byte 0xff at place 8. Accepted: JSON in UTF-8."),
        (b"[" * 50_000, "Groups lie inside one another too deep."),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "Groups lie inside one another too deep."),
        (b'{"a": 1,}', "This is not JSON: "),
        (b"null", "Send one object. It says null. Accepted: an object with "),
        (b'{"zz": [1]}', "zz: There is no such part. It says [1]. Accepted: the parts "),
        (b'{"x": [1, {"y": NaN}]}', "x[1].y: This is not a number that can be used. It says NaN."),
        (rb'{"x": {"y": ["\ud800"]}}', "x.y[0]: There is half a character in the text."),
        (rb'{"x": {"\ud800": 1}}', "x: There is half a character in the name."),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read_says_where_and_what_is_accepted(
    client: TestClient, content: bytes, told: str
) -> None:
    for path in PATHS:
        found = problems(client, path, content)
        assert told in " ".join(p["sentence"] for p in found.values()), (path, found)
        assert "codec" not in str(found)
        assert "recursion" not in str(found)


def test_every_number_and_half_character_that_cannot_be_used_is_told_at_once(client: TestClient) -> None:
    found = problems(
        client, "/plan", r'{"on": -Infinity, "request": {"a": NaN}, "catalog": "\udc00", "b": "\u00e9"}'
    )
    assert set(found) == {"on", "request.a", "catalog"}


def test_an_unknown_part_does_not_hide_what_else_is_wrong(client: TestClient) -> None:
    season = {"applicant": {"type": "us_imgg"}, "target": {"specialty": "neurology"}}
    sent = {"season": season, "budgett": 5, "catalog": 7, "on": "2026-02-30", "request": {"budget": -1}}
    found = problems(client, "/plan", json.dumps(sent))
    assert set(found) == {"season.applicant.type", "budgett", "catalog", "on", "request.budget"}
    assert all(p["seen"] for p in found.values())
    assert "2000-01-01" in found["on"]["sentence"]


def test_what_a_path_or_a_query_needs_is_told_without_a_pattern(client: TestClient) -> None:
    answers = [client.get("/api/v1/jobs/zz"), client.get("/api/v1/catalogs/A!/programs")]
    for answer in answers:
        (problem,) = answer.json()["error"]["problems"]
        assert "digits" in problem["accepted"]
        assert "^" not in problem["sentence"]


def test_what_is_wrong_with_a_market_or_a_bill_keeps_what_was_seen_and_is_accepted(
    client: TestClient,
) -> None:
    market = {
        "applicants": [{"applicant": "ana", "programs": ["city"]}],
        "programs": [{"program": "city", "quota": 1, "applicants": ["ana"]}],
    }
    found = problems(client, "/match/statistics", json.dumps({"market": market, "by": "appl"}))
    assert "deferred_acceptance" in found["by"]["accepted"]
    assert set(problems(client, "/match/mechanisms", "{}")) == {"market"}
    broken = {"market": {**market, "programs": 5}}
    assert set(problems(client, "/match/mechanisms", json.dumps(broken))) == {"market.programs"}
    assert "market" in problems(client, "/match/mechanisms", json.dumps({"market": {"applicants": []}}))
    found = problems(
        client, "/fees", json.dumps({"programs": {"Neurology": "x"}, "season": "y", "couple": 3})
    )
    assert {path: p["seen"] for path, p in found.items()} == {
        "programs": '{"Neurology": "x"}', "season": '"y"', "couple": "3",
    }  # fmt: skip
    assert problems(client, "/fees", "{}")["programs"]["seen"] == ""
