"""A sheet taken into a season: its rows as applications, interviews and events; what the season has already stays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zoneinfo import ZoneInfo

from matchsafe.domain.problem import Problem, RequestError
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import new_id, with_ids
from matchsafe.domain.season_record import EventKind
from matchsafe.intake.event_times import EventTime
from matchsafe.intake.tracker_cells import Stage
from matchsafe.intake.trackers import Tracker, TrackerRow, read_tracker
from matchsafe.services.intake.report import own_programs, same_program

_WITH_INTERVIEW: Final[tuple[Stage, ...]] = ("invited", "scheduled", "attended", "cancelled", "declined")
_EVENTS: Final[dict[Stage, EventKind]] = {
    "invited": "invited", "scheduled": "scheduled", "attended": "attended", "waitlisted": "waitlisted",
    "rejected": "rejected", "declined": "declined", "cancelled": "cancelled", "withdrew": "withdrew",
}  # fmt: skip
_DATES: Final[dict[Stage, tuple[str, ...]]] = {
    "invited": ("invited",), "scheduled": ("invited",), "attended": ("interview",), "waitlisted": ("waitlisted",),
    "rejected": ("rejected",),
}  # fmt: skip
"""The columns from which the moment of an event is taken."""


@dataclass(frozen=True, slots=True)
class TrackerChange:
    """A season with a sheet in it.

    Attributes:
        added: Rows that are new applications.
        known: Rows whose application was there before; it is left as it is.
    """

    season: Season
    added: tuple[int, ...]
    known: tuple[int, ...]


def tracker_in(
    name: str, data: bytes, given: dict[str, str] | None = None, on: date | None = None
) -> Tracker:
    """Read a sheet that was sent, not kept.

    Args:
        name: Of the file; its ending says of which kind it is.
        data: What is in it.
        given: The field of a column, by its name, where the proposal is wrong.
        on: The day from which the years of dates are guessed; today if ``None``.

    Raises:
        TrackerError: If it is no table, or no column holds a program.
    """
    bare = re.sub(r"[^\w. -]", "_", Path(name).name)[-80:] or "sheet.csv"
    with TemporaryDirectory(prefix="matchsafe-") as folder:
        path = Path(folder) / bare
        path.write_bytes(data)
        return read_tracker(path, given, on)


def take_in(season: Season, tracker: Tracker, now: datetime) -> TrackerChange:
    """The season with every kept row that is new to it.

    Raises:
        RequestError: If the season has a number of interviews, not a list.
    """
    if season.only_a_number and season.interviews:
        message = "Your season has a number of interviews, not a list. List them first."
        raise RequestError([Problem(message, "only_a_number", path="interviews")])
    season = with_ids(season)
    programs = own_programs(season)
    content: dict[str, Any] = season.model_dump(mode="json", exclude_unset=True)
    content["version"] = 2
    added, known = [], []
    for row in tracker.kept:
        if same_program(row.program, row.specialty, row.track, programs):
            known.append(row.row)
        else:
            _add(content, row, now)
            added.append(row.row)
    if not added:
        return TrackerChange(season, (), tuple(known))
    return TrackerChange(Season.model_validate(content), tuple(added), tuple(known))


def _add(content: dict[str, Any], row: TrackerRow, now: datetime) -> None:
    """One row as an application, with the interview and the events it tells of."""
    taken = [
        part["id"] for name in ("applications", "interviews", "events") for part in content.get(name, ())
    ]
    place = {"state": row.state, "city": row.city, "specialty": row.specialty, "track": row.track}
    application = new_id(taken)
    sent = row.moments.get("applied")
    _append(content, "applications", {
        "program": row.program, "id": application, **place, "signal": row.signal, "portal": row.portal,
        "sent": sent.day.isoformat() if sent else None, "notes": row.notes, "fee": row.fee,
    })  # fmt: skip
    kind = _EVENTS.get(row.stage)
    interview = None
    if row.stage in _WITH_INTERVIEW:
        interview = new_id([*taken, application])
        start, reply_by = row.moments.get("interview"), row.moments.get("reply_by")
        _append(content, "interviews", {
            "program": row.program, "id": interview, "application": application, **place, "status": row.stage,
            "start": _wall(start), "time_zone": start.zone if start else None, "reply_by": _wall(reply_by),
            "format": row.format,
        })  # fmt: skip
    if kind is None:
        return
    said = next((row.moments[name] for name in _DATES.get(row.stage, ()) if name in row.moments), None)
    _append(content, "events", {
        "kind": kind, "at": _instant(said, now), "id": new_id([*taken, application, interview or ""]),
        "application": application, "interview": interview,
        "start": _wall(row.moments.get("interview")) if kind == "scheduled" else None,
        "time_zone": row.moments["interview"].zone if kind == "scheduled" and "interview" in row.moments else None,
        "source": f"tracker row {row.row}", "note": None if said else "The sheet gives no date of it.",
    })  # fmt: skip


def _append(content: dict[str, Any], name: str, part: dict[str, Any]) -> None:
    content[name] = [*content.get(name, ()), {key: value for key, value in part.items() if value is not None}]


def _wall(moment: EventTime | None) -> str | None:
    return moment.wall().isoformat() if moment else None


def _instant(moment: EventTime | None, now: datetime) -> str:
    if moment is None:
        return now.isoformat(timespec="seconds")
    zone = ZoneInfo(moment.zone) if moment.zone else UTC
    return datetime.combine(moment.day, moment.at or time(12), zone).isoformat()
