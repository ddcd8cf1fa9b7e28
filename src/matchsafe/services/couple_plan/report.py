"""The answer of a plan for two, put together from the solved lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from matchsafe.advice.buckets import bucket
from matchsafe.advice.zones import target
from matchsafe.domain.couple_plan import (
    CouplePlanReport,
    CoupleProgram,
    CoupleRequest,
    LikeStrengths,
    PartnerPlan,
    RegionTogether,
)
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import FeeItem, Recommendation, Spend
from matchsafe.domain.season import Couple, Season
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import MarkedText
from matchsafe.evidence.calendar import application_year, match_year
from matchsafe.odds.assumptions import bounds
from matchsafe.odds.couples import couple_outlook
from matchsafe.odds.eligibility import notes
from matchsafe.odds.invitation import timing
from matchsafe.odds.invitation.partners import ALIKE
from matchsafe.odds.quadrature import estimate
from matchsafe.planning.chances import MODES
from matchsafe.planning.couples import NOWHERE
from matchsafe.planning.fees import fees
from matchsafe.planning.measures import Thresholds, savings
from matchsafe.planning.portfolio import Pick
from matchsafe.planning.problem import Ints
from matchsafe.planning.selection import cost_of
from matchsafe.present import couple_words, plan_words, sources
from matchsafe.present.labels import label
from matchsafe.present.plan_reasons import look_up
from matchsafe.services.couple_plan.evaluator import CoupleEvaluator
from matchsafe.services.couple_plan.solution import CoupleSolution, Partner, wanted_regions
from matchsafe.services.couple_plan.useful_lists import useful_lists
from matchsafe.services.informed_advice import free_step
from matchsafe.services.plan.report import (
    SOURCES,
    interview_count,
    late_share,
    listing_reasons,
    recommendation_code,
)
from matchsafe.services.plan.state_list import planned_cells

COUPLES: Final = ("headline.couples_match_rate_2025", ALIKE)
"""Sources of what is said of couples beyond those of a plan for one."""


def answer(
    seasons: tuple[Season, Season],
    request: CoupleRequest,
    solved: CoupleSolution,
    on: date,
) -> CouplePlanReport:
    """Everything a plan for two tells; programs in the order of what the couple would lose without them."""
    evaluator, whole = CoupleEvaluator(solved, on), solved
    most = evaluator.worth()
    everything = _spend(whole, estimate(most))
    solved = useful_lists(whole, evaluator, request.useful_step)
    if solved is not whole:
        evaluator = evaluator.of(solved)
    found = solved.found
    both, (anywhere, one) = evaluator.together(), evaluator.anywhere()
    gap = whole.found.gap + max(0.0, everything.chance.value - both.value)
    wanted = _wishes(request, solved)
    first, second = (_partner(seasons[who], request, solved, evaluator, who, on) for who in (0, 1))
    used = solved.partners[0].candidates.catalog
    rule = couple_words.together(request.together, request.miles)
    low, _, high = bounds(ALIKE)
    plan = CouplePlanReport(
        on=on,
        headline=MarkedText(),
        recommendation=Recommendation(
            code=recommendation_code(_spend(solved, both), everything, on), text=MarkedText()
        ),
        useful=_spend(solved, both),
        whole_budget=everything,
        rest_adds=estimate(most - evaluator.worth()),
        together=request.together,
        together_text=rule,
        first=first,
        second=second,
        both_together=both,
        both_wanted=evaluator.together(tuple(r for r in evaluator.common_regions if r in wanted))
        if wanted
        else None,
        both_anywhere=anywhere,
        at_least_one=one,
        held_both=_held_both(seasons, (first, second), on),
        upper_bound=found.upper_bound if wanted else both.value + gap,
        gap=gap,
        bound_basis=found.bound_basis,
        by_likeness=tuple(
            LikeStrengths(correlation=rho, chance=evaluator.together(correlation=rho)) for rho in (low, high)
        ),
        cost=found.cost,
        budget=request.budget,
        stopped=solved.stopped,
        regions=_regions(solved, evaluator, wanted),
        held_nowhere=sum(_held_nowhere(partner) for partner in solved.partners),
        catalog=used,
        warnings=(
            *((couple_words.STOPPED,) if solved.stopped else ()),
            *couple_words.warnings(request, used, [p.parts_set_aside for p in solved.partners]),
            *_of_each(seasons, solved, on),
        ),
        sources=tuple(map(sources.source, _sources(used.name is None))),
    )
    nothing = plan.recommendation.code == "spend_nothing"
    steps = tuple(free_step(season, on) for season in seasons) if nothing else ()
    text = couple_words.headline(plan, steps)
    said = plan.recommendation.model_copy(update={"text": text})
    return plan.model_copy(update={"headline": text, "recommendation": said})


def _spend(solved: CoupleSolution, chance: Estimate) -> Spend:
    """What two lists cost, how many new programs they have, and their chance of matching together."""
    new = sum(
        partner.on_list(j) and j not in partner.problem.applied
        for who, partner in enumerate(solved.partners)
        for j in solved.numbers(who).tolist()
    )
    return Spend(cost=solved.found.cost, programs=new, chance=chance)


def _of_each(seasons: tuple[Season, Season], solved: CoupleSolution, on: date) -> tuple[str, ...]:
    """What to know of one partner's list."""
    found = []
    for name, season, partner in zip(couple_words.PARTNERS, seasons, solved.partners, strict=True):
        over = on > timing.lists_due(on)
        told = [] if over else plan_words.late(partner.sent, on, late_share(partner.sent))
        told += partner.candidates.aside
        if season.applicant.type not in ("us_img", "non_us_img"):
            told.append("The figures behind the chances of an interview are about IMGs; take yours as rough.")
        found += [f"{name}: {line[0].lower()}{line[1:]}" for line in told]
    return tuple(found)


