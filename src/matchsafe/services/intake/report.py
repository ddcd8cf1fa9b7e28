"""Files or pasted text read beside a season: proposed events, and what could not be read; good files are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from matchsafe.catalog.access import open_catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.store import Store
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.intake.message_events import propose_events
from matchsafe.intake.messages import Message, MessageError, read_messages
from matchsafe.intake.program_match import OwnProgram, read_program
from matchsafe.intake.proposals import ProposedEvent

_SAME: Final = 0.9
"""Likeness from which a name is taken for that of a program that is hers."""


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What messages say, for every face.

    Attributes:
        events: Proposed, in the order of the files.
        problems: Files that could not be read.
        messages: How many were read.
    """

    events: tuple[ProposedEvent, ...]
    problems: tuple[Problem, ...]
    messages: int

    def content(self) -> dict[str, Any]:
        """The report as programs read it."""
        return {
            "events": [event.content() for event in self.events],
            "messages": self.messages,
            "problems": [problem.content() for problem in self.problems],
        }

    @property
    def open(self) -> tuple[ProposedEvent, ...]:
        """What there is to decide: neither history nor told before."""
        return tuple(e for e in self.events if not e.history and e.duplicate_of is None)


def own_programs(season: Season) -> tuple[OwnProgram, ...]:
    """The applications of a season, and the interviews that belong to none of them."""
    season = with_ids(season)
    tracks = {target.specialty: target.track for target in reversed(season.every_target)}
    names = _catalog_names(season)
    programs = []
    for part in season.applications:
        specialty = part.specialty or season.target.specialty
        track = part.track or tracks.get(specialty)
        also = names.get(part.catalog_id or "", ())
        programs.append(OwnProgram(part.id, part.program, specialty, track, part.city, also))
    known = {program.id for program in programs}
    for interview in season.named_interviews:
        if interview.application not in known:
            target = season.target_of(interview)
            programs.append(
                OwnProgram(interview.id, interview.program, target.specialty, target.track, interview.city)
            )
    return tuple(programs)


def same_program(
    name: str, specialty: str | None, track: str | None, programs: Sequence[OwnProgram]
) -> list[OwnProgram]:
    """Those of her programs that a name with its specialty and track may be: one program is applied to once."""
    fitting = [
        p for p in programs
        if p.specialty in (specialty, None if specialty else p.specialty) and (not track or p.track in (track, None))
    ]  # fmt: skip
    found = read_program(name, "", fitting)
    return [found.program] if found.program else [c.program for c in found.candidates if c.score >= _SAME]


def _catalog_names(season: Season) -> dict[str, tuple[str, ...]]:
    """What the program list in use calls the applications that come from it: names of ERAS, NRMP and ACGME."""
    wanted = {a.catalog_id for a in season.applications if a.catalog_id}
    if not wanted:
        return {}
    try:
        catalog = open_catalog(Store())
    except CatalogError:
        return {}
    found = (r for r in catalog.records if r.id in wanted)
    return {r.id: tuple(dict.fromkeys(v.value for v in (*r.name, *r.institution))) for r in found}


def intake_report(
    files: Iterable[tuple[str, bytes]], season: Season | None = None, on: date | None = None
) -> IntakeReport:
    """Read files beside a season.

    Args:
        files: Name and content of each.
        season: Whose applications are looked for; ``None`` gives names as they are read.
        on: The day from which the years of undated text are guessed; today if ``None``.
    """
    messages: list[Message] = []
    problems: list[Problem] = []
    for name, data in files:
        try:
            messages += read_messages(name, data)
        except MessageError as error:
            problems += error.problems
    programs = own_programs(season) if season is not None else ()
    return IntakeReport(tuple(propose_events(messages, programs, on)), tuple(problems), len(messages))
