"""``matchsafe today``: the answer and how it moved, the next step, what is due, and what clashes or is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matchsafe.cli.output import print_answer
from matchsafe.cli.season_input import terms_of
from matchsafe.cli.season_place import choose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from matchsafe.cli.screen import Screen
    from matchsafe.domain.season import Season
    from matchsafe.domain.today import DayReport, MissingItem


def run(which: str, on: str | None, *, as_json: bool) -> None:
    """Print what a season asks for on a day."""
    place, day = choose(which, on)
    from matchsafe.services.today import today

    report = today(place.season, day, *terms_of(place.plan), before=place.week_before(day))
    print_answer(report, lambda screen, found: show(screen, place.season, found), as_json=as_json)


def show(screen: Screen, season: Season, report: DayReport) -> None:
    """Print a day for a person, in the order of importance of the page."""
    from matchsafe.domain.text import paragraph, sentences
    from matchsafe.present import outlook_words, words

    screen.title(words.season_line(season), report.on)
    screen.print()
    for said in sentences(report.outlook.headline):
        screen.say(said, "bold")
    screen.say(paragraph((report.outlook.verdict.text, outlook_words.distance(report.outlook))))
    if report.quiet:
        screen.print()
        screen.say(report.quiet)
    _next(screen, report)
    _changes(screen, report)
    _calendar(screen, report)
    _due(screen, report)
    _gaps(screen, report)


def _deadline(due: date | None, overdue: bool = False) -> str:
    from matchsafe.domain.text import short_day

    return "" if due is None else f"{'was due' if overdue else 'by'} {short_day(due)}"


def _next(screen: Screen, report: DayReport) -> None:
    if report.next is None:
        return
    first = next((i for i in report.due if i.code == report.next.code), None)
    screen.heading("Do next")
    when = _deadline(report.next.due, first is not None and first.overdue)
    screen.say(f"{report.next.text} ({when})" if when else report.next.text)
    if first is not None:
        screen.say(f"Why: {first.why}", "dim")


def _changes(screen: Screen, report: DayReport) -> None:
    if report.changes:
        screen.heading("What changed")
        screen.points([("-", c.text) for c in report.changes])


def _calendar(screen: Screen, report: DayReport) -> None:
    from matchsafe.present.clock_words import line

    if report.invitations:
        screen.heading("Invitations that wait for an answer")
        for asked in report.invitations:
            limit = "no time limit noted" if asked.reply_by is None else line(asked.reply_by)
            late = "the time has passed: " if asked.overdue else "answer by " if asked.reply_by else ""
            screen.points([("!" if asked.overdue else "-", f"{asked.program}: {late}{limit}")])
    if report.clashes:
        screen.heading("Clashes")
        screen.points([("!", c.text) for c in report.clashes])
    if report.meetings:
        screen.heading("Next interviews")
        screen.points([("-", f"{m.program}: {line(m.starts)}") for m in report.meetings[:5]])
        if len(report.meetings) > 5:
            screen.say(f"and {len(report.meetings) - 5} more", "dim", indent=2)


def _due(screen: Screen, report: DayReport) -> None:
    rest = [i for i in report.due if report.next is None or i.code != report.next.code]
    if rest:
        screen.heading("Due")
        for number, item in enumerate(rest, start=1):
            when = _deadline(item.due, item.overdue)
            told = screen.words(item.text)
            told.append_text(screen.words(f" ({when})" if when else "", "bold"))
            told.append_text(screen.words(f"\n{item.why}", "dim"))
            screen.points([(str(number), told)])


_MANY: Final = 4
"""From so many programs on, what all of them lack is one line."""


def _missing(items: Sequence[MissingItem]) -> list[str]:
    """What the record does not say: many programs that lack the same in one line, the others one by one."""
    from matchsafe.domain.text import plural

    programs: dict[str, list[str]] = {}
    for item in items:
        name = f"{item.program}: "
        found = item.text.startswith(name)
        programs.setdefault(item.text.removeprefix(name), []).append(item.program or "" if found else "")
    lines = []
    for text, names in programs.items():
        if len(names) >= _MANY:
            lines.append(f"{names[0]}, {names[1]} and {plural(len(names) - 2, 'other program')}: {text}")
        else:
            lines += [f"{name}: {text}" if name else text for name in names]
    return lines


def _gaps(screen: Screen, report: DayReport) -> None:
    if report.missing:
        screen.heading("Missing in your record")
        screen.points([("-", line) for line in _missing(report.missing)])
    if report.rights:
        screen.heading("Your rights now")
        screen.points([("-", f"{r.text} ({r.source})") for r in report.rights])
    if report.progress:
        screen.heading("So far")
        screen.points([("-", p.text) for p in report.progress])
    screen.print()
    screen.say("The whole answer: matchsafe outlook FILE. Nothing left this computer.", "dim")
