"""From what was typed or sent to a plan request: every problem told at once, and programs found by any of their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from matchsafe.domain.couple_plan import OF_THE_COUPLE, CoupleRequest
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.planning.errors import PlanningError

if TYPE_CHECKING:
    from matchsafe.catalog.catalog import Catalog

_SAID: Final = {
    "missing": "is missing",
    "specialty": "is not a specialty this tool knows",
    "state": "is not a US state, DC or a territory",
    "bool_parsing": "is neither yes nor no",
    "bool_type": "is neither yes nor no",
    "finite_number": "is not a number that can be used",
}
"""What is said of an error of pydantic, where its own words are not plain."""
_LONGEST_SEEN: Final = 60


def request_of(content: Mapping[str, Any]) -> PlanRequest:
    """A plan request from plain data, as a YAML file or the body of a request has it.

    Raises:
        PlanningError: Naming every field that cannot be used, what was found and what is accepted.
    """
    return checked(PlanRequest, content)


R = TypeVar("R", bound=BaseModel)


def checked(kind: type[R], content: Mapping[str, Any]) -> R:
    """Plain data as a request of some kind.

    Raises:
        PlanningError: Naming every field that cannot be used, what was found and what is accepted.
    """
    try:
        return kind.model_validate(dict(content))
    except ValidationError as error:
        raise PlanningError([_problem(e, kind) for e in error.errors()]) from None


def _problem(error: Any, kind: type[BaseModel]) -> Problem:
    where = ".".join(str(part) for part in error["loc"])
    seen = ascii(error["input"])[:_LONGEST_SEEN]
    code = str(error["type"])
    if code == "extra_forbidden":
        name = str(error["loc"][-1])
        fields = _fields_at(kind, error["loc"][:-1])
        near = get_close_matches(name, fields, n=1)
        guess = f"; did you mean {near[0]}?" if near else f"; accepted: {', '.join(fields)}"
        return Problem(f"there is no such field{guess if fields else ''}", code, where)
    said = _SAID.get(code)
    if said is None:
        said = str(error["msg"]).replace("Input should be", "should be")
        said = said[:1].lower() + said[1:]
        return Problem(f"{said} (found {seen})", code, where)
    return Problem(f"{seen} {said}", code, where)


def _fields_at(kind: type[BaseModel], path: Sequence[int | str]) -> tuple[str, ...]:
    """The fields of a request, or of the plan request within one; none further inside."""
    inside: Any = kind
    for name in path:
        field = inside.model_fields.get(name)
        inside = None if field is None else field.annotation
        if not (isinstance(inside, type) and issubclass(inside, PlanRequest)):
            return ()
    return tuple(inside.model_fields)


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
    return _separate(checked(CoupleRequest, content))


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
