"""Interviews already held, in the scenarios of a plan: whether each one reaches the applicant, given strength."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from matchsafe.domain.season import Season
from matchsafe.odds.applicant_posterior import applicant_posterior
from matchsafe.odds.arrays import Floats
from matchsafe.odds.programs import kind_of


def match_chances(season: Season, on: date, theta: Floats, impression: Floats, count: int) -> Floats:
    """Chance that each interview that counts ends in a match there if nothing better comes, given both traits.

    Exactly the outlook's: what is missed of all of them together is what the outlook says is missed, one crowded place
    included, so that the interviews alone are worth the same in a plan.

    Args:
        season: The applicant and the interviews; see ``domain.counting.rankable``.
        theta: Strength in the target specialty, (draws, nodes).
        impression: What programs see in an interview, (nodes,).
        count: Posterior draws.

    Returns:
        Shape (interviews, draws, nodes).
    """
    now = applicant_posterior(season, on, draws=count)
    now = now.at(replace(now.nodes, s=theta, u=impression))
    each = np.array([now.log_miss_of(kind_of(i, now.need)) for i in now.interviews])
    if not len(each):
        return np.zeros((0, *theta.shape))
    total = each.sum(0)
    # in one crowded place the list as a whole is worth more than the sum: every interview takes its part of that
    share = np.where(total < 0, now.list_log_miss / np.where(total < 0, total, -1), 0.0)
    return np.asarray(-np.expm1(share * each))
