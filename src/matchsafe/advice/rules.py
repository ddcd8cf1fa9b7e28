"""The rules as data: every sentence of an action or a warning, and how it is filled in for one reader.

The words are in ``data/actions.yaml`` and ``data/warnings.yaml``, the most useful first. A rule in code says when it
applies and gives a :class:`Draft`: the code and what the words in braces stand for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final, Literal

from matchsafe.advice.facts import Facts
from matchsafe.advice.phase import FINAL, PhaseCode
from matchsafe.domain.outlook import Action, Caution, Urgency
from matchsafe.domain.text import plural
from matchsafe.evidence.store import own_yaml

_DAYS: Final[dict[Urgency, str]] = {
    "now": "advice.days_now",
    "this_week": "advice.days_this_week",
    "soon": "advice.days_soon",
}


@dataclass(frozen=True)
class Rule:
    """The words of one code.

    Attributes:
        about: When it is given, in a few words for developers.
        source: Id of the figure it rests on.
        first: First phase of the season in which it can be given.
        last: Last phase in which it can.
        note: Whether a warning takes nothing from the number.
        again: Days after which a task that was done comes back; 0 for never.
    """

    code: str
    about: str
    source: str
    text: str
    why: str = ""
    urgency: Urgency = "later"
    first: PhaseCode = "before_applications"
    last: PhaseCode = "past_season"
    note: bool = False
    again: int = 0


@dataclass(frozen=True)
class ActionDraft:
    """A rule that applies: its code, the words to fill in, and what differs from the rule's own fields.

    Attributes:
        pressing: Whether it goes before all others, whatever the order of the rules.
    """

    code: str
    words: dict[str, Any] = field(default_factory=dict)
    urgency: Urgency | None = None
    due: date | None = None
    source: str | None = None
    pressing: bool = False


@cache
def rules(kind: Literal["actions", "warnings"]) -> dict[str, Rule]:
    """The rules of a kind by code, the most useful first."""
    renamed = {"from": "first", "to": "last"}
    return {
        code: Rule(code=code, **{renamed.get(k, k): v for k, v in fields.items()})
        for code, fields in own_yaml("matchsafe.advice", f"data/{kind}.yaml").items()
    }


@cache
def order_of(kind: Literal["actions", "warnings"]) -> dict[str, int]:
    """The place of each code among the rules of its kind, the most useful first."""
    return {code: place for place, code in enumerate(rules(kind))}


def distance(facts: Facts) -> str:
    """How far the applicant is from the target, in one short sentence with their own numbers."""
    count, partner = plural(facts.n, "interview"), facts.partner_count
    if facts.clock.phase in FINAL:
        return f"You have {count} on your list{'' if partner is None else f', your partner {partner}'}."
    if facts.competitive:
        return f"You have {count} that can be ranked, and in {facts.specialty} no number is safe."
    if facts.target is None:
        return f"You have {count} that can be ranked."
    low, n = facts.target.low, facts.safe_count
    if partner is not None and n >= low > partner:
        return f"Your partner has {plural(partner, 'interview')} and would need {low}."
    if n < low:
        where = f" in {facts.safe_specialties}" if n < facts.n else ""
        return f"You have {n or 'none'} of the {low} interviews to aim for{where}."
    return f"You have {plural(n, 'interview')}, and the target begins at {low}."


def gap(facts: Facts) -> str:
    """How many interviews are missing, in one short sentence; "" where one more would add almost nothing."""
    if facts.one_more is not None and facts.one_more < _LITTLE:
        return ""
    if facts.target is None or facts.safe_count >= facts.target.low:
        return "One more interview would help."
    if not facts.safe_count:
        return f"The number to aim for is {facts.target.low}."
    return f"{facts.target.low - facts.safe_count} more would bring you to {facts.target.low}."


_LITTLE: Final = 0.005
"""What rounds to less than 1 in 100."""


def common_words(facts: Facts) -> dict[str, Any]:
    """What the words in braces stand for that any rule may use."""
    return {
        "n": facts.n,
        "interviews": plural(facts.n, "interview"),
        "specialty": facts.specialty,
        "visa": facts.visa,
        "a_visa": facts.a_visa,
        "year": facts.clock.year,
        "distance": distance(facts),
    }


def _fill(template: str, words: dict[str, Any]) -> str:
    """The words of a rule for this reader, with a capital first letter."""
    filled = template.format_map(words).strip()
    return filled[:1].upper() + filled[1:]


def action(draft: ActionDraft, facts: Facts, common: dict[str, Any]) -> Action | None:
    """The action of a draft; ``None`` outside the phases in which the rule holds.

    Without a date of its own, its urgency gives the due date; what can wait has none.

    Args:
        common: See ``common_words``.
    """
    rule = rules("actions")[draft.code]
    if not facts.clock.is_between(rule.first, rule.last):
        return None
    urgency, due, words = draft.urgency or rule.urgency, draft.due, common | draft.words
    if due is None and urgency in _DAYS:
        due = facts.clock.within(_DAYS[urgency])
    return Action(
        code=draft.code,
        urgency=urgency,
        due=due,
        text=_fill(rule.text, words),
        why=_fill(rule.why, words),
        source=draft.source or rule.source,
    )


def caution(draft: ActionDraft, facts: Facts, common: dict[str, Any]) -> Caution | None:
    """The warning of a draft; ``None`` outside the phases in which the rule holds."""
    rule = rules("warnings")[draft.code]
    if not facts.clock.is_between(rule.first, rule.last):
        return None
    return Caution(
        code=rule.code, text=_fill(rule.text, common | draft.words), source=draft.source or rule.source
    )
