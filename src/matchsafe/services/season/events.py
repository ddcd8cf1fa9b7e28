"""Events: noted at their moment, once, and taken back whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matchsafe.domain import season_fields
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import new_id
from matchsafe.domain.season_record import Event
from matchsafe.services.season.edit import (
    IF_RIGHT,
    SeasonEdit,
    as_record,
    check_part,
    place_of,
    refuse,
    replace_list,
)
from matchsafe.workspace.seasonfile import doubts_of_event, part_from


def add_event(season: Season, fields: Mapping[str, Any], *, part_id: str | None = None) -> SeasonEdit:
    """Note what happened.

    The same event twice (the same source, or the same id) is one: the season stays as it is.

    Args:
        fields: The fields of the event as a season file has them.
        part_id: The id it gets; a new one if left out.

    Raises:
        SeasonFileError: With every problem of the fields.
    """
    season = as_record(season)
    event = part_from(dict(fields), Event, "event")
    check_part(season, event, "event")
    if event.start is not None and event.kind not in ("scheduled", "rescheduled"):
        message = "A new start belongs to an interview that is scheduled or rescheduled."
        refuse(
            "event", message, "not_accepted", "start", str(event.start), "the kinds scheduled, rescheduled"
        )
    own = part_id or event.id or new_id(e.id for e in season.events)
    for known in season.events:
        if known.id == own or (event.source is not None and _content(known) == _content(event)):
            return SeasonEdit(season, "", known.id, ("This was noted before.",))
    event = event.model_copy(update={"id": own})
    text = f"Noted: {_event_name(event, season)}"
    after = replace_list(season, "events", (*season.events, event))
    notes = tuple(f"{message} {IF_RIGHT}" for _, _, message, _ in doubts_of_event(after, event, "The event"))
    return SeasonEdit(after, text, own, notes)


def remove_event(season: Season, event_id: str) -> SeasonEdit:
    """Take an event back; it leaves no trace in where things stand.

    Raises:
        SeasonFileError: If there is no such event.
    """
    season = as_record(season)
    place = place_of(season, "event", event_id)
    gone = season.events[place]
    kept = season.events[:place] + season.events[place + 1 :]
    return SeasonEdit(
        replace_list(season, "events", kept), f"Took back: {_event_name(gone, season)}", event_id
    )


def _content(event: Event) -> tuple[object, ...]:
    """What makes two events from one source the same."""
    return event.source, event.kind, event.application, event.interview, event.start


def _event_name(event: Event, season: Season) -> str:
    """An event for people: "scheduled, Mercy Hospital"."""
    option = season_fields.catalogue().fields["Event.kind"].option(event.kind)
    said = option.label if option else event.kind
    for wanted, parts in ((event.interview, season.interview_list), (event.application, season.applications)):
        program = next((p.program for p in parts if wanted is not None and p.id == wanted), None)
        if program is not None:
            return f"{said}, {program}"
    return said
