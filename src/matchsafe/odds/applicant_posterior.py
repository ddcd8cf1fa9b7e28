"""An applicant with a list: belief about both traits, and the chance that each program of the list is missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from matchsafe.domain.rankable import rankable_by_wish
from matchsafe.domain.season import Season, Target, VisaNeed
from matchsafe.domain.season_interview import Interview
from matchsafe.odds import programs
from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import Variation, variation, variation_in_force
from matchsafe.odds.assumptions import draws as assumption
from matchsafe.odds.draws import PosteriorGroup, group, thin_draws
from matchsafe.odds.programs import InterviewKind, ProgramStep
from matchsafe.odds.quadrature import (
    CountModel,
    JointCount,
    Nodes,
    ProductNodes,
    StrengthNodes,
    average,
    log_miss,
    translate_strength,
)
from matchsafe.odds.strength import Strength, exposure, strength


@dataclass(frozen=True)
class ApplicantPosterior:
    """One applicant's list as the model sees it. Arrays are (draws,) or (draws, nodes).

    Attributes:
        interviews: The interviews that count toward safety.
        kinds: How many of them there are of each kind.
        logit: Logit at an average program before the traits, one value per draw.
        leftover: Chance that a place is left over at a program, or ``None``; see ``programs.leftover_chance``.
        variation: How the draws of assumptions come.
        target: The specialty and the kind of position.
        given_nodes: Traits in place of those that the count leads to.
    """

    group: PosteriorGroup
    need: VisaNeed | None
    strength: Strength
    count: CountModel
    interviews: tuple[Interview, ...]
    kinds: Counter[InterviewKind]
    logit: Floats
    target: Target
    variation: Variation
    leftover: Floats | None = None
    given_nodes: Nodes | None = None

    @cached_property
    def strengths(self) -> StrengthNodes:
        """Strengths, and how much each is believed once the count is seen."""
        return self.count.strengths(self.strength, self.ranks)

    @cached_property
    def nodes(self) -> Nodes:
        """Both traits, and how much each pair of them is believed once the count is seen."""
        return self.given_nodes or self.strengths.both

    @property
    def parts(self) -> tuple[ApplicantPosterior, ...]:
        """The list by specialty and kind of position, most wanted first."""
        return (self,)

    @property
    def separate_wishes(self) -> tuple[ApplicantPosterior, ...]:
        """The same, each part as if there were no other."""
        return (self,)

    @property
    def ranks(self) -> int:
        """Number of programs that count."""
        return len(self.interviews)

    @cached_property
    def odds(self) -> Floats:
        """Odds that an average program on the list reaches the applicant, at each draw and node."""
        return self.odds_at(self.nodes.s, self.nodes.u)

    def odds_at(self, s: Floats, u: Floats) -> Floats:
        """The odds at other traits, (draws, nodes) and (nodes,)."""
        g = self.group
        odds = g.c_s[:, None] * s
        odds += self.logit[:, None]
        odds += g.c_u[:, None] * u
        return self.with_leftovers(np.exp(odds, out=odds))

    def with_leftovers(self, odds: Floats) -> Floats:
        """The odds where a place may also be left over, from those without."""
        return odds if self.leftover is None else (1 + odds) / (1 - self.leftover[:, None]) - 1

    @cached_property
    def is_crowded(self) -> bool:
        """Whether the list is in one crowded place."""
        return programs.is_crowded(self.interviews)

    def log_miss_of(self, kind: InterviewKind, odds: Floats | None = None) -> Floats:
        """Log-chance that one program of a kind is missed; ``odds``: of an average one, if not at the nodes."""
        step = self.step_of(kind)
        odds = self.odds if odds is None else odds
        return log_miss(odds / step.inverse[:, None], step.feasible)

    def log_miss_all(self, kinds: Counter[InterviewKind]) -> Floats:
        """Log-chance that every program is missed."""
        terms = None if self.given_nodes else self.polynomial(kinds)
        if terms is None:
            return self.log_miss_of_kinds(kinds, self.odds)
        found = self.own_product_nodes.polynomial(terms)
        return np.negative(np.log(found, out=found), out=found)

    def step_of(self, kind: InterviewKind) -> ProgramStep:
        """What is known of programs of a kind."""
        return programs.program_step(kind, self.need, self.group.size, self.variation)

    def product_nodes(self, s: Floats) -> ProductNodes:
        """These strengths, (lists, draws, nodes of ``s``), and every impression."""
        return ProductNodes(np.exp(self.logit[:, None] + self.group.c_s[:, None] * s), self.group.c_u)

    @cached_property
    def own_product_nodes(self) -> ProductNodes:
        """The strengths that the count leads to, and every impression."""
        return self.product_nodes(self.strengths.s[None])

    def polynomial(self, kinds: Counter[InterviewKind]) -> Floats | None:
        """One over the chance that programs of these kinds are all missed, by power of the odds: (powers, draws).

        ``None`` where it is no polynomial, or a long one.
        """
        if self.leftover is not None or not programs.is_multiplied(kinds):
            return None
        return programs.miss_polynomial([self.step_of(kind) for kind in kinds.elements()])

    def log_miss_of_kinds(self, kinds: Counter[InterviewKind], odds: Floats) -> Floats:
        """Log-chance that programs of these kinds are all missed, given the odds of an average one.

        A list of usual length is multiplied out, so that one logarithm is taken and not one a program.
        """
        if not programs.is_multiplied(kinds):
            return sum((n * self.log_miss_of(kind, odds) for kind, n in kinds.items()), np.zeros_like(odds))
        offsets = np.zeros(self.group.size)
        found, here = np.ones_like(odds), np.empty_like(odds)
        for kind, times in kinds.items():
            step = self.step_of(kind)
            np.add(odds, step.inverse[:, None], out=here)  # 1 + odds exp(offset), over exp(offset)
            offsets += times * step.offset
            if step.feasible is not None:
                here /= 1 + ((1 - step.feasible) / step.inverse)[:, None] * odds
            with np.errstate(over="ignore"):  # a product of very large odds: never missed
                for _ in range(times):
                    found *= here
        found = np.log(found, out=found)
        found += offsets[:, None]
        return np.negative(found, out=found)

    def at(self, nodes: Nodes) -> ApplicantPosterior:
        """The same list at other traits."""
        return replace(self, given_nodes=nodes)

    @cached_property
    def list_log_miss(self) -> Floats:
        """Log-chance that every program of the list is missed, for an applicant whose list can match."""
        return self.log_miss_if(self.kinds)

    def log_miss_if(self, kinds: Counter[InterviewKind]) -> Floats:
        """Log-chance that every program of the list is missed, were its interviews of these kinds.

        One crowded place leaves a list no worse than the best few of it, which would not be a crowd: or else one more
        interview could lower the chance.
        """
        every = self.log_miss_all(kinds)
        if not self.is_crowded:
            return every
        few = programs.CROWD - 1
        with variation_in_force(self.variation):
            spread_out = self.logit - programs.crowding(self.group.size)
        alone = replace(self.at(self.nodes), logit=spread_out)
        each = [alone.log_miss_of(kind) for kind, times in kinds.items() for _ in range(min(times, few))]
        return np.asarray(np.minimum(every, np.sort(np.stack(each), 0)[:few].sum(0)))

    @property
    def belief(self) -> Floats:
        """Belief about the traits given profile and count, over the nodes."""
        return self.nodes.weights

    @cached_property
    def chance(self) -> Floats:
        """Chance to match from the list, one value per draw."""
        return self.match_chance(self.list_log_miss)

    @cached_property
    def mean_chance(self) -> float:
        """The chance, on average over the draws."""
        return float(self.chance.mean())

    def match_chance(self, missed: Floats) -> Floats:
        """Chance to match, one value per draw, from the log-chance that every program of a list is missed."""
        return np.asarray((1 - self.group.eps) * average(self.belief, -np.expm1(missed)))

    def gain_of(self, kind: InterviewKind) -> Floats:
        """What one more program of a kind adds to the chance, one value per draw."""
        step = self.step_of(kind)
        missed = self.odds + step.inverse[:, None]
        reached = average(self._open, np.divide(self.odds, missed, out=missed))
        return reached if step.feasible is None else step.feasible * reached

    @cached_property
    def _open(self) -> Floats:
        """Belief that the traits are these, that the list can match and that every program of it is missed."""
        return np.asarray(self.belief * np.exp(self.list_log_miss) * self.can_match[:, None])

    def match_chance_in_parts(self, missed: Sequence[Floats]) -> Floats:
        """The same from the log-chances that every program of each part of the list is missed."""
        return self.match_chance(missed[0])

    @property
    def can_match(self) -> Floats:
        """Share of such applicants whose list can match at all, one value per draw."""
        return np.asarray(1 - self.group.eps)

    @property
    def shares(self) -> tuple[Floats, ...]:
        """Chance to match in each part of the list ranked in its order, one value per draw; they add to the chance."""
        return (self.chance,)

    def separate_chances(self) -> tuple[Floats, ...]:
        """Chance to match with each part of the list only, for the same applicant."""
        return (self.chance,)


@dataclass(frozen=True)
class JointPosterior(ApplicantPosterior):
    """One list over several specialties or kinds of position, for one applicant with both traits shared.

    What is the list's own (belief, chance, count of ranks) is that of the whole; what is one specialty's (``group``,
    ``odds``) is the most wanted one's.

    Strength is shared: at each node the applicant stands as many standard deviations above what the profile says in
    one specialty as in any other. Impression is the same in all. Programs are missed independently given both traits,
    and the few who cannot match however long their list is are the same people in every specialty: whoever cannot in
    the easier one cannot in the harder one.
    """

    wishes: tuple[ApplicantPosterior, ...] = ()

    @property
    def separate_wishes(self) -> tuple[ApplicantPosterior, ...]:
        """The parts, each as if there were no other."""
        return self.wishes

    @property
    def parts(self) -> tuple[ApplicantPosterior, ...]:
        """The list by specialty and kind of position, most wanted first, each at these traits on its own scale."""
        return self._parts

    @cached_property
    def _parts(self) -> tuple[ApplicantPosterior, ...]:
        nodes = self.nodes
        return tuple(
            part.at(replace(nodes, s=translate_strength(nodes.s, self.strength, part.strength)))
            for part in self.wishes
        )

    @cached_property
    def list_log_miss(self) -> Floats:
        """Log-chance that every program of the list is missed, for an applicant whose list can match."""
        return np.asarray(sum(part.list_log_miss for part in self.parts))

    def log_miss_if(self, kinds: Counter[InterviewKind]) -> Floats:
        """Log-chance that every program is missed, were those of the most wanted specialty of these kinds."""
        return np.asarray(self.parts[0].log_miss_if(kinds) + sum(p.list_log_miss for p in self.parts[1:]))

    @property
    def can_match(self) -> Floats:
        """Share of such applicants whose list can match at all, one value per draw."""
        reached = average(self.belief, -np.expm1(self.list_log_miss))
        return np.asarray(
            np.where(reached > 0, self.chance / np.where(reached > 0, reached, 1), super().can_match)
        )

    def match_chance(self, missed: Floats) -> Floats:
        """Chance to match, one value per draw; what ``missed`` differs by counts for the most wanted specialty."""
        misses = [part.list_log_miss for part in self.parts]
        misses[0] = misses[0] + (missed - self.list_log_miss)
        return self.match_chance_in_parts(misses)

    def gain_of(self, kind: InterviewKind) -> Floats:
        """What one more program of a kind in the most wanted specialty adds to the chance, one value per draw."""
        return self.match_chance(self.list_log_miss + self.log_miss_of(kind)) - self.chance

    def match_chance_in_parts(self, missed: Sequence[Floats]) -> Floats:
        """The same from the log-chances that every program of each part of the list is missed."""
        return np.asarray(sum(self.shares_of(list(missed), self.belief)))

    @property
    def shares(self) -> tuple[Floats, ...]:
        """Chance to match in each part of the list ranked in its order, one value per draw; they add to the chance."""
        return self.shares_of([part.list_log_miss for part in self.parts], self.belief)

    def separate_chances(self) -> tuple[Floats, ...]:
        """Chance to match with each part of the list only, for the same applicant."""
        return tuple(
            np.asarray((1 - part.group.eps) * average(self.belief, -np.expm1(part.list_log_miss)))
            for part in self.parts
        )

    def shares_of(self, misses: list[Floats], belief: Floats) -> tuple[Floats, ...]:
        """Chance to match in each part, from the log-chances that all its programs are missed."""
        shares = [np.zeros(belief.shape[:-1]) for _ in misses]
        for weight, levels in self.levels(misses):
            before = np.zeros_like(belief)
            for at, here in enumerate(levels):
                shares[at] = shares[at] + weight * average(belief, np.exp(before) * -np.expm1(here))
                before = before + here
        return tuple(shares)

    def levels(self, misses: Sequence[Floats]) -> Iterator[tuple[Floats, list[Floats]]]:
        """Groups of applicants by the parts they can match in: each one's share, and what misses it in each part."""
        eps = np.stack([part.group.eps for part in self.wishes])
        ends = np.vstack([np.sort(eps, 0), np.ones(self.group.size)])
        for level, end in enumerate(ends[:-1]):
            can = (eps <= end)[..., None]
            yield ends[level + 1] - end, [np.where(c, m, 0.0) for c, m in zip(can, misses, strict=True)]


