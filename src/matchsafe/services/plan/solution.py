"""From candidates to a solved plan: scenarios, fees, caps, the list, and the lists it is compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import Marks
from matchsafe.evidence.calendar import match_year
from matchsafe.evidence.signals import signal_counts
from matchsafe.odds.arrays import Ints
from matchsafe.odds.invitation import ALL_DRAWS, DRAWS, Scenarios, Ties
from matchsafe.odds.invitation.cells import specialties_with_cells
from matchsafe.odds.invitation.effects import SIGNALS
from matchsafe.odds.invitation.effects import Signal as SignalName
from matchsafe.odds.invitation.scenarios import NODES, scenarios
from matchsafe.planning import (
    Chances,
    FeeSchedule,
    Minimum,
    Pick,
    PlanningError,
    Portfolio,
    PortfolioProblem,
    ProofProgress,
    SignalCaps,
    Tier,
    budget_curve,
    with_more,
)
from matchsafe.planning import plan as solve
from matchsafe.planning.curve import STEP, BudgetPoint
from matchsafe.planning.fees import schedule
from matchsafe.planning.measures import Thresholds, objective_of, portfolio_of
from matchsafe.planning.problem import Part
from matchsafe.planning.selection import Selection
from matchsafe.planning.sensitivity import Shift, sensitivity
from matchsafe.planning.solve import search_for
from matchsafe.services.plan.candidates import Candidates, candidates, target_specialties, utilities
from matchsafe.services.plan.evaluator import Modes, PortfolioEvaluator, chances_of, strength_groups
from matchsafe.services.plan.held_interviews import HELD, of_this_season, with_open_invitations
from matchsafe.services.plan.request import with_ids
from matchsafe.services.plan.useful_spend import (
    FirstDollars,
    Worth,
    affordable,
    first_wish,
    growing_lists,
    parts_of,
    sums,
    useful_cost,
)

HELD_OUT_NODES: Final = 8
"""Strengths a draw on which lists are valued: a chance is within 3 in 10,000 of that with 25."""
PARTS: Final[Mapping[str | None, Part]] = {
    "advanced": "first",
    "preliminary": "second",
    "transitional": "second",
}
"""A match to an advanced position is one only together with a first year; a first year alone leads nowhere."""


@dataclass(frozen=True, eq=False)
class PlanSolution:
    """A solved plan, what other money or another strength would make of it, and what values all these lists.

    Attributes:
        problem: What was solved.
        whole: What all of the budget would buy, as it looks on the draws it was chosen on.
        found: The useful part of it: the plan in plain numbers.
        curve: Lists for other budgets; the plan's own is among them from its cost on.
        more: The plan's list with a little more money, by program.
        shifts: The lists if strength is a little lower and a little higher.
        evaluator: Values any of these lists on draws that none was chosen on.
        invited: Numbers of programs applied to that count as interviews held.
    """

    problem: PortfolioProblem
    whole: Portfolio
    found: Portfolio
    curve: tuple[BudgetPoint, ...]
    more: Ints
    shifts: tuple[Shift, ...]
    evaluator: PortfolioEvaluator
    invited: frozenset[int]

    @property
    def picks(self) -> tuple[Pick, ...]:
        """The list without what is among the interviews held."""
        return tuple(p for p in self.found.picks if self.on_list(p.number))

    @property
    def rest(self) -> tuple[Pick, ...]:
        """What the whole budget would add to the list."""
        return tuple(p for p in self.whole.picks if self.found.modes[p.number] < 0)

    def on_list(self, number: int) -> bool:
        """Whether a number is that of a program which may stand on a list."""
        return number < self.problem.programs - self.evaluator.held and number not in self.invited


def problem_of(candidates: Candidates, request: PlanRequest, chances: Chances, on: date) -> PortfolioProblem:
    """The planning problem of a request.

    Raises:
        PlanningError: Naming every part of the request that cannot be met.
    """
    programs = (*candidates.programs, *candidates.held)
    known = len(candidates.programs)
    number = {p.id: j for j, p in enumerate(programs)}
    specialty = (*(p.specialty for p in candidates.programs), *(HELD for _ in candidates.held))
    fees = schedule(request.fee_year or match_year(on))
    minimums = tuple(
        Minimum(
            ", ".join(m.states),
            frozenset(j for j, p in enumerate(candidates.programs) if p.state in m.states),
            m.at_least,
        )
        for m in request.minimums
    )
    parts: tuple[Part, ...] = tuple(PARTS.get(p.track, "alone") for p in programs)
    together = {"first", "second"} <= set(parts)
    names = tuple(dict.fromkeys(specialty))
    by_name: dict[str, FeeSchedule] = dict.fromkeys(names, fees)
    by_name[HELD] = FeeSchedule((Tier(None, 0.0),))
    longest = request.max_programs
    return PortfolioProblem(
        names=tuple(p.id for p in programs),
        specialty=specialty,
        chances=chances,
        fees=by_name,
        budget=request.budget,
        signals={name: _signals_left(name, candidates, request) for name in names},
        max_programs=None if longest is None else longest + len(candidates.held),
        max_per_specialty=request.max_per_specialty,
        minimums=minimums,
        include=frozenset(number[i] for i in request.include if i in number),
        exclude=frozenset(number[i] for i in request.exclude if i in number),
        applied={
            **{number[i]: sent for i, sent in request.applied.items()},
            **dict.fromkeys(range(known, len(programs))),
        },
        utility=utilities(request, programs),
        parts=parts if together else None,
        pools=tuple(0 for _ in programs) if together else None,
    )


def _signals_left(specialty: str, candidates: Candidates, request: PlanRequest) -> SignalCaps:
    """Signals of a specialty: those already sent, and the others only where the reader says that they are left."""
    most = signal_counts(specialty)
    if request.signals == "all":
        return SignalCaps(*most)
    sent = Counter(request.applied.get(p.id) for p in candidates.programs if p.specialty == specialty)
    return SignalCaps(min(sent["gold"], most.gold), min(sent["silver"], most.silver))


def scenarios_at(
    season: Season,
    request: PlanRequest,
    candidates: Candidates,
    numbers: Sequence[int],
    on: date,
    *,
    count: int = DRAWS,
    nodes: int = NODES,
    signals: Sequence[SignalName] | None = None,
) -> Scenarios:
    """Chances at some of the candidates and at the interviews held, for a request; see ``odds.scenarios``."""
    asked = SIGNALS if request.signals == "all" or any(request.applied.values()) else ("plain",)
    return scenarios(
        season,
        [candidates.programs[j] for j in numbers],
        on,
        rates=candidates.rates.at(list(numbers)),
        ties=Ties(frozenset(request.home_states), frozenset(request.preferred_states)),
        overrides=request.overrides,
        sent=request.sent_on or on,
        applied={key: sent or "plain" for key, sent in request.applied.items()},
        answered={candidates.programs[j].id for j in candidates.invited | candidates.open_invitations},
        unexplained=candidates.unexplained,
        signals=signals or asked,
        count=count,
        nodes=nodes,
    )


@dataclass(frozen=True, eq=False)
class PlanBasis:
    """What a plan is made of before anything is chosen.

    Attributes:
        few: The draws that lists are chosen on; they are valued on others.
    """

    season: Season
    candidates: Candidates
    request: PlanRequest
    on: date
    few: Scenarios
    problem: PortfolioProblem

    @classmethod
    def of(cls, season: Season, candidates: Candidates, request: PlanRequest, on: date) -> PlanBasis:
        """The chances at every candidate, and the problem they make."""
        few = scenarios_at(season, request, candidates, range(len(candidates.programs)), on)
        chances = chances_of(few, sorted(candidates.invited), sorted(candidates.open_invitations))
        return cls(season, candidates, request, on, few, problem_of(candidates, request, chances, on))

    def evaluator(
        self, lists: Iterable[Modes], known: PortfolioEvaluator | None = None
    ) -> PortfolioEvaluator:
        """What values these lists, on draws that none was chosen on; one that is known, where it can."""
        lists = list(lists)
        if known is not None and known.values(lists):
            return known
        every = set(range(len(self.candidates.programs)))
        numbers = sorted((_in_any(lists) | _one_of_each_part(self.problem)) & every) or [0]
        applied_with = any(self.request.applied.values())  # what was sent with a signal tells of strength
        many = self._held_out(numbers, signals=None if applied_with else ("plain",))
        signalled = _in_any(lists, 1) & every
        signalled |= (
            self.problem.applied.keys() & every if signalled else set()
        )  # they tell of strength here too
        return PortfolioEvaluator.of(
            self.problem, numbers, many, self.candidates.invited, self.candidates.open_invitations,
            (sorted(signalled), self._held_out(sorted(signalled)) if signalled else many),
        )  # fmt: skip

    def _held_out(self, numbers: Sequence[int], signals: Sequence[SignalName] | None = None) -> Scenarios:
        return scenarios_at(
            self.season, self.request, self.candidates, numbers, self.on,
            count=ALL_DRAWS, nodes=HELD_OUT_NODES, signals=signals,
        )  # fmt: skip

    def worth(self, lists: Iterable[Modes]) -> Worth:
        """The chance of matching with any of these lists."""
        evaluator = self.evaluator(lists)
        return lambda modes: float(evaluator.worth(modes).mean())

    def useful(self, whole: Selection, others: Iterable[Modes] = ()) -> tuple[Selection, PortfolioEvaluator]:
        """The part of a list that is worth its money, and what values it and other lists."""
        step = self.request.useful_step
        if step <= 0:
            return whole, self.evaluator((whole.modes, *others))
        parts = parts_of(whole)
        first = FirstDollars.of(parts[0])
        most = None if whole.problem.budget is None else whole.cost + sums(whole.problem)[-1]
        lists = growing_lists(parts[0], most, step)
        evaluator = self.evaluator((first.first.modes, first.bought.modes, lists[-1].modes, *others))
        if not first.pay(lambda modes: float(evaluator.worth(modes).mean()), step):
            return parts[0], evaluator
        values = np.array([worth.mean() for worth in evaluator.worths(one.modes for one in lists)])
        cost = max(useful_cost(lists, values, step), parts[0].cost + STEP)
        return affordable(parts, cost), evaluator

    @property
    def first_wish(self) -> PortfolioProblem | None:
        """The specialty wanted most alone, where it has a share of the budget of its own."""
        specialties, share = target_specialties(self.season, self.request), self.request.first_share
        return first_wish(self.problem, specialties[0], share) if len(specialties) > 1 and share else None


def question(
    season: Season, request: PlanRequest, catalog: Catalog | None, on: date
) -> tuple[Season, PlanRequest]:
    """Season and request of a plan: nothing of a season that is over; what has invited is among what was applied to."""
    season = of_this_season(season, on)
    if catalog is not None:
        request = with_open_invitations(season, with_ids(request, catalog), catalog.programs)
    return season, request


def new_applications_pay(
    season: Season, on: date, request: PlanRequest | None = None, catalog: Catalog | None = None
) -> bool | None:
    """Whether new applications sent on a day are worth their fees: what the plan of this request recommends.

    ``None`` where no plan can be made: nothing says what the season's specialties offer, or the request cannot be met.
    """
    asked = request or PlanRequest()
    if catalog is None:  # a plan by state knows no program, and not every specialty
        every = specialties_with_cells()
        wanted = tuple(s for s in target_specialties(season, asked) if s in every)
        if not wanted:
            return None
        asked = asked.model_copy(update={"specialties": wanted, **dict(Marks())})
    season, asked = question(season, asked, catalog, on)
    try:
        basis = PlanBasis.of(season, candidates(season, asked, catalog, on), asked, on)
    except PlanningError:
        return None
    return any(_pays(basis, problem) for problem in (basis.first_wish, basis.problem) if problem is not None)


def _pays(basis: PlanBasis, problem: PortfolioProblem) -> bool:
    first = FirstDollars.of(Selection(problem, objective_of(problem, "match")))
    return first.pay(basis.worth([first.first.modes, first.bought.modes]), basis.request.useful_step)


def solve_plan(
    season: Season,
    offered: Candidates,
    request: PlanRequest,
    on: date,
    *,
    on_progress: Callable[[ProofProgress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> PlanSolution:
    """Search the lists on a few draws of the model, to be valued on all of them."""
    basis = PlanBasis.of(season, offered, request, on)
    problem, few = basis.problem, basis.few
    if (alone := basis.first_wish) is not None:
        kept = basis.useful(search_for(alone, objective_of(alone, "match")))[0].members.tolist()
        problem = replace(problem, include=problem.include | set(kept) - problem.applied.keys())
    whole = solve(
        problem,
        request.objective,
        exact=request.exact,
        time_limit=request.seconds,
        on_progress=on_progress,
        cancel=cancel,
    )
    all_of_it = Selection(problem, objective_of(problem, whole.aim), np.array(whole.modes))
    curve = budget_curve(problem).points
    useful, evaluator = basis.useful(all_of_it, (whole.modes, *(p.modes for p in curve)))
    found = portfolio_of(
        useful,
        whole.aim,
        whole.upper_bound,
        whole.bound_basis,
        whole.status,
        Thresholds.from_evidence(),
    )
    modes = np.array(found.modes)
    more = with_more(problem, modes).modes
    strength, groups = strength_groups(few.strength, few.draw)
    spent = problem.at_budget(found.cost)
    shifts = sensitivity(spent, modes, strength, aim=found.aim, within=groups)
    lists: tuple[Modes, ...] = (whole.modes, more, *(p.modes for p in curve), *(s.modes for s in shifts))
    evaluator = basis.evaluator(lists, evaluator)
    return PlanSolution(problem, whole, found, curve, more, shifts, evaluator, offered.invited)


def _in_any(lists: Iterable[Modes], least: int = 0) -> set[int]:
    """The programs that any of these lists has, in this mode or a later one."""
    return {j for modes in lists for j in np.flatnonzero(np.asarray(modes) >= least).tolist()}


def _one_of_each_part(problem: PortfolioProblem) -> set[int]:
    """Parts that need each other stay a problem only where both kinds are there."""
    parts = problem.parts or ()
    return {parts.index(part) for part in ("first", "second") if part in parts}
