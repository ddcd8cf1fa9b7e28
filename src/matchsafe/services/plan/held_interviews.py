"""Interviews already held, in a plan: they count beside the list, and their programs are not applied to again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.program import Program
from matchsafe.domain.rankable import rankable
from matchsafe.domain.season import Interview, Season
from matchsafe.evidence.calendar import application_year
from matchsafe.odds.invitation import timing

HELD: Final = "interviews held"
"""Stands for a specialty in the planning problem: what is held costs nothing and counts in no cap of a specialty."""


def held_programs(season: Season) -> tuple[Program, ...]:
    """The programs of the interviews that count, as far as an interview tells; in the order of the season."""
    return tuple(_program(i, n, season.target.specialty) for n, i in enumerate(rankable(season), 1))


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


def invited(season: Season, programs: Sequence[Program]) -> frozenset[str]:
    """Ids of the programs that the season's interviews are at, so that none of them counts twice.

    An interview is at a program of the target specialty with the same name or id (and state, where both are known); a
    name that fits several programs is taken for none of them. Interviews of which only the number is known are at none.
    """
    if season.only_a_number:
        return frozenset()
    found = set()
    for interview in season.interview_list:
        name = _plain(interview.program)
        at = [
            p.id
            for p in programs
            if p.specialty == season.target.specialty
            and name in (_plain(p.name), _plain(p.id), *map(_plain, p.nrmp_codes))
            and (interview.state is None or p.state in (None, interview.state))
        ]
        if len(at) == 1 and interview.status != "waitlisted":
            found.add(at[0])
    return frozenset(found)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def sent_on(season: Season, request: PlanRequest, on: date) -> date | None:
    """The day new applications are sent: the day asked for, else today once the season is under way.

    Where nothing shows that applications were sent, the plan is one for the start of a season: ``None``, in time.
    """
    if request.sent_on is not None:
        return request.sent_on
    return on if _under_way(season, request) else None


def day_that_counts(season: Season, request: PlanRequest, on: date) -> str:
    """What an answer depends on of a day: once programs look or the season is under way all of it, else its year."""
    if on > timing.begins(on) or _under_way(season, request):
        return on.isoformat()
    return str(application_year(on))


def _under_way(season: Season, request: PlanRequest) -> bool:
    """Whether anything shows that applications were sent."""
    return bool(season.interview_list or season.applications_sent or request.applied)
