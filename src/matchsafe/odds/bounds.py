"""What the published quartiles allow whatever the form of the model: bounds on match rates by rank count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe.evidence import table

_LEVELS: Final = {"q1": 0.25, "median": 0.5, "q3": 0.75}
"""Share of applicants at or below each quartile."""
_ERRORS: Final = 1.96
"""Standard errors allowed for: the distributions are of those who consented, a sample."""


@dataclass(frozen=True)
class MatchRateBound:
    """The match rate of applicants with at most (or more than) so many ranks, as a share.

    Attributes:
        more: Whether it is of those with more than ``ranks``.
    """

    specialty: str
    ranks: int
    more: bool
    low: float
    high: float


def _cumulative(row: dict[str, float | int | str | None], ranks: int) -> tuple[float, float]:
    """Lowest and highest share with at most so many ranks that the printed quartiles allow."""
    n = float(row["n"] or 1)
    low, high = 0.0, 1.0
    for name, level in _LEVELS.items():
        error = _ERRORS * np.sqrt(level * (1 - level) / n)
        if float(row[name] or 0) <= ranks:
            low = max(low, level - error)
        else:
            high = min(high, level + error)
    return low, high


def bounds(fewest: int) -> tuple[MatchRateBound, ...]:
    """Every bound of the specialties with at least so many applicants that says anything."""
    counts = {str(r["specialty"]): r for r in table("charting_2026.counts").records()}
    rows = {
        (str(r["specialty"]), str(r["outcome"])): r for r in table("charting_2026.contiguous_ranks").records()
    }
    found = []
    for code, count in counts.items():
        won, lost = float(count["matched"] or 0), float(count["not_matched"] or 0)
        parts = [rows[code, outcome] for outcome in ("matched", "not_matched")]
        if won + lost < fewest or any(p["n"] is None for p in parts):
            continue
        at = sorted(
            {int(np.floor(float(p[q] or 0))) - less for p in parts for q in _LEVELS for less in (0, 1)} - {0}
        )
        for ranks in at:
            (won_low, won_high), (lost_low, lost_high) = (_cumulative(p, ranks) for p in parts)
            for more in (False, True):
                ends = ((won_low, won_high), (lost_low, lost_high))
                if more:
                    ends = ((1 - won_high, 1 - won_low), (1 - lost_high, 1 - lost_low))
                (a, b), (c, d) = ends
                low = won * a / (won * a + lost * d) if a > 0 else 0.0
                high = won * b / (won * b + lost * c) if c > 0 else 1.0
                if low > 0 or high < 1:
                    found.append(MatchRateBound(code, ranks, more, low, high))
    return tuple(found)
