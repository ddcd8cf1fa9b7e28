"""What to do, by when and why: the rules put together and ordered. Nothing is cut: a face may fold, never drop."""

from __future__ import annotations

from datetime import date

from matchsafe.advice import interview_actions, season_actions
from matchsafe.advice.facts import Facts
from matchsafe.advice.rules import action, rules
from matchsafe.domain.outlook import Action


def actions(facts: Facts) -> tuple[Action, ...]:
    """The actions for a season on a day: the one worth most now, then the others by date, those without one last."""
    worth = list(rules("actions"))
    drafts = [*season_actions.drafts(facts), *interview_actions.drafts(facts)]
    drafts.sort(key=lambda d: (not d.pressing, worth.index(d.code)))
    given = list(filter(None, (action(d, facts) for d in drafts)))
    return tuple(given[:1] + sorted(given[1:], key=lambda a: a.due or date.max))
