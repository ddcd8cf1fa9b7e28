"""What a season's record does not say and would help, and what programs owe the applicant where it matters now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from matchsafe import evidence
from matchsafe.advice.facts import VISA_WORDS, has_lapsed
from matchsafe.advice.phase import FINAL, season_clock
from matchsafe.domain.clocks import day_part, has_hour, zone_of
from matchsafe.domain.rankable import is_rankable, visa_fit
from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.text import short_day
from matchsafe.domain.today import Entitlement, MissingCode, MissingItem
from matchsafe.evidence.store import own_yaml

_RECENT: Final = timedelta(days=14)
"""How long a thank-you note still makes sense, and how soon an interview is near."""


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, Any]] = own_yaml("matchsafe.advice", "data/today.yaml")
    return found


def missing_items(season: Season, on: date) -> tuple[MissingItem, ...]:
    """What the record does not say, interview by interview; nothing where only their number is known, or too late."""
    if season.only_a_number or season_clock(season, on).phase in FINAL:
        return ()
    found = []
    if season.time_zone is None and any(has_hour(i.start) for i in season.interview_list):
        found.append(MissingItem(code="own_time_zone", text=_words()["missing"]["own_time_zone"]))
    visa = VISA_WORDS[season.applicant.visa or "none"]
    for interview in season.interview_list:
        for code in _codes(season, interview, on):
            day = "" if interview.start is None else short_day(day_part(interview.start))
            text = _words()["missing"][code].format(program=interview.program, day=day, visa=visa)
            found.append(MissingItem(code=code, text=text, interview=interview.id, program=interview.program))
    return tuple(found)


def _codes(season: Season, i: Interview, on: date) -> Iterator[MissingCode]:
    day = None if i.start is None else day_part(i.start)
    if i.status == "scheduled" and day is None:
        yield "no_date"
    elif i.status == "scheduled" and day is not None and day < on:
        yield "still_scheduled"
    elif i.status == "scheduled" and not has_hour(i.start):
        yield "no_hours"
    if i.status in ("scheduled", "invited") and has_hour(i.start) and zone_of(i) is None:
        yield "no_time_zone"
    if i.status == "invited" and i.reply_by is None:
        yield "no_reply_by"
    if has_lapsed(i, on):
        yield "still_invited"
        return
    need = season.applicant.visa
    if i.status in ("invited", "scheduled", "attended") and i.would_rank and visa_fit(i, need) == "unknown":
        yield "visa_unknown"
    elif need not in (None, "none") and is_rankable(i, need) and _late(season, on) and not _is_in_writing(i):
        yield "visa_not_written"
    if i.status == "attended" and (day is None or on - day <= _RECENT):
        if not i.thank_you_sent:
            yield "thank_you"
        if i.impression == "unknown" and not i.ratings:
            yield "how_it_went"


def _late(season: Season, on: date) -> bool:
    return season_clock(season, on).is_between("january", "ranking")


def _is_in_writing(interview: Interview) -> bool:
    return interview.visa_promise is not None and bool(interview.visa_promise.written_in)


def rights(season: Season, on: date) -> tuple[Entitlement, ...]:
    """What programs owe the applicant, as far as it matters on this day."""
    clock, held = season_clock(season, on), season.interview_list
    if not clock.is_between("early_invitations", "ranking") or not held:
        return ()
    near = any(i.start is not None and abs(day_part(i.start) - on) <= _RECENT for i in held)
    by = clock.date_words("rank_list_deadline", before=" on ")
    given = {
        "hours_to_answer": any(i.status == "invited" for i in held),
        "terms_in_writing": season.applicant.visa not in (None, "none") or clock.has_begun("january"),
        "no_rank_questions": near or clock.has_begun("january"),
    }
    hours = f"{evidence.number('rights.hours_to_answer'):.0f}"
    return tuple(
        Entitlement(code=code, text=_words()["rights"][code].format(hours=hours, by=by),
                    source=f"rights.{code}")
        for code, matters in given.items()
        if matters
    )  # fmt: skip
