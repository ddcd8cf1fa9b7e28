"""Which interviews get in each other's way, across zones, changes of the clocks and miles."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.advice.clashes import clashes
from matchsafe.domain.moments import us_zones
from matchsafe.domain.season import Season

ON = date(2026, 10, 1)


def season(*interviews: dict[str, Any]) -> Season:
    named = [{"program": f"Hospital {n}", "id": f"i{n}", **i} for n, i in enumerate(interviews, 1)]
    return Season.model_validate(
        {
            "applicant": {"type": "non_us_img"},
            "target": {"specialty": "internal_medicine"},
            "interviews": named,
        }
    )


def kinds(*interviews: dict[str, Any], on: date = ON) -> list[str]:
    return [c.kind for c in clashes(season(*interviews), on)]


def at(start: str, zone: str | None = None, end: str | None = None, **more: Any) -> dict[str, Any]:
    given = {"start": start, "time_zone": zone, "end": end, **more}
    return {k: v for k, v in given.items() if v is not None}


EAST, CENTRAL, WEST = "America/New_York", "America/Chicago", "America/Los_Angeles"
HAWAII, ARIZONA, PUERTO_RICO = "Pacific/Honolulu", "America/Phoenix", "America/Puerto_Rico"


def test_the_same_moment_in_two_zones_overlaps() -> None:
    found = clashes(season(at("2026-11-12T09:00", EAST), at("2026-11-12T08:00", CENTRAL)), ON)
    assert [(c.kind, set(c.interviews), c.day) for c in found] == [
        ("overlap", {"i1", "i2"}, date(2026, 11, 12))
    ]
    assert found[0].cancel_by == date(2026, 11, 5)


def test_the_same_hour_in_two_zones_need_not_overlap() -> None:
    early, late = (
        at("2026-11-12T08:00", EAST, "2026-11-12T10:00"),
        at("2026-11-12T09:00", WEST, "2026-11-12T11:00"),
    )
    assert kinds(early, late) == ["same_day"]


@pytest.mark.parametrize(
    ("day", "kind"),
    [("2026-10-30", "too_close"), ("2026-11-02", "overlap")],
    ids=["before", "after the change"],
)
def test_arizona_keeps_its_clock_when_new_york_changes_its_own(day: str, kind: str) -> None:
    """Ten in Phoenix is one in the afternoon in New York in October, and noon in November."""
    east = at(f"{day}T09:00", EAST, f"{day}T12:30")
    assert kinds(east, at(f"{day}T10:00", ARIZONA, f"{day}T17:00")) == [kind]


@pytest.mark.parametrize(
    ("day", "other", "kind"),
    [
        ("2027-03-12", at("2027-03-12T10:00", PUERTO_RICO, "2027-03-12T11:00"), "too_close"),
        ("2027-03-15", at("2027-03-15T10:00", PUERTO_RICO, "2027-03-15T11:00"), "overlap"),
    ],
)
def test_puerto_rico_and_new_york_go_by_one_clock_from_march(
    day: str, other: dict[str, Any], kind: str
) -> None:
    east = at(f"{day}T10:00", EAST, f"{day}T11:00")
    assert [k for k in kinds(east, other, on=date(2027, 3, 1)) if k != "after_deadline"] == [kind]


def test_an_evening_in_hawaii_meets_a_morning_of_the_next_day_in_new_york() -> None:
    hawaii = at("2026-12-01T20:00", HAWAII, "2026-12-02T03:00")
    assert kinds(hawaii, at("2026-12-02T07:00", EAST, "2026-12-02T09:00")) == ["overlap"]


def test_the_zone_of_a_state_with_one_clock_is_known() -> None:
    assert kinds(at("2026-11-12T09:00", state="NY"), at("2026-11-12T08:00", state="IL")) == ["overlap"]


def test_an_hour_without_a_zone_is_not_compared() -> None:
    assert kinds(at("2026-11-12T09:00", EAST), at("2026-11-12T15:00", state="TX")) == ["same_day"]
    assert kinds(at("2026-11-12T09:00", EAST), at("2026-11-12")) == ["hours_unknown"]


def test_two_in_person_days_far_apart_leave_no_time_to_travel() -> None:
    here = at("2026-11-12T09:00", EAST, "2026-11-12T17:00", state="NY", format="in_person")
    there = at("2026-11-12T19:00", WEST, "2026-11-12T21:00", state="CA", format="in_person")
    assert kinds(here, there) == ["travel"]
    assert kinds(here, {**there, "format": "virtual"}) == ["same_day"]
    assert kinds(here, at("2026-11-13", state="NJ", format="in_person")) == []
    late = at("2026-11-13T00:30", EAST, "2026-11-13T03:00", state="NJ", format="in_person")
    assert kinds(here, late) == []


def test_the_way_is_measured_between_cities_where_they_are_known() -> None:
    first = at("2026-11-12T09:00", CENTRAL, "2026-11-12T13:00", format="in_person")
    second = {**first, "start": "2026-11-12T15:00", "end": "2026-11-12T19:00"}
    waco, paso = {"city": "Waco", "state": "TX"}, {"city": "El Paso", "state": "TX"}
    assert kinds({**first, **waco}, {**second, **paso}) == ["travel"], "one state, 550 miles"
    assert kinds({**first, "state": "TX"}, {**second, "state": "TX"}) == ["same_day"], (
        "only the state is known"
    )
    jersey, york = {"city": "Newark", "state": "NJ"}, {"city": "Bronx", "state": "NY"}
    assert kinds({**first, **jersey}, {**second, **york}) == ["same_day"], "one metro area"


def test_days_without_hours_are_far_enough_apart_or_not() -> None:
    here = at("2026-11-12", state="ME", format="in_person")
    assert kinds(here, at("2026-11-13", state="IL", format="in_person")) == []
    assert kinds(here, at("2026-11-13", state="HI", format="in_person")) == ["travel"]
    assert kinds(here, at("2026-11-12", state="HI", format="in_person")) == ["hours_unknown"]


def test_the_same_program_twice_is_told_once() -> None:
    twin = {"program": "St. Mary's", "state": "NY"}
    assert kinds(twin, {**twin, "program": "ST MARYS"}) == ["same_program"]
    assert kinds(twin, {**twin, "specialty": "pediatrics"}) == []
    assert kinds(twin, {**twin, "status": "declined"}) == []


def test_an_interview_after_rank_lists_are_due_is_a_wrong_date() -> None:
    assert kinds(at("2027-03-10T09:00", EAST)) == ["after_deadline"]


def test_what_is_over_or_given_up_clashes_with_nothing() -> None:
    pair = at("2026-11-12T09:00", EAST), at("2026-11-12T09:00", EAST)
    assert kinds(*pair, on=date(2026, 11, 13)) == []
    assert kinds(pair[0], {**pair[1], "status": "cancelled"}) == []


@settings(max_examples=60, deadline=None)
@given(
    start=st.datetimes(datetime(2026, 10, 20), datetime(2027, 2, 20)),
    shift=st.integers(-2000, 2000),
    hours=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    zones=st.tuples(st.sampled_from(list(us_zones())), st.sampled_from(list(us_zones()))),
)
def test_an_overlap_is_found_exactly_where_two_spans_of_utc_meet(
    start: datetime, shift: int, hours: tuple[int, int], zones: tuple[str, str]
) -> None:
    from zoneinfo import ZoneInfo

    start = start.replace(second=0, microsecond=0)
    spans, given_ = [], []
    for begin, length, zone in zip((start, start + timedelta(minutes=shift)), hours, zones, strict=True):
        end = begin + timedelta(hours=length)
        given_.append(at(begin.isoformat(), zone, end.isoformat()))
        both = [int(t.replace(tzinfo=ZoneInfo(zone)).timestamp()) for t in (begin, end)]
        if both[1] <= both[0]:
            both[1] = both[0] + 4 * 3600
        spans.append(both)
    (a, b), (c, d) = spans
    assert ("overlap" in kinds(*given_)) == (a < d and c < b)
