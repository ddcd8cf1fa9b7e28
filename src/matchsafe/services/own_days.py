"""The days of a season that are the applicant's own: applications sent, invitations, interviews and time limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from matchsafe.domain.clocks import day_part, zone_of
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.text import plural, sentence
from matchsafe.present.clock_words import line, two_clocks, weekday
from matchsafe.present.timeline import OwnDay

_SHOWN = ("invited", "scheduled", "attended")


@dataclass(frozen=True)
class MonthDay:
    """One day of a month's page.

    Attributes:
        inside: Whether it belongs to the month, and does not only fill its first or last week.
    """

    day: date
    inside: bool
    own: tuple[OwnDay, ...]


def own_days(season: Season, base: str = "") -> tuple[OwnDay, ...]:
    """The applicant's own days, by date.

    Args:
        base: What addresses of interviews begin with; none are given if left out.
    """
    season = with_ids(season)
    sent: dict[date, int] = {}
    for a in season.applications:
        if a.sent is not None:
            sent[a.sent] = sent.get(a.sent, 0) + 1
    found = [OwnDay(d, "application", f"{plural(n, 'application')} sent.", times=n) for d, n in sent.items()]
    held = season.named_interviews
    names = {i.id: i.program for i in held}
    for event in season.events:
        if event.kind == "invited" and (name := names.get(event.interview or "")):
            found.append(
                OwnDay(event.at.date(), "invitation", f"Invited by {name}.", _href(base, event.interview))
            )
    for i in held:
        if i.start is not None and i.status in _SHOWN:
            clocks = two_clocks(i.start, zone_of(i), season.time_zone)
            hour = clocks.program.removeprefix(weekday(day_part(i.start))).removeprefix(", ")
            when = line(clocks.model_copy(update={"program": hour}))  # the day stands above it
            told = f"{'Offered: ' if i.status == 'invited' else ''}{i.program}{': ' if when else ''}{when}"
            found.append(OwnDay(day_part(i.start), "interview", sentence(told), _href(base, i.id)))
        if i.status == "invited" and i.reply_by is not None:
            when = line(two_clocks(i.reply_by, zone_of(i), season.time_zone))
            told = f"Answer {i.program} by {when}"
            found.append(OwnDay(day_part(i.reply_by), "invitation", sentence(told), _href(base, i.id)))
    return tuple(sorted(found, key=lambda o: (o.day, o.kind, o.text)))


def _href(base: str, interview: str | None) -> str:
    return f"{base}/i/{interview}" if base and interview else ""


def month_weeks(on: date, own: tuple[OwnDay, ...]) -> tuple[tuple[MonthDay, ...], ...]:
    """The weeks of the month of a day, from Monday to Sunday, with what is the applicant's own on each day."""
    first = on.replace(day=1)
    start = first - timedelta(days=first.weekday())
    weeks = []
    while start < first or start.month == first.month:
        days = (start + timedelta(days=n) for n in range(7))
        weeks.append(
            tuple(MonthDay(d, d.month == on.month, tuple(o for o in own if o.day == d)) for d in days)
        )
        start += timedelta(days=7)
    return tuple(weeks)
