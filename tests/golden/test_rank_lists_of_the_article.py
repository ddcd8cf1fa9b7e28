"""What the article says of rank lists: preliminary years, two who match together, and the seventh question."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from matchsafe.domain.season import Season
from matchsafe.services.couple_rank import couple_report
from matchsafe.services.rank import rank_report

FEBRUARY: Final = date(2027, 2, 20)


def season(interviews: Any, track: str = "categorical", specialty: str = "internal_medicine") -> Season:
    return Season.model_validate(
        {
            "applicant": {"type": "non_us_img", "visa": "none"},
            "target": {"specialty": specialty, "track": track},
            "interviews": interviews,
        }
    )


@pytest.mark.parametrize("n", [3, 4])
def test_three_or_four_interviews_are_ranked_and_every_rank_counts(n: int) -> None:
    report = rank_report(season(n), FEBRUARY)
    assert [r.rank for r in report.list] == list(range(1, n + 1))
    assert report.matched.value > 0.2
    assert all(r.if_dropped.value < 0 for r in report.list)
    assert report.one_more.value > 0


def test_two_of_ten_are_not_one_of_twenty() -> None:
    ten, twenty = season(10), rank_report(season(20), FEBRUARY)
    couple = couple_report(ten, ten, on=FEBRUARY)
    assert couple.both.value < rank_report(ten, FEBRUARY).matched.value < twenty.matched.value
    assert "two lists do not add up to one of 20" in couple.notes[0]


def test_a_preliminary_list_ends_more_often_than_a_categorical_one_of_as_many() -> None:
    categorical, preliminary = (
        rank_report(season(9, track), FEBRUARY) for track in ("categorical", "preliminary")
    )
    assert preliminary.matched.value > categorical.matched.value
