"""Dates that are announced, and the rules that stand in for those that are not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe import evidence
from matchsafe.evidence.calendar import RULES, _by_rule, application_year, day_of, event_day, match_year
from matchsafe.evidence.tables import column

ANNOUNCED = [
    (event, int(year), f.value)
    for f in evidence.with_prefix("calendar.")
    for event, _, year in [f.id.removeprefix("calendar.").rpartition("_")]
    if event in column(RULES, "event")
]


@pytest.mark.parametrize(("event", "year", "day"), ANNOUNCED)
def test_the_rule_gives_every_announced_date(event: str, year: int, day: date) -> None:
    assert _by_rule(event, year) == day


@pytest.mark.parametrize("event", column(RULES, "event"))
def test_a_rule_names_the_seasons_that_show_it(event: str) -> None:
    seen = next(r["seen"] for r in evidence.table(RULES).records() if r["event"] == event)
    assert str(seen).split(", ") == sorted(str(year) for e, year, _ in ANNOUNCED if e == event)


def test_an_announced_date_wins_and_says_whose_it_is() -> None:
    found = event_day("rank_list_deadline", 2027)
    assert found is not None
    assert (found.day, found.announced, found.source) == (
        date(2027, 3, 3), True, "calendar.rank_list_deadline_2027"
    )  # fmt: skip


def test_a_date_by_rule_says_that_nobody_announced_it() -> None:
    found = event_day("match_day", 2030)
    assert found is not None
    assert (found.day, found.announced, found.source) == (date(2030, 3, 15), False, RULES)


@given(st.integers(2, 9998))
def test_the_days_of_a_season_follow_each_other(year: int) -> None:
    events = (
        "submissions_open", "programs_begin_review", "rank_list_opens", "rank_list_deadline", "match_week",
        "soap_ends", "match_day", "eras_season_ends",
    )  # fmt: skip
    found = [day_of(e, year) for e in events]
    assert found == sorted(found)
    week, thursday, friday = found[4:7]
    assert (week.weekday(), thursday - week, friday - week) == (0, timedelta(days=3), timedelta(days=4))
    assert found[3].weekday() == 2


def test_the_season_of_2027_runs_from_june_to_may() -> None:
    days = (date(2026, 6, 1), date(2026, 12, 31), date(2027, 5, 31))
    assert {match_year(day) for day in days} == {2027}
    assert application_year(date(2027, 1, 5)) == 2026


def test_where_the_calendar_of_years_ends_there_is_no_date() -> None:
    assert event_day("submissions_open", 1) is None
    assert event_day("programs_begin_review", 1) is None
    assert day_of("submissions_open", 1) == date.min
    assert day_of("match_day", 10000) == date.max


def test_an_event_without_a_rule_is_an_error() -> None:
    with pytest.raises(KeyError, match="no rule"):
        event_day("brunch", 2030)


def test_every_announced_date_says_when_it_was_seen_only_second_hand() -> None:
    dates = evidence.with_prefix("calendar.")
    assert len(dates) >= 25
    for f in dates:
        assert isinstance(f.value, date)
        if f.confidence == "secondary":
            assert "secondary" in f.notes
    assert "3 June" in evidence.figure("calendar.eras_season_begins_2027").notes
