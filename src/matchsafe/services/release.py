"""Keep or release: what giving up each interview ahead would cost. Nothing is ever given up here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from matchsafe.advice.clashes import clashes, notice
from matchsafe.advice.facts import has_lapsed
from matchsafe.advice.phase import FINAL, season_clock
from matchsafe.domain.clocks import day_part
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rankable import is_rankable
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_release import ReleaseChoice, ReleaseReport
from matchsafe.domain.text import MarkedText, short_day
from matchsafe.odds.list_changes import ListChance, chances_with
from matchsafe.odds.reference import in_own_match
from matchsafe.present import phrase
from matchsafe.services.outlook import outlook

_NOTE = (
    "Nothing is cancelled here. Before you give one up, look at what you would rank first: a program you love is worth "
    "more than its number. Tell the program early, and only once you are sure."
)
_COUPLE = " The chance is your own; as a couple, look at both lists."
ANY_MATCH: Final = "Each chance here is of any match, also of a first year alone."
_OWN_MATCH = (
    "Your specialty has a match of its own, and our figures do not cover it: we cannot weigh your interviews."
)
_NUMBER = "You gave a number of interviews only. With a list we can weigh each of them."


def release(season: Season, on: date | None = None) -> ReleaseReport:
    """What giving up each interview ahead would cost, the cheapest first.

    Args:
        on: The day; today if left out.
    """
    on = on or date.today()
    season = with_ids(season)
    held, elsewhere = season.interview_list, in_own_match(season)
    late = season_clock(season, on).phase in FINAL  # nothing can be held or booked any more
    ahead = [] if season.only_a_number or elsewhere or late else [i for i in held if _is_ahead(i, on)]
    with_each = [_lists(held, i) for i in ahead]
    others = chances_with(season, on, [each for pair in with_each for each in pair])
    met = clashes(season, on)
    choices = []
    for n, i in enumerate(ahead):
        having, lacking = others[2 * n], others[2 * n + 1]
        against = {other for c in met if i.id in c.interviews for other in c.interviews} - {i.id}
        choices.append(_choice(season, i, having, lacking, tuple(sorted(against)), on))
    more = (_COUPLE if season.couples else "") + (f" {ANY_MATCH}" if counts_first_years(season) else "")
    note = _OWN_MATCH if elsewhere else _NUMBER if season.only_a_number else _NOTE + more if choices else ""
    cheapest = sorted(choices, key=lambda c: (c.cost.value, c.day or date.max, c.program))
    return ReleaseReport(
        on=on, chance=outlook(season, on).chance, interviews=tuple(cheapest), verdict=_verdict(cheapest), note=note
    )  # fmt: skip


def _verdict(cheapest: Sequence[ReleaseChoice]) -> str:
    """Whether one can be given up."""
    if not cheapest:
        return ""
    first = cheapest[0]
    if first.cost.value == 0:
        return f"If you must give one up, give up {first.program}."
    if round(100 * first.cost.value) == 0:
        return f"If you must give one up, {first.program} costs you less than 1 in 100."
    return "Keep it." if len(cheapest) == 1 else f"Keep them all if you can. {first.program} costs least."


def counts_first_years(season: Season) -> bool:
    """Whether a match may be less than a full training, so that the outlook's own chance is another one."""
    return any(wish.track in ("advanced", "preliminary", "transitional") for wish in season.wishes)


def _is_ahead(interview: Interview, on: date) -> bool:
    past = has_lapsed(interview, on) or (interview.start is not None and day_part(interview.start) < on)
    return interview.status in ("invited", "scheduled") and not past


def _lists(
    held: tuple[Interview, ...], one: Interview
) -> tuple[tuple[Interview, ...], tuple[Interview, ...]]:
    """The list with an interview booked, and without it."""
    booked = one.model_copy(update={"status": "scheduled"})
    return tuple(booked if i is one else i for i in held), tuple(i for i in held if i is not one)


def _choice(
    season: Season, i: Interview, having: ListChance, lacking: ListChance, against: tuple[str, ...], on: date
) -> ReleaseChoice:
    # without the last one there is no chance left: what it costs is the chance itself
    cost = _loss(having.change, lacking.change) if lacking.ranks else having.chance
    counts = is_rankable(i, season.applicant.visa)
    day = None if i.start is None else day_part(i.start)
    if having.ranks == lacking.ranks:
        text = MarkedText("It does not count toward safety, so giving it up costs your chance nothing.")
    elif i.status == "invited":
        text = MarkedText("Booked, it would add ", phrase.chance(cost, "effect"), ".")
    else:
        text = MarkedText("Without it your chance is ", phrase.chance(lacking.chance), ": ",
                          phrase.chance(cost, "effect"), " less.")  # fmt: skip
    return ReleaseChoice(
        interview=i.id, program=i.program, status=i.status, day=day, counts=counts, cost=cost,
        without=lacking.chance, clashes=against, cancel_by=None if day is None else day - notice(),
        limits=_limits(day, on, clash=bool(against)), text=text,
    )  # fmt: skip


def _limits(day: date | None, on: date, *, clash: bool) -> str:
    said = ["It clashes with another one."] if clash else []
    if day is not None and day - notice() >= on:
        said.append(f"If you give it up, tell them by {short_day(day - notice())}.")
    elif day is not None:
        said.append(f"If you give it up, tell them today: it is less than {notice().days} days away.")
    return " ".join(said)


def _loss(having: Estimate, lacking: Estimate) -> Estimate:
    """What is lost between two changes of the same chance, never below 0.

    One of them is no change at all: an interview either counts already, or would once it is booked.
    """
    value = max(having.value - lacking.value, 0.0)
    low = max(having.low - lacking.high, 0.0)
    high = max(having.high - lacking.low, value)
    return Estimate(value=value, low=min(low, value), high=high, level=having.level)
