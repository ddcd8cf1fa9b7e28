"""The error of a market that was handed in: every problem at once, each with its place."""

from __future__ import annotations

from typing import Final

from matchsafe.domain.problem import ProblemsError

KEPT: Final = 1000
"""How many problems are kept, so that a file of nonsense does not fill the memory."""


class MarketError(ProblemsError):
    """A market that cannot be matched as it stands."""

    most_kept = KEPT
