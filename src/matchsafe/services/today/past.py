"""A season as it was on an earlier day, as far as its events tell, and what is different since."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final

from matchsafe.domain import season_fields
from matchsafe.domain.outlook import Outlook
from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview, expand
from matchsafe.domain.season_record import Event
from matchsafe.domain.text import plural, sentence, short_day
from matchsafe.domain.today import Change
from matchsafe.present import words
from matchsafe.present.track_words import own_answer

WEEK: Final = timedelta(days=7)


def as_of(season: Season, day: date) -> Season:
    """The season without the events after a day, and without interviews of which nothing was heard by then."""
    kept = tuple(e for e in season.events if e.at.date() <= day)
    if season.only_a_number or len(kept) == len(season.events):
        return season
    held = [i for i in expand(season.interviews) if _was_there(i, season.events, day)]
    return season.model_copy(update={"events": kept, "interviews": tuple(held)})


def _was_there(interview: Interview, events: tuple[Event, ...], day: date) -> bool:
    """Whether an interview was known of on a day; one of which no event speaks always was."""

    def is_of(event: Event) -> bool:
        if event.interview is not None:
            return event.interview == interview.id
        return event.application is not None and event.application == interview.application

    heard = [e.at.date() for e in events if is_of(e) and e.kind != "applied"]
    return not heard or min(heard) <= day


def changes(season: Season, on: date, now: Outlook, before: Outlook | None) -> tuple[Change, ...]:
    """What happened in the week up to a day, the newest first, and how count and chance moved.

    Args:
        before: The outlook of a week ago; ``None`` if the record does not reach back.
    """
    found = []
    if before is not None:
        then, here = before.counts.rankable, now.counts.rankable
        if then != here:
            text = f"You could rank {plural(then, 'interview')} a week ago. Now you can rank {here}."
            found.append(Change(kind="count", at=on, text=text))
        was, chance = own_answer(before), own_answer(now)
        if (
            then
            and was
            and chance
            and (was.value, was.low, was.high) != (chance.value, chance.low, chance.high)
        ):
            text = f"A week ago your chance was {words.chance(was)}. Now it is {words.chance(chance)}."
            found.append(Change(kind="outlook", at=on, text=text))
    else:
        found += _since_last_month(season, on, now)
    recent = [e for e in season.events if timedelta() <= on - e.at.date() < WEEK]
    names = {i.id: i.program for i in season.interview_list} | {a.id: a.program for a in season.applications}
    for event in sorted(recent, key=lambda e: e.at, reverse=True):
        name = names.get(event.interview or "") or names.get(event.application or "") or ""
        at = event.at.date()
        what = _event_words()[event.kind]
        told = f"{name}: {what}, {short_day(at)}" if name else f"{what}, {short_day(at)}"
        found.append(Change(kind="event", at=at, text=sentence(told)))
    return tuple(found)


@cache
def _event_words() -> dict[str, str]:
    return {o.code: o.label for o in season_fields.catalogue().fields["Event.kind"].options}


def _since_last_month(season: Season, on: date, now: Outlook) -> list[Change]:
    """How the chance moved since the last month whose outlook was kept."""
    earlier = [o for o in season.outlooks if o.month < f"{on:%Y-%m}"]
    chance = own_answer(now)
    if not earlier or chance is None or now.phase.final:
        return []
    last = max(earlier, key=lambda o: o.month)
    was = f"about {words.per_100(last.chance)} ({words.spread(last.low, last.high)})"
    month = date.fromisoformat(f"{last.month}-01")
    text = f"In {month:%B} your chance was {was}. Now it is {words.chance(chance)}."
    return [Change(kind="outlook", at=on, text=text)]
