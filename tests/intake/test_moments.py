"""Dates, times and zones: the clock of a place on a day, the order of figures, and what is only a guess."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.intake.clock_times import find_times
from matchsafe.intake.dates import find_dates
from matchsafe.intake.moments import EventTime, read_moments
from matchsafe.intake.sentences import whole_lines
from matchsafe.intake.zones import in_zone, zone_after, zone_of_state, zones_in

SENT = datetime(2026, 10, 20, 9, tzinfo=ZoneInfo("America/New_York"))


def start(text: str) -> str | None:
    moment = read_moments(f"Your interview is confirmed for {text}.", "confirmation", SENT).start
    return moment.text() if moment else None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("October 20, 2026 at 9 AM ET", "2026-10-20T09:00:00-04:00"),
        ("October 31, 2026 at 9 AM ET", "2026-10-31T09:00:00-04:00"),
        ("November 1, 2026 at 9 AM ET", "2026-11-01T09:00:00-05:00"),
        ("November 2, 2026 at 9 AM CT", "2026-11-02T09:00:00-06:00"),
        ("March 13, 2027 at 9 AM PT", "2027-03-13T09:00:00-08:00"),
        ("March 14, 2027 at 9 AM PT", "2027-03-14T09:00:00-07:00"),
        ("March 14, 2027 at 2:30 AM ET", "2027-03-14T03:30:00-04:00"),
        ("November 12, 2026 at 9 AM HST", "2026-11-12T09:00:00-10:00"),
        ("July 12, 2027 at 9 AM Hawaii time", "2027-07-12T09:00:00-10:00"),
        ("July 12, 2027 at 9 AM AST", "2027-07-12T09:00:00-04:00"),
        ("July 12, 2027 at 9 AM Arizona time", "2027-07-12T09:00:00-07:00"),
        ("July 12, 2027 at 9 AM MT", "2027-07-12T09:00:00-06:00"),
        ("November 12, 2026 at 6:30 PM IST", "2026-11-12T18:30:00+05:30"),
        ("November 12, 2026 at 6:30 PM PKT", "2026-11-12T18:30:00+05:00"),
        ("November 12, 2026 at 3 PM (GMT+5:45)", "2026-11-12T15:00:00+05:45"),
        ("November 12, 2026 at 3 PM UTC-5", "2026-11-12T15:00:00-05:00"),
        ("November 12, 2026 at 3 PM UTC", "2026-11-12T15:00:00+00:00"),
        ("November 12, 2026 at 3 PM CET", "2026-11-12T15:00:00+01:00"),
        ("June 12, 2027 at 3 PM BST", "2027-06-12T15:00:00+01:00"),
        ("November 12, 2026 at 09:00 America/Chicago", "2026-11-12T09:00:00-06:00"),
        ("November 12, 2026 at noon Eastern", "2026-11-12T12:00:00-05:00"),
        ("November 12, 2026 at 9 AM", "2026-11-12T09:00:00"),
        ("12 November 2026", "2026-11-12"),
        ("el 12 de noviembre de 2026 a las 9:00 a.m. hora del este", "2026-11-12T09:00:00-05:00"),
        ("le 12 novembre 2026 à 9h30", "2026-11-12T09:30:00"),
        ("Donnerstag, 12. November 2026, 14 Uhr", "2026-11-12T14:00:00"),
        ("12.11.2026", "2026-11-12"),
        ("Friday, November 13", "2026-11-13"),
        ("January 8", "2027-01-08"),
        ("tomorrow at 9 AM ET", "2026-10-21T09:00:00-04:00"),
        ("this Thursday at 9 AM ET", "2026-10-22T09:00:00-04:00"),
        ("next Thursday", "2026-10-29"),
        ("in two weeks", "2026-11-03"),
    ],
)
def test_a_moment_is_what_the_clock_at_the_place_shows(text: str, wanted: str) -> None:
    assert start(text) == wanted


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Thursday, November 13, 2026 at 9 AM ET", "weekday_mismatch"),
        ("11/12/2026 at 9 AM ET", "ambiguous_date"),
        ("October 22, 2026 at 9 AM EST", "timezone_guess"),
        ("December 22, 2026 at 9 AM EDT", "timezone_guess"),
        ("November 12, 2026 at 2:00", "time_guess"),
    ],
)
def test_a_doubt_is_marked(text: str, flag: str) -> None:
    assert flag in read_moments(f"Your interview is confirmed for {text}.", "confirmation", SENT).flags


def test_figures_are_read_by_whatever_decides_their_order() -> None:
    def days(text: str) -> list[str]:
        return [str(m.day) for m in find_dates(text, date(2026, 10, 20))]

    assert days("Thursday 12/11/2026") == ["2026-11-12"]
    assert days("Interview: 09/11/2026") == ["2026-11-09"]  # September is past
    found = read_moments("Choose: 13/11/2026, 10/12/2026 or 11/12/2026", "offer_of_dates", SENT)
    assert [m.text() for m in found.offered] == ["2026-11-13", "2026-12-10", "2026-12-11"]
    assert days("November 3, 5 and 10, 2026") == ["2026-11-03", "2026-11-05", "2026-11-10"]
    assert days("Feb 30, 2027; 230/300; 1400521130; version 1.2.3") == []


def test_without_a_day_of_the_message_tomorrow_is_no_day() -> None:
    found = read_moments("Your interview is tomorrow at 9 AM ET.", "reminder", None, date(2026, 11, 1))
    assert found.start is None
    late = read_moments("We invite you to interview. Reply within 24 hours.", "invitation", None)
    assert late.reply_by is None
    assert {"under_48_hours", "no_message_date"} <= late.flags


@pytest.mark.parametrize(
    ("text", "wanted", "short"),
    [
        ("Please respond within 48 hours.", "2026-10-22T09:00:00-04:00", False),
        ("You have 24 hours to accept.", "2026-10-21T09:00:00-04:00", True),
        ("Please reply in two business days.", "2026-10-22", False),
        ("Please reply within one week.", "2026-10-27", False),
        ("There is a 36-hour deadline.", "2026-10-21T21:00:00-04:00", True),
        ("Please reply by 5 PM ET today.", "2026-10-20T17:00:00-04:00", True),
        ("Cancel by November 1 to avoid a fee.", None, False),
    ],
)
def test_when_to_answer_by(text: str, wanted: str | None, short: bool) -> None:
    found = read_moments(f"We are pleased to invite you. {text}", "invitation", SENT)
    told = found.reply_by
    written = told.text() if isinstance(told, EventTime) else told.isoformat() if told else None
    assert written == wanted
    assert ("under_48_hours" in found.flags) == short


def test_days_of_something_else_are_no_interview() -> None:
    text = (
        "Invitations were sent on October 15. The dinner is on December 8. Rank lists are due March 3, 2027."
    )
    assert read_moments(whole_lines(text), "confirmation", SENT).start is None


def test_small_words_are_no_zones() -> None:
    assert zones_in("Hartford, CT and Butte, MT are west of here, et al.") == []
    assert zone_after("at 9 z", 4) is None
    assert zone_after("9 AM UTC+15", 4) is None
    assert [z.zone for z in zones_in("All times are Mountain. Flagstaff, Arizona")] == ["America/Phoenix"]
    assert [z.zone for z in zones_in("Time zone: CT")] == ["America/Chicago"]
    assert (zone_of_state("HI"), zone_of_state(None)) == ("Pacific/Honolulu", None)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),
    st.sampled_from(["America/New_York", "Pacific/Honolulu", "Asia/Kolkata"]),
)
def test_a_wall_time_stays_what_it_is_or_moves_by_the_missing_hour(wall: datetime, zone: str) -> None:
    moved = in_zone(wall, zone).replace(tzinfo=None) - wall
    assert moved.total_seconds() in (0, 3600)
    assert in_zone(wall, None) == wall


def test_times_that_do_not_exist_are_none() -> None:
    assert find_times("25:00, 13 AM, 99 PM, 12:75, room 1234") == []
    assert [str(t.begin) for t in find_times("7a, 1300 hrs, midnight, 11-1 PM")] == [
        "07:00:00",
        "13:00:00",
        "00:00:00",
        "11:00:00",
    ]
