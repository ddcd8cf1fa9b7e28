"""Studies of a market: the one path that every face takes to figures, comparisons, changes and all stable matches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from matchsafe.domain.market_study import (
    Counterfactuals,
    MarketChanges,
    MatchComparison,
    MatchStatistics,
    MechanismTable,
    ReservedReport,
    StableSetReport,
    TypedRules,
)
from matchsafe.domain.match_report import Lottery, Mechanism
from matchsafe.domain.model_errors import problems_of
from matchsafe.domain.problem import Problem

if TYPE_CHECKING:
    from matchsafe.market.files.results import Result
    from matchsafe.market.types import Ints, Market, Match
    from matchsafe.market.variation_match import VariedMatch
    from matchsafe.market.variations import VariedMarket

Shape = TypeVar("Shape", bound=BaseModel)
By: TypeAlias = "Mechanism | Result"
"""What made a result: a mechanism, or somebody who says who goes where."""
MECHANISMS: Final[tuple[Mechanism, ...]] = get_args(Mechanism)


def statistics(
    market: Market | VariedMarket, by: By = "deferred_acceptance", seed: int = 0
) -> MatchStatistics:
    """Figures of one result."""
    from matchsafe.market.study.statistics import statistics as figures

    return figures(_result(market, by, seed))


def mechanisms(market: Market | VariedMarket, seed: int = 0) -> MechanismTable:
    """The figures of each mechanism on one market of singles."""
    return MechanismTable(mechanisms=tuple(statistics(market, name, seed) for name in MECHANISMS))


def comparison(
    market: Market | VariedMarket,
    first: By,
    second: By,
    seed: int = 0,
    names: tuple[str, str] = ("first", "second"),
) -> MatchComparison:
    """Two results on one market."""
    from matchsafe.market.study.comparison import compare

    return compare(_result(market, first, seed), _result(market, second, seed), names)


def what_if(
    market: Market | VariedMarket,
    changes: object,
    *,
    each: bool = False,
    by: Mechanism = "deferred_acceptance",
    seed: int = 0,
    most: int | None = None,
) -> Counterfactuals:
    """What changes do to the match.

    Args:
        changes: A list of changes as it was read from JSON; see ``MarketChange``.
        each: Make each change alone.
        by: What matches.
        seed: Of the mechanism.
        most: How many changes may be made alone, if that is limited.

    Raises:
        MarketError: Naming every change that is not one, or cannot be made.
    """
    from matchsafe.market.study import changes as counterfactuals

    given = _understood(MarketChanges, {"changes": changes}).changes
    found = counterfactuals.what_if(market, given, each=each, mechanism=by, seed=seed, most=most)
    return Counterfactuals(counterfactuals=found)


def stable_matches(
    market: Market | VariedMarket, most: int | None = None, *, ways: int | None = None
) -> StableSetReport:
    """All stable matches, as far as ``most``; couples may be placed in as many as ``ways`` ways.

    Raises:
        MarketError: If there are more ways to place the couples.
    """
    from matchsafe.market.study import stable_set as module

    found = module.stable_set(market, most or module.MOST, ways=ways or module.MOST_ARRANGEMENTS)
    return module.report_stable_set(found)


def reserve(market: Market | VariedMarket, rules: object) -> ReservedReport:
    """A match with seats by type.

    Args:
        rules: Types and rules as they were read from JSON; see ``TypedRules``.

    Raises:
        MarketError: Naming every rule that is not one, or does not fit.
    """
    from matchsafe.market.study.reserves import match_reserved, report_reserved, typed_market

    given = _understood(TypedRules, rules)
    typed = typed_market(market, given.types, given.rules)
    return report_reserved(typed, match_reserved(typed))


def study_market(market: VariedMarket) -> Market | VariedMarket:
    """A market as studies take it: without variations if it has none."""
    return market.market if market.plain else market


def market_in(content: object, ties: Lottery | Literal["refuse"] | None, seed: int) -> Market | VariedMarket:
    """The market in a value that was read from JSON, with its ties broken or refused.

    Raises:
        MarketError: Naming everything that is wrong with it.
    """
    from matchsafe.market.files.json_market import market_of_json
    from matchsafe.market.ties import draw_varied_ties, refuse_ties

    lottery: Lottery | None = None if ties == "refuse" else ties
    market = market_of_json(content, ties=lottery is not None)
    if ties == "refuse":
        refuse_ties(market)
    return study_market(market if lottery is None else draw_varied_ties(market, lottery, seed)[0])


def result_in(market: Market | VariedMarket, content: object, name: str) -> By:
    """A mechanism by name, or a result as a group of applicants with their programs.

    In a market with variations a place may be a group too: ``program`` and ``first_year``.

    Raises:
        MarketError: Naming everything that is not known.
    """
    from matchsafe.market.files.results import Result
    from matchsafe.market.problems import MarketError
    from matchsafe.market.stability import numbers_of
    from matchsafe.market.variations import VariedMarket

    if isinstance(content, str) and content in MECHANISMS:
        return content
    if not isinstance(content, dict):
        accepted = f"{', '.join(MECHANISMS)}, or a group of applicants with their programs"
        raise MarketError([Problem("is neither a mechanism nor a result", accepted=accepted, path=name)])
    varied = isinstance(market, VariedMarket)
    plain = market.market if isinstance(market, VariedMarket) else market
    kinds = ("program", "first_year")
    grouped = {
        who for who, at in content.items() if varied and isinstance(at, dict) and at.keys() <= set(kinds)
    }
    placed: list[Ints] = []
    problems: dict[Problem, None] = {}
    for kind in kinds:
        places = {
            who: at.get(kind) if who in grouped else at if kind == "program" else None
            for who, at in content.items()
        }
        try:
            placed.append(numbers_of(plain, places, name))
        except MarketError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise MarketError(list(problems))
    return Result(placed[0], plain.applicants - len(content), placed[1])


def _understood(shape: type[Shape], content: object) -> Shape:
    """What was read from JSON, as it has to be.

    Raises:
        MarketError: Naming every field that is not right.
    """
    from matchsafe.market.problems import MarketError

    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise MarketError(problems_of(error, shape)) from None


def _result(market: Market | VariedMarket, by: By, seed: int) -> Match | VariedMatch:
    from matchsafe.market.study.comparison import as_match
    from matchsafe.market.study.mechanisms import match_by
    from matchsafe.market.variation_match import check_varied
    from matchsafe.market.variations import VariedMarket

    if isinstance(by, str):
        return match_by(market, by, seed)
    if isinstance(market, VariedMarket):
        return check_varied(market, by.assignment, by.first_year)
    return as_match(market, by.assignment)
