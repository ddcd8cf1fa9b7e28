"""What is improbable gives a warning, never a refusal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matchsafe.workspace.seasonfile import Problem, check, load_text

TODAY = date(2026, 11, 22)


def warned(
    applicant: dict[str, Any] | None = None, target: dict[str, Any] | None = None, **rest: Any
) -> list[Problem]:
    data = {
        "applicant": {"type": "non_us_img", **(applicant or {})},
        "target": {"specialty": "internal_medicine", **(target or {})},
        **rest,
    }
    return list(check(data, today=TODAY).warnings)


def _target(specialty: str, track: str) -> dict[str, Any]:
    return {"target": {"specialty": specialty, "track": track}}


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        ({"applicant": {"step2_ck": {"score": 300}}}, "step2_ck_high", "applicant.step2_ck.score"),
        ({"applicant": {"step2_ck": {"score": 291}}}, "step2_ck_high", "applicant.step2_ck.score"),
        ({"applicant": {"step2_ck": {"score": 208}}}, "step2_ck_low", "applicant.step2_ck.score"),
        ({"applicant": {"graduation_year": 1975}}, "graduation_long_ago", "applicant.graduation_year"),
        ({"applicant": {"graduation_year": 2028}}, "graduation_in_the_future", "applicant.graduation_year"),
        ({"applicant": {"step1": {"attempts": 3}}}, "many_attempts", "applicant.step1.attempts"),
        ({"applicant": {"step2_ck": {"attempts": 4}}}, "many_attempts", "applicant.step2_ck.attempts"),
        (
            {"applicant": {"step1": {"passed": False}, "step2_ck": {"score": 240}}},
            "step1_not_passed",
            "applicant.step1.passed",
        ),
        (
            {"applicant": {"step1": {"passed": False}, "step3": {"passed": True}}},
            "step3_before_step1",
            "applicant.step3.passed",
        ),
        ({"applicant": {"type": "us_md", "visa": "j1"}}, "visa_unusual", "applicant.visa"),
        ({"applicant": {"type": "us_img", "visa": "h1b"}}, "visa_unusual", "applicant.visa"),
        (_target("family_medicine", "preliminary"), "track_unusual", "target.track"),
        (_target("internal_medicine", "transitional"), "track_unusual", "target.track"),
        (_target("family_medicine", "advanced"), "track_unusual", "target.track"),
        (_target("transitional_year", "categorical"), "track_unusual", "target.track"),
        ({"interviews": 80}, "many_interviews", "interviews"),
        ({"interviews": 41}, "many_interviews", "interviews"),
        ({"applications_sent": 501}, "many_applications", "applications_sent"),
        ({"applications_sent": 5, "interviews": 6}, "more_interviews_than_applications", "interviews"),
        (
            {"interviews": [{"program": "A  b", "state": "NY"}, {"program": "a B", "state": "NY"}]},
            "program_twice",
            "interviews[1].program",
        ),
        (
            {"interviews": [{"program": "A", "status": "scheduled", "went": "well"}]},
            "went_before_attended",
            "interviews[0].went",
        ),
        (
            {"couples": {"partner": {"type": "us_do", "visa": "j1"}}},
            "visa_unusual",
            "couples.partner.visa",
        ),
        (
            {"couples": {"partner": {"type": "us_do", "graduation_year": 1960}}},
            "graduation_long_ago",
            "couples.partner.graduation_year",
        ),
        (
            {
                "couples": {
                    "partner": {"type": "us_do"},
                    "partner_target": _target("urology", "preliminary")["target"],
                }
            },
            "track_unusual",
            "couples.partner_target.track",
        ),
        (
            {"couples": {"partner": {"type": "us_do"}, "partner_interviews": 50}},
            "many_interviews",
            "couples.partner_interviews",
        ),
    ],
)
def test_the_improbable_is_one_warning_with_its_path(data: dict[str, Any], code: str, path: str) -> None:
    found = warned(**data)
    assert [(w.code, w.path) for w in found] == [(code, path)]
    assert "If it is right, nothing needs to change." in found[0].message
    assert found[0].seen


@pytest.mark.parametrize(
    "data",
    [
        {"applicant": {"step2_ck": {"score": 290, "attempts": 2}, "graduation_year": 2027}},
        {"applicant": {"step2_ck": {"score": 209}, "graduation_year": 1980, "visa": "j1"}},
        {"applicant": {"type": "us_md", "visa": "none"}},
        {"interviews": 40, "applications_sent": 500},
        {"target": {"specialty": "transitional_year"}},
        {"target": {"specialty": "transitional_year", "track": "transitional"}},
        {"target": {"specialty": "surgery_general", "track": "preliminary"}},
        {"target": {"specialty": "neurology", "track": "advanced"}},
        {"interviews": [{"program": "A", "state": "NY"}, {"program": "A", "state": "NJ"}]},
        {"interviews": [{"program": "A", "status": "attended", "went": "poorly"}]},
    ],
)
def test_the_usual_gives_no_warning(data: dict[str, Any]) -> None:
    assert warned(**data) == []


def test_warnings_have_their_line_and_come_in_the_order_of_the_file() -> None:
    loaded = load_text(
        "interviews: 80\ntarget: {specialty: IM}\napplicant:\n  type: us_img\n  step2_ck:\n    score: 299\n",
        today=TODAY,
    )
    assert [(w.code, w.line) for w in loaded.warnings] == [("many_interviews", 1), ("step2_ck_high", 6)]
    assert loaded.season.applicant.step2_ck.score == 299


def test_without_a_day_the_present_one_decides_what_is_the_future() -> None:
    data = {
        "applicant": {"type": "us_img", "graduation_year": date.today().year},
        "target": {"specialty": "IM"},
    }
    assert check(data).warnings == ()
