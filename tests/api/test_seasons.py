"""Saved seasons over HTTP: parts by ids, versions, repeated requests, undo; every refusal in the one shape."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from matchsafe.server import create_app

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

EXAMPLE = (Path(__file__).parents[2] / "examples" / "season_record.yaml").read_text(encoding="utf-8")
API = "/api/v1/seasons"


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server that keeps seasons in a place of its own."""
    app = create_app(f"sqlite:///{tmp_path_factory.mktemp('kept') / 'seasons.sqlite'}")
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def season(keeper: TestClient) -> str:
    """The address of a saved season."""
    made = keeper.post(API, content=EXAMPLE, headers={"content-type": "application/yaml"})
    assert made.status_code == 201, made.text
    assert made.headers["etag"] == '"1"'
    return f"{API}/{made.json()['id']}"


def problems(answer: Any) -> list[tuple[str, str]]:
    return [(p["path"], p["code"]) for p in answer.json()["error"]["problems"]]


def test_a_season_is_saved_read_changed_and_deleted(keeper: TestClient, season: str) -> None:
    shown = keeper.get(season).json()
    assert shown["season"]["cycle"] == 2027
    assert [a["status"] for a in shown["overview"]["applications"]] == ["attended", "scheduled", "rejected"]
    changed = keeper.patch(season, json={"budget": 99, "notes": None}).json()
    assert (changed["version"], changed["text"]) == (2, "Changed budget, notes")
    assert keeper.get(f"{season}/history").json()["changes"][0]["text"] == "Changed budget, notes"
    assert keeper.delete(season).status_code == 204
    assert keeper.get(season).status_code == 404


@pytest.mark.parametrize(
    ("parts", "fields", "change"),
    [
        ("applications", {"program": "Mercy"}, {"sent": "2026-10-01"}),
        ("interviews", {"program": "Mercy"}, {"start": "2026-12-01T09:00"}),
        ("mock_interviews", {"who": "Dr. A"}, {"day": "2026-11-01"}),
        ("connections", {"name": "Dr. A"}, {"asked": "2026-11-01"}),
        ("costs", {"amount": 5}, {"note": "Bus"}),
    ],
)
def test_a_part_has_an_address_of_its_own(
    parts: str, fields: dict[str, Any], change: dict[str, Any], keeper: TestClient, season: str
) -> None:
    made = keeper.post(f"{season}/{parts}", json=fields)
    assert made.status_code == 201, made.text
    address = f"{season}/{parts}/{made.json()['part']['id']}"
    assert keeper.patch(address, json=change).json()["part"].items() >= (fields | change).items()
    assert keeper.get(address).json()["part"].items() >= change.items()
    assert keeper.delete(address).json()["text"].startswith("Removed the ")
    assert keeper.get(address).status_code == 404
    assert keeper.delete(address).status_code == 404


def test_an_event_changes_where_an_interview_stands_and_can_be_taken_back(
    keeper: TestClient, season: str
) -> None:
    event = {"kind": "cancelled", "at": "2026-11-20T10:00-05:00", "interview": "i2", "by": "program"}
    made = keeper.post(f"{season}/events", json=event).json()
    assert keeper.get(f"{season}/interviews/i2").json()["part"]["status"] == "cancelled"
    keeper.delete(f"{season}/events/{made['part']['id']}")
    assert keeper.get(f"{season}/interviews/i2").json()["part"]["status"] == "scheduled"
    assert keeper.post(f"{season}/undo").json()["overview"]["interviews"][1]["status"] == "cancelled"
    assert keeper.post(f"{season}/redo").json()["overview"]["interviews"][1]["status"] == "scheduled"
    named = keeper.put(f"{season}/name", params={"name": "Mine"})
    assert named.json()["name"] == "Mine"
    old = keeper.put(f"{season}/name", params={"name": "Other"}, headers={"If-Match": '"1"'})
    assert (old.status_code, keeper.get(season).json()["name"]) == (412, "Mine")
    for blank in ("", " ", "\u200b"):
        assert keeper.put(f"{season}/name", params={"name": blank}).status_code == 422
    nothing = keeper.post(f"{season}/redo")
    assert (nothing.status_code, nothing.json()["error"]["code"]) == (409, "stale")


def test_a_change_made_for_an_older_version_is_refused_and_says_what_was_done(
    keeper: TestClient, season: str
) -> None:
    keeper.post(f"{season}/costs", json={"amount": 7, "note": "Bus"}, headers={"If-Match": '"1"'})
    late = keeper.patch(season, json={"budget": 1}, headers={"If-Match": '"1"'})
    assert late.status_code == 412
    assert late.headers["etag"] == '"2"'
    error = late.json()["error"]
    assert (error["code"], error["problems"][0]["message"]) == ("stale", "Added the cost")
    assert (
        keeper.patch(season, json={"budget": 1}, headers={"If-Match": late.headers["etag"]}).status_code
        == 200
    )
    assert keeper.patch(season, json={"budget": 2}, headers={"If-Match": "*"}).status_code == 200
    odd = keeper.patch(season, json={"budget": 1}, headers={"If-Match": "soon"})
    assert (odd.status_code, problems(odd)) == (422, [("If-Match", "not_accepted")])


def test_the_same_request_sent_again_does_one_thing(keeper: TestClient, season: str) -> None:
    send = {"json": {"program": "Mercy"}, "headers": {"Idempotency-Key": "tap"}}
    once, twice = (keeper.post(f"{season}/interviews", **send) for _ in range(2))
    assert once.status_code == twice.status_code == 201
    assert once.json()["part"] == twice.json()["part"]
    assert len(keeper.get(season).json()["season"]["interviews"]) == 3
    kept = {"content": EXAMPLE, "headers": {"content-type": "application/yaml", "Idempotency-Key": "new"}}
    first, second = (keeper.post(API, **kept).json()["id"] for _ in range(2))
    assert first == second


