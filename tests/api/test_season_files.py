"""Trackers, unfilled lists, letters and mail over HTTP, beside a season that is sent or straight into a saved one."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from tests.api.test_seasons import EXAMPLE, keeper, season

from matchsafe.workspace.seasonfile import load_text

__all__ = ["keeper", "season"]

API = "/api/v1"
SEASON: dict[str, Any] = load_text(EXAMPLE).season.model_dump(mode="json", exclude_unset=True)
SHEET = "Program,State,Specialty,Status\nNew Hospital,OH,Internal Medicine,Rejected\nOdd,OH,Alchemy,Applied\n"
UNFILLED = (
    "NRMP Program Code,Institution,State,Specialty Name,Positions Unfilled\n"
    "1236140P0,Harbor,NJ,Medicine-Preliminary,6\n1235140C0,Prairie,KS,Internal Medicine,2\n1235120C0,Plain,KS,FM,2\n"
)
MAIL = (
    "From: a@b.example\nSubject: News\nDate: Mon, 2 Nov 2026 10:00:00 -0600\n\n"
    "Prairie Example Community Hospital has placed you on the waitlist for Internal Medicine.\n"
)


def problems(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(p["path"], p["code"]) for p in answer.json()["error"]["problems"]]


def test_a_tracker_goes_into_a_season_that_is_sent_or_saved(keeper: Any, season: str) -> None:
    sheet = {"tracker": {"name": "a.csv", "text": SHEET}}
    read = keeper.post(f"{API}/season/import", json=sheet).json()
    assert (read["read"], len(read["kept"]), len(read["asked"]), len(read["left_out"])) == (2, 1, 1, 0)
    sent = keeper.post(f"{API}/season/import", json={**sheet, "season": SEASON}).json()
    assert sent["added"] == [2]
    assert sent["season"]["applications"][-1]["program"] == "New Hospital"
    looked = keeper.post(f"{season}/import", json=sheet).json()
    assert (looked["version"], "added" in looked) == (1, False)
    for headers in ({"Idempotency-Key": "t"}, {"Idempotency-Key": "t"}, {}):
        kept = keeper.post(f"{season}/import?accept=true", json=sheet, headers=headers).json()
        assert kept["version"] == 2
    assert kept["already_there"] == [2]
    packed = {"tracker": {"name": "a.csv", "base64": base64.b64encode(SHEET.encode()).decode()}}
    assert keeper.post(f"{API}/season/import", json=packed).json()["kept"] == read["kept"]


def test_mail_goes_straight_into_a_saved_season_once(keeper: Any, season: str) -> None:
    body = {"messages": [{"name": "a.eml", "text": MAIL}]}
    read = keeper.post(f"{season}/intake", json=body).json()
    [event] = read["events"]
    assert (event["kind"], event["application"], read["version"]) == ("waitlist", "a3", 1)
    for headers in ({"Idempotency-Key": "m"}, {"Idempotency-Key": "m"}, {}):
        done = keeper.post(f"{season}/intake", json={**body, "accept": {event["id"]: None}}, headers=headers)
        assert done.json()["version"] == 2
    assert done.json()["accepted"] == [event["id"]]
    assert keeper.get(f"{season}/history").json()["changes"][0]["text"] == "Took in mail"
    assert problems(keeper.post(f"{season}/intake", json={**body, "accept": {"x": None}})) == [
        ("accept.x", "no_event")
    ]
    assert problems(keeper.post(f"{season}/intake", json={"messages": []})) == [("messages", "kind")]
    assert keeper.post(f"{API}/seasons/none/intake", json=body).status_code == 404


def test_the_shortlist_for_soap_is_the_planners_within_the_limit(keeper: Any) -> None:
    body = {"season": SEASON, "tracker": {"name": "u.csv", "text": UNFILLED}, "on": "2027-03-15"}
    found = keeper.post(f"{API}/season/soap/shortlist", json=body).json()
    assert (found["most"], found["read"]) == (45, 3)
    assert [(c["place"], c["program"], c["track"]) for c in found["choices"]] == [
        (1, "Prairie", "categorical"), (2, "Harbor", "preliminary"),
    ]  # fmt: skip
    assert [(x["row"], "Family Medicine" in x["reason"]) for x in found["left_out"]] == [(4, True)]
    assert "no chances" not in found["note"]
    wrong = {**body, "specialties": ["Alchemy"], "on": "soon"}
    assert problems(keeper.post(f"{API}/season/soap/shortlist", json=wrong)) == [
        ("specialties", "kind"), ("on", "date"),
    ]  # fmt: skip
    none = {**body, "specialties": ["Dermatology"]}
    assert problems(keeper.post(f"{API}/season/soap/shortlist", json=none)) == [("specialties", "empty")]


def test_a_letter_is_drafted_with_the_event_to_note(keeper: Any, season: str) -> None:
    body = {
        "season": SEASON,
        "part": "a3",
        "letter": "update",
        "update": "I passed Step 3 on 2 November 2026.",
    }
    made = keeper.post(f"{API}/season/draft", json=body).json()
    assert "I passed Step 3" in made["text"]
    assert made["mailto"].startswith("mailto:?subject=")
    assert keeper.post(f"{season}/events", json=made["event"]).status_code == 201
    for change, wanted in (
        ({"letter": "thank_you"}, ("letter", "not_accepted")),
        ({"part": "x"}, ("part", "unknown_id")),
        ({"update": "please interview me, your esteemed program"}, ("update", "generic")),
    ):
        assert problems(keeper.post(f"{API}/season/draft", json={**body, **change})) == [wanted]


@pytest.mark.parametrize(
    ("tracker", "wanted"),
    [
        (None, ("tracker", "kind")), ({"text": SHEET, "base64": ""}, ("tracker", "kind")),
        ({"base64": "%"}, ("tracker.base64", "base64")), ({"text": "a,b\n1,2\n"}, ("", "no_program_column")),
    ],
)  # fmt: skip
def test_a_sheet_that_is_none_is_told(keeper: Any, tracker: Any, wanted: tuple[str, str]) -> None:
    found = problems(keeper.post(f"{API}/season/import", json={"tracker": tracker}))
    assert [code for _, code in found] == [wanted[1]]


@pytest.mark.parametrize(
    ("address", "change", "path"),
    [
        ("draft", {"update": 5}, "update"),
        ("draft", {"reason": ["a"]}, "reason"),
        ("draft", {"part": 7}, "part"),
        ("draft", {"mood": "warm"}, "mood"),
        ("import", {"columns": []}, "columns"),
        ("import", {"columns": {"Program": 3}}, "columns.Program"),
        ("import", {"tracker": {"text": "a", "name": 3}}, "tracker.name"),
        ("import", {"tracker": {"text": "a", "sheet": "x"}}, "tracker.sheet"),
        ("import", {"tracker": {"text": "a", "base64": 3}}, "tracker.base64"),
        ("soap/shortlist", {"specialties": ""}, "specialties"),
        ("soap/shortlist", {"specialties": ["psychiatry", 4]}, "specialties[1]"),
        ("intake", {"accept": 0}, "accept"),
        ("intake", {"messages": [{"text": "a", "name": 3}]}, "messages[0].name"),
    ],
)
def test_what_is_no_text_or_no_part_is_told_and_never_ignored(
    keeper: Any, season: str, address: str, change: dict[str, Any], path: str
) -> None:
    body = {
        "draft": {"part": "i2", "letter": "update", "update": "I passed Step 3."},
        "intake": {"messages": [{"text": "a"}]},
    }.get(address, {"tracker": {"name": "a.csv", "text": "Program\nMercy\n"}})
    answer = keeper.post(f"{season}/{address}", json=body | change)
    assert path in [p for p, _ in problems(answer)]


def test_a_misspelt_parameter_another_code_and_a_new_id_are_told(keeper: Any, season: str) -> None:
    sheet = {"tracker": {"name": "a.csv", "text": SHEET}}
    assert problems(keeper.post(f"{season}/import?acept=true", json=sheet)) == [("acept", "extra_forbidden")]
    other = {"code": "b", "state": "done"}
    assert problems(keeper.put(f"{season}/tasks/a", json=other)) == [("code", "not_accepted")]
    assert problems(keeper.patch(f"{season}/interviews/i1", json={"id": "i9"})) == [("id", "not_accepted")]


def test_the_document_says_what_the_fields_of_a_part_are(keeper: Any) -> None:
    paths = keeper.get(f"{API}/openapi.json").json()["paths"]
    bodies = {
        (path, method): route["requestBody"]["content"]["application/json"]["schema"]
        for path, methods in paths.items()
        for method, route in methods.items()
        if path.startswith(f"{API}/seasons/") and "requestBody" in route
    }
    assert all("properties" in shape or "anyOf" in shape for shape in bodies.values())
    part = bodies[f"{API}/seasons/{{season_id}}/{{part_list}}", "post"]
    assert {shape["title"] for shape in part["anyOf"]} == {
        "Application", "Interview", "Event", "MockInterview", "Connection", "Cost",
    }  # fmt: skip
    own = bodies[f"{API}/seasons/{{season_id}}", "patch"]["properties"]
    assert "budget" in own
    assert "interviews" not in own


def test_a_saved_season_answers_what_a_sent_one_does(keeper: Any, season: str) -> None:
    """Today, release, visas, SOAP, calendar, shortlist and letters, with the season named by its id."""
    on = {"on": "2026-11-22"}
    for name in ("today", "season/release", "season/visas", "season/soap"):
        sent = keeper.post(f"{API}/{name}", json=SEASON, params=on)
        asked = keeper.get(f"{season}/{name.removeprefix('season/')}", params=on)
        assert (asked.status_code, asked.json()) == (200, sent.json()), name
    assert b"BEGIN:VEVENT" in keeper.get(f"{season}/calendar", params=on).content
    body = {"tracker": {"name": "u.csv", "text": UNFILLED}, "specialties": ["Family Medicine"]}
    sent = keeper.post(f"{API}/season/soap/shortlist", json={**body, "season": SEASON})
    assert keeper.post(f"{season}/soap/shortlist", json=body).json() == sent.json()
    letter = {"part": "a3", "letter": "update", "update": "I passed Step 3 on 2 November 2026."}
    made = keeper.post(f"{season}/draft", json=letter).json()
    assert ("Step 3" in made["text"], made["noted"], made["version"]) == (True, False, 1)
    for _ in range(2):
        noted = keeper.post(f"{season}/draft?sent=true", json=letter, headers={"Idempotency-Key": "s"})
        assert (noted.status_code, noted.json()["noted"], noted.json()["version"]) == (200, True, 2)
    assert keeper.get(f"{season}/history").json()["changes"][0]["text"].startswith("Noted: ")
    assert problems(keeper.post(f"{season}/draft", json={**letter, "part": "x"})) == [("part", "unknown_id")]
    assert keeper.post(f"{season}/draft", json={**letter, "season": SEASON}).status_code == 422
    assert keeper.get(f"{API}/seasons/none/today").status_code == 404
