"""The smaller routes, the errors HTTP knows, and the document that describes them all."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from matchsafe import evidence
from matchsafe.api import routes
from matchsafe.workspace import seasonfile
from matchsafe.workspace.errors import UnknownSeason, UnreadableSeason, WorkspaceBusy


def test_importing_the_api_loads_no_web_framework() -> None:
    code = "import sys, matchsafe.api, matchsafe.server; sys.exit('fastapi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_valid_season_is_said_to_be_valid(client: TestClient, six_interviews: dict[str, Any]) -> None:
    answer = client.post("/api/v1/validate", json=six_interviews)
    assert (answer.status_code, answer.json()) == (200, {"valid": True, "warnings": []})


def test_the_improbable_is_a_warning_and_no_error(client: TestClient, six_interviews: dict[str, Any]) -> None:
    six_interviews["applicant"]["step2_ck"] = {"score": 300}
    (warning,) = client.post("/api/v1/validate", json=six_interviews).json()["warnings"]
    assert warning["path"] == "applicant.step2_ck.score"
    assert warning["sentence"].startswith("applicant.step2_ck.score")


def test_the_schema_is_that_of_the_season_file(client: TestClient) -> None:
    answer = client.get("/api/v1/schema")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json() == seasonfile.schema()


def test_the_list_of_figures_is_the_evidence(client: TestClient) -> None:
    listed = client.get("/api/v1/evidence").json()["figures"]
    assert [f["id"] for f in listed] == [f.id for f in evidence.figures()]
    assert all(f["title"] and f["publisher"] for f in listed)


@pytest.mark.parametrize("kind", ["published", "derived", "rule_of_thumb", "assumption"])
def test_the_list_can_be_of_one_kind(client: TestClient, kind: str) -> None:
    listed = client.get("/api/v1/evidence", params={"kind": kind}).json()["figures"]
    assert [f["id"] for f in listed] == [f.id for f in evidence.figures() if f.kind == kind]


def test_another_kind_of_figure_is_told(client: TestClient) -> None:
    answer = client.get("/api/v1/evidence?kind=rumour")
    assert answer.status_code == 422
    (problem,) = answer.json()["error"]["problems"]
    assert problem["path"] == "kind"
    assert "'rule_of_thumb'" in problem["accepted"]


def test_every_figure_can_be_looked_up(client: TestClient) -> None:
    for figure in evidence.figures():
        answer = client.get(f"/api/v1/evidence/{figure.id}")
        assert answer.json() == figure.model_dump(mode="json")


@pytest.mark.parametrize(
    "figure_id", ["article.none", "none", "..%2f..%2fsecret.x", "%2fetc%2fpasswd.x", "%00", "a" * 500]
)
def test_a_figure_that_is_not_there_is_not_found(client: TestClient, figure_id: str) -> None:
    answer = client.get(f"/api/v1/evidence/{figure_id}")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_health_says_ok(client: TestClient) -> None:
    assert client.get("/api/v1/health").json()["status"] == "ok"


@pytest.mark.parametrize(
    "path", ["/api", "/api/v1", "/api/v1/none", "/api/v2/outlook", "/api/v1/outlook/1", "/api/%ff"]
)
def test_an_address_that_is_not_there_is_json_like_every_error(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 405)
    assert set(answer.json()) == {"error"}
    assert set(answer.json()["error"]) == {"code", "message", "problems"}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method_is_refused_with_what_is_allowed(client: TestClient, method: str) -> None:
    answer = client.request(method, "/api/v1/outlook")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert answer.json()["error"]["code"] == "method_not_allowed"


def test_a_fault_of_ours_tells_nothing_and_logs_nothing_of_the_season(
    client: TestClient,
    six_interviews: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the season")

    monkeypatch.setattr(routes.season_body, "season", broken)
    with caplog.at_level(logging.DEBUG):
        for path in ("/api/v1/outlook", "/api/v1/validate"):
            answer = client.post(
                path, json={**six_interviews, "applications_sent": 77}
            )  # sent by nobody before
            assert answer.status_code == 500
            assert answer.json()["error"]["code"] == "internal"
            assert "secret" not in answer.text
            assert "RuntimeError" not in answer.text
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("matchsafe"))
    assert "unexpected RuntimeError in broken (test_other_routes.py:" in ours
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (UnknownSeason("x"), 404, "not_found"),
        (WorkspaceBusy("x"), 503, "busy"),
        (UnreadableSeason("x"), 503, "busy"),
    ],
)
def test_trouble_with_saved_seasons_is_told_without_details(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(routes.season_body, "season", broken)
    answer = client.post("/api/v1/validate", json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_the_document_describes_every_route_with_words_and_error_shapes(
    app: FastAPI, client: TestClient
) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert set(document["paths"]) == {
        f"/api/v1/{name}"
        for name in (
            "intake", "season/calendar", "season/draft", "season/import", "season/release", "season/soap",
            "season/soap/shortlist", "season/visas", "today", "outlook", "outlook/questions", "rank", "rank/watch",
            "couples", "couples/watch", "jobs/rank", "validate", "schema", "evidence", "evidence/{figure_id}",
            "health", "plan", "jobs/plan",
            "plan/couple", "jobs/{job_id}", "jobs/{job_id}/events", "catalogs", "catalogs/{name}/programs",
            "catalogs/{name}/programs/{program_id}", "catalogs/{name}/import", "compare", "fees", "match",
            "match/statistics", "match/mechanisms", "match/comparison", "match/what-if", "match/stable-set",
            "match/reserves",
            "catalogs/{name}", "catalogs/{name}/history", "catalogs/{name}/use", "catalogs/{name}/undo",
            "catalogs/{name}/redo", "catalogs/{name}/export", "catalogs/{name}/twins",
            "catalogs/{name}/employers", "catalogs/{name}/import/public", "catalogs/{name}/fetch/{what}",
            "catalogs/{name}/lists", "catalogs/{name}/lists/{list_name}",
        )
    }  # fmt: skip
    for path, item in document["paths"].items():
        for operation in item.values():
            if body := operation.get("requestBody", {}).get("content", {}).get("application/json"):
                assert body["schema"]["additionalProperties"] is False
            assert operation["summary"]
            assert operation["description"]
            for status, answer in operation["responses"].items():
                schema = next(iter(answer["content"].values()))["schema"]
                assert schema.get("$ref", "") == "#/components/schemas/ErrorBody" or status in (
                    "200",
                    "202",
                ), path
    assert document["paths"]["/api/v1/outlook"]["post"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ] == {"$ref": "#/components/schemas/Outlook"}
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_reference_in_the_document_leads_somewhere(client: TestClient) -> None:
    response = client.get("/api/v1/openapi.json")
    names = set(response.json()["components"]["schemas"])
    references = re.findall(r'"\$ref":"([^"]+)"', response.text)
    assert references
    assert {r.removeprefix("#/components/schemas/") for r in references} <= names


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_there_is_no_page_that_would_load_scripts_from_elsewhere(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
