from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.advice.phase import PHASES, _texts, clock, phase_text, season_clock
from matchsafe.ranking.list_checks import ListFacts
from matchsafe.ranking.rank_order import rank_order


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
        (date(2027, 3, 15), "match_monday"),
        (date(2027, 3, 18), "match_thursday"),
        (date(2027, 3, 19), "match_day"),
        (date(2027, 3, 20), "after_match"),
        (date(2027, 5, 31), "after_match"),
        (date(2027, 6, 1), "before_applications"),
        (date(2026, 3, 4), "ranking"),
        (date(2026, 3, 5), "list_closed"),
        (date(2026, 3, 20), "match_day"),
        (date(2030, 3, 14), "match_thursday"),
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


@pytest.mark.parametrize(
    "on", [date.min, date(1, 3, 20), date(1, 8, 1), date(9999, 3, 1), date(9999, 8, 1), date.max]
)
def test_the_ends_of_the_calendar_have_a_phase_too(on: date, make_season: Callable[..., Any]) -> None:
    assert phase_text(season_clock(make_season(3), on), make_season(3))


@given(st.dates(date(2026, 6, 1), date(2027, 5, 30)) | st.dates(date(2028, 6, 1), date(2029, 5, 30)))
def test_phases_only_move_forward_within_a_season(on: date) -> None:
    assert PHASES.index(clock(on).phase) <= PHASES.index(clock(on + timedelta(days=1)).phase)


def test_every_phase_has_its_words_in_the_order_of_the_season() -> None:
    assert tuple(_texts()) == PHASES


def test_a_past_date_is_not_offered() -> None:
    assert clock(date(2027, 3, 4)).day("rank_list_deadline") is None
    assert clock(date(2027, 3, 3)).day("rank_list_deadline") == date(2027, 3, 3)


@pytest.mark.parametrize(
    ("zone", "last"),
    [
        (None, date(2027, 3, 3)),
        ("America/New_York", date(2027, 3, 3)),
        ("Pacific/Honolulu", date(2027, 3, 3)),
        ("Europe/London", date(2027, 3, 4)),
        ("Asia/Kolkata", date(2027, 3, 4)),
        ("Pacific/Kiritimati", date(2027, 3, 4)),
    ],
)
def test_lists_are_open_until_her_own_day_of_the_deadline_on_every_page(
    make_season: Callable[..., Any], zone: str | None, last: date
) -> None:
    season = make_season(3).model_copy(update={"time_zone": zone})
    for on in (date(2027, 3, 3) + timedelta(days=n) for n in range(-1, 4)):
        found, facts = season_clock(season, on), ListFacts(rank_order(season), on, [])
        assert (found.phase == "ranking") is (not found.lists_closed) is (not facts.closed) is (on <= last), (
            on
        )
        due = found.day("rank_list_deadline")
        assert due == (max(on, date(2027, 3, 3)) if on <= last else None)
    told = phase_text(season_clock(season, last), season)
    assert ("until 3 March 2027." in told) is (last.day == 3)
    assert ("on 4 March by your clock." in told) is (last.day == 4)


def test_a_date_that_is_not_announced_is_said_to_be_expected() -> None:
    assert clock(date(2027, 2, 1)).date_words("rank_list_deadline") == "3 March 2027"
    assert (
        clock(date(2030, 2, 1)).date_words("rank_list_deadline", before="by ")
        == "by 27 February 2030 (expected)"
    )
    assert clock(date(2030, 2, 1)).dates_expected
    assert not clock(date(2027, 2, 1)).dates_expected


def test_a_due_date_is_never_after_the_last_day_for_lists() -> None:
    assert clock(date(2027, 3, 1)).within("advice.days_soon") == date(2027, 3, 3)
    assert clock(date(2026, 11, 1)).within("advice.days_soon") == date(2026, 11, 15)
    assert clock(date.max).within("advice.days_soon") is None


def test_a_match_of_its_own_gets_no_date_of_the_main_match(make_season: Callable[..., Any]) -> None:
    found = season_clock(make_season(4, specialty="urology"), date(2027, 2, 10))
    assert (found.phase, found.day("rank_list_deadline"), found.dates_expected) == (
        "own_match_results",
        None,
        False,
    )


@pytest.mark.parametrize(
    ("interviews", "phase"),
    [
        (0, "before_applications"),
        (3, "past_season"),
        ([{"program": "A", "status": "waitlisted"}], "before_applications"),
    ],
)
def test_interviews_before_programs_look_belong_to_a_season_that_is_over(
    make_season: Callable[..., Any], interviews: Any, phase: str
) -> None:
    assert season_clock(make_season(interviews), date(2027, 6, 20)).phase == phase
    assert season_clock(make_season(interviews), date(2027, 4, 20)).phase == "after_match"


@pytest.mark.parametrize(
    ("on", "start", "phase"),
    [
        (date(2026, 9, 15), "2026-12-09", "early_invitations"),
        (date(2026, 9, 15), "2025-12-09", "past_season"),
        (date(2026, 11, 29), "2025-12-09", "past_season"),
        (date(2026, 11, 29), "2026-12-09T09:00", "november"),
        (date(2026, 7, 1), "2026-12-09", "before_applications"),
    ],
)
def test_the_dates_of_interviews_say_whose_season_they_are(
    make_season: Callable[..., Any], on: date, start: str, phase: str
) -> None:
    held = [{"program": "A", "status": "scheduled", "start": start}, {"program": "B", "status": "attended"}]
    assert season_clock(make_season(held), on).phase == phase
