"""Studies of a market: the one path that every face takes to figures, comparisons, changes and all stable matches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, get_args

from pydantic import TypeAdapter, ValidationError

from matchsafe.domain.market_study import (
    Counterfactuals,
    MarketChange,
    MatchComparison,
    MatchStatistics,
    MechanismTable,
)
from matchsafe.domain.match_report import Mechanism
from matchsafe.domain.problem import Problem, path_text

if TYPE_CHECKING:
    from matchsafe.market.types import Ints, Market, Match

By: TypeAlias = "Mechanism | Ints"
"""What made a result: a mechanism, or somebody who says each applicant's program (-1 for none)."""
MECHANISMS: Final[tuple[Mechanism, ...]] = get_args(Mechanism)
_CHANGES: Final = TypeAdapter(tuple[MarketChange, ...])


def statistics(market: Market, by: By = "deferred_acceptance", seed: int = 0) -> MatchStatistics:
    """Figures of one result."""
    from matchsafe.market.study.statistics import statistics as figures

    return figures(_result(market, by, seed))


def mechanisms(market: Market, seed: int = 0) -> MechanismTable:
    """The figures of each mechanism on one market of singles."""
    return MechanismTable(mechanisms=tuple(statistics(market, name, seed) for name in MECHANISMS))


def comparison(
    market: Market, first: By, second: By, seed: int = 0, names: tuple[str, str] = ("first", "second")
) -> MatchComparison:
    """Two results on one market."""
    from matchsafe.market.study.comparison import compare

    return compare(_result(market, first, seed), _result(market, second, seed), names)


def what_if(
    market: Market,
    changes: object,
    *,
    each: bool = False,
    by: Mechanism = "deferred_acceptance",
    seed: int = 0,
) -> Counterfactuals:
    """What changes do to the match.

    Args:
        market: The market as it is.
        changes: A list of changes as it was read from JSON; see ``MarketChange``.
        each: Make each change alone.
        by: What matches.
        seed: Of the mechanism.

    Raises:
        MarketError: Naming every change that is not one, or cannot be made.
    """
    from matchsafe.market.study import changes as counterfactuals

    found = counterfactuals.what_if(market, read_changes(changes), each=each, mechanism=by, seed=seed)
    return Counterfactuals(counterfactuals=found)


def read_changes(changes: object) -> tuple[MarketChange, ...]:
    """Changes as they were read from JSON.

    Raises:
        MarketError: Naming every field that is not right.
    """
    from matchsafe.market.problems import MarketError

    try:
        return _CHANGES.validate_python(changes)
    except ValidationError as error:
        raise MarketError(
            [
                Problem(
                    f"{one['msg'][:1].lower()}{one['msg'][1:]}",
                    "change",
                    path=f"changes{path_text(one['loc'])}",
                )
                for one in error.errors()
            ]
        ) from error


def _result(market: Market, by: By, seed: int) -> Match:
    from matchsafe.market.study.comparison import as_match
    from matchsafe.market.study.mechanisms import match_by

    return match_by(market, by, seed) if isinstance(by, str) else as_match(market, by)
