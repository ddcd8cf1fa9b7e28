"""Rank lists: a season in, the list with its checks and chances out; two seasons in, one list of pairs out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple

from fastapi import Query, Request, Response
from pydantic import Field, ValidationError
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi, season_body
from matchsafe.api.dependencies import On, api_router
from matchsafe.api.request_body import MEGABYTE, read_json
from matchsafe.api.request_parts import RequestParts
from matchsafe.domain.couple_rank import CoupleRankReport, PairName
from matchsafe.domain.match_report import WatchedMatch
from matchsafe.domain.model_errors import problems_of
from matchsafe.domain.rank_report import RankReport
from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import CoupleWishes

router = api_router()

MarketNumber = Annotated[
    Annotated[int, Field(ge=1, le=100)] | None,
    Query(
        description="Which market is drawn; for one list, if left out, one that ends below the first rank."
    ),
]


class _Two(NamedTuple):
    """What is asked for a couple."""

    first: Season
    second: Season
    wishes: CoupleWishes | None
    pairs: list[PairName] | None
    on: date | None


@router.post(
    "/rank", summary="Is this rank list right, and where does it end?",
    response_model=RankReport, responses=openapi.errors(413, 415, 422), openapi_extra=openapi.season_body(),
)  # fmt: skip
async def rank(request: Request, on: On = None) -> Response:
    """Check the rank list of a season: the one it keeps, or its interviews in their order.

    The answer has the chance at each rank, the chance of no match, and every check with its source. Nothing is kept.
    """
    return Response(await season_body.answer(request, on, _rank), media_type="application/json")


@router.post(
    "/rank/watch", summary="How does the Match run on this list?",
    response_model=WatchedMatch, responses=openapi.errors(413, 415, 422), openapi_extra=openapi.season_body(),
)  # fmt: skip
async def watch(request: Request, on: On = None, market: MarketNumber = None) -> Response:
    """The algorithm step by step on a small market around a list, with invented rivals that fit its chances."""

    def work(season: Season, on: date) -> str:
        from matchsafe.services.rank_watch import watched_match

        return watched_match(season, market, on).model_dump_json()

    return Response(await season_body.answer(request, on, work), media_type="application/json")


@router.post(
    "/couples/watch", summary="How does the Match run on a couple's pairs?",
    response_model=WatchedMatch, responses=openapi.errors(413, 415, 422), openapi_extra=openapi.pairs_body(),
)  # fmt: skip
async def watch_couple(request: Request, market: MarketNumber = None) -> Response:
    """The same for two: singles first, then the pairs, then whoever lost a seat. The body is that of /couples."""
    body = await read_json(request, MEGABYTE)

    def work() -> str:
        from matchsafe.services.rank_watch import watched_couple

        two = _two(body)
        found = watched_couple(two.first, two.second, two.wishes, market or 1, two.on, brought=two.pairs)
        return found.model_dump_json()

    return Response(await run_in_threadpool(work), media_type="application/json")


@router.post(
    "/couples", summary="Which pairs do two partners rank?",
    response_model=CoupleRankReport, responses=openapi.errors(413, 415, 422), openapi_extra=openapi.pairs_body(),
)  # fmt: skip
async def couples(request: Request) -> Response:
    """Make one list of pairs from two seasons, or check one: the chances of both, one and neither, and why each pair.

    `first` and `second` are season files as JSON; without `second` the partner is the one under `couples` of the first.
    `wishes` says what counts as together and more; `pairs` is a list to check. Nothing is kept.
    """
    body = await read_json(request, MEGABYTE)
    return Response(await run_in_threadpool(_couples, body), media_type="application/json")


def _rank(season: Season, on: date) -> str:
    from matchsafe.services.rank import rank_report

    return rank_report(season, on).model_dump_json()


def _couples(body: bytes) -> str:
    from matchsafe.services.couple_rank import couple_report

    two = _two(body)
    return couple_report(two.first, two.second, two.wishes, two.on, brought=two.pairs).model_dump_json()


def _two(body: bytes) -> _Two:
    """Both seasons, the wishes, pairs to check and the day.

    Raises:
        ApiError: 422 with the problems of all parts.
    """
    parts = RequestParts(body, ("first", "second", "wishes", "pairs", "on"))
    first = parts.season("first")
    second = parts.partner(first)
    wishes, pairs, on = _wishes(parts), _pairs(parts), parts.day()
    parts.check()
    assert first is not None
    assert second is not None
    return _Two(first, second, wishes, pairs, on)


def _wishes(parts: RequestParts) -> CoupleWishes | None:
    if parts.content.get("wishes") is None:
        return None
    try:
        return CoupleWishes.model_validate(parts.content["wishes"])
    except ValidationError as error:
        parts.problems += problems_of(error, CoupleWishes, inside=("wishes",))
    return None


def _pairs(parts: RequestParts) -> list[PairName] | None:
    given = parts.content.get("pairs")
    if given is None:
        return None
    if not isinstance(given, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(name, str) for name in pair)
        for pair in given
    ):
        parts.note('should be a list of pairs, such as [["City", "no match"]]', "kind", "pairs")
        return None
    return [(pair[0], pair[1]) for pair in given]
