"""The interviews of answers that may be half filled, held together with their events: for forms that change rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from matchsafe.domain.moments import file_text
from matchsafe.domain.season_ids import new_id
from matchsafe.domain.season_interview import Interview, Status
from matchsafe.domain.season_record import Event
from matchsafe.domain.season_state import interviews_of

Row = dict[str, Any]


def current_interviews(season: Mapping[str, Any]) -> tuple[Interview, ...]:
    """The listed interviews of a season in the shape of its file, as their events say they stand."""
    rows = season.get("interviews")
    listed = tuple(Interview.model_validate(row) for row in rows) if isinstance(rows, list) else ()
    return interviews_of(listed, tuple(Event.model_validate(e) for e in season.get("events") or ()))


def events_without(season: Mapping[str, Any], rows: Sequence[Row] | int) -> list[Row]:
    """The events of a season once only these interviews are left: those about another one alone are gone."""
    left = {row.get("id") for row in rows} if not isinstance(rows, int) else set()
    kept = []
    for event in season.get("events") or ():
        if event.get("interview") in (None, *left):
            kept.append(event)
        elif event.get("application") is not None:
            kept.append({name: value for name, value in event.items() if name != "interview"})
    return kept


def status_event(season: Mapping[str, Any], now: Interview, status: Status, at: datetime) -> Row | None:
    """The event that a new status of an interview is; ``None`` where it stays, or no event says where it stands."""
    events = season.get("events") or ()
    if status == now.status or not any(e.get("interview") == now.id for e in events):
        return None
    moment = file_text(at.replace(microsecond=0))
    return {"kind": status, "at": moment, "id": new_id(e.get("id", "") for e in events), "interview": now.id}
