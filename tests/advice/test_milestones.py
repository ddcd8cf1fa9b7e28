from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from matchsafe.advice import advise

SEASON = {
    "season_before",
    "season_send",
    "season_early",
    "november_outreach",
    "november_keep_applying",
    "november_on_track",
    "december_high_risk",
    "december_widen",
    "december_keep_chasing",
    "december_prepare",
    "december_on_track",
    "january_protect",
    "january_stay_reachable",
    "january_on_track",
    "list_closed",
    "match_tuesday",
    "after_match",
}  # fmt: skip


@pytest.mark.parametrize(
    ("on", "n", "code"),
    [
        (date(2026, 7, 1), 0, "season_before"),
        (date(2026, 9, 10), 0, "season_send"),
        (date(2026, 10, 1), 1, "season_early"),
        (date(2026, 11, 3), 0, "november_outreach"),
        (date(2026, 11, 3), 3, "november_outreach"),
        (date(2026, 11, 3), 4, "november_keep_applying"),
        (date(2026, 11, 3), 9, "november_keep_applying"),
        (date(2026, 11, 3), 10, "november_on_track"),
        (date(2026, 12, 5), 4, "december_high_risk"),
        (date(2026, 12, 5), 5, "december_keep_chasing"),
        (date(2026, 12, 5), 6, "december_keep_chasing"),
        (date(2026, 12, 5), 7, "december_prepare"),
        (date(2026, 12, 5), 9, "december_prepare"),
        (date(2026, 12, 5), 12, "december_on_track"),
        (date(2027, 1, 15), 0, "january_protect"),
        (date(2027, 1, 15), 4, "january_protect"),
        (date(2027, 1, 15), 5, "january_stay_reachable"),
        (date(2027, 1, 15), 9, "january_stay_reachable"),
        (date(2027, 1, 15), 14, "january_on_track"),
        (date(2027, 3, 8), 6, "list_closed"),
        (date(2027, 3, 16), 6, "match_tuesday"),
        (date(2027, 3, 25), 6, "after_match"),
    ],
)
def test_each_month_reads_the_same_count_in_its_own_way(
    advise_on: Callable[..., Any], on: date, n: int, code: str
) -> None:
    assert {a.code for a in advise_on(n, on=on).actions} & SEASON == {code}


def test_after_lists_close_nobody_without_one_is_told_to_leave_it(advise_on: Callable[..., Any]) -> None:
    assert "list_closed" not in {a.code for a in advise_on(0, on=date(2027, 3, 8)).actions}


def test_while_lists_are_made_the_rank_list_is_the_thing_to_do(advise_on: Callable[..., Any]) -> None:
    codes = [a.code for a in advise_on(6, on=date(2027, 2, 10)).actions]
    assert not set(codes) & SEASON
    assert codes[0] == "certify_list"


@pytest.mark.parametrize(
    ("sent", "code", "words"),
    [
        (90, "december_high_risk", "after 90 applications"),
        (80, "december_high_risk", "after 80 applications"),
        (None, "december_high_risk", "if you have already sent 80 or more"),
        (79, "december_high_risk", "after 79 applications, with new ones adding almost nothing so late"),
    ],
)
def test_a_low_december_count_weighs_more_after_many_applications(
    advise_on: Callable[..., Any], sent: int | None, code: str, words: str
) -> None:
    advice = advise_on(4, on=date(2026, 12, 5), applications_sent=sent)
    assert words in next(a.why for a in advice.actions if a.code == code)


def test_few_december_applications_are_to_be_widened_where_that_still_pays(
    make_season: Callable[..., Any],
) -> None:
    season = make_season(2, specialty="pediatrics", applications_sent=40, applicant={"type": "us_img"})
    advice = advise(season, date(2026, 12, 1), one_more=0.2)
    assert "You sent 40 applications" in next(a.why for a in advice.actions if a.code == "december_widen")


@pytest.mark.parametrize(
    ("on", "code", "due", "source"),
    [
        (date(2026, 7, 1), "season_before", date(2026, 9, 2), "calendar.submissions_open_2027"),
        (date(2026, 9, 10), "season_send", date(2026, 9, 23), "calendar.programs_begin_review_2027"),
        (date(2027, 3, 8), "list_closed", date(2027, 3, 15), "calendar.match_week_2027"),
    ],
)
def test_dates_come_from_the_calendar(
    advise_on: Callable[..., Any], on: date, code: str, due: date, source: str
) -> None:
    action = next(a for a in advise_on(0 if on < date(2026, 10, 1) else 4, on=on).actions if a.code == code)
    assert (action.due, action.source) == (due, source)


@pytest.mark.parametrize("on", [date(2031, 7, 1), date(2031, 9, 10), date(2032, 3, 1)])
def test_dates_nobody_announced_are_said_to_be_expected(advise_on: Callable[..., Any], on: date) -> None:
    advice = advise_on(0, on=on)
    assert "calendar_expected" in {w.code for w in advice.warnings}
    said = " ".join(a.text + a.why for a in advice.actions)
    assert "(expected)" in said
    assert "2027" not in said


def test_before_november_the_reader_is_told_that_it_is_early(advise_on: Callable[..., Any]) -> None:
    assert "early_count" in {w.code for w in advise_on(0, on=date(2026, 10, 5)).warnings}
    assert "early_count" not in {w.code for w in advise_on(0, on=date(2026, 11, 5)).warnings}


def test_at_the_target_one_may_breathe(advise_on: Callable[..., Any]) -> None:
    action = next(a for a in advise_on(10, on=date(2026, 12, 5)).actions if a.code == "december_on_track")
    assert "breathe" in action.why
    assert action.urgency == "later"
