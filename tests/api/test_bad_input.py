"""Whatever is sent: one clear answer in one shape, never a fault of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.api.errors import ErrorBody
from matchsafe.api.season_body import MAX_BYTES

JSON = {"content-type": "application/json"}
YAML = {"content-type": "application/yaml"}
VALIDATE = "/api/v1/validate"
GOOD = '{"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}, "interviews": 6}'


def problems(
    client: TestClient, content: str | bytes, kind: dict[str, str] = JSON, status: int = 422
) -> list[Any]:
    answers = [client.post(path, content=content, headers=kind) for path in (VALIDATE, "/api/v1/outlook")]
    assert [a.status_code for a in answers] == [status] * 2
    assert answers[0].json() == answers[1].json()
    error = ErrorBody.model_validate_json(answers[0].content, strict=True).error
    assert error.message.endswith(".")
    for problem in error.problems:
        assert problem.message in problem.sentence()
        assert "Traceback" not in problem.sentence()
    return list(answers[0].json()["error"]["problems"])


def test_every_problem_is_told_at_once_with_what_was_probably_meant(client: TestClient) -> None:
    season = {
        "applicant": {"type": "non_us_imgg", "graduation_year": "soon"},
        "target": {"speciality": "IM"},
        "interviews": [{"program": "A", "status": "atended"}, {"state": "ZZ"}],
    }
    found = {p["path"]: p for p in problems(client, json.dumps(season, indent=1))}
    assert found["applicant.type"]["suggestion"] == "non_us_img"
    assert found["applicant.type"]["line"] == 3
    assert found["interviews[0].status"]["suggestion"] == "attended"
    for path in (
        "applicant.graduation_year",
        "target.speciality",
        "target.specialty",
        "interviews[1].program",
    ):
        assert path in found


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("{", "not JSON"),
        ('{"applicant": }', "not JSON"),
        ("applicant: {type: us_img}", "not JSON"),
        ("{'applicant': 1}", "not JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (GOOD.encode("utf-16"), "UTF-8"),
        ("[" * 100_000, "deep"),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, "deep"),
        ("[]", "group of fields"),
        ("null", ""),
        ("17", "group of fields"),
        ('"text"', "group of fields"),
    ],
)
def test_what_is_no_season_at_all_gets_one_message(
    client: TestClient, content: str | bytes, told: str
) -> None:
    (problem,) = problems(client, content)
    assert told in problem["message"]


@pytest.mark.parametrize(
    "value",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "9" * 5000,
        "-1",
        "6.5",
        "301",
        "true",
        '"6"',
        "[[]]",
        "{}",
        "1e400",
    ],
)
def test_a_number_that_is_none_is_a_problem_of_its_field(client: TestClient, value: str) -> None:
    (problem,) = problems(client, GOOD.replace("6}", f"{value}}}"))
    assert problem["path"].startswith("interviews")


def test_a_name_that_stands_twice_is_told(client: TestClient) -> None:
    (problem,) = problems(client, GOOD.replace("6}", '6, "interviews": 12}'))
    assert "twice" in problem["message"]


@pytest.mark.parametrize(
    "content",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
        "!!python/object/apply:os.system ['true']",
        "applicant: !!python/name:os.system ''",
        "applicant: {type: us_img",
        "\tapplicant: 1",
        "- " * 3000,
        "? {a: 1}\n: b",
        "--- a\n--- b",
        "%YAML 9.9\n---\na",
        "applicant: *nowhere",
    ],
)
def test_yaml_tricks_are_problems_and_nothing_else(client: TestClient, content: str) -> None:
    assert problems(client, content, YAML)


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 10_000_000])
def test_a_body_that_is_too_large_is_refused(client: TestClient, size: int) -> None:
    assert problems(client, b" " * size, status=413) == []
    assert problems(client, b" " * size, YAML, status=413) == []


def test_a_body_of_just_the_limit_is_read(client: TestClient) -> None:
    assert client.post(VALIDATE, content=GOOD.ljust(MAX_BYTES), headers=JSON).status_code == 200


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "text/html",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/jsonx",
        ";;;",
        "é",
    ],
)
def test_another_content_type_is_refused_with_what_is_accepted(client: TestClient, kind: str) -> None:
    answer = client.post(VALIDATE, content=GOOD, headers=[(b"content-type", kind.encode())])
    assert answer.status_code == 415
    assert "application/yaml" in answer.json()["error"]["message"]
    assert answer.headers["accept"] == "application/json, application/yaml"


@pytest.mark.parametrize(
    "kind", ["application/json; charset=UTF-8", "APPLICATION/JSON", "application/season+json"]
)
def test_the_usual_ways_to_say_json_are_known(client: TestClient, kind: str) -> None:
    assert client.post(VALIDATE, content=GOOD, headers={"content-type": kind}).status_code == 200


@settings(max_examples=25, deadline=None)
@given(
    content=st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_get_an_answer(client: TestClient, content: bytes) -> None:
    for kind in (JSON, YAML):
        answer = client.post("/api/v1/outlook", content=content, headers=kind)
        assert answer.status_code == 422
        assert ErrorBody.model_validate_json(answer.content).error.problems


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 400) | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
MAYBE = {
    "type": st.sampled_from(["us_img", "non_us_img", "us_md", "us_do"]),
    "specialty": st.sampled_from(["IM", "dermatology", "Neurology", "urology", "ty"]),
    "status": st.sampled_from(["invited", "scheduled", "attended", "declined", "cancelled", "waitlisted"]),
    "visa": st.sampled_from(["none", "j1", "h1b", "j1_or_h1b"]),
}


def nearly(name: str) -> st.SearchStrategy[Any]:
    return st.one_of(*[MAYBE[name]] * 6, ANYTHING)


SEASON = st.fixed_dictionaries(
    {
        "applicant": st.fixed_dictionaries(
            {"type": nearly("type")},
            optional={"visa": nearly("visa"), "graduation_year": st.integers(1940, 2040) | ANYTHING},
        ),
        "target": st.fixed_dictionaries({"specialty": nearly("specialty")}, optional={"track": ANYTHING}),
    },
    optional={
        "interviews": st.integers(0, 320)
        | st.lists(
            st.fixed_dictionaries(
                {"program": st.text(max_size=10)},
                optional={"status": nearly("status"), "img_share": st.floats() | ANYTHING, "state": ANYTHING},
            ),
            max_size=4,
        ),
        "couples": ANYTHING,
        "applications_sent": ANYTHING,
        "anything": ANYTHING,
    },
)


@settings(max_examples=25, deadline=None)
@given(season=SEASON)
def test_any_season_gets_an_outlook_or_its_problems(client: TestClient, season: dict[str, Any]) -> None:
    content = json.dumps(season).encode()
    checked = client.post(VALIDATE, content=content, headers=JSON)
    answered = client.post("/api/v1/outlook", content=content, headers=JSON)
    assert checked.status_code == answered.status_code
    assert checked.status_code in (200, 422)
    if checked.status_code == 422:
        assert checked.json() == answered.json()
        assert checked.json()["error"]["problems"]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("outlook?onn=2026-11-22", [("onn", "extra_forbidden")]),
        (
            "outlook?frob=1&on=soon&frob=2&catalog=a&catalog=b",
            [("frob", "extra_forbidden"), ("catalog", "repeated"), ("on", "value_error")],
        ),
        ("outlook?on=2026-11-22&on=2026-11-23", [("on", "repeated")]),
        ("validate?%E2%98%83=", [("\u2603", "extra_forbidden")]),
        ("match?side=a&side=b", [("side", "repeated")]),
    ],
)
def test_a_query_parameter_that_is_not_known_or_sent_twice_is_told(
    client: TestClient, path: str, found: list[tuple[str, str]]
) -> None:
    answer = client.post(f"/api/v1/{path}", content=GOOD, headers=JSON)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (422, "invalid_query")
    assert [(p["path"], p["code"]) for p in error["problems"]] == found
    assert all(p["seen"] and p["accepted"] for p in error["problems"])


def test_a_search_takes_a_filter_as_often_as_it_is_a_list_and_names_what_is_none(client: TestClient) -> None:
    search = "/api/v1/catalogs/sample/programs"
    assert client.get(f"{search}?states=NY&states=NJ&per_page=1").status_code == 200
    for place in ("near=40.0,-83.0", "near=40.0&near=-83.0", "near=Ohio"):
        assert client.get(f"{search}?{place}&within=50&per_page=1").status_code == 200
    for place in ("zz", "1", "1,2,3", "91,0"):
        (problem,) = client.get(f"{search}?near={place}&within=50").json()["error"]["problems"]
        assert (problem["path"], problem["seen"]) == ("near", f'"{place}"')
    error = client.get(f"{search}?limit=3&page=x").json()["error"]
    assert (error["code"], {p["path"] for p in error["problems"]}) == ("invalid_query", {"limit", "page"})


def test_a_wrong_method_or_content_type_is_told_with_what_is_accepted(client: TestClient) -> None:
    wrong = client.get("/api/v1/outlook")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert wrong.json()["error"]["message"] == "This address accepts POST only."
    assert client.put("/api/v1/jobs/x").headers["allow"] == "GET, DELETE"
    for path in ("outlook", "fees"):
        answer = client.post(f"/api/v1/{path}", content=GOOD, headers={"content-type": "text/csv"})
        (problem,) = answer.json()["error"]["problems"]
        assert (answer.status_code, problem["path"], problem["seen"]) == (415, "Content-Type", '"text/csv"')
        assert "application/json" in problem["accepted"]


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/evidence?kind=published", "/api/v1/nothing"])
def test_head_is_answered_as_get_without_a_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.headers["content-type"]) == (get.status_code, get.headers["content-type"])
    assert head.content == b""
    assert get.content