def _held_both(
    seasons: tuple[Season, Season], plans: tuple[PartnerPlan, PartnerPlan], on: date
) -> Estimate | None:
    if not all(plan.interviews.held for plan in plans):
        return None
    second = seasons[1]
    couple = Couple(
        partner=second.applicant,
        partner_targets=second.every_target,
        partner_interviews=second.interviews,
    )
    found = couple_outlook(seasons[0].model_copy(update={"couples": couple}), on)
    return None if found is None else found.both


def _held_nowhere(partner: Partner) -> int:
    """Interviews a partner holds of which the place is not known."""
    return sum(region == NOWHERE for region in partner.regions[len(partner.candidates.programs) :])


def _wishes(request: CoupleRequest, solved: CoupleSolution) -> frozenset[str]:
    if not request.wanted_states:
        return frozenset()
    programs = [(*p.candidates.programs, *p.candidates.held) for p in solved.partners]
    return wanted_regions(request, programs, [p.regions for p in solved.partners])


def _regions(
    solved: CoupleSolution, evaluator: CoupleEvaluator, wanted: frozenset[str]
) -> tuple[RegionTogether, ...]:
    """Regions with programs of both, the one that would be missed most first."""
    rows = []
    for name in evaluator.common_regions:
        together, lost = evaluator.region(name)
        inside = [
            [j for j in solved.numbers(who).tolist() if partner.regions[j] == name]
            for who, partner in enumerate(solved.partners)
        ]
        listed = [sum(map(solved.partners[who].on_list, inside[who])) for who in (0, 1)]
        states = {solved.partners[who].program(j).state for who in (0, 1) for j in inside[who]}
        rows.append(
            RegionTogether(
                name=name,
                states=tuple(sorted(s for s in states if s)),
                wanted=name in wanted,
                first=listed[0],
                second=listed[1],
                first_held=len(inside[0]) - listed[0],
                second_held=len(inside[1]) - listed[1],
                together=together,
                lost_without=lost,
            )
        )
    return tuple(sorted(rows, key=lambda r: -r.lost_without.value))


