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
