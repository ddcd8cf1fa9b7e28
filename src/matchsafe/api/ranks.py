"""Rank lists: a season in, the list with its checks and chances out; two seasons in, one list of pairs out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Query, Request, Response
from pydantic import Field, ValidationError
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi, season_body
from matchsafe.api.dependencies import On, api_router, day_of
from matchsafe.api.errors import unprocessable
from matchsafe.api.plans import season_in
from matchsafe.api.request_body import MEGABYTE, parts, read_json
from matchsafe.domain.couple_rank import CoupleRankReport, PairName
from matchsafe.domain.match_report import WatchedMatch
from matchsafe.domain.model_errors import problems_of
from matchsafe.domain.problem import Problem
from matchsafe.domain.rank_report import RankReport
from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import CoupleWishes

router = api_router()

_PARTS: Final = ("first", "second", "wishes", "pairs", "on")
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
    content, kind = await season_body.read(request)
    return Response(await run_in_threadpool(_rank, content, kind, on), media_type="application/json")


@router.post(
    "/rank/watch", summary="How does the Match run on this list?",
    response_model=WatchedMatch, responses=openapi.errors(413, 415, 422), openapi_extra=openapi.season_body(),
)  # fmt: skip
async def watch(request: Request, on: On = None, market: MarketNumber = None) -> Response:
    """The algorithm step by step on a small market around a list, with invented rivals that fit its chances."""
    content, kind = await season_body.read(request)

    def work() -> str:
        from matchsafe.services.rank_watch import watched_match

        return watched_match(season_body.season(content, kind).season, market, on).model_dump_json()

    return Response(await run_in_threadpool(work), media_type="application/json")


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
        return watched_couple(
            two.first, two.second, two.wishes, market or 1, two.on, brought=two.pairs
        ).model_dump_json()

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


def _rank(content: bytes, kind: season_body.Kind, on: date | None) -> str:
    from matchsafe.services.rank import rank_report

    return rank_report(season_body.season(content, kind).season, on).model_dump_json()


def _couples(body: bytes) -> str:
    from matchsafe.services.couple_rank import couple_report

    two = _two(body)
    return couple_report(two.first, two.second, two.wishes, two.on, brought=two.pairs).model_dump_json()


def _two(body: bytes) -> _Two:
    """Both seasons, the wishes, pairs to check and the day.

    Raises:
        ApiError: 422 with the problems of all parts.
    """
    content: dict[str, Any] = parts(body, _PARTS)
    problems: list[Problem] = []
    first = season_in(content, "first", problems)
    if content.get("second") is not None:
        second = season_in(content, "second", problems)
    else:
        second = None if first is None else first.partner_season()
        if first is not None and second is None:
            problems.append(
                Problem("There is no partner: send second, or couples in first.", "missing", "second")
            )
    wishes, pairs, on = _wishes(content, problems), _pairs(content, problems), None
    if content.get("on") is not None:
        try:
            on = day_of(content["on"])
        except ValueError as error:
            problems.append(Problem(str(error), "date", "on"))
    if problems or first is None or second is None:
        raise unprocessable(problems)
    return _Two(first, second, wishes, pairs, on)


def _wishes(content: dict[str, Any], problems: list[Problem]) -> CoupleWishes | None:
    if content.get("wishes") is None:
        return None
    try:
        return CoupleWishes.model_validate(content["wishes"])
    except ValidationError as error:
        problems += problems_of(error, CoupleWishes, inside=("wishes",))
    return None


def _pairs(content: dict[str, Any], problems: list[Problem]) -> list[PairName] | None:
    given = content.get("pairs")
    if given is None:
        return None
    if not isinstance(given, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(name, str) for name in pair)
        for pair in given
    ):
        problems.append(Problem('should be a list of pairs, such as [["City", "no match"]]', "kind", "pairs"))
        return None
    return [(pair[0], pair[1]) for pair in given]
