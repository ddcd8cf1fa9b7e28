"""From what was typed or sent to a plan request: every problem told at once, and programs found by any of their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from matchsafe.domain.couple_plan import OF_THE_COUPLE, CoupleRequest
from matchsafe.domain.model_errors import problems_of
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.planning.errors import PlanningError

if TYPE_CHECKING:
    from matchsafe.catalog.catalog import Catalog

R = TypeVar("R", bound=BaseModel)


def request_of(content: Mapping[str, Any]) -> PlanRequest:
    """A plan request from plain data, as a YAML file or the body of a request has it.

    Raises:
        PlanningError: Naming every field that cannot be used, what was found and what is accepted.
    """
    return parse(PlanRequest, content)


def kept_fields(kept: SeasonPlan | None, catalog: str | None) -> dict[str, Any]:
    """What the plan in a season file asks for and marks in the list of a name, as fields of a request."""
    if kept is None:
        return {}
    fields = kept.request.model_dump(mode="json", exclude_defaults=True)
    marks = kept.marks.get(catalog or "")
    return fields if marks is None else {**fields, **marks.model_dump(mode="json", exclude_defaults=True)}


def with_kept_of_both(
    content: Mapping[str, Any], kept: Sequence[SeasonPlan | None], catalog: str | None
) -> dict[str, Any]:
    """The fields of a request for two over those in both season files; what belongs to both counts only if written."""
    found = dict(content)
    for who, plan in zip(("first", "second"), kept, strict=False):
        own = {k: v for k, v in kept_fields(plan, catalog).items() if k not in OF_THE_COUPLE}
        part = found.get(who, {})
        if own and isinstance(part, Mapping):
            found[who] = {**own, **part}
    return found


def parse(kind: type[R], content: Mapping[str, Any]) -> R:
    """Plain data as a request of some kind.

    Raises:
        PlanningError: Naming every field that cannot be used, what was found and what is accepted.
    """
    try:
        return kind.model_validate(dict(content))
    except ValidationError as error:
        raise PlanningError(problems_of(error, kind)) from None


def with_ids(request: PlanRequest, catalog: Catalog) -> PlanRequest:
    """The request with programs named by NRMP code or ACGME id turned into ids of the catalog.

    A name the catalog does not know stays as it is.
    """
    from matchsafe.catalog.errors import UnknownProgram

    def known(key: str) -> str:
        try:
            return catalog.find(key).id
        except UnknownProgram:
            return key

    return request.model_copy(
        update={
            "include": tuple(map(known, request.include)),
            "exclude": tuple(map(known, request.exclude)),
            "applied": {known(k): v for k, v in request.applied.items()},
            "overrides": {known(k): v for k, v in request.overrides.items()},
        }
    )


def couple_request_of(content: Mapping[str, Any]) -> CoupleRequest:
    """A request for two from plain data.

    Raises:
        PlanningError: Naming every field that cannot be used, what was found and what is accepted.
    """
    return _separate(parse(CoupleRequest, content))


def _separate(request: CoupleRequest) -> CoupleRequest:
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


def without_spending(request: CoupleRequest) -> CoupleRequest:
    """The request once the season is over: no new application, and no rule that asks for one."""
    none = {"include": (), "minimums": ()}
    parts = {who: getattr(request, who).model_copy(update=none) for who in ("first", "second")}
    return request.model_copy(update={"budget": 0.0, **parts})
