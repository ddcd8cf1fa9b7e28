"""What two lists are worth, on draws of the model that they were not chosen on: one value a draw for each chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from matchsafe.domain.estimate import Estimate
from matchsafe.odds.invitation import ALL_DRAWS, Scenarios, joint_weights
from matchsafe.odds.quadrature import estimate
from matchsafe.planning.chances import Floats
from matchsafe.planning.counts import Interviews, interviews
from matchsafe.planning.couples import NOWHERE
from matchsafe.services.couple_plan.solution import SolvedForTwo
from matchsafe.services.plan.evaluator import chances_of
from matchsafe.services.plan.solution import JUDGED, scenarios_at


@dataclass(frozen=True, eq=False)
class Side:
    """One partner's list on many draws.

    Attributes:
        scenarios: Chances at its programs.
        hit: Chance of an interview and of being reached, sent as planned; (programs, draws, nodes).
        invite: Chance of the interview alone; the same shape.
        weights: Weight of each scenario; (draws, nodes), adding to 1.
    """

    scenarios: Scenarios
    hit: Floats
    invite: Floats
    weights: Floats

    def mean(self, values: Floats) -> Floats:
        """Averages within each draw of values by (..., draw, node)."""
        return np.asarray((values * self.weights).sum(-1) / self.weights.sum(-1))

    def interviews(self) -> Interviews:
        """How many interviews there will be, those already held among them."""
        return interviews(self.invite.reshape(len(self.invite), self.weights.size), self.weights.ravel())


class Judge:
    """Values two lists."""

    def __init__(self, solved: SolvedForTwo, on: date) -> None:
        self.solved = solved
        self.sides = tuple(self._side(who, on) for who in (0, 1))
        self.tie = joint_weights(self.sides[0].scenarios, self.sides[1].scenarios)
        self.regions = [
            [solved.partners[who].regions[j] for j in solved.numbers(who).tolist()] for who in (0, 1)
        ]

    def _side(self, who: int, on: date) -> Side:
        partner, numbers = self.solved.partners[who], self.solved.numbers(who)
        known = len(partner.candidates.programs)
        rows = [j for j in numbers.tolist() if j < known]
        # Strengths are needed for an empty list too: any one program brings them along.
        drawn = scenarios_at(
            partner.season,
            partner.request,
            partner.candidates,
            rows or [0],
            on,
            count=ALL_DRAWS,
            nodes=JUDGED,
        )
        table = chances_of(drawn, [i for i, j in enumerate(rows) if j in partner.candidates.invited])
        at = [*range(len(rows)), *range(table.programs - (len(numbers) - len(rows)), table.programs)]
        shape = (len(numbers), ALL_DRAWS, drawn.weights.size // ALL_DRAWS)
        hit, invite = (
            values[self.solved.modes(who), at].reshape(shape) for values in (table.hits, table.invites)
        )
        weights = (drawn.weights / drawn.weights.sum()).reshape(shape[1:])
        return Side(drawn, hit, invite, weights)

    def _missed(self, who: int, region: str | None = None, without: int | None = None) -> Floats:
        """Chance that no program of a partner's list (in one region) takes them; (draws, nodes)."""
        kept = [
            i
            for i, name in enumerate(self.regions[who])
            if (region is None or name == region) and i != without
        ]
        return np.asarray((1 - self.sides[who].hit[kept]).prod(axis=0))

    def _average(self, values: Floats, tie: Floats | None = None) -> Floats:
        tie = self.tie if tie is None else tie
        return np.asarray((values * tie).sum((1, 2)) / tie.sum((1, 2)))

    def _no_pair(self, region: str) -> Floats:
        """Chance that no pair of programs in a region takes both; (draws, nodes, nodes)."""
        one, two = self._missed(0, region), self._missed(1, region)
        return np.asarray(1 - (1 - one)[:, :, None] * (1 - two)[:, None, :])

    @property
    def shared(self) -> tuple[str, ...]:
        """Regions in which both have a program or an interview."""
        return tuple(r for r in dict.fromkeys(self.regions[0]) if r != NOWHERE and r in self.regions[1])

    def together(self, regions: tuple[str, ...] | None = None, correlation: float | None = None) -> Estimate:
        """Chance that both match in one of the regions (all if left out)."""
        tie = None
        if correlation is not None:
            tie = joint_weights(self.sides[0].scenarios, self.sides[1].scenarios, correlation)
        missed = self._all_missed(self.shared if regions is None else regions)
        return estimate(self._average(1 - missed, tie))

    def _all_missed(self, regions: tuple[str, ...]) -> Floats:
        out = np.ones_like(self.tie)
        for region in regions:
            out = out * self._no_pair(region)
        return out

    def anywhere(self) -> tuple[Estimate, Estimate]:
        """Chance that both match, wherever, and that at least one does."""
        one, two = self._missed(0)[:, :, None], self._missed(1)[:, None, :]
        return estimate(self._average((1 - one) * (1 - two))), estimate(self._average(1 - one * two))

    def alone(self, who: int) -> Estimate:
        """Chance that one partner matches on their list."""
        return estimate(self.sides[who].mean(1 - self._missed(who)))

    def region(self, name: str) -> tuple[Estimate, Estimate]:
        """Chance that both could match in a region, and what the chance of matching together would lose without it."""
        others = self._all_missed(tuple(r for r in self.shared if r != name))
        here = 1 - self._no_pair(name)
        return estimate(self._average(here)), estimate(self._average(others * here))

    def gains(self, who: int) -> tuple[Estimate, ...]:
        """What the chance of matching together would lose without each program of a list."""
        found = []
        elsewhere = {r: self._all_missed(tuple(x for x in self.shared if x != r)) for r in self.shared}
        for i, region in enumerate(self.regions[who]):
            if region not in elsewhere:
                found.append(Estimate(value=0, low=0, high=0))
                continue
            lost = self._missed(who, region, without=i) * self.sides[who].hit[i]
            other = 1 - self._missed(1 - who, region)
            pair = lost[:, None, :] * other[:, :, None] if who else lost[:, :, None] * other[:, None, :]
            found.append(estimate(self._average(elsewhere[region] * pair)))
        return tuple(found)

    def p_interview(self, who: int) -> tuple[Estimate, ...]:
        """Chance of an interview at each program of a list."""
        return tuple(estimate(self.sides[who].mean(row)) for row in self.sides[who].invite)
