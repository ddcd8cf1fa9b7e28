"""``matchsafe season release``, ``visas`` and ``ics``: what can be weighed in a season, and its calendar."""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matchsafe.cli.errors import CliError
from matchsafe.cli.output import print_answer, print_json, write_file
from matchsafe.cli.season_place import choose, saved_seasons
from matchsafe.domain.text import date_words

if TYPE_CHECKING:
    from matchsafe.cli.screen import Screen
    from matchsafe.domain.season_release import ReleaseReport, VisaBoard, VisaFact

_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
_ANSWERS: Final = {"yes": "yes", "no": "no", "unknown": "not known"}


def release(which: str, on: str | None, *, as_json: bool) -> None:
    """Print the interviews ahead by what giving each up would cost."""
    place, day = choose(which, on)
    from matchsafe.services.release import release as weigh

    print_answer(weigh(place.season, day), _show_release, as_json=as_json)


def _show_release(screen: Screen, report: ReleaseReport) -> None:
    from matchsafe.domain.text import short_day
    from matchsafe.present import words

    if report.chance is not None:
        screen.say(f"With all of them: {words.chance(report.chance)}.", "bold")
    if report.interviews:
        screen.say(report.verdict)
        screen.heading("If you have to give one up, the cheapest first")
    for number, choice in enumerate(report.interviews, start=1):
        when = "" if choice.day is None else f", {short_day(choice.day)}"
        told = screen.words(f"{choice.program}{when}: {choice.text}")
        if choice.limits:
            told.append_text(screen.words(f"\n{choice.limits}", "dim"))
        screen.points([(str(number), told)])
    if report.chance is not None and not report.interviews:
        screen.say("No interview lies ahead that could be given up.")
    if report.note:
        screen.print()
        screen.say(report.note, "dim")


def visas(which: str, on: str | None, *, as_json: bool) -> None:
    """Print what each program does about visas."""
    place, day = choose(which, on)
    from matchsafe.services.visas import catalog_in_use, visa_board

    board = visa_board(place.season, day, catalog_in_use())
    print_answer(board, _show_visas, as_json=as_json)


def _show_visas(screen: Screen, board: VisaBoard) -> None:
    from matchsafe.domain.text import plural
    from matchsafe.present import words

    for s in board.scenarios:
        line = f"{s.text}: {plural(s.rankable, 'interview')} you can rank, {words.chance(s.chance)}."
        screen.points([("-", line)])
    if board.rows:
        screen.heading("Program by program")
    for row in board.rows:
        told = screen.words(f"{row.program}: J-1 {_answer(row.j1)}, H-1B {_answer(row.h1b)}")
        if row.question:
            told.append_text(screen.words(f"\nAsk: {row.question}", "dim"))
        screen.points([("-", told)])
    screen.print()
    screen.say(f"{board.note} {board.about}".strip(), "dim")


def _answer(fact: VisaFact) -> str:
    """What is known, with who says so and when."""
    said = ", ".join(filter(None, (fact.source, date_words(fact.as_of))))
    return f"{_ANSWERS[fact.answer]} ({said})" if said else _ANSWERS[fact.answer]


def ics(which: str, on: str | None, out: str | None, *, force: bool) -> None:
    """Write the calendar of a season."""
    place, day = choose(which, on)
    from matchsafe.services.season_calendar import FEED_NOTE, calendar_of, season_calendar

    if place.stored is not None:
        content = calendar_of(place.stored, day)
    else:
        key, version, changed = _identity(which)
        content = season_calendar(place.season, day, key=key, version=version, changed=changed)
    if out is None:
        sys.stdout.write(content.decode("utf-8").replace("\r\n", "\n"))
        return
    write_file(Path(out), content, force=force)
    sys.stdout.write(f"Wrote {out}. {FEED_NOTE}\n")


def _identity(which: str) -> tuple[str, int, datetime]:
    """What tells the entries of a file's season from those of another, its version, and when it was changed.

    A file has no version; the minute of its last change takes its place.
    """
    path = Path(which)
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.is_file() else datetime.now(UTC)
    minutes = max(0, int((changed - _EPOCH).total_seconds() // 60))
    return _short(str(path.resolve()) if path.is_file() else "standard input"), minutes, changed


def feed(season_id: str, *, new: bool, end: bool, server: str, as_json: bool) -> None:
    """Show, renew or withdraw the address under which calendars read a saved season."""
    if new and end:
        raise CliError("Choose one of --new and --end.")
    from matchsafe.services.season_calendar import FEED_NOTE
    from matchsafe.workspace.feeds import CalendarFeeds

    with saved_seasons() as workspace:
        feeds, address = CalendarFeeds(workspace), ""
        if end:
            feeds.withdraw(season_id)
        elif new:
            address = feed_address(server, feeds.renew(season_id))
        made = feeds.issue_date(season_id)
    if as_json:
        print_json({"address": address or None, "made": made and made.isoformat(), "note": FEED_NOTE})
    elif address:
        sys.stdout.write(f"{address}\nThe address is shown only now; an earlier one has ended. {FEED_NOTE}\n")
    elif made is None:
        sys.stdout.write("This season has no calendar feed.\n")
    else:
        sys.stdout.write(
            f"The feed has had its address since {made:%Y-%m-%d}. --new replaces it, --end ends it.\n"
        )


def feed_address(server: str, link: str) -> str:
    """The address of a feed on a server."""
    return f"{server.rstrip('/')}/feed/{link}.ics"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
