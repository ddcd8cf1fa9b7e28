"""What is wrong with a market handed in as arrays, all of it at once; and numbers of any type in the engine's types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.array_bounds import check_bounds
from matchsafe.market.arrays import MAX_PAIRS, Couples, Ints, MarketArrays, Scores
from matchsafe.market.problems import MarketError


def market_arrays(
    offsets: npt.ArrayLike,
    programs: npt.ArrayLike,
    scores: npt.ArrayLike,
    quotas: npt.ArrayLike,
    couples: Couples,
) -> MarketArrays:
    """Arrays of any numbers in the engine's types, checked; those of the right type are not copied.

    Raises:
        MarketError: Listing every problem: numbers that are not whole or too large, offsets that do not fit, unknown
            programs, a program twice in one list, a score that is not a number, a quota below 0 or too large, couples
            that name wrong edges.
    """
    found = Problems(MarketError)
    if not isinstance(couples, Couples):
        found.add(
            Problem(f"is of the type {type(couples).__name__}; it must be Couples", "couples", path="couples")
        )
        couples = Couples.none()
    edges = whole_numbers("programs", programs, np.int32, found)
    market = MarketArrays(
        whole_numbers("offsets", offsets, np.int64, found),
        edges,
        _scores(scores, found),
        whole_numbers("quotas", quotas, np.int32, found),
        Couples(
            whole_numbers("couples.members", couples.members, np.int32, found, columns=2),
            whole_numbers("couples.offsets", couples.offsets, np.int64, found),
            whole_numbers("couples.first", couples.first, np.int32, found),
            whole_numbers("couples.second", couples.second, np.int32, found),
        ),
    )
    found.check()
    check_arrays(market)
    return market._replace(scores=single_precision(market.scores, edges))


def whole_numbers(
    name: str, values: npt.ArrayLike, kind: type[np.integer[Any]], found: Problems, columns: int = 0
) -> Any:
    """An array in a whole type; notes each number that is not whole or does not fit, by its place in the array."""
    given = _array(name, values, found, columns)
    if given.dtype == kind or not given.size:
        return np.ascontiguousarray(given, kind)
    limits = np.iinfo(kind)
    if given.dtype.kind not in "iuf":
        found.add(Problem(f"{kind_seen(given)}; it must be whole numbers", "number", path=name))
        return np.zeros(given.shape, kind)
    fits = given == np.floor(given)
    if given.dtype.kind == "f":  # 1 above the limits is a float, the limits themselves may not be
        given = given.astype(np.result_type(given, np.float64), copy=False)
        fits &= (given > limits.min - 1.0) & (given < limits.max + 1.0)
    else:
        fits &= (given >= limits.min) & (given <= limits.max)
    code = "quota" if name == "quotas" else "number"
    for place in np.flatnonzero(~fits.ravel()).tolist():
        message = f"is {given.ravel()[place]}; it must be a whole number, at most {limits.max:,}"
        found.add(Problem(message, code, path=f"{name}[{place}]"))
    return np.ascontiguousarray(np.where(fits, given, 0), kind)


def kind_seen(given: Any) -> str:
    """What an array holds instead of numbers, for a message."""
    if given.dtype.kind != "O":
        return f"has values of the type {given.dtype}"
    strange = [value for value in given.flat if type(value) not in (int, float)]
    first = strange[0] if strange else max(given.flat, key=abs)
    return f"has the value {str(first)[:40]!r} of the type {type(first).__name__}"


def _array(name: str, values: npt.ArrayLike, found: Problems, columns: int = 0) -> Any:
    """An array with one dimension, or with so many columns; an empty one, with a note, in place of any other."""
    shape = (0, columns) if columns else (0,)
    try:
        given = np.asarray(values)
    except ValueError:
        found.add(Problem("has lists of unequal lengths", "shape", path=name))
        return np.zeros(shape)
    if given.dtype.kind == "O" and set(map(type, given.flat)) <= {int, float}:
        given = np.asarray(given.tolist())
    if np.ma.is_masked(values):
        found.add(Problem("has masked values; give every value", "shape", path=name))
    if given.ndim != len(shape) or given.shape[1:] != shape[1:]:
        wanted = f"shape (any, {columns})" if columns else "one dimension"
        found.add(Problem(f"has shape {given.shape}; it must have {wanted}", "shape", path=name))
        return np.zeros(shape)
    return given


def _scores(values: npt.ArrayLike, found: Problems) -> Any:
    given = _array("scores", values, found)
    if given.size and given.dtype.kind not in "iuf":
        message = f"{kind_seen(given)}; it must be numbers, whole ones of at most 64 bits"
        found.add(Problem(message, "scores", path="scores"))
    elif given.dtype == np.float64 and not hasattr(values, "dtype"):
        _note_lost_digits(values, given, found)
    return np.zeros(given.shape, np.float32) if found.total else np.ascontiguousarray(given)


def _note_lost_digits(values: Any, given: Any, found: Problems) -> None:
    """Note whole numbers that NumPy made floats of, because others beside them are, and that are not the same now."""
    large = np.flatnonzero(np.abs(given) >= 2.0**53)
    for place in large.tolist() if isinstance(values, Sequence) else ():
        if isinstance(values[place], int) and int(given[place]) != values[place]:
            message = f"is {values[place]}, which beside fractions has more digits than are kept"
            found.add(Problem(message, "scores", path=f"scores[{place}]"))


def single_precision(values: Any, programs: Ints) -> Scores:
    """Scores in single precision, in the same order at each program: none that differ become equal.

    Where rounding would make two scores of a program equal, the higher one goes up by the smallest step there is. If
    any is too large for single precision, all become places in their program's order, from 0 for the lowest.
    """
    if values.dtype == np.float32:
        return np.asarray(values)
    with np.errstate(over="ignore"):
        single: Scores = values.astype(np.float32)
    finite = np.flatnonzero(np.isfinite(values))
    order = finite[np.lexsort((values[finite], programs[finite]))]
    group = programs[order].astype(np.int64)
    new = np.concatenate(([True], group[1:] != group[:-1]))[: len(order)]
    higher = np.concatenate(([True], values[order][1:] != values[order][:-1]))[: len(order)]
    steps = np.cumsum(higher | new)
    if not np.isfinite(single[finite]).all():
        single[order] = steps - np.maximum.accumulate(np.where(new, steps, 0))
        return single
    lost = ~new[1:] & higher[1:] & (single[order][1:] == single[order][:-1])
    if lost.any():
        base = (group << 33) - steps
        raised = np.maximum.accumulate(_bits(single[order]) + base) - base
        single[order] = np.where(raised < 0, -raised | 0x80000000, raised).astype(np.uint32).view(np.float32)
    return single


def _bits(single: Scores) -> Any:
    """Whole numbers that order as the scores do, one apart for neighbours."""
    bits = single.view(np.int32).astype(np.int64)
    return np.where(bits < 0, -(bits & 0x7FFFFFFF), bits)


def check_arrays(market: MarketArrays) -> None:
    """Check that arrays make a market.

    Raises:
        MarketError: Listing every problem; see ``market_arrays``.
    """
    found = Problems(MarketError)
    check_bounds(market)
    starts, edges = market.offsets, market.programs
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    key = np.sort(owners * max(len(market.quotas), 1) + edges)
    for twice in np.unique(key[1:][key[1:] == key[:-1]]):
        applicant, program = divmod(int(twice), len(market.quotas))
        found.add(Problem(f"program {program} stands twice", "duplicate_rank", path=f"applicant {applicant}"))
    _note_lists_of_couples(market.couples, found)
    found.check()


def _note_lists_of_couples(couples: Couples, found: Problems) -> None:
    people, times = np.unique(couples.members, return_counts=True)
    for applicant in people[times > 1]:
        found.add(Problem("stands in two couples", "listed_twice", path=f"applicant {applicant}"))
    lengths = np.diff(couples.offsets)
    for long in np.flatnonzero(lengths > MAX_PAIRS).tolist():
        found.add(
            Problem(f"the paired list has more than {MAX_PAIRS} entries", "long_list", path=f"couple {long}")
        )
    couple = np.repeat(np.arange(len(couples)), lengths)
    for pair in np.flatnonzero((couples.first < 0) & (couples.second < 0)):
        found.add(
            Problem("no match for both is the end of every list", "empty_pair", path=f"couple {couple[pair]}")
        )
    key = np.stack([couple, couples.first, couples.second])
    pairs, times = np.unique(key, axis=1, return_counts=True)
    for repeated in np.flatnonzero(times > 1):
        found.add(Problem("a pair stands twice", "duplicate_rank", path=f"couple {pairs[0, repeated]}"))