def applicant_posterior(
    season: Season, on: date, draws: int | None = None, like: ApplicantPosterior | None = None
) -> ApplicantPosterior:
    """The standing of a season's applicant on a day, in each part of the variation in force.

    Args:
        draws: With so many fitted draws in each part; all of them if left out.
        like: The same on other draws, whose interviews need not be sorted out again.
    """
    if like is None:
        need = season.applicant.visa
        lists = [(wish, some, programs.kinds(some, need)) for wish, some in rankable_by_wish(season).items()]
    else:
        lists = [(part.target, part.interviews, part.kinds) for part in like.separate_wishes]
    parts = [_part(season, on, draws, *each) for each in lists]
    first = parts[0]
    if len(parts) == 1:
        return first
    held = tuple(i for part in parts for i in part.interviews)
    weights = [len(p.interviews) / len(held) for p in parts] if held else [1.0, *(0.0 for _ in parts[1:])]
    return JointPosterior(
        group=first.group,
        need=first.need,
        strength=first.strength,
        count=JointCount([p.count for p in parts], [p.strength for p in parts], weights),
        interviews=held,
        kinds=sum((part.kinds for part in parts), Counter[InterviewKind]()),
        logit=first.logit,
        target=first.target,
        variation=first.variation,
        leftover=first.leftover,
        wishes=tuple(parts),
    )


def _part(
    season: Season,
    on: date,
    draws: int | None,
    wish: Target,
    interviews: tuple[Interview, ...],
    kinds: Counter[InterviewKind],
) -> ApplicantPosterior:
    """The interviews of one specialty and kind of position."""
    kind, specialty, varied = season.applicant.type, wish.specialty, variation()
    fitted = group(kind, specialty) if draws is None else thin_draws(kind, specialty, draws, varied.times)
    size = fitted.size
    belief = strength(season.applicant, fitted, on)
    logit = fitted.b + programs.everywhere(interviews, wish.track, size)
    if np.any(belief.profile):
        logit = logit + assumption("assumptions.profile_at_programs", size) * belief.profile
    return ApplicantPosterior(
        group=fitted,
        need=season.applicant.visa,
        strength=belief,
        count=CountModel(fitted, exposure(season, size)),
        interviews=interviews,
        kinds=kinds,
        logit=logit,
        target=wish,
        variation=varied,
        leftover=programs.leftover_chance(wish.specialty, wish.track, size),
    )
