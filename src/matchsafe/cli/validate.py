"""``matchsafe validate`` and ``matchsafe schema``."""

from __future__ import annotations

import sys

from matchsafe.cli.errors import CliError, printable, tell
from matchsafe.cli.output import print_json
from matchsafe.cli.season_input import STDIN, load, problem_lines
from matchsafe.workspace import seasonfile
from matchsafe.workspace.seasonfile import SeasonFileError


def run(file: str, *, as_json: bool) -> None:
    """Check a season file."""
    try:
        loaded = load(file)
    except SeasonFileError as error:
        if not as_json:
            raise CliError(problem_lines(error)) from error
        _report(valid=False, problems=[p.content() for p in error.problems], warnings=[])
        raise CliError(()) from error
    if as_json:
        _report(valid=True, problems=[], warnings=[w.content() for w in loaded.warnings])
        return
    from matchsafe.present.words import season_line

    tell_warnings(loaded.warnings)
    name = "Standard input" if file == STDIN else file
    sys.stdout.write(printable(f"{name} is a season file: {season_line(loaded.season)}.\n"))


def tell_warnings(warnings: tuple[seasonfile.Problem, ...]) -> None:
    """Say on stderr what is improbable, though possible, in a season file."""
    for warning in warnings:
        tell(f"Please check {warning.sentence()}")


def schema() -> None:
    """Print the JSON Schema of season files."""
    print_json(seasonfile.schema())


def _report(**content: object) -> None:
    print_json(content)
