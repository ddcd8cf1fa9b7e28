"""The route of the API: its errors have the one shape, and it takes no query parameter that it does not know."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from functools import cached_property
from typing import Annotated, Any, Final

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.routing import Match

from matchsafe.api.errors import ErrorBody, from_exception, query_problem, unusable
from matchsafe.domain.problem import Problem, quote
from matchsafe.domain.text import listing

_OTHER: Final = {
    "model": ErrorBody,
    "description": "Any other refusal, in the same shape: 403 for a season that can only be looked at or a request "
    "of another website, 405 for another method, 500 for a fault of ours.",
}


class ErrorShapeRoute(APIRoute):
    """A route whose every error has the one shape."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options["responses"] = {**(options.get("responses") or {}), "default": _OTHER}
        super().__init__(*args, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                if problems := self._query_problems(request):
                    raise unusable(problems)
                return await handler(request)
            except Exception as error:
                return from_exception(error).response()

        return answer

    @cached_property
    def _adapters(self) -> dict[str, TypeAdapter[Any]]:
        """What each query parameter takes."""
        found: dict[str, TypeAdapter[Any]] = {}
        for each in _with_parts(self.dependant):
            for field in each.query_params:
                taken: Any = Annotated[field.field_info.annotation, field.field_info]
                found[field.alias] = TypeAdapter(taken)
        return found

    def _query_problems(self, request: Request) -> list[Problem]:
        """Everything wrong with a query that has an unknown parameter, or one twice: FastAPI sees neither."""
        given, known = request.query_params, self._adapters
        if "parameters" in (self.openapi_extra or {}):  # it reads its query itself
            return []
        accepted = f"the parameter{'s' * (len(known) > 1)} {listing(known)}" if known else "no parameters"
        found = [
            Problem("There is no such parameter.", "extra_forbidden", name[:60], quote(given[name]), accepted)
            for name in given
            if name not in known
        ]
        for name, adapter in known.items():
            values = given.getlist(name)
            if len(values) > 1 and not _takes_many(adapter):
                seen = quote(", ".join(values))
                found.append(Problem("This is sent more than once.", "repeated", name, seen, "one value"))
        return [*found, *_refused(request, known)] if found else []


def methods_at(request: Request) -> list[str]:
    """The methods that an address answers: the framework's ``Allow`` names those of its first route alone."""
    return [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


def _with_parts(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for part in dependant.dependencies:
        yield from _with_parts(part)


def _takes_many(adapter: TypeAdapter[Any]) -> bool:
    schema = adapter.json_schema()
    return any(each.get("type") == "array" for each in (schema, *schema.get("anyOf", ())))


def _refused(request: Request, known: dict[str, TypeAdapter[Any]]) -> Iterator[Problem]:
    """The values that cannot be used."""
    for name, adapter in known.items():
        values = request.query_params.getlist(name)
        if len(values) > 1 or not values:
            continue
        try:
            adapter.validate_python(values if _takes_many(adapter) else values[0])
        except ValidationError as error:
            yield from (query_problem({**e, "loc": ("query", name)}) for e in error.errors())
