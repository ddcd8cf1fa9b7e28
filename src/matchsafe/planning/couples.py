"""A joint plan for two: programs for both partners, chosen so that both can match near each other.

The chance maximised is that both match in one region (or both anywhere). In each joint scenario, programs are
independent of each other, and regions too: ``1 - prod_r (1 - A_r B_r)``, where ``A_r`` and ``B_r`` are the
chances that a program of region r takes the first and the second partner. A program for one partner adds
nothing before the other has one in that region, so pairs are added together. Both partners' lists are assumed
to hold every pair of one region before anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matchsafe.planning.answer import Pick, Plan
from matchsafe.planning.chances import Chances, Floats
from matchsafe.planning.measures import evaluate
from matchsafe.planning.problem import Ints, Minimum, Part, Problem
from matchsafe.planning.problems import Found
from matchsafe.planning.solve import plan

Regions = tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True)
class CouplePlan:
    """Lists for two.

    Attributes:
        joint: The plan; its value is the chance that both match in one region (or both anywhere).
        first: The first partner's programs; numbers are those of their own problem.
        second: The second partner's.
        both_anywhere: Chance that both match, wherever.
        first_alone: Chance that the first partner matches on their list.
        second_alone: Chance that the second does.
    """

    joint: Plan
    first: tuple[Pick, ...]
    second: tuple[Pick, ...]
    both_anywhere: float
    first_alone: float
    second_alone: float


def couple_problem(
    first: Problem,
    second: Problem,
    *,
    regions: Regions | None = None,
    weights: Floats | None = None,
    budget: float | None = None,
) -> Problem:
    """Two partners' problems as one.

    Args:
        first: The first partner's problem; its own budget, longest list and utility are set aside.
        second: The second partner's.
        regions: The region of each program of either partner; ``None``: anywhere will do.
        weights: Joint weight of the partners' scenarios, shape (S1, S2); independent strengths if left out.
        budget: Dollars for both together.

    Raises:
        PlanningError: If shapes disagree or a problem has parts already.
    """
    found = Found()
    joint = np.outer(first.chances.weights, second.chances.weights) if weights is None else weights
    shape = (len(first.chances.weights), len(second.chances.weights))
    if joint.shape != shape:
        found.add("weights", f"shape {joint.shape}; the partners' scenarios are {shape}", "shape")
    pools = regions or (("anywhere",) * first.programs, ("anywhere",) * second.programs)
    for who, own, partner in (("first", pools[0], first), ("second", pools[1], second)):
        if len(own) != partner.programs:
            found.add(
                "regions", f"{len(own)} for the {partner.programs} programs of the {who} partner", "shape"
            )
        if partner.parts is not None:
            found.add(
                "parts", f"the {who} partner's programs have parts: not possible in a couple", "contradiction"
            )
    found.check()
    numbers = {name: r for r, name in enumerate(dict.fromkeys([*pools[0], *pools[1]]))}
    kept = np.argwhere(joint > 0)
    n = first.programs
    sides: tuple[tuple[str, Problem], ...] = (("first", first), ("second", second))
    one: list[Part] = ["first"]
    two: list[Part] = ["second"]
    return Problem(
        names=tuple(f"{who}: {name}" for who, p in sides for name in p.names),
        specialty=tuple(f"{who}: {name}" for who, p in sides for name in p.specialty),
        chances=_joined(first.chances, second.chances, kept, joint[kept[:, 0], kept[:, 1]]),
        fees={f"{who}: {name}": fee for who, p in sides for name, fee in p.fees.items()},
        budget=budget,
        fixed_fee=first.fixed_fee + second.fixed_fee,
        signals={f"{who}: {name}": cap for who, p in sides for name, cap in p.signals.items()},
        max_per_specialty={
            f"{who}: {name}": m for who, p in sides for name, m in p.max_per_specialty.items()
        },
        minimums=(
            *first.minimums,
            *(Minimum(m.name, _moved(m.members, n), m.at_least) for m in second.minimums),
        ),
        include=first.include | _moved(second.include, n),
        exclude=first.exclude | _moved(second.exclude, n),
        applied={**first.applied, **{j + n: mode for j, mode in second.applied.items()}},
        parts=tuple(one * n + two * second.programs),
        pools=tuple(numbers[r] for own in pools for r in own),
    )


def _moved(numbers: frozenset[int], by: int) -> frozenset[int]:
    return frozenset(j + by for j in numbers)


def _joined(first: Chances, second: Chances, kept: Ints, weights: Floats) -> Chances:
    """Both partners' chances on joint scenarios."""

    def rows(one: Floats, two: Floats) -> Floats:
        return np.concatenate([one[:, kept[:, 0]], two[:, kept[:, 1]]])

    signalled = [first.with_signal(m) or second.with_signal(m) for m in (1, 2)]
    hits, invites = (
        [rows(a[m], b[m]) for m in range(3)]
        for a, b in ((first.hits, second.hits), (first.invites, second.invites))
    )
    return Chances(
        weights / weights.sum(),
        hits[0],
        invites[0],
        hits[1] if signalled[0] else None,
        hits[2] if signalled[1] else None,
        invites[1] if signalled[0] else None,
        invites[2] if signalled[1] else None,
    )


def plan_for_two(
    first: Problem,
    second: Problem,
    *,
    regions: Regions | None = None,
    weights: Floats | None = None,
    budget: float | None = None,
) -> CouplePlan:
    """Lists for two that maximise the chance that both match in one region; arguments as for ``couple_problem``.

    Raises:
        PlanningError: If the problem is amiss or no lists keep every rule.
        MissingExtraError: If SciPy is not installed.
    """
    problem = couple_problem(first, second, regions=regions, weights=weights, budget=budget)
    joint = plan(problem)
    n, modes = first.programs, np.array(joint.modes)
    anywhere = replace(problem, pools=None)
    alone = []
    for side in (slice(0, n), slice(n, None)):
        own = np.full(len(modes), -1)
        own[side] = modes[side]
        single = replace(problem, parts=None, pools=None)
        alone.append(float(evaluate(single, own) @ problem.chances.weights))
    return CouplePlan(
        joint,
        tuple(_own(p, 0) for p in joint.picks if p.number < n),
        tuple(_own(p, n) for p in joint.picks if p.number >= n),
        float(evaluate(anywhere, modes) @ problem.chances.weights),
        *alone,
    )


def _own(pick: Pick, moved: int) -> Pick:
    """A pick as the partner's own problem names it."""
    cut = pick.name.index(": ") + 2
    return replace(pick, number=pick.number - moved, name=pick.name[cut:], specialty=pick.specialty[cut:])
