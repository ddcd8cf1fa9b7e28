"""Assumptions as draws: one value per posterior draw, spread over the assumption's published range."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from matchsafe.evidence import figure

Floats = npt.NDArray[np.float64]

Override = tuple[str, float]
_overrides: ContextVar[tuple[Override, ...]] = ContextVar("_overrides", default=())
_used: ContextVar[set[str] | None] = ContextVar("_used", default=None)


def bounds(name: str) -> tuple[float, float, float]:
    """Low end, central value and high end of an assumption (named by its figure id), in its unit.

    Raises:
        KeyError: If there is no such assumption.
    """
    found = figure(name)
    low, high = found.low, found.high
    if low is None or high is None or not isinstance(found.value, int | float):
        raise TypeError(f"figure {found.id!r} has no range")
    return low, float(found.value), high


@lru_cache(maxsize=256)
def _spread(name: str, count: int) -> Floats:
    low, mode, high = bounds(name)
    # evenly spread quantiles in an order that depends on the name alone: the same on every machine, and two
    # assumptions never rise and fall together
    u = (np.random.default_rng(crc32(name.encode())).permutation(count) + 0.5) / count
    if low == high:
        values = np.full(count, mode)
    else:
        cut = (mode - low) / (high - low)
        left = low + np.sqrt(u * (high - low) * (mode - low))
        right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        values = np.where(u < cut, left, right)
    values.flags.writeable = False
    return values


def draws(name: str, count: int) -> Floats:
    """``count`` values of an assumption, triangular over its range; its use is noted for ``used_assumptions``."""
    used = _used.get()
    if used is not None:
        used.add(name)
    overrides = _overrides.get()
    if not overrides:
        return _spread(name, count)
    blocks = np.tile(_spread(name, count // len(overrides)), (len(overrides), 1))
    for block, (overridden, value) in zip(blocks, overrides, strict=True):
        if overridden == name:
            block[:] = value
    return blocks.ravel()


@contextmanager
def assumption_overrides(overrides: tuple[Override, ...]) -> Iterator[None]:
    """Within the block, draws come in as many equal parts as there are overrides, one override in force in each.

    One evaluation then answers "how much does it move the answer?" for all of them.
    """
    token = _overrides.set(overrides)
    try:
        yield
    finally:
        _overrides.reset(token)


@contextmanager
def used_assumptions() -> Iterator[set[str]]:
    """Collect the names of the assumptions used within the block."""
    names: set[str] = set()
    token = _used.set(names)
    try:
        yield names
    finally:
        _used.reset(token)
