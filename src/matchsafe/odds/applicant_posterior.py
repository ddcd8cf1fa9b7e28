"""An applicant with a list: belief about strength, and the chance that each program of the list is missed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matchsafe.domain.rankable import rankable
from matchsafe.domain.season import Interview, Season, VisaNeed
from matchsafe.odds import programs
from matchsafe.odds.draws import PosteriorGroup, group
from matchsafe.odds.programs import Kind
from matchsafe.odds.quadrature import THETA, CountModel, average, count_model, log_miss, posterior
from matchsafe.odds.strength import Strength, strength

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ApplicantPosterior:
    """One applicant's list as the model sees it. Arrays are (draws,) or (draws, nodes).

    Attributes:
        interviews: The interviews that count toward safety.
        odds: Odds that an average program on the list reaches the applicant, at each draw and node.
    """

    group: PosteriorGroup
    need: VisaNeed | None
    strength: Strength
    count: CountModel
    interviews: tuple[Interview, ...]
    odds: Floats

    @property
    def ranks(self) -> int:
        """Number of programs that count."""
        return len(self.interviews)

    @cached_property
    def kinds(self) -> Counter[Kind]:
        """How many interviews there are of each kind."""
        return programs.kinds(self.interviews, self.need)

    def log_miss_of(self, kind: Kind) -> Floats:
        """Log-chance that one program of a kind is missed."""
        odds = self.odds * np.exp(programs.offset(kind, self.group.size))[:, None]
        return log_miss(odds, programs.feasible(kind, self.need, self.group.size))

    def log_miss_all(self, kinds: Counter[Kind]) -> Floats:
        """Log-chance that every program is missed."""
        total = np.zeros_like(self.odds)
        for kind, times in kinds.items():
            total += times * self.log_miss_of(kind)
        return total

    def at(self, theta: Floats) -> ApplicantPosterior:
        """The same list at strengths other than those of the grid, (draws, nodes): for what is missed given strength.

        The belief about strength stays one over the grid.
        """
        away = self.group.c[:, None] * (theta - THETA[0])
        return replace(self, odds=self.odds[:, :1] * np.exp(away))

    @cached_property
    def missed(self) -> Floats:
        """Log-chance that every program of the list is missed, for an applicant whose list can match."""
        return self.missed_were_they(self.kinds)

    def missed_were_they(self, kinds: Counter[Kind]) -> Floats:
        """Log-chance that every program of the list is missed, were its interviews of these kinds.

        One crowded place leaves a list no worse than the best few of it, which would not be a crowd: or else one more
        interview could lower the chance.
        """
        every = self.log_miss_all(kinds)
        if not programs.crowded(self.interviews):
            return every
        few = programs.CROWD - 1
        alone = replace(self, odds=self.odds / np.exp(programs.crowding(self.group.size))[:, None])
        each = [alone.log_miss_of(kind) for kind, times in kinds.items() for _ in range(min(times, few))]
        return np.asarray(np.minimum(every, np.sort(np.stack(each), 0)[:few].sum(0)))

    @cached_property
    def belief(self) -> Floats:
        """Belief about strength given profile and count, over the nodes."""
        return posterior(self.count, self.strength, self.ranks)

    @cached_property
    def chance(self) -> Floats:
        """Chance to match from the list, one value per draw."""
        return self.matching(self.missed)

    def matching(self, missed: Floats) -> Floats:
        """Chance to match, one value per draw, from the log-chance that every program of a list is missed."""
        return np.asarray((1 - self.group.eps) * average(self.belief, -np.expm1(missed)))


def standing(season: Season, on: date, draws: int | None = None, times: int = 1) -> ApplicantPosterior:
    """The standing of a season's applicant on a day, with all fitted draws or ``draws`` of them ``times`` over."""
    fitted = group(season.applicant.type, season.target.specialty)
    if draws is not None:
        fitted = fitted.thin(draws, times)
    interviews = rankable(season)
    shared = programs.everywhere(interviews, season.target.track, fitted.size)
    return ApplicantPosterior(
        group=fitted,
        need=season.applicant.visa,
        strength=strength(season.applicant, fitted, on),
        count=count_model(fitted),
        interviews=interviews,
        odds=np.exp((fitted.b + shared)[:, None] + fitted.c[:, None] * THETA),
    )
