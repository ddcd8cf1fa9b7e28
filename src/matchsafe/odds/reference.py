"""How applicants of the type fared with as many ranks in the specialty: the association, from the fitted tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe.domain.estimate import Estimate
from matchsafe.odds.draws import PosteriorGroup
from matchsafe.odds.quadrature import THETA, average, count_model, estimate, log_miss, posterior
from matchsafe.odds.strength import Strength

OWN_TABLES: Final = ("charting_2026.counts", "charting_2026.contiguous_ranks")
"""The tables of non-US IMGs by specialty."""
_OTHER_TABLES: Final = ("positions_2025.applicants_and_matches",)
_YEAR: Final[dict[bool, int]] = {True: 2026, False: 2025}
"""Match year of the tables behind non-US IMGs (``True``) and the other types."""


@dataclass(frozen=True)
class Reference:
    """How applicants of a type with so many ranks in a specialty fared.

    Attributes:
        estimate: Share of them who matched to it.
        applicants: Published number of applicants of the type who preferred the specialty; ``None`` if not known.
        year: Match year of the tables.
        sources: Ids of the tables.
    """

    ranks: int
    estimate: Estimate
    applicants: int | None
    year: int
    sources: tuple[str, ...]


def reference(group: PosteriorGroup, ranks: int) -> Reference:
    """The share of the type's applicants with so many ranks in the specialty who matched to it.

    It is read off the model as fitted to the published tables, with nothing added for this applicant: an association.
    """
    own = group.type == "non_us_img"
    if ranks:
        anyone = Strength(np.zeros(group.size), np.ones(group.size))
        weights = posterior(count_model(group), anyone, ranks)
        missed = ranks * log_miss(np.exp(group.b[:, None] + group.c[:, None] * THETA))
        matched = (1 - group.eps) * average(weights, -np.expm1(missed))
    else:
        matched = np.zeros(group.size)
    return Reference(
        ranks=ranks,
        estimate=estimate(matched),
        applicants=group.applicants if own and group.known else None,
        year=_YEAR[own],
        sources=OWN_TABLES if own else (*OWN_TABLES, f"rol_length.{group.type}", *_OTHER_TABLES),
    )
