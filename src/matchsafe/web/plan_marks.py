"""What a reader does to one program of a plan: keep it, drop it, mark it as applied to, or take that back."""

from __future__ import annotations

from typing import Final, get_args

from matchsafe.domain.plan import PolicyRule, SignalSent
from matchsafe.domain.season_plan import Marks

DONE: Final = {
    "pin": "{name} stays on the list from now on.",
    "drop": "{name} is off the list.",
    "applied": "{name} is marked as applied. It costs nothing more.",
    "free": "{name} is no longer marked. The plan decides again.",
    "allow": "{name} may be on the list now: you said that this rule does not stand for you.",
    "obey": "The rule counts for {name} again.",
}
"""What can be done, and what is said when it is done."""

LOGGED: Final = {
    "pin": "Kept {name} on the plan",
    "drop": "Dropped {name} from the plan",
    "applied": "Marked {name} as applied",
    "free": "Took back the mark on {name}",
    "allow": "Waived a rule for {name}",
    "obey": "Let the rule count again for {name}",
}
"""What the history says of it."""

SIGNALS: Final[dict[str, SignalSent]] = {"plain": None, "silver": "silver", "gold": "gold"}
"""How a page calls the signal an application was sent with."""
_RULES: Final = get_args(PolicyRule)


def with_mark(marks: Marks, what: str, program: str, detail: str = "") -> Marks:
    """The marks after one more; a program has one mark at most, and beside it rules that do not stand.

    Args:
        marks: Before.
        what: One of ``DONE``.
        program: Its id.
        detail: For ``applied`` the signal (plain if left out), for ``allow`` and ``obey`` the rule.

    Raises:
        KeyError: If there is no such mark, signal or rule.
    """
    if what not in DONE:
        raise KeyError(what)
    if what in ("allow", "obey"):
        return marks.model_copy(update={"overrides": _overrides(marks, what, program, detail)})
    sent = SIGNALS[detail or "plain"]
    include = [i for i in marks.include if i != program] + [program] * (what == "pin")
    exclude = [i for i in marks.exclude if i != program] + [program] * (what == "drop")
    applied = {i: s for i, s in marks.applied.items() if i != program}
    if what == "applied":
        applied[program] = sent
    changed = {"include": tuple(include), "exclude": tuple(exclude), "applied": applied}
    return marks.model_copy(update=changed)


def _overrides(marks: Marks, what: str, program: str, rule: str) -> dict[str, tuple[PolicyRule, ...]]:
    if rule not in _RULES:
        raise KeyError(rule)
    standing = marks.overrides.get(program, ())
    kept = tuple(r for r in _RULES if (r in standing and r != rule) or (r == rule and what == "allow"))
    others = {i: rules for i, rules in marks.overrides.items() if i != program}
    return {**others, program: kept} if kept else others


def undo(what: str, detail: str, program: str) -> str | None:
    """What takes something back that was done; ``None`` for what is such a thing itself."""
    if what == "allow":
        return f"obey-{detail} {program}"
    return None if what in ("free", "obey") else f"free {program}"
