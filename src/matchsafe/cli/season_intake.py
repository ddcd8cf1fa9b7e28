"""``matchsafe season intake``: messages read beside a season, and what is accepted of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from matchsafe.cli.errors import CliError
from matchsafe.cli.output import print_json
from matchsafe.cli.screen import Screen
from matchsafe.cli.season_input import STDIN, day_of
from matchsafe.cli.season_options import IntakeOptions
from matchsafe.cli.season_place import SeasonPlace, find_season
from matchsafe.domain.problem import Problem
from matchsafe.intake.messages import MOST_BYTES
from matchsafe.intake.proposals import ProposedEvent
from matchsafe.present import intake_words as words
from matchsafe.services.intake.acceptance import Acceptance, accept_all, doubtless
from matchsafe.services.intake.mail_searches import mail_searches
from matchsafe.services.intake.report import IntakeReport, intake_report
from matchsafe.tabular.source import open_file

_SEASONS: Final = (".yaml", ".yml")
_MESSAGES: Final = (".eml", ".mbox", ".mbx", ".txt", ".html", ".htm", ".ics")
ALL: Final = "all"


def run(asked: IntakeOptions) -> None:
    """Read the messages, take in what is accepted, and print what they say."""
    named = asked.files or []
    messages = [f for f in named if not f.lower().endswith(_SEASONS)]
    seasons = [f for f in named if f.lower().endswith(_SEASONS)]
    if len(seasons) + (asked.season is not None) > 1:
        raise CliError(
            f"Name one season, not several: {', '.join([*seasons, *filter(None, [asked.season])])}."
        )
    day = day_of(asked.on)
    place = find_season(asked.season or next(iter(seasons), None), day)
    if asked.searches:
        _searches(place, day, as_json=asked.as_json)
        return
    if not messages:
        raise CliError("Name the messages to read: .eml, mbox, text, HTML or .ics; - reads standard input.")
    problems: list[Problem] = []
    files = list(_contents(messages, problems))
    report = intake_report(files, place.season if place else None, day)
    report = IntakeReport(report.events, (*problems, *report.problems), report.messages)
    accepted = _accept(asked.accept, report, place) if asked.accept else None
    if asked.as_json:
        content = report.content()
        if accepted is not None:
            content["accepted"] = list(accepted.done)
            content["problems"] += [p.content() for p in accepted.problems]
        print_json(content)
    else:
        _show(report, accepted, place)
    lines = [p.sentence() for p in (*report.problems, *(accepted.problems if accepted else ()))]
    if lines:
        raise CliError(lines)


def _contents(names: Sequence[str], problems: list[Problem]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file; of a folder, of its messages. What cannot be read is a problem of its own."""
    for name in names:
        if name == STDIN:
            yield "standard input", sys.stdin.buffer.read(MOST_BYTES + 1)
            continue
        path = Path(name)
        try:
            inside = (
                sorted(p for p in path.iterdir() if p.suffix.lower() in _MESSAGES)
                if path.is_dir()
                else [path]
            )
            if not inside:
                problems.append(Problem("There are no messages in this folder.", "no_messages", file=name))
            for file in inside:
                with open_file(file) as stream:
                    yield str(file), stream.read(MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            problems.append(Problem(f"It cannot be read: {reason}.", "unreadable", file=name))


def _accept(asked: Sequence[str], report: IntakeReport, place: SeasonPlace | None) -> Acceptance:
    if place is None:
        raise CliError("--accept needs a season to write to: --season FILE, or the id of a saved one.")
    events = {event.id: event for event in report.events}
    chosen: dict[str, tuple[ProposedEvent, str | None]] = {}
    unknown = []
    for text in asked:
        name, _, application = text.rpartition("=") if "=" in text and text not in events else (text, "", "")
        if text == ALL:
            chosen = {e.id: (e, None) for e in report.events if doubtless(e)} | chosen
        elif name in events:
            chosen[name] = (events[name], application or None)
        else:
            unknown.append(
                f"--accept: there is no event {name!r}. Accepted: {', '.join([*events][:20])}; {ALL}."
            )
    if unknown:
        raise CliError(unknown)
    return place.change(
        lambda season: accept_all(season, [*chosen.values()], datetime.now(UTC)), "Messages accepted"
    )


def _searches(place: SeasonPlace | None, day: date, *, as_json: bool) -> None:
    found = mail_searches(place.season if place else None, day)
    if as_json:
        print_json({"searches": [s.content() for s in found]})
        return
    screen = Screen()
    screen.say(
        "Search your mail for these. Invitations hide in junk and promotions, and some expire in hours."
    )
    for search in found:
        screen.heading(search.name)
        screen.say(search.why)
        screen.points([("Gmail", search.gmail), ("Outlook", search.outlook)])


def _show(report: IntakeReport, accepted: Acceptance | None, place: SeasonPlace | None) -> None:
    screen = Screen()
    events = [event.content() for event in report.events]
    screen.say(words.headline(events, report.messages), "bold")
    history = [e for e in events if e["history"]]
    again = [e for e in events if e["duplicate_of"] and not e["history"]]
    for event in events:
        if event not in history and event not in again:
            _show_event(screen, event, done=accepted is not None and event["id"] in accepted.done)
    for kind, left in (("Older parts of a thread", history), ("Told before", again)):
        if left:
            screen.heading(kind)
            screen.points([("-", f"{words.summary(e)} ({e['id']})") for e in left])
    if accepted is not None and accepted.done and place is not None:
        screen.heading(f"Accepted: {len(accepted.done)}. Your season is changed in {place.name}.")
    elif report.open and accepted is None:
        screen.print()
        screen.say("Nothing is changed yet. To take an event in: --accept EVENT, or --accept all.")


def _show_event(screen: Screen, event: dict[str, Any], *, done: bool) -> None:
    screen.heading(words.summary(event) + (" (accepted)" if done else ""))
    if event["evidence"]:
        screen.say(f"“{event['evidence']}”", indent=2, first="  ")
    rows = words.facts(event)
    if event["candidates"] and not event["application"]:
        rows += [("Perhaps", "; ".join(f"{c['program']} ({c['application']})" for c in event["candidates"]))]
    for name, text in (*rows, ("Event", event["id"])):
        screen.say(text, first=f"  {name}:", indent=19)
    for doubt in words.doubts(event):
        screen.say(doubt, first="  !", indent=4)
