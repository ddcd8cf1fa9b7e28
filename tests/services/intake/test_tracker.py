"""A tracker in a season: applications, interviews and events; nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from matchsafe.domain.problem import RequestError
from matchsafe.domain.season import Season
from matchsafe.intake.trackers import read_tracker
from matchsafe.services.intake.tracker import take_in
from matchsafe.workspace.seasonfile import dump_yaml, load_text

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SHEET = """Program,Specialty,Status,Applied,Invited,Interview date,Reply by,Signal
Palm Bay Medical Center,IM,scheduled,9/24/2026,10/20/2026,11/12/2026 9 AM ET,10/23/2026,gold
Hudson Ridge Medical Center,IM,rejected,9/24/2026,,,,
Kahala Medical Center,IM,applied,9/24/2026,,,,
"""


def season(**more: Any) -> Season:
    return Season.model_validate(
        {"applicant": {"type": "us_img"}, "target": {"specialty": "internal_medicine"}, **more}
    )


def test_rows_become_applications_interviews_and_events(text_file: Callable[..., Path]) -> None:
    after = take_in(season(), read_tracker(text_file(SHEET)), NOW)
    assert after.added == (2, 3, 4)
    assert [a.signal for a in after.season.applications] == ["gold", "none", "none"]
    [interview] = after.season.interview_list
    assert interview.application == after.season.applications[0].id
    assert interview.start == datetime(2026, 11, 12, 9)
    assert [(e.kind, e.at.date().isoformat()) for e in after.season.events] == [
        ("scheduled", "2026-10-20"), ("rejected", "2026-11-29"),
    ]  # fmt: skip
    assert after.season.events[1].note == "The sheet gives no date of it."


def test_a_second_time_adds_nothing(text_file: Callable[..., Path]) -> None:
    tracker = read_tracker(text_file(SHEET))
    once = take_in(season(), tracker, NOW)
    again = take_in(once.season, tracker, NOW)
    assert (again.added, again.known) == ((), (2, 3, 4))
    assert again.season == once.season


def test_a_number_of_interviews_is_left_alone(text_file: Callable[..., Path]) -> None:
    with pytest.raises(RequestError, match="number of interviews"):
        take_in(season(interviews=3), read_tracker(text_file(SHEET)), NOW)


def test_a_limit_after_the_interview_is_told_and_the_season_can_be_read_again(
    text_file: Callable[..., Path],
) -> None:
    sheet = """Program,Status,Invited,Interview date,Time,Reply by
Late Hospital,invited,10/20/2026,11/10/2026,9:00 AM,11/20/2026
Good Hospital,invited,10/20/2026,11/10/2026,9:00 AM,10/30/2026
Same Hospital,invited,10/20/2026,11/10/2026,9:00 AM,11/10/2026 5 PM
"""
    tracker = read_tracker(text_file(sheet), on=date(2026, 11, 1))
    told = [note for note in tracker.notes if "time to answer" in note]
    assert [note.split(":")[0] for note in told] == ["row 2", "row 4"]
    after = take_in(season(), tracker, NOW).season
    limits = [i.reply_by for i in after.interview_list]
    assert limits == [None, date(2026, 10, 30), None]  # the hour of the interview is not that of the limit
    assert load_text(dump_yaml(after)).season == after
