"""What keeps a plan from being made: a request that cannot be met, or SciPy missing. The one door to SciPy is here."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any, Final

from matchsafe.domain.problem import ProblemsError

HOW: Final = 'Planning needs SciPy. Install it with: pip install "matchsafe[plan]"'


class PlanningError(ProblemsError):
    """A plan that cannot be made as it was asked for; ``problems`` holds everything that was found."""


class MissingExtraError(ImportError):
    """A library of the ``plan`` extra is not installed; the message says how to get it."""


@cache
def optimiser() -> Any:
    """SciPy's ``linprog``, ``milp`` and ``sparse``, loaded when a plan is first made.

    Raises:
        MissingExtraError: If SciPy is not installed.
    """
    try:
        from scipy import optimize, sparse
    except ImportError as error:
        raise MissingExtraError(HOW) from error
    return SimpleNamespace(
        linprog=optimize.linprog,
        milp=optimize.milp,
        constraint=optimize.LinearConstraint,
        bounds=optimize.Bounds,
        sparse=sparse,
    )
