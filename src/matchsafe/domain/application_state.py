"""How far the applications of a season have come, by their own events and those of their interviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview, Status
from matchsafe.domain.season_record import Application, Event
from matchsafe.domain.season_state import STATUS_AFTER, in_order, status_after

ApplicationStatus = Literal[
    "planned", "applied", "invited", "waitlisted", "scheduled", "attended", "declined", "cancelled", "rejected",
    "withdrawn",
]  # fmt: skip


def application_status(season: Season, application: Application) -> ApplicationStatus:
    """How far an application has come, by its events and those of its interviews."""
    return application_statuses(season, (application,))[0]


def application_statuses(
    season: Season, applications: Iterable[Application]
) -> tuple[ApplicationStatus, ...]:
    """How far each of these applications has come."""
    held: dict[str, list[Interview]] = defaultdict(list)
    of_interview: dict[str, str] = {}
    for interview in season.interview_list:
        if interview.application:
            held[interview.application].append(interview)
            of_interview[interview.id] = interview.application
    own: dict[str, list[Event]] = defaultdict(list)
    for event in in_order(season.events):
        if name := event.application or of_interview.get(event.interview or ""):
            own[name].append(event)
    return tuple(_application_status(a, own.get(a.id, ()), held.get(a.id, ())) for a in applications)


def _application_status(
    application: Application, events: Iterable[Event], held: Sequence[Interview]
) -> ApplicationStatus:
    status: ApplicationStatus = "applied" if application.sent else "planned"
    if not application.id:
        return status
    reached: Status | None = None
    for event in events:
        reached = status_after(event.kind, reached)
        if event.kind == "withdrew":
            status = "withdrawn"
        elif event.kind in STATUS_AFTER and reached is not None:
            status = reached
        elif event.kind == "applied" and status == "planned":
            status = "applied"
    if status in ("planned", "applied") and held:
        return held[0].status
    return status
