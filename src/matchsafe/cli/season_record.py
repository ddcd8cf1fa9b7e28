"""``matchsafe season add|edit|remove|event|task``: one change of a season, in its file or where it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final, cast

from matchsafe.cli.errors import CliError
from matchsafe.cli.output import print_json, print_lines
from matchsafe.cli.season_fields import fields_of
from matchsafe.cli.season_place import SeasonPlace, find_season
from matchsafe.domain.problem import quote
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import new_id, with_ids
from matchsafe.domain.season_record import Event, TaskMark
from matchsafe.services import season as edits
from matchsafe.services.season import PART_KINDS, PartKind, SeasonEdit
from matchsafe.services.season.month import with_month
from matchsafe.workspace.seasonfile import SeasonFileError

SEASON: Final = "season"
"""What stands for the season itself where a part is named."""

_ADDED: Final = tuple(kind for kind in PART_KINDS if kind != "event")

Edit = Callable[[Season], SeasonEdit]


def add(named: str, kind: str, typed: list[str], *, again: bool, as_json: bool) -> None:
    """Add a part."""
    chosen = kind.strip().casefold().replace("-", "_").removesuffix("s")
    if chosen not in _ADDED:
        raise CliError(f"KIND: {quote(kind)} is not one of these. Accepted: {', '.join(_ADDED)}.")
    part_kind = cast(PartKind, chosen)
    fields, own = fields_of(PART_KINDS[part_kind][1], typed), new_id()
    fields = {name: value for name, value in fields.items() if value is not None}
    part_id = None if "id" in fields else own
    apply(named, lambda s: edits.add(s, part_kind, fields, part_id=part_id, again=again), as_json=as_json)


def edit(named: str, part_id: str, typed: list[str], *, as_json: bool) -> None:
    """Change fields of a part, or of the season itself."""
    place = find_season(named)
    if not typed:
        raise CliError("Nothing to change is given: add FIELD=VALUE, such as status=attended.")
    if part_id == SEASON:
        fields = fields_of(Season, typed)
        apply(place, lambda s: edits.set_fields(s, fields), as_json=as_json)
        return
    kind = kind_of(place.season, part_id)
    if kind == "event":
        raise CliError("An event is not changed: take it back with season remove, and note it anew.")
    fields = fields_of(PART_KINDS[kind][1], typed)
    apply(place, lambda s: edits.change(s, kind, part_id, fields), as_json=as_json)


def remove(named: str, part_id: str, *, as_json: bool) -> None:
    """Remove a part, or take an event back."""
    place = find_season(named)
    kind = kind_of(place.season, part_id)
    if kind == "event":
        apply(place, lambda s: edits.remove_event(s, part_id), as_json=as_json)
    else:
        apply(place, lambda s: edits.remove(s, kind, part_id), as_json=as_json)


def event(
    named: str,
    kind: str,
    part_id: str | None,
    at: str | None,
    given: Mapping[str, str | None],
    *,
    as_json: bool,
) -> None:
    """Note what happened."""
    place = find_season(named)
    typed = [f"{name}={value}" for name, value in given.items() if value is not None]
    fields = fields_of(Event, [f"kind={kind}", *typed])
    fields["at"] = at or datetime.now().astimezone().isoformat(timespec="seconds")
    if part_id is not None:
        about = kind_of(place.season, part_id)
        if about not in ("application", "interview"):
            raise CliError(f"An event is about an application or an interview; {part_id} is neither.")
        fields[about] = part_id
    own = new_id()
    apply(place, lambda s: edits.add_event(s, fields, part_id=own), as_json=as_json)


def task(named: str, code: str, state: str, until: str | None, *, as_json: bool) -> None:
    """Mark a task."""
    if state.strip().casefold() == "open":
        apply(named, lambda s: edits.unmark_task(s, code), as_json=as_json)
        return
    fields = fields_of(TaskMark, [f"code={code}", f"state={state}", *([f"until={until}"] if until else [])])
    now = datetime.now().astimezone().replace(microsecond=0)
    apply(named, lambda s: edits.mark_task(s, fields, at=now), as_json=as_json)


def kind_of(season: Season, part_id: str) -> PartKind:
    """The kind of the part with this id."""
    season = with_ids(season)
    for kind, (name, _) in PART_KINDS.items():
        parts = getattr(season, name)
        if isinstance(parts, tuple) and any(part.id == part_id for part in parts):
            return kind
    raise CliError(f"There is nothing with the id {quote(part_id)}. To see the ids: matchsafe season show.")


def apply(named: str | SeasonPlace, change: Edit, *, as_json: bool) -> None:
    """Make a change, keep it and say what was done."""
    place = find_season(named) if isinstance(named, str) else named
    try:
        first = change(place.season)
        text = first.text
        done = place.change(with_month(change, first.season, date.today()), text)
    except SeasonFileError as error:
        raise CliError([p.sentence(commands=True) for p in error.problems]) from error
    changed = bool(text)
    if as_json:
        content = {
            "season": place.name,
            "id": done.id,
            "changed": changed,
            "text": text,
            "notes": list(done.notes),
        }
        print_json(content)
        return
    said = f"{text} ({done.id})." if done.id and text else f"{text}." if text else "Nothing changed."
    print_lines(said, *done.notes)
