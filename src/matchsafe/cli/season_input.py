"""Reading what was given on the command line: a season file and a date, all their problems together."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

from matchsafe.cli.errors import CliError, collect

if TYPE_CHECKING:
    from matchsafe.domain.season_plan import SeasonPlan
    from matchsafe.services.plan.terms import PlanTerms
    from matchsafe.workspace.seasonfile import SeasonFile, SeasonFileError

STDIN = "-"
_MOST = 2_000_000


def load(file: str, today: date | None = None) -> SeasonFile:
    """The season in a file, or on standard input for ``-``, with warnings as of ``today``.

    Raises:
        SeasonFileError: With every problem of the file.
    """
    from matchsafe.workspace import seasonfile

    if file == STDIN:
        buffer = getattr(sys.stdin, "buffer", None)
        text = buffer.read(_MOST) if buffer else sys.stdin.read(_MOST)
        return seasonfile.load_text(text, name="standard input", today=today)
    return seasonfile.load(file, today=today)


def season_and_day(file: str, on: str | None) -> tuple[SeasonFile, date]:
    """The season and the day asked about (today unless given).

    Raises:
        CliError: With the problems of both.
    """
    lines: list[str] = []
    day = collect(lines, lambda: day_of(on))
    loaded = collect(lines, lambda: season_of(file, day or date.today()))
    if loaded is None or day is None:
        raise CliError(lines)
    return loaded, day


def season_of(file: str, day: date) -> SeasonFile:
    """The season in a file.

    Raises:
        CliError: With its problems, and where to go next.
    """
    from matchsafe.workspace.seasonfile import SeasonFileError

    try:
        return load(file, day)
    except SeasonFileError as error:
        raise CliError(problem_lines(error)) from error


def terms_of(kept: SeasonPlan | None, catalog: str | None = None) -> PlanTerms:
    """What a plan of the season is asked for, and its program list, by name if one is given.

    Raises:
        CliError: If the list named cannot be used.
    """
    from matchsafe.catalog.errors import CatalogError
    from matchsafe.services.plan.terms import plan_terms

    try:
        return plan_terms(kept, catalog)
    except CatalogError as error:
        raise CliError(str(error).splitlines()) from error


def day_of(text: str | None) -> date:
    """A date given as an option; today if it is left out.

    Raises:
        CliError: If it is not a date that exists, or one that no season can have.
    """
    from matchsafe.domain import moments

    if text is None:
        return date.today()
    try:
        return moments.day_of(text)
    except ValueError as error:
        raise CliError(
            f'--on: "{text[:40]}" is not a date. Accepted: year-month-day from 2000 to 2099, for example 2026-11-22.'
        ) from error


def problem_lines(error: SeasonFileError) -> list[str]:
    """The lines of a season file's error, and where to go next."""
    missing = {p.code for p in error.problems} == {"no_file"}
    next_step = (
        "To make one: matchsafe new" if missing else "Every field a season file can have: matchsafe schema"
    )
    return [*str(error).splitlines(), next_step]
