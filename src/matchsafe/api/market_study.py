"""Studies of a market over HTTP: figures, mechanisms, comparisons, changes, all stable matches, reserves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi
from matchsafe.api.dependencies import api_router
from matchsafe.api.errors import unprocessable
from matchsafe.api.match import MARKET, MAX_BYTES
from matchsafe.api.request_body import parts, read_json
from matchsafe.domain.estimate import AnswerPart
from matchsafe.domain.market_study import (
    Counterfactuals,
    MatchComparison,
    MatchStatistics,
    MechanismTable,
    ReservedReport,
    StableSetReport,
)
from matchsafe.domain.match_report import Mechanism
from matchsafe.services import market_study

if TYPE_CHECKING:
    from matchsafe.market.types import Market
    from matchsafe.market.variations import VariedMarket

router = api_router()

MOST_ALONE: Final = 200
"""Changes made alone in one request."""
MOST_WAYS: Final = 2000
"""Ways to place couples in one request for all stable matches."""
Ties = Annotated[
    Literal["refuse", "single", "multiple"] | None,
    Query(description="Equal ranks or scores of a program: refuse them, or break them by lottery."),
]
Seed = Annotated[int, Query(description="Of lotteries, couples and serial dictatorship.", ge=0, le=10**18)]
_BY: Final = {"type": ["string", "object"], "description": "A mechanism, or each applicant's program."}
_LIST: Final = {"type": "array", "items": {"type": "object"}}


def _body(described: str, **more: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "required": ["market"], "properties": {"market": MARKET, **more}}
    return openapi.json_body(f"The market, as for `match`{described}.", schema)


@router.post(
    "/match/statistics", summary="Figures of a match",
    response_model=MatchStatistics, responses=openapi.errors(413, 415, 422),
    openapi_extra=_body(", and what made the result", by=_BY),
)  # fmt: skip
async def statistics(request: Request, ties: Ties = None, seed: Seed = 0) -> Response:
    """Who reached which rank, where programs' lines are, how tight the market is."""

    def work(market: Market | VariedMarket, given: dict[str, Any]) -> AnswerPart:
        return market_study.statistics(market, _by(market, given, "by"), seed)

    return await _study(request, ("market", "by"), ties, seed, work)


@router.post(
    "/match/mechanisms", summary="Four mechanisms on one market",
    response_model=MechanismTable, responses=openapi.errors(413, 415, 422), openapi_extra=_body(" of singles"),
)  # fmt: skip
async def mechanisms(request: Request, ties: Ties = None, seed: Seed = 0) -> Response:
    """Figures of deferred acceptance, immediate acceptance, top trading cycles and serial dictatorship."""
    return await _study(
        request, ("market",), ties, seed, lambda market, _: market_study.mechanisms(market, seed)
    )


@router.post(
    "/match/comparison", summary="Two results on one market",
    response_model=MatchComparison, responses=openapi.errors(413, 415, 422),
    openapi_extra=_body(", and what made each result", first=_BY, second=_BY),
)  # fmt: skip
async def comparison(request: Request, ties: Ties = None, seed: Seed = 0) -> Response:
    """Who moved, who gains and loses, and what upsets each."""

    def work(market: Market | VariedMarket, given: dict[str, Any]) -> AnswerPart:
        first, second = (_by(market, given, name) for name in ("first", "second"))
        return market_study.comparison(market, first, second, seed)

    return await _study(request, ("market", "first", "second"), ties, seed, work)


@router.post(
    "/match/what-if", summary="A match with changes of its market",
    response_model=Counterfactuals, responses=openapi.errors(413, 415, 422),
    openapi_extra=_body(", and changes", changes=_LIST),
)  # fmt: skip
async def what_if(
    request: Request,
    each: Annotated[bool, Query(description="Make each change alone.")] = False,
    mechanism: Annotated[Mechanism, Query(description="What matches.")] = "deferred_acceptance",
    ties: Ties = None,
    seed: Seed = 0,
) -> Response:
    """What one more seat, another list or a program less does."""

    def work(market: Market | VariedMarket, given: dict[str, Any]) -> AnswerPart:
        changes = given.get("changes", [])
        return market_study.what_if(market, changes, each=each, by=mechanism, seed=seed, most=MOST_ALONE)

    return await _study(request, ("market", "changes"), ties, seed, work)


@router.post(
    "/match/stable-set", summary="All stable matches of a market",
    response_model=StableSetReport, responses=openapi.errors(413, 415, 422), openapi_extra=_body(""),
)  # fmt: skip
async def stable_set(
    request: Request,
    most: Annotated[int, Query(description="How many to list at most.", ge=1, le=1000)] = 1000,
    ties: Ties = None,
    seed: Seed = 0,
) -> Response:
    """How many there are, who is not at the same place in all of them, and how far the two sides differ."""

    def work(market: Market | VariedMarket, _: dict[str, Any]) -> AnswerPart:
        return market_study.stable_matches(market, most, ways=MOST_WAYS)

    return await _study(request, ("market",), ties, seed, work)


@router.post(
    "/match/reserves", summary="A match with seats by type",
    response_model=ReservedReport, responses=openapi.errors(413, 415, 422),
    openapi_extra=_body(", types of applicants and rules", types={"type": "object"}, rules=_LIST),
)  # fmt: skip
async def reserves(request: Request, ties: Ties = None, seed: Seed = 0) -> Response:
    """Deferred acceptance with reserved seats and limits by type, beside the match without them."""

    def work(market: Market | VariedMarket, given: dict[str, Any]) -> AnswerPart:
        rules = {name: given[name] for name in ("types", "rules") if name in given}
        return market_study.reserve(market, rules)

    return await _study(request, ("market", "types", "rules"), ties, seed, work)


async def _study(
    request: Request,
    accepted: tuple[str, ...],
    ties: Literal["refuse", "single", "multiple"] | None,
    seed: int,
    work: Callable[[Market | VariedMarket, dict[str, Any]], AnswerPart],
) -> Response:
    given = parts(await read_json(request, MAX_BYTES), accepted, exact=True)

    def answer() -> str:
        from matchsafe.market.problems import MarketError

        try:
            market = market_study.market_in(given.get("market"), ties, seed)
        except MarketError as error:
            whole = (replace(p, path="") if p.path == "the market" else p for p in error.problems)
            raise unprocessable([p.inside("market") for p in whole]) from None
        try:
            return work(market, given).model_dump_json()
        except MarketError as error:
            raise unprocessable(error.problems) from None

    return Response(await run_in_threadpool(answer), media_type="application/json")


def _by(market: Market | VariedMarket, given: dict[str, Any], name: str) -> market_study.By:
    return market_study.result_in(market, given.get(name, "deferred_acceptance"), name)
