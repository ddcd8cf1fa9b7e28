"""Dates, times and zones: the clock of a place on a day, the order of figures, and what is only a guess."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.intake.clock_times import find_times
from matchsafe.intake.dates import find_dates
from matchsafe.intake.event_times import EventTime
from matchsafe.intake.moments import read_moments
from matchsafe.intake.sentences import whole_lines
from matchsafe.intake.spoken_figures import in_figures
from matchsafe.intake.zones import in_zone, zone_after, zones_in

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
        ("November 12 from 9 to 12", "2026-11-12T09:00:00"),
        ("November 12 at 0800 EST", "2026-11-12T08:00:00-05:00"),
        ("November 12, 0730 - 1200 EST", "2026-11-12T07:30:00-05:00"),
        ("November 12 at half past two", "2026-11-12T14:30:00"),
        ("November 12 at a quarter to twelve PM", "2026-11-12T23:45:00"),
        ("November 12, nine o'clock in the evening ET", "2026-11-12T21:00:00-05:00"),
        ("next Thursday", "2026-10-29"),
        ("next week Tuesday at nine am ET", "2026-10-27T09:00:00-04:00"),
        ("Friday next week", "2026-10-30"),
        ("a week from Thursday", "2026-10-29"),
        ("the day after tomorrow at 9 (CT)", "2026-10-22T09:00:00-05:00"),
        ("the fifth of November at half past one", "2026-11-05T13:30:00"),
        ("December twenty-first, nine in the morning ET", "2026-12-21T09:00:00-05:00"),
        ("December 1, eleven thirty a.m. to two p.m. EST", "2026-12-01T11:30:00-05:00"),
        ("November 12 at nine", "2026-11-12T09:00:00"),
        ("tomorrow at ten to four", "2026-10-21T15:50:00"),
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


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),
    st.sampled_from(["America/New_York", "Pacific/Honolulu", "Asia/Kolkata"]),
)
def test_a_wall_time_stays_what_it_is_or_moves_by_the_missing_hour(wall: datetime, zone: str) -> None:
    moved = in_zone(wall, zone).replace(tzinfo=None) - wall
    assert moved.total_seconds() in (0, 3600)
    assert in_zone(wall, None) == wall


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("between 1 and 4 in the afternoon", "13:00-16:00"),
        ("nine in the morning till noon", "09:00-12:00"),
        ("one to four thirty p.m.", "13:00-16:30"),
        ("11:30-1 pm", "11:30-13:00"),
        ("8:30 am to 12", "08:30-12:00"),
        ("9:00 am and wrapping up at one p.m.", "09:00-13:00"),
        ("from 0830 until 1130", "08:30-11:30"),
        ("10 am to 2 applicants", "10:00-"),
        ("9 AM - 12 November", "09:00-"),
        (
            "at nine hospitals, in one of three, two to three days, ten to fifteen places, five to nine of us",
            "",
        ),
    ],
)
def test_a_stretch_of_time_in_words_or_over_noon(text: str, wanted: str) -> None:
    read = [
        f"{t.begin:%H:%M}-{t.finish.strftime('%H:%M') if t.finish else ''}"
        for t in find_times(in_figures(text))
    ]
    assert read == ([wanted] if wanted else [])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("you may first ask", []),
        ("the 12th or the 16th of November", ["2026-11-12", "2026-11-16"]),
        ("Room 4, 12 November", ["2026-11-12"]),
        ("Zoom station #3, 16 November, group 2, 17 November", ["2026-11-16", "2026-11-17"]),
        ("4, 12 November", ["2026-11-04", "2026-11-12"]),
        ("3, 5 or 10 November", ["2026-11-03", "2026-11-05", "2026-11-10"]),
        ("Friday the thirteenth of November", ["2026-11-13"]),
        ("on November 19, not on the 18th", ["2026-11-19", "2026-11-18"]),
    ],
)
def test_days_in_words_and_before_their_month(text: str, days: list[str]) -> None:
    assert [str(m.day) for m in find_dates(in_figures(text), SENT.date())] == days


def test_an_hour_at_midnight_ends_the_day_of_a_limit() -> None:
    found = read_moments("We invite you to interview. Reply by Friday at midnight.", "invitation", SENT)
    assert isinstance(found.reply_by, EventTime)
    assert found.reply_by.text() == "2026-10-23T23:59:00"


def test_times_that_do_not_exist_are_none() -> None:
    assert find_times("25:00, 13 AM, 99 PM, 12:75, room 1234") == []
    assert (
        find_times(
            "from 3 to 5 years, room 0800, Nov 12, 1300 beds, half past late, Fall 2026 EST, no o'clock"
        )
        == []
    )
    assert [str(t.begin) for t in find_times("7a, 1300 hrs, midnight, 11-1 PM")] == [
        "07:00:00",
        "13:00:00",
        "00:00:00",
        "11:00:00",
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Reach out 3 days before.", []),
        ("You may 3 times change it.", []),
        ("May 3", ["2027-05-03"]),
        ("November 3, 5 and 10", ["2026-11-03", "2026-11-05", "2026-11-10"]),
        ("November 5, 3", ["2026-11-05"]),
        ("on Thursday, November 5", ["2026-11-05"]),
        ("this Thu. Nov 5", ["2026-11-05"]),
        ("05/12/2027, that is December 5, 2027", ["2027-12-05", "2027-12-05"]),
        ("05/12/2027, that is May 12, 2027", ["2027-05-12", "2027-05-12"]),
    ],
)
def test_the_days_a_text_names(text: str, days: list[str]) -> None:
    assert [str(m.day) for m in find_dates(text, SENT.date())] == days


def test_a_date_that_begins_with_the_year_says_nothing_of_the_order_of_others() -> None:
    spanish = (
        "Su entrevista con el programa de residencia para los médicos será el 08/01/2027. Enviado: 2026-10-15"
    )
    moments = read_moments(spanish, "confirmation", None, date(2026, 10, 20))
    assert moments.start is not None
    assert str(moments.start.day) == "2027-01-08"


def test_only_so_many_dates_of_one_text_are_read() -> None:
    assert len(find_dates("Nov 3, 2026. " * 500, SENT.date())) == 400


@pytest.mark.parametrize(
    ("text", "begin", "finish"),
    [
        ("1 PM to 7:30", "13:00", "19:30"),
        ("9 AM to 8:30", "09:00", "20:30"),
        ("11:30 to 2 PM", "11:30", "14:00"),
        ("9-11 AM", "09:00", "11:00"),
        ("13-15:00", "13:00", "15:00"),
        ("13-15 Uhr", "13:00", "15:00"),
        ("18-9:30 AM", "09:30", None),
    ],
)
def test_a_stretch_of_time_begins_before_it_ends(text: str, begin: str, finish: str | None) -> None:
    [found] = find_times(text)
    assert f"{found.begin:%H:%M}" == begin
    assert (f"{found.finish:%H:%M}" if found.finish else None) == finish


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("All times are in Central.", "America/Chicago"),
        ("All times are listed in Central Time.", "America/Chicago"),
        ("Time zone: Eastern", "America/New_York"),
        ("Time zone: Eastern Time", "America/New_York"),
        ("Time zone: America/Denver", "America/Denver"),
    ],
)
def test_a_zone_said_for_all_times_is_one_zone(text: str, zone: str) -> None:
    assert [z.zone for z in zones_in(text)] == [zone]


def test_a_name_beside_an_offset_says_more_than_the_offset() -> None:
    found = zone_after("(UTC-05:00) Eastern Time", 0)
    assert found is not None
    assert found.zone == "America/New_York"
    alone = zone_after("(UTC-05:00) sharp", 0)
    assert alone is not None
    assert alone.zone == "Etc/GMT+5"


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (
            "Your interview time changed. November 3, 2026, 9 AM ET. November 5, 2026, 10 AM ET.",
            "2026-11-03T09:00:00-05:00",
            "2026-11-05T10:00:00-05:00",
        ),
        (
            "Your interview on November 3 at 9 AM was rescheduled to November 5 at 10 AM Eastern.",
            "2026-11-03T09:00:00-05:00",
            "2026-11-05T10:00:00-05:00",
        ),
        (
            "Your interview on November 3, 2026 is moved from 9:15 AM ET to 8:30 AM.",
            "2026-11-03T09:15:00-05:00",
            "2026-11-03T08:30:00-05:00",
        ),
        (
            "Your interview on November 3, 2026 is moved from 9:15 AM. It begins at 8:30 AM.",
            "2026-11-03T09:15:00",
            "2026-11-03T08:30:00",
        ),
    ],
)
def test_a_moved_interview_has_its_old_and_its_new_time(text: str, old: str, new: str) -> None:
    moments = read_moments(text, "reschedule", SENT)
    assert moments.old_start is not None
    assert moments.start is not None
    assert (moments.old_start.text(), moments.start.text()) == (old, new)


def test_the_old_time_is_by_the_clock_of_the_new_one_where_two_zones_are_named() -> None:
    text = "Your interview on November 3 at 9 AM was rescheduled to November 5 at 10 AM ET (7 AM PT)."
    moments = read_moments(text, "reschedule", SENT)
    assert moments.old_start is not None
    assert moments.start is not None
    assert moments.old_start.text() == "2026-11-03T09:00:00-05:00"
    assert moments.start.text() == "2026-11-05T10:00:00-05:00"


def test_two_hours_of_one_day_are_a_choice() -> None:
    moments = read_moments("Interview on November 3, 2026, 9 AM or 1 PM ET.", "invitation", SENT)
    assert [m.text() for m in moments.offered] == ["2026-11-03T09:00:00-05:00", "2026-11-03T13:00:00-05:00"]
    assert moments.start is None


def test_hours_to_answer_a_confirmed_interview_are_no_deadline() -> None:
    text = "Your interview is confirmed for November 3 at 9 AM. Please reply within 24 hours."
    assert read_moments(text, "confirmation", SENT).reply_by is None
    assert read_moments(text, "invitation", SENT).reply_by is not None


@pytest.mark.parametrize(
    ("text", "disagree"),
    [
        ("Nov 4, 2026, 8:30 AM EST (6:00 PM IST)", True), ("Nov 4, 2026, 8:30 AM EST (7:00 PM IST)", False),
        ("Oct 28, 2026, 8:30 AM EDT / 6:00 PM IST", False),
        ("Nov 4, 2026 at 9 AM ET / 9 AM CT", True),
    ],
)  # fmt: skip
def test_two_clocks_that_name_different_moments_are_told(text: str, disagree: bool) -> None:
    found = read_moments(f"Your interview is on {text}.", "confirmation", None)
    assert ("zones_disagree" in found.flags) is disagree


def test_hours_counted_from_a_servers_clock_end_on_that_of_the_place() -> None:
    sent = datetime(2026, 10, 30, 15, tzinfo=UTC)
    text = "We invite you to interview on November 9 at 9 AM Eastern. Reply within 72 hours."
    told = read_moments(text, "invitation", sent).reply_by
    assert isinstance(told, datetime)
    assert told.isoformat() == "2026-11-02T10:00:00-05:00"
