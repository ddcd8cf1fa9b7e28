"""A season is what its fields say, however it was made."""

from __future__ import annotations

from matchsafe.domain.season import Applicant, Season, Target


def test_a_copy_with_other_interviews_forgets_the_old_ones() -> None:
    season = Season(
        applicant=Applicant(type="non_us_img"), target=Target(specialty="internal_medicine"), interviews=6
    )
    assert len(season.interview_list) == 6
    assert season.model_copy(update={"interviews": ()}).interview_list == ()
    other = season.model_copy(update={"target": Target(specialty="psychiatry")})
    assert season.wishes != other.wishes == (Target(specialty="psychiatry"),)


def test_a_transitional_year_needs_no_track_to_be_one() -> None:
    year = Target(specialty="transitional_year")
    assert year.track == "transitional"
    assert year.model_dump(exclude_unset=True) == {"specialty": "transitional_year"}
    said = Target(specialty="transitional_year", track="categorical")  # a file is told that this is unusual
    assert said.track == "categorical"
    season = Season.model_validate(
        {
            "applicant": {"type": "non_us_img"},
            "targets": [{"specialty": "Radiology", "track": "advanced"}],
            "interviews": [
                {"program": "A", "specialty": "TY"},
                {"program": "B", "specialty": "TY", "track": "transitional"},
                {"program": "C", "specialty": "Neurology"},
            ],
        }
    )
    assert [(t.specialty, t.track) for t in season.wishes] == [
        ("radiology_diagnostic", "advanced"), ("transitional_year", "transitional"), ("neurology", "categorical"),
    ]  # fmt: skip
