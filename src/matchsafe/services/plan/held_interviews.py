"""Interviews already held, in a plan: they count beside the list, and their programs are not applied to again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from matchsafe.advice.phase import season_clock
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.program import Program
from matchsafe.domain.rankable import is_rankable, rankable_in
from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview
from matchsafe.evidence.calendar import application_year
from matchsafe.odds.invitation import timing

HELD: Final = "interviews held"
"""Stands for a specialty in the planning problem: what is held costs nothing and counts in no cap of a specialty."""


def of_this_season(season: Season, on: date) -> Season:
    """The season without interviews and applications of a season that is over, if that is what it holds."""
    if season_clock(season, on).phase != "past_season":
        return season
    couples = season.couples and season.couples.model_copy(update={"partner_interviews": ()})
    return season.model_copy(update={"interviews": (), "applications_sent": None, "couples": couples})


def held_programs(season: Season) -> tuple[Program, ...]:
    """The programs of the interviews that count, as far as an interview tells; in the order of the season."""
    return tuple(_program(i, n, season.target_of(i).specialty) for n, i in enumerate(rankable_in(season), 1))


def _program(interview: Interview, number: int, specialty: str) -> Program:
    visas = interview.visas_sponsored
    return Program(
        id=f"interview:{number}",
        name=interview.program,
        specialty=specialty,
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
