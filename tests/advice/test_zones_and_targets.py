from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe import evidence
from matchsafe.advice.zones import shortfall, zone_of_count
from matchsafe.domain.outlook import TargetCount
from matchsafe.evidence.tables import bounds

ORDER = ["extremely_high_risk", "danger", "borderline", "hopeful", "reasonably_safe", "strong"]


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ((0, 1, 2), "extremely_high_risk"),
        ((3, 4), "danger"),
        ((5, 6), "borderline"),
        ((7, 8, 9), "hopeful"),
        ((10, 11, 12), "reasonably_safe"),
        ((13, 20, 300), "strong"),
    ],
)
def test_each_count_has_the_zone_of_the_reality_table(counts: tuple[int, ...], code: str) -> None:
    assert {zone_of_count(n).code for n in counts} == {code}


@given(st.integers(0, 300), st.integers(0, 300))
def test_more_interviews_never_mean_a_lower_zone(a: int, b: int) -> None:
    low, high = sorted((a, b))
    assert ORDER.index(zone_of_count(low).code) <= ORDER.index(zone_of_count(high).code)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        zone_of_count(-1)


def test_the_zone_goes_by_rankable_interviews_not_by_invitations(
    advise_on: Callable[..., Any], programs: Any
) -> None:
    advice = advise_on(programs(4, status="attended") + programs(6, status="invited"))
    assert advice.counts.invited == 10
    assert advice.zone.code == "danger"


@pytest.mark.parametrize("n", [0, 3, 10, 40])
def test_no_number_is_safe_in_a_highly_competitive_specialty(advise_on: Callable[..., Any], n: int) -> None:
    advice = advise_on(n, specialty="neurological_surgery")
    assert advice.zone.code == "no_safe_number"
    assert "Neurological Surgery" in advice.zone.text
    assert (advice.target, advice.still_needed, advice.rule_of_thumb) == (None, None, None)


@pytest.mark.parametrize(
    ("change", "low", "high"),
    [
        ({"type": "us_img"}, 8, 10),
        ({}, 10, 12),
        ({"graduation_year": 2015}, 12, 15),
    ],
)
def test_each_group_has_the_target_of_the_article(
    advise_on: Callable[..., Any], strong: dict[str, Any], change: dict[str, Any], low: int, high: int
) -> None:
    advice = advise_on(6, applicant=strong | change)
    assert advice.target == TargetCount(low=low, high=high)
    assert advice.still_needed == low - 6


def test_nothing_is_still_needed_above_the_target(advise_on: Callable[..., Any]) -> None:
    assert advise_on(17).still_needed == 0
    assert shortfall(None, 3) is None


@pytest.mark.parametrize(
    "extra", [{"track": "preliminary"}, {"track": "transitional"}, {"specialty": "transitional_year"}]
)
@pytest.mark.parametrize("change", [{}, {"type": "us_img"}, {"letters": "weak"}])
def test_a_single_preparatory_year_has_a_target_of_its_own_for_everyone(
    advise_on: Callable[..., Any], strong: dict[str, Any], extra: dict[str, Any], change: dict[str, Any]
) -> None:
    advice = advise_on(5, applicant=strong | change, **extra)
    assert advice.target == TargetCount(low=8, high=10, source="article.preliminary_target")
    assert advice.rule_of_thumb is None
    assert "preliminary_varies" in {w.code for w in advice.warnings}


def test_each_partner_of_a_couple_needs_twelve_to_fifteen(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    advice = advise_on(11, couples={"partner": strong, "partner_interviews": 11})
    assert advice.target == TargetCount(low=12, high=15, source="article.couple_target")
    assert "article.couple_target" in advice.sources


def test_a_us_graduate_has_a_zone_by_count_but_no_target(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    for specialty in ("internal_medicine", "dermatology"):
        advice = advise_on(8, applicant=strong | {"type": "us_md"}, specialty=specialty)
        assert advice.zone.code == "hopeful"
        assert "made for IMGs" in advice.zone.text
        assert (advice.target, advice.still_needed, advice.rule_of_thumb) == (None, None, None)
        assert "not_an_img" in {w.code for w in advice.warnings}


@pytest.mark.parametrize(
    ("n", "bin_", "per_100"),
    [
        (1, "1 to 3", 20),
        (4, "4 to 6", 45),
        (9, "7 to 9", 65),
        (10, "10 to 12", 80),
        (15, "13 to 15", 85),
        (16, "16 or more", 90),
    ],
)
def test_the_rule_of_thumb_is_the_bin_of_the_article(
    advise_on: Callable[..., Any], n: int, bin_: str, per_100: int
) -> None:
    rule = advise_on(n).rule_of_thumb
    assert (rule.bin, rule.per_100) == (bin_, per_100)
    assert evidence.figure(rule.source).kind == "rule_of_thumb"


def test_without_interviews_there_is_no_bin(advise_on: Callable[..., Any]) -> None:
    advice = advise_on(0)
    assert advice.rule_of_thumb is None
    assert advice.zone.code == "extremely_high_risk"


def test_the_target_does_not_depend_on_the_day(advise_on: Callable[..., Any]) -> None:
    days = [date(2026, 7, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 4, 1)]
    assert len({advise_on(5, on=d).target for d in days}) == 1
    assert len({advise_on(5, on=d).bucket for d in days}) == 1


def test_a_figure_without_a_range_has_no_bounds() -> None:
    with pytest.raises(TypeError, match="no range"):
        bounds("article.strong_step2_score")


@pytest.mark.parametrize(
    ("n", "code"),
    [(4, "danger"), (7, "hopeful"), (10, "hopeful"), (11, "hopeful"), (12, "reasonably_safe"), (15, "reasonably_safe"),
     (16, "strong")],
)  # fmt: skip
def test_with_a_red_flag_the_zones_go_by_the_applicants_own_target(
    advise_on: Callable[..., Any], strong: dict[str, Any], n: int, code: str
) -> None:
    zone = advise_on(n, applicant=strong | {"red_flags": ["gap"]}).zone
    assert zone.code == code
    assert "assumes no large red flag: with one, 12 to 15 is the number to aim for" in zone.text
    assert "red flag" not in advise_on(n).zone.text
