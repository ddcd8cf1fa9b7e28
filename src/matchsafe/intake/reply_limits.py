"""By when a message is to be answered: a moment it names, or hours and days counted from when it was sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from matchsafe.intake.date_roles import DatedTimes, role_words, sentence_around
from matchsafe.intake.event_times import EventTime, doubts_of
from matchsafe.intake.kinds import Kind
from matchsafe.intake.zones import in_zone

NOTICE: Final = timedelta(hours=48)
"""The least time that programs must give to answer an invitation."""
_NEAR: Final = 300
"""Letters of its sentence around a limit that say what is to be done by then."""
_MOST: Final = 40
"""Limits of a text that are looked at."""
_NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "ten": 10, "twelve": 12,
    "twenty-four": 24, "twenty four": 24, "forty-eight": 48, "forty eight": 48, "seventy-two": 72, "seventy two": 72,
}  # fmt: skip


def reply_limit(
    seen: Sequence[DatedTimes],
    zone: str | None,
    text: str,
    kind: Kind,
    sent: datetime | None,
    flags: set[str],
) -> EventTime | datetime | None:
    """The moment or instant to answer by; ``None`` where none is said. What is unsure about it joins ``flags``."""
    named = [s for s in seen if s.role == "reply_by"]
    for item in named:
        day = item.mention.day
        if day is None:
            flags.add("no_message_date")
            continue
        item = next((s for s in named if s.times and s.mention.day == day), item)
        clock = item.times[0] if item.times else None
        own = clock.zone.zone if clock and clock.zone else zone
        at = clock.begin if clock else None
        if clock and "midnight" in text[clock.start : clock.end].casefold():
            at = time(23, 59)  # "Friday at midnight" is when Friday ends
        moment = EventTime(day, at, own if clock else None)
        flags |= {f for f in doubts_of(item, zone) if f != "time_guess"}
        if sent and _notice(moment, sent) < NOTICE:
            flags.add("under_48_hours")
        return moment
    for name in ("hours", "short_hours"):
        for found in islice(role_words()[name].finditer(text), _MOST):
            left, right = sentence_around(text, found.start(), found.end())
            left, right = left[-_NEAR:], right[:_NEAR]
            whole = left + found[0] + right
            if (
                role_words()["general"].search((left + found[0])[-140:])
                or not role_words()["reply_around"].search(whole)
                or (
                    role_words()["not_reply"].search(whole)
                    and not re.search(r"\b(respond|reply|rsvp|accept)", whole, re.I)
                )
            ):
                continue
            if kind not in ("invitation", "offer_of_dates", "reminder", "reschedule", "waitlist"):
                continue
            limit = _relative_limit(found, sent, flags)
            # the clock of the place that the message speaks of, which may be another than that of its server
            return limit.astimezone(ZoneInfo(zone)) if zone and isinstance(limit, datetime) else limit
    return None


def _relative_limit(
    found: re.Match[str], sent: datetime | None, flags: set[str]
) -> EventTime | datetime | None:
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
