"""The terms of a plan as they are today: what it has to respect, and the program list it chooses from."""

from __future__ import annotations

from typing import NamedTuple

from matchsafe.catalog.access import searchable_catalog, stamp_of
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.store import Store
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.season_plan import Marks, SeasonPlan


class PlanTerms(NamedTuple):
    """What a plan is asked for, and the list it chooses from; ``None`` for average programs by state."""

    request: PlanRequest
    catalog: Catalog | None


def plan_terms(kept: SeasonPlan | None, named: str | None = None) -> PlanTerms:
    """The terms of the plan kept beside a season, else the list in use without limits.

    A kept list that is gone or cannot be read leaves average programs by state.

    Args:
        kept: The plan.
        named: Name of another list.

    Raises:
        CatalogError: If the list named cannot be had.
    """
    store = Store()
    name = named or (store.in_use() if kept is None else kept.catalog)
    kept = kept or SeasonPlan()
    try:
        catalog = None if name is None else searchable_catalog(store, name).catalog
    except CatalogError:
        if named:
            raise
        catalog = None
    marks = kept.marks.get(name or "", Marks())
    if catalog is None or marks == Marks():
        return PlanTerms(kept.request, catalog)
    return PlanTerms(kept.request.model_copy(update=dict(marks_in(catalog, marks)[0])), catalog)


def list_stamp(kept: SeasonPlan | None = None, named: str | None = None) -> str:
    """Stands for the list of ``plan_terms`` as it is now; "" for none and for one that cannot be read."""
    store = Store()
    name = named or (store.in_use() if kept is None else kept.catalog)
    try:
        return "" if name is None else f"{name} {stamp_of(name, store)}"
    except CatalogError:
        return ""


def marks_in(catalog: Catalog, marks: Marks) -> tuple[Marks, tuple[str, ...]]:
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
