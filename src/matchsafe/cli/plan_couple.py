"""``matchsafe plan --partner``: which programs two partners apply to, so that both can match near each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from matchsafe.cli.errors import CliError, collect
from matchsafe.cli.output import print_answer
from matchsafe.cli.plan import catalog_of, save
from matchsafe.cli.plan_options import (
    OPTIONS,
    PlanOptions,
    in_list_of,
    options_file,
    problem_line,
    targets,
)
from matchsafe.cli.season_input import season_and_day, season_of
from matchsafe.cli.validate import tell_warnings

if TYPE_CHECKING:
    from matchsafe.domain.couple_plan import CouplePlanReport, CoupleRequest
    from matchsafe.domain.season_plan import SeasonPlan
    from matchsafe.workspace.seasonfile import SeasonFile

BOTH: Final = ("max_programs", "only_states", "sent_on", "signals")
"""Options of a plan for one that are about each partner's list alike."""


def run(asked: PlanOptions) -> None:
    """Print the plan of two seasons; without a partner's file the partner is the one named in the first season."""
    lines: list[str] = []
    found = collect(lines, lambda: season_and_day(asked.file, asked.on))
    day = date.today() if found is None else found[1]
    second = None if (name := asked.partner) is None else collect(lines, lambda: season_of(name, day))
    loaded = [each for each in (found and found[0], second) if each is not None]
    kept = [each.plan for each in loaded]
    asked = in_list_of(asked, kept[0] if kept else None)
    request = collect(lines, lambda: _request(asked, kept))
    if lines or request is None:
        raise CliError(lines)
    plan = _plan(asked, loaded, request, day)
    for each in loaded:
        tell_warnings(each.warnings)
    save(asked, plan)
    from matchsafe.cli.couple_screen import show

    print_answer(plan, show, as_json=asked.as_json)


def _request(asked: PlanOptions, kept: Sequence[SeasonPlan | None]) -> CoupleRequest:
    """The request of a command for two: what was typed goes before the options file, and that before the season files.

    Args:
        asked: What was typed.
        kept: The plan in each season file; what a partner asked for alone counts, but for what belongs to both.
    """
    from matchsafe.planning import PlanningError
    from matchsafe.services.plan.request import couple_request_of, with_kept_of_both

    lines = targets(asked)
    typed = asked.given | asked.of_two
    for name in [k for k in asked.given if k not in (*BOTH, "budget", "useful_step")]:
        option = OPTIONS.get(name, f"--{name}")
        lines.append(f"{option}: for two, write {name} under first: or second: in a file for --options.")
        del typed[name]
    content = options_file(asked.options, lines) if asked.options is not None else {}
    content = with_kept_of_both(content, kept, asked.catalog)
    for name in BOTH:
        if name in typed:
            value = typed.pop(name)
            for who in ("first", "second"):
                part = content.get(who)
                content[who] = {**(part if isinstance(part, Mapping) else {}), name: value}
    try:
        request = couple_request_of({**content, **typed})
    except PlanningError as error:
        lines += _problem_lines(error, asked.given | asked.of_two)
    if lines:
        raise CliError(lines)
    return request


def _problem_lines(error: Any, typed: Mapping[str, Any]) -> list[str]:
    """Problems under the options they came by; one that is about both lists is told once."""
    found = []
    for p in error.problems:
        who, _, field = p.path.partition(".")
        name = field.split(".")[0]
        both = who in ("first", "second") and name in BOTH and name in typed
        found.append(problem_line(replace(p, path=field) if both else p, typed))
    return list(dict.fromkeys(found))


def _plan(
    asked: PlanOptions, loaded: list[SeasonFile], request: CoupleRequest, day: date
) -> CouplePlanReport:
    from matchsafe.cli.progress import stop_event
    from matchsafe.planning import MissingExtraError, PlanningError
    from matchsafe.services.couple_plan import plan_couple

    second = loaded[1].season if len(loaded) > 1 else None
    try:
        with stop_event() as stop:
            return plan_couple(loaded[0].season, second, request, catalog_of(asked), day, cancel=stop.is_set)
    except PlanningError as error:
        raise CliError(_problem_lines(error, asked.given)) from error
    except MissingExtraError as error:
        raise CliError(str(error)) from error
