"""How applicants of the type fared with as many ranks in the specialty: the association, from the fitted tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season import ApplicantType, Season
from matchsafe.domain.specialties import OWN_MATCH
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import EVIDENCE_ALONE, assumption_overrides
from matchsafe.odds.draws import PosteriorGroup, group
from matchsafe.odds.quadrature import CountModel, estimate
from matchsafe.odds.strength import Strength

OWN_TABLES: Final = ("charting_2026.counts", "charting_2026.contiguous_ranks")
"""The tables of non-US IMGs by specialty."""
_OTHER_TABLES: Final = ("positions_2025.applicants_and_matches",)
_YEAR: Final[dict[bool, int]] = {True: 2026, False: 2025}
"""Match year of the tables behind non-US IMGs (``True``) and the other types."""
LONGEST_PADDED: Final = 20
"""Ranks up to which a printed list may be padded; see ``odds.fit.model``."""
DRAWS_ALONE: Final = 60
"""Draws behind what the evidence alone says, of which the mean is used."""
_STRENGTHS: Final = np.linspace(-4.2, 4.2, 25)  # nodes of a quadrature
_U, _U_WEIGHTS = np.polynomial.hermite_e.hermegauss(5)  # not a figure: nodes of a quadrature
_U_WEIGHTS = _U_WEIGHTS / _U_WEIGHTS.sum()


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


def reference(of: PosteriorGroup, ranks: int) -> Reference:
    """The share of the type's applicants with so many ranks in the specialty who matched to it.

    It is read off the model as fitted to the published tables, ranks without an interview included, with nothing added
    for this applicant: an association.
    """
    own = of.type == "non_us_img"
    return Reference(
        ranks=ranks,
        estimate=estimate(match_share(of.type, of.specialty, ranks) if ranks else np.zeros(of.size)),
        applicants=of.applicants if own and of.known else None,
        year=_YEAR[own],
        sources=OWN_TABLES if own else (*OWN_TABLES, f"rol_length.{of.type}", *_OTHER_TABLES),
    )


def without_assumptions(season: Season, on: date) -> ApplicantPosterior:
    """The season's applicant as the evidence alone sees them, on as many draws as its mean needs."""
    with assumption_overrides((EVIDENCE_ALONE,)):
        return applicant_posterior(season, on, DRAWS_ALONE)


def evidence_alone(season: Season, of: ApplicantPosterior, chance: float) -> tuple[float, ...]:
    """What the range of a season's chance has to hold: what is said without assumptions.

    Where nothing measured is known of the applicant (neither Step 2 CK nor visa need), the reference class too.

    Args:
        of: The season's applicant, with or without assumptions.
        chance: The chance without assumptions.
    """
    applicant, ranks = season.applicant, of.ranks
    found = [chance]
    if (
        ranks
        and len(of.parts) == 1
        and applicant.step2_ck.score is None
        and applicant.visa is None
        and of.leftover is None
    ):
        found.append(float(match_share(of.group.type, of.group.specialty, ranks).mean()))
    return tuple(found)


def in_own_match(season: Season) -> bool:
    """Whether all that is applied for has a match of its own, of which no table of ours speaks: no number then."""
    return all(wish.specialty in OWN_MATCH for wish in season.wishes)


@lru_cache(maxsize=512)
def match_share(type: ApplicantType, specialty: str, ranks: int) -> Floats:  # noqa: A002 - the domain's word
    """Share matched of those whose list is printed with so many ranks, one value per draw."""
    g = group(type, specialty)
    if ranks > LONGEST_PADDED:
        anyone = Strength(np.zeros(g.size), np.ones(g.size))
        nodes = CountModel(g).nodes(anyone, ranks)
        logit = g.b[:, None] + g.c_s[:, None] * nodes.s + g.c_u[:, None] * nodes.u
        missed = np.exp(-ranks * np.logaddexp(0, logit))
        return np.asarray((1 - g.eps) * (nodes.weights * (1 - missed)).sum(1))
    counts = np.arange(ranks + 1)
    log_mean = g.log_mean_count(_STRENGTHS[None, :])[:, :, None]
    factorial = np.concatenate([[0.0], np.cumsum(np.log(counts[1:]))])
    count = np.exp(counts * log_mean - np.exp(log_mean) - factorial)
    count *= np.exp(-0.5 * _STRENGTHS**2)[:, None]
    logit = g.b[:, None, None] + g.c_s[:, None, None] * _STRENGTHS[:, None] + g.c_u[:, None, None] * _U
    missed = np.einsum("dsun,u->dsn", np.exp(-np.logaddexp(0, logit)[..., None] * counts), _U_WEIGHTS)
    total, matched = count.sum(1), ((1 - g.eps)[:, None, None] * count * (1 - missed)).sum(1)
    # a padded list of fewer interviews may end here, and one of as many may not reach beyond
    padded, end = g.w, 1 / LONGEST_PADDED
    printed = [
        (1 - padded + padded * ranks * end) * part[:, ranks] + padded * end * part[:, :ranks].sum(1)
        for part in (matched, total)
    ]
    return np.asarray(printed[0] / printed[1])
