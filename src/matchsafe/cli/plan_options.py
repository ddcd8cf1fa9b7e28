"""What was typed after ``matchsafe plan``, made into a request; every problem at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Final

from matchsafe.cli.errors import CliError, printable
from matchsafe.cli.options import Csv, Force, Json, Maybe, On, Several, Xlsx, argument, option
from matchsafe.cli.output import table_targets

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
    """What was typed; options are called by the fields of a request that they set, where they set one."""

    file: Annotated[str, argument("A season file in YAML or JSON; - reads it from standard input.", "FILE")]
    catalog: Annotated[
        Maybe, option('Program list; the one in use if left out; "sample" to try things.', "NAME")
    ] = None
    no_catalog: Annotated[bool, option("Plan by state from published figures.", name="--no-catalog")] = False
    budget: Annotated[Maybe, option("Most that new applications may cost.", "DOLLARS")] = None
    max_programs: Annotated[Maybe, option("Longest list.", "N")] = None
    specialties: Annotated[
        Several, option("A specialty; can be given again. Default: the season's.", name="--specialty")
    ] = None
    objective: Annotated[Maybe, option("match (the chance) or utility (your wishes, in --options).")] = None
    exact: Annotated[bool, option("Go on until the list is proved best.", name="--exact")] = False
    seconds: Annotated[Maybe, option("Most time for --exact; 60 if left out.", "N")] = None
    only_states: Annotated[Several, option("Stay in this state; can be given again.", name="--state")] = None
    home_states: Annotated[Several, option("A state you have ties to.", name="--home-state")] = None
    preferred_states: Annotated[
        Several, option("A state of the region you name in your application.", name="--prefer-state")
    ] = None
    include: Annotated[Several, option("A program that has to be on the list.", "ID")] = None
    exclude: Annotated[Several, option("A program that must not be.", "ID")] = None
    applied: Annotated[
        Several, option("You applied there; =signal, =gold or =silver if with one.", "ID[=SIGNAL]")
    ] = None
    sent_on: Annotated[
        Maybe, option("Day new applications go out; late ones are looked at less.", "YYYY-MM-DD")
    ] = None
    signals: Annotated[Maybe, option("Signals you can still send: all or none.")] = None
    useful_step: Annotated[Maybe, option("Matches of 100 the next $100 must add; 0 spends all.", "N")] = None
    first_share: Annotated[Maybe, option("Share of the budget for your first specialty: 0 to 1.", "N")] = None
    partner: Annotated[Maybe, option("Plan for a couple: your partner's season file.", "FILE")] = None
    together: Annotated[Maybe, option("A couple's: state, division, miles or anywhere.", "RULE")] = None
    miles: Annotated[Maybe, option("With --together miles: how far apart.", "N")] = None
    wanted_states: Annotated[
        Several, option("Where a couple would most like to be.", name="--want-state")
    ] = None
    options: Annotated[Maybe, option("Every wish in a YAML file; options here come first.", "FILE")] = None
    on: On = None
    csv: Csv = None
    xlsx: Xlsx = None
    force: Force = False
    as_json: Json = False

    @property
    def given(self) -> dict[str, Any]:
        """What was typed of a request, by its fields."""
        return self._typed(
            "budget", "max_programs", "specialties", "objective", "exact", "seconds", "only_states", "home_states",
            "preferred_states", "include", "exclude", "applied", "sent_on", "signals", "useful_step", "first_share",
        )  # fmt: skip

    @property
    def of_two(self) -> dict[str, Any]:
        """What was typed of a couple alone."""
        return self._typed("together", "miles", "wanted_states")

    def _typed(self, *names: str) -> dict[str, Any]:
        return {name: value for name in names if (value := getattr(self, name))}


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
    """
    from matchsafe.planning import PlanningError
    from matchsafe.services.plan.request import kept_fields, request_of

    lines = targets(asked)
    typed = asked.given
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


_SENT_WITH: Final = {"": None, "signal": "silver", "silver": "silver", "gold": "gold"}
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
