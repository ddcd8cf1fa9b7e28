from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matchsafe.advice.disagreements import model_against_article
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import RuleOfThumb


def by_code(advice: Any) -> dict[str, Any]:
    return {d.code: d for d in advice.disagreements}


def test_published_ranks_of_those_who_matched_stand_beside_the_articles_target(
    advise_on: Callable[..., Any],
) -> None:
    found = by_code(advise_on(6))["ranks_of_those_who_matched"]
    assert "half had ranked 5 programs or fewer" in found.ours
    assert "middle half 3 to 8" in found.ours
    assert "10 to 12" in found.article
    assert found.sources == ("charting_2026.contiguous_ranks", "article.most_imgs_target")


def test_a_us_img_is_shown_figures_of_us_imgs(advise_on: Callable[..., Any], strong: dict[str, Any]) -> None:
    found = by_code(advise_on(6, applicant=strong | {"type": "us_img"}))
    assert "US-IMGs" in found["ranks_of_those_who_matched"].ours
    assert "no effect of the number" in found["ranks_of_those_who_matched"].ours
    assert "strong_score" not in found
    assert all("non-US" not in d.ours for d in found.values())


def test_where_no_ranks_are_published_nothing_is_claimed(advise_on: Callable[..., Any]) -> None:
    for specialty in ("nuclear_medicine", "public_health_preventive_medicine", "transitional_year"):
        assert "ranks_of_those_who_matched" not in by_code(advise_on(6, specialty=specialty))


def test_no_safe_number_stands_beside_the_published_counts(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    found = by_code(advise_on(10, specialty="radiation_oncology"))["match_rate_of_specialty"]
    assert "18 of the 35 non-US IMGs" in found.ours
    assert "match_rate_of_specialty" not in by_code(advise_on(10, specialty="ophthalmology"))
    us = advise_on(10, specialty="dermatology", applicant=strong | {"type": "us_img"})
    assert "match_rate_of_specialty" not in by_code(us)


@pytest.mark.parametrize(
    ("specialty", "score", "shown"),
    [
        ("family_medicine", 235, True),
        ("family_medicine", 228, False),
        ("family_medicine", 245, False),
        ("internal_medicine", 245, True),
        ("internal_medicine", 260, False),
    ],
)
def test_a_score_between_the_articles_line_and_the_published_median_shows_both(
    advise_on: Callable[..., Any], strong: dict[str, Any], specialty: str, score: int, shown: bool
) -> None:
    advice = advise_on(6, specialty=specialty, applicant=strong | {"step2_ck": {"score": score}})
    assert ("strong_score" in by_code(advice)) is shown


def test_university_interviews_show_the_neurology_figures(
    advise_on: Callable[..., Any], programs: Any
) -> None:
    found = by_code(advise_on(programs(5, setting="university")))["university_interviews"]
    assert "11.5, 12.5 and 10.3" in found.ours
    assert "Neurology" in found.ours
    assert "university_interviews" not in by_code(advise_on(programs(5, setting="community")))
    assert "university_interviews" not in by_code(advise_on(5))


def test_needing_a_visa_shows_both_published_rates(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    found = by_code(advise_on(6, applicant=strong | {"visa": "j1"}))
    assert "54 in 100" in found["visa_and_rate"].ours
    assert "68 in 100" in found["visa_and_rate"].ours
    assert "community_and_visa" in found
    assert "visa_and_rate" not in by_code(advise_on(6))
    h1b = by_code(advise_on(6, applicant=strong | {"visa": "h1b"}))
    assert "community_and_visa" not in h1b


def test_a_us_graduate_has_no_part_in_these(advise_on: Callable[..., Any], strong: dict[str, Any]) -> None:
    assert advise_on(6, applicant=strong | {"type": "us_md"}).disagreements == ()


RULE = RuleOfThumb(bin="4 to 6", per_100=45, source="article.match_rate_by_ranks")


def test_the_model_and_the_article_differ_when_the_article_lies_outside_the_range() -> None:
    estimate = Estimate(value=0.7, low=0.5, high=0.8)
    found = model_against_article(estimate, RULE, "about 70 in 100 (50 to 80)")
    assert found is not None
    assert "about 70 in 100 (50 to 80)" in found.ours
    assert "about 45 in 100" in found.article


def test_they_agree_when_it_lies_inside_or_the_article_is_silent() -> None:
    estimate = Estimate(value=0.5, low=0.45, high=0.6)
    assert model_against_article(estimate, RULE, "") is None
    assert model_against_article(estimate, None, "") is None
