"""The season file: read it (JSON or YAML), check it, write it, and publish its JSON Schema.

``load`` and ``load_text`` read a file, ``check`` takes data that is already parsed; all give a ``Loaded`` or
raise a ``SeasonFileError`` with every problem found. ``dump_yaml`` and ``dump_json`` write a season so that
it reads back the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.workspace.seasonfile import plausibility, reader
from matchsafe.workspace.seasonfile.document import Document, SeasonFileError, document_of
from matchsafe.workspace.seasonfile.json_schema import schema
from matchsafe.workspace.seasonfile.moment_order import doubts_of_event, doubts_of_interview
from matchsafe.workspace.seasonfile.moment_order import problems_of_part as moment_problems
from matchsafe.workspace.seasonfile.validation import part_from, season_from
from matchsafe.workspace.seasonfile.writer import dump_json, dump_yaml

__all__ = [
    "Problem",
    "SeasonFile",
    "SeasonFileError",
    "check",
    "doubts_of_event",
    "doubts_of_interview",
    "dump_json",
    "dump_yaml",
    "load",
    "load_text",
    "moment_problems",
    "part_from",
    "schema",
]


@dataclass(frozen=True, slots=True)
class SeasonFile:
    """A season that can be used.

    Attributes:
        season: The season.
        warnings: What is improbable in it and worth a second look; never a reason to refuse it.
        plan: What was asked of the plan of applications and marked in it, if the file has that.
    """

    season: Season
    warnings: tuple[Problem, ...] = ()
    plan: SeasonPlan | None = None


def load(path: str | Path, *, today: date | None = None) -> SeasonFile:
    """Read a season file.

    Args:
        path: A JSON or YAML file in UTF-8; which of the two is seen from its content.
        today: The day on which "in the future" is judged for warnings; the current day if not given.

    Raises:
        SeasonFileError: If there is no such file, it cannot be read, or what it says is not a season.
    """
    return load_text(reader.read_file(path), name=str(path), today=today)


def load_text(text: str | bytes, *, name: str = "season file", today: date | None = None) -> SeasonFile:
    """Read the text of a season file.

    Args:
        text: JSON or YAML.
        name: What to call the text in messages.
        today: As for ``load``.

    Raises:
        SeasonFileError: If the text cannot be read, or what it says is not a season.
    """
    return _load(reader.read_text(text, name), name, today)


def check(
    data: object, *, name: str = "season file", today: date | None = None, moments: bool = True
) -> SeasonFile:
    """Check data that is already parsed, such as the body of a request.

    Args:
        data: Any value; a season is a dict of fields.
        name: What to call the data in messages.
        today: As for ``load``.
        moments: Whether days and hours that contradict each other are refused; not where a change of something else
            rests on a season that was saved before they were.

    Raises:
        SeasonFileError: If the data is not a season. The problems have paths, but no lines.
    """
    return _load(document_of(data, name), name, today, moments=moments)


def _load(document: Document, name: str, today: date | None, *, moments: bool = True) -> SeasonFile:
    season, plan = season_from(document, name, moments=moments)
    return SeasonFile(season, plausibility.warnings(season, document.marks, today or date.today()), plan)
