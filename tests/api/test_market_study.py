"""Studies of a market over HTTP: the answers of the library, and problems by their place in what was sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

MARKET = {
    "applicants": [{"applicant": "Ann", "programs": ["City", "Hill"]}, {"applicant": "Ben", "programs": ["City"]}],
    "programs": [{"program": "City", "quota": 1, "applicants": [["Ann", "Ben"]]},
                 {"program": "Hill", "quota": 1, "applicants": ["Ann"]}],
}  # fmt: skip


def post(client: TestClient, route: str, content: dict[str, Any], **params: Any) -> Any:
    return client.post(
        f"/api/v1/match/{route}", json={"market": MARKET, **content}, params={"ties": "single", **params}
    )


@pytest.mark.parametrize(
    ("route", "content", "field", "value"),
    [
        ("statistics", {}, "matched", 2),
        ("statistics", {"by": {"Ann": "City", "Ben": None}}, "matched", 1),
        ("comparison", {"second": {"Ann": "City"}}, "loses", 1),
        ("stable-set", {}, "matches", 1),
        (
            "reserves",
            {"types": {"Ann": "x"}, "rules": [{"program": "City", "type": "x", "most": 0}]},
            "stable",
            True,
        ),
    ],
)
def test_a_study_answers(
    client: TestClient, route: str, content: dict[str, Any], field: str, value: object
) -> None:
    assert post(client, route, content, seed=3).json()[field] == value


def test_a_result_of_a_market_with_supplemental_lists_has_first_years(client: TestClient) -> None:
    market = {
        "applicants": [{"applicant": "Ann", "programs": ["City"]}],
        "programs": [{"program": name, "quota": 1, "applicants": ["Ann"]} for name in ("City", "Hill")],
        "supplemental": [{"applicant": "Ann", "advanced": "City", "programs": ["Hill"]}],
    }
    both = {"Ann": {"program": "City", "first_year": "Hill"}}
    for by, stable, counts in (
        ("deferred_acceptance", True, [1]),
        (both, True, [1]),
        ({"Ann": "City"}, False, []),
    ):
        told = client.post("/api/v1/match/statistics", json={"market": market, "by": by}).json()
        assert (told["stable"], told["first_years"]["counts"]) == (stable, counts)
    wrong = {"Ann": {"program": "Moon", "first_year": "Mars"}, "Zoe": {"program": "City"}}
    told = client.post("/api/v1/match/statistics", json={"market": market, "by": wrong}).json()
    assert [p["message"].split()[-1] for p in told["error"]["problems"]] == ["'Moon'", "'Zoe'", "'Mars'"]
    answer = client.post("/api/v1/match/mechanisms", json={"market": market})
    assert answer.status_code == 422
    assert "1 supplemental list" in answer.text
    assert post(client, "statistics", {"by": both}).status_code == 422


def test_settings_that_do_not_go_together_are_refused_by_name(client: TestClient) -> None:
    asked = {"ties": "single", "side": "program", "mechanism": "top_trading_cycles", "near_feasible": "true"}
    answer = client.post("/api/v1/match", json=MARKET, params=asked)
    assert answer.status_code == 422
    assert {"side", "near_feasible"} <= set(re.findall(r"side|near_feasible", answer.text))


def test_mechanisms_and_changes_answer_with_a_row_each(client: TestClient) -> None:
    assert len(post(client, "mechanisms", {}).json()["mechanisms"]) == 4
    changes = {"changes": [{"program": "*", "add_seats": 1}]}
    assert len(post(client, "what-if", changes).json()["counterfactuals"]) == 2


@pytest.mark.parametrize(
    ("route", "content", "path"),
    [
        ("statistics", {"by": "auction"}, "by"),
        ("comparison", {"first": {"Zoe": "City"}}, "first"),
        ("comparison", {"first": {"Ann": "Moon"}}, "first"),
        ("what-if", {"changes": [{"program": "Moon", "seats": 1}]}, "changes[0].program"),
        ("what-if", {"changes": 3}, "changes"),
        ("what-if", {"changes": [{"program": "*", "add_seats": 1}] * 101}, "changes"),
        ("reserves", {"types": {}}, "rules"),
    ],
)
def test_a_problem_is_told_by_its_place(
    client: TestClient, route: str, content: dict[str, Any], path: str
) -> None:
    answer = post(client, route, content)
    assert answer.status_code == 422
    assert answer.json()["error"]["problems"][0]["path"] == path


def test_a_tie_without_a_lottery_is_a_problem_of_the_market(client: TestClient) -> None:
    answer = client.post("/api/v1/match/statistics", json={"market": MARKET})
    assert answer.json()["error"]["problems"][0]["path"].startswith("market.programs[0]")
    scores = {"applicants": [{"applicant": a, "programs": ["City"], "scores": [1]} for a in "AB"],
              "programs": [{"program": "City", "quota": 1}]}  # fmt: skip
    answer = client.post("/api/v1/match/statistics", json={"market": scores}, params={"ties": "refuse"})
    assert answer.json()["error"]["problems"][0]["path"] == "market.program City"
    told = client.post(
        "/api/v1/match", json=MARKET, params={"ties": "multiple", "mechanism": "serial_dictatorship"}
    )
    assert told.json()["ties"]["ties"] == 1


def test_a_number_with_more_digits_than_are_kept_is_refused(client: TestClient) -> None:
    scored = (
        '{"applicants": [{"applicant": "Ann", "programs": ["City"], "scores": [0.10000000000000000001]}], '
    )
    body = '{"market": ' + scored + '"programs": [{"program": "City", "quota": 1}]}}'
    kind = {"content-type": "application/json"}
    told = client.post("/api/v1/match/statistics", content=body, headers=kind).json()
    (problem,) = told["error"]["problems"]
    assert "'0.10000000000000000001' has more digits than a score keeps" in problem["message"]
