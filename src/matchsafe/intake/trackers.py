"""An applicant's sheet, a community's tracker or a list of unfilled positions: each row kept, asked about or left out.

The three together are all rows that are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from matchsafe.domain.moments import is_late
from matchsafe.domain.problem import Problems, ProblemsError
from matchsafe.domain.states import state_code
from matchsafe.intake.data_files import data
from matchsafe.intake.dates import find_dates, order_by_proof
from matchsafe.intake.event_times import EventTime
from matchsafe.intake.program_match import specialties_in, tracks_in
from matchsafe.intake.tracker_cells import (
    Stage,
    known_word,
    moment_of,
    money_of,
    place_of,
    specialty_of,
    stage_of,
    unread_cells,
    whole_of,
    zone_named,
)
from matchsafe.tabular import Cell, HeadingRule, TableSource, fitting_fields, is_total, open_table, text_of

_MOST_TOLD: Final = 100
"""Cells without a known value that are told one by one."""
_MOMENTS: Final = ("applied", "invited", "interview", "reply_by", "rejected", "waitlisted")
_STAGES: Final[tuple[Stage, ...]] = ("applied", "invited", "scheduled", "attended", "waitlisted", "rejected")


class TrackerError(ProblemsError):
    """A file that cannot be read as a tracker."""


@dataclass(frozen=True, slots=True)
class TrackerRow:
    """One application of a sheet.

    Attributes:
        row: Its number in the file.
        program: As it is called there.
        moments: By field: applied, invited, interview, reply_by, rejected, waitlisted.
        stage: How far it has come.
        positions: Of a list of unfilled positions.
        unread: Cells that hold something, but nothing that is known.
    """

    row: int
    program: str
    specialty: str | None = None
    track: str | None = None
    city: str | None = None
    state: str | None = None
    stage: Stage = "applied"
    moments: dict[str, EventTime] = field(default_factory=dict)
    signal: str | None = None
    portal: str | None = None
    positions: int | None = None
    code: str | None = None
    notes: str | None = None
    fee: float | None = None
    format: str | None = None
    unread: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """The row as programs read it."""
        moments = {name: moment.text() for name, moment in self.moments.items()}
        plain = (
            "row",
            "program",
            "specialty",
            "track",
            "city",
            "state",
            "stage",
            "signal",
            "portal",
            "positions",
            "code",
            "notes",
            "fee",
            "format",
        )
        return {**{name: getattr(self, name) for name in plain}, "moments": moments}


@dataclass(frozen=True, slots=True)
class RowReason:
    """A row that is not kept, or has to be looked at: why, and what it says."""

    row: int
    reason: str
    code: str
    says: str

    def content(self) -> dict[str, Any]:
        """The reason as programs read it."""
        return {"row": self.row, "reason": self.reason, "code": self.code, "says": self.says}


@dataclass(frozen=True, slots=True)
class Tracker:
    """A sheet, read.

    Attributes:
        read: Rows with something in them.
        columns: Which column is which field; those that are not read have none.
        unfilled: Whether it is a list of unfilled positions.
        notes: How the file was understood.
    """

    name: str
    read: int
    kept: tuple[TrackerRow, ...]
    asked: tuple[RowReason, ...]
    left_out: tuple[RowReason, ...]
    columns: dict[str, str | None]
    unfilled: bool
    notes: tuple[str, ...]

    def content(self) -> dict[str, Any]:
        """The sheet as programs read it."""
        return {
            "file": self.name,
            "read": self.read,
            "kept": [row.content() for row in self.kept],
            "asked": [row.content() for row in self.asked],
            "left_out": [row.content() for row in self.left_out],
            "columns": self.columns,
            "unfilled": self.unfilled,
            "notes": list(self.notes),
        }


@cache
def _rules() -> list[HeadingRule]:
    return [HeadingRule.of(*rule) for rule in data("trackers")["rules"]]


def tracker_fields() -> tuple[str, ...]:
    """What a column may be."""
    return tuple(dict.fromkeys(rule.field for rule in _rules()))


def _words(name: str) -> frozenset[str]:
    text = re.sub(r"[^\w#]|_", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold())
    for pattern, word in data("trackers")["spellings"]:
        text = re.sub(pattern, word, text)
    return frozenset(text.split())


def heading_field(name: str) -> str | None:
    """The field that a column's name fits, or ``None``."""
    return next((f for f, _ in fitting_fields(_words(name), _rules())), None)


