"""Rows of a mapped table as programs, each field with its source and date."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any, Final

from pydantic import ValidationError

from matchsafe.catalog.importers.cell_values import (
    MILITARY,
    Scalar,
    is_fellowship,
    is_unknown,
    read_cell,
    visas_of_code,
)
from matchsafe.catalog.importers.column_mapping import LABELS, Column, ColumnMapping, code_in, year_of
from matchsafe.catalog.importers.headers import CODES, IN_WORDS, KINDS, PLACE, VISAS
from matchsafe.catalog.importers.number_text import CellForm, NotReadable
from matchsafe.catalog.importers.outcome import ProgramFile
from matchsafe.catalog.importers.problems import UNWATCHED, Watch
from matchsafe.catalog.importers.section_rows import Section, SectionRows
from matchsafe.catalog.importers.specialty_text import (
    combined_in,
    named_part,
    specialties_in,
    specialty_of_name,
    track_in,
)
from matchsafe.catalog.name_words import note_military
from matchsafe.catalog.record import BY_YEAR, Draft
from matchsafe.domain.model_errors import faults
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.evidence.program_codes import NrmpCode, combined_name, parse_code, specialty_of
from matchsafe.tabular import Cell, FileTable, text_of

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DOUBTFUL: Final = re.compile(r"\b(low|medium|doubtful|uncertain|guess\w*|fuzzy)\b", re.IGNORECASE)
_STEP: Final = 250
"""Rows between two looks at whether the user has stopped."""
_LONGEST_SOURCE: Final = 200
_HEADED: Final = "From the heading of its section."
_NAMED: Final = "From the name of the program."
_COUNTS: Final = frozenset(("positions", "filled", "applications", "interviewed"))

Facts = dict[str, list[dict[str, Any]]]
"""Values by field, as a ``Draft`` takes them."""


class RowReader:
    """Turns the rows of one table into drafts."""

    def __init__(
        self, table: FileTable, mapping: ColumnMapping, source: str, as_of: str | None, out: ProgramFile
    ) -> None:
        self._table, self._mapping, self._out = table, mapping, out
        self._source, self._as_of = source, as_of
        self._at = {name: i for i, name in enumerate(table.columns)}
        self._about = {
            (role, target): c.name
            for c in mapping.columns
            for target in c.about
            if (role := c.field) in ("source", "confidence")
        }
        self._used = [c for c in mapping.columns if c.is_used]
        self._seen: dict[tuple[str, ...], str] = {}
        self._constants = {f: read_cell(KINDS[f], text, CellForm()) for f, text in mapping.constants.items()}
        self._between = SectionRows(table.columns, table.above)

    def drafts(self, watch: Watch = UNWATCHED) -> Iterator[Draft]:
        """The programs; rows that are none go to the outcome with a reason."""
        for number, cells in self._table.rows(self._out.cells):
            if self._out.rows % _STEP == 0:
                watch.step(self._out.rows)
            self._out.rows += 1
            yield from self._drafts(number, cells)

    def _drafts(self, number: int, cells: list[Cell]) -> Iterator[Draft]:
        """The program of a row, or one for each specialty that it names."""
        origin = f"row {number}"
        # where every row is of one hospital, a row may hold a specialty and nothing else
        if not self._constants.keys() & {"name", "institution"} and (reason := self._between.why_none(cells)):
            self._out.reject(origin, reason, next(filter(None, map(text_of, cells)), "")[:60])
            return
        facts: Facts = {}
        for column in self._used:
            if column.field in CODES and is_fellowship(code := text_of(cells[self._at[column.name]])):
                self._out.reject(origin, "it is a fellowship and no residency program", code)
                return
            self._add(facts, column, number, cells)
        for name, value in self._constants.items():
            if value is not None and name != "specialty":
                _put_parts(facts, name, value, self._given())
        if "specialty" in facts:
            self._drop_ids_of_others(facts, number)
        codes = [parse_code(v["value"]) for v in facts.get("nrmp_codes", [])]
        printed = self._text_of("specialty", cells)
        if printed and self._mapping.carried:
            self._between.begin(printed)
        heading = self._between.heading
        if not printed and heading.specialty is not None:
            printed = heading.text
        if combined := combined_in(printed) or _combined(facts, [c for c in codes if c]):
            self._out.reject(origin, "it is a combined program, which is a specialty of its own", combined)
            return
        _complete(facts, [c for c in codes if c], printed)
        self._head(facts, heading, alone=printed == heading.text)
        note_military(facts)
        named = [] if "specialty" in facts else specialties_in(printed)
        if "specialty" not in facts and not printed and (given := self._constants.get("specialty")):
            named = [str(given)]
        if "specialty" not in facts and not named:
            self._out.reject(origin, self._no_specialty(printed))
            return
        if not facts.keys() & {"name", "institution"}:
            self._out.reject(origin, "neither the program nor its institution has a name")
            return
        for specialty in named:
            own = {f: [dict(v) for v in values] for f, values in facts.items()}
            own["specialty"] = [{"value": specialty, **(self._given() if not printed else self._said())}]
            if len(named) > 1:
                _together(own)
            if "track" not in own and (track := track_in(named_part(printed, specialty))):
                own["track"] = [{**own["specialty"][0], "value": track}]
            yield from self._new(
                own, number, f"{origin} ({SPECIALTY_NAMES[specialty]})" if len(named) > 1 else origin
            )
        if not named:
            yield from self._new(facts, number, origin)
        self._out.several += len(named) > 1

    def _head(self, facts: Facts, heading: Section, *, alone: bool) -> None:
        """Give a row what the heading of its section says and the row does not; ``alone`` if it names no specialty."""
        if alone and self._mapping.by_name and not heading.text:
            called = specialty_of_name(next((str(v["value"]) for v in facts.get("name", ())), ""))
            heading = heading._replace(specialty=called)
        said = {"state": heading.state} | (
            {"specialty": heading.specialty, "track": heading.track} if alone else {}
        )
        for field, value in said.items():
            if value and field not in facts:
                facts[field] = [{"value": value, **self._said(), "note": _HEADED if heading.text else _NAMED}]

    def _drop_ids_of_others(self, facts: Facts, number: int) -> None:
        """Leave out ids whose digits are those of another specialty than the row names."""
        own = facts["specialty"][0]["value"]
        for field, start in (("acgme_id", 0), ("nrmp_codes", 4)):
            for value in list(facts.get(field, ())):
                of = specialty_of(value["value"][start : start + 3])
                if of not in (None, own):
                    message = (
                        f'"{value["value"]}" is an id of {SPECIALTY_NAMES[str(of)]}, and the row says '
                        f"{SPECIALTY_NAMES[own]}. Taken as unknown."
                    )
                    self._out.cells.note(message, "cell", number, LABELS[field])
                    facts[field].remove(value)
            if facts.get(field) == []:
                del facts[field]

    def _given(self) -> dict[str, Any]:
        return {"source": "given for every row", "as_of": self._as_of}

    def _said(self) -> dict[str, Any]:
        return {"source": self._source, "as_of": self._as_of}

    def _new(self, facts: Facts, number: int, origin: str) -> Iterator[Draft]:
        """The program, unless an earlier row has it or its name cannot be kept."""
        if (twin := self._twin(facts, origin)) is not None:
            self._out.reject(origin, "the same program stands in an earlier row", twin)
        elif (draft := self._valid(facts, number, origin)) is not None:
            yield draft

    def _add(self, facts: Facts, column: Column, number: int, cells: list[Cell]) -> None:
        name, cell = column.field or "", cells[self._at[column.name]]
        sentence = name in IN_WORDS and len(text_of(cell).split()) > 1
        if sentence:
            _put_parts(
                facts, IN_WORDS[name], " ".join(text_of(cell).split()), self._provenance(column, cells)
            )
        try:
            value = read_cell(KINDS[name], cell, column.reading)
        except NotReadable as error:
            if name in CODES and (found := code_in(cell, name)):
                name, value = found
            else:
                if (
                    name != "specialty" and not sentence
                ):  # an id may hold it; if none does, the whole row is left out for it
                    self._out.cells.note(f"{error}. Taken as unknown.", "cell", number, column.name)
                return
        if value is not None:
            _put_parts(facts, name, value, self._provenance(column, cells), self._constants)

    def _provenance(self, column: Column, cells: list[Cell]) -> dict[str, Any]:
        """Source, date and year of the value of a column in this row."""
        told = self._cell("source", column, cells)
        years = _YEAR.findall(told)
        as_of = years[-1] if years else str(column.year) if column.year else self._as_of
        about: dict[str, Any] = {
            "source": f"{told} (in {self._source})" if told else self._source,
            "as_of": as_of,
        }
        about["source"] = about["source"][:_LONGEST_SOURCE]
        if column.field in BY_YEAR:
            about["year"] = year_of(column) or (int(as_of[:4]) if as_of else None)
        if _DOUBTFUL.search(self._cell("confidence", column, cells)):
            about["reliability"] = "doubtful"
        if column.period:
            about["note"] = f"over {column.period}"
        return about

    def _cell(self, role: str, column: Column, cells: list[Cell]) -> str:
        name = self._about.get((role, column.name))
        cell = cells[self._at[name]] if name else ""
        return "" if is_unknown(cell) else " ".join(text_of(cell).split())

    def _text_of(self, field: str, cells: list[Cell]) -> str:
        """What stands in the first filled column of a field."""
        texts = (text_of(cells[self._at[c.name]]) for c in self._used if c.field == field)
        return next((" ".join(text.split()) for text in texts if text), "")

    def _no_specialty(self, named: str) -> str:
        return f"this tool has no specialty {named[:60]!r}" if named else "no specialty is given"

    def _twin(self, facts: Facts, origin: str) -> str | None:
        """The earlier row with the same ids and place (or, without ids, the same names and place)."""
        told = ("acgme_id", "nrmp_codes", "track", "city", "state")
        ids = [f"{f}:{v['value']}".casefold() for f in told for v in facts.get(f, [])]
        if not facts.keys() & {"acgme_id", "nrmp_codes"}:
            ids += [f"{f}:{facts[f][0]['value']}" for f in ("name", "institution", "specialty")
                    if f in facts]  # fmt: skip
        key = tuple(sorted(ids))
        if key in self._seen:
            return self._seen[key]
        self._seen[key] = origin
        return None

    def _valid(self, facts: Facts, number: int, origin: str) -> Draft | None:
        try:
            return Draft.model_validate({**facts, "origin": origin})
        except ValidationError as error:
            for fault in faults(error, Draft):
                name = str(fault.location[0]) if fault.location else ""
                if name in facts:
                    seen = facts.pop(name)[0]["value"]
                    label = LABELS.get(name, name)
                    message = (
                        f'"{str(seen)[:40]}" is out of range for {label!r}: {fault.said}. Taken as unknown.'
                    )
                    self._out.cells.note(message, "range", number, name)
        if "specialty" in facts and facts.keys() & {"name", "institution"}:
            return Draft.model_validate({**facts, "origin": origin})
        self._out.reject(origin, "the name cannot be kept", "too long")
        return None


def _together(facts: Facts) -> None:
    """Mark counts that a source gives for several specialties together."""
    for field in _COUNTS & facts.keys():
        for value in facts[field]:
            value |= {"reliability": "doubtful", "note": "The source counts several specialties together."}


def _put(facts: Facts, name: str, value: Scalar | None, about: dict[str, Any]) -> None:
    """Note a value, unless the same is there already for the year."""
    known = facts.setdefault(name, [])
    if not any(v["value"] == value and v.get("year") == about.get("year") for v in known):
        extra = about if name in BY_YEAR else {k: v for k, v in about.items() if k != "year"}
        known.append({"value": value, **extra})


def _put_parts(
    facts: Facts, name: str, value: Scalar, about: dict[str, Any], given: Container[str] = ()
) -> None:
    """Note a value in the fields that it fills; those ``given`` for every row are left to that."""
    if name in (VISAS, "j1", "h1b"):
        for field, sponsors in visas_of_code(str(value)).items():
            _put(facts, field, sponsors, about)
    elif name == PLACE:
        for field, part in zip(("city", "state"), str(value).split("|"), strict=True):
            if part and field not in given:  # a state may stand alone
                _put(facts, field, part, about)
    elif name == "setting" and value == MILITARY:
        _put(facts, "military", True, about)
    elif name == "nrmp_codes":
        for code in str(value).split(";"):
            _put(facts, name, code, about)
    else:
        _put(facts, name, value, about)


def _complete(facts: Facts, codes: list[NrmpCode], printed: str) -> None:
    """Specialty and track as the ids tell them, or the name of the specialty, where the row does not."""
    if "specialty" not in facts:
        from_id = facts.get("acgme_id") or [{"value": ""}]
        told = [
            (specialty_of(str(from_id[0]["value"])[:3]), from_id[0]),
            *((c.specialty, _first(facts)) for c in codes),
        ]
        found = next(((s, v) for s, v in told if s), None)
        if found:
            facts["specialty"] = [{**found[1], "value": found[0]}]
    tracks = {c.track for c in codes}
    if "track" not in facts and len(tracks) == 1:
        facts["track"] = [{**_first(facts), "value": tracks.pop()}]
    elif "track" not in facts and not tracks and "specialty" in facts and (track := track_in(printed)):
        facts["track"] = [{**facts["specialty"][0], "value": track}]


def _combined(facts: Facts, codes: list[NrmpCode]) -> str | None:
    """The combined specialty of a row, if all its ids are of one."""
    digits = {c.specialty_digits for c in codes} | {str(v["value"])[:3] for v in facts.get("acgme_id", ())}
    return combined_name(digits.pop()) if len(digits) == 1 else None


def _first(facts: Facts) -> dict[str, Any]:
    return facts["nrmp_codes"][0]
