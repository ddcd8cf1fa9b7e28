"""The one way a page gets a plan: the same call that the library, the CLI and the API make, its last answers kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.kept_plan import KeptPlan, Marks
from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.domain.season import Season
from matchsafe.web import catalogs

_KEPT: Final = 16
"""Answers held in memory at most: enough to turn pages and to go back a step."""


@dataclass(frozen=True)
class PlanQuestion:
    """What is asked of the planner.

    Attributes:
        request: With the programs marked in the list.
        catalog: The list; ``None`` for figures by state.
        gone: Marked programs that are no longer in the list; they stay marked, and are left out.
    """

    request: PlanRequest
    catalog: Catalog | None
    gone: tuple[str, ...]


class Plans:
    """Plans of seasons over the program lists of this machine."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, int, date], tuple[Catalog | None, PlanReport]] = OrderedDict()
        self._alone = Lock()

    def asked(self, kept: KeptPlan) -> PlanQuestion:
        """What a kept plan asks for today.

        Raises:
            CatalogError: If its list is gone or cannot be read.
        """
        if kept.catalog is None:
            return PlanQuestion(kept.request, None, ())
        catalog = catalogs.catalog(kept.catalog)
        now, gone = _as_in(catalog, kept.marked)
        return PlanQuestion(kept.request.model_copy(update=dict(now)), catalog, gone)

    def plan(self, season: Season, asked: PlanQuestion, on: date) -> PlanReport:
        """The plan of a season on a day, searched and not proved: that is the business of ``Proofs``.

        Raises:
            matchsafe.planning.PlanningError: Naming everything that cannot be met.
            matchsafe.planning.MissingExtraError: If SciPy is not installed.
        """
        from matchsafe.services.plan import plan

        request = asked.request.model_copy(update={"exact": False})
        key = (season.model_dump_json(), request.model_dump_json(), id(asked.catalog), on)
        with self._alone:
            kept = self._kept.get(key)
        if kept is None:
            kept = (asked.catalog, plan(season, request, asked.catalog, on))
            with self._alone:
                self._kept[key] = kept
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return kept[1]


def _as_in(catalog: Catalog, marks: Marks) -> tuple[Marks, tuple[str, ...]]:
    """The marks under the ids the list has today, and those of programs it no longer has."""
    known = {p.id for p in catalog.programs}
    now = {
        i: catalog.became.get(i, i)
        for i in dict.fromkeys((*marks.include, *marks.exclude, *marks.applied, *marks.overrides))
    }
    there = {old: new for old, new in now.items() if new in known}
    found = Marks(
        include=tuple(there[i] for i in marks.include if i in there),
        exclude=tuple(there[i] for i in marks.exclude if i in there),
        applied={there[i]: sent for i, sent in marks.applied.items() if i in there},
        overrides={there[i]: rules for i, rules in marks.overrides.items() if i in there},
    )
    return found, tuple(i for i in now if i not in there)
