"""The answer of a plan, put together from the solved list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from matchsafe.advice.buckets import bucket
from matchsafe.advice.zones import target
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import (
    FeeItem,
    InterviewCount,
    OmittedProgram,
    PlannedCell,
    PlannedProgram,
    PlanReport,
    PlanRequest,
    PolicyRule,
    Recommendation,
    RecommendationCode,
    Spend,
    StrengthShift,
)
from matchsafe.domain.program import Program
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import MarkedText
from matchsafe.evidence.calendar import application_year, event_day, match_year
from matchsafe.evidence.signals import signal_counts
from matchsafe.odds.eligibility import Finding, bars, notes
from matchsafe.odds.invitation import ALL_DRAWS, timing
from matchsafe.odds.quadrature import estimate
from matchsafe.planning.fees import fees, one_extra_rank
from matchsafe.planning.measures import Thresholds, waste
from matchsafe.planning.portfolio import Pick, Portfolio
from matchsafe.planning.problem import PortfolioProblem
from matchsafe.present import plan_recommendation, plan_words, sources
from matchsafe.present.plan_reasons import look_up, not_for_me, place, reasons
from matchsafe.services.informed_advice import free_step
from matchsafe.services.plan.budgets import curve, next_dollars
from matchsafe.services.plan.candidates import Candidates, target_specialties
from matchsafe.services.plan.evaluator import Modes, PortfolioEvaluator
from matchsafe.services.plan.held_interviews import HELD, added_chance, carried_on, held_chance
from matchsafe.services.plan.solution import PlanSolution
from matchsafe.services.plan.state_list import planned_cells

SHOWN_LEFT_OUT: Final = 40
"""Programs left out that are named; their number is told in full."""
SOURCES: Final = (
    "neurology_2026.invite_rates",
    "invitations.by_specialty_2024",
    "fees.eras_2026_first_30",
    "fees.eras_2026_from_31",
)


def answer(
    season: Season,
    candidates: Candidates,
    request: PlanRequest,
    solved: PlanSolution,
    on: date,
) -> PlanReport:
    """Everything a plan says; programs in the order of what the list would lose without them."""
    found, whole, evaluator = solved.found, solved.whole, solved.evaluator
    picks, rest = _picks(solved, found, solved.picks), _picks(solved, whole, solved.rest)
    applied = any(p.applied for p in solved.picks)
    held = held_chance(season, evaluator, on, applied=applied)
    more = next_dollars(candidates, solved)
    alone = evaluator.held_worth()
    chance, whole_chance = (
        held if held and not some else carried_on(evaluator.worth(one.modes), alone, held)
        for one, some in ((found, solved.picks), (whole, (*solved.picks, *solved.rest)))
    )
    sent = request.sent_on or on
    late = late_share(sent)
    over = on > timing.lists_due(on)
    left_out, total = ((), 0) if over else _left_out(candidates, request, solved)
    wasted = waste(solved.problem, np.asarray(found.modes), picks)
    useful = Spend(cost=found.cost, programs=_new(picks), chance=chance)
    everything = Spend(cost=whole.cost, programs=_new(picks) + len(rest), chance=whole_chance)
    above = everything.chance.value + whole.gap
    specialties = target_specialties(season, request)
    plan = PlanReport(
        on=on,
        headline=MarkedText(),
        recommendation=Recommendation(code=recommendation_code(useful, everything, on), text=MarkedText()),
        useful=useful,
        whole_budget=everything,
        rest_adds=evaluator.gain(whole.modes, found.modes),
        objective=request.objective,
        programs=_programs(season, candidates, request, picks),
        cells=_cells(season, candidates, picks),
        rest=_programs(season, candidates, request, rest),
        rest_cells=_cells(season, candidates, rest),
        signals=request.signals,
        first_specialty=specialties[0] if len(specialties) > 1 and request.first_share else None,
        chance=chance,
        held_chance=held,
        added=added_chance(evaluator, found.modes, chance, held),
        sent_on=None if late is None else sent,
        late=late,
        upper_bound=above if request.objective == "match" else found.upper_bound,
        gap=above - chance.value if request.objective == "match" else found.gap,
        bound_basis=found.bound_basis,
        status=found.status,
        cost=found.cost,
        budget=request.budget,
        bill=() if over or not useful.programs else _bill(request, solved, on),
        interviews=interview_count(evaluator, found.modes),
        target=target(season, bucket(season, application_year(on)).code),
        if_independent=evaluator.if_independent(found.modes),
        budget_curve=curve(solved, held),
        diminishing_from=found.cost if more.chance.value * 100 < request.useful_step else None,
        next_dollars=more,
        by_strength=evaluator.by_strength(found.modes),
        shifts=_shifts(candidates, solved),
        wasted_programs=wasted.programs,
        wasted_dollars=wasted.dollars,
        wasted_adds=evaluator.gain(found.modes, _without_waste(found.modes, picks)),
        left_out=left_out,
        left_out_total=total,
        barred_total=0 if over else len(candidates.barred),
        catalog=candidates.catalog,
        warnings=_warnings(candidates, request, season, sent, late, on, recommended=bool(useful.programs)),
        sources=tuple(map(sources.source, _sources(candidates, request, late))),
    )
    nothing = plan.recommendation.code == "spend_nothing"
    step = free_step(season, on) if nothing else ""
    text = plan_recommendation.text(plan, step, _next_season(on), first_fee(solved.problem))
    said = plan.recommendation.model_copy(update={"text": text})
    return plan.model_copy(update={"headline": text, "recommendation": said})


def _without_waste(modes: Modes, picks: Sequence[Pick]) -> Modes:
    """A list without the new applications that would likely be in vain."""
    left = np.array(modes)
    left[[p.number for p in picks if p.hardly_looks and not p.applied]] = -1
    return left


def _new(picks: Sequence[Pick]) -> int:
    return sum(not p.applied for p in picks)


def recommendation_code(useful: Spend, whole: Spend, on: date) -> RecommendationCode:
    """What a plan recommends, by what is useful and what all of the budget would buy."""
    if on > timing.lists_due(on):
        return "season_over"
    if not useful.programs:
        return "spend_nothing"
    return "spend_less" if whole.programs > useful.programs else "spend"


def first_fee(problem: PortfolioProblem) -> float:
    """What the cheapest further application costs; 0 where none can be sent."""
    layout = problem.layout
    return min(
        (
            float(fees_[sent + 1] - fees_[sent])
            for name, fees_, sent in zip(layout.specialties, layout.fees, layout.start, strict=True)
            if name != HELD and len(fees_) > sent + 1
        ),
        default=0.0,
    )


def _next_season(on: date) -> date | None:
    """The day from which applications of the next season can be sent, announced or by the usual rule."""
    found = event_day("submissions_open", match_year(on) + 1)
    return None if found is None else found.day


def interview_count(evaluator: PortfolioEvaluator, modes: Modes) -> InterviewCount:
    """How many interviews a list brings, those held included."""
    count, held = evaluator.picks(modes).count(), evaluator.held
    dots = tuple(held + n for n in count.dots)
    return InterviewCount(
        held=held, mean=held + count.mean, low=held + count.low, high=held + count.high, dots=dots
    )


def late_share(sent: date) -> Estimate | None:
    """How much of its chance an application keeps that is sent on a day; nothing where it loses nothing."""
    if sent <= timing.begins(sent):
        return None
    return estimate(timing.share("sent_late", sent, ALL_DRAWS))


@dataclass(frozen=True)
class _PlanPick(Pick):
    """One program of the list with the ranges of what is said of it."""

    interview: Estimate
    there: Estimate
    adds: Estimate
    signal_adds: Estimate


def _picks(solved: PlanSolution, portfolio: Portfolio, some: Iterable[Pick]) -> tuple[_PlanPick, ...]:
    """Some programs of a list with what they are worth to it; roles go by the chance of an interview that is shown."""
    some = tuple(some)
    thresholds = Thresholds.from_evidence()
    picks = solved.evaluator.picks(portfolio.modes, {pick.number for pick in some})
    values = zip(picks.interview(), picks.match_there(), picks.gain(), picks.signal_gain(), strict=True)
    ranges = dict(zip(picks.numbers.tolist(), values, strict=True))
    out = []
    for pick in some:
        interview, there, adds, signal_adds = ranges[pick.number]
        role, hardly = thresholds.role(interview.value), interview.value < thresholds.hardly_below
        shown = replace(pick, role=role, hardly_looks=hardly)
        out.append(
            _PlanPick(**vars(shown), interview=interview, there=there, adds=adds, signal_adds=signal_adds)
        )
    return tuple(out)


def _programs(
    season: Season, candidates: Candidates, request: PlanRequest, picks: Sequence[_PlanPick]
) -> tuple[PlannedProgram, ...]:
    out: list[PlannedProgram] = []
    for pick in picks if candidates.catalog.name is not None else ():
        program, findings = candidates.programs[pick.number], candidates.findings[pick.number]
        out.append(
            PlannedProgram(
                id=program.id,
                name=program.name,
                specialty=program.specialty,
                state=program.state,
                city=program.city,
                signal=pick.signal,
                applied=pick.applied,
                role=pick.role,
                p_interview=pick.interview,
                p_match_there=pick.there,
                gain=pick.adds,
                signal_gain=pick.signal_adds,
                fee=pick.fee,
                reasons=listing_reasons(program, findings, pick, season, request),
                unknowns=notes(findings, "unknown"),
            )
        )
    return tuple(sorted(out, key=lambda p: -p.gain.value))


def listing_reasons(
    program: Program, findings: Sequence[Finding], pick: Pick, season: Season, request: PlanRequest
) -> tuple[str, ...]:
    """What to know of a program on the list, and what speaks for it."""
    speaks = reasons(
        program, season, request, applied=pick.applied, signal=pick.signal, fee=pick.fee, chance=pick.p_interview,
        barred=bars(findings),
    )  # fmt: skip
    return (
        *(not_for_me(f.text) for f in findings if f.overridden),
        *(f.text for f in findings if f.rule == "status" and f.status == "discouraged"),
        *speaks,
    )


def _cells(season: Season, candidates: Candidates, picks: Sequence[_PlanPick]) -> tuple[PlannedCell, ...]:
    if candidates.catalog.name is not None:
        return ()
    told = ((p.number, p.signal is not None, p.interview) for p in picks)
    return planned_cells(candidates, told, look_up(season.applicant))


def _left_out(
    candidates: Candidates, request: PlanRequest, solved: PlanSolution
) -> tuple[tuple[OmittedProgram, ...], int]:
    """Barred programs, and of the others those most likely to invite."""

    def omitted(
        p: Program, reason: str, rules: Iterable[PolicyRule] = (), *, barred: bool = False
    ) -> OmittedProgram:
        about = {name: getattr(p, name) for name in ("id", "name", "specialty", "state")}
        return OmittedProgram(**about, barred=barred, reason=reason, rules=tuple(dict.fromkeys(rules)))

    barred = [omitted(p, bars(f), (x.rule for x in f if x.bars), barred=True) for p, f in candidates.barred]
    others = [omitted(p, "You have an interview here already.") for p in candidates.interviewed]
    free = np.flatnonzero(np.array(solved.whole.modes) < 0)
    if candidates.catalog.name is not None:
        chance = solved.problem.chances.invites[0][free] @ solved.problem.chances.weights
        for j in free[np.argsort(-chance, kind="stable")].tolist():
            program = candidates.programs[j]
            asked = program.id in request.exclude
            others.append(
                omitted(
                    program,
                    "You asked to leave it out."
                    if asked
                    else "It adds less for its fee than those on the list.",
                )
            )
    half = SHOWN_LEFT_OUT // 2
    total = len(barred) + len(candidates.interviewed) + len(free)
    return (*barred[:half], *others[: SHOWN_LEFT_OUT - min(len(barred), half)]), total


def _bill(request: PlanRequest, solved: PlanSolution, on: date) -> tuple[FeeItem, ...]:
    new = [p for p in solved.picks if not p.applied]
    counts = {
        specialty_name(s): sum(p.specialty == s for p in new) for s in dict.fromkeys(p.specialty for p in new)
    }
    year = request.fee_year or match_year(on)
    lines = (*fees(counts, year, estimate=True).lines, one_extra_rank(year))
    return tuple(FeeItem(what=x.what, amount=x.amount, source=x.figure, note=x.note) for x in lines)


def _shifts(candidates: Candidates, solved: PlanSolution) -> tuple[StrengthShift, ...]:
    def names(numbers: Sequence[int]) -> tuple[str, ...]:
        chosen = [candidates.programs[j] for j in numbers]
        if candidates.catalog.name is None:  # any average program of a cell is like the next
            return tuple(f"{specialty_name(p.specialty)} in {place(p)}" for p in chosen)
        return tuple(p.name for p in chosen)

    same = solved.found.modes
    return tuple(
        StrengthShift(
            by=s.by,
            same_list=solved.evaluator.with_strength(same, s.by),
            replanned=solved.evaluator.with_strength(s.modes, s.by),
            dropped=names(s.dropped),
            added=names(s.added),
        )
        for s in solved.shifts
    )


def _warnings(
    candidates: Candidates,
    request: PlanRequest,
    season: Season,
    sent: date,
    late: Estimate | None,
    on: date,
    *,
    recommended: bool,
) -> tuple[str, ...]:
    """What to know of the list; nothing of how to use it or better it where nothing is recommended."""
    banner = (candidates.catalog.banner,) if candidates.catalog.banner else ()
    if on > timing.lists_due(on):
        return banner
    return (
        *banner,
        *([plan_words.FOR_ONE] if season.couples is not None else []),
        *([plan_words.no_list(season.applicant)] if recommended and candidates.catalog.name is None else []),
        *plan_words.late(sent, on, late),
        *(
            [plan_words.NO_SIGNALS]
            if recommended and request.signals is None and _has_signals(candidates)
            else []
        ),
        *candidates.aside,
        *([plan_words.NOT_AN_IMG] if season.applicant.type not in ("us_img", "non_us_img") else []),
    )


def _has_signals(candidates: Candidates) -> bool:
    return any(any(signal_counts(s)) for s in {p.specialty for p in candidates.programs})


def _sources(candidates: Candidates, request: PlanRequest, late: Estimate | None) -> tuple[str, ...]:
    return (
        *SOURCES,
        *(("places_2025.by_state",) if candidates.catalog.name is None else ()),
        *(timing.figures("sent_late") if late is not None else ()),
        *(timing.figures("still_to_come") if request.applied else ()),
    )
