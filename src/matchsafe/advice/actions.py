"""What to do, by when and why: the rules put together and ordered. Nothing is cut: a face may fold, never drop."""

from __future__ import annotations

from datetime import date, timedelta

from matchsafe.advice import interview_actions, season_actions
from matchsafe.advice.facts import Facts
from matchsafe.advice.rules import action, common_words, gap, order_of, rules
from matchsafe.domain.outlook import Action
from matchsafe.domain.season import Season


def is_put_away(season: Season, code: str, on: date) -> bool:
    """Whether the applicant said of a task that it is done, not for her, or not now.

    The last word counts. What has to be done again (``Rule.again``) comes back after so many days.
    """
    mark = next((t for t in reversed(season.tasks) if t.code == code), None)
    if mark is None:
        return False
    if mark.state == "snoozed":
        return mark.until is not None and mark.until > on
    again = rules("actions")[code].again if code in rules("actions") else 0
    back = mark.state == "done" and again and mark.at is not None
    return not (back and mark.at is not None and mark.at.date() + timedelta(days=again) <= on)


def actions(facts: Facts) -> tuple[Action, ...]:
    """The actions for a season on a day: the one worth most now, then the others by date, those without one last."""
    place, common = order_of("actions"), common_words(facts)
    drafts = [*season_actions.drafts(facts), *interview_actions.drafts(facts)]
    waiting = [d for d in drafts if not is_put_away(facts.season, d.code, facts.clock.on)]
    waiting.sort(key=lambda d: (not d.pressing, place[d.code]))
    given = list(filter(None, (action(d, facts, common) for d in waiting)))
    given[1:] = sorted(given[1:], key=lambda a: a.due or date.max)
    for said in (common["distance"], gap(facts)):
        given = _once(given, said)
    return tuple(given)


def _once(given: list[Action], said: str) -> list[Action]:
    """The actions with a sentence in one reason only: the first that says nothing else, or the first that has it."""
    having = [a for a in given if said and said in a.why]
    kept = next((a for a in having if a.why == said), having[0] if having else None)
    return [
        a
        if a is kept or not said or said not in a.why
        else a.model_copy(update={"why": " ".join(a.why.replace(said, "").split()) or a.why})
        for a in given
    ]
