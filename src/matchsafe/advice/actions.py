"""What to do, by when and why: the rules put together, cut to the most useful few and ordered."""

from __future__ import annotations

from datetime import date
from typing import Final, get_args

from matchsafe import evidence
from matchsafe.advice import interview_actions, season_actions
from matchsafe.advice.facts import Facts
from matchsafe.advice.rules import action, rules
from matchsafe.domain.outlook import Action, Urgency

_URGENCY: Final = get_args(Urgency)


def actions(facts: Facts) -> tuple[Action, ...]:
    """The actions for a season on a day: at least one below the target, at most ``advice.most_actions``.

    The most useful are kept, by the order of the rules; what is kept comes by urgency, then due date, then use.
    """
    useful = list(rules("actions"))
    drafts = (*season_actions.drafts(facts), *interview_actions.drafts(facts))
    given = sorted(filter(None, (action(d, facts) for d in drafts)), key=lambda a: useful.index(a.code))
    kept = given[: int(evidence.number("advice.most_actions"))]
    return tuple(sorted(kept, key=lambda a: (_URGENCY.index(a.urgency), a.due or date.max)))
