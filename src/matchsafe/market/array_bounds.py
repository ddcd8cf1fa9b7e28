"""What kernels rely on in a market's arrays: types, lengths, and numbers that stay within what they point into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.arrays import MOST_SEATS, Couples, Ints, Longs, Scores
from matchsafe.market.problems import MarketError
from matchsafe.market.settings import not_texts, shown


class _Arrays(Protocol):
    """A market, or the arrays that one is built from."""

    @property
    def offsets(self) -> Longs: ...
    @property
    def programs(self) -> Ints: ...
    @property
    def scores(self) -> Scores: ...
    @property
    def quotas(self) -> Ints: ...
    @property
    def couples(self) -> Couples: ...
    @property
    def applicant_ids(self) -> Sequence[str]: ...
    @property
    def program_ids(self) -> Sequence[str]: ...


def check_kinds(market: _Arrays) -> None:
    """Check that arrays are of the types and dimensions that kernels are compiled for.

    Raises:
        MarketError: Listing every one that is not.
    """
    found = Problems(MarketError)
    kinds = {"offsets": np.int64, "programs": np.int32, "scores": np.float32, "quotas": np.int32}
    _note_kinds({name: (getattr(market, name), kind, 1) for name, kind in kinds.items()}, found)
    couples = market.couples
    if isinstance(couples, Couples):
        parts = {
            "members": (np.int32, 2),
            "offsets": (np.int64, 1),
            "first": (np.int32, 1),
            "second": (np.int32, 1),
        }
        _note_kinds(
            {f"couples.{name}": (getattr(couples, name), *kind) for name, kind in parts.items()}, found
        )
    else:
        found.add(Problem(f"is {shown(couples)}; it must be Couples", "couples", path="couples"))
    found.check()


def check_bounds(market: _Arrays) -> None:
    """Check that arrays are as long as each other says, and that numbers stay within the arrays they point into.

    Raises:
        MarketError: Listing every problem.
    """
    found = Problems(MarketError)
    starts, edges, scores, quotas = market.offsets, market.programs, market.scores, market.quotas
    if len(starts) < 1 or starts[0] != 0 or starts[-1] != len(edges) or (starts[1:] < starts[:-1]).any():
        found.add(
            Problem(
                "must begin with 0, never fall, and end with the number of edges", "offsets", path="offsets"
            )
        )
    if len(scores) != len(edges):
        found.add(Problem(f"{len(scores)} scores for {len(edges)} edges", "scores", path="scores"))
    if len(edges) and not 0 <= edges.min() <= edges.max() < len(quotas):
        for edge in np.flatnonzero((edges < 0) | (edges >= len(quotas))).tolist():
            found.add(Problem(f"there is no program {edges[edge]}", "unknown_id", path=f"programs[{edge}]"))
    if len(scores) and not scores.max() < np.inf:  # which is not a number if one of them is not
        for edge in np.flatnonzero(np.isnan(scores) | (scores == np.inf)).tolist():
            message = f"is {scores[edge]}; it must be a number, or minus infinity for not acceptable"
            found.add(Problem(message, "scores", path=f"scores[{edge}]"))
    for number in np.flatnonzero(quotas < 0).tolist():
        message = f"is {quotas[number]}; it must be a whole number from 0 to {MOST_SEATS:,}"
        found.add(Problem(message, "quota", path=f"quotas[{number}]"))
    for ids, count in (("applicant_ids", len(starts) - 1), ("program_ids", len(quotas))):
        names = getattr(market, ids)
        if isinstance(names, str) or not isinstance(names, Sequence) or len(names) not in (0, count):
            message = f"is {shown(names)}; it must be {count} names, or none"
            found.add(Problem(message, "names", path=ids))
        elif set(map(type, names)) - {str}:
            for name in not_texts(names):
                found.add(Problem(f"has the name {shown(name)}; names must be texts", "name", path=ids))
    found.check()
    _check_couple_bounds(market, found)
    found.check()


def _note_kinds(parts: dict[str, tuple[Any, type, int]], found: Problems) -> None:
    for name, (values, kind, dimensions) in parts.items():
        if not isinstance(values, np.ndarray):
            seen = f"of the type {type(values).__name__}"
        elif values.dtype != kind or values.ndim != dimensions:
            seen = f"an array of {values.dtype} with shape {values.shape}"
        elif dimensions == 2 and values.shape[1] != 2:
            seen = f"an array with shape {values.shape}"
        else:
            continue
        shape = "two columns" if dimensions == 2 else "one dimension"
        message = (
            f"is {seen}; it must be an array of {kind.__name__} with {shape} (from_arrays takes any numbers)"
        )
        found.add(Problem(message, "shape", path=name))


def _check_couple_bounds(market: _Arrays, found: Problems) -> None:
    couples = market.couples
    if not len(couples) and not len(couples.first) and couples.offsets.tolist() == [0]:
        return
    if (couples.members < 0).any() or (couples.members >= len(market.offsets) - 1).any():
        message = "a partner is not an applicant of this market"
        found.add(Problem(message, "unknown_id", path="couples.members"))
        return
    if len(couples.offsets) != len(couples) + 1 or len(couples.first) != len(couples.second):
        found.add(
            Problem(
                "the paired lists must be equally long and begin where offsets say",
                "unequal_lists",
                path="couples",
            )
        )
        return
    lengths = np.diff(couples.offsets)
    if couples.offsets[0] != 0 or couples.offsets[-1] != len(couples.first) or (lengths < 0).any():
        found.add(
            Problem(
                "offsets must begin with 0, never fall, and end with the number of pairs",
                "offsets",
                path="couples",
            )
        )
        return
    for name, side, edges in (("first", 0, couples.first), ("second", 1, couples.second)):
        for pair in _others_edges(market.offsets, couples.members[:, side], couples.offsets, edges):
            message = f"edge {edges[pair]} is not their own"
            found.add(Problem(message, "unknown_id", path=f"couples.{name}[{pair}]"))


def _others_edges(offsets: Longs, people: Ints, starts: Longs, edges: Ints) -> list[int]:
    """The pairs in which a partner has an edge that is not on their list."""
    pairs = np.diff(starts)
    low, high = np.repeat(offsets[people], pairs), np.repeat(offsets[people + 1], pairs)
    return np.flatnonzero((edges != -1) & ((edges < low) | (edges >= high))).tolist()
