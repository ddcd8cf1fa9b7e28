"""Interviews already held, in a plan: they count beside the list, and their programs are not applied to again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from matchsafe.advice.phase import season_clock
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.program import FIRST_YEARS, Program
from matchsafe.domain.rankable import is_rankable, rankable_in
from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_part import Track
from matchsafe.evidence.calendar import application_year
from matchsafe.odds.applicant_posterior import applicant_posterior
from matchsafe.odds.arrays import Floats
from matchsafe.odds.first_years import first_years
from matchsafe.odds.invitation import timing
from matchsafe.odds.quadrature import estimate
from matchsafe.odds.reference import evidence_alone, without_assumptions
from matchsafe.services.plan.evaluator import Modes, PortfolioEvaluator

HELD: Final = "interviews held"
"""Stands for a specialty in the planning problem: what is held costs nothing and counts in no cap of a specialty."""


def of_this_season(season: Season, on: date) -> Season:
    """The season without interviews and applications of a season that is over, if that is what it holds."""
    if season_clock(season, on).phase != "past_season":
        return season
    couples = season.couples and season.couples.model_copy(update={"partner_interviews": ()})
    return season.model_copy(update={"interviews": (), "applications_sent": None, "couples": couples})


def held_programs(season: Season) -> tuple[Program, ...]:
    """The programs of the interviews that count, as far as an interview tells; in the order of the season.

    Their tracks are told where both parts of a training are held; an advanced position whose first year is still to be
    found counts alone, as in the outlook.
    """
    held = [(i, season.target_of(i)) for i in rankable_in(season)]
    tracks = {target.track for _, target in held}
    paired = "advanced" in tracks and not tracks.isdisjoint(FIRST_YEARS)
    return tuple(_program(i, n, t.specialty, t.track if paired else None) for n, (i, t) in enumerate(held, 1))


def held_chance(season: Season, evaluator: PortfolioEvaluator, on: date, *, applied: bool) -> Estimate | None:
    """Chance with the interviews held alone; nothing without interviews.

    Without applications that may still bring some (``applied``) it is the outlook's answer, digit for digit.
    """
    if not evaluator.held:
        return None
    now = applicant_posterior(season, on)
    years = None if applied else first_years(season, on, now)
    if years is not None and years.held:
        return years.complete
    evident = float(without_assumptions(season, on).chance.mean())
    return estimate(
        evaluator.held_worth() if applied else now.chance, holds=evidence_alone(season, now, evident)
    )


def carried_on(worth: Floats, alone: Floats, held: Estimate | None) -> Estimate:
    """Chance of matching with a list: what the interviews held are worth, carried on by what the list adds.

    Of those whom the interviews leave unmatched, the list leaves the same share whatever is believed of them. So its
    range holds all that the outlook's does, and a list that adds nothing has the outlook's answer.

    Args:
        worth: Of the list, one value a draw.
        alone: The same of the interviews held.
        held: Chance with the interviews held alone; ``None`` for none.
    """
    spread, before = estimate(worth), estimate(alone)
    if held is None:
        return spread

    def matched(end: Literal["low", "value", "high"], over: Literal["low", "value", "high"]) -> float:
        left = (1 - getattr(spread, over)) / (1 - getattr(before, over))
        return float(1 - (1 - getattr(held, end)) * left)

    low, high = (sorted((matched(end, end), matched(end, "value"))) for end in ("low", "high"))
    return held.model_copy(update={"value": matched("value", "value"), "low": low[0], "high": high[1]})


def added_chance(
    evaluator: PortfolioEvaluator, modes: Modes, chance: Estimate, held: Estimate | None
) -> Estimate | None:
    """What a list adds to the interviews held: the rest of its chance."""
    if held is None:
        return None
    value = chance.value - held.value
    spread = estimate(evaluator.worth(modes) - evaluator.held_worth())
    ends = {"low": min(spread.low, value), "high": max(spread.high, value)}
    return spread.model_copy(update={"value": value, **ends})


def _program(interview: Interview, number: int, specialty: str, track: Track | None) -> Program:
    visas = interview.visas_sponsored
    return Program(
        id=f"interview:{number}",
        name=interview.program,
        specialty=specialty,
        track=track,
        state=interview.state,
        setting=interview.setting,
        img_share=interview.img_share,
        h1b=None if visas is None else "h1b" in visas,
    )


def interviews_by_program(season: Season, programs: Sequence[Program]) -> dict[str, Interview]:
    """The programs that the season's interviews are at, by id, so that none of them counts twice.

    An interview is at a program of its specialty with the same name or id (and state, where both are known); a
    name that fits several programs is taken for none of them. Interviews of which only the number is known are at none.
    """
    if season.only_a_number:
        return {}
    found = {}
    every = [(season.target_of(i).specialty, i) for i in season.interview_list]
    wanted = {specialty for specialty, _ in every}
    called: dict[tuple[str, str], list[Program]] = {}
    for p in programs:
        if p.specialty in wanted:
            for name in {_plain(name) for name in (p.name, p.id, *p.nrmp_codes)}:
                called.setdefault((p.specialty, name), []).append(p)
    for specialty, interview in every:
        at = [
            p.id
            for p in called.get((specialty, _plain(interview.program)), ())
            if interview.state is None or p.state in (None, interview.state)
        ]
        if len(at) == 1 and interview.status not in ("waitlisted", "rejected"):
            found[at[0]] = interview
    return found


def is_open(interview: Interview, season: Season) -> bool:
    """Whether an invitation waits for an answer and can become an interview that counts."""
    booked = interview.model_copy(update={"status": "scheduled"})
    return interview.status == "invited" and is_rankable(booked, season.applicant.visa)


def with_open_invitations(season: Season, request: PlanRequest, programs: Sequence[Program]) -> PlanRequest:
    """The request with every program that has invited, and waits for an answer, among those applied to."""
    open_ = {key: None for key, at in interviews_by_program(season, programs).items() if is_open(at, season)}
    return request.model_copy(update={"applied": {**open_, **request.applied}})


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def day_that_counts(season: Season, request: PlanRequest, on: date) -> str:
    """What an answer depends on of a day: once programs look or the season is under way all of it, else its year."""
    if on > timing.begins(on) or _under_way(season, request):
        return on.isoformat()
    return str(application_year(on))


def _under_way(season: Season, request: PlanRequest) -> bool:
    """Whether anything shows that applications were sent."""
    return bool(season.interview_list or season.applications_sent or request.applied)
