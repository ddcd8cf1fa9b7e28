"""Days and hours that contradict each other: what cannot be is refused, and what is rare is doubted.

The clocks of one interview are all those of the program, so that no zone can turn their order round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from pydantic_core import PydanticCustomError

from matchsafe.domain.moments import file_text, is_late, wall_time_of
from matchsafe.domain.problem import Location, Problem, path_text, value_text
from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_record import Event
from matchsafe.domain.text import day as day_text
from matchsafe.workspace.seasonfile.document import LineMarks

LONGEST: Final = timedelta(days=7)
"""No interview lasts longer."""
_RARELY: Final = timedelta(days=1)
"""Few interviews last longer: two days at a program far away."""
_BEGINS: Final = 6
"""Month in which a season begins, and in the year after ends; July and August after it are still given to it."""
_AFTER: Final = 8
_FIRST: Final = ("applied", "invited", "scheduled")
"""Events that stand before she attends."""

Doubt = tuple[Location, str, str, object]
"""Where, the code, the message, and what was seen."""


def problems_of(data: Mapping[str, Any], marks: LineMarks) -> Iterator[Problem]:
    """What cannot be in the interviews and events of a season file, whatever else is wrong with it."""
    couple = data.get("couples")
    lists: list[tuple[str, Location, object]] = [
        ("interview", ("interviews",), data.get("interviews")),
        ("event", ("events",), data.get("events")),
    ]
    if isinstance(couple, Mapping):
        where = ("couples", "partner_interviews")
        lists.append(("your partner's interview", where, couple.get("partner_interviews")))
    for name, at, entries in lists:
        for i, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
            if isinstance(entry, Mapping):
                yield from problems_of_part(entry, None, f"{name} {i + 1}", (*at, i), marks)


def problems_of_part(
    fields: Mapping[str, Any],
    cycle: int | None,
    name: str,
    at: Location = (),
    marks: LineMarks | None = None,
) -> Iterator[Problem]:
    """What cannot be in the moments of one interview or event.

    Args:
        fields: As a season file has them; what is no moment is left to the check of its type.
        cycle: The year of the season's Match; ``None`` where it is not said, or for a file, which may hold older ones.
        name: "interview 3".
        at: Where the part stands.
        marks: Of the file it stands in.
    """
    start, end, reply_by = (_moment(fields.get(field)) for field in ("start", "end", "reply_by"))
    answered = fields.get("status", "scheduled") != "invited"

    def problem(field: str, code: str, message: str, seen: date, accepted: str) -> Problem:
        where = (*at, field)
        line = marks.line(where) if marks else None
        return Problem(message, code, path_text(where), value_text(_plain(seen)), accepted, line=line)

    if start and end and not _after(end, start):
        same = end == start
        said = "begins and ends at the same moment" if same else "ends before it begins"
        message = f"{name[0].upper()}{name[1:]} {said}."
        yield problem("end", "ends_before_start", message, end, f"a moment after {_plain(start)}, or nothing")
    elif start and end and _length(start, end) > LONGEST:
        days = _length(start, end).days
        message = f"{name[0].upper()}{name[1:]} lasts {days} days; is it the year or the month?"
        yield problem(
            "end", "lasts_too_long", message, end, f"at most {LONGEST.days} days after {_plain(start)}"
        )
    if start and reply_by and not answered and is_late(reply_by, start):
        message = f"The time to answer {name} is after it begins."
        yield problem("reply_by", "reply_after_start", message, reply_by, f"a moment before {_plain(start)}")
    for field, moment in (("start", start), ("reply_by", reply_by)):
        if cycle and moment and not _of_season(moment, cycle):
            message = f"{name[0].upper()}{name[1:]} is not in the season of the Match {cycle}."
            accepted = f"a day from June {cycle - 1} to August {cycle}"
            yield problem(field, "other_season", message, moment, accepted)
            break


def doubts_of(season: Season) -> Iterator[Doubt]:
    """What is rare in the moments of interviews and events as they stand."""
    usual = Counter(_year(i.start) for i in season.interview_list if i.start)
    most = usual.most_common(1)[0] if usual else (0, 0)
    for i, interview in enumerate(season.interview_list):
        at: Location = ("interviews", i)
        for field, code, message, seen in doubts_of_interview(interview, f"Interview {i + 1}"):
            yield (*at, field), code, message, seen
        if not interview.start:
            continue
        if season.cycle and not _of_season(interview.start, season.cycle):
            message = f"Interview {i + 1} is not in the season of the Match {season.cycle}."
            yield (*at, "start"), "other_season", message, file_text(interview.start)
        elif not season.cycle and most[1] > 1 and _year(interview.start) != most[0]:
            message = f"Interview {i + 1} is in another season than most."
            yield (*at, "start"), "other_season", message, file_text(interview.start)
    for i, event in enumerate(season.events):
        for field, code, message, seen in doubts_of_event(season, event, f"Event {i + 1}"):
            yield ("events", i, field), code, message, seen


def doubts_of_interview(interview: Interview, name: str) -> Iterator[tuple[str, str, str, object]]:
    """What is rare in the moments of an interview: the field, a code, the sentence and what was seen."""
    start, end, reply_by = interview.start, interview.end, interview.reply_by
    if start and end and _after(end, start) and _RARELY < _length(start, end) <= LONGEST:
        yield "end", "lasts_over_a_day", f"{name} lasts more than a day.", file_text(end)
    if start and end and not _after(end, start):  # by an event that moved it
        yield "end", "ends_before_start", f"{name} ends before it begins.", file_text(end)
    if start and reply_by and interview.status != "invited" and is_late(reply_by, start):
        yield (
            "reply_by",
            "reply_after_start",
            f"The time to answer {name[0].lower()}{name[1:]} is after it begins.",
            file_text(reply_by),
        )


def doubts_of_event(season: Season, event: Event, name: str) -> Iterator[tuple[str, str, str, object]]:
    """What is rare in the moment of an event, beside its interview and the other events of it."""
    if event.interview is None or event.kind != "attended":
        return
    interview = next((i for i in season.interview_list if i.id == event.interview), None)
    seen = file_text(event.at)
    if interview and interview.start and event.at.date() < _day(interview.start) - timedelta(days=1):
        message = f"{name} says that you attended on {day_text(event.at.date())}, before the interview on "
        yield "at", "attended_before_start", f"{message}{day_text(_day(interview.start))}.", seen
    earlier = [e for e in season.events if e.interview == event.interview and e.kind in _FIRST]
    if late := [e for e in earlier if e.at.date() > event.at.date()]:
        message = f"{name} says that you attended before you were {late[0].kind}."
        yield "at", "events_out_of_order", message, seen


def _plain(moment: date) -> str:
    """A moment as a form takes it, and a file too: "2026-11-12 09:00"."""
    return file_text(moment).replace("T", " ")


def _moment(value: object) -> date | None:
    try:
        return wall_time_of(value)
    except PydanticCustomError:
        return None


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _after(later: date, earlier: date) -> bool:
    """Whether a moment is after another; days alone may be the same."""
    if isinstance(later, datetime) and isinstance(earlier, datetime):
        return later > earlier
    return _day(later) >= _day(earlier)


def _length(start: date, end: date) -> timedelta:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end - start
    return _day(end) - _day(start)


def _year(moment: date) -> int:
    """The year of the Match of the season in which a day lies."""
    return moment.year + (moment.month >= _BEGINS)


def _of_season(moment: date, cycle: int) -> bool:
    return date(cycle - 1, _BEGINS, 1) <= _day(moment) < date(cycle, _AFTER + 1, 1)
