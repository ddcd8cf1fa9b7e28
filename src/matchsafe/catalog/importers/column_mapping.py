"""Which column is which field: proposed from names and contents, with reasons, and open to the user's own choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from matchsafe.catalog.importers.cell_values import is_fellowship, read_cell
from matchsafe.catalog.importers.headers import (
    CODES,
    IN_WORDS,
    KINDS,
    PLACE,
    VISAS,
    Header,
    fields_of,
    read_header,
)
from matchsafe.catalog.importers.number_text import PLAIN, CellForm, NotReadable, Unit, has_decimal_comma
from matchsafe.catalog.importers.presets import NOT_READ, TablePreset, preset_of
from matchsafe.catalog.importers.problems import refuse
from matchsafe.catalog.importers.specialty_text import specialty_of_name
from matchsafe.catalog.importers.table_sample import sample_of
from matchsafe.catalog.record import BY_YEAR, FIELD_LABELS, MANY
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.text import listing
from matchsafe.evidence.program_codes import nrmp_name
from matchsafe.tabular import Cell, FileTable, text_of

LABELS: Final = {**FIELD_LABELS, VISAS: "Visas sponsored (a list)", PLACE: "City and state in one cell"}
_ENOUGH: Final = 5
"""So many known cells are needed for contents alone to speak."""
_BY_CONTENTS: Final = ("acgme_id", "nrmp_codes", "state", "website", "specialty", PLACE)
"""Fields whose values cannot be taken for anything else."""
_STEP2_WORDS: Final = frozenset(("step2", "score", "scores", "usmle"))
_LEAST: Final = re.compile(
    r"\d\s*\+|\bmin|[>≥]|\bat least\b|\bcut|\brequire|\bprefer|\bpref\b|\bno\b", re.IGNORECASE
)
"""How cells say that a score is the least one: "220+", "no minimum"."""
_OF_RESIDENTS: Final = ("img_share", "us_img_share", "non_us_img_share")
_SHARE_WORDS: Final = frozenset(("pct", "share", "proportion", "ratio", "rate"))
_NOT_SURE: Final = 0.6
_MOST_IMGS: Final = (
    40  # not a figure: a column of smaller whole numbers may count IMGs as well as give their share
)
_NAME_ALONE: Final = 0.45
_PER_GROUP: Final = 0.1
_WHOLE_NAME: Final = 0.15
_CONTENTS: Final = 0.3
_SURE: Final = 0.85
_MOST: Final = 0.7
_READABLE: Final = 0.3
"""Less than this share of readable cells speaks against a name; the cells that cannot be read are told one by one."""
_MAYBE: Final = 0.3
_DOUBT: Final = "though the name says percent: look at the preview"

Level = Literal["sure", "likely", "unsure", "given"]


@dataclass(frozen=True)
class Column:
    """What is proposed for a column, or was chosen.

    Attributes:
        name: In the file.
        field: It goes into; ``None`` for a column that is not read, "source" or "confidence" for one about others.
        level: How sure the proposal is; "given" if the user chose.
        why: The reasons, in words.
        year: Match year of its values, from its name; ``None`` if the name has none.
        period: The years of the name if it has several ("2016-2020").
        reading: How its cells are understood.
        about: For a source or confidence column, the columns it speaks of.
        example: A cell of it.
    """

    name: str
    field: str | None
    level: Level
    why: str
    year: int | None = None
    period: str = ""
    reading: CellForm = PLAIN
    about: tuple[str, ...] = ()
    example: str = ""

    @property
    def is_used(self) -> bool:
        """Whether its cells go into records."""
        return self.field is not None and self.field not in ("source", "confidence")


@dataclass(frozen=True)
class ColumnMapping:
    """What every column of a table is, and what holds for all rows alike.

    Attributes:
        columns: In the order of the file.
        constants: Field values given for the whole file, as text.
        sections: Specialties that head sections of the table, each once.
        carried: Whether a specialty stands in the first row of its group only.
        by_name: Whether programs are called by their specialties.
    """

    columns: tuple[Column, ...]
    constants: dict[str, str] = field(default_factory=dict)
    sections: tuple[str, ...] = ()
    carried: bool = False
    by_name: bool = False

    def notes(self) -> list[str]:
        """How the specialty was understood where it does not stand in every row."""
        found = listing(SPECIALTY_NAMES[code] for code in self.sections)
        said = [f"the specialty is read from lines above the programs: {found}"] if found else []
        if self.by_name:
            said.append("the specialty is read from the names of the programs")
        if self.carried:
            said.append("rows without a specialty get the one above, since each stands in one row only")
        return said

    def filled(self) -> frozenset[str]:
        """The fields that get values."""
        return frozenset(c.field for c in self.columns if c.is_used and c.field) | frozenset(self.constants)

    def check(self, name: str) -> None:
        """Refuse a table that cannot be a list of programs.

        Raises:
            CatalogFileError: Saying what is missing and how to name it.
        """
        has = self.filled()
        missing = []
        if not has & {"name", "institution"}:
            missing.append("the name of the program or its institution")
        if not (has & {"specialty", "acgme_id", "nrmp_codes"} or self.sections or self.by_name):
            missing.append("the specialty (or an ACGME id or NRMP code, which hold it)")
        if missing and has & {"name", "institution"}:
            raise refuse(
                f"{name} does not say which specialty its programs are in: no column holds it, nor an ACGME id or NRMP "
                "code. Which specialty is it? It then holds for every row.",
                "which_specialty",
                typed="--specialty neurology",
            )
        if missing:
            seen = ", ".join(c.name for c in self.columns)
            raise refuse(
                f"{name} is not a list of programs: no column holds {' and none '.join(missing)}. "
                f"Its columns: {seen[:600]}. If one of them does, say which; a specialty can be given for every row.",
                "not_programs",
                typed='--map "COLUMN=name", --set specialty=neurology',
            )


def propose(table: FileTable) -> ColumnMapping:
    """The mapping that names and contents speak for."""
    sample = sample_of(table)
    samples = sample.cells
    headers = {name: read_header(name) for name in table.columns}
    preset = preset_of(table.columns)
    columns = [
        (preset and _preset(preset, name, headers[name], samples[name]))
        or _proposal(name, headers[name], samples[name])
        for name in table.columns
    ]
    mapped = tuple(_about(_one_each(columns), headers))
    grouped = any(c.field == "specialty" and c.name in sample.carried for c in mapped)
    names = [cell for c in mapped if c.field == "name" for cell in samples[c.name]]
    called = not any(c.field == "specialty" for c in mapped) and len(names) <= 2 * sum(
        specialty_of_name(text_of(name)) is not None for name in names
    )
    return ColumnMapping(mapped, sections=sample.sections, carried=grouped, by_name=bool(names) and called)


def _proposal(name: str, header: Header, cells: list[Cell]) -> Column:
    example = text_of(cells[0])[:60] if cells else ""
    if header.role:
        return Column(name, header.role, "likely", f"its name says {header.role}", example=example)
    rated = [(_rate(f, groups, header, cells), f) for f, groups in fields_of(header)]
    rated += [
        (_rate(IN_WORDS[f], 1, header, cells), IN_WORDS[f]) for s, f in rated if f in IN_WORDS and s < _MAYBE
    ]
    least = any(isinstance(c, str) and _LEAST.search(c) for c in cells)
    if least and "step2" in header.words and header.words <= _STEP2_WORDS:
        rated.append((_rate("step2_minimum", 1, header, cells), "step2_minimum"))
    best = max(rated, default=(0.0, ""), key=lambda pair: pair[0])
    if best[0] < _MAYBE:
        if by_contents := _by_contents(cells):
            why = f"its cells are each {_a(by_contents)}"
            return Column(name, by_contents, "likely", why, example=example)
        why = f"its name fits {LABELS[rated[0][1]]!r}, its cells do not" if rated else "fits no field"
        return Column(name, None, "unsure", why, example=example)
    field_name = _majority(best[1], cells) if best[1] in CODES else best[1]
    return _column(name, field_name, best[0], header, cells)


def _preset(preset: TablePreset, name: str, header: Header, cells: list[Cell]) -> Column | None:
    """What a known layout says of a column; ``None`` if it says nothing, or its cells speak against it."""
    example = text_of(cells[0])[:60] if cells else ""
    field_name = preset.field_of(name)
    if field_name == NOT_READ:
        return Column(name, None, "unsure", preset.reason(name), example=example)
    if field_name is None or not _rate(field_name, 1, header, cells):
        return None
    described = _column(
        name, _majority(field_name, cells) if field_name in CODES else field_name, 1.0, header, cells
    )
    return replace(described, why=f"{preset.reason(name)}; {described.why.partition('; ')[2]}")


def _a(field_name: str) -> str:
    return LABELS[field_name] if field_name != "state" else "the code or name of a state"


def _rate(field_name: str, groups: int, header: Header, cells: list[Cell]) -> float:
    """How much speaks for a field, from 0 to 1; 0 if the contents speak against it."""
    score = _NAME_ALONE + _PER_GROUP * (groups - 1)
    if len(header.words) <= groups:
        score += _WHOLE_NAME
    if cells:
        readable = _readable(field_name, cells, _how(field_name, header, cells)[0])
        if readable < _READABLE and field_name != "specialty":
            return 0.0  # a specialty that is not known is told row by row instead
        score += _CONTENTS * readable
        signed = header.words & _SHARE_WORDS or any(isinstance(c, str) and "%" in c for c in cells)
        if field_name in _OF_RESIDENTS and not signed:
            score = (
                min(score, _NOT_SURE) if any(n > _MOST_IMGS or n % 1 for n in _numbers(cells, False)) else 0.0
            )
    return min(score, 1.0)


def _readable(field_name: str, cells: list[Cell], how: CellForm) -> float:
    """The share of the cells that the field can take."""
    if KINDS[field_name] == "share" and _only_flags(cells):
        return 0.0
    fits = [fit for cell in cells if (fit := _fits(field_name, cell, how)) is not None]
    return sum(fits) / len(fits) if fits else 0.0


def _only_flags(cells: list[Cell]) -> bool:
    """Whether a column says yes or no: it has nothing but 0 and 1, and both."""
    return {text_of(cell) for cell in cells} in ({"0", "1"}, {"0", "1", "yes"}, {"yes", "no"})


def _fits(field_name: str, cell: Cell, how: CellForm) -> bool | None:
    """Whether a field can take a cell; ``None`` if the cell says that there is nothing to say, such as "no minimum"."""
    kind = KINDS[field_name]
    if kind == "text":
        return any(c.isalpha() for c in text_of(cell))
    if field_name in CODES:
        return code_in(cell, field_name) is not None or is_fellowship(text_of(cell))
    try:
        return True if read_cell(kind, cell, how) is not None else None
    except NotReadable:
        return False


def code_in(cell: Cell, expected: str) -> tuple[str, str] | None:
    """Which field of ids a cell belongs to, and the id; the expected one first."""
    for name in sorted(CODES, key=lambda code: code != expected):
        try:
            if (value := read_cell(KINDS[name], cell, PLAIN)) is not None:
                return name, str(value)
        except NotReadable:
            continue
    return None


def _by_contents(cells: list[Cell]) -> str | None:
    if len(cells) < _ENOUGH or len(set(cells)) == 1:
        return None
    fit = [f for f in _BY_CONTENTS if all(_fits(f, c, PLAIN) for c in cells)]
    if fit and fit[0] == "acgme_id" and not all(_begins_like_an_id(cell) for cell in cells):
        return None  # ten digits may be a telephone number
    if fit and fit[0] in CODES:
        return _majority(fit[0], cells)
    if PLACE in fit and fit[0] in (PLACE, "state"):
        places = {str(read_cell("place", c, PLAIN)) for c in cells}
        if len({place.partition("|")[2] for place in places}) < 2:
            return None  # "Jane Doe, MD" is nobody's place
        return "state" if all(place.startswith("|") for place in places) else PLACE
    return fit[0] if fit else None


def _begins_like_an_id(cell: Cell) -> bool:
    found = code_in(cell, "acgme_id")
    return found is None or found[0] != "acgme_id" or nrmp_name(found[1][:3]) is not None


def _majority(field_name: str, cells: list[Cell]) -> str:
    """Of the fields of ids the one that most cells belong to; the expected one where they say nothing."""
    kinds = [found[0] for cell in cells if (found := code_in(cell, field_name))]
    return max(sorted(CODES, key=lambda code: code != field_name), key=kinds.count)


def _how(field_name: str, header: Header, cells: list[Cell]) -> tuple[CellForm, str]:
    """How the cells of a column are understood, and why, where there is a choice."""
    comma = has_decimal_comma(cells)
    said = "decimals written with a comma" if comma else ""
    if KINDS[field_name] != "share":
        return CellForm(decimal_comma=comma), said
    of_residents = field_name in _OF_RESIDENTS
    unit, why = _unit(header, cells, comma, of_residents=of_residents)
    whole = unit == "percent" and of_residents
    return CellForm(unit, comma, whole), "; ".join(s for s in (why, said) if s)


def _unit(header: Header, cells: list[Cell], comma: bool, *, of_residents: bool) -> tuple[Unit, str]:
    if any(isinstance(c, str) and "%" in c for c in cells):
        return "percent", "read as percentages: the cells have a percent sign"
    if any(n > 1 for n in _numbers(cells, comma)):
        return "percent", "read as percentages: some cells are above 1"
    if header.of_100 and not (of_residents and any(0 < n < 1 for n in _numbers(cells, comma))):
        return "share", f"read as shares from 0 to 1 (1 is all): no cell is above 1, {_DOUBT}"
    return "share", "read as shares from 0 to 1: no cell is above 1"


def _numbers(cells: list[Cell], comma: bool) -> Iterator[float]:
    """The cells that are numbers."""
    for cell in cells:
        with suppress(NotReadable):
            yield float(read_cell("decimal", cell, CellForm(decimal_comma=comma)) or 0)


def _column(name: str, field_name: str, score: float, header: Header, cells: list[Cell]) -> Column:
    how, note = _how(field_name, header, cells)
    said = [f"looks like {LABELS[field_name]!r}"]
    share = 1.0
    if cells:
        share = _readable(field_name, cells, how)
        odd = max(round((1 - share) * len(cells)), 1)
        said.append("its values fit" if share == 1 else f"{odd} of its {len(cells)} values do not fit")
    else:
        said.append("it is empty in the rows we read")
    said += [note] if note else []
    sure = score >= _SURE and share >= _MOST and _DOUBT not in note
    year = header.years[-1] if header.years else None
    if year:
        said.append(f"of {year}")
    return Column(
        name, field_name, "sure" if sure else "likely", "; ".join(said), year=year,
        period="-".join(map(str, header.years)) if len(header.years) > 1 else "", reading=how,
        example=text_of(cells[0])[:60] if cells else "",
    )  # fmt: skip


def _one_each(columns: list[Column]) -> list[Column]:
    """For each field and year one column: the surest, the first of equals. The others say so and are not read."""
    order = {"sure": 0, "given": -1, "likely": 1, "unsure": 2}
    best: dict[tuple[str, int | None], Column] = {}
    for column in columns:
        if column.is_used and column.field:
            key = (column.field, column.year)
            if key not in best or order[column.level] < order[best[key].level]:
                best[key] = column
    out = []
    for column in columns:
        winner = best.get((column.field or "", column.year))
        if column.is_used and winner is not column and winner is not None and column.field not in MANY:
            why = f"not read: {winner.name!r} already gives {LABELS[column.field or '']!r}"
            column = replace(column, field=None, level="unsure", why=why)
        out.append(column)
    return out


def _about(columns: list[Column], headers: dict[str, Header]) -> list[Column]:
    """Give source and confidence columns the columns they speak of: those whose names begin alike, or stand before."""
    out: list[Column] = []
    for at, column in enumerate(columns):
        if column.field in ("source", "confidence"):
            stem = (
                column.name.casefold().replace(headers[column.name].role, "").replace("src", "").strip(" _-")
            )
            alike = [c for c in columns if c.is_used and stem and c.name.casefold().startswith(stem)]
            before: list[Column] = []
            for earlier in reversed(columns[:at]):
                if not earlier.is_used:
                    break
                before.append(earlier)
            about = alike or before[::-1]
            why = (
                f"tells the {column.field} of {', '.join(c.name for c in about)}"
                if about
                else "speaks of no column"
            )
            column = replace(
                column, about=tuple(c.name for c in about), why=why, field=column.field if about else None
            )
        out.append(column)
    return out


def year_of(column: Column) -> int | None:
    """The Match year that a column's name gives its values; ``None`` for fields that are not told by year."""
    return column.year if column.field in BY_YEAR else None
