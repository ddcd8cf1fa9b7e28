"""A market matched, or a result checked, and worded: the one path that every face takes."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from matchsafe.domain.match_report import MatchReport

if TYPE_CHECKING:
    from matchsafe.market.files.results import Result
    from matchsafe.market.types import Definition, Market, Side
    from matchsafe.market.variations import VariedMarket


def match_report(
    market: Market,
    *,
    side: Side = "applicant",
    seed: int = 0,
    definition: Definition = "KPR",
    seconds: float | None = None,
    applicant: str | None = None,
) -> MatchReport:
    """Match a market and tell the result.

    Args:
        market: What to match.
        side: Who proposes.
        seed: Of the order in which couples are added.
        definition: Of a blocking couple: what stable means.
        seconds: How long the search for a place for every couple may take; ``engine.SECONDS`` if ``None``.
        applicant: Whose result to explain rank by rank, if anyone's.

    Raises:
        KeyError: If there is no such applicant.
    """
    from matchsafe.market.engine import SECONDS, match
    from matchsafe.market.explanation import explain
    from matchsafe.market.report import reasons, report_match
    from matchsafe.market.types import index_of
    from matchsafe.present.match_words import with_words

    if applicant is not None:
        index_of(market, applicant)  # before the work, not after it
    start = perf_counter()
    limit = SECONDS if seconds is None else seconds
    found = match(market, side, seed, definition=definition, seconds=limit)
    report = report_match(found, seed=seed, seconds=perf_counter() - start)
    if applicant is not None:
        report = report.model_copy(update={"explanation": reasons(explain(market, found, applicant))})
    return with_words(report)


def varied_report(
    varied: VariedMarket,
    *,
    side: Side = "applicant",
    seed: int = 0,
    definition: Definition = "KPR",
    seconds: float | None = None,
    applicant: str | None = None,
) -> MatchReport:
    """Match a market with variations and tell the result.

    Args:
        varied: What to match.
        side: Who proposes in the singles' part.
        seed: Of the order in which couples and applicants with supplemental lists are added.
        definition: Of a blocking couple: what stable means.
        seconds: How long the search may take where the usual procedure finds no stable match.
        applicant: Whose result to explain rank by rank, if anyone's.

    Raises:
        KeyError: If there is no such applicant.
    """
    from matchsafe.market.engine import SECONDS
    from matchsafe.market.explanation import explain_varied
    from matchsafe.market.match_variations import match_varied
    from matchsafe.market.report import reasons
    from matchsafe.market.types import index_of
    from matchsafe.market.variation_report import report_varied
    from matchsafe.present.match_words import with_words
    from matchsafe.present.variation_words import with_variation_words

    if applicant is not None:
        index_of(varied.market, applicant)  # before the work, not after it
    start = perf_counter()
    limit = SECONDS if seconds is None else seconds
    found = match_varied(varied, seed, side=side, definition=definition, seconds=limit)
    report = report_varied(found, seed=seed, seconds=perf_counter() - start)
    if applicant is not None:
        report = report.model_copy(update={"explanation": reasons(explain_varied(found, applicant))})
    return with_variation_words(with_words(report))


def check_varied_report(
    varied: VariedMarket, result: Result, *, definition: Definition = "KPR"
) -> MatchReport:
    """Check somebody's result of a market with variations and tell what was found."""
    from matchsafe.market.variation_match import check_varied
    from matchsafe.market.variation_report import report_varied
    from matchsafe.present.match_words import with_words
    from matchsafe.present.variation_words import with_variation_words

    start = perf_counter()
    found = check_varied(varied, result.assignment, result.first_year, definition)
    seconds = perf_counter() - start
    report = report_varied(found, seed=None, seconds=seconds, missing=result.missing)
    return with_variation_words(with_words(report))


def check_report(market: Market, result: Result, *, definition: Definition = "KPR") -> MatchReport:
    """Check somebody's result against the lists and tell what was found."""
    from matchsafe.market.report import report_result
    from matchsafe.present.match_words import with_words

    start = perf_counter()
    report = report_result(market, result.assignment, definition, missing=result.missing)
    return with_words(report.model_copy(update={"seconds": round(perf_counter() - start, 6)}))