def _partner(
    season: Season,
    request: CoupleRequest,
    solved: CoupleSolution,
    evaluator: CoupleEvaluator,
    who: int,
    on: date,
) -> PartnerPlan:
    partner, numbers = solved.partners[who], solved.numbers(who)
    problem, candidates = partner.problem, partner.candidates
    counts = np.bincount(problem.layout.specialty[numbers], minlength=len(problem.layout.specialties))
    listed = [i for i, j in enumerate(numbers.tolist()) if partner.on_list(j)]
    alone, own = evaluator.alone[who], evaluator.modes[who]
    picks, gains = alone.picks(own), evaluator.gains(who)
    each = dict(zip(picks.numbers.tolist(), picks.interview(), strict=True))
    cell = candidates.catalog.name is None
    new = [j for j in numbers[listed].tolist() if j not in problem.applied]
    kinds = dict.fromkeys(problem.specialty[j] for j in new)
    bill = fees(
        {specialty_name(s): sum(problem.specialty[j] == s for j in new) for s in kinds},
        request.fee_year or match_year(on),
        estimate=True,
    )
    asked = partner.request.specialties or (season.target.specialty,)
    modes = solved.modes(who)
    rows = [(int(numbers[i]), int(modes[i]), each[int(numbers[i])], gains[i]) for i in listed]
    return PartnerPlan(
        who=f"{' and '.join(map(specialty_name, asked))}, {label('type', season.applicant.type)}",
        programs=() if cell else _programs(season, partner, counts, rows),
        cells=planned_cells(
            candidates, ((j, mode > 0, chance) for j, mode, chance, _ in rows), look_up(season.applicant)
        )
        if cell
        else (),
        match=alone.chance(own),
        cost=cost_of(problem, counts),
        bill=tuple(FeeItem(what=x.what, amount=x.amount, source=x.figure, note=x.note) for x in bill.lines),
        interviews=interview_count(alone, own),
        target=target(season, bucket(season, application_year(on)).code),
        sent_on=partner.sent if late_share(partner.sent) else None,
        left_out_total=len(candidates.programs)
        - len(listed)
        + len(candidates.barred)
        + len(candidates.interviewed),
        barred_total=len(candidates.barred),
    )


def _programs(
    season: Season,
    partner: Partner,
    counts: Ints,
    rows: Sequence[tuple[int, int, Estimate, Estimate]],
) -> tuple[CoupleProgram, ...]:
    problem, candidates, limits = partner.problem, partner.candidates, Thresholds.from_evidence()
    out = []
    for j, mode, chance, gain in rows:
        program, applied = candidates.programs[j], j in problem.applied
        fee = 0.0 if applied else savings(problem, counts, int(problem.layout.specialty[j]))
        pick = Pick(
            number=j, name=program.id, specialty=program.specialty, signal=MODES[mode], applied=applied,
            p_interview=chance.value, p_match_there=0.0, gain=gain.value, fee=fee, gain_per_dollar=None,
            signal_gain=0.0, role=limits.role(chance.value), hardly_looks=False,
        )  # fmt: skip
        findings = candidates.findings[j]
        why = listing_reasons(program, findings, pick, season, partner.request)
        out.append(
            CoupleProgram(
                id=program.id, name=program.name, specialty=program.specialty, state=program.state,
                city=program.city, region=partner.regions[j], signal=pick.signal, applied=applied, role=pick.role,
                p_interview=chance, gain=gain, fee=fee, reasons=why, unknowns=notes(findings, "unknown"),
            )
        )  # fmt: skip
    return tuple(sorted(out, key=lambda p: -p.gain.value))


def _sources(by_state: bool) -> tuple[str, ...]:
    return (*SOURCES, *COUPLES, *(("places_2025.by_state",) if by_state else ()))
