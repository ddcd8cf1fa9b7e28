"""``matchsafe season name|undo|redo|close|next|export|delete``: a season as a whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from matchsafe.cli.errors import CliError, printable
from matchsafe.cli.output import print_json, print_line, write_file
from matchsafe.cli.season_fields import fields_of
from matchsafe.cli.season_input import day_of
from matchsafe.cli.season_place import find_season, saved_seasons
from matchsafe.cli.season_record import apply
from matchsafe.domain.season_record import SeasonResult
from matchsafe.domain.text import plural, verb
from matchsafe.services import season as edits
from matchsafe.services.season.anonymous import without_names
from matchsafe.workspace.seasonfile import SeasonFileError, dump_json, dump_yaml, in_place


def step(named: str, *, redo: bool, as_json: bool) -> None:
    """Undo the last change, or do it again."""
    place = find_season(named)
    verb = "do again" if redo else "undo"
    if place.version is not None:
        with saved_seasons() as workspace:
            (workspace.redo if redo else workspace.undo)(place.name)
    else:
        try:
            if not in_place.swap_back(Path(place.name), redo=redo):
                raise CliError(f"There is nothing to {verb} in {place.name}.")
        except OSError as error:
            raise CliError(
                f"{place.name} cannot be written: {error.strerror}. Nothing is changed."
            ) from error
    _say({"season": place.name, "done": "redo" if redo else "undo"},
         "Done again." if redo else "The last change is undone.", as_json)  # fmt: skip


def rename(named: str, name: str, *, as_json: bool) -> None:
    """Give a saved season a name."""
    place = find_season(named)
    if place.version is None:
        raise CliError(
            f"{named} is a file: its name is that of the file. Only a saved season has one of its own."
        )
    from matchsafe.workspace.stored_season import clean_name

    if not clean_name(name):
        raise CliError("NAME: it is empty. Accepted: some letters, such as the year or the specialty.")
    with saved_seasons() as workspace:
        called = workspace.rename(place.name, name, expected=place.version).name
    _say({"season": place.name, "name": called}, f"It is called {called} now.", as_json)


def close(named: str, typed: list[str], *, reopen: bool, as_json: bool) -> None:
    """Close a season with its result, or open it again."""
    if reopen:
        apply(named, edits.reopen, as_json=as_json)
        return
    if not typed:
        raise CliError("The result is missing, such as outcome=matched program=NAME, or outcome=unmatched.")
    fields = {name: value for name, value in fields_of(SeasonResult, typed).items() if value is not None}
    apply(named, lambda s: edits.close(s, fields), as_json=as_json)


def start_next(named: str, out: str | None, on: str | None, *, as_json: bool) -> None:
    """Begin the season after one: a file beside a file, a saved season beside a saved one."""
    place = find_season(named)
    day = day_of(on)
    try:
        new = edits.next_season(place.season, day).season
    except SeasonFileError as error:
        raise CliError([p.sentence() for p in error.problems]) from error
    if place.version is not None and out is None:
        with saved_seasons() as workspace:
            name = workspace.get(place.name).name
            name = f"{name} {new.cycle}" if name else ""
            made = workspace.save(new, name=name, text="Begun from the season before")
    else:
        path = Path(out) if out else Path(place.name).with_name(f"season-{new.cycle}.yaml")
        text = dump_json(new) if path.suffix.lower() == ".json" else dump_yaml(new)
        write_file(path, text)
        made = str(path)
    count = len(new.applications)
    carried = f" {plural(count, 'program')} {verb(count, 'is', 'are')} carried over." if count else ""
    _say({"season": made, "cycle": new.cycle, "applications": count},
         f"The season of the Match {new.cycle} is begun: {made}.{carried}", as_json)  # fmt: skip


def export(named: str, out: str | None, *, anonymous: bool, as_json: bool) -> None:
    """Write a season as a file of its own."""
    place = find_season(named)
    season = without_names(place.season) if anonymous else place.season
    plan = None if anonymous else place.plan
    text = dump_json(season, plan) if as_json else dump_yaml(season, plan)
    if out is None:
        sys.stdout.write(text)
        return
    write_file(Path(out), text)
    sys.stdout.write(printable(f"Written to {out}.\n"))


def delete(named: str, *, yes: bool, as_json: bool) -> None:
    """Delete a season with its history."""
    place = find_season(named)
    if not yes:
        raise CliError(
            f"This deletes {place.name} and its history for ever. To do it: matchsafe season delete {place.name} --yes"
        )
    if place.version is not None:
        with saved_seasons() as workspace:
            workspace.delete(place.name)
    else:
        try:
            in_place.delete_file(Path(place.name))
        except OSError as error:
            raise CliError(f"{place.name} cannot be deleted: {error.strerror}.") from error
    _say({"season": place.name, "deleted": True}, f"Deleted {place.name}.", as_json)


def _say(content: dict[str, Any], text: str, as_json: bool) -> None:
    if as_json:
        print_json(content)
    else:
        print_line(text)
