"""What was typed after ``matchsafe plan``, made into a request; every problem at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from matchsafe.cli.errors import CliError, printable

if TYPE_CHECKING:
    from matchsafe.domain.plan import PlanRequest
    from matchsafe.domain.problem import Problem
    from matchsafe.domain.season_plan import SeasonPlan

OPTIONS: Final = {
    "specialties": "--specialty",
    "only_states": "--state",
    "home_states": "--home-state",
    "preferred_states": "--prefer-state",
    "max_programs": "--max-programs",
    "wanted_states": "--want-state",
    "catalog": "--catalog",
    "sent_on": "--sent-on",
    "useful_step": "--useful-step",
    "first_share": "--first-share",
}
"""Options that are called otherwise than the fields they set."""


@dataclass(frozen=True)
class PlanOptions:
    """What was typed; ``given`` has one entry for each field of a request, ``None`` where it was left out."""

    file: str
    catalog: str | None
    no_catalog: bool
    given: Mapping[str, Any]
    options: str | None
    on: str | None
    csv: str | None
    xlsx: str | None
    force: bool
    as_json: bool


def in_list_of(asked: PlanOptions, kept: SeasonPlan | None) -> PlanOptions:
    """The command with the program list of the plan in the season file, where no other was typed."""
    if kept is None or asked.catalog is not None or asked.no_catalog:
        return asked
    return replace(asked, catalog=kept.catalog, no_catalog=kept.catalog is None)


def request_from(asked: PlanOptions, kept: SeasonPlan | None = None) -> PlanRequest:
    """The request of a command: what was typed goes before the options file, and that before the season file.

    Args:
        asked: What was typed.
        kept: The plan in the season file.

    Raises:
        CliError: With every problem of the options and of the options file.
    """
    from matchsafe.planning import PlanningError
    from matchsafe.services.plan.request import kept_fields, request_of

    lines = targets(asked)
    typed = {k: v for k, v in asked.given.items() if v}
    typed["applied"] = _applications(typed.get("applied", ()), lines)
    content = options_file(asked.options, lines) if asked.options is not None else {}
    if isinstance(written := content.get("applied"), Mapping):
        typed["applied"] = {**written, **typed["applied"]}
    if not typed["applied"]:
        del typed["applied"]
    try:
        request = request_of({**kept_fields(kept, asked.catalog), **content, **typed})
    except PlanningError as error:
        lines += [problem_line(p, typed) for p in error.problems]
    if lines:
        raise CliError(lines)
    return request


def problem_line(problem: Problem, typed: Mapping[str, Any]) -> str:
    """A problem under the name of the option it came by, or of the field of the options file."""
    field = problem.path.split(".")[0].split("[")[0]
    path = OPTIONS.get(field, f"--{field}") if field in typed else problem.path
    line = printable(replace(problem, path=path).sentence())
    return line if line.endswith((".", "?")) or problem.suggestion else f"{line}."


_SENT_WITH: Final = {"": None, "plain": None, "signal": "silver", "silver": "silver", "gold": "gold"}
"""What may follow the id of a program applied to, and the signal it stands for."""


def _applications(typed: tuple[str, ...], lines: list[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for text in typed:
        key, _, word = (part.strip() for part in text.partition("="))
        if not key or word.casefold() not in _SENT_WITH:
            lines.append(
                printable(
                    f'--applied: "{text[:80]}" cannot be read. Accepted: ID, ID=signal, ID=gold or ID=silver.'
                )
            )
        else:
            found[key] = _SENT_WITH[word.casefold()]
    return found


def targets(asked: PlanOptions) -> list[str]:
    """What is wrong with where to choose from and where to write."""
    lines = []
    if asked.no_catalog and asked.catalog is not None:
        lines.append("--catalog and --no-catalog: give only one of them.")
    return [*lines, *table_targets(asked.csv, asked.xlsx, force=asked.force)]


def table_targets(csv: str | None, xlsx: str | None, *, force: bool) -> list[str]:
    """What is wrong with the files a table is to be written to."""
    lines = []
    for option, name in (("--csv", csv), ("--xlsx", xlsx)):
        if name is None:
            continue
        path = Path(name)
        shown = printable(name)[:80]
        if path.is_dir() or not path.parent.is_dir():
            lines.append(f'{option}: "{shown}" is a folder, or in a folder that does not exist.')
        elif path.exists() and not force:
            lines.append(f'{option}: "{shown}" is there already. To write over it: --force')
    return lines


def options_file(name: str, lines: list[str], option: str = "--options") -> dict[str, Any]:
    """The fields in an options file, YAML or JSON."""
    from matchsafe.workspace.seasonfile import SeasonFileError
    from matchsafe.workspace.seasonfile.reader import read_file, read_text

    try:
        document = read_text(read_file(name), name)
    except SeasonFileError as error:
        lines += [f"{option}: {printable(name)[:80]}: {printable(p.sentence())}" for p in error.problems]
        return {}
    # a field written twice or a number that is none must not become a choice nobody made
    lines += [f"{option}: {printable(name)[:80]}: {printable(p.sentence())}" for p in document.problems]
    content = document.data
    if isinstance(content, Mapping):
        return dict(content)
    lines.append(f"{option}: {printable(name)[:80]} has no fields (a name, a colon and a value).")
    return {}
