"""An applicant's sheet, a community's tracker or a list of unfilled positions: each row kept, asked about or left out.

The three together are all rows that are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from matchsafe.domain.problem import Problems, ProblemsError
from matchsafe.domain.specialties import specialty_code
from matchsafe.domain.states import state_code
from matchsafe.intake.clock_times import find_times
from matchsafe.intake.data_files import data
from matchsafe.intake.dates import find_dates, order_by_proof
from matchsafe.intake.event_times import EventTime
from matchsafe.intake.program_match import specialties_in, tracks_in
from matchsafe.intake.zones import zone_after
from matchsafe.tabular import Cell, HeadingRule, TableSource, fitting_fields, is_total, open_table, text_of

Stage = Literal[
    "planned", "applied", "invited", "scheduled", "attended", "waitlisted", "rejected", "declined", "cancelled",
    "withdrew",
]  # fmt: skip
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
    ]
    return Tracker(
        source.name, len(filled) + len(problems.problems), tuple(kept), tuple(asked), tuple(left), columns, unfilled,
        tuple(notes),
    )  # fmt: skip


def row_of(kept: Sequence[TrackerRow], number: int) -> TrackerRow:
    """The kept row of a number."""
    return next(row for row in kept if row.row == number)


def _columns(names: Sequence[str], given: dict[str, str], source: TableSource) -> dict[str, str | None]:
    fields = {rule.field for rule in _rules()}
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
    code = _specialty(specialty) if specialty else next(iter(specialties_in(program)), None)
    track = _word("tracks", text("track")) or next(iter(tracks_in(f"{program} {specialty}")), None)
    if track is None and (coded := _NRMP_CODE.fullmatch(text("code"))):
        track = _word("tracks", coded[1])
    if specialty and code is None:
        return RowReason(number, f"we do not know the specialty {specialty[:60]!r}", "specialty", says)
    city, state, wrong = _place_of(text)
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
    stage = _stage(status) if status else None
    if status and stage is None:
        return RowReason(number, f"we do not know the status {status[:60]!r}", "status", says)
    moments: dict[str, EventTime] = {}
    reached: list[Stage] = []
    for name in _MOMENTS:
        filled = [c for n in places.get(name, ()) if text_of(c := cells[n]).strip()]
        found = max(filled, key=lambda c: bool(re.search(r"\d[^\d]\d|\d{5}", text_of(c))), default="")
        said = _stage(text_of(found)) if isinstance(found, str) and not find_dates(found, on) else None
        if stage is None and said in _ENDED:
            stage = said  # "R" or "WL" in the column of invitations
            continue
        read = _moment(found, text("time"), text("zone"), orders[name], on)
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
        read = _moment(status, text("time"), text("zone"), orders["interview"], on)
        moments |= {"interview": read} if isinstance(read, EventTime) else {}
    furthest = max(reached, key=_STAGES.index, default="planned" if places.get("positions") else "applied")
    return TrackerRow(
        row=number, program=program[:300], specialty=code, track=track, city=city, state=state,
        stage=stage or furthest, moments=moments, signal=_word("signals", text("signal")),
        portal=_word("portals", text("portal")), positions=_whole(text("positions")),
        code=text("code")[:40] or None,
        notes=text("notes")[:2000] or None,
    )  # fmt: skip


_NRMP_CODE: Final = re.compile(r"\d{7}([CPA])\d", re.I)
_BESIDE: Final = re.compile(r"\s*\((?:([^(),]{2,60}),\s*)?([A-Za-z. ]{2,30})\)\s*$")
"""The place after a program's name: "Riverside Hospital (Tulsa, OK)"."""
_MEETINGS: Final = ("invited", "scheduled", "attended")
"""Where a day beside the status is that of the interview."""
_ENDED: Final = ("rejected", "waitlisted", "declined", "cancelled", "withdrew")


def _specialty(text: str) -> str | None:
    """The specialty of a cell, with or without the words for its track."""
    bare = " ".join(
        re.sub(data("trackers")["specialty_words"], " ", text.casefold()).translate(_MARKS).split()
    )
    bare = data("trackers")["short_specialties"].get(bare, bare)
    return specialty_code(text) or next(iter(specialties_in(text)), None) or specialty_code(bare)


_MARKS: Final = str.maketrans("-()/,", "     ")


def _place_of(text: Any) -> tuple[str | None, str | None, str]:
    """City, state, and what is no state."""
    city, state = text("city"), text("state")
    if place := text("place"):
        left, _, right = place.rpartition(",")
        city, state = (city or left.strip() or place), (state or (right.strip() if left else ""))
        if state and state_code(state) is None:
            city, state = place, ""
    if state and (code := state_code(re.sub(r"\s*\d{5}(-\d{4})?$", "", state))) is None:
        return None, None, state
    return city[:100] or None, (code if state else None), ""


def _stage(text: str) -> Stage | None:
    plain = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    fits = [
        (len(w), s)
        for s, words in data("trackers")["statuses"].items()
        for w in words
        if re.search(rf"\b{re.escape(w)}\b", plain)
    ]
    return max(fits)[1] if fits else None


def _word(kind: str, text: str) -> str | None:
    plain = text.casefold().strip()
    found: str | None = data("trackers")[kind].get(plain)
    return found or next((v for k, v in data("trackers")[kind].items() if len(k) > 3 and k in plain), None)


def _whole(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,4})(?:\.0+)?", text)
    return int(found[1]) if found else None


def _moment(cell: Cell, clock: str, zone: str, order: str, on: date | None) -> EventTime | bool | None:
    """The moment a cell names; whether it says yes or no; ``None`` if it is neither."""
    named = zone_after(f" {zone}", 0) if zone else None
    if isinstance(cell, datetime) and cell.time() != time(0):
        return EventTime(
            cell.date(), cell.time().replace(microsecond=0, tzinfo=None), named.zone if named else None
        )
    text = cell.date().isoformat() if isinstance(cell, datetime) else text_of(cell).strip()
    if text.casefold() in data("trackers")["said_no"]:
        return False
    if text.casefold() in data("trackers")["said_yes"]:
        return True
    text = re.sub(r"[ T]00:00(:00)?$", "", text)
    days = find_dates(text, on, order.strip("?"))
    if not days or days[0].day is None:
        return True if _stage(text) else None
    times = find_times(f"{text[days[0].end :]} {clock}")
    beside = times[0].zone if times else None
    own = beside or named
    return EventTime(days[0].day, times[0].begin if times else None, own.zone if own else None)
