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
    applicant: str | None = None,
) -> MatchReport:
    """Match a market and tell the result.

    Args:
        market: What to match.
        side: Who proposes.
        seed: Of the order in which couples are added.
        definition: Of a blocking couple, for the certificate.
        applicant: Whose result to explain rank by rank, if anyone's.

    Raises:
        KeyError: If there is no such applicant.
    """
    from matchsafe.market.engine import match
    from matchsafe.market.explanation import explain
    from matchsafe.market.report import reasons, report_match
    from matchsafe.market.types import index_of
    from matchsafe.present.match_words import with_words

    if applicant is not None:
        index_of(market, applicant)  # before the work, not after it
    start = perf_counter()
    found = match(market, side, seed)
    report = report_match(found, definition, seed=seed, seconds=perf_counter() - start)
    if applicant is not None:
        report = report.model_copy(update={"explanation": reasons(explain(market, found, applicant))})
    return with_words(report)


def varied_report(varied: VariedMarket, *, seed: int = 0) -> MatchReport:
    """Match a market with variations, applicants proposing, and tell the result.

    Args:
        varied: What to match.
        seed: Of the order in which couples and applicants with supplemental lists are added.
    """
    from matchsafe.market.match_variations import match_varied
    from matchsafe.market.variation_report import report_varied
    from matchsafe.present.match_words import with_words
    from matchsafe.present.variation_words import with_variation_words

    start = perf_counter()
    found = match_varied(varied, seed)
    return with_variation_words(with_words(report_varied(found, seed=seed, seconds=perf_counter() - start)))


def check_report(market: Market, result: Result, *, definition: Definition = "KPR") -> MatchReport:
    """Check somebody's result against the lists and tell what was found."""
    from matchsafe.market.report import report_result
    from matchsafe.present.match_words import with_words

    start = perf_counter()
    report = report_result(market, result.assignment, definition, missing=result.missing)
    return with_words(report.model_copy(update={"seconds": round(perf_counter() - start, 6)}))
