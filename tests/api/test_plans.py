"""Plans, catalogs, fees and matches over HTTP: the same answers as the library; jobs end, stop and are bounded."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import matchsafe
from matchsafe.catalog.sample import sample
from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.planning import ProofProgress
from matchsafe.services.background.jobs import AT_ONCE
from matchsafe.services.plan.job import PROOF
from matchsafe.workspace.seasonfile import load_text

DAY = "2026-09-23"
SEASON = {
    "applicant": {"type": "non_us_img", "visa": "j1", "step2_ck": {"score": 240}},
    "target": {"specialty": "internal_medicine"},
}
ASKED = {"season": SEASON, "request": {"max_programs": 3}, "catalog": "sample", "on": DAY}


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))


@pytest.fixture(scope="module")
def plan() -> PlanReport:
    season = load_text(json.dumps(SEASON), name="season").season
    return matchsafe.plan(season, PlanRequest(max_programs=3), sample(), date.fromisoformat(DAY))


def paths(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [p["path"] for p in answer.json()["error"]["problems"]]


def test_the_plan_is_that_of_the_library(client: TestClient, plan: PlanReport) -> None:
    answer = client.post("/api/v1/plan", json=ASKED)
    assert answer.status_code == 200, answer.text
    assert answer.json() == plan.model_dump(mode="json")
    kept = {"catalog": "sample", "request": ASKED["request"]}
    assert (
        client.post("/api/v1/plan", json={"season": {**SEASON, "plan": kept}, "on": DAY}).json()
        == answer.json()
    )
    gone = {**SEASON, "plan": {**kept, "catalog": "nothing"}}
    assert client.post("/api/v1/plan", json={"season": gone, "on": DAY}).status_code == 404


def test_without_a_catalog_the_plan_is_by_state(client: TestClient) -> None:
    for part in ({"catalog": None}, {}):
        asked = {"season": SEASON, "request": {"budget": 40}, "on": DAY, **part}
        assert client.post("/api/v1/plan", json=asked).json()["catalog"]["name"] is None


def test_every_problem_of_every_part_is_told(client: TestClient) -> None:
    asked = {
        "season": {"applicant": {"type": "x"}}, "request": {"budget": -1, "budgte": 1}, "catalog": 3, "on": "soon",
    }  # fmt: skip
    found = paths(client.post("/api/v1/plan", json=asked))
    assert {"season.applicant.type", "request.budget", "request.budgte", "catalog", "on"} <= set(found)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"season": NaN}', b"\xff", b'{"x": 1}', b"[" * 5000])
def test_nonsense_is_refused_in_the_one_shape(client: TestClient, body: bytes) -> None:
    for path in ("plan", "jobs/plan", "compare", "fees"):
        answer = client.post(f"/api/v1/{path}", content=body, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_body")


def test_other_content_and_too_much_of_it_are_refused(client: TestClient) -> None:
    assert (
        client.post("/api/v1/plan", content=b"a", headers={"content-type": "text/plain"}).status_code == 415
    )
    assert client.post("/api/v1/plan", json={"x": "a" * 1_100_000}).status_code == 413


def test_what_the_planner_cannot_meet_and_a_list_that_is_not_there(client: TestClient) -> None:
    wishes = {**ASKED, "request": {"include": ["nobody"]}}
    assert paths(client.post("/api/v1/plan", json=wishes)) == ["request.include"]
    assert client.post("/api/v1/plan", json={**ASKED, "catalog": "nothing"}).status_code == 404
    long = {**ASKED, "request": {"exact": True, "seconds": 600}}
    assert paths(client.post("/api/v1/plan", json=long)) == ["request.seconds"]
    assert paths(client.post("/api/v1/plan", json={**ASKED, "request": 3})) == ["request"]


def test_a_job_can_be_followed_to_its_plan(client: TestClient, plan: PlanReport) -> None:
    started = client.post("/api/v1/jobs/plan", json=ASKED)
    assert started.status_code == 202
    address = f"/api/v1/jobs/{started.json()['id']}"
    events = client.get(f"{address}/events")
    assert events.headers["content-type"].startswith("text/event-stream")
    last = json.loads(events.text.strip().split("\n\n")[-1].partition("data: ")[2])
    assert last["state"] == "done"
    assert last["result"] == plan.model_dump(mode="json")
    assert client.get(address).json() == last
    assert client.delete(address).json()["state"] == "done"


def test_a_job_that_cannot_be_done_says_why(client: TestClient) -> None:
    started = client.post("/api/v1/jobs/plan", json={**ASKED, "request": {"include": ["nobody"]}}).json()
    client.get(f"/api/v1/jobs/{started['id']}/events")
    told = client.get(f"/api/v1/jobs/{started['id']}").json()
    assert (told["state"], told["result"]) == ("failed", None)
    assert told["error"]["problems"][0]["path"] == "request.include"


def test_a_job_that_is_not_there_is_not_found(client: TestClient) -> None:
    for address in (f"/api/v1/jobs/{'0' * 32}", f"/api/v1/jobs/{'0' * 32}/events"):
        assert client.get(address).status_code == 404
    assert client.delete(f"/api/v1/jobs/{'0' * 32}").status_code == 404
    assert client.get("/api/v1/jobs/x").status_code == 422


def test_only_some_plans_are_worked_on_at_once_and_a_stopped_one_has_its_best_list(
    client: TestClient, plan: PlanReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: Any, cancel: Any, on_progress: Any, **__: Any) -> PlanReport:
        on_progress(ProofProgress(0.25, 0.75, 1.0))
        until = time.monotonic() + 300
        while not cancel() and time.monotonic() < until:
            time.sleep(0.005)
        return plan.model_copy(update={"status": "cancelled"})

    monkeypatch.setattr("matchsafe.services.plan.job.plan", slow)
    running = [client.post("/api/v1/jobs/plan", json=ASKED).json()["id"] for _ in range(PROOF.most)]
    refused = client.post("/api/v1/jobs/plan", json=ASKED)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "busy")
    assert int(refused.headers["retry-after"]) > 0
    until = time.monotonic() + 300
    for job in running[:AT_ONCE]:
        while client.get(f"/api/v1/jobs/{job}").json()["progress"] is None:
            assert time.monotonic() < until
    with_lists = 0
    for job in reversed(running):  # those that wait first: a place that is free is taken at once
        address = f"/api/v1/jobs/{job}"
        assert client.delete(address).json()["state"] in ("stopping", "stopped")
        told = json.loads(
            client.get(f"{address}/events").text.strip().split("\n\n")[-1].partition("data: ")[2]
        )
        assert told["state"] == "stopped"
        if told["result"] is not None:  # those that only waited have no list yet
            assert told["result"]["status"] == "cancelled"
            assert told["progress"] == {"value": 0.25, "bound": 0.75, "gap": 0.5, "seconds": 1.0}
            with_lists += 1
    assert with_lists == AT_ONCE


def test_a_job_that_breaks_tells_nothing_of_the_season_and_is_logged_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> PlanReport:
        raise RuntimeError("a secret of the season")

    monkeypatch.setattr("matchsafe.services.plan.job.plan", broken)
    address = f"/api/v1/jobs/{client.post('/api/v1/jobs/plan', json=ASKED).json()['id']}"
    client.get(f"{address}/events")
    assert client.get(address).json()["error"]["code"] == "internal"
    assert "secret" not in client.get(address).text + caplog.text
    assert caplog.text.count("RuntimeError") == 1


def test_catalogs_are_listed_searched_shown_and_compared(client: TestClient) -> None:
    assert client.get("/api/v1/catalogs").json() == {"catalogs": ["sample"], "in_use": None}
    address = "/api/v1/catalogs/sample/programs"
    found = client.get(address, params={"specialties": "neurology", "per_page": 2, "near": "40,-83"}).json()
    assert len(found["programs"]) == 2
    assert found["catalog"]["sample"]
    ids = [p["id"] for p in found["programs"]]
    shown = client.get(f"{address}/{ids[0]}").json()
    assert all(f["winners"][0]["source"] for f in shown["fields"])
    assert client.post("/api/v1/compare", json={"catalog": "sample", "ids": ids}).json()["ids"] == ids
    assert client.get(f"{address}/nobody").status_code == 404
    assert client.get("/api/v1/catalogs/nothing/programs").status_code == 404
    assert paths(client.get(address, params={"states": "ZZ", "page": "0", "x": "1"})) == [
        "states",
        "page",
        "x",
    ]
    assert paths(client.post("/api/v1/compare", json={"catalog": 3, "ids": ids})) == ["catalog"]
    assert paths(client.post("/api/v1/compare", json={"ids": 3})) == ["ids"]
    assert client.post("/api/v1/compare", json={"catalog": "sample", "ids": ids[:1]}).status_code == 422


def test_a_file_is_looked_at_and_brought_in(client: TestClient) -> None:
    content = b"Program,Specialty,State,Positions\nInvented Hospital,Neurology,OH,4\n"
    file = {"file": ("../list.csv", content, "text/csv")}
    address = "/api/v1/catalogs/mine/import"
    looked = client.post(address, files=file)
    assert looked.status_code == 200, looked.text
    assert not looked.json()["catalog"]["changed"]
    assert client.get("/api/v1/catalogs").json()["catalogs"] == ["sample"]
    assert client.post(address, files=file, params={"apply": True}).json()["catalog"]["changed"]
    assert client.get("/api/v1/catalogs/mine/programs").json()["total"] == 1
    assert (
        client.post(address, files={"file": ("x.pdf", b"%PDF-1.7 no", "application/pdf")}).status_code == 422
    )
    assert paths(client.post(address, files=file, data={"as_of": "someday"})) == ["as_of"]
    assert paths(client.post(address)) == ["file"]


def test_fees_are_those_of_the_library(client: TestClient) -> None:
    from matchsafe.planning.fees import fees

    told = client.post("/api/v1/fees", json={"programs": {"Neurology": 40}, "season": 2026}).json()
    assert [x["what"] for x in told["lines"]] == [x.what for x in fees({"Neurology": 40}, 2026).lines]
    asked = {"programs": 3, "season": "x", "ranks": True, "couple": 1}
    assert paths(client.post("/api/v1/fees", json=asked)) == ["programs", "season", "ranks", "couple"]
    assert client.post("/api/v1/fees", json={"programs": {"Neurology": -1}}).status_code == 422


def test_a_market_is_matched_and_explained(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    schema = document["paths"]["/api/v1/match"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    market = schema["example"]
    told = client.post("/api/v1/match", json=market, params={"explain": "ana"}).json()
    assert told["certificate"]["stable"]
    assert {m["applicant"]: m["program"] for m in told["matches"]} == {"ana": "lake", "bo": "city"}
    assert paths(client.post("/api/v1/match", json=market, params={"explain": "nobody"})) == ["explain"]
    assert client.post("/api/v1/match", json={"applicants": 3}).status_code == 422


PARTNER = {"applicant": {"type": "us_img"}, "target": {"specialty": "family_medicine"}}
BOTH = ("budget", "together")
FOR_TWO: dict[str, Any] = {
    "first": SEASON, "second": PARTNER, "catalog": "sample", "on": DAY,
    "request": {"budget": 90, "together": "division", "first": {"only_states": ["NY", "NJ"]}},
}  # fmt: skip


def test_a_plan_for_two_over_http_is_the_library_s(client: TestClient) -> None:
    for_two: dict[str, Any] = FOR_TWO["request"]
    kept = {"catalog": "sample", "request": for_two["first"]}  # the plan in her season file says the same
    asked = {"first": {**SEASON, "plan": kept}, "second": PARTNER, "on": DAY}
    sent = client.post("/api/v1/plan/couple", json={**asked, "request": {k: for_two[k] for k in BOTH}})
    assert sent.status_code == 200
    seasons = [load_text(json.dumps(s), name="season").season for s in (SEASON, PARTNER)]
    request = matchsafe.CoupleRequest.model_validate(FOR_TWO["request"])
    made = matchsafe.plan_couple(*seasons, request, sample(), date.fromisoformat(DAY))
    assert sent.json() == json.loads(made.model_dump_json())


def test_everything_wrong_with_two_is_told_at_once_and_whose_it_is(client: TestClient) -> None:
    wrong = {**FOR_TWO, "second": {"applicant": {"type": "martian"}}, "on": "soon"}
    wrong["request"] = {"budget": -1, "first": {"budget": 5}, "together": "near"}
    answer = client.post("/api/v1/plan/couple", json=wrong)
    assert answer.status_code == 422
    assert {"second.applicant.type", "request.budget", "request.together", "on"} <= set(paths(answer))
    alone = client.post("/api/v1/plan/couple", json={"first": SEASON, "catalog": "sample"})
    assert (alone.status_code, paths(alone)) == (422, ["request.partner"])
    own = {**FOR_TWO, "request": {"first": {"budget": 5}, "second": {"exact": True}}}
    assert paths(client.post("/api/v1/plan/couple", json=own)) == [
        "request.first.budget",
        "request.second.exact",
    ]
