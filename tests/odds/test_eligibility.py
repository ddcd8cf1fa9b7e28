"""What a program's policy says of an applicant: bars, doubts and preferences, each explained."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.domain.plan import PolicyRule
from matchsafe.domain.program import Program
from matchsafe.domain.season import Applicant
from matchsafe.odds.eligibility import Finding, eligibility, eligible
from matchsafe.odds.strength import failures

ON: Final = date(2026, 9, 1)


def found(applicant: dict[str, Any], program: dict[str, Any], **more: Any) -> tuple[Finding, ...]:
    who = Applicant.model_validate({"type": "non_us_img", "visa": "none", **applicant})
    where = Program.model_validate({"id": "x", "name": "Made-up", "specialty": "neurology", **program})
    return eligibility(who, where, ON, **more)


@pytest.mark.parametrize(
    ("applicant", "program", "rule", "text"),
    [
        ({"visa": "j1"}, {"j1": False}, "visa", "It does not sponsor the visa you need (J-1)."),
        ({"visa": "h1b"}, {"j1": True, "h1b": False}, "visa", "It does not sponsor the visa you need (H-1B)."),
        ({"visa": "j1_or_h1b"}, {"j1": False, "h1b": False}, "visa",
         "It does not sponsor the visa you need (J-1 or H-1B)."),
        ({"step2_ck": {"score": 219}}, {"step2_minimum": 220}, "step2_minimum",
         "It asks for at least 220 on Step 2 CK; you have 219."),
        ({"step2_ck": {"attempts": 2}}, {"attempts_allowed": 0}, "attempts",
         "It accepts no failed attempt; you have 1 failed attempt."),
        ({"step1": {"attempts": 3}, "step2_ck": {"attempts": 2}}, {"attempts_allowed": 1}, "attempts",
         "It accepts 1 failed attempt; you have 3 failed attempts."),
        ({"graduation_year": 2020}, {"graduation_limit": 5}, "graduation_year",
         "It takes graduates of the last 5 years; you graduated 6 years ago."),
        ({"us_clinical_experience": "none"}, {"usce_required": True}, "us_experience",
         "It requires US clinical experience; you have none."),
        ({}, {"military": True}, "status", "It takes members of the US armed forces only."),
        ({}, {"closed": True}, "status", "It has closed."),
        ({}, {"accreditation": "withdrawn"}, "status", "It has lost its accreditation by ACGME, or is about to."),
        ({}, {"in_match": False}, "status", "It offered no position in the latest Match its list tells of."),
    ],
)  # fmt: skip
def test_a_bar_is_explained_and_keeps_the_program_off_the_list(
    applicant: dict[str, Any], program: dict[str, Any], rule: str, text: str
) -> None:
    (finding,) = found(applicant, program)
    assert (finding.rule, finding.status, finding.text) == (rule, "barred", text)
    assert not eligible([finding])


@pytest.mark.parametrize(
    ("applicant", "program", "rule"),
    [
        ({"visa": "j1"}, {}, "visa"),
        ({"visa": "j1_or_h1b"}, {"j1": False}, "visa"),
        ({"visa": None}, {"j1": False, "h1b": False}, "visa"),
        ({}, {"step2_minimum": 220}, "step2_minimum"),
        ({"step2_ck": {"attempts": 2}}, {}, "attempts"),
        ({}, {"attempts_allowed": 0}, "attempts"),
        ({}, {"graduation_limit": 5}, "graduation_year"),
        ({}, {"usce_required": True}, "us_experience"),
    ],
)
def test_what_is_not_known_and_matters_is_said_and_does_not_bar(
    applicant: dict[str, Any], program: dict[str, Any], rule: str
) -> None:
    (finding,) = found(applicant, program)
    assert (finding.rule, finding.status) == (rule, "unknown")
    assert eligible([finding])


@pytest.mark.parametrize(
    ("applicant", "program", "rule"),
    [
        ({"step2_ck": {"score": 230}}, {"step2_low": 240}, "step2_minimum"),
        ({"step2_ck": {"attempts": 2}}, {"attempts_allowed": 1}, "attempts"),
        ({"us_clinical_experience": "observership"}, {"usce_required": True}, "us_experience"),
    ],
)
def test_a_preference_is_told_apart_from_a_bar(
    applicant: dict[str, Any], program: dict[str, Any], rule: str
) -> None:
    (finding,) = found(applicant, program)
    assert (finding.rule, finding.status) == (rule, "discouraged")
    assert eligible([finding])


@pytest.mark.parametrize(
    ("applicant", "program"),
    [
        ({}, {}),
        ({"visa": "j1"}, {"j1": True}),
        ({"visa": None}, {}),
        ({"type": "us_img", "visa": None}, {"j1": False, "h1b": False}),
        ({"step2_ck": {"score": 250, "attempts": 1}}, {"step2_minimum": 220, "step2_low": 240, "attempts_allowed": 0}),
        ({"graduation_year": 2021}, {"graduation_limit": 5}),
        ({"graduation_year": 2000}, {}),
        ({"us_clinical_experience": "hands_on"}, {"usce_required": True}),
        ({"us_clinical_experience": "none"}, {"usce_required": False}),
    ],
)  # fmt: skip
def test_nothing_is_found_where_nothing_stands_against_an_application(
    applicant: dict[str, Any], program: dict[str, Any]
) -> None:
    assert found(applicant, program) == ()


def test_bars_come_first_and_an_override_keeps_them_in_sight() -> None:
    profile = {"visa": "j1", "us_clinical_experience": "none", "step2_ck": {"attempts": 2}}
    policy = {"j1": False, "usce_required": True}
    both = found(profile, policy)
    assert [f.status for f in both] == ["barred", "barred", "unknown"]
    one = found(profile, policy, overrides={"visa"})
    assert [(f.rule, f.overridden) for f in one if f.status == "barred"] == [
        ("visa", True),
        ("us_experience", False),
    ]
    assert not eligible(one)
    assert eligible(found(profile, policy, overrides=get_args(PolicyRule)))


def test_a_flag_or_a_failed_step_1_counts_as_one_attempt() -> None:
    def count(**profile: Any) -> int | None:
        return failures(Applicant.model_validate({"type": "us_img", **profile}))

    assert count() is None
    assert count(red_flags=["attempt"]) == 1
    assert count(step1={"passed": False}) == 1
    assert count(step1={"attempts": 1}) == 0
    assert count(step1={"attempts": 2}, step2_ck={"attempts": 3}, red_flags=["attempt"]) == 3


@given(score=st.integers(180, 290), least=st.integers(180, 290))
def test_a_stated_minimum_bars_exactly_those_below_it(score: int, least: int) -> None:
    assert eligible(found({"step2_ck": {"score": score}}, {"step2_minimum": least})) == (score >= least)


@pytest.mark.parametrize(
    ("program", "text"),
    [
        ({"accreditation": "probation"}, "ACGME has it on probation. Ask what that means for its residents."),
        ({"accreditation": "warning"}, "ACGME has given it a warning."),
        ({"accreditation": "initial"}, "ACGME's accreditation of it is initial."),
        ({"in_eras": False}, "It does not take applications through ERAS: apply where it says."),
        ({"first_match": 2025}, "It is new: its first Match was in 2025."),
    ],
)
def test_a_doubt_about_a_programs_status_is_said_and_bars_nobody(program: dict[str, Any], text: str) -> None:
    (finding,) = found({}, program)
    assert (finding.rule, finding.status, finding.text) == ("status", "discouraged", text)
    assert eligible([finding])


def test_a_program_with_several_classes_behind_it_is_not_new() -> None:
    assert not found(
        {}, {"first_match": 2023, "accreditation": "accredited", "in_match": True, "in_eras": True}
    )
