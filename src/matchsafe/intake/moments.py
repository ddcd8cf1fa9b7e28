"""The moments a message is about: start and end, the day before it was moved, dates on offer, and when to answer by.

A time belongs to the date it stands beside; a zone said once holds for all times. What a date means is in the words
before it (``data/moments.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from matchsafe.intake.clock_times import ClockTime, find_times
from matchsafe.intake.date_roles import (
    END,
    DatedTimes,
    attach_times,
    drop_spans,
    role_of,
    role_words,
    sentence_around,
)
from matchsafe.intake.dates import find_dates, order_by_proof
from matchsafe.intake.kinds import Kind
from matchsafe.intake.zones import in_zone, zones_in

NOTICE: Final = timedelta(hours=48)
"""The least time that programs must give to answer an invitation."""
_NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "ten": 10, "twelve": 12,
    "twenty-four": 24, "twenty four": 24, "forty-eight": 48, "forty eight": 48, "seventy-two": 72, "seventy two": 72,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventTime:
    """A day, with its time and zone as far as they are said."""

    day: date
    at: time | None = None
    zone: str | None = None

    def text(self) -> str:
        """In ISO 8601: with the offset of its zone where one is said, a date alone where no time is."""
        if self.at is None:
            return self.day.isoformat()
        return in_zone(datetime.combine(self.day, self.at), self.zone).isoformat(timespec="seconds")

    def later(self) -> datetime:
        """The last second it may mean, without a zone."""
        return datetime.combine(self.day, self.at or time(23, 59))


@dataclass(frozen=True, slots=True)
class Moments:
    """Everything a message says about time.

    Attributes:
        start: Of the interview, or of the one that is cancelled.
        end: Of it.
        old_start: Before it was moved.
        offered: To choose from.
        reply_by: A moment, or an instant counted from when the message was sent.
        zone: Of the interview; ``None`` where none is said.
        flags: ``weekday_mismatch``, ``ambiguous_date``, ``under_48_hours``, ``timezone_guess``, ``time_guess``,
            ``no_message_date``.
    """

    start: EventTime | None = None
    end: EventTime | None = None
    old_start: EventTime | None = None
    offered: tuple[EventTime, ...] = ()
    reply_by: EventTime | datetime | None = None
    zone: str | None = None
    flags: frozenset[str] = frozenset()


def read_moments(text: str, kind: Kind, sent: datetime | None, year_from: date | None = None) -> Moments:
    """What a text of whole lines says about time.

    Args:
        text: Of the newest part, or of what belongs to one program in it.
        kind: Of the event it tells of.
        sent: When the message was sent; ``None`` if nothing says.
        year_from: The day from which the years of dates are guessed where ``sent`` is not known.
    """
    near = sent.date() if sent else None
    mentions = find_dates(text, near or year_from)
    if (order := order_by_proof(mentions, text)) is not None:
        mentions = find_dates(text, near or year_from, order)
        mentions = [replace(m, other=None) for m in mentions]
    if near is None:
        mentions = [replace(m, day=None) if m.relative else m for m in mentions]
    inside = [(m.start, m.end) for m in mentions]
    times = [t for t in find_times(text) if not any(a <= t.start < b for a, b in inside)]
    seen = [DatedTimes(m) for m in mentions]
    loose = attach_times(seen, times, text)
    for item in seen:
        item.role = role_of(item, seen, text, kind)
    drop_spans(seen, text, kind)
    zone = _zone_of_all(text, times)
    return _gathered(seen, loose, zone, text, kind, sent)


def _zone_of_all(text: str, times: Sequence[ClockTime]) -> str | None:
    """The one zone a message speaks of, if it is one."""
    zones = {z.zone for z in zones_in(text)} | {t.zone.zone for t in times if t.zone}
    said = {
        z.zone
        for z in zones_in(text)
        if re.search(r"\b(all|any|listed|times?)\b[^.\n]{0,40}$", text[max(0, z.start - 40) : z.start], re.I)
    }
    return said.pop() if len(said) == 1 else zones.pop() if len(zones) == 1 else None


def _gathered(
    seen: list[DatedTimes],
    loose: list[ClockTime],
    zone: str | None,
    text: str,
    kind: Kind,
    sent: datetime | None,
) -> Moments:
    flags: set[str] = set()
    reply = _reply_by(seen, zone, text, kind, sent, flags)
    if kind in ("news", "other", "rejection", "waitlist"):
        return Moments(
            reply_by=reply if kind == "waitlist" else None,
            flags=frozenset(flags if kind == "waitlist" else ()),
        )
    general = _general_time(loose, text, kind)
    bodies = _once_a_day([s for s in seen if s.role in ("body", "new", "old")])
    for item in bodies:
        if not item.times and general is not None:
            item.times = [general]
    flags |= {f for s in bodies for f in _doubts(s, zone)}
    for item in bodies:
        item.times = _with_end(item.times, text)
    with_times = [s for s in bodies if s.times]
    if (
        kind in ("invitation", "offer_of_dates")
        and len(with_times) == 1
        and (
            with_times[0] is bodies[-1]
            or re.search(r"\b(both|all|each|every|same (time|hour))\b", text, re.I)
        )
    ):
        for item in bodies:
            item.times = with_times[0].times  # "Dec 1, Dec 3, or Dec 8, all at 8 AM"
    known = [s for s in bodies if s.mention.day is not None]
    moments = [(s, m, e) for s in known for m, e in _moments_of(s, zone)]
    if kind == "reschedule":
        made = _moved(moments, text)
        if (
            made.start
            and made.start.at
            and made.old_start is None
            and len({s.mention.day for s in known}) == 1
        ):
            made = _earlier_hour(made, made.start, loose, text)
    elif kind in ("invitation", "offer_of_dates"):
        made = _to_choose(moments, kind, text)
    else:
        best = next((x for x in moments if x[1].at is not None), moments[0] if moments else None)
        made = Moments(best[1], best[2]) if best else Moments()
    said = next((m.zone for m in (made.start, *made.offered, made.old_start) if m and m.zone), None)
    if said is None and general is not None and general.zone is not None:
        said = general.zone.zone
    said = said or (
        None if made.start and made.start.at and made.start.zone is None and zone is None else zone
    )
    return replace(made, reply_by=reply, zone=said, flags=frozenset(flags))


def _once_a_day(bodies: list[DatedTimes]) -> list[DatedTimes]:
    """The dates without those that only name again a day whose hour is said: "tomorrow, November 13, at 2 PM"."""
    timed = {s.mention.day for s in bodies if s.times}
    return [s for s in bodies if s.times or s.mention.day not in timed]


def _general_time(loose: Sequence[ClockTime], text: str, kind: Kind) -> ClockTime | None:
    """The one time that holds for every day: "Interviews run from 7:30 AM to 1 PM"."""
    fitting = [
        t
        for t in loose
        if re.search(
            r"interview|session|begin|start|run|last|day|from|time|join|log|arrive|check|link|unchanged",
            text[max(0, t.start - 160) : t.start],
            re.I,
        )
        and not re.search(
            r"\b(ends?|finish\w*|over|done|until|lunch|dinner)\b[^.]{0,40}$", text[: t.start][-60:], re.I
        )
    ]
    if fitting and kind in ("confirmation", "reminder"):
        return min(fitting, key=lambda t: t.begin)  # of a schedule by the hour
    return fitting[0] if len({(t.begin, t.finish) for t in fitting}) == 1 else None


def _with_end(times: list[ClockTime], text: str) -> list[ClockTime]:
    """Start and end on lines of their own ("Start: 8:00 AM", "End: 11:30 AM") as one stretch."""
    if len(times) < 2 or times[0].finish is not None:
        return times
    before = text[max(0, times[1].start - 16) : times[1].start]
    if not END.search(before):
        return times
    return [replace(times[0], finish=times[1].begin, zone=times[0].zone or times[1].zone), *times[2:]]


def _doubts(item: DatedTimes, zone: str | None) -> set[str]:
    """What is unsure about a date and its times."""
    mention, found = item.mention, set[str]()
    if mention.mismatch:
        found.add("weekday_mismatch")
    if mention.other is not None:
        found.add("ambiguous_date")
    if mention.day is None:
        found.add("no_message_date")
    for clock in item.times[:1]:
        if clock.guessed:
            found.add("time_guess")
        if (
            clock.zone
            and mention.day
            and clock.zone.out_of_season(datetime.combine(mention.day, clock.begin))
        ):
            found.add("timezone_guess")
    return found


def _moments_of(item: DatedTimes, zone: str | None) -> list[tuple[EventTime, EventTime | None]]:
    """The moments of a date: one for each time on it, the same instant in another zone left out."""
    day = item.mention.day
    assert day is not None, "days that are not known were left out"
    if not item.times:
        return [(EventTime(day), None)]
    out: list[tuple[EventTime, EventTime | None]] = []
    instants = set[datetime]()
    for clock in item.times:
        own = clock.zone.zone if clock.zone else zone
        moment = EventTime(day, clock.begin, own)
        instant = in_zone(datetime.combine(day, clock.begin), own or "Etc/UTC").astimezone(UTC)
        if instant in instants or (out and own != out[0][0].zone):
            continue
        instants.add(instant)
        ends = day + timedelta(days=1) if clock.finish and clock.finish < clock.begin else day
        out.append((moment, EventTime(ends, clock.finish, own) if clock.finish else None))
    return out


_Three = tuple[DatedTimes, EventTime, EventTime | None]


def _moved(moments: list[_Three], text: str) -> Moments:
    if len({m.day for _, m, _ in moments}) == 1 and (hours := _other_hours(moments, text)):
        return hours
    old = next((m for s, m, _ in moments if s.role == "old"), None)
    new = [(m, e) for s, m, e in moments if s.role == "new"]
    rest = [(m, e) for s, m, e in moments if s.role == "body" and m != old]
    if old is None and not new and len(rest) == 2:
        old, new, rest = rest[0][0], rest[1:], []
    if old is None and new and rest and {m.day for m, _ in rest} != {new[0][0].day}:
        old = next(
            m for m, _ in rest if m.day != new[0][0].day
        )  # "our Dec 1 session ... you are now on Dec 8"
    choices = [m for m, _ in (*new, *rest)]
    if len(choices) > 1 and not new:
        return Moments(old_start=old, offered=tuple(dict.fromkeys(choices)))
    if not new and not rest:
        hour = old is not None and old.at and re.search(r"\b(hours?|min\w*) (earlier|later)\b", text, re.I)
        return Moments(start=old) if hour else Moments(old_start=old)
    first = (new or rest)[0]
    if old is not None and old.zone is None and old.at is not None:
        old = replace(old, zone=first[0].zone)
    return Moments(first[0], first[1], old)


def _other_hours(moments: list[_Three], text: str) -> Moments | None:
    """The same day at another time: "from 9:15 AM to 8:30 AM"."""
    seen, first, ends = moments[0]
    clock = next((t for t in seen.times if t.begin == first.at), None)
    if (
        clock is not None
        and len(moments) > 1
        and re.search(r"\b(instead of|rather than|not)\s*$", _before_second(seen, text), re.I)
    ):
        return Moments(first, ends, replace(moments[1][1], zone=first.zone))
    if clock is None or not re.search(r"\bfrom\s*$", text[max(0, clock.start - 8) : clock.start], re.I):
        return None
    if ends is not None and ends.at is not None:
        return Moments(replace(first, at=ends.at), None, first)
    return (
        Moments(moments[1][1], moments[1][2], replace(first, zone=moments[1][1].zone))
        if len(moments) > 1
        else None
    )


def _earlier_hour(made: Moments, start: EventTime, loose: Sequence[ClockTime], text: str) -> Moments:
    """The hour that stood before, said apart from the day: "the 10:00 slot slides to 1:30 PM on November 19"."""
    found = [
        t
        for t in loose
        if (t.begin != start.at and re.search(r"^[^.]{0,60}?\bto\b", text[t.end :]))
        or re.search(r"\b(not|instead of|rather than|from)\s*$", text[max(0, t.start - 14) : t.start], re.I)
    ]
    return replace(made, old_start=replace(start, at=found[0].begin)) if len(found) == 1 else made


def _before_second(seen: DatedTimes, text: str) -> str:
    return text[max(0, seen.times[1].start - 14) : seen.times[1].start] if len(seen.times) > 1 else ""


def _to_choose(moments: list[_Three], kind: Kind, text: str) -> Moments:
    distinct = list(dict.fromkeys(m for _, m, _ in moments))
    if not distinct:
        return Moments()
    first, at = moments[0], moments[0][0].mention
    left, right = sentence_around(text, at.start, at.end)
    choice = kind == "offer_of_dates" or bool(role_words()["choice"].search(left))
    # The day of the interview, then its dinner or its parts: not a choice, unless they are days of the same kind.
    days = {m.day for m in distinct}
    if len(days) > 1 or (choice and (kind == "offer_of_dates" or len(distinct) > 1)):
        return Moments(offered=tuple(distinct))
    if len(distinct) > 1 and re.search(r"\bor\b", right[:80]):
        return Moments(offered=tuple(distinct))
    return Moments(first[1], first[2])


def _reply_by(
    seen: Sequence[DatedTimes],
    zone: str | None,
    text: str,
    kind: Kind,
    sent: datetime | None,
    flags: set[str],
) -> EventTime | datetime | None:
    named = [s for s in seen if s.role == "reply_by"]
    for item in named:
        if item.mention.day is None:
            flags.add("no_message_date")
            continue
        clock = item.times[0] if item.times else None
        own = clock.zone.zone if clock and clock.zone else zone
        moment = EventTime(item.mention.day, clock.begin if clock else None, own if clock else None)
        flags |= {f for f in _doubts(item, zone) if f != "time_guess"}
        if sent and _notice(moment, sent) < NOTICE:
            flags.add("under_48_hours")
        return moment
    for name in ("hours", "short_hours"):
        for found in role_words()[name].finditer(text):
            left, right = sentence_around(text, found.start(), found.end())
            whole = left + found[0] + right
            if not role_words()["reply_around"].search(whole) or (
                role_words()["not_reply"].search(whole)
                and not re.search(r"\b(respond|reply|rsvp|accept)", whole, re.I)
            ):
                continue
            if kind not in ("invitation", "offer_of_dates", "reminder", "reschedule", "waitlist"):
                continue
            return _counted(found, sent, flags)
    return None


def _counted(found: re.Match[str], sent: datetime | None, flags: set[str]) -> EventTime | datetime | None:
    got = found.groupdict()
    number = (
        _NUMBERS.get(got["n"].casefold()) or int(got["n"])
        if not got["n"].isalpha() or got["n"].casefold() in _NUMBERS
        else 0
    )
    unit = got["u"].casefold()
    hours = number if unit.startswith("h") else number * (24 * 7 if unit == "week" else 24)
    if hours < 48:
        flags.add("under_48_hours")
    if sent is None:
        flags.add("no_message_date")
        return None
    if unit.startswith("h"):
        return sent + timedelta(hours=hours)
    if (got.get("b") or "").strip().casefold() in ("business", "working"):
        day, left = sent.date(), number
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return EventTime(day)
    return EventTime((sent + timedelta(hours=hours)).date())


def _notice(moment: EventTime, sent: datetime) -> timedelta:
    """How long after the message a moment is; one without a zone is taken in the message's own."""
    if moment.zone and moment.at:
        return in_zone(datetime.combine(moment.day, moment.at), moment.zone) - sent
    return moment.later() - sent.replace(tzinfo=None)
