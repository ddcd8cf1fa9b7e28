"""A joint plan for two: programs for both partners, chosen so that both can match near each other.

The chance maximised is that both match in one region (or both anywhere), see ``planning.pairs``. A program for one
partner adds nothing before the other has one in that region, so pairs are added together. Both partners' lists are
assumed to hold every pair of one region before anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matchsafe.domain.problem import Problem, Problems
from matchsafe.planning.chances import Chances, Floats
from matchsafe.planning.couple_bound import BASIS, couple_bound
from matchsafe.planning.errors import PlanningError
from matchsafe.planning.pairs import PairObjective
from matchsafe.planning.problem import Ints, Minimum, Part, PortfolioProblem
from matchsafe.planning.solve import search_for

Regions = tuple[Sequence[str], Sequence[str]]
NOWHERE = ""
"""The region of a program of which the place is not known: it cannot be near anything."""


@dataclass(frozen=True, eq=False)
class CouplePortfolio:
    """Lists for two.

    Attributes:
        problem: Both partners' programs as one problem, the first partner's first.
        objective: What was maximised.
        regions: Names of the regions, by pool of the problem.
        modes: By program of the joint problem: -1 not on the list, else how it is sent (see ``chances.MODES``).
        value: The chance that both match in one region, or the expected worth of it.
        upper_bound: No two lists that keep the rules are worth more.
        bound_basis: What the bound rests on, in words.
        cost: Dollars for new applications of both.
        first, second: Numbers of the programs on each partner's list, in their own problem.
    """

    problem: PortfolioProblem
    objective: PairObjective
    regions: tuple[str, ...]
    modes: Ints
    value: float
    upper_bound: float
    bound_basis: str
    cost: float
    first: Ints
    second: Ints

    @property
    def gap(self) -> float:
        """How far the lists may be from the best possible ones, in the unit of ``value``."""
        return self.upper_bound - self.value


def _check_sides(sides: dict[str, PortfolioProblem], tie: Floats, pools: Regions) -> None:
    """Refuse partners whose shapes disagree, or who cannot be part of a couple's problem."""
    problems = Problems(PlanningError)
    shape = tuple(len(p.chances.weights) for p in sides.values())
    draws = 1 if tie.ndim == 2 else tie.shape[0]
    if tie.ndim not in (2, 3) or (draws * tie.shape[-2], draws * tie.shape[-1]) != shape:
        problems.add(Problem(f"shape {tie.shape}; the partners' scenarios are {shape}", "shape", "weights"))
    for own, (who, partner) in zip(pools, sides.items(), strict=True):
        if len(own) != partner.programs:
            wrong = f"{len(own)} for the {partner.programs} programs of the {who} partner"
            problems.add(Problem(wrong, "shape", "regions"))
        if partner.parts is not None:
            wrong = f"the {who} partner's programs have parts: not possible in a couple"
            problems.add(Problem(wrong, "contradiction", "parts"))
        if partner.max_programs is not None and len(set(partner.specialty)) > 1:
            wrong = f"the {who} partner applies in several specialties; give max_per_specialty instead"
            problems.add(Problem(wrong, "contradiction", "max_programs"))
    problems.check()