def read_tracker(path: str | Path, given: dict[str, str] | None = None, on: date | None = None) -> Tracker:
    """Read a sheet.

    Args:
        path: CSV, XLSX and whatever else a table is kept in; ``-`` is standard input.
        given: The field of a column, by its name, where the proposal is wrong; "-" leaves it out.
        on: The day from which the years of dates are guessed; today if ``None``.

    Raises:
        TrackerError: If it is no table, or no column holds a program.
    """
    source = TableSource.of(path, error=TrackerError)
    table = open_table(source, known=lambda name: heading_field(name) is not None)
    columns = _columns(table.columns, given or {}, source)
    problems = Problems(TrackerError)
    rows = [(n, dict(zip(table.columns, cells, strict=True))) for n, cells in table.rows(problems)]
    filled = [(n, cells) for n, cells in rows if any(text_of(c).strip() for c in cells.values())]
    places: dict[str, list[str]] = {}
    for name, field_name in columns.items():
        if field_name:
            places.setdefault(field_name, []).append(name)
    unfilled = "positions" in places and "status" not in places
    dated = {
        f: [*places.get(f, ()), *(places.get("status", ()) if f == "interview" else ())] for f in _MOMENTS
    }
    orders = {f: _order(filled, names, on) for f, names in dated.items()}
    kept: list[TrackerRow] = []
    asked: list[RowReason] = []
    left: list[RowReason] = [RowReason(p.row or 0, p.message, p.code, p.seen) for p in problems.problems]
    seen: dict[tuple[str, ...], int] = {}
    open_rows: dict[tuple[str, ...], int] = {}
    for number, cells in filled:
        made = _row(number, cells, places, orders, on)
        if isinstance(made, RowReason):
            alone = made.code in ("total", "no_program")
            first = number if alone else open_rows.setdefault(tuple(map(text_of, cells.values())), number)
            if first != number:
                made = RowReason(number, f"the same as row {first}", "repeated", made.says)
            (left if alone or first != number else asked).append(made)
            continue
        key = (made.program.casefold(), made.specialty or "", made.track or "", (made.city or "").casefold())
        if key in seen:
            says = _says(cells)
            if made.content() | {"row": 0} == row_of(kept, seen[key]).content() | {"row": 0}:
                left.append(RowReason(number, f"the same as row {seen[key]}", "repeated", says))
            else:
                asked.append(
                    RowReason(
                        number, f"row {seen[key]} has the same program: which one holds?", "twice", says
                    )
                )
            continue
        seen[key] = number
        kept.append(made)
    notes = [
        *table.notes,
        *(f"dates of {f} are read as month/day" for f in _MOMENTS if dated[f] and orders[f] == "mdy?"),
        *_told(kept),
    ]
    return Tracker(
        source.name, len(filled) + len(problems.problems), tuple(kept), tuple(asked), tuple(left), columns, unfilled,
        tuple(notes),
    )  # fmt: skip


def _told(kept: Sequence[TrackerRow]) -> list[str]:
    """The cells without a known value, each with its row; of very many the first, and how many more there are."""
    told = [f"row {row.row}: {cell}" for row in kept for cell in row.unread]
    more = len(told) - _MOST_TOLD
    return [*told[:_MOST_TOLD], *([f"and {more} more cells that we cannot read"] if more > 0 else [])]


def row_of(kept: Sequence[TrackerRow], number: int) -> TrackerRow:
    """The kept row of a number."""
    return next(row for row in kept if row.row == number)


def _columns(names: Sequence[str], given: dict[str, str], source: TableSource) -> dict[str, str | None]:
    fields = tracker_fields()
    for name, field_name in given.items():
        if name not in names:
            raise source.refuse(
                f"There is no column {name!r}. Columns: {', '.join(names)[:400]}.", "no_column"
            )
        if field_name != "-" and field_name not in fields:
            raise source.refuse(
                f"There is no field {field_name!r}. Fields: {', '.join(sorted(fields))}; - for none.", "map"
            )
    found = {
        name: (None if given[name] == "-" else given[name]) if name in given else heading_field(name)
        for name in names
    }
    if not {"program", "institution"} & set(found.values()):
        raise source.refuse(
            f"No column holds the program or the hospital. Its columns: {', '.join(names)[:400]}.", "no_program_column",
            typed='--map "COLUMN=program"',
        )  # fmt: skip
    return found


def _order(rows: Sequence[tuple[int, dict[str, Cell]]], names: Sequence[str], on: date | None) -> str:
    """The order of day and month that a column proves; "mdy?" where it only seems so."""
    text = " ; ".join(c for _, cells in rows[:500] for n in names if isinstance(c := cells[n], str))
    mentions = find_dates(text, on)
    return order_by_proof(mentions, text) or ("mdy?" if any(m.other for m in mentions) else "mdy")


def _says(cells: dict[str, Cell]) -> str:
    return ", ".join(t for c in cells.values() if (t := text_of(c).strip()))[:120]


