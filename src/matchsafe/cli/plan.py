"""``matchsafe plan``: which programs to apply to, where to signal, and what the list is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matchsafe.cli.errors import CliError, collect, tell
from matchsafe.cli.output import print_answer, save_table
from matchsafe.cli.plan_options import PlanOptions, in_list_of, problem_line, request_from
from matchsafe.cli.season_input import season_and_day
from matchsafe.cli.validate import tell_warnings

if TYPE_CHECKING:
    from datetime import date

    from matchsafe.catalog.catalog import Catalog
    from matchsafe.domain.couple_plan import CouplePlanReport
    from matchsafe.domain.plan import PlanReport, PlanRequest
    from matchsafe.domain.season import Season


def run(asked: PlanOptions) -> None:
    """Print the plan of a season file."""
    lines: list[str] = []
    given = collect(lines, lambda: season_and_day(asked.file, asked.on))
    kept = None if given is None else given[0].plan
    asked = in_list_of(asked, kept)
    request = collect(lines, lambda: request_from(asked, kept))
    if given is None or request is None:
        raise CliError(lines)
    loaded, day = given
    found = _plan(asked, loaded.season, request, catalog_of(asked), day)
    tell_warnings(loaded.warnings)
    save(asked, found)
    from matchsafe.cli.plan_screen import show

    print_answer(found, lambda screen, plan: show(screen, loaded.season, plan), as_json=asked.as_json)


def catalog_of(asked: PlanOptions) -> Catalog | None:
    """The program list named, else the one in use; ``None`` where there is none."""
    if asked.no_catalog:
        return None
    from matchsafe.catalog.access import open_catalog
    from matchsafe.catalog.errors import CatalogError
    from matchsafe.catalog.store import Store

    try:
        store = Store()
        if asked.catalog is None and not store.names():
            return None
        return open_catalog(store, asked.catalog)
    except CatalogError as error:
        raise CliError(str(error).splitlines()) from error


def _plan(
    asked: PlanOptions, season: Season, request: PlanRequest, catalog: Catalog | None, day: date
) -> PlanReport:
    from matchsafe.planning import MissingExtraError, PlanningError
    from matchsafe.services.plan import plan

    try:
        if request.exact:
            return _proof(season, request, catalog, day)
        return plan(season, request, catalog, day)
    except PlanningError as error:
        raise CliError([problem_line(p, asked.given) for p in error.problems]) from error
    except MissingExtraError as error:
        raise CliError(str(error)) from error


def _proof(season: Season, request: PlanRequest, catalog: Catalog | None, day: date) -> PlanReport:
    """The plan, with how near the proof is on stderr; Ctrl-C gives the best list so far."""
    from matchsafe.cli.progress import stop_event
    from matchsafe.planning import ProofProgress
    from matchsafe.present.words import per_100
    from matchsafe.services.plan import plan

    def progress(so_far: ProofProgress) -> None:
        gap = per_100(min(1.0, max(0.0, so_far.bound - so_far.value)))
        tell(f"After {so_far.seconds:.0f} seconds: the best possible is within {gap} of the list found.")

    with stop_event() as stop:
        return plan(season, request, catalog, day, on_progress=progress, cancel=stop.is_set)


def save(asked: PlanOptions, plan: PlanReport | CouplePlanReport) -> None:
    """Write the list to the files that were asked for."""
    from matchsafe.services.plan.table import headings, rows

    save_table(asked.csv, asked.xlsx, "plan", headings(plan), rows(plan))
