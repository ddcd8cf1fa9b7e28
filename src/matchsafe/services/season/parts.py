"""Add, change and remove applications, interviews, mock interviews, connections and costs by their ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from matchsafe.domain.application_state import application_status
from matchsafe.domain.moments import file_text, wall_time_of
from matchsafe.domain.problem import Problem, quote, value_text
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import new_id
from matchsafe.domain.season_interview import Interview, expand
from matchsafe.domain.season_record import Application, Event
from matchsafe.domain.text import day
from matchsafe.services.season.edit import (
    IF_RIGHT,
    PART_KINDS,
    PartKind,
    SeasonEdit,
    as_record,
    check_part,
    clear_field,
    place_of,
    refuse,
    replace_list,
    title_of,
    words,
)
from matchsafe.workspace.seasonfile import SeasonFileError, doubts_of_interview, part_from

_SAMPLE_ID: Final = re.compile(r"sample-\d+", re.ASCII)
"""The ids of the made-up programs of the sample list."""


def add(
    season: Season,
    kind: PartKind,
    fields: Mapping[str, Any],
    *,
    part_id: str | None = None,
    again: bool = False,
) -> SeasonEdit:
    """Add a part.

    Args:
        kind: Which kind of part; events are added by ``events.add_event``.
        fields: Its fields as a season file has them.
        part_id: The id it gets; a new one if left out.
        again: Whether a program may be applied to a second time in the same specialty.

    Raises:
        SeasonFileError: With every problem of the fields; or because the program is in the record already, is one of
            the made-up programs of the sample list, or the season is full.
    """
    season = as_record(season)
    name, model = PART_KINDS[kind]
    part: Any = part_from(dict(fields), model, words(kind))
    check_part(season, part, kind)
    held = expand(season.interviews) if name == "interviews" else getattr(season, name)
    notes: tuple[str, ...] = ()
    if isinstance(part, Application):
        _no_sample(part)
        if not again:
            _not_applied_before(season, part)
    if isinstance(part, Interview) and season.only_a_number and held:
        notes = (
            f"Your {len(held)} interviews were only a number. They are a list now: this one, and the other "
            f"{len(held) - 1} without a name.",
        )
        held = tuple(i.model_copy(update={"id": new_id()}) for i in held[1:])
    taken = {p.id for p in held}
    own = part_id or part.id or new_id(taken)
    if own in taken:
        refuse(words(kind), f"The id {quote(own)} is already in use.", "duplicate_id", "id", quote(own))
    part = part.model_copy(update={"id": own})
    notes += _doubts(part)
    return SeasonEdit(
        replace_list(season, name, (*held, part)), _change_text("Added", kind, part), own, notes
    )


def change(
    season: Season, kind: PartKind, part_id: str, fields: Mapping[str, Any], *, at: datetime | None = None
) -> SeasonEdit:
    """Change fields of a part; a field that is given as ``None`` is left out from now on.

    An interview that has events gets another one where its status or its start is changed: events say where it stands.

    Args:
        kind: Which kind of part.
        fields: The fields to change, as a season file has them.
        at: The moment of an event that is added; now if left out.

    Raises:
        SeasonFileError: If there is no such part, or with every problem of the fields.
    """
    season = as_record(season)
    place = place_of(season, kind, part_id)
    if "id" in fields and fields["id"] != part_id:
        refuse(
            words(kind), "The id of a part stays.", "not_accepted", "id", value_text(fields["id"]), part_id
        )
    name, model = PART_KINDS[kind]
    parts = getattr(season, name)
    before = parts[place]
    kept = {k: v for k, v in before.model_dump(mode="json", exclude_unset=True).items() if k not in fields}
    new = {k: v for k, v in fields.items() if v is not None}
    if isinstance(before, Interview) and "start" in fields and "end" not in fields:
        kept.pop("end", None)
        new |= _end_beside(season.interview_list[place], new.get("start"))
    part: Any = part_from({**kept, **new, "id": part_id}, model, words(kind))
    check_part(season, part, kind, fields)
    if isinstance(part, Application):
        _no_sample(part)
    after = replace_list(season, name, (*parts[:place], part, *parts[place + 1 :]))
    if isinstance(part, Interview):
        after = _with_event(after, season.interview_list[place], part, fields, at)
    return SeasonEdit(after, _change_text("Changed", kind, part), part_id, _doubts(part))


def remove(season: Season, kind: PartKind, part_id: str) -> SeasonEdit:
    """Remove a part; what happened to it goes with it, unless it is about another part too.

    Raises:
        SeasonFileError: If there is no such part.
    """
    season = as_record(season)
    place = place_of(season, kind, part_id)
    name, _ = PART_KINDS[kind]
    parts = getattr(season, name)
    gone = parts[place]
    season = replace_list(season, name, parts[:place] + parts[place + 1 :])
    if kind in ("application", "interview"):
        season = season.model_copy(update={"events": _without(season.events, kind, part_id)})
    if kind == "application" and isinstance(season.interviews, tuple):
        freed = tuple(
            clear_field(i, "application") if i.application == part_id else i for i in season.interviews
        )
        season = season.model_copy(update={"interviews": freed})
    return SeasonEdit(season, _change_text("Removed", kind, gone), part_id)


def part_of(season: Season, kind: PartKind, part_id: str) -> BaseModel:
    """The part with this id; of an interview, as its events say it stands.

    Raises:
        SeasonFileError: If there is no such part.
    """
    season = as_record(season)
    place = place_of(season, kind, part_id)
    parts = season.interview_list if kind == "interview" else getattr(season, PART_KINDS[kind][0])
    found: BaseModel = parts[place]
    return found


def _doubts(part: BaseModel) -> tuple[str, ...]:
    """What is rare in the days and hours of an interview."""
    found = doubts_of_interview(part, "The interview") if isinstance(part, Interview) else ()
    return tuple(f"{message} {IF_RIGHT}" for _, _, message, _ in found)


def _end_beside(before: Interview, start: object) -> dict[str, str]:
    """The end of an interview whose start alone is changed: it lasts as long as before."""
    try:
        moved = wall_time_of(start)
    except PydanticCustomError:
        return {}
    if not all(isinstance(moment, datetime) for moment in (moved, before.start, before.end)):
        return {}
    return {"end": file_text(moved + (before.end - before.start))}  # type: ignore[operator]


def _without(events: tuple[Event, ...], field: str, part_id: str) -> tuple[Event, ...]:
    """The events without those that are only about a part; in the others it is named no more."""
    other = "interview" if field == "application" else "application"
    kept = []
    for event in events:
        if getattr(event, field) != part_id:
            kept.append(event)
        elif getattr(event, other) is not None:
            kept.append(clear_field(event, field))
    return tuple(kept)


def _with_event(
    season: Season, before: Interview, part: Interview, fields: Mapping[str, Any], at: datetime | None
) -> Season:
    """The season with the event that a changed status or start is, where events say how the interview stands."""
    if not any(e.interview == part.id for e in season.events):
        return season
    moved = "start" in fields and part.start is not None and part.start != before.start
    status = part.status if "status" in fields and part.status != before.status else None
    if status in (None, "scheduled") and moved:
        kind = "rescheduled" if before.start is not None else "scheduled"
    elif status is not None:
        kind = status  # the event that leads to it has its name
    else:
        return season
    new: dict[str, Any] = {"kind": kind, "interview": part.id, "id": new_id(e.id for e in season.events)}
    if moved:
        new |= {"start": part.start, "end": part.end, "time_zone": part.time_zone}
    event = Event(at=at or datetime.now().astimezone(), **new)
    return replace_list(season, "events", (*season.events, event))


def _no_sample(application: Application) -> None:
    if _SAMPLE_ID.fullmatch(application.catalog_id or ""):
        message = (
            "This program is made up: the sample list is for trying things out, never for a real season."
        )
        refuse("application", message, "sample_program", "catalog_id", quote(application.catalog_id or ""))


def _not_applied_before(season: Season, new: Application) -> None:
    """Refuse a program that is in the record already, and say how it stands there."""
    for old in season.applications:
        same_id = old.catalog_id is not None and old.catalog_id == new.catalog_id
        if not (same_id or _same_program(season, old, new)):
            continue
        status = application_status(season, old)
        sent = f", sent on {day(old.sent)}" if isinstance(old.sent, date) else ""
        stands = "planned" if status == "planned" else f"there: {status}{sent}"
        problem = Problem(
            f"{old.program} is already {stands} (id {old.id}).",
            "already_applied", "program", quote(new.program), typed="the same with --again",
        )  # fmt: skip
        raise SeasonFileError([problem], "application")


def _same_program(season: Season, one: Application, other: Application) -> bool:
    def key(application: Application) -> tuple[str, str, str | None]:
        name = "".join(c for c in application.program.casefold() if c.isalnum())
        return name, application.specialty or season.target.specialty, application.track

    return key(one) == key(other)


def _change_text(verb: str, kind: PartKind, part: BaseModel) -> str:
    title = title_of(part)
    return (
        f"{verb} the {words(kind)}{f' at {title}' if kind == 'interview' else f': {title}' if title else ''}"
    )
