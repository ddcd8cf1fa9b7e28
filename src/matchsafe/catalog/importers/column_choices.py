"""The user's own choice of columns: on the command line, or kept in a file for the next time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final, get_args

import yaml

from matchsafe.catalog.importers.cell_values import read_cell
from matchsafe.catalog.importers.column_mapping import LABELS, Column, ColumnMapping
from matchsafe.catalog.importers.headers import KINDS, VISAS
from matchsafe.catalog.importers.number_text import CellForm, Unit
from matchsafe.catalog.importers.problems import CatalogFileError, list_source, refuse
from matchsafe.domain.problem import Problem, Problems
from matchsafe.tabular import MEBIBYTE

NOT_READ: Final = "-"
_ROLES: Final = ("source", "confidence")
_UNITS: Final[dict[str, Unit]] = {unit: unit for unit in get_args(Unit)}
_YEARS: Final = range(1950, 2101)


@dataclass(frozen=True)
class Choice:
    """What one column shall be.

    Attributes:
        field: A field, or "-" for a column that shall not be read.
        unit: For shares, how they are written; ``None`` leaves the proposal.
        year: Match year of its values; ``None`` leaves the proposal.
    """

    field: str
    unit: Unit | None = None
    year: int | None = None


@dataclass(frozen=True)
class Choices:
    """What the user decided.

    Attributes:
        columns: By the name of the column.
        constants: Values for every row, by field.
    """

    columns: dict[str, Choice] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)


NO_CHOICES: Final = Choices()


def read_choices(maps: Iterable[str] = (), sets: Iterable[str] = (), file: Path | None = None) -> Choices:
    """Choices from ``COLUMN=FIELD`` and ``FIELD=VALUE`` texts and from a mapping file; the texts win.

    A field may be followed by ``:percent`` or ``:share`` and by ``:YEAR``; the field ``-`` leaves a column out.

    Raises:
        CatalogFileError: With everything that is wrong with them.
    """
    problems = Problems(CatalogFileError)
    columns: dict[str, Choice] = {}
    constants: dict[str, str] = {}
    in_file, set_in_file = _from_file(file) if file else ({}, {})
    given = {**in_file, **_split(maps, "--map", "COLUMN=FIELD", problems)}
    for name, text in given.items():
        try:
            columns[name] = _choice(text)
        except ValueError as error:
            problems.add(Problem(f"{name}={text}: {error}", "map"))
    for name, text in {**set_in_file, **_split(sets, "--set", "FIELD=VALUE", problems)}.items():
        try:
            _check_field(name)
            read_cell(KINDS[name], text, CellForm())
            constants[name] = text
        except ValueError as error:
            problems.add(Problem(f"{name}={text}: {error}", "set"))
    problems.check()
    return Choices(columns, constants)


def _split(texts: Iterable[str], option: str, form: str, problems: Problems) -> dict[str, str]:
    out = {}
    for text in texts:
        # A column's name may hold "=", a field may not; a value may, a field's name may not.
        left, sign, right = text.rpartition("=") if option == "--map" else text.partition("=")
        if not (sign and left.strip() and right.strip()):
            problems.add(Problem(f"{text[:80]!r}: accepted is {form}.", "map"))
        else:
            out[left.strip()] = right.strip()
    return out


def _from_file(file: Path) -> tuple[dict[str, str], dict[str, str]]:
    list_source(file).check_size(file.stat().st_size, MEBIBYTE, "")
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise refuse(
            f"{file.name} is no mapping file: it cannot be read as YAML in UTF-8.", "map_file"
        ) from error
    parts = [content.get("columns") or {}, content.get("set") or {}] if isinstance(content, dict) else []
    if not parts or set(content) - {"columns", "set"} or not all(isinstance(p, dict) for p in parts):
        raise refuse(
            f'{file.name} is no mapping file. Accepted: "columns:" with a line COLUMN: FIELD for each column, and '
            '"set:" with a line FIELD: VALUE for what holds for every row.',
            "map_file",
        )
    columns, constants = ({str(k): str(v) for k, v in part.items()} for part in parts)
    return columns, constants


def _choice(text: str) -> Choice:
    name, *options = text.split(":")
    if name != NOT_READ and name not in _ROLES:
        _check_field(name)
    choice = Choice(name)
    for option in options:
        if unit := _UNITS.get(option):
            if KINDS.get(name) != "share":
                raise ValueError(f"{name} is no share, so it is written neither in percent nor as a share")
            choice = replace(choice, unit=unit)
        elif option.isascii() and option.isdigit() and int(option[:5]) in _YEARS:
            choice = replace(choice, year=int(option))
        else:
            raise ValueError(f"{option[:40]!r} is none of percent, share, or a year")
    return choice


def _check_field(name: str) -> None:
    if name not in KINDS:
        near = get_close_matches(name.casefold(), KINDS, n=3, cutoff=0.5)
        guess = f" Did you mean: {', '.join(near)}?" if near else ""
        raise ValueError(f"there is no field {name[:60]!r}.{guess} Fields: {', '.join(KINDS)}; - for none")


def choose(mapping: ColumnMapping, choices: Choices, name: str) -> ColumnMapping:
    """The mapping with the user's choices in it.

    Raises:
        CatalogFileError: If a column does not exist.
    """
    names = [c.name for c in mapping.columns]
    problems = Problems(CatalogFileError)
    for column in choices.columns:
        if column not in names:
            near = get_close_matches(column, names, n=3, cutoff=0.4)
            guess = f" Did you mean: {', '.join(near)}?" if near else f" Columns: {', '.join(names)[:400]}."
            problems.add(Problem(f"{name} has no column {column[:80]!r}.{guess}", "no_column"))
    problems.check()
    taken: set[tuple[str | None, int | None]] = {(c.field, c.year) for c in choices.columns.values()} | {
        (f, None) for f in choices.constants if f != "specialty"
    }
    columns = tuple(
        _chosen(c, choices.columns[c.name]) if c.name in choices.columns else _made_way(c, taken, choices)
        for c in mapping.columns
    )
    return replace(mapping, columns=columns, constants={**mapping.constants, **choices.constants})


def _chosen(column: Column, choice: Choice) -> Column:
    if choice.field == NOT_READ:
        return replace(column, field=None, level="given", why="left out, as you said")
    unit = choice.unit or (column.reading.unit if column.field == choice.field else "share")
    return replace(
        column, field=choice.field, level="given", why=f"{LABELS.get(choice.field, choice.field)!r}, as you said",
        year=choice.year or column.year, reading=replace(column.reading, unit=unit),
    )  # fmt: skip


def _made_way(column: Column, taken: set[tuple[str | None, int | None]], choices: Choices) -> Column:
    """A proposed column steps back where the user gave its field to another one."""
    # a specialty given for every row is that of rows which name none
    in_constants = column.field in choices.constants and column.field != "specialty"
    visas_given = VISAS in {c.field for c in choices.columns.values()} and column.field in ("j1", "h1b")
    if column.is_used and ((column.field, column.year) in taken or in_constants or visas_given):
        return replace(
            column, field=None, level="unsure", why=f"you gave {LABELS[column.field or '']!r} another source"
        )
    return column
