"""``matchsafe season import``: an old tracker read, and taken into a season when asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from matchsafe.cli.errors import CliError
from matchsafe.cli.output import first_of, print_json
from matchsafe.cli.screen import Screen
from matchsafe.cli.season_place import SeasonPlace, find_season
from matchsafe.domain.problem import ProblemsError
from matchsafe.domain.text import plural
from matchsafe.intake.trackers import RowReason, Tracker, read_tracker
from matchsafe.services.intake.tracker import TrackerChange, take_in

_SHOWN = 20


def run(file: str, season: str | None, maps: Sequence[str], *, accept: bool, as_json: bool) -> None:
    """Read a tracker and, with ``accept``, take its rows into the season."""
    given = columns_of(maps)
    place = find_season(season) if accept else None
    if accept and place is None:
        raise CliError("--accept needs a season to write to: --season FILE, or the id of a saved one.")
    try:
        tracker = read_tracker(file, given)
        change = (
            place.change(lambda was: take_in(was, tracker, datetime.now(UTC)), "Tracker taken in")
            if place
            else None
        )
    except ProblemsError as error:
        raise CliError(error.lines(commands=True)) from error
    if as_json:
        content = tracker.content()
        if change is not None:
            content |= {"added": list(change.added), "already_there": list(change.known)}
        print_json(content)
        return
    _show(tracker, change, place)


def columns_of(maps: Sequence[str]) -> dict[str, str]:
    """The field of each column that was named."""
    given = {}
    for text in maps:
        column, sign, field = text.rpartition("=")
        if not (sign and column.strip() and field.strip()):
            raise CliError(
                f"--map: {text[:80]!r}. Accepted: COLUMN=FIELD, or COLUMN=- for a column that is not read."
            )
        given[column.strip()] = field.strip()
    return given


def _show(tracker: Tracker, change: TrackerChange | None, place: SeasonPlace | None) -> None:
    screen = Screen()
    counts = (
        f"{len(tracker.kept)} kept, {len(tracker.asked)} to ask you about, {len(tracker.left_out)} left out"
    )
    screen.say(f"{plural(tracker.read, 'row')} read: {counts}.", "bold")
    used = [(name, field.replace("_", " ")) for name, field in tracker.columns.items() if field]
    screen.heading("Columns")
    screen.points([("-", f"{name}: {field}") for name, field in used])
    if left := [name for name, field in tracker.columns.items() if not field]:
        screen.points([("-", f"not read: {', '.join(left)}. To read one: --map 'COLUMN=FIELD'")])
    if tracker.notes:
        screen.heading("How it was read")
        screen.points([("-", note) for note in first_of(tracker.notes, _SHOWN)])
    _reasons(screen, "To ask you about", tracker.asked)
    _reasons(screen, "Left out", tracker.left_out)
    screen.print()
    if change is None or place is None:
        screen.say("Nothing is changed yet. To take the kept rows into your season: --accept.")
    else:
        there = f"; {plural(len(change.known), 'row')} you have already" if change.known else ""
        screen.say(f"{plural(len(change.added), 'application')} added to {place.name}{there}.")


def _reasons(screen: Screen, title: str, rows: Sequence[RowReason]) -> None:
    if not rows:
        return
    screen.heading(title)
    told = [f"row {row.row}: {row.reason} ({row.says})" for row in rows]
    screen.points([("-", line) for line in first_of(told, _SHOWN)])
