"""A market in, its match out: the procedure of the Match on any lists, with the certificate."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi
from matchsafe.api.dependencies import api_router
from matchsafe.api.errors import unprocessable
from matchsafe.api.request_body import MEGABYTE, read_json
from matchsafe.domain.match_report import Lottery, MatchReport, Mechanism
from matchsafe.domain.problem import Problem

router = api_router()

MAX_BYTES: Final = 2 * MEGABYTE
"""As much as the server lets in; larger markets are for the command line and the library."""
MARKET: Final = {
    "type": "object",
    "required": ["applicants", "programs"],
    "properties": {"applicants": {"type": "array"}, "programs": {"type": "array"}, "couples": {"type": "array"}},
    "example": {
        "applicants": [{"applicant": "ana", "programs": ["city", "lake"]}, {"applicant": "bo", "programs": ["city"]}],
        "programs": [{"program": "city", "quota": 1, "applicants": ["bo", "ana"]},
                     {"program": "lake", "quota": 1, "applicants": ["ana"]}],
    },
}  # fmt: skip


@router.post(
    "/match", summary="Match a market and prove the result",
    response_model=MatchReport, responses=openapi.errors(413, 415, 422),
    openapi_extra=openapi.json_body("A market; see the page on market files.", MARKET),
)  # fmt: skip
async def match(
    request: Request,
    side: Annotated[Literal["applicant", "program"], Query(description="Who proposes.")] = "applicant",
    seed: Annotated[int, Query(description="Of the order of couples.", ge=0, le=10**18)] = 0,
    definition: Annotated[Literal["KPR", "MM"], Query(description="What stable means with couples.")] = "KPR",
    seconds: Annotated[
        float,
        Query(description="How long the search for the couples may take.", ge=0, le=30, allow_inf_nan=False),
    ] = 10.0,
    ties: Annotated[
        Literal["refuse", "single", "multiple"] | None,
        Query(description="Equal ranks or scores of a program: refuse them, or break them by lottery."),
    ] = None,
    mechanism: Annotated[
        Mechanism, Query(description="What matches; others than the first are for singles.")
    ] = ("deferred_acceptance"),
    near_feasible: Annotated[
        bool, Query(description="Change as few seats as a stable match with couples needs, within bounds.")
    ] = False,
    explain: Annotated[str | None, Query(description="Whose result to explain.", max_length=200)] = None,
) -> Response:
    """Match applicants and programs from their rank lists (Roth and Peranson), with the stability certificate."""
    body = await read_json(request, MAX_BYTES)

    def work() -> str:
        from matchsafe.market.files.json_market import parse_market_json
        from matchsafe.market.problems import MarketError
        from matchsafe.market.ties import refuse_ties
        from matchsafe.services.match import match_report

        try:
            lottery: Lottery | None = None if ties == "refuse" else ties
            market = parse_market_json(body, ties=lottery is not None)
            if ties == "refuse":
                refuse_ties(market)
            told = match_report(
                market, side=side, seed=seed, definition=definition, seconds=seconds, applicant=explain,
                mechanism=mechanism, lottery=lottery, near_feasible=near_feasible,
            )  # fmt: skip
        except MarketError as error:
            raise unprocessable(error.problems) from None
        except KeyError:
            message = f"there is no applicant {ascii(explain)[:80]} in this market"
            raise unprocessable([Problem(message, "unknown", "explain")]) from None
        return told.model_dump_json()

    return Response(await run_in_threadpool(work), media_type="application/json")
