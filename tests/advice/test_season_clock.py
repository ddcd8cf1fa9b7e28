from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe import evidence
from matchsafe.advice.season_clock import PHASES, application_year, clock, known_day, match_year


@pytest.mark.parametrize(
    ("on", "phase"),
    [
        (date(2026, 6, 1), "before_applications"),
        (date(2026, 9, 1), "before_applications"),
        (date(2026, 9, 2), "applications_open"),
        (date(2026, 9, 22), "applications_open"),
        (date(2026, 9, 23), "early_invitations"),
        (date(2026, 10, 31), "early_invitations"),
        (date(2026, 11, 1), "november"),
        (date(2026, 12, 31), "december"),
        (date(2027, 1, 1), "january"),
        (date(2027, 2, 1), "ranking"),
        (date(2027, 3, 3), "ranking"),
        (date(2027, 3, 4), "list_closed"),
        (date(2027, 3, 15), "match_week"),
        (date(2027, 3, 18), "match_week"),
        (date(2027, 3, 19), "after_match"),
        (date(2027, 5, 31), "after_match"),
        (date(2027, 6, 1), "before_applications"),
        (date(2026, 3, 19), "match_week"),
        (date(2026, 3, 20), "after_match"),
    ],
)
def test_each_day_has_its_phase(on: date, phase: str) -> None:
    assert clock(on).phase == phase


@given(st.dates())
def test_every_date_has_a_phase_and_a_season(on: date) -> None:
    found = clock(on)
    assert found.phase in PHASES
    assert found.year in (on.year, on.year + 1)
    for figure_id in ("advice.days_now", "advice.days_soon"):
        due = found.within(figure_id)
        assert due is None or due >= on


@given(st.dates(date(2026, 6, 1), date(2027, 5, 30)))
def test_phases_only_move_forward_within_a_season(on: date) -> None:
    assert PHASES.index(clock(on).phase) <= PHASES.index(clock(on + timedelta(days=1)).phase)


def test_the_season_of_2027_runs_from_june_to_may() -> None:
    assert {match_year(date(2026, 6, 1)), match_year(date(2026, 12, 31)), match_year(date(2027, 5, 31))} == {
        2027
    }
    assert application_year(date(2027, 1, 5)) == 2026


def test_known_dates_are_those_of_the_calendar() -> None:
    assert known_day("match_day", 2027) == date(2027, 3, 19)
    assert known_day("rank_list_deadline", 2027) == date(2027, 3, 3)
    assert known_day("match_day", 1999) is None


def test_a_past_date_is_not_offered() -> None:
    assert clock(date(2027, 3, 4)).day("rank_list_deadline") is None
    assert clock(date(2027, 3, 3)).day("rank_list_deadline") == date(2027, 3, 3)


def test_a_due_date_is_never_after_the_last_day_for_lists() -> None:
    assert clock(date(2027, 3, 1)).within("advice.days_soon") == date(2027, 3, 3)
    assert clock(date(2026, 11, 1)).within("advice.days_soon") == date(2026, 11, 15)
    assert clock(date.max).within("advice.days_soon") is None


def test_the_days_of_match_week_fit_together() -> None:
    for year in (2026, 2027):
        days = [known_day(e, year) for e in ("match_week", "soap_ends", "match_day")]
        monday, thursday, friday = (d for d in days if d is not None)
        assert (monday.weekday(), thursday - monday, friday - monday) == (
            0,
            timedelta(days=3),
            timedelta(days=4),
        )


def test_every_calendar_date_says_when_it_was_seen_only_second_hand() -> None:
    dates = [f for f in evidence.figures() if f.id.startswith("calendar.")]
    assert len(dates) >= 15
    for f in dates:
        assert isinstance(f.value, date)
        if f.confidence == "secondary":
            assert "secondary" in f.notes
    assert "3 June" in evidence.figure("calendar.eras_season_begins_2027").notes


def test_a_season_without_known_dates_says_so() -> None:
    assert clock(date(2026, 11, 1)).dates_known
    assert not clock(date(2030, 11, 1)).dates_known
    assert clock(date(2030, 11, 1)).day("match_day") is None
