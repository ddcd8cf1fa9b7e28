"""The chance at 0 to 20 ranks for an applicant like this one: what is seen among applicants, not what a rank adds."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import CurvePoint
from matchsafe.domain.season import Season
from matchsafe.evidence.tables import bin_of
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.arrays import Floats, logit
from matchsafe.odds.assumptions import AS_IT_IS, EVIDENCE_ALONE, assumption_overrides
from matchsafe.odds.list_lengths import chances_of_lists
from matchsafe.odds.quadrature import ends

LONGEST: Final = 20
"""Longest list on the curve: what the page has room for, not a statistical figure."""
_LEAST: Final = 2.0**-53
"""Nothing nearer to 1 is told from 1."""
_DRAWS: Final = 60
"""Draws behind the points beside the reader's own."""


@cache
def rule_of_thumb(ranks: int) -> float | None:
    """The article's match rate at a number of ranks, as a share; ``None`` at 0."""
    row = bin_of("article.match_rate_by_ranks", ranks)
    return None if row is None else float(row["per_100"] or 0) / 100


class ListChances(NamedTuple):
    """The chance at 1 to ``LONGEST`` ranks, were the programs on average like those on the list.

    It is that of applicants who hold so many, so strength moves along with the count.

    Attributes:
        seen: With all that is assumed, (ranks, draws).
        evident: What the evidence alone says, (ranks,).
        evident_now: The same of the list as it is, one crowded place apart.
    """

    seen: Floats
    evident: Floats
    evident_now: float


def list_chances(season: Season, on: date, of: ApplicantPosterior) -> ListChances:
    """The chances of shorter and longer lists of one season, on few draws.

    Args:
        of: The season's applicant.
    """
    with assumption_overrides((AS_IT_IS, EVIDENCE_ALONE)):
        now = applicant_posterior(season, on, _DRAWS, like=of)
    lengths = np.append(np.arange(1, LONGEST + 1), [now.ranks] if now.ranks > LONGEST else [])
    seen, evident = np.split(chances_of_lists(now, lengths.astype(int)), 2, 1)
    evident_now = float(evident[min(now.ranks, len(lengths)) - 1].mean()) if now.ranks else 0.0
    seen, evident = (np.maximum.accumulate(part[:LONGEST], 0) for part in (seen, evident))
    return ListChances(seen, evident.mean(1), evident_now)


def _logit(p: Floats) -> Floats:
    """Log-odds, finite where so little is left of a chance that it is 0."""
    return logit(np.minimum(np.maximum(p, _LEAST), 1 - _LEAST))


def curve(ranks: int, own: Estimate, at: ListChances) -> tuple[CurvePoint, ...]:
    """The points of the curve; ranges hold what the evidence alone would say.

    At the reader's own count it is the reader's own chance, exactly. The rest is worked out on fewer draws,
    and moved (in the logit) to where it meets the own chance.

    Args:
        ranks: How many the reader has.
        own: The chance with them.
    """
    low, value, high = ends(at.seen)
    found = np.stack([np.minimum(low, at.evident), value, np.maximum(high, at.evident)], 1)
    if 0 < ranks <= LONGEST:
        here, mine = ranks - 1, np.array([own.low, own.value, own.high])
        found = 1 / (1 + np.exp(_logit(found[here]) - _logit(mine) - _logit(found)))
        found = np.sort(found, 1)
        found[here] = mine
    none = CurvePoint(ranks=0, value=0.0, low=0.0, high=0.0, rule_of_thumb=None)
    return (
        none,
        *(
            CurvePoint(ranks=n, low=low, value=value, high=high, rule_of_thumb=rule_of_thumb(n))
            for n, (low, value, high) in enumerate(found.tolist(), 1)
        ),
    )