def _row(
    number: int, cells: dict[str, Cell], places: dict[str, list[str]], orders: dict[str, str], on: date | None
) -> TrackerRow | RowReason:
    says = _says(cells)

    def text(field_name: str) -> str:
        return next((t for n in places.get(field_name, ()) if (t := " ".join(text_of(cells[n]).split()))), "")

    if is_total(list(cells.values())):
        return RowReason(number, "it sums up other rows", "total", says)
    program = " - ".join(dict.fromkeys(t for t in (text("institution"), text("program")) if t))
    if not re.search(r"[^\W\d_]{2}", program):
        return RowReason(number, "it names no program", "no_program", says)
    specialty = text("specialty")
    code = specialty_of(specialty) if specialty else next(iter(specialties_in(program)), None)
    track = known_word("tracks", text("track")) or next(iter(tracks_in(f"{program} {specialty}")), None)
    if track is None and (coded := _NRMP_CODE.fullmatch(text("code"))):
        track = known_word("tracks", coded[1])
    if specialty and code is None:
        return RowReason(number, f"we do not know the specialty {specialty[:60]!r}", "specialty", says)
    city, state, wrong = place_of(text)
    if (
        state is None
        and not wrong
        and (beside := _BESIDE.search(program))
        and (code_of := state_code(beside[2]))
    ):
        program, city, state = program[: beside.start()].strip(), city or beside[1], code_of
    if wrong:
        return RowReason(number, f"we do not know the state {wrong[:40]!r}", "state", says)
    status = text("status")
    stage = stage_of(status) if status else None
    if status and stage is None:
        return RowReason(number, f"we do not know the status {status[:60]!r}", "status", says)
    clock = text("time") or _hour_beside([text_of(cells[n]) for n in places.get("interview", ())], on)
    moments: dict[str, EventTime] = {}
    reached: list[Stage] = []
    for name in _MOMENTS:
        filled = [c for n in places.get(name, ()) if text_of(c := cells[n]).strip()]
        found = max(filled, key=lambda c: bool(re.search(r"\d[^\d]\d|\d{5}", text_of(c))), default="")
        said = stage_of(text_of(found)) if isinstance(found, str) and not find_dates(found, on) else None
        if stage is None and said in _ENDED:
            stage = said  # "R" or "WL" in the column of invitations
            continue
        hour = clock if name == "interview" else ""
        read = moment_of(found, hour, text("zone"), orders[name], on)
        if read is None:
            return RowReason(
                number, f"{name}: we cannot read {text_of(found)[:60]!r} as a date", "date", says
            )
        if read is not False:
            at: Stage = "scheduled" if name == "interview" else "applied" if name == "reply_by" else name  # type: ignore[assignment]
            reached.append(at)
            if isinstance(read, EventTime):
                moments[name] = read
    if stage in _MEETINGS and "interview" not in moments and find_dates(status, on):  # "IV 11/12 @9am ET"
        read = moment_of(status, clock, text("zone"), orders["interview"], on)
        moments |= {"interview": read} if isinstance(read, EventTime) else {}
    furthest = max(reached, key=_STAGES.index, default="planned" if places.get("positions") else "applied")
    read_as: dict[str, Any] = {
        "track": track, "signal": known_word("signals", text("signal")),
        "portal": known_word("portals", text("portal")),
        "positions": whole_of(text("positions")), "fee": money_of(text("fee")),
        "format": known_word("formats", text("format")),
    }  # fmt: skip
    hours = {"time": meeting.at} if (meeting := moments.get("interview")) else {}
    unread = list(
        unread_cells(
            lambda f: clock if f == "time" else text(f), read_as | hours | {"zone": zone_named(text("zone"))}
        )
    )
    if meeting and (limit := moments.get("reply_by")) and is_late(limit.wall(), meeting.wall()):
        day = moments.pop("reply_by").day.isoformat()
        unread.append(f"the time to answer ({day}) is after the interview and left out")
    return TrackerRow(
        row=number, program=program[:300], specialty=code, city=city, state=state,
        stage=stage or furthest, moments=moments, code=text("code")[:40] or None, notes=text("notes")[:2000] or None,
        unread=tuple(unread), **read_as,
    )  # fmt: skip


def _hour_beside(cells: Sequence[str], on: date | None) -> str:
    """What stands beside the day of an interview in a column of its own: "Interview date", "Interview time"."""
    dated = [bool(find_dates(cell, on)) for cell in cells]
    return (
        next((c for c, d in zip(cells, dated, strict=True) if c.strip() and not d), "") if any(dated) else ""
    )


_NRMP_CODE: Final = re.compile(r"\d{7}([CPA])\d", re.I)
_BESIDE: Final = re.compile(r"\s*\((?:([^(),]{2,60}),\s*)?([A-Za-z. ]{2,30})\)\s*$")
"""The place after a program's name: "Riverside Hospital (Tulsa, OK)"."""
_MEETINGS: Final = ("invited", "scheduled", "attended")
"""Where a day beside the status is that of the interview."""
_ENDED: Final = ("rejected", "waitlisted", "declined", "cancelled", "withdrew")
