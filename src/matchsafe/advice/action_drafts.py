"""How an action is put together: its urgency gives the due date unless a date is given."""

from __future__ import annotations

from datetime import date
from typing import Final

from matchsafe.advice.facts import Facts
from matchsafe.advice.wording import plural
from matchsafe.domain.outlook import Action, Urgency

_DAYS: Final[dict[Urgency, str]] = {
    "now": "advice.days_now",
    "this_week": "advice.days_this_week",
    "soon": "advice.days_soon",
}


def action(
    facts: Facts,
    code: str,
    urgency: Urgency,
    text: str,
    *,
    why: str,
    source: str,
    due: date | None = None,
) -> Action:
    """An action whose due date follows from its urgency; ``later`` has the date given, or none."""
    if due is None and urgency in _DAYS:
        due = facts.clock.within(_DAYS[urgency])
    return Action(code=code, urgency=urgency, due=due, text=text, why=why, source=source)


def gap(facts: Facts) -> str:
    """What more interviews would do, in one short sentence with the applicant's own numbers."""
    if facts.target is None or facts.n >= facts.target.low:
        return "One more interview would help."
    return f"{facts.target.low - facts.n} more would bring you to {facts.target.low}."


def standing(facts: Facts) -> str:
    """Where the applicant stands, in one short sentence with their own numbers."""
    count = plural(facts.n, "interview")
    if facts.competitive:
        return f"You have {count} that can be ranked, and in {facts.specialty} no number is safe."
    if facts.target is None:
        return f"You have {count} that can be ranked."
    partner = facts.partner_count
    if partner is not None and facts.n >= facts.target.low > partner:
        return f"Your partner has {plural(partner, 'interview')} and would need {facts.target.low}."
    if facts.n < facts.target.low:
        return f"You have {facts.n or 'none'} of the {facts.target.low} interviews to aim for."
    return f"You have {count}, and the target begins at {facts.target.low}."
