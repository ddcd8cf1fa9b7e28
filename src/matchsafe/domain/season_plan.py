"""What is kept of a plan beside a saved season: what was asked for, and what was marked in each program list."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from matchsafe.domain.estimate import AnswerPart
from matchsafe.domain.plan import MOST_PROGRAMS_NAMED, PlanReport, PlanRequest, PolicyRule, SignalSent

MARKS: Final = ("include", "exclude", "applied", "overrides")
"""The fields of a request that name programs, and so belong to one program list."""


class Marks(AnswerPart):
    """Programs of one list that were marked, by id.

    Attributes:
        include: Have to be on the plan.
        exclude: May not be on it.
        applied: Were applied to, with the signal that was sent or ``None``.
        overrides: State rules that the applicant knows do not stand for them.
    """

    include: tuple[str, ...] = Field(default=(), max_length=MOST_PROGRAMS_NAMED)
    exclude: tuple[str, ...] = Field(default=(), max_length=MOST_PROGRAMS_NAMED)
    applied: dict[str, SignalSent] = Field(default_factory=dict, max_length=MOST_PROGRAMS_NAMED)
    overrides: dict[str, tuple[PolicyRule, ...]] = Field(default_factory=dict, max_length=MOST_PROGRAMS_NAMED)


class SeasonPlan(AnswerPart):
    """A plan as it was asked for. Its answer is worked out anew each time; only a long proof is kept (``Proof``).

    Attributes:
        catalog: Name of the program list; ``None`` plans by state from published figures.
        request: What to respect; it names no programs.
        marks: What was marked, by name of the list, so that a look at another list loses nothing.
    """

    catalog: str | None = None
    request: PlanRequest = PlanRequest()
    marks: dict[str, Marks] = Field(default_factory=dict, max_length=50)

    @property
    def current_marks(self) -> Marks:
        """What was marked in the list in use."""
        return self.marks.get(self.catalog, Marks()) if self.catalog else Marks()

    def with_marks(self, catalog: str, marks: Marks) -> SeasonPlan:
        """The same plan with other marks in the list of this name."""
        return self.model_copy(update={"marks": {**self.marks, catalog: marks}})


class Proof(AnswerPart):
    """The end of a long search for the best list: the answer, and what was asked.

    Attributes:
        key: Stands for the season, the request and the program list the answer is to; another key makes it stale.
        plan: The answer.
    """

    key: str
    plan: PlanReport