def test_another_request_under_the_same_key_is_refused_and_changes_nothing(
    keeper: TestClient, season: str
) -> None:
    headers = {"Idempotency-Key": "once"}
    assert keeper.post(f"{season}/applications", json={"program": "A"}, headers=headers).status_code == 201
    before = keeper.get(season).json()
    others = [
        keeper.post(f"{season}/applications", json={"program": "B"}, headers=headers),
        keeper.post(f"{season}/interviews", json={"program": "A"}, headers=headers),
        keeper.post(f"{season}/undo", headers=headers),
        keeper.put(f"{season}/name?name=Mine", headers=headers),
    ]
    for other in others:
        assert (other.status_code, problems(other)) == (422, [("Idempotency-Key", "reused")])
    assert keeper.get(season).json() == before
    kept = {"content-type": "application/yaml", **headers}
    assert keeper.post(API, content=EXAMPLE, headers=kept).status_code == 201
    again = keeper.post(API, content=EXAMPLE + "# more", headers=kept)
    assert (again.status_code, problems(again)) == (422, [("Idempotency-Key", "reused")])


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "wrong"),
    [
        ("POST", "/applications", {"sent": "soon", "x": 1}, 422,
         {("program", "missing_field"), ("sent", "wrong_kind"), ("x", "unknown_field")}),
        ("POST", "/applications", {"program": "Lakeshore Example Hospital"}, 422, {("program", "already_applied")}),
        ("POST", "/applications", {"program": "A", "catalog_id": "sample-0001"}, 422,
         {("catalog_id", "sample_program")}),
        ("POST", "/events", {"kind": "invited", "at": "2026-11-01", "interview": "zz"}, 422,
         {("interview", "unknown_id")}),
        ("PATCH", "/interviews/zz", {"notes": "x"}, 404, {("id", "unknown_id")}),
        ("PATCH", "/events/e1", {"note": 5}, 422, {("note", "wrong_kind")}),
        ("PATCH", "", {"events": []}, 422, {("events", "unknown_field")}),
        ("PUT", "/result", {"outcome": "won"}, 422, {("outcome", "unknown_word")}),
        ("PUT", "/tasks/x", {"state": "snoozed"}, 422, {("until", "missing_field")}),
        ("POST", "/hospitals", {}, 422, None),
        ("POST", "/costs", [], 422, {("", "kind")}),
    ],
)  # fmt: skip
def test_every_problem_comes_in_the_one_shape(
    method: str,
    path: str,
    body: Any,
    status: int,
    wrong: set[tuple[str, str]] | None,
    keeper: TestClient,
    season: str,
) -> None:
    answer = keeper.request(method, f"{season}{path}", json=body)
    assert answer.status_code == status, answer.text
    if wrong is not None:
        assert set(problems(answer)) == wrong
    assert keeper.get(season).json()["version"] == 1


def test_what_is_no_json_is_refused(keeper: TestClient, season: str) -> None:
    broken = keeper.post(f"{season}/costs", content="{", headers={"content-type": "application/json"})
    assert (broken.status_code, problems(broken)) == (422, [("", "malformed")])
    assert keeper.post(f"{season}/costs", content="amount: 5").status_code == 415


def test_a_name_that_was_not_sent_is_told(keeper: TestClient, season: str) -> None:
    (missing,) = keeper.put(f"{season}/name").json()["error"]["problems"]
    assert missing["sentence"] == "name: This is needed, and was not sent."


def test_a_program_is_applied_to_again_only_when_asked(keeper: TestClient, season: str) -> None:
    again = keeper.post(f"{season}/applications?again=true", json={"program": "Lakeshore Example Hospital"})
    assert again.status_code == 201


def test_a_season_is_closed_opened_carried_on_and_shared_without_names(
    keeper: TestClient, season: str
) -> None:
    closed = keeper.put(f"{season}/result", json={"outcome": "unmatched"})
    assert closed.json()["text"] == "Closed the season"
    made = keeper.post(f"{season}/next?on=2027-06-10")
    assert (made.status_code, made.json()["season"]["cycle"]) == (201, 2028)
    assert keeper.delete(f"{season}/result").status_code == 200
    bare = keeper.get(f"{season}/export?anonymous=true")
    assert "Lakeshore" not in bare.text
    assert keeper.get(f"{season}/export").json()["interviews"][0]["program"] == "Lakeshore Example Hospital"


def test_lists_are_kept_and_given_to_a_partner_without_what_is_private(
    keeper: TestClient, season: str
) -> None:
    pairs = {"pairs": [["Lakeshore Example Hospital", "no match"]]}
    kept = keeper.patch(season, json={"couple_list": pairs, "notes": "Mine alone"})
    assert kept.json()["text"] == "Changed couple_list, notes"
    given = keeper.get(f"{season}/export?for_partner=true").json()
    assert given["couple_list"]["pairs"] == [{"first": "Lakeshore Example Hospital", "second": "no match"}]
    assert "Mine alone" not in str(given)


def test_tasks_are_marked_and_opened_again(keeper: TestClient, season: str) -> None:
    assert keeper.put(f"{season}/tasks/visa_ask", json={"state": "done"}).json()["text"] == "Done: visa_ask"
    keeper.delete(f"{season}/tasks/visa_ask")
    assert [t["code"] for t in keeper.get(season).json()["overview"]["tasks"]] == ["mock_interviews"]


def test_a_server_that_keeps_no_seasons_has_no_such_address(client: TestClient) -> None:
    assert client.get(f"{API}/abc").status_code == 404
    assert f"{API}/{{season_id}}" not in client.get("/api/v1/openapi.json").json()["paths"]
