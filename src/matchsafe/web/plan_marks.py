"""What a reader does to one program of a plan: keep it, drop it, mark it as applied to, or take that back."""

from __future__ import annotations

from typing import Final, get_args

from matchsafe.domain.kept_plan import Marks
from matchsafe.domain.plan import Sent

DONE: Final = {
    "pin": "{name} stays on the list from now on.",
    "drop": "{name} is off the list.",
    "applied": "{name} is marked as applied. It costs nothing more.",
    "free": "{name} is no longer marked. The plan decides again.",
}
"""What can be done, and what is said when it is done."""

SIGNALS: Final = get_args(Sent)


def marked(marks: Marks, what: str, program: str, signal: str = "plain") -> Marks:
    """The marks after one more; a program has one mark at most.

    Raises:
        KeyError: If there is no such mark, or no such signal.
    """
    if what not in DONE or signal not in SIGNALS:
        raise KeyError(what)
    sent: Sent = next(s for s in SIGNALS if s == signal)
    include = [i for i in marks.include if i != program] + [program] * (what == "pin")
    exclude = [i for i in marks.exclude if i != program] + [program] * (what == "drop")
    applied = {i: s for i, s in marks.applied.items() if i != program}
    if what == "applied":
        applied[program] = sent
    return Marks(include=tuple(include), exclude=tuple(exclude), applied=applied)