def couple_problem(
    first: PortfolioProblem,
    second: PortfolioProblem,
    *,
    regions: Regions | None = None,
    weights: Floats | None = None,
    worth: dict[str, float] | None = None,
    budget: float | None = None,
) -> tuple[PortfolioProblem, PairObjective, tuple[str, ...]]:
    """Two partners' problems as one, with what is to be maximised and the names of its regions.

    Args:
        first: The first partner's problem; its own budget and utility are set aside.
        second: The second partner's.
        regions: The region of each program of either partner; ``None``: anywhere will do.
        weights: Joint weight of the partners' scenarios, shape (S1, S2), or (draws, S1/draws, S2/draws) where only
            scenarios of one draw go together; independent strengths if left out.
        worth: What a match together is worth by region, 0 or more; 1 where it is not named.
        budget: Dollars for both together.

    Raises:
        PlanningError: If shapes disagree, or a problem cannot be part of a couple's.
    """
    sides = {"first": first, "second": second}
    tie = np.outer(first.chances.weights, second.chances.weights) if weights is None else np.asarray(weights)
    pools = regions or (("anywhere",) * first.programs, ("anywhere",) * second.programs)
    _check_sides(sides, tie, pools)
    draws = 1 if tie.ndim == 2 else tie.shape[0]
    tie = tie.reshape(draws, *tie.shape[-2:]) / tie.sum()
    names = tuple(dict.fromkeys([*pools[0], *pools[1]]))
    numbers = {name: r for r, name in enumerate(names)}
    n = first.programs
    one: list[Part] = ["first"]
    two: list[Part] = ["second"]

    def named(who: str, name: str) -> str:
        return f"{who}: {name}"

    most = {named(who, name): m for who, p in sides.items() for name, m in p.max_per_specialty.items()}
    for who, p in sides.items():
        for name in set(p.specialty) if p.max_programs is not None else ():
            key = named(who, name)
            most[key] = min(most.get(key, p.programs), p.max_programs or 0)
    problem = PortfolioProblem(
        names=tuple(named(who, name) for who, p in sides.items() for name in p.names),
        specialty=tuple(named(who, name) for who, p in sides.items() for name in p.specialty),
        chances=_stack(first.chances, second.chances, tie),
        fees={named(who, name): fee for who, p in sides.items() for name, fee in p.fees.items()},
        budget=budget,
        fixed_fee=first.fixed_fee + second.fixed_fee,
        signals={named(who, name): cap for who, p in sides.items() for name, cap in p.signals.items()},
        max_per_specialty=most,
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
    nodes = max(tie.shape[1:])
    padded = np.pad(tie, ((0, 0), (0, nodes - tie.shape[1]), (0, nodes - tie.shape[2])))
    values = np.array([0.0 if name == NOWHERE else (worth or {}).get(name, 1.0) for name in names])
    return problem, PairObjective(problem, padded, values), names


def _moved(numbers: frozenset[int], by: int) -> frozenset[int]:
    return frozenset(j + by for j in numbers)


def _stack(first: Chances, second: Chances, tie: Floats) -> Chances:
    """Both partners' chances, each on scenarios of their own, side by side in each draw; the shorter side is padded."""
    draws, nodes = tie.shape[0], max(tie.shape[1:])

    def side(values: Floats) -> Floats:
        by_draw = values.reshape(len(values), draws, -1)
        return np.pad(by_draw, ((0, 0), (0, 0), (0, nodes - by_draw.shape[2]))).reshape(len(values), -1)

    def rows(one: Floats, two: Floats) -> Floats:
        return np.concatenate([side(one), side(two)])

    signalled = [first.with_signal(m) or second.with_signal(m) for m in (1, 2)]
    hits, invites = (
        [rows(a[m], b[m]) for m in range(3)]
        for a, b in ((first.hits, second.hits), (first.invites, second.invites))
    )
    weights = side(tie.sum(axis=2).reshape(1, -1))[0]
    return Chances(
        weights,
        hits[0],
        invites[0],
        hits[1] if signalled[0] else None,
        hits[2] if signalled[1] else None,
        invites[1] if signalled[0] else None,
        invites[2] if signalled[1] else None,
    )


def plan_for_two(
    first: PortfolioProblem,
    second: PortfolioProblem,
    *,
    regions: Regions | None = None,
    weights: Floats | None = None,
    worth: dict[str, float] | None = None,
    budget: float | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> CouplePortfolio:
    """Lists for two that maximise the chance that both match in one region; arguments as for ``couple_problem``.

    Args:
        cancel: Asked now and then; once it says yes, the best lists so far are returned with a valid bound.

    Raises:
        PlanningError: If the problem is amiss or no lists keep every rule.
        MissingExtraError: If the plan extra is not installed.
    """
    problem, objective, names = couple_problem(
        first, second, regions=regions, weights=weights, worth=worth, budget=budget
    )
    best = search_for(problem, objective, cancel)
    value = best.value
    bound = couple_bound(best, cancel)
    on, n = best.members, first.programs
    return CouplePortfolio(
        problem, objective, names, best.modes, value, max(bound, value), BASIS, best.cost,
        on[on < n], on[on >= n] - n,
    )  # fmt: skip
