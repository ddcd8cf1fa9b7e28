"""Every table and threshold of the article is a figure, and each says that it is an opinion."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from matchsafe import evidence
from matchsafe.evidence.tables import bounds

ARTICLE = [f for f in evidence.figures() if f.id.startswith("article.")]


def column(figure_id: str, name: str) -> list[object]:
    return [row[name] for row in evidence.table(figure_id).records()]


def test_all_of_them_are_rules_of_thumb_of_one_cited_article() -> None:
    assert len(ARTICLE) >= 45
    for f in ARTICLE:
        assert (f.kind, f.confidence, f.publisher) == ("rule_of_thumb", "opinion", "Residency Advisor")
        assert f.location
        assert "not reproduced" in f.rights


def test_the_match_rates_by_ranks() -> None:
    assert column("article.match_rate_by_ranks", "per_100") == [20, 45, 65, 80, 85, 90]
    assert column("article.match_rate_by_ranks", "low") == [1, 4, 7, 10, 13, 16]


@pytest.mark.parametrize("figure_id", ["article.match_rate_by_ranks", "article.zones"])
def test_bins_follow_each_other_without_a_gap_and_the_last_is_open(figure_id: str) -> None:
    rows = evidence.table(figure_id).records()
    assert rows[-1]["high"] is None
    for row, after in itertools.pairwise(rows):
        assert isinstance(row["high"], int)
        assert after["low"] == row["high"] + 1


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("most_imgs_target", 10, 12),
        ("uneasy_range", 7, 8),
        ("older_graduate_years", 5, 7),
        ("older_graduate_target", 12, 15),
        ("preliminary_target", 8, 10),
        ("couple_target", 12, 15),
        ("mock_interviews", 3, 5),
        ("december_applications", 80, 100),
        ("december_prepare", 7, 9),
        ("january_low", 3, 4),
        ("well_range", 8, 9),
        ("few_imgs_a_year", 1, 2),
        ("always_certify", 3, 4),
    ],
)
def test_ranges_keep_both_bounds(name: str, low: int, high: int) -> None:
    assert bounds(f"article.{name}") == (low, high)
    assert low <= evidence.number(f"article.{name}") <= high


def test_single_thresholds() -> None:
    assert evidence.number("article.strong_step2_score") == 240
    assert evidence.number("article.danger_below") == 5
    assert evidence.number("article.average_beats_odds") == 10


def test_the_season_dates_of_2027() -> None:
    assert evidence.figure("calendar.match_day_2027").value == date(2027, 3, 19)
    assert evidence.figure("calendar.rank_list_deadline_2027").value == date(2027, 3, 3)
    assert evidence.figure("calendar.match_week_2027").value == date(2027, 3, 15)
