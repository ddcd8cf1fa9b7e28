"""The one door to SciPy, which comes with an extra."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any, Final

HOW: Final = 'Planning needs SciPy. Install it with: pip install "matchsafe[plan]"'


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
