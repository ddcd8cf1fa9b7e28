"""The Match itself: deferred acceptance with couples on arrays, and the proof of what it found.

>>> from matchsafe.market import Market, match
>>> market = Market.from_lists(
...     {"Ada": ["City", "Mercy"], "Ben": ["City"]}, {"City": (1, ["Ben", "Ada"]), "Mercy": (1, ["Ada"])})
>>> match(market).as_dict()
{'Ada': 'Mercy', 'Ben': 'City'}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matchsafe.domain.lazy import loader

if TYPE_CHECKING:
    from matchsafe.domain.market_study import MarketChange, TypeRule
    from matchsafe.market.arrays import Couples
    from matchsafe.market.certificate import Certificate
    from matchsafe.market.engine import match, match_with_noise
    from matchsafe.market.explanation import explain
    from matchsafe.market.market import Market
    from matchsafe.market.match_variations import match_varied
    from matchsafe.market.problems import MarketError
    from matchsafe.market.season.season import simulate
    from matchsafe.market.stability import certify
    from matchsafe.market.study.changes import what_if
    from matchsafe.market.study.comparison import as_match, compare
    from matchsafe.market.study.mechanisms import match_by
    from matchsafe.market.study.near_feasible import match_near_feasible
    from matchsafe.market.study.policies import apart, banded, compare_policies
    from matchsafe.market.study.reserves import match_reserved, report_reserved, typed_market
    from matchsafe.market.study.stable_set import report_stable_set, stable_set
    from matchsafe.market.study.statistics import statistics
    from matchsafe.market.ties import draw_ties
    from matchsafe.market.types import Match, UnsettledCouple
    from matchsafe.market.variation_builder import varied_market
    from matchsafe.market.variation_match import VariedMatch
    from matchsafe.market.variations import Reversion, Variations, VariedMarket

__all__ = [
    "Certificate",
    "Couples",
    "Market",
    "MarketChange",
    "MarketError",
    "Match",
    "Reversion",
    "TypeRule",
    "UnsettledCouple",
    "Variations",
    "VariedMarket",
    "VariedMatch",
    "apart",
    "as_match",
    "banded",
    "certify",
    "compare",
    "compare_policies",
    "draw_ties",
    "explain",
    "match",
    "match_by",
    "match_near_feasible",
    "match_reserved",
    "match_varied",
    "match_with_noise",
    "report_reserved",
    "report_stable_set",
    "simulate",
    "stable_set",
    "statistics",
    "typed_market",
    "varied_market",
    "what_if",
]

_WHERE: Final = {
    "Certificate": "certificate",
    "Couples": "arrays",
    "Market": "market",
    "MarketError": "problems",
    "Match": "types",
    "MarketChange": "study.changes",
    "TypeRule": "study.reserves",
    "match_reserved": "study.reserves",
    "report_reserved": "study.reserves",
    "typed_market": "study.reserves",
    "Reversion": "variations",
    "UnsettledCouple": "types",
    "Variations": "variations",
    "VariedMarket": "variations",
    "VariedMatch": "variation_match",
    "apart": "study.policies",
    "as_match": "study.comparison",
    "banded": "study.policies",
    "certify": "stability",
    "compare": "study.comparison",
    "compare_policies": "study.policies",
    "draw_ties": "ties",
    "explain": "explanation",
    "match": "engine",
    "match_with_noise": "engine",
    "match_by": "study.mechanisms",
    "match_near_feasible": "study.near_feasible",
    "report_stable_set": "study.stable_set",
    "stable_set": "study.stable_set",
    "match_varied": "match_variations",
    "simulate": "season.season",
    "statistics": "study.statistics",
    "varied_market": "variation_builder",
    "what_if": "study.changes",
}

__getattr__ = loader(__name__, _WHERE)
