"""The calendar of a season, read back by a second library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import vobject

from matchsafe.domain.season import Season
from matchsafe.services.season_calendar import FEED_NOTE, season_calendar

CHANGED = datetime(2026, 11, 2, 12, tzinfo=UTC)
SEASON = Season.model_validate({
    "applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"}, "time_zone": "Asia/Kolkata",
    "interviews": [
        {"program": "Before, the; change", "id": "i1", "start": "2026-10-30T09:00", "end": "2026-10-30T15:00",
         "state": "NY", "format": "virtual", "platform": "Zoom", "link": "https://meet.example.org/a",
         "interviewers": ["Dr. One"], "notes": "Ask about clinic."},
        {"program": "After", "id": "i2", "start": "2026-11-02T09:00", "state": "NY", "format": "in_person",
         "city": "Buffalo"},
        {"program": "Honolulu", "id": "i3", "start": "2027-01-05T08:00", "state": "HI"},
        {"program": "Day only", "id": "i4", "start": "2026-12-04"},
        {"program": "Asked", "id": "i5", "status": "invited", "reply_by": "2026-11-05T17:00", "state": "IL"},
        {"program": "Asked too", "id": "i6", "status": "invited", "reply_by": "2026-11-06"},
        {"program": "Given up", "id": "i7", "status": "cancelled", "start": "2026-12-01T09:00", "state": "AZ"},
        {"program": "No date", "id": "i8"},
    ],
})  # fmt: skip


def entries(content: bytes) -> dict[str, vobject.base.Component]:
    calendar = vobject.readOne(content.decode("utf-8"))
    return {e.uid.value.partition(".")[0]: e for e in calendar.vevent_list}


@pytest.fixture(scope="module")
def content() -> bytes:
    return season_calendar(SEASON, date(2026, 11, 2), key="k1", version=7, changed=CHANGED)


def test_hours_are_those_of_the_program_on_both_sides_of_a_change(content: bytes) -> None:
    found = entries(content)
    utc = {n: found[f"interview-{n}"].dtstart.value.astimezone(UTC) for n in ("i1", "i2", "i3")}
    assert utc["i1"] == datetime(2026, 10, 30, 13, tzinfo=UTC)
    assert utc["i2"] == datetime(2026, 11, 2, 14, tzinfo=UTC)
    assert utc["i3"] == datetime(2027, 1, 5, 18, tzinfo=UTC)
    assert found["interview-i2"].dtend.value - found["interview-i2"].dtstart.value == timedelta(hours=4)


def test_a_zone_that_changes_has_both_halves_and_each_zone_named_is_there(content: bytes) -> None:
    text = content.decode()
    zones = {part.split("\r\n")[0]: part.split("END:VTIMEZONE")[0] for part in text.split("TZID:")[1:]}
    assert {"America/New_York", "America/Chicago", "Pacific/Honolulu", "America/Phoenix"} <= zones.keys()
    for name in ("America/New_York", "America/Chicago"):
        assert "BEGIN:STANDARD" in zones[name]
        assert "BEGIN:DAYLIGHT" in zones[name]
    named = {line.split(";TZID=")[1].split(":")[0] for line in text.split("\r\n") if ";TZID=" in line}
    assert named <= zones.keys()


def test_every_entry_has_an_identity_of_this_season_its_version_and_its_change(content: bytes) -> None:
    calendar = vobject.readOne(content.decode())
    uids = [e.uid.value for e in calendar.vevent_list]
    assert len(set(uids)) == len(uids)
    assert all(uid.endswith(".k1@matchsafe.invalid") for uid in uids)
    assert {e.sequence.value for e in calendar.vevent_list} == {"7"}
    assert {e.last_modified.value for e in calendar.vevent_list} == {CHANGED}
    other = season_calendar(SEASON, date(2026, 11, 2), key="k2", changed=CHANGED)
    assert not set(uids) & {e.uid.value for e in vobject.readOne(other.decode()).vevent_list}


def test_text_place_link_and_alarms_are_carried(content: bytes) -> None:
    found = entries(content)
    first = found["interview-i1"]
    assert first.summary.value == "Interview: Before, the; change"
    assert "18:30 your time" in first.description.value
    assert "Ask about clinic." in first.description.value
    assert (first.location.value, first.url.value) == ("Zoom", "https://meet.example.org/a")
    assert found["interview-i2"].location.value == "Buffalo, NY"
    assert [a.trigger.value for a in first.valarm_list] == [timedelta(days=-1), timedelta(hours=-1)]


def test_days_without_hours_time_limits_and_cancellations(content: bytes) -> None:
    found = entries(content)
    assert found["interview-i4"].dtstart.value == date(2026, 12, 4)
    assert found["reply-i5"].dtend.value.astimezone(UTC) == datetime(2026, 11, 5, 23, tzinfo=UTC)
    assert found["reply-i6"].dtstart.value == date(2026, 11, 6)
    assert found["interview-i7"].status.value == "CANCELLED"
    assert not hasattr(found["interview-i7"], "valarm")
    assert "interview-i8" not in found
    assert found["date-match_day-2027"].dtstart.value == date(2027, 3, 19)


def test_it_says_that_a_feed_lags(content: bytes) -> None:
    assert vobject.readOne(content.decode()).x_wr_caldesc.value == FEED_NOTE
    assert "alarms in a feed may not ring" in FEED_NOTE


def test_a_season_without_a_list_has_the_official_dates_alone() -> None:
    bare = SEASON.model_copy(update={"interviews": 6})
    assert {n.split("-")[0] for n in entries(season_calendar(bare, date(2026, 11, 2)))} == {"date"}
