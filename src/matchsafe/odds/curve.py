"""The chance at 0 to 20 ranks for an applicant like this one: what is seen among applicants, not what a rank adds."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import CurvePoint
from matchsafe.domain.season import Season
from matchsafe.evidence import table
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.quadrature import ends

LONGEST: Final = 20
"""Longest list on the curve: what the page has room for, not a statistical figure."""
_DRAWS: Final = 60
"""Draws behind the points beside the reader's own."""


@cache
def rule_of_thumb(ranks: int) -> float | None:
    """The article's match rate at a number of ranks, as a share; ``None`` at 0."""
    for row in table("article.match_rate_by_ranks").records():
        low, high = row["low"], row["high"]
        if isinstance(low, int) and ranks >= low and (high is None or ranks <= float(high)):
            return float(row["per_100"] or 0) / 100
    return None


def chances(now: ApplicantPosterior) -> npt.NDArray[np.float64]:
    """The chance at 1 to ``LONGEST`` ranks, were the programs on average like those on the list: (ranks, draws).

    It is that of applicants who hold so many, so strength moves along with the count.
    """
    return np.asarray(np.maximum.accumulate(now.of_lists(np.arange(1, LONGEST + 1)), 0))


def _logit(p: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.log(p) - np.log1p(-p))


def curve(season: Season, on: date, own: Estimate, alone: ApplicantPosterior) -> tuple[CurvePoint, ...]:
    """The points of the curve; ranges hold what the evidence alone would say.

    At the reader's own count it is the reader's own chance, exactly. The rest is worked out on fewer draws,
    and moved (in the logit) to where it meets the own chance.

    Args:
        own: The chance of the season.
        alone: The same applicant without assumptions.
    """
    now = applicant_posterior(season, on, _DRAWS)
    low, value, high = ends(chances(now))
    evidence = chances(alone).mean(1)
    found = np.stack([np.minimum(low, evidence), value, np.maximum(high, evidence)], 1)
    if 0 < now.ranks <= LONGEST:
        at, mine = now.ranks - 1, np.array([own.low, own.value, own.high])
        found = 1 / (1 + np.exp(_logit(found[at]) - _logit(mine) - _logit(found)))
        found = np.sort(found, 1)
        found[at] = mine
    none = CurvePoint(ranks=0, value=0.0, low=0.0, high=0.0, rule_of_thumb=None)
    return (
        none,
        *(
            CurvePoint(ranks=n, low=low, value=value, high=high, rule_of_thumb=rule_of_thumb(n))
            for n, (low, value, high) in enumerate(found.tolist(), 1)
        ),
    )
