"""A season at a glance: where each application and interview stands, and what was said against what happened."""

from __future__ import annotations

from typing import Any

from matchsafe.domain.application_state import application_status, application_statuses
from matchsafe.domain.moments import file_text
from matchsafe.domain.rankable import counts
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_record import Application
from matchsafe.domain.season_state import in_order
from matchsafe.services.season.edit import PartKind
from matchsafe.services.season.parts import part_of


def overview(season: Season) -> dict[str, Any]:
    """What a season holds, as JSON: parts with their ids and states, events in order, costs against the budget."""
    season = with_ids(season)
    stands = application_statuses(season, season.applications)
    spent = sum(cost.amount for cost in season.costs)
    return {
        "cycle": season.cycle,
        "closed": season.result is not None,
        "counts": counts(season).model_dump(),
        "applications_sent": season.applications_sent,
        "applications": [
            {**_set_fields(a), "id": a.id, "status": status}
            for a, status in zip(season.applications, stands, strict=True)
        ],
        "interviews": [{**_set_fields(i), "id": i.id, "status": i.status} for i in season.named_interviews],
        "events": [{**_set_fields(e), "at": file_text(e.at)} for e in in_order(season.events)],
        "mock_interviews": [_set_fields(m) for m in season.mock_interviews],
        "connections": [_set_fields(c) for c in season.connections],
        "costs": {"spent": spent, "budget": season.budget, "entries": [_set_fields(c) for c in season.costs]},
        "criteria": dict(season.criteria),
        "tasks": [_set_fields(t) for t in season.tasks],
        "said": [_set_fields(o) for o in season.outlooks],
        "result": None if season.result is None else _set_fields(season.result),
        "notes": season.notes,
    }


def part_overview(season: Season, kind: PartKind, part_id: str) -> dict[str, Any]:
    """One part as JSON; an application and an interview with the status their events give.

    Raises:
        SeasonFileError: If there is no such part.
    """
    part = part_of(season, kind, part_id)
    content = {**_set_fields(part), "id": part_id}
    if isinstance(part, Application):
        content["status"] = application_status(with_ids(season), part)
    elif isinstance(part, Interview):
        content["status"] = part.status
    return content


def _set_fields(part: Any) -> dict[str, Any]:
    content: dict[str, Any] = part.model_dump(mode="json", exclude_unset=True)
    return content
