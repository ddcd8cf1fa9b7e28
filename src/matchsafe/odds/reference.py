"""How applicants of the type fared with as many ranks in the specialty: the association, from the fitted tables."""

from __future__ import annotations

from typing import Final

import numpy as np

from matchsafe.domain.outlook import ReferenceClass
from matchsafe.domain.season import ApplicantType
from matchsafe.domain.specialties import specialty_name
from matchsafe.odds.credible_intervals import estimate
from matchsafe.odds.draws import PosteriorGroup
from matchsafe.odds.quadrature import THETA, average, count_model, log_miss, posterior
from matchsafe.odds.strength import Strength

TYPE_NAMES: Final[dict[ApplicantType, str]] = {
    "non_us_img": "non-US IMGs",
    "us_img": "US-IMGs",
    "us_md": "US MD seniors",
    "us_do": "US DO seniors",
}
OWN_TABLES: Final = ("charting_2026.counts", "charting_2026.contiguous_ranks")
"""The tables of non-US IMGs by specialty."""
_OTHER_TABLES: Final = ("positions_2025.applicants_and_matches",)
_YEAR: Final[dict[bool, int]] = {True: 2026, False: 2025}
"""Match year of the tables behind non-US IMGs (``True``) and the other types."""


def reference_class(group: PosteriorGroup, ranks: int) -> ReferenceClass:
    """The share of the type's applicants with so many ranks in the specialty who matched to it.

    It is read off the model as fitted to the published tables, with nothing added for this applicant: an association.
    """
    own = group.type == "non_us_img"
    name = specialty_name(group.specialty)
    plural = "program" if ranks == 1 else "programs"
    who = f"{TYPE_NAMES[group.type]} who preferred {name} and ranked {ranks} {plural}"
    if ranks:
        anyone = Strength(np.zeros(group.size), np.ones(group.size))
        weights = posterior(count_model(group), anyone, ranks)
        missed = ranks * log_miss(np.exp(group.b[:, None] + group.c[:, None] * THETA))
        found = (1 - group.eps) * average(weights, -np.expm1(missed))
    else:
        found = np.zeros(group.size)
    caveats = () if group.known else ("The reports hold no figures for this specialty.",)
    return ReferenceClass(
        text=who,
        ranks=ranks,
        estimate=estimate(found, caveats),
        applicants=group.applicants if own and group.known else None,
        year=_YEAR[own],
        sources=OWN_TABLES if own else (*OWN_TABLES, f"rol_length.{group.type}", *_OTHER_TABLES),
    )
