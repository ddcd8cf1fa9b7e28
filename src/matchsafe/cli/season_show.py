"""``matchsafe season show`` and ``list``: a season at a glance, with the ids that other commands take."""

from __future__ import annotations

from typing import Any, Final

from matchsafe.cli.output import print_json
from matchsafe.cli.screen import Screen
from matchsafe.cli.season_place import find_season, saved_seasons
from matchsafe.domain import season_fields
from matchsafe.domain.season_record import OutlookRecord
from matchsafe.domain.text import date_words, day, dollars, plural, sentence
from matchsafe.present.words import chance, season_line
from matchsafe.services.season.month import estimate_of
from matchsafe.services.season.overview import overview

_DATES: Final = ("date", "moment", "wall_time")


def show(named: str, *, as_json: bool) -> None:
    """Print a season."""
    place = find_season(named)
    content = overview(place.season)
    if as_json:
        print_json({"season": place.name, **content})
        return
    screen = Screen()
    screen.say(f"{season_line(place.season)}.", "bold")
    steps = content["counts"]
    invited = plural(steps["invited"], "invitation")
    screen.say(sentence(f"{invited}, {steps['scheduled']} scheduled, {steps['attended']} attended"))
    _parts(screen, "Interviews", content["interviews"])
    _parts(screen, "Applications", content["applications"])
    _rows(screen, "What happened", [(e["id"], _event(e, content)) for e in content["events"]])
    _rows(
        screen, "Mock interviews", [(m["id"], _line("MockInterview", m)) for m in content["mock_interviews"]]
    )
    _rows(screen, "Connections", [(c["id"], _line("Connection", c)) for c in content["connections"]])
    costs = content["costs"]
    if costs["entries"]:
        _rows(
            screen,
            "Costs",
            [(c["id"], f"{dollars(c['amount'])} {_line('Cost', c, 'amount')}") for c in costs["entries"]],
        )
        of = f" of {dollars(costs['budget'])}" if costs["budget"] is not None else ""
        screen.say(f"Spent: {dollars(costs['spent'])}{of}.")
    _rows(screen, "Tasks", [("-", _line("TaskMark", t)) for t in content["tasks"]])
    _print_outlooks(screen, content)


def show_all(*, as_json: bool) -> None:
    """Print the seasons saved on this computer."""
    from matchsafe.services.season.titles import season_titles

    with saved_seasons() as workspace:
        found = workspace.list()
    titles = season_titles(found)
    rows: list[dict[str, Any]] = [
        {
            "id": each.id,
            "name": each.name,
            "title": titles[each.id],
            "updated": each.updated.isoformat(timespec="seconds"),
            "version": each.version,
            "finished": each.summary is not None,
            "closed": each.summary is not None and each.summary.closed,
        }
        for each in found
    ]
    if as_json:
        print_json(rows)
        return
    screen = Screen()
    if not rows:
        screen.say("No season is saved on this computer yet. To begin: matchsafe serve")
    for row, each in zip(rows, found, strict=True):
        state = "closed" if row["closed"] else "open" if row["finished"] else "questions open"
        screen.points([(row["id"], f"{row['title']}, {state}, changed {day(each.updated.date())}")])


def _parts(screen: Screen, heading: str, parts: list[dict[str, Any]]) -> None:
    rows = []
    for part in parts:
        when = f", {date_words(part['start'])}" if part.get("start") else ""
        sent = f", sent {date_words(part['sent'])}" if part.get("sent") else ""
        rows.append(
            (part["id"], f"{part['program']}: {_word('Interview.status', part['status'])}{when}{sent}")
        )
    _rows(screen, heading, rows)


def _rows(screen: Screen, heading: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        screen.heading(heading)
        screen.points(rows)


def _event(event: dict[str, Any], content: dict[str, Any]) -> str:
    about = next(
        (p["program"] for name in ("interviews", "applications") for p in content[name]
         if p["id"] in (event.get("interview"), event.get("application"))), "",
    )  # fmt: skip
    start = f", begins {date_words(event['start'])}" if event.get("start") else ""
    kind = _word("Event.kind", event["kind"])
    return f"{date_words(event['at'][:10])}: {kind}{f', {about}' if about else ''}{start}"


def _line(group: str, part: dict[str, Any], *left_out: str) -> str:
    """The fields of a part in one line."""
    told = ((n, _word(f"{group}.{n}", v), v) for n, v in part.items() if v is not None)
    shown = ((n, word, v) for n, word, v in told if n not in ("id", "at", *left_out))
    return ", ".join(
        word if word == v or n in ("day", "kind", "state") else f"{n} {word}" for n, word, v in shown
    )


def _word(field: str, value: Any) -> str:
    """A value of a field as people read it."""
    known = season_fields.catalogue().fields[field]
    option = known.option(value) if known.options else None
    return option.label if option else date_words(str(value)) if known.type.kind in _DATES else str(value)


def _print_outlooks(screen: Screen, content: dict[str, Any]) -> None:
    """What the tool said in each month, against what happened."""
    rows = []
    for said in content["said"]:
        record = OutlookRecord.model_validate(said)
        rows.append((date_words(record.month), chance(estimate_of(record))))
    _rows(screen, "What we said in each month", rows)
    if content["result"] is not None:
        option = season_fields.catalogue().fields["SeasonResult.outcome"].option(content["result"]["outcome"])
        where = f" at {content['result']['program']}" if content["result"].get("program") else ""
        screen.say(f"What happened: {option.choice if option else ''}{where}.")
