"""The chance of the same applicant, as strong as they are, with another list of interviews.

Strength is judged by the interviews that came. Giving one up, or learning that a program sponsors no visa, shortens the
list and says nothing about the applicant.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rankable import is_rankable
from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview
from matchsafe.odds import programs
from matchsafe.odds.applicant_posterior import applicant_posterior
from matchsafe.odds.quadrature import estimate, over_cut


class ListChance(NamedTuple):
    """The chance with another list.

    Attributes:
        chance: With that list.
        change: That chance less the one with the list as it is.
        ranks: Interviews of that list that can be ranked.
    """

    chance: Estimate
    change: Estimate
    ranks: int


def chances_with(season: Season, on: date, lists: Iterable[tuple[Interview, ...]]) -> tuple[ListChance, ...]:
    """The chance with each of some lists.

    Args:
        season: The season as it is; a couple's partner is left out.
        on: The day, which sets the Match year.
        lists: Whole lists; what cannot be ranked in them is passed over.
    """
    now, need = applicant_posterior(season, on), season.applicant.visa
    found = []
    for held in lists:
        counted = tuple(i for i in held if is_rankable(i, need))
        missed = [
            part.log_miss_if(
                programs.kinds(tuple(i for i in counted if season.target_of(i) == part.target), need)
            )
            for part in now.parts
        ]
        values = now.match_chance_in_parts(missed)
        found.append(ListChance(estimate(values), over_cut(values - now.chance, now.group.cut), len(counted)))
    return tuple(found)
