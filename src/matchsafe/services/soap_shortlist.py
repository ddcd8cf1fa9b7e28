"""Which unfilled programs to apply to in SOAP: the planner's order on an imported list of unfilled positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from matchsafe import evidence
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import UnknownProgram
from matchsafe.catalog.snapshot import InForce
from matchsafe.domain.plan import PlannedProgram, PlanRequest
from matchsafe.domain.problem import Problem, RequestError
from matchsafe.domain.program import Program
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import listing
from matchsafe.evidence.calendar import day_of, match_year
from matchsafe.intake.program_match import OwnProgram, read_program
from matchsafe.intake.trackers import Tracker, TrackerRow
from matchsafe.planning.errors import MissingExtraError, PlanningError
from matchsafe.services.plan import plan

NOTE: Final = (
    "The order is the planner's: how likely an interview and a match there would be for you in an ordinary season, and "
    "how much each program adds to the others; your own track comes first. Nobody publishes chances in SOAP, so we "
    "give none. You may not write to or call a program before it contacts you: look things up on its page."
)
_SURE: Final = 0.9
"""How well a name has to fit one of the program list."""


class SoapChoice(BaseModel):
    """A program of the shortlist.

    Attributes:
        row: Its row in the list of unfilled positions.
        positions: Unfilled ones; ``None`` if the list does not say.
        listed: Whether your program list knows it, so that its visas and rules count.
        look_up: What to look up before applying.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: int
    row: int
    program: str
    specialty: str
    track: str | None
    city: str | None
    state: str | None
    positions: int | None
    listed: bool
    reasons: tuple[str, ...]
    look_up: tuple[str, ...]


class SoapOmission(BaseModel):
    """A row that is not on the shortlist, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: int
    program: str
    reason: str


class SoapShortlist(BaseModel):
    """At most as many programs as SOAP allows, the most useful first.

    Attributes:
        most: How many applications SOAP allows.
        read: Rows of the list.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    most: int
    read: int
    specialties: tuple[str, ...]
    choices: tuple[SoapChoice, ...]
    left_out: tuple[SoapOmission, ...]
    note: str = NOTE


def soap_shortlist(
    season: Season,
    tracker: Tracker,
    specialties: Sequence[str] = (),
    catalog: Catalog | None = None,
    on: date | None = None,
) -> SoapShortlist:
    """The unfilled programs to apply to.

    Args:
        season: The applicant.
        tracker: A list of unfilled positions, as ``matchsafe.intake.trackers.read_tracker`` reads it.
        specialties: Codes of those she would take, the most wanted first; the season's own if empty.
        catalog: A program list, which says what the list of unfilled positions does not.
        on: The day; today if left out.

    Raises:
        RequestError: If no row is of these specialties, or the plan extra is not installed.
    """
    most = int(evidence.number("soap.most_applications"))
    wanted = tuple(dict.fromkeys(specialties or (t.specialty for t in season.every_target)))
    rows = [row for row in tracker.kept if row.specialty in wanted]
    if not rows:
        there = sorted({specialty_name(r.specialty) for r in tracker.kept if r.specialty})
        message = f"No row of this list is of {listing([specialty_name(s) for s in wanted])}."
        raise RequestError(
            [Problem(f"{message} It has: {', '.join(there) or 'no specialty'}.", "empty", "specialties")]
        )
    target = season.target.track
    own = [row for row in rows if row.track in (None, target)]
    day = day_of("submissions_open", match_year(on or date.today()))
    planned, reasons = _planned(season, own, catalog, most, day)
    if other := [row for row in rows if row not in own]:
        more, why = _planned(season, other, catalog, most - len(planned), day)
        planned, reasons = [*planned, *more], reasons | why
    taken = {choice.row for choice in planned}
    left_out = [
        SoapOmission(row=r.row, program=r.program, reason=reasons.get(r.row, f"not among the best {most}"))
        for r in rows if r.row not in taken
    ]  # fmt: skip
    return SoapShortlist(
        most=most, read=tracker.read, specialties=wanted,
        choices=tuple(c.model_copy(update={"place": n}) for n, c in enumerate(planned, start=1)),
        left_out=tuple(sorted([*left_out, *_not_planned(tracker, wanted)], key=lambda x: x.row)),
    )  # fmt: skip


