"""An accepted proposal as a change of the season: an event, and the interview it begins, moves or ends.

A proposal that was accepted before changes nothing: the event it made carries the message's fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from matchsafe.domain.clocks import zone_of
from matchsafe.domain.moments import is_late
from matchsafe.domain.problem import Problem, RequestError
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import new_id, with_ids
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_record import Application, Event, EventKind
from matchsafe.intake.event_times import EventTime
from matchsafe.intake.kinds import Kind
from matchsafe.intake.proposals import ProposedEvent
from matchsafe.services.intake.report import own_programs, same_program

_EARLIEST: Final = "Pacific/Honolulu"
"""On its clock a moment has an earlier hour than on any other of the fifty states, so that nobody answers too late."""
NEW: Final = "new"
"""In place of an application's id: a program that is not in the season yet."""
_EVENTS: Final[Mapping[Kind, EventKind]] = {
    "invitation": "invited", "offer_of_dates": "invited", "waitlist": "waitlisted", "rejection": "rejected",
    "confirmation": "scheduled", "reminder": "scheduled", "reschedule": "rescheduled", "cancellation": "cancelled",
}  # fmt: skip
_OF_INTERVIEWS: Final = ("invited", "scheduled", "rescheduled", "cancelled")
"""Events of an interview; the others are of the application."""
_DOUBTS: Final = frozenset(
    ("weekday_mismatch", "ambiguous_date", "several_programs", "unsure_kind", "hostile", "time_guess")
)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What accepting some proposals did.

    Attributes:
        season: With the events in it.
        done: Ids of the proposals that are in it now.
        problems: One for each that could not be accepted; the others are kept.
    """

    season: Season
    done: tuple[str, ...]
    problems: tuple[Problem, ...]


def acceptable(proposal: ProposedEvent) -> bool:
    """Whether there is anything to accept: news change nothing, and a reminder only what is not known yet."""
    if proposal.kind == "reminder":
        return proposal.start is not None and proposal.scheduled
    return proposal.kind in _EVENTS


def doubtless(proposal: ProposedEvent) -> bool:
    """Whether a proposal may be accepted together with others, unseen: one program of hers and no doubt about it."""
    clear = proposal.application is not None and not proposal.history and proposal.duplicate_of is None
    return clear and acceptable(proposal) and not _DOUBTS & set(proposal.flags)


def accept_all(
    season: Season, chosen: Sequence[tuple[ProposedEvent, str | None]], now: datetime
) -> Acceptance:
    """Accept proposals one by one; each is whole in the season, or a problem says why not.

    Args:
        season: As it is.
        chosen: The proposals, each with the id of the application it belongs to; ``None`` takes the proposed one.
        now: When they are accepted; what a message without a date counts from.
    """
    done: list[str] = []
    problems: list[Problem] = []
    for proposal, application in chosen:
        try:
            season = accept(season, proposal, application, now)
            done.append(proposal.id)
        except RequestError as error:
            problems += error.problems
    return Acceptance(season, tuple(done), tuple(problems))


def accept(season: Season, proposal: ProposedEvent, application: str | None, now: datetime) -> Season:
    """The season with one proposal in it.

    Raises:
        RequestError: If there is nothing to accept, or no program of hers is chosen.
    """
    season = with_ids(season)
    kind = _EVENTS.get(proposal.kind)
    if kind is None or not acceptable(proposal):
        raise _refuse(proposal, "This message changes nothing in your season.", "nothing_to_accept")
    if season.only_a_number and season.interviews:
        raise _refuse(
            proposal, "Your season has a number of interviews, not a list. List them first.", "only_a_number"
        )
    source = fingerprint(proposal)
    if any(event.source == source for event in season.events):
        return season
    season, program, interview = _place(season, proposal, application)
    if kind not in _OF_INTERVIEWS:
        interview = None
    elif interview is not None or kind != "cancelled":
        season, interview = _interview(season, proposal, kind, program, interview)
    dated = kind in ("scheduled", "rescheduled") and proposal.start is not None
    given = {
        "kind": kind,
        "at": proposal.sent or now,
        "id": new_id(e.id for e in season.events),
        "application": program.id if program else None,
        "interview": interview.id if interview else None,
        "start": proposal.start.wall() if dated and proposal.start else None,
        "end": _end(proposal) if dated else None,
        "time_zone": proposal.timezone if dated else None,
        "by": proposal.by,
        "note": f"“{proposal.evidence}”" if proposal.evidence else None,
        "source": source,
    }
    event = Event(**{name: value for name, value in given.items() if value is not None})
    return _with(season, events=(*season.events, event))


def fingerprint(proposal: ProposedEvent) -> str:
    """The same for the same event told twice: of a calendar its UID and SEQUENCE, else the message and its event."""
    told: tuple[object, ...] = (
        (proposal.uid, proposal.sequence) if proposal.uid else (proposal.key or proposal.evidence,)
    )
    start = proposal.start.text() if proposal.start else ""
    content = "\n".join(map(str, (*told, proposal.kind, proposal.application or proposal.program, start)))
    return "message " + hashlib.sha256(content.encode()).hexdigest()[:16]


def _refuse(proposal: ProposedEvent, message: str, code: str) -> RequestError:
    return RequestError([Problem(message, code, path="accept", file=proposal.id)])


def _place(
    season: Season, proposal: ProposedEvent, chosen: str | None
) -> tuple[Season, Application | None, Interview | None]:
    """Her application and interview that a proposal is about; a program that is new to the season is added."""
    wanted = chosen or proposal.application
    if wanted == NEW:
        if not proposal.program:
            raise _refuse(
                proposal, "No program's name was read: choose one of your applications.", "no_program"
            )
        if same := same_program(proposal.program, proposal.specialty, proposal.track, own_programs(season)):
            names = ", ".join(f"{p.id} ({p.name})" for p in same[:5])
            raise RequestError([
                Problem(
                    "You applied to this program already. For another of its tracks, add that application first.",
                    "known_program", path="accept", file=proposal.id, seen=proposal.program, accepted=names,
                )
            ])  # fmt: skip
        made = Application(
            program=proposal.program, id=new_id(a.id for a in season.applications),
            specialty=proposal.specialty, track=_track(proposal.track),
        )  # fmt: skip
        return _with(season, applications=(*season.applications, made)), made, None
    application = next((a for a in season.applications if a.id == wanted), None)
    interviews = [i for i in season.interview_list if wanted and wanted in (i.id, i.application)]
    if application is None and not interviews:
        names = ", ".join(f"{c.program.id} ({c.program.name})" for c in proposal.candidates[:5])
        raise RequestError([
            Problem(
                "Say which of your programs this message is from.", "no_application", path="accept", file=proposal.id,
                seen=wanted or "", accepted=names or f"the id of an application, or {NEW}",
            )
        ])  # fmt: skip
    if application is None and interviews[0].application:
        application = next((a for a in season.applications if a.id == interviews[0].application), None)
    ended = {e.interview for e in season.events if e.kind in ("cancelled", "declined")}
    standing = [i for i in interviews if i.id not in ended and i.status not in ("cancelled", "declined")]
    return season, application, next(iter(standing or interviews), None)


def _interview(
    season: Season,
    proposal: ProposedEvent,
    kind: EventKind,
    program: Application | None,
    held: Interview | None,
) -> tuple[Season, Interview]:
    """The interview a message begins, or the one it is about; what it says of start and state is in its event."""
    of_state = zone_of(Interview(program=program.program, state=program.state)) if program else None
    zone = (zone_of(held) if held else None) or proposal.timezone or of_state
    reply_by = _reply_by(proposal, zone) if kind == "invited" else None
    start = proposal.start.wall() if proposal.start else None
    begins = (held.start if held else None) or start
    if reply_by and begins and is_late(reply_by, begins):
        reply_by = None  # it was read wrongly, or is the limit of something else
    if held is not None:
        if reply_by is None:
            return season, held
        made = held.model_copy(update={"reply_by": reply_by})
        return _with(
            season, interviews=tuple(made if i.id == held.id else i for i in season.interview_list)
        ), made
    given: dict[str, Any] = {
        "program": program.program if program else proposal.program,
        "id": new_id(i.id for i in season.interview_list),
        "application": program.id if program else None,
        "specialty": program.specialty if program else proposal.specialty,
        "track": program.track if program else _track(proposal.track),
        "state": program.state if program else None,
        "city": program.city if program else None,
        "status": "invited" if kind == "invited" else "scheduled",
        "start": start,
        "end": _end(proposal),
        "time_zone": proposal.timezone if proposal.start or isinstance(reply_by, datetime) else None,
        "reply_by": reply_by,
    }
    made = Interview(**{name: value for name, value in given.items() if value is not None})
    return _with(season, interviews=(*season.interview_list, made)), made


def _with(season: Season, **changes: Any) -> Season:
    """The season with some fields changed, checked as a whole."""
    version = {"version": 2} if season.version in (None, 1) else {}
    changed = season.model_copy(update={**changes, **version})
    return Season.model_validate(changed.model_dump(mode="json", exclude_unset=True))


def _end(proposal: ProposedEvent) -> date | None:
    """When it ends, unless what was read is no end: before the start, or more than a day after it."""
    start, end = (moment and moment.wall() for moment in (proposal.start, proposal.end))
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None
    return end if timedelta() < end - start <= timedelta(days=1) else None


def _reply_by(proposal: ProposedEvent, zone: str | None) -> date | None:
    """By the clock of the program; where its zone is not known, by the earliest of the country."""
    limit = proposal.reply_by
    if limit is None or isinstance(limit, EventTime):
        return limit.wall() if limit else None
    return limit.astimezone(ZoneInfo(zone or _EARLIEST)).replace(tzinfo=None)


def _track(track: str | None) -> Any:
    return track if track in ("categorical", "preliminary", "transitional", "advanced") else None
