from __future__ import annotations

from typing import Any

import pytest

from matchsafe.advice.buckets import bucket, flags, highly_competitive, unknown_facts, years_since_graduation
from matchsafe.domain.season import Applicant, Season


def group(applicant: dict[str, Any], specialty: str = "internal_medicine") -> Any:
    found = Season.model_validate({"applicant": applicant, "target": {"specialty": specialty}})
    return bucket(found, 2026)


def test_a_strong_non_us_img_is_told_every_sign_of_strength(strong: dict[str, Any]) -> None:
    found = group(strong)
    assert found.code == "strong_non_us_img"
    assert found.reasons == (
        "Step 1 passed at the first try",
        "Step 2 CK 245 is 240 or more",
        "graduated 3 years ago",
        "US clinical experience, hands-on",
        "strong letters",
        "no red flags given",
    )


def test_a_strong_us_img_has_a_group_of_their_own(strong: dict[str, Any]) -> None:
    assert group(strong | {"type": "us_img"}).code == "strong_us_img"


@pytest.mark.parametrize("score", [240, 241, 300])
def test_240_is_already_a_strong_score(strong: dict[str, Any], score: int) -> None:
    assert group(strong | {"step2_ck": {"score": score}}).code == "strong_non_us_img"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"step2_ck": {"score": 239}}, "Step 2 CK 239 is under 240"),
        ({"step1": {"passed": True, "attempts": 2}}, "Step 1 took 2 attempts"),
        ({"step1": {"passed": False}}, "Step 1 is not passed yet"),
        ({"step2_ck": {"score": 250, "attempts": 3}}, "Step 2 CK took 3 attempts"),
        ({"graduation_year": 2017}, "graduated 9 years ago"),
        ({"us_clinical_experience": "none"}, "no US clinical experience"),
        ({"letters": "weak"}, "letters are on the weak side"),
        ({"red_flags": ["gap", "gap"]}, "you told us about a gap in training or work"),
        ({"red_flags": ["professionalism"]}, "you told us about a professionalism note"),
    ],
)
def test_one_known_red_flag_is_the_reason_given(
    strong: dict[str, Any], change: dict[str, Any], reason: str
) -> None:
    found = group(strong | change)
    assert found.code == "average_or_red_flag"
    assert found.reasons == (reason,)


def test_five_years_since_graduation_are_recent_and_six_are_not(strong: dict[str, Any]) -> None:
    assert group(strong | {"graduation_year": 2021}).code == "strong_non_us_img"
    assert group(strong | {"graduation_year": 2020}).code == "average_or_red_flag"


@pytest.mark.parametrize(
    ("year", "words"), [(2026, "this season"), (2030, "this season"), (2025, "1 year ago")]
)
def test_years_since_graduation_are_said_as_people_say_them(
    strong: dict[str, Any], year: int, words: str
) -> None:
    assert f"graduated {words}" in group(strong | {"graduation_year": year}).reasons


def test_someone_of_whom_nothing_is_known_is_average_because_it_is_not_known() -> None:
    found = group({"type": "non_us_img"})
    assert found.code == "average_or_red_flag"
    assert len(found.reasons) == 4
    assert all(reason.startswith("not known: ") for reason in found.reasons)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"step2_ck": {}}, "the Step 2 CK score"),
        ({"graduation_year": None}, "the year of graduation"),
        ({"us_clinical_experience": None}, "US clinical experience"),
        ({"step1": {"passed": True}}, "whether Step 1 was passed at the first try"),
        ({"step1": {}}, "whether Step 1 was passed at the first try"),
    ],
)
def test_strength_has_to_be_known_and_the_unknown_is_not_called_a_flag(
    strong: dict[str, Any], change: dict[str, Any], words: str
) -> None:
    applicant = strong | change
    found = group(applicant)
    assert found.code == "average_or_red_flag"
    assert found.reasons[0] == f"not known: {words}"
    assert "Step 2 CK 245 is 240 or more" in found.reasons or "step2_ck" in change
    assert flags(Applicant.model_validate(applicant), 2026) == ()
    assert unknown_facts(Applicant.model_validate(applicant)) == (words,)


def test_unknown_letters_do_not_stand_in_the_way(strong: dict[str, Any]) -> None:
    found = group(strong | {"letters": "unknown"})
    assert found.code == "strong_non_us_img"
    assert not any("letters" in r for r in found.reasons)


def test_any_img_in_a_highly_competitive_specialty_is_in_one_group(strong: dict[str, Any]) -> None:
    found = group(strong, "dermatology")
    assert found.code == "highly_competitive"
    assert "Dermatology" in found.reasons[0]


@pytest.mark.parametrize(("kind", "school"), [("us_md", "MD"), ("us_do", "DO")])
def test_a_us_graduate_is_not_an_img_in_any_specialty(strong: dict[str, Any], kind: str, school: str) -> None:
    for specialty in ("internal_medicine", "dermatology"):
        found = group(strong | {"type": kind}, specialty)
        assert found.code == "not_an_img"
        assert school in found.reasons[0]


def test_the_article_names_seven_highly_competitive_specialties_and_we_add_four() -> None:
    sources = highly_competitive()
    named = {s for s, source in sources.items() if source == "article.highly_competitive"}
    assert named == {
        "dermatology", "orthopaedic_surgery", "otolaryngology", "plastic_surgery", "neurological_surgery",
        "radiation_oncology", "interventional_radiology",
    }  # fmt: skip
    assert set(sources) - named == {"ophthalmology", "thoracic_surgery", "urology", "vascular_surgery"}


def test_years_since_graduation_are_unknown_or_never_negative() -> None:
    assert years_since_graduation(Applicant(type="us_img"), 2026) is None
    assert years_since_graduation(Applicant(type="us_img", graduation_year=2030), 2026) == 0
