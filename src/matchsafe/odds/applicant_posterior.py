"""An applicant with a list: belief about strength, and the chance that each program of the list is missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matchsafe.domain.rankable import rankable
from matchsafe.domain.season import Interview, Season, Target, VisaNeed
from matchsafe.odds import programs
from matchsafe.odds.draws import PosteriorGroup, group
from matchsafe.odds.programs import InterviewKind
from matchsafe.odds.quadrature import THETA, CountModel, average, count_model, log_miss, posterior
from matchsafe.odds.strength import Strength, strength

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ApplicantPosterior:
    """One applicant's list as the model sees it. Arrays are (draws,) or (draws, nodes).

    Attributes:
        interviews: The interviews that count toward safety.
        odds: Odds that an average program on the list reaches the applicant, at each draw and node.
        target: The specialty and the kind of position.
        first_node: The first node of the grid of strength, of all draws or of each.
    """

    group: PosteriorGroup
    need: VisaNeed | None
    strength: Strength
    count: CountModel
    interviews: tuple[Interview, ...]
    odds: Floats
    target: Target
    first_node: Floats = field(default_factory=lambda: THETA[:1])

    @property
    def parts(self) -> tuple[ApplicantPosterior, ...]:
        """The list by specialty and kind of position, most wanted first."""
        return (self,)

    @property
    def ranks(self) -> int:
        """Number of programs that count."""
        return len(self.interviews)

    @cached_property
    def kinds(self) -> Counter[InterviewKind]:
        """How many interviews there are of each kind."""
        return programs.kinds(self.interviews, self.need)

    def log_miss_of(self, kind: InterviewKind) -> Floats:
        """Log-chance that one program of a kind is missed."""
        odds = self.odds * np.exp(programs.offset(kind, self.group.size))[:, None]
        return log_miss(odds, programs.feasible(kind, self.need, self.group.size))

    def log_miss_all(self, kinds: Counter[InterviewKind]) -> Floats:
        """Log-chance that every program is missed."""
        total = np.zeros_like(self.odds)
        for kind, times in kinds.items():
            total += times * self.log_miss_of(kind)
        return total

    def at(self, theta: Floats) -> ApplicantPosterior:
        """The same list at strengths other than those of the grid, (draws, nodes): for what is missed given strength.

        The belief about strength stays one over the grid.
        """
        away = self.group.c[:, None] * (theta - self.first_node)
        return replace(self, odds=self.odds[:, :1] * np.exp(away))

    @cached_property
    def missed(self) -> Floats:
        """Log-chance that every program of the list is missed, for an applicant whose list can match."""
        return self.missed_were_they(self.kinds)

    def missed_were_they(self, kinds: Counter[InterviewKind]) -> Floats:
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

    @property
    def can_match(self) -> Floats:
        """Share of such applicants whose list can match at all, one value per draw."""
        return np.asarray(1 - self.group.eps)

    @property
    def shares(self) -> tuple[Floats, ...]:
        """Chance to match in each part of the list ranked in its order, one value per draw; they add to the chance."""
        return (self.chance,)

    def alone(self) -> tuple[Floats, ...]:
        """Chance to match with each part of the list only, for the same applicant."""
        return (self.chance,)

    def lists_of_one_to(self, longest: int) -> Iterator[Callable[[Floats], Floats]]:
        """For each length of a list with programs on average like these: the chance to match under a belief."""
        one = np.exp(self.missed / self.ranks if self.ranks else log_miss(self.odds))
        missed = np.ones_like(one)
        for _ in range(longest):
            missed = missed * one
            yield lambda belief, missed=missed: (1 - self.group.eps) * average(belief, 1 - missed)  # type: ignore[misc]


@dataclass(frozen=True)
class JointPosterior(ApplicantPosterior):
    """One list over several specialties or kinds of position, for one applicant with one strength.

    What is the list's own (belief, chance, count of ranks) is that of the whole; what is one specialty's (``group``,
    ``odds``, ``count`` of the reference population) is the most wanted one's.

    Strength is shared: at each node the applicant stands as many standard deviations above what the profile says in
    one specialty as in any other, each on the scale of its own applicants. The counts speak of that one strength
    together: the whole list is held against how many programs the applicants of each specialty rank, each specialty
    weighing as much as its part of the list, so that a second specialty is not read as a short list in it. Programs
    are missed independently given strength, and the few who cannot match however long their list is are the same
    people in every specialty: whoever cannot in the easier one cannot in the harder one.
    """

    wishes: tuple[ApplicantPosterior, ...] = ()

    @property
    def parts(self) -> tuple[ApplicantPosterior, ...]:
        """The list by specialty and kind of position, most wanted first."""
        return self.wishes

    def at(self, theta: Floats) -> JointPosterior:
        """The same list at other strengths, given on the scale of the most wanted specialty."""
        deviation = (theta - self.strength.mean[:, None]) / self.strength.sd[:, None]
        moved = (
            part.at(part.strength.mean[:, None] + part.strength.sd[:, None] * deviation)
            for part in self.wishes
        )
        return replace(self, odds=super().at(theta).odds, wishes=tuple(moved))

    @cached_property
    def missed(self) -> Floats:
        """Log-chance that every program of the list is missed, for an applicant whose list can match."""
        return np.asarray(sum(part.missed for part in self.wishes))

    def missed_were_they(self, kinds: Counter[InterviewKind]) -> Floats:
        """Log-chance that every program is missed, were those of the most wanted specialty of these kinds."""
        return np.asarray(self.wishes[0].missed_were_they(kinds) + sum(p.missed for p in self.wishes[1:]))

    @property
    def can_match(self) -> Floats:
        """Share of such applicants whose list can match at all, one value per draw."""
        reached = average(self.belief, -np.expm1(self.missed))
        return np.asarray(
            np.where(reached > 0, self.chance / np.where(reached > 0, reached, 1), super().can_match)
        )

    def matching(self, missed: Floats) -> Floats:
        """Chance to match, one value per draw; what ``missed`` differs by counts for the most wanted specialty."""
        misses = [part.missed for part in self.wishes]
        misses[0] = misses[0] + (missed - self.missed)
        return np.asarray(sum(self._shares(misses, self.belief)))

    @property
    def shares(self) -> tuple[Floats, ...]:
        """Chance to match in each part of the list ranked in its order, one value per draw; they add to the chance."""
        return self._shares([part.missed for part in self.wishes], self.belief)

    def alone(self) -> tuple[Floats, ...]:
        """Chance to match with each part of the list only, for the same applicant."""
        return tuple(
            np.asarray((1 - part.group.eps) * average(self.belief, -np.expm1(part.missed)))
            for part in self.wishes
        )

    def lists_of_one_to(self, longest: int) -> Iterator[Callable[[Floats], Floats]]:
        """For each length of a list with programs on average like these: the chance to match under a belief."""
        if not self.ranks:
            yield from self.wishes[0].lists_of_one_to(longest)
            return
        for ranks in range(1, longest + 1):
            misses = [part.missed * (ranks / self.ranks) for part in self.wishes]
            yield lambda belief, misses=misses: np.asarray(sum(self._shares(misses, belief)))  # type: ignore[misc]

    def _shares(self, misses: list[Floats], belief: Floats) -> tuple[Floats, ...]:
        """Chance to match in each part, from the log-chances that all its programs are missed."""
        eps = np.stack([part.group.eps for part in self.wishes])
        ends = np.vstack([np.sort(eps, 0), np.ones(self.group.size)])
        shares = [np.zeros(self.group.size) for _ in misses]
        for level in range(len(misses)):
            weight = ends[level + 1] - ends[level]  # of applicants who can match where eps is at most this
            before = np.zeros_like(belief)
            for at, missed in enumerate(misses):
                open_ = (eps[at] <= ends[level])[:, None]
                here = np.where(open_, missed, 0.0)
                shares[at] = shares[at] + weight * average(belief, np.exp(before) * -np.expm1(here))
                before = before + here
        return tuple(shares)


def applicant_posterior(
    season: Season, on: date, draws: int | None = None, times: int = 1
) -> ApplicantPosterior:
    """The posterior of a season's applicant on a day, with all fitted draws or ``draws`` of them ``times`` over."""
    held = rankable(season)
    by_wish = {wish: tuple(i for i in held if season.target_of(i) == wish) for wish in season.wishes}
    parts = [_part(season, wish, interviews, on, draws, times) for wish, interviews in by_wish.items()]
    if len(parts) == 1:
        return parts[0]
    first, *rest = parts
    deviation = (THETA - first.strength.mean[:, None]) / first.strength.sd[:, None]
    shared = [
        first,
        *(_on_nodes(p, p.strength.mean[:, None] + p.strength.sd[:, None] * deviation) for p in rest),
    ]
    weights = [len(p.interviews) / len(held) for p in parts] if held else [1.0, *(0.0 for _ in rest)]
    more = sum(w * p.count.more for w, p in zip(weights, shared, strict=True))
    base = sum(w * p.count.base for w, p in zip(weights, shared, strict=True))
    return JointPosterior(
        first.group, first.need, first.strength, CountModel(np.asarray(more), np.asarray(base)), held, first.odds,
        first.target, first.first_node, tuple(shared),
    )  # fmt: skip


def _part(
    season: Season, wish: Target, interviews: tuple[Interview, ...], on: date, draws: int | None, times: int
) -> ApplicantPosterior:
    """The interviews of one specialty and kind of position."""
    fitted = group(season.applicant.type, wish.specialty)
    if draws is not None:
        fitted = fitted.thin(draws, times)
    shared = programs.everywhere(interviews, wish.track, fitted.size)
    return ApplicantPosterior(
        group=fitted,
        need=season.applicant.visa,
        strength=strength(season.applicant, fitted, on),
        count=count_model(fitted),
        interviews=interviews,
        odds=np.exp((fitted.b + shared)[:, None] + fitted.c[:, None] * THETA),
        target=wish,
    )


def _on_nodes(part: ApplicantPosterior, nodes: Floats) -> ApplicantPosterior:
    """A part of the list at the nodes of another specialty's strength."""
    return replace(part.at(nodes), count=count_model(part.group, nodes), first_node=nodes[:, :1])
