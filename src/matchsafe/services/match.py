"""A market matched, or a result checked, and worded: the one path that every face takes."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from matchsafe.domain.match_report import Lottery, MatchReport, Mechanism
from matchsafe.domain.problem import Problem, Problems

if TYPE_CHECKING:
    from matchsafe.market.files.results import Result
    from matchsafe.market.types import Definition, Market, Side
    from matchsafe.market.variations import VariedMarket


def match_report(
    market: Market | VariedMarket,
    *,
    side: Side = "applicant",
    seed: int = 0,
    definition: Definition = "KPR",
    seconds: float | None = None,
    applicant: str | None = None,
    mechanism: Mechanism = "deferred_acceptance",
    lottery: Lottery | None = None,
    near_feasible: bool = False,
) -> MatchReport:
    """Match a market, with its variations if it has any, and tell the result.

    Args:
        market: What to match.
        side: Who proposes.
        seed: Of the order in which couples and applicants with supplemental lists are added.
        definition: Of a blocking couple: what stable means.
        seconds: How long the search for a place for every couple may take; ``engine.SECONDS`` if ``None``.
        applicant: Whose result to explain rank by rank, if anyone's.
        mechanism: What matches; ``side``, ``definition`` and ``seconds`` belong to deferred acceptance.
        lottery: What breaks ties in programs' lists; ``None`` leaves them in the order of applicants.
        near_feasible: Whether seats may be changed where no stable match is found; then applicants propose.

    Raises:
        KeyError: If there is no such applicant.
        MarketError: If another mechanism cannot match this market, or settings do not go together.
    """
    from matchsafe.market.engine import SECONDS, match
    from matchsafe.market.explanation import explain, explain_varied
    from matchsafe.market.match_variations import match_varied
    from matchsafe.market.problems import MarketError
    from matchsafe.market.report import reasons, report_match
    from matchsafe.market.study.mechanisms import match_by
    from matchsafe.market.study.near_feasible import match_near_feasible
    from matchsafe.market.ties import draw_ties, draw_varied_ties, with_outcome
    from matchsafe.market.types import index_of
    from matchsafe.market.variation_report import report_varied

    _check_together(side, mechanism, near_feasible)
    plain, varied = _kind_of(market)
    if applicant is not None:
        index_of(plain, applicant)  # before the work, not after it
    start = perf_counter()
    limit = SECONDS if seconds is None else seconds
    why, ties, tied, seats = None, None, plain, None
    if lottery is not None and varied is None:
        plain, ties = draw_ties(plain, lottery, seed)
    elif lottery is not None and varied is not None:
        varied, ties = draw_varied_ties(varied, lottery, seed)
    if varied is None:
        if near_feasible:
            change = match_near_feasible(plain, seed, definition=definition, seconds=limit)
            found, seats = change.match, change.report(plain)
            plain = found.market
        elif mechanism == "deferred_acceptance":
            found = match(plain, side, seed, definition=definition, seconds=limit)
        else:
            found = match_by(plain, mechanism, seed)
        ties = None if ties is None else with_outcome(ties, tied, found)
        report = report_match(found, seed=seed, seconds=perf_counter() - start)
        if applicant is not None:
            why = explain(plain, found, applicant)
    elif near_feasible or mechanism != "deferred_acceptance":
        message = "other mechanisms, and changes of seats, know no variations of the Match"
        raise MarketError([Problem(message, "variations", path="this market")])
    else:
        result = match_varied(varied, seed, side=side, definition=definition, seconds=limit)
        report = report_varied(result, seed=seed, seconds=perf_counter() - start)
        if applicant is not None:
            why = explain_varied(result, applicant)
    explained = {} if why is None else {"explanation": reasons(why)}
    return _wording(report.model_copy(update={"ties": ties, "near_feasible": seats, **explained}))


def _check_together(side: Side, mechanism: Mechanism, near_feasible: bool) -> None:
    from matchsafe.market.problems import MarketError

    other = mechanism != "deferred_acceptance"
    found = Problems(MarketError)
    if other and side != "applicant":
        found.add(Problem("goes with deferred acceptance only", "option", path="side"))
    if near_feasible and (other or side != "applicant"):
        message = "goes with deferred acceptance with applicants proposing"
        found.add(Problem(message, "option", path="near_feasible"))
    found.check()


def check_report(
    market: Market | VariedMarket, result: Result, *, definition: Definition = "KPR"
) -> MatchReport:
    """Check somebody's result against the lists and tell what was found."""
    from matchsafe.market.report import report_result
    from matchsafe.market.variation_match import check_varied
    from matchsafe.market.variation_report import report_varied

    plain, varied = _kind_of(market)
    start = perf_counter()
    if varied is None:
        report = report_result(plain, result.assignment, definition, missing=result.missing)
    else:
        found = check_varied(varied, result.assignment, result.first_year, definition)
        report = report_varied(found, seed=None, missing=result.missing)
    return _wording(report.model_copy(update={"seconds": round(perf_counter() - start, 6)}))


def _kind_of(market: Market | VariedMarket) -> tuple[Market, VariedMarket | None]:
    """The market alone, and with its variations if it has any."""
    from matchsafe.market.variations import VariedMarket

    if not isinstance(market, VariedMarket):
        return market, None
    return market.market, None if market.plain else market


def _wording(report: MatchReport) -> MatchReport:
    from matchsafe.present.match_words import with_words
    from matchsafe.present.variation_words import with_variation_words

    return with_variation_words(with_words(report))