def _planned(
    season: Season, rows: Sequence[TrackerRow], catalog: Catalog | None, most: int, day: date
) -> tuple[list[SoapChoice], dict[int, str]]:
    """The planner's choice among rows, and why others are not in it."""
    if not rows or most < 1:
        return [], {}
    programs, listed = zip(*(_program(row, catalog) for row in rows), strict=True)
    unfilled = Catalog(
        "unfilled positions",
        known=InForce(
            as_of=None,
            programs=programs,
            other_keys=((),) * len(rows),
            unfilled=tuple(r.positions for r in rows),
        ),
    )
    fresh = season.model_copy(
        update={"interviews": (), "applications": (), "events": (), "applications_sent": None, "result": None}
    )
    wanted = tuple(dict.fromkeys(str(row.specialty) for row in rows))
    request = PlanRequest(max_programs=most, specialties=wanted, useful_step=0, signals="none")
    try:
        report = plan(fresh, request, unfilled, day)
    except PlanningError as error:
        if {p.code for p in error.problems} != {"barred"}:
            raise
        return [], dict.fromkeys((row.row for row in rows), "it does not take applicants like you")
    except MissingExtraError as error:
        raise RequestError([Problem(str(error), "no_extra")]) from error
    by_id = {f"row-{row.row}": (row, known) for row, known in zip(rows, listed, strict=True)}
    choices = [_choice(p, *by_id[p.id]) for p in (*report.programs, *report.rest)[:most]]
    return choices, {by_id[left.id][0].row: left.reason for left in report.left_out}


def _not_planned(tracker: Tracker, wanted: Sequence[str]) -> Iterable[SoapOmission]:
    for row in tracker.kept:
        if row.specialty not in wanted:
            what = specialty_name(row.specialty) if row.specialty else "no specialty we know"
            yield SoapOmission(
                row=row.row, program=row.program, reason=f"it is of {what}, which you did not ask for"
            )
    for reason in (*tracker.asked, *tracker.left_out):
        yield SoapOmission(row=reason.row, program=reason.says, reason=reason.reason)


def _program(row: TrackerRow, catalog: Catalog | None) -> tuple[Program, bool]:
    """A row as a program of the planner, with what a program list knows of it; whether it does."""
    known = None if catalog is None else _program_of(row, catalog)
    facts: dict[str, Any] = (
        {} if known is None else known.model_dump(exclude={"id", "name", "track", "twins"})
    )
    told = {"specialty": row.specialty, "city": row.city, "state": row.state, "positions": row.positions}
    # A program that is unfilled takes part, whatever last year's list says; its track is the applicant's to judge.
    now = {"closed": False, "in_match": None, "track": None}
    facts |= {k: v for k, v in told.items() if v is not None} | now
    return Program(id=f"row-{row.row}", name=row.program, **facts), known is not None


def _program_of(row: TrackerRow, catalog: Catalog) -> Program | None:
    """The program of the list that a row is, by its code or its name."""
    if row.code:
        try:
            return catalog.program(row.code)
        except UnknownProgram:
            pass
    near = [p for p in catalog.programs if p.specialty == row.specialty and row.state in (None, p.state)]
    own = [OwnProgram(p.id, p.institution or p.name, p.specialty, None, p.city or "") for p in near]
    found = read_program(row.program, "", own)
    fits = [c for c in found.candidates if c.score >= _SURE]
    return next((p for p in near if p.id == fits[0].program.id), None) if len(fits) == 1 else None


def _choice(planned: PlannedProgram, row: TrackerRow, listed: bool) -> SoapChoice:
    return SoapChoice(
        place=0, row=row.row, program=row.program, specialty=str(row.specialty), track=row.track, city=row.city,
        state=row.state, positions=row.positions, listed=listed,
        reasons=tuple(r for r in planned.reasons if "fee" not in r.split()),
        look_up=tuple(f"{u.partition('. ')[0].rstrip('.')}." for u in planned.unknowns),
    )  # fmt: skip
