"""What keeps a plan from being made: a request that cannot be met, or a library that is missing."""

from __future__ import annotations

from matchsafe.domain.problem import ProblemsError


class PlanningError(ProblemsError):
    """A plan that cannot be made as it was asked for; ``problems`` holds everything that was found."""


class MissingExtraError(ImportError):
    """A library of the ``plan`` extra is not installed; the message says how to get it."""
