"""The chance that the Match ends at each rank of a list, from the outlook's model of this applicant.

Given both traits, programs reach her independently, and the Match ends at the first program of the list that does:
at rank k with ``E[(1 - eps) prod_{i<k} (1 - p_i) p_k]``. The sum over the ranks does not depend on their order, and is
the outlook's chance.

Belief about her traits comes from all interviews she holds: whoever leaves a program off the list is no weaker for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.arrays import Floats
from matchsafe.odds.programs import kind_of
from matchsafe.odds.quadrature import average, log_miss
from matchsafe.ranking.rank_order import RankEntry


@dataclass(frozen=True)
class ListModel:
    """What the model says of each entry of a list; the last one stands for an average program more.

    Attributes:
        posterior: The applicant with this list.
        log_miss: Log-chance that each entry misses her, (entries + 1, draws, nodes); 0 for one that does not count.
        eps: Share who do not match in the entry's specialty however long the list, (entries + 1, draws).
    """

    posterior: ApplicantPosterior
    log_miss: Floats
    eps: Floats

    @property
    def another(self) -> int:
        """The entry that stands for one more program, an average one of the most wanted specialty."""
        return len(self.log_miss) - 1

    @property
    def size(self) -> int:
        """Number of draws."""
        return int(self.log_miss.shape[1])

    def at_each_rank(self, order: Sequence[int]) -> Floats:
        """Chance that the Match ends at each of these entries, ranked in this order: (ranks, draws)."""
        found = np.zeros((len(order), self.size))
        for share, missed in self._levels():
            before = np.zeros(self.log_miss.shape[1:])
            for rank, entry in enumerate(order):
                found[rank] += share * self._average(np.exp(before) * -np.expm1(missed[entry]))
                before = before + missed[entry]
        return found

    def first_years(self, order: Sequence[int], advanced: int, years: Sequence[int]) -> Floats:
        """Chance to match at an advanced entry of ``order`` and then in each first year of a list: (years, draws).

        A first year that stands above it on the primary list has missed her already, and does so again.
        """
        above = set(order[: list(order).index(advanced)])
        found = np.zeros((len(years), self.size))
        for share, missed in self._levels():
            here = -np.expm1(missed[advanced]) * np.exp(missed[list(above)].sum(0))
            for at, year in enumerate(years):
                if year in above or year in years[:at]:
                    continue
                found[at] += share * self._average(here * -np.expm1(missed[year]))
                here = here * np.exp(missed[year])
        return found

    def drop_effects(self, order: Sequence[int]) -> Floats:
        """What dropping each of these entries changes in the chance to match with them: (ranks, draws), at most 0."""
        found = np.zeros((len(order), self.size))
        for share, missed in self._levels():
            every = missed[list(order)].sum(0)
            for rank, entry in enumerate(order):
                found[rank] += share * self._average(np.exp(every) - np.exp(every - missed[entry]))
        return np.minimum(found, 0.0)

    def draw_outcomes(self, markets: int, seed: int) -> npt.NDArray[np.bool_]:
        """Outcomes drawn from the model: whether each entry reaches the applicant in each market: (markets, entries).

        A market has its own fitted draw, traits and, shared by all entries, readiness to match at all.
        """
        dice = np.random.default_rng(seed)
        draw = dice.integers(self.size, size=markets)
        belief = self.posterior.belief[draw].cumsum(1)
        node = (belief < dice.random((markets, 1)) * belief[:, -1:]).sum(1)
        missed = np.exp(self.log_miss[:, draw, node].T)
        can = dice.random((markets, 1)) >= self.eps[:, draw].T
        return np.asarray((dice.random(missed.shape) >= missed) & can)

    def _levels(self) -> list[tuple[Floats, Floats]]:
        """Groups of applicants by the specialties they can match in: the share of each, and what misses it.

        Whoever cannot match in the easier specialty cannot in the harder one: the levels of ``JointPosterior``.
        """
        kinds = np.sort(np.stack([part.group.eps for part in self.posterior.parts]), 0)
        ends = np.vstack([kinds, np.ones(self.size)])
        return [
            (ends[at + 1] - ends[at], np.where((self.eps <= ends[at])[..., None], self.log_miss, 0.0))
            for at in range(len(kinds))
        ]

    def _average(self, values: Floats) -> Floats:
        return average(self.posterior.belief, values)


def list_model(season: Season, entries: Sequence[RankEntry], on: date, draws: int | None = None) -> ListModel:
    """The model of a list's entries, in the order given.

    Args:
        draws: With so many fitted draws; all of them if left out.
    """
    everything = applicant_posterior(season, on, draws)
    listed = applicant_posterior(season_of(season, entries), on, draws).at(everything.nodes)
    first = listed.parts[0]
    missed = [np.zeros_like(first.odds) for _ in entries] + [log_miss(first.odds)]
    eps = [first.group.eps] * (len(entries) + 1)
    for part in listed.parts:
        scale = _crowd(part)
        for at, entry in enumerate(entries):
            if entry.counts and entry.interview is not None and entry.target == part.target:
                missed[at] = scale * part.log_miss_of(kind_of(entry.interview, part.need))
                eps[at] = part.group.eps
    return ListModel(listed, np.stack(missed), np.stack(eps))


def season_of(season: Season, entries: Sequence[RankEntry]) -> Season:
    """The season with the interviews of the entries that count, each once, and no others."""
    counted: dict[int, Interview] = {
        id(e.interview): e.interview for e in entries if e.counts and e.interview is not None
    }
    return season.model_copy(update={"interviews": tuple(counted.values())})


def _crowd(part: ApplicantPosterior) -> Floats | float:
    """What each program's log-chance is multiplied by, so that all together make the part's own.

    It differs from 1 only where all interviews crowd into one place and the list is worth its best few.
    """
    every = part.log_miss_all(part.kinds)
    whole = part.list_log_miss
    divisible = (every < 0) & np.isfinite(every)  # a list that is surely not missed needs no scale
    return np.asarray(np.divide(whole, every, out=np.ones_like(every), where=divisible))
