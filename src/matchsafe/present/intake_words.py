"""What a proposed event says, in words, for the page and the terminal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from matchsafe.domain.moments import us_zones
from matchsafe.domain.text import count, day, plural
from matchsafe.present.clock_words import two_clocks

KINDS: Final = {
    "invitation": "Invitation", "waitlist": "Waitlist", "rejection": "Rejection", "cancellation": "Cancellation",
    "reschedule": "New date", "confirmation": "Confirmation", "reminder": "Reminder", "offer_of_dates": "Dates",
    "news": "News", "other": "Something else",
}  # fmt: skip
FLAGS: Final = {
    "weekday_mismatch": "The weekday and the date do not agree. Look in the message.",
    "ambiguous_date": "Day and month can be read both ways. Look in the message.",
    "under_48_hours": "Less than 48 hours to answer. Programs must give you at least 48.",
    "unknown_program": "We found none of your programs in it.",
    "several_programs": "It may be from more than one of your programs.",
    "unsure_kind": "We are not sure what it says. Read it yourself.",
    "hostile": "It holds hidden text or something that could act. We dropped that; do not click its links.",
    "broken": "Part of the file is broken. We read what we could.",
    "winmail": "Part of it is in winmail.dat, which only Outlook opens.",
    "outlook_msg": "An Outlook message attached to it was not read.",
    "attachment": "A document is attached to it. We do not read those: open it yourself.",
    "shortened": "It is very long. We did not read all of it: look at the rest yourself.",
    "zones_disagree": "The two clocks in the message name different moments. We took the first; please ask.",
    "timezone_guess": "The time zone's name does not fit the date. We took the clock at that place.",
    "no_timezone": "No time zone is named. Ask the program, or take its own.",
    "time_guess": "Morning or afternoon is not said. We guessed.",
    "limit_zone_unknown": "The time to answer counts from when the message was sent. Where we do not know the "
    "program's time zone, we write it down by Hawaii's clock, the earliest: rather too early than too late.",
    "position_offered": "It offers a position, not an interview. Answer it in the NRMP's system before the round ends.",
    "no_message_date": "It counts from a day that the text does not name.",
}
"""What to look at, by flag."""


def moment_words(moment: str | None, zone: str | None = None, own: str | None = None) -> str:
    """A moment in ISO 8601 as people read it: "Thursday, 12 November 2026, 9:00 AM Eastern = 19:30 your time"."""
    if not moment:
        return ""
    if "T" not in moment:
        value = date.fromisoformat(moment)
        return f"{value:%A}, {day(value)}"
    at = datetime.fromisoformat(moment)
    hour = f"{at.hour % 12 or 12}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'}"
    named = us_zones().get(zone or "", zone or at.tzname() or "")
    here = two_clocks(at.replace(tzinfo=None), zone, own).own
    return f"{at:%A}, {day(at)}, {hour}{f' {named}' if named else ''}{f' = {here}' if here else ''}"


def summary(event: dict[str, Any]) -> str:
    """Kind and program: "Invitation: Palm Bay Medical Center"."""
    return f"{KINDS[event['kind']]}: {event['program'] or 'program not read'}"


def facts(event: dict[str, Any], own: str | None = None) -> list[tuple[str, str]]:
    """What is said of time, each with its name.

    Args:
        event: As JSON has it.
        own: Her own time zone, whose clock is shown beside the program's.
    """
    zone = event["timezone"]
    start = event["start"] or ""
    ends = f" to {moment_words(event['end'], zone).rsplit(', ', 1)[-1]}" if event["end"] else ""
    rows = [
        ("Before", moment_words(event["old_start"], zone)),
        (
            "Interview",
            moment_words(start, None if ends else zone, None if ends else own) + ends if start else "",
        ),
        ("On your clock", two_clocks(datetime.fromisoformat(start[:19]), zone, own).own if ends else ""),
        ("Dates on offer", "; ".join(moment_words(m, zone) for m in event["offered"])),
        ("Answer by", moment_words(event["reply_by"], zone, own)),
    ]
    return [(name, text) for name, text in rows if text]


def doubts(event: dict[str, Any]) -> list[str]:
    """What to look at before accepting, in sentences."""
    return [FLAGS[flag] for flag in event["flags"]]


def headline(events: list[dict[str, Any]], messages: int) -> str:
    """How much was read and how much of it is new."""
    fresh = sum(
        not e["history"] and e["duplicate_of"] is None and e["kind"] not in ("news", "other") for e in events
    )
    if messages == 0:
        return "No message was read."
    told = f"{plural(messages, 'message')} read."
    if not fresh:
        return f"{told} Nothing in {'it' if messages == 1 else 'them'} changes your season."
    return f"{told} {count(fresh).capitalize()} {'event' if fresh == 1 else 'events'} to look at."
