"""The chance that a couple's Match ends at each pair of their list.

Given both partners' traits, programs reach either partner independently; the couple ends at the first pair of which
both programs do. Traits are tied as the outlook ties those of couples. The traits and what reaches the first partner
are drawn; what reaches the second is summed exactly over every case, so that few draws are needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.odds.arrays import Floats
from matchsafe.odds.couples import joint_belief
from matchsafe.ranking.pairs import NOBODY, Pair
from matchsafe.ranking.rank_chances import ListModel

Flags = npt.NDArray[np.bool_]
BothYears = tuple[Mapping[int, Sequence[int]], Mapping[int, Sequence[int]]]

CASES: Final = 1024
"""Cases drawn for each fitted draw: some 49,000 in all, which leaves an error below 1 in 500."""
_SEED: Final = 20_270_319
"""Any number; the same couple always gets the same cases."""


@dataclass(frozen=True)
class JointOutcome:
    """Chances of a couple's list, one value per fitted draw.

    Attributes:
        at_pair: That the Match ends at each pair, (pairs, draws).
        neither: That it ends without a match of either.
        first_more: What the pair of each program of the first partner with "no match" would add at the end,
            (programs, draws); ``second_more`` the same for the second.
        first_single, second_single, both_single: That each, and both, match with lists of their own.
        with_years: That the Match ends at each pair, with a first year for whoever of it needs one, (pairs, draws).
        first_bound: That the first partner matches to an advanced position and gets no first year; ``second_bound``
            the same for the second.
    """

    at_pair: Floats
    neither: Floats
    first_more: Floats
    second_more: Floats
    first_single: Floats
    second_single: Floats
    both_single: Floats
    with_years: Floats
    first_bound: Floats
    second_bound: Floats


@dataclass(frozen=True)
class CoupleCases:
    """Cases drawn from the model.

    Attributes:
        first: Whether each program reaches the first partner, (programs, cases).
        second: The chance that each reaches the second, (programs, cases).
        draws: Fitted draws; case ``i`` is of draw ``i // (cases / draws)``.
        listed: Programs of each partner's primary list; those after them are first years of supplemental lists alone.
    """

    first: Flags
    second: Floats
    draws: int
    listed: tuple[int, int]

    def per_draw(self, values: Floats) -> Floats:
        """The average of the cases of each draw, over the last axis."""
        each = values.shape[-1] // self.draws
        return np.asarray(values.reshape(*values.shape[:-1], self.draws, each).mean(-1))


def draw_cases(
    first: ListModel,
    second: ListModel,
    *,
    tied: bool,
    cases: int = CASES,
    listed: tuple[int, int] | None = None,
) -> CoupleCases:
    """Draw cases of both partners' traits and of what reaches the first.

    Args:
        listed: Entries of each model that are on the primary list; all of them if left out.
        tied: Whether the partners' traits are alike, as the outlook assumes; otherwise they are independent.
    """
    dice = np.random.default_rng(_SEED)
    draws = first.size
    one, two = first.posterior, second.posterior
    belief = joint_belief(one, two) if tied else one.belief[:, :, None] * two.belief[:, None, :]
    flat = belief.reshape(draws, -1).cumsum(1)
    spots = (np.arange(cases) + dice.random((draws, cases))) / cases
    node = np.stack([np.searchsorted(row, at * row[-1]) for row, at in zip(flat, spots, strict=True)])
    node = np.minimum(node, flat.shape[1] - 1)
    draw = np.repeat(np.arange(draws), cases)
    own, partners = (n.ravel() for n in np.divmod(node, belief.shape[2]))
    chances = []
    for model, at in ((first, own), (second, partners)):
        can = model.eps[:-1, draw] <= dice.random(draws * cases)
        chances.append(np.where(can, -np.expm1(model.log_miss[:-1, draw, at]), 0.0))
    own = dice.random(chances[0].shape) < chances[0]
    return CoupleCases(own, chances[1], draws, listed or (len(own), len(chances[1])))


def joint_outcome(cases: CoupleCases, pairs: Sequence[Pair], years: BothYears = ({}, {})) -> JointOutcome:
    """The chances of a list of pairs, given as places on the two lists.

    Args:
        years: For each partner, the first years to try after a match to each advanced position that needs one.
    """
    first, second = cases.first, cases.second
    alive = np.ones(first.shape[1])
    missed = np.zeros(second.shape, bool)  # programs known by now not to reach the second partner
    at_pair = np.zeros((len(pairs), cases.draws))
    with_years = np.zeros_like(at_pair)
    bound = np.zeros((2, cases.draws))
    for rank, (a, b) in enumerate(pairs):
        hers = np.ones_like(alive, bool) if a == NOBODY else first[a]
        his = 1.0 if b == NOBODY else np.where(missed[b], 0.0, second[b])
        here = np.where(hers, his, 0.0)
        ends = alive * here
        at_pair[rank] = cases.per_draw(ends)
        found = [np.ones_like(alive), np.ones_like(alive)]
        if a in years[0]:
            found[0] = first[list(years[0][a])].any(0).astype(float)
        if b in years[1]:
            each = list(years[1][b])
            found[1] = 1 - np.prod(1 - np.where(missed[each], 0.0, second[each]), axis=0)
        with_years[rank] = cases.per_draw(ends * found[0] * found[1])
        bound += [cases.per_draw(ends * (1 - f)) for f in found]
        alive = alive * (1 - here)
        if b != NOBODY:
            missed[b] |= hers
    first, second, missed = first[: cases.listed[0]], second[: cases.listed[1]], missed[: cases.listed[1]]
    any_first, none_second = first.any(0), np.prod(1 - second, axis=0)
    return JointOutcome(
        at_pair=at_pair,
        neither=cases.per_draw(alive),
        first_more=cases.per_draw(alive * first),
        second_more=cases.per_draw(alive * np.where(missed, 0.0, second)),
        first_single=cases.per_draw(any_first.astype(float)),
        second_single=cases.per_draw(1 - none_second),
        both_single=cases.per_draw(any_first * (1 - none_second)),
        with_years=with_years,
        first_bound=bound[0],
        second_bound=bound[1],
    )
