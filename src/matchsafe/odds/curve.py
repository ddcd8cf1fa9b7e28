"""The chance at 0 to 20 ranks for an applicant like this one: what is seen among applicants, not what a rank adds."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from matchsafe.domain.outlook import CurvePoint
from matchsafe.evidence import table
from matchsafe.odds.applicant_posterior import ApplicantPosterior
from matchsafe.odds.quadrature import THETA, ends

LONGEST: Final = 20
"""Longest list on the curve: what the page has room for, not a statistical figure."""


@cache
def rule_of_thumb(ranks: int) -> float | None:
    """The article's match rate at a number of ranks, as a share; ``None`` at 0."""
    for row in table("article.match_rate_by_ranks").records():
        low, high = row["low"], row["high"]
        if isinstance(low, int) and ranks >= low and (high is None or ranks <= float(high)):
            return float(row["per_100"] or 0) / 100
    return None


def curve(applicant: ApplicantPosterior) -> tuple[CurvePoint, ...]:
    """The chance at each number of ranks, were the programs on average like those on the list.

    At the reader's own count it is the reader's own chance; at any other count it is that of applicants who hold so
    many, so strength moves along with the count.
    """
    z = (THETA - applicant.strength.mean[:, None]) / applicant.strength.sd[:, None]
    log = applicant.count.base - 0.5 * z * z
    weights = np.exp(log - log.max(1, keepdims=True))
    one_more = np.exp(applicant.count.more)
    reached = applicant.lists_of_one_to(LONGEST)
    chances = []
    for _ in range(LONGEST):
        weights /= weights.sum(1, keepdims=True)
        chances.append(next(reached)(weights))
        weights *= one_more
    low, value, high = ends(np.stack(chances))
    none = CurvePoint(ranks=0, value=0.0, low=0.0, high=0.0, rule_of_thumb=None)
    return (
        none,
        *(
            CurvePoint(
                ranks=n,
                value=float(value[n - 1]),
                low=float(low[n - 1]),
                high=float(high[n - 1]),
                rule_of_thumb=rule_of_thumb(n),
            )
            for n in range(1, LONGEST + 1)
        ),
    )
