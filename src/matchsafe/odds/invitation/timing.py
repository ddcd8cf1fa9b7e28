"""When an application is sent: late in the season fewer invitations are left, and fewer programs look.

Nothing of this is published by day. Both shares are assumptions with a range, for the first days of three months;
between them the logarithm is a straight line, from nothing lost on the day programs begin to look.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import MAXYEAR, date
from typing import Final, Literal

import numpy as np

from matchsafe.evidence.calendar import day_of, match_year
from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import draws

What = Literal["sent_late", "still_to_come"]

MONTHS: Final = ("november", "december", "january")
"""The months whose first day has a figure."""
_FIRST: Final = {"november": (11, 0), "december": (12, 0), "january": (1, 1)}
"""Number of each month, and years after the one in which applications are sent."""


def figures(what: What) -> tuple[str, ...]:
    """Ids of the figures behind a share."""
    return tuple(f"interview_assumptions.{what}_{month}" for month in MONTHS)


def begins(day: date) -> date:
    """The day on which programs begin to look in the season of a day."""
    return day_of("programs_begin_review", match_year(day))


def lists_due(day: date) -> date:
    """The day on which rank lists of the season of a day are due: no interview can add to it later."""
    return day_of("rank_list_deadline", match_year(day))


def share(what: What, day: date, size: int) -> Floats:
    """A share on a day, one value per draw: 1 until programs begin to look, never rising then, 0 once lists are due.

    Args:
        what: ``sent_late``: chance of an invitation from an application sent on the day, against one sent in time.
            ``still_to_come``: share of the invitations that are not yet sent on the day.
        size: How many draws.
    """
    start = begins(day)
    if day <= start:
        return np.ones(size)
    if day > lists_due(day):
        return np.zeros(size)
    days = [0]
    first = start.replace(year=min(start.year, MAXYEAR - 1))  # the calendar ends; the months do not differ
    for month in MONTHS:
        number, later = _FIRST[month]
        days.append((date(first.year + later, number, 1) - first).days)
    logs = np.array([np.zeros(size), *(np.log(draws(name, size)) for name in figures(what))])
    logs = np.minimum.accumulate(logs)
    at = (day - start).days
    before = min(bisect_left(days, at), len(days) - 1) - 1  # the last of the straight lines goes on
    part = (at - days[before]) / (days[before + 1] - days[before])
    return np.asarray(np.exp(logs[before] + part * (logs[before + 1] - logs[before])))


def pending_chance(invite: Floats, left: Floats) -> Floats:
    """Chance that an application which has brought nothing so far still brings an interview.

    Args:
        invite: Chance of an interview before anything was heard.
        left: Share of the invitations not yet sent.
    """
    return np.asarray(invite * left / (1 - invite * (1 - left)))
