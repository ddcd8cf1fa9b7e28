"""The answer of a plan, put together from the solved list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from matchsafe.advice.buckets import bucket
from matchsafe.advice.targets import target
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import (
    FeeItem,
    InterviewCount,
    LeftOut,
    PlannedCell,
    PlannedProgram,
    PlanReport,
    PlanRequest,
    StrengthShift,
)
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import MarkedText, dollars
from matchsafe.evidence.calendar import application_year
from matchsafe.odds.invitation import ALL_DRAWS, timing
from matchsafe.odds.quadrature import LEVEL, estimate
from matchsafe.planning.fees import fees, one_extra_rank
from matchsafe.planning.measures import Thresholds, waste
from matchsafe.planning.portfolio import Pick
from matchsafe.present import marked, plan_words, sources, words
from matchsafe.services.plan.budgets import curve, next_dollars
from matchsafe.services.plan.candidates import Candidates
from matchsafe.services.plan.evaluator import Modes, PortfolioEvaluator
from matchsafe.services.plan.held_interviews import sent_on
from matchsafe.services.plan.reasons import LOOK_UP, bars, overridden, place, reasons, rules, unknowns
from matchsafe.services.plan.solution import Solved

SHOWN_LEFT_OUT: Final = 40
"""Programs left out that are named; their number is told in full."""
SOURCES: Final = (
    "neurology_2026.invite_rates",
    "invitations.by_specialty_2024",
    "fees.eras_2026_first_30",
    "fees.eras_2026_from_31",
)


def answer(
    season: Season, candidates: Candidates, request: PlanRequest, solved: Solved, on: date
) -> PlanReport:
    """Everything a plan tells; programs in the order of what the list would lose without them."""
    found, evaluator = solved.found, solved.evaluator
    chance, picks = _chance(solved), _picks(solved)
    held, added = _held(solved)
    sent = sent_on(season, request, on)
    late = late_share(sent)
    budgets, flat_from = curve(solved)
    cell = candidates.catalog.name is None
    left_out, total = _left_out(candidates, request, solved)
    wasted = waste(solved.problem, np.asarray(found.modes), picks)
    return PlanReport(
        on=on,
        headline=_headline(solved, candidates, chance),
        objective=request.objective,
        programs=() if cell else _programs(season, candidates, request, picks),
        cells=planned_cells(candidates, ((p.number, p.signal is not None, p.interview) for p in picks))
        if cell
        else (),
        chance=chance,
        held_chance=held,
        added=added,
        sent_on=None if late is None else sent,
        late=late,
        upper_bound=chance.value + found.gap if request.objective == "match" else found.upper_bound,
        gap=found.gap,
        bound_basis=found.bound_basis,
        status=found.status,
        cost=found.cost,
        budget=request.budget,
        bill=_bill(candidates, request, solved),
        interviews=interview_count(evaluator, found.modes),
        target=target(season, bucket(season, application_year(on)).code),
        if_independent=evaluator.if_independent(found.modes),
        budget_curve=budgets,
        diminishing_from=flat_from,
        next_dollars=next_dollars(candidates, solved),
        by_strength=evaluator.by_strength(found.modes),
        shifts=_shifts(candidates, solved),
        wasted_programs=wasted.programs,
        wasted_dollars=wasted.dollars,
        left_out=left_out,
        left_out_total=total,
        barred_total=len(candidates.barred),
        catalog=candidates.catalog,
        warnings=_warnings(candidates, request, season, sent, late, on),
        sources=tuple(map(sources.source, _sources(candidates, request, late))),
    )


def interview_count(evaluator: PortfolioEvaluator, modes: Modes) -> InterviewCount:
    """How many interviews a list brings, those held included."""
    count, held = evaluator.picks(modes).count(), evaluator.held
    dots = tuple(held + n for n in count.dots)
    return InterviewCount(
        held=held, mean=held + count.mean, low=held + count.low, high=held + count.high, dots=dots
    )


def _chance(solved: Solved) -> Estimate:
    """Chance with the list and the interviews held, with what to know about it."""
    chance = solved.evaluator.chance(solved.found.modes)
    if not solved.evaluator.held:
        return chance
    caveats = (
        "How strong you are is read from the interviews you hold as if no other would come; that others may come is "
        "counted program by program.",
    )
    return chance.model_copy(update={"caveats": caveats})


def _held(solved: Solved) -> tuple[Estimate | None, Estimate | None]:
    """Chance with the interviews held alone, and what the list adds to it; nothing without interviews."""
    if not solved.evaluator.held:
        return None, None
    alone = solved.evaluator.held_worth()
    return estimate(alone), estimate(solved.evaluator.worth(solved.found.modes) - alone)


def late_share(sent: date | None) -> Estimate | None:
    """How much of its chance an application keeps that is sent on a day; nothing where it loses nothing."""
    if sent is None or sent <= timing.begins(sent):
        return None
    return estimate(timing.share("sent_late", sent, ALL_DRAWS))


@dataclass(frozen=True)
class _Pick(Pick):
    """One program of the list with the ranges of what is said of it."""

    interview: Estimate
    there: Estimate
    adds: Estimate
    signal_adds: Estimate


def _picks(solved: Solved) -> tuple[_Pick, ...]:
    """The list in its order; roles go by the chance of an interview that is shown."""
    thresholds, judged = Thresholds.from_evidence(), solved.evaluator.picks(solved.found.modes)
    told = zip(judged.interview(), judged.match_there(), judged.gain(), judged.signal_gain(), strict=True)
    ranges = dict(zip(judged.numbers.tolist(), told, strict=True))
    out = []
    for pick in solved.picks:
        interview, there, adds, signal_adds = ranges[pick.number]
        shown = replace(
            pick,
            role=thresholds.role(interview.value),
            hardly_looks=interview.value < thresholds.hardly_below,
        )
        out.append(_Pick(**vars(shown), interview=interview, there=there, adds=adds, signal_adds=signal_adds))
    return tuple(out)


def _headline(solved: Solved, candidates: Candidates, chance: Estimate) -> MarkedText:
    picks, held = solved.picks, solved.evaluator.held
    if not picks:
        return MarkedText("No program fits this budget and these rules.")
    counts = Counter(p.specialty for p in picks)
    kinds = ", ".join(f"{n} in {specialty_name(s)}" for s, n in counts.items())
    where = "about " if candidates.catalog.name is None else ""
    programs = "program" if len(picks) == 1 else "programs"
    what = (
        f"{programs} ({kinds})" if len(counts) > 1 else f"{programs} in {specialty_name(picks[0].specialty)}"
    )
    cost = marked.link(dollars(round(solved.found.cost)), "#bill")
    who = "Applicants like you with this list"
    if held:
        interviews = "interview" if held == 1 else f"{held} interviews"
        who = f"With it and the {interviews} you hold, applicants like you"
    found = marked.chance(chance, plan_words.PLAN)
    return MarkedText(f"Apply to {where}{len(picks)} {what} for ", cost, f". {who} match in ", found, ".")


def _programs(
    season: Season, candidates: Candidates, request: PlanRequest, picks: Sequence[_Pick]
) -> tuple[PlannedProgram, ...]:
    out = []
    for pick in picks:
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
                reasons=(*overridden(findings), *reasons(program, pick, season, request)),
                unknowns=unknowns(findings),
            )
        )
    return tuple(sorted(out, key=lambda p: -p.gain.value))


def planned_cells(
    candidates: Candidates, picked: Iterable[tuple[int, bool, Estimate]]
) -> tuple[PlannedCell, ...]:
    """A list of average programs by cell: how many of each state, and the chance of an interview at each.

    Args:
        candidates: What there was to choose from.
        picked: For each program of the list its number, whether it is sent with a signal, and the chance.
    """
    by_cell: dict[int, list[tuple[bool, Estimate]]] = {}
    for number, signalled, interview in picked:
        by_cell.setdefault(candidates.cell_of[number], []).append((signalled, interview))
    out = []
    for number, members in by_cell.items():
        cell = candidates.cells[number]
        each = [interview for _, interview in members]
        value, low, high = (float(np.mean([getattr(e, k) for e in each])) for k in ("value", "low", "high"))
        program = cell.program
        name, state = specialty_name(program.specialty), place(program)
        out.append(
            PlannedCell(
                specialty=program.specialty,
                state=program.state or "",
                count=len(members),
                of_about=cell.count,
                signals=sum(signalled for signalled, _ in members),
                p_interview=Estimate(value=value, low=min(low, value), high=max(high, value), level=LEVEL),
                text=f"about {len(members)} of some {cell.count} {name} programs in {state}",
                look_up=LOOK_UP,
            )
        )
    return tuple(sorted(out, key=lambda c: (c.specialty, -c.count, c.state)))


def _left_out(
    candidates: Candidates, request: PlanRequest, solved: Solved
) -> tuple[tuple[LeftOut, ...], int]:
    """Barred programs, and of the others those most likely to invite."""
    out = [
        LeftOut(
            id=p.id,
            name=p.name,
            specialty=p.specialty,
            state=p.state,
            barred=True,
            reason=bars(f),
            rules=rules(f),
        )
        for p, f in candidates.barred
    ]
    free = np.flatnonzero(np.array(solved.found.modes) < 0)
    for p in candidates.interviewed:
        out.append(
            LeftOut(id=p.id, name=p.name, specialty=p.specialty, state=p.state, barred=False,
                    reason="You have an interview here already.")
        )  # fmt: skip
    if candidates.catalog.name is not None:
        chance = solved.problem.chances.invites[0][free] @ solved.problem.chances.weights
        for j in free[np.argsort(-chance, kind="stable")].tolist():
            program = candidates.programs[j]
            asked = program.id in request.exclude
            reason = (
                "You asked to leave it out." if asked else "It adds less for its fee than those on the list."
            )
            out.append(
                LeftOut(id=program.id, name=program.name, specialty=program.specialty, state=program.state,
                        barred=False, reason=reason)
            )  # fmt: skip
    barred, others = out[: len(candidates.barred)], out[len(candidates.barred) :]
    half = SHOWN_LEFT_OUT // 2
    return (*barred[:half], *others[: SHOWN_LEFT_OUT - min(len(barred), half)]), len(barred) + len(
        candidates.interviewed
    ) + len(free)


def _bill(candidates: Candidates, request: PlanRequest, solved: Solved) -> tuple[FeeItem, ...]:
    new = [p for p in solved.picks if not p.applied]
    counts = {
        specialty_name(s): sum(p.specialty == s for p in new) for s in dict.fromkeys(p.specialty for p in new)
    }
    bill = fees(counts, request.fee_year)
    lines = (*bill.lines, one_extra_rank(request.fee_year))
    return tuple(FeeItem(what=x.what, amount=x.amount, source=x.figure, note=x.note) for x in lines)


def _shifts(candidates: Candidates, solved: Solved) -> tuple[StrengthShift, ...]:
    def names(numbers: Sequence[int]) -> tuple[str, ...]:
        chosen = [candidates.programs[j] for j in numbers]
        if candidates.catalog.name is None:  # any average program of a cell is like the next
            return tuple(f"{specialty_name(p.specialty)} in {place(p)}" for p in chosen)
        return tuple(p.name for p in chosen)

    same = solved.found.modes
    return tuple(
        StrengthShift(
            by=s.by,
            same_list=solved.evaluator.shifted(same, s.by),
            replanned=solved.evaluator.shifted(s.modes, s.by),
            dropped=names(s.dropped),
            added=names(s.added),
        )
        for s in solved.shifts
    )


def _warnings(
    candidates: Candidates,
    request: PlanRequest,
    season: Season,
    sent: date | None,
    late: Estimate | None,
    on: date,
) -> tuple[str, ...]:
    found = []
    if candidates.catalog.banner:
        found.append(candidates.catalog.banner)
    if candidates.catalog.name is None:
        found.append(
            "No program list is there: this plan counts programs by state from published figures. In each state it "
            "takes those that look best once they are looked up: many IMG residents, your visa, size and setting. "
            "Look up each program before you pay."
        )
    found += when_sent(sent, late, on)
    if late is not None and not any(request.applied.values()):
        found.append(
            "The plan takes your signals as unused. If you sent some, mark those programs as applied with a signal, or "
            "read the list without its signals."
        )
    found += candidates.aside
    if season.applicant.type not in ("us_img", "non_us_img"):
        found.append("The figures behind the chances of an interview are about IMGs; take yours as rough.")
    if request.budget is None and request.max_programs is None:
        found.append("No budget was given: the list goes on as long as any program adds anything.")
    return tuple(found)


def when_sent(sent: date | None, late: Estimate | None, on: date) -> list[str]:
    """What the day on which applications are sent means."""
    if sent is not None and late is not None:
        return [
            f"An application sent on {words.day(sent)} comes late: of the chance of an interview it would have had in "
            f"time, we assume that {words.chance(late)} are left. The range is wide, as no figure is published."
        ]
    if sent is None and on > timing.begins(on):
        return [
            "These are the chances of applications sent in time, before programs begin to look on "
            f"{words.day(timing.begins(on))}. Sent later they have far less; name the day they are sent to see it."
        ]
    return []


def _sources(candidates: Candidates, request: PlanRequest, late: Estimate | None) -> tuple[str, ...]:
    return (
        *SOURCES,
        *(("places_2025.by_state",) if candidates.catalog.name is None else ()),
        *(timing.figures("sent_late") if late is not None else ()),
        *(timing.figures("still_to_come") if request.applied else ()),
    )
