"""What is wrong with a planning problem that was handed in: every problem at once, each with its field."""

from __future__ import annotations

from matchsafe.domain.problems import PlacedProblem, Problems, ProblemsError


class PlanningProblem(PlacedProblem):
    """One problem: the field it is in, what was seen and what is accepted, and a code that programs can go by."""


class PlanningError(ProblemsError[PlanningProblem]):
    """A problem that cannot be planned for as it stands; ``problems`` holds everything that was found."""


class PlanningProblems(Problems[PlanningProblem]):
    """Collects problems."""

    error = PlanningError

    def add(self, where: str, message: str, code: str) -> None:
        """Note one problem."""
        self.note(PlanningProblem(where, message, code))
