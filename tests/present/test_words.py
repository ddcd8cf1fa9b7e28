"""Chances are told as whole numbers out of 100, with their range, and never as a percentage."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.domain import outlook as outlook_types
from matchsafe.domain import season as season_types
from matchsafe.domain import season_interview as interview_types
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season import Season
from matchsafe.present import words
from matchsafe.present.labels import label, labels

shares = st.floats(0, 1)
chances = (
    st.tuples(shares, shares, shares).map(sorted).map(lambda t: Estimate(low=t[0], value=t[1], high=t[2]))
)
changes = (
    st.tuples(*[st.floats(-1, 1)] * 3).map(sorted).map(lambda t: Estimate(low=t[0], value=t[1], high=t[2]))
)


def exactly(value: float) -> Estimate:
    return Estimate(value=value, low=value, high=value)


def test_a_chance_is_a_number_in_100_with_its_range_beside_it() -> None:
    e = Estimate(value=0.712, low=0.583, high=0.818)
    assert words.chance(e) == "about 71 in 100 (58 to 82)"
    assert words.number(e) == "71"
    assert words.span(e) == "58 to 82"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.0, "0 in 100"),
        (0.001, "fewer than 1 in 100"),
        (0.0049999, "fewer than 1 in 100"),
        (0.005, "1 in 100"),
        (0.125, "13 in 100"),
        (0.994, "99 in 100"),
        (0.996, "more than 99 in 100"),
        (0.9999999, "more than 99 in 100"),
        (1.0, "100 in 100"),
    ],
)
def test_only_what_is_exactly_so_is_called_none_or_all(value: float, told: str) -> None:
    assert words.per_100(value) == told


def test_a_number_without_a_range_gets_no_empty_brackets() -> None:
    assert words.chance(exactly(0.65)) == "about 65 in 100"
    assert words.chance(exactly(0.0)) == "0 in 100"
    assert words.chance(exactly(1.0)) == "100 in 100"


def test_the_ends_of_a_range_are_short_of_none_and_all() -> None:
    assert words.span(Estimate(value=0.5, low=0.002, high=0.998)) == "under 1 to over 99"
    assert words.chance(Estimate(value=0.003, low=0.001, high=0.02)) == "fewer than 1 in 100 (under 1 to 2)"


@pytest.mark.parametrize(
    ("e", "told"),
    [
        (Estimate(value=0.002, low=0.0001, high=0.004), "fewer than 1 in 100"),
        (Estimate(value=0.002, low=0.0001, high=0.005), "fewer than 1 in 100 (under 1 to 1)"),
        (Estimate(value=0.002, low=0, high=0.004), "fewer than 1 in 100 (0 to under 1)"),
        (Estimate(value=0.012, low=0.008, high=0.014), "about 1 in 100"),
        (Estimate(value=0.998, low=0.996, high=0.999), "more than 99 in 100"),
        (Estimate(value=0.998, low=0.996, high=1), "more than 99 in 100 (over 99 to 100)"),
    ],
)
def test_a_range_whose_ends_read_alike_is_not_said(e: Estimate, told: str) -> None:
    assert words.chance(e) == told
    assert words.gain(e) == told


@pytest.mark.parametrize(
    ("e", "told"),
    [
        (Estimate(value=0.05, low=0.02, high=0.07), "+5 in 100 (2 to 7)"),
        (Estimate(value=-0.03, low=-0.08, high=0.01), "−3 in 100 (−8 to 1)"),
        (Estimate(value=0.003, low=0, high=0.02), "less than +1 in 100 (0 to 2)"),
        (Estimate(value=-0.003, low=-0.02, high=0), "less than −1 in 100 (−2 to 0)"),
        (Estimate(value=0.003, low=0.001, high=0.004), "less than +1 in 100 (0 to under 1)"),
        (Estimate(value=0, low=0, high=0.004), "no change (0 to under 1)"),
        (Estimate(value=-0.003, low=-0.004, high=-0.001), "less than −1 in 100"),
        (Estimate(value=0.012, low=0.008, high=0.014), "+1 in 100"),
        (exactly(0.003), "less than +1 in 100"),
        (exactly(0.0), "no change"),
        (exactly(0.04), "+4 in 100"),
    ],
)
def test_a_difference_carries_its_sign(e: Estimate, told: str) -> None:
    assert words.effect(e) == told


def test_a_what_if_is_told_as_before_and_after() -> None:
    assert words.change(exactly(0.71), exactly(0.76)) == "71 → 76 in 100"


@pytest.mark.parametrize("bad", [-0.01, 1.01, float("nan")])
def test_what_is_not_a_share_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="not a share"):
        words.per_100(bad)


@given(chances)
def test_no_chance_is_ever_a_percentage_or_one_in_some_number(e: Estimate) -> None:
    told = words.chance(e)
    assert "%" not in told
    assert "in 100" in told
    assert not re.search(r"\b1 in (?!100\b)", told)
    assert "percent" not in told


@given(chances)
def test_the_told_value_lies_in_the_told_range(e: Estimate) -> None:
    assert words.whole(e.low) <= words.whole(e.value) <= words.whole(e.high)


@given(shares, shares)
def test_rounding_keeps_the_order(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert words.whole(low) <= words.whole(high)


@given(shares)
def test_rounding_moves_a_share_by_at_most_half_a_hundredth_save_at_the_very_top(x: float) -> None:
    assert abs(words.whole(x) - 100 * x) <= (0.5 + 1e-9 if x < 0.995 or x == 1 else 1)


@given(changes)
def test_no_difference_is_ever_a_percentage_or_a_ratio(e: Estimate) -> None:
    told = words.effect(e)
    assert "%" not in told
    assert "times" not in told
    assert "in 100" in told or told == "no change" or (told.startswith("no change (") and e.low != e.high)


def test_the_season_line_names_specialty_type_and_the_count_that_matters() -> None:
    season = Season.model_validate(
        {"applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"}, "interviews": 6}
    )
    assert words.season_line(season) == "Internal Medicine, non-US IMG, 6 interviews you can rank"


def test_the_season_line_tells_tracks_couples_and_small_counts() -> None:
    partner = {"partner": {"type": "us_img"}}
    season = Season.model_validate(
        {
            "applicant": {"type": "us_img"},
            "target": {"specialty": "surgery", "track": "preliminary"},
            "interviews": 1,
            "couples": partner,
        }
    )
    line = words.season_line(season)
    assert (
        line == "Surgery-General (preliminary), US-IMG, 1 interview you can rank, with a partner in the Match"
    )


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("type", season_types.ApplicantType),
        ("visa", season_types.VisaNeed),
        ("status", interview_types.Status),
        ("setting", interview_types.Setting),
        ("format", interview_types.Format),
        ("went", interview_types.Went),
        ("track", season_types.Track),
        ("letters", season_types.Letters),
        ("us_clinical_experience", season_types.ClinicalExperience),
        ("red_flags", season_types.RedFlag),
        ("urgency", outlook_types.Urgency),
        ("zone", outlook_types.ZoneCode),
        ("bucket", outlook_types.BucketCode),
        ("source_kind", outlook_types.SourceKind),
    ],
)
def test_every_code_has_a_label_without_underscores(group: str, codes: object) -> None:
    found = labels(group)
    assert set(get_args(codes)) <= set(found)
    for code, text in found.items():
        assert label(group, code) == text
        assert text
        assert "_" not in text


def test_a_missing_or_newer_code_still_reads_as_words() -> None:
    assert label("visa", None) == "not known"
    assert label("track", "rural_track") == "rural track"
