"""What two lists are worth together, on draws of the model that neither was chosen on."""

from __future__ import annotations

from copy import copy
from datetime import date

import numpy as np

from matchsafe.domain.estimate import Estimate
from matchsafe.odds.arrays import Ints
from matchsafe.odds.invitation import ALL_DRAWS, Scenarios, joint_weights
from matchsafe.odds.quadrature import estimate
from matchsafe.planning.chances import Floats
from matchsafe.planning.couples import NOWHERE
from matchsafe.services.couple_plan.solution import CoupleSolution
from matchsafe.services.plan.evaluator import PortfolioEvaluator
from matchsafe.services.plan.solution import HELD_OUT_NODES, scenarios_at


class CoupleEvaluator:
    """Two lists and the interviews held, valued together.

    Attributes:
        alone: Values each partner's list, wherever the other matches.
        modes: How each partner's programs are sent, by program of their own problem; -1 for not on the list.
        hits: Chance of an interview and of being reached at each program of a list; (programs, draws, nodes).
    """

    def __init__(self, solved: CoupleSolution, on: date) -> None:
        self.solved = solved
        self.drawn = self._scenarios(0, on), self._scenarios(1, on)
        self.joint = joint_weights(*self.drawn)
        self.modes = tuple(self._modes(who) for who in (0, 1))
        self.alone = tuple(self._alone(who) for who in (0, 1))
        self.hits = tuple(self._hits(who) for who in (0, 1))
        self.regions = self._regions()

    def of(self, solved: CoupleSolution) -> CoupleEvaluator:
        """The same for other lists that are part of these."""
        other = copy(self)
        other.solved = solved
        other.modes = tuple(other._modes(who) for who in (0, 1))
        other.hits = tuple(other._hits(who) for who in (0, 1))
        other.regions = other._regions()
        return other

    def _regions(self) -> list[list[str]]:
        return [
            [self.solved.partners[who].regions[j] for j in self.solved.numbers(who).tolist()]
            for who in (0, 1)
        ]

    def _rows(self, who: int) -> list[int]:
        """Programs of a partner's list; an empty one has any one program, which brings the strengths along."""
        known = len(self.solved.partners[who].candidates.programs)
        return [j for j in self.solved.numbers(who).tolist() if j < known] or [0]

    def _scenarios(self, who: int, on: date) -> Scenarios:
        partner = self.solved.partners[who]
        return scenarios_at(
            partner.season, partner.request, partner.candidates, self._rows(who), on,
            count=ALL_DRAWS, nodes=HELD_OUT_NODES,
        )  # fmt: skip

    def _modes(self, who: int) -> Ints:
        modes = np.full(self.solved.partners[who].problem.programs, -1)
        modes[self.solved.numbers(who)] = self.solved.modes(who)
        return modes

    def _alone(self, who: int) -> PortfolioEvaluator:
        partner = self.solved.partners[who]
        return PortfolioEvaluator.of(
            partner.problem,
            self._rows(who),
            self.drawn[who],
            partner.candidates.invited,
            partner.candidates.open_invitations,
        )

    def _hits(self, who: int) -> Floats:
        alone = self.alone[who]
        on = np.flatnonzero(alone.rows_of(self.modes[who]) >= 0)
        hits = alone.problem.chances.hits[0, on]
        return np.asarray(hits.reshape(len(on), ALL_DRAWS, len(alone.draw) // ALL_DRAWS))

    def _missed(self, who: int, region: str | None = None, without: int | None = None) -> Floats:
        """Chance that no program of a partner's list (in one region) takes them; (draws, nodes)."""
        kept = [
            i
            for i, name in enumerate(self.regions[who])
            if (region is None or name == region) and i != without
        ]
        return np.asarray((1 - self.hits[who][kept]).prod(axis=0))

    def _average(self, values: Floats, tie: Floats | None = None) -> Floats:
        tie = self.joint if tie is None else tie
        return np.asarray((values * tie).sum((1, 2)) / tie.sum((1, 2)))

    def mean(self, values: Floats) -> float:
        """The average over draws and both partners' strengths."""
        return float(self._average(values).mean())

    def _no_pair(self, region: str) -> Floats:
        """Chance that no pair of programs in a region takes both; (draws, nodes, nodes)."""
        one, two = self._missed(0, region), self._missed(1, region)
        return np.asarray(1 - (1 - one)[:, :, None] * (1 - two)[:, None, :])

    @property
    def common_regions(self) -> tuple[str, ...]:
        """Regions in which both have a program or an interview."""
        return tuple(r for r in dict.fromkeys(self.regions[0]) if r != NOWHERE and r in self.regions[1])

    def worth(self) -> Floats:
        """Chance that both match in one region, one value a draw."""
        return self._average(1 - self._all_missed(self.common_regions))

    def together(self, regions: tuple[str, ...] | None = None, correlation: float | None = None) -> Estimate:
        """Chance that both match in one of the regions (all if left out)."""
        tie = None
        if correlation is not None:
            tie = joint_weights(self.drawn[0], self.drawn[1], correlation)
        missed = self._all_missed(self.common_regions if regions is None else regions)
        return estimate(self._average(1 - missed, tie))

    def _all_missed(self, regions: tuple[str, ...]) -> Floats:
        out = np.ones_like(self.joint)
        for region in regions:
            out = out * self._no_pair(region)
        return out

    def anywhere(self) -> tuple[Estimate, Estimate]:
        """Chance that both match, wherever, and that at least one does."""
        one, two = self._missed(0)[:, :, None], self._missed(1)[:, None, :]
        return estimate(self._average((1 - one) * (1 - two))), estimate(self._average(1 - one * two))

    def region(self, name: str) -> tuple[Estimate, Estimate]:
        """Chance that both could match in a region, and what the chance of matching together would lose without it."""
        others = self._all_missed(tuple(r for r in self.common_regions if r != name))
        here = 1 - self._no_pair(name)
        return estimate(self._average(here)), estimate(self._average(others * here))

    def gains(self, who: int) -> tuple[Estimate, ...]:
        """What the chance of matching together would lose without each program of a list."""
        found = []
        elsewhere = {
            r: self._all_missed(tuple(x for x in self.common_regions if x != r)) for r in self.common_regions
        }
        for i, region in enumerate(self.regions[who]):
            if region not in elsewhere:
                found.append(Estimate(value=0, low=0, high=0))
                continue
            lost = self._missed(who, region, without=i) * self.hits[who][i]
            other = 1 - self._missed(1 - who, region)
            pair = lost[:, None, :] * other[:, :, None] if who else lost[:, :, None] * other[:, None, :]
            found.append(estimate(self._average(elsewhere[region] * pair)))
        return tuple(found)
