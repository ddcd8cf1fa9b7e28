"""The forms of an import: what was typed about a file, its columns and its questions, and what has to be corrected."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from matchsafe.catalog.importers import CatalogFileError, read_choices
from matchsafe.catalog.importers.column_choices import NOT_READ
from matchsafe.catalog.importers.column_mapping import LABELS, Column, ColumnMapping
from matchsafe.catalog.importers.headers import KINDS
from matchsafe.catalog.merge_report import NEW, SKIP, MergeQuestion
from matchsafe.catalog.record import BY_YEAR
from matchsafe.domain.problem import Problem, RequestError
from matchsafe.services.catalog_import.request import ImportRequest
from matchsafe.web import forms
from matchsafe.web.forms import on_field

FILE_KINDS: Final = {
    "": "Find out",
    "nrmp": "NRMP’s “Program Results” (PDF)",
    "table": "A table (CSV, Excel, JSON)",
    "exchange": "A list that was downloaded here, complete",
}
SIGNS: Final = {"": "Find out", ",": "comma", ";": "semicolon", "tab": "tab", "|": "bar"}
UNITS: Final = {"": "as found", "percent": "percentages (12)", "share": "shares (0.12)"}
FIELDS: Final = {
    NOT_READ: "Not read",
    **{name: LABELS[name] for name in KINDS},
    "source": "Who says so (about other columns)",
    "confidence": "How sure it is (about other columns)",
}
COLUMNS_A_PAGE: Final = 25
QUESTIONS_A_PAGE: Final = 10
_BLANK_SETS: Final = 2
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def list_name(form: forms.Sent, problems: list[Problem]) -> str:
    """The name of the list, as a name is written."""
    typed = forms.text(form, "name", 60)
    name = re.sub(r"\s+", "-", typed.casefold())
    if not _NAME.fullmatch(name):
        message = (
            f"Name of the list: “{typed}” cannot be one. Use up to 40 letters a to z, digits, - and _, "
            "with a letter or digit first."
        )
        problems.append(on_field("name", message if typed else "Give the list a name."))
    return name


def about_file(form: forms.Sent, before: ImportRequest) -> ImportRequest:
    """What was typed about a file."""
    return replace(
        before,
        kind=forms.text(form, "kind", 60),
        source=forms.text(form, "source", 150),
        as_of=forms.text(form, "as_of", 60),
        delimiter=forms.text(form, "delimiter", 60),
        sheet=forms.text(form, "sheet", 150),
        specialty=forms.text(form, "specialty", 60),
    )


def problems_of(error: RequestError) -> list[Problem]:
    """What has to be corrected."""
    return [on_field(p.path, f"{_FIELD_NAMES.get(p.path, p.path)}: {p.message}") for p in error.problems]


_FIELD_NAMES: Final = {
    "kind": "What it is", "as_of": "Date", "delimiter": "Sign between columns", "sheet": "Sheet", "maps": "Columns",
    "sets": "For every row", "specialty": "Specialty", "unsure": "Open questions",
}  # fmt: skip


def columns(mapping: ColumnMapping, asked: ImportRequest, page: int) -> list[dict[str, Any]]:
    """One page of columns as the form shows them."""
    start = (page - 1) * COLUMNS_A_PAGE
    return [
        {
            "number": start + i,
            "name": c.name,
            "example": c.example,
            "why": c.why,
            "field": c.field or NOT_READ,
            "unit": c.reading.unit if c.is_used and KINDS.get(c.field or "") == "share" else "",
            "year": c.year or "",
            "has_unit": not c.is_used or KINDS.get(c.field or "") == "share",
            "has_year": not c.is_used or c.field in BY_YEAR,
        }
        for i, c in enumerate(mapping.columns[start : start + COLUMNS_A_PAGE])
    ]


def fill_in(form: forms.Sent, rows: list[dict[str, Any]], lines: list[dict[str, str]]) -> None:
    """Put what was typed back into the form, where it has to be corrected."""
    for row in rows:
        n = row["number"]
        unit, year = forms.text(form, f"u{n}", 20), forms.text(form, f"y{n}", 10)
        row |= {"field": forms.text(form, f"f{n}", 60), "unit": unit, "year": year}
        row["has_unit"], row["has_year"] = row["has_unit"] or bool(unit), row["has_year"] or bool(year)
    for n in range(len(lines)):
        lines[n] = {"field": forms.text(form, f"s{n}", 60), "value": forms.text(form, f"v{n}", 500)}


def constants(asked: ImportRequest) -> list[dict[str, str]]:
    """What holds for every row as the form shows it, with lines to fill in."""
    given = [dict(zip(("field", "value"), text.split("=", 1), strict=True)) for text in asked.sets]
    return given + [{"field": "", "value": ""}] * _BLANK_SETS


def column_choices(
    form: forms.Sent, mapping: ColumnMapping, asked: ImportRequest, page: int
) -> tuple[ImportRequest, list[Problem]]:
    """The choices of one page of columns, beside those of other pages."""
    problems: list[Problem] = []
    start = (page - 1) * COLUMNS_A_PAGE
    maps = {text.rpartition("=")[0]: text for text in asked.maps}
    for number, column in enumerate(mapping.columns[start : start + COLUMNS_A_PAGE], start):
        if text := _choice(form, number, column):
            maps[column.name] = f"{column.name}={text}"
            problems += _wrong(number, column, text)
    sets = []
    for number in range(len(asked.sets) + _BLANK_SETS):
        name, value = forms.text(form, f"s{number}", 60), forms.text(form, f"v{number}", 500)
        if name and value:
            sets.append(f"{name}={value}")
            try:
                read_choices((), sets[-1:])
            except CatalogFileError as error:
                problems.append(on_field(f"v{number}", f"For every row: {error}"))
        elif value:
            problems.append(on_field(f"s{number}", f"For every row: what is “{value[:40]}”? Choose a field."))
    return replace(asked, maps=tuple(maps.values()), sets=tuple(sets)), problems


def _choice(form: forms.Sent, number: int, column: Column) -> str:
    """What a column was changed to; empty where it stays as it is."""
    name = forms.text(form, f"f{number}", 60)
    unit, year = forms.text(form, f"u{number}", 20), forms.text(form, f"y{number}", 10)
    same_unit = unit in ("", column.reading.unit) or KINDS.get(name) != "share"
    if not name or (name == (column.field or NOT_READ) and same_unit and year in ("", str(column.year))):
        return ""
    options = [unit] if unit and KINDS.get(name) == "share" else []
    return ":".join([name, *options, *([year] if year and name != NOT_READ else [])])


def _wrong(number: int, column: Column, text: str) -> list[Problem]:
    try:
        read_choices([f"{column.name}={text}"])
    except CatalogFileError as error:
        return [on_field(f"f{number}", f"{column.name}: {p.message}") for p in error.problems]
    return []


def answers(
    form: forms.Sent, questions: tuple[MergeQuestion, ...], page: int, before: dict[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """The answers of one page of questions, beside those of other pages."""
    given = dict(before)
    problems = []
    start = (page - 1) * QUESTIONS_A_PAGE
    for number, question in enumerate(questions[start : start + QUESTIONS_A_PAGE], start):
        answer = forms.text(form, f"q{number}", 100)
        offered = (NEW, SKIP, *(c.record_id for c in question.candidates))
        if answer in offered:
            given[question.key] = answer
        elif answer:
            problems.append(on_field(f"q{number}", f"{question.program}: this is none of the answers."))
        else:
            given.pop(question.key, None)
    return given, problems
