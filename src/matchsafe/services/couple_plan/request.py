"""What is asked of a plan for two: from plain data to a request, and the partner's season."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from matchsafe.domain.couple_plan import OF_THE_COUPLE, CoupleRequest
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.planning.errors import PlanningError
from matchsafe.services.plan.request import checked, with_ids

if TYPE_CHECKING:
    from matchsafe.catalog.catalog import Catalog


def couple_request_of(content: Mapping[str, Any]) -> CoupleRequest:
    """A request for two from plain data.

    Raises:
        PlanningError: Naming every field that cannot be used, what was found and what is accepted.
    """
    return check(checked(CoupleRequest, content))


def check(request: CoupleRequest) -> CoupleRequest:
    """The request, if neither partner's part sets what belongs to both.

    Raises:
        PlanningError: Naming every such field.
    """
    problems = []
    for who in ("first", "second"):
        for name in sorted(getattr(request, who).model_fields_set & set(OF_THE_COUPLE)):
            message = (
                f"belongs to both: write {name} beside first and second"
                if name in CoupleRequest.model_fields
                else "cannot be used in a plan for two, which makes the chance of matching together large"
            )
            problems.append(Problem(message, "contradiction", f"{who}.{name}"))
    if problems:
        raise PlanningError(problems)
    return request


def both_seasons(first: Season, second: Season | None) -> tuple[Season, Season]:
    """The seasons of both partners.

    Raises:
        PlanningError: If there is no second one.
    """
    found = second or first.partner_season()
    if found is None:
        message = "is needed: a second season, or the partner under couples in the first one"
        raise PlanningError([Problem(message, "missing", "partner")])
    return first, found


def with_ids_of_both(request: CoupleRequest, catalog: Catalog) -> CoupleRequest:
    """The request with programs named by NRMP code or ACGME id turned into ids of the catalog."""
    parts = {who: with_ids(getattr(request, who), catalog) for who in ("first", "second")}
    return request.model_copy(update=parts)
