"""Which interviews count toward safety."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from matchsafe.domain.estimate import AnswerPart
from matchsafe.domain.season import Season, Target, VisaNeed
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.specialties import OWN_MATCH

VisaFit = Literal["not_needed", "sponsored", "not_sponsored", "unknown"]
Exclusion = Literal["visa", "not_booked", "waitlisted", "would_not_rank", "declined", "cancelled", "rejected"]


class Counts(AnswerPart):
    """How many interviews reached each step; each step includes the ones after it.

    ``invited`` leaves out waiting lists and rejections; ``scheduled`` and ``attended`` leave out what was declined or
    cancelled;
    ``rankable`` is the number that counts toward safety.
    """

    invited: int = Field(ge=0)
    scheduled: int = Field(ge=0)
    attended: int = Field(ge=0)
    rankable: int = Field(ge=0)


def visa_fit(interview: Interview, need: VisaNeed | None) -> VisaFit:
    """Whether the program sponsors a visa the applicant can use."""
    if need in (None, "none"):
        return "not_needed"
    if interview.visas_sponsored is None:
        return "unknown"
    usable = {"j1": {"j1"}, "h1b": {"h1b"}, "j1_or_h1b": {"j1", "h1b"}}[need or "j1"]
    return "sponsored" if usable & set(interview.visas_sponsored) else "not_sponsored"


def exclusion(interview: Interview, need: VisaNeed | None) -> Exclusion | None:
    """Why an interview does not count toward safety; ``None`` if it does."""
    if interview.status in ("declined", "cancelled", "rejected"):
        return interview.status
    if visa_fit(interview, need) == "not_sponsored":
        return "visa"
    if not interview.would_rank:
        return "would_not_rank"
    if interview.status == "waitlisted":
        return "waitlisted"
    return "not_booked" if interview.status == "invited" else None


def is_rankable(interview: Interview, need: VisaNeed | None) -> bool:
    """Attended or booked, would be ranked, and not known to lack the visa that is needed."""
    return exclusion(interview, need) is None


def rankable(season: Season) -> tuple[Interview, ...]:
    """The interviews that count toward safety, in the order of the season file."""
    return tuple(i for i in season.interview_list if is_rankable(i, season.applicant.visa))


def listed_wishes(season: Season) -> tuple[Target, ...]:
    """What shares one rank list, most wanted first: what has a match of its own is on another, unless all has."""
    every = season.wishes
    return tuple(w for w in every if w.specialty not in OWN_MATCH) or every


def rankable_in(season: Season) -> tuple[Interview, ...]:
    """The interviews that count toward safety on that list."""
    wishes = listed_wishes(season)
    return tuple(i for i in rankable(season) if season.target_of(i) in wishes)


def rankable_by_wish(season: Season) -> dict[Target, tuple[Interview, ...]]:
    """The same, for each wish."""
    found: dict[Target, list[Interview]] = {wish: [] for wish in listed_wishes(season)}
    for interview in rankable(season):
        if (target := season.target_of(interview)) in found:
            found[target].append(interview)
    return {wish: tuple(some) for wish, some in found.items()}


def counts(season: Season) -> Counts:
    """Count a season's interviews at each step."""
    statuses = [i.status for i in season.interview_list]
    return Counts(
        invited=sum(s not in ("waitlisted", "rejected") for s in statuses),
        scheduled=sum(s in ("scheduled", "attended") for s in statuses),
        attended=statuses.count("attended"),
        rankable=len(rankable(season)),
    )
