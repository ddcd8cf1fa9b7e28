"""The report of one day, put together from the outlook, the rules of advice and the record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from matchsafe.advice.actions import is_put_away
from matchsafe.advice.clashes import clashes
from matchsafe.advice.facts import has_lapsed
from matchsafe.advice.phase import FINAL
from matchsafe.advice.record_gaps import missing_items, rights
from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.clocks import day_part, last_moment, zone_of
from matchsafe.domain.outlook import Action
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.text import dollars, listing, plural, short_day
from matchsafe.domain.today import (
    Clash,
    DayReport,
    DueItem,
    MissingItem,
    NextMeeting,
    OpenInvitation,
    Progress,
)
from matchsafe.evidence.tables import bounds
from matchsafe.present.clock_words import line, two_clocks
from matchsafe.services.outlook import outlook
from matchsafe.services.today.past import WEEK, as_of, changes

_SOON: Final = timedelta(days=3)
"""How long before an interview its preparation is due."""
_PATIENCE: Final = timedelta(days=10)
"""How long an unanswered question to a person rests before it is asked again."""


def today(
    season: Season,
    on: date | None = None,
    request: PlanRequest | None = None,
    catalog: Catalog | None = None,
    *,
    before: Season | None = None,
) -> DayReport:
    """What a season asks for on a day.

    Args:
        on: The day; today if left out.
        request: What the season's plan has to respect.
        catalog: The program list of that plan; average programs by state if left out.
        before: The season as it was a week ago, where that is known better than its events tell.
    """
    on = on or date.today()
    season = with_ids(season)
    now = outlook(season, on, request, catalog)
    week_ago = date.fromordinal(max(1, on.toordinal() - WEEK.days))
    earlier = as_of(season if before is None else with_ids(before), week_ago)
    then = None if earlier == as_of(season, on) else outlook(earlier, week_ago, request, catalog)
    found, gaps = clashes(season, on), missing_items(season, on)
    due = tuple(_due(season, on, now.actions))
    asked = () if now.phase.code in FINAL else tuple(_invitations(season, on))
    return DayReport(
        on=on,
        next=now.next_step,
        due=due,
        clashes=found,
        missing=gaps,
        changes=changes(season, on, now, then),
        outlook=now,
        invitations=asked,
        meetings=tuple(_meetings(season, on)),
        rights=rights(season, on),
        progress=tuple(progress(season, over=now.phase.code in FINAL)),
        quiet=_quiet(on, due, found, gaps, asked),
    )


def _due(season: Season, on: date, actions: tuple[Action, ...]) -> Iterator[DueItem]:
    items = [
        DueItem(**{k: getattr(a, k) for k in ("code", "text", "why", "due", "urgency", "source")},
                overdue=a.due is not None and a.due < on)
        for a in actions
    ]  # fmt: skip
    items += (
        i for i in (*_prepare(season, on), *_follow_up(season, on)) if not is_put_away(season, i.code, on)
    )
    yield from sorted(items, key=lambda i: i.due or date.max)


def _prepare(season: Season, on: date) -> Iterator[DueItem]:
    for i in season.interview_list:
        if i.status != "scheduled" or i.start is None or not timedelta() <= day_part(i.start) - on <= _SOON:
            continue
        clocks = two_clocks(i.start, zone_of(i), season.time_zone)
        first = day_part(i.start) if clocks.at is None else clocks.at.date()
        extra = [f"on {i.platform}"] if i.platform else []
        extra += [f"with {listing(i.interviewers)}"] if i.interviewers else []
        why = f"It is {line(clocks)}{''.join(f', {e}' for e in extra)}."
        yield DueItem(
            code=f"prepare:{i.id}", interview=i.id, due=first, urgency="now", source="article.mock_interviews",
            text=f"Get ready for {i.program}: read its page, test camera and link, know two reasons why you want it.",
            why=why,
        )  # fmt: skip


def _follow_up(season: Season, on: date) -> Iterator[DueItem]:
    for c in season.connections:
        if c.asked is None or c.answered is not None or on - c.asked < _PATIENCE:
            continue
        where = f" about {c.program}" if c.program else ""
        yield DueItem(
            code=f"follow_up:{c.id or c.name}"[:120], due=_week_from(on), urgency="this_week",
            source="article.use_connections", text=f"Ask {c.name} again{where}.",
            why=f"You asked on {short_day(c.asked)} and have no answer noted.",
        )  # fmt: skip


def _week_from(on: date) -> date:
    return date.fromordinal(min(on.toordinal() + WEEK.days, date.max.toordinal()))


def _invitations(season: Season, on: date) -> Iterator[OpenInvitation]:
    """Invitations without an answer, the first to end first."""
    asked = [i for i in season.named_interviews if i.status == "invited" and not has_lapsed(i, on)]
    for i in sorted(
        asked, key=lambda i: (i.reply_by is None, i.reply_by and day_part(i.reply_by), i.program)
    ):
        limit = None if i.reply_by is None else last_moment(i.reply_by, zone_of(i))
        yield OpenInvitation(
            interview=i.id,
            program=i.program,
            reply_by=None if i.reply_by is None else two_clocks(i.reply_by, zone_of(i), season.time_zone),
            overdue=limit is not None and limit.date() < on,
        )


def _meetings(season: Season, on: date) -> Iterator[NextMeeting]:
    """The interviews ahead, by their moment."""
    ahead = [i for i in season.interview_list if i.status == "scheduled" and i.start is not None]
    for i in sorted(ahead, key=lambda i: (day_part(i.start or on), i.start and str(i.start), i.program)):
        if i.start is None or day_part(i.start) < on:
            continue
        yield NextMeeting(
            interview=i.id,
            program=i.program,
            starts=two_clocks(i.start, zone_of(i), season.time_zone),
            ends=None if i.end is None else two_clocks(i.end, zone_of(i), season.time_zone),
            format=i.format,
            platform=i.platform,
            link=i.link,
            interviewers=i.interviewers,
        )


def progress(season: Season, *, over: bool = False) -> Iterator[Progress]:
    """How many mock interviews were held, people asked and dollars spent, against their goals.

    Args:
        over: Whether no interview can come any more: none is practised for then.
    """
    if season.version is None and not (season.mock_interviews or season.connections or season.costs):
        return
    low, high = bounds("article.mock_interviews")
    n = len(season.mock_interviews)
    text = f"{plural(n, 'mock interview', none='No')} of {low} to {high}"
    if not over:
        yield Progress(code="mock_interviews", done=n, goal=low, text=text)
    if season.connections:
        answered = sum(c.answered is not None for c in season.connections)
        text = f"{plural(len(season.connections), 'person', 'people')} asked, {answered} answered"
        yield Progress(code="connections", done=answered, goal=len(season.connections), text=text)
    spent = costs_so_far(season)
    if spent or season.budget is not None:
        of = "" if season.budget is None else f" of your budget of {dollars(season.budget)}"
        yield Progress(code="costs", done=spent, goal=season.budget, text=f"{dollars(spent)} spent{of}")


def costs_so_far(season: Season) -> float:
    """What was spent, in US dollars: the costs, and the fees of applications unless a cost stands for those."""
    total = sum(c.amount for c in season.costs)
    if not any(c.kind == "applications" for c in season.costs):
        total += sum(a.fee or 0 for a in season.applications if a.sent is not None)
    return total


def _quiet(
    on: date,
    due: tuple[DueItem, ...],
    found: tuple[Clash, ...],
    gaps: tuple[MissingItem, ...],
    asked: tuple[OpenInvitation, ...],
) -> str:
    """What is said on a day that asks for nothing."""
    if found or gaps or asked or any(i.due is not None and i.due - on <= WEEK for i in due):
        return ""
    later = next((i for i in due if i.due is not None), None)
    then = "" if later is None or later.due is None else f" The next thing is due on {short_day(later.due)}."
    return f"Nothing is due this week.{then} A quiet day is a good day to rest."
