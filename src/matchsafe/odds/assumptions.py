"""Assumptions as draws: one value per posterior draw, spread over the assumption's published range.

The sizes that nobody has measured err together: where we think too much of one, we most likely think too much
of the others. They share an error factor, so that many small assumptions do not cancel into a false sureness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import lru_cache
from statistics import NormalDist
from typing import Final
from zlib import crc32

import numpy as np

from matchsafe.evidence import figure
from matchsafe.odds.arrays import Floats

Override = tuple[str, float]
AS_IT_IS: Final[Override] = ("", 0.0)
"""An override of nothing."""
EVIDENCE_ALONE: Final[Override] = ("all", 0.0)
"""An override of every size that no table gives, by what has no effect."""
_EVIDENT: Final = frozenset(
    {"assumptions.visa_needed", "assumptions.unfilled_takes",
     "assumptions.step2_mean_us_img", "assumptions.step2_mean_us_graduate"}
)  # fmt: skip
"""Assumptions that what the evidence alone says rests on: little else is known of their kind."""
_NO_EFFECT: Final = {"assumptions.sponsors_h1b_if_unknown": 1.0}
"""The value without an effect, where that is not 0."""


class Variation:
    """The equal parts that draws come in, and which assumption has what other value in each.

    Attributes:
        times: How many parts there are.
    """

    def __init__(self, overrides: tuple[Override, ...]) -> None:
        self.times = len(overrides)
        self._alone = [part for part, override in enumerate(overrides) if override == EVIDENCE_ALONE]
        self._by_name: dict[str, list[tuple[int, float]]] = {}
        for part, (name, value) in enumerate(overrides):
            self._by_name.setdefault(name, []).append((part, value))
        self._held: dict[tuple[str, int], Floats] = {}

    def draws(self, name: str, count: int) -> Floats:
        """``count`` values of an assumption, held from then on."""
        if (name, count) not in self._held:
            neutral = _NO_EFFECT.get(name, 0.0)
            published = name in _EVIDENT or not name.startswith("assumptions.")
            changed = [] if published else [(part, neutral) for part in self._alone]
            changed += self._by_name.get(name, [])
            found = _tile(_spread, name, count, self.times)
            if changed:
                found = found.copy()
                for part, value in changed:
                    found.reshape(self.times, -1)[part] = value
                found.flags.writeable = False
            self._held[name, count] = found
        return self._held[name, count]

    def assumption_part(self, values: Floats) -> Floats:
        """Values of draws in which assumptions count, 0 for those of the evidence alone."""
        if self._alone:
            values = values.copy()
            values.reshape(self.times, -1)[self._alone] = 0.0
        return values


variation_of = lru_cache(maxsize=64)(Variation)
"""The variation of some overrides, made once."""
_UNVARIED: Final = variation_of((AS_IT_IS,))
_variation: ContextVar[Variation] = ContextVar("_variation")
"""The one in force."""
_used: ContextVar[set[str] | None] = ContextVar("_used", default=None)

TOGETHER: Final = frozenset(
    f"assumptions.{name}"
    for name in (
        "visa_needed", "year_since_graduation", "month_of_us_experience", "failed_attempts", "strong_letters",
        "weak_letters", "red_flags", "step3_passed", "profile_at_programs", "setting_community", "setting_university",
        "img_share", "highly_selective", "went_well", "went_mixed", "went_poorly", "one_crowded_place",
    )
)  # fmt: skip
"""Sizes that err together: each is larger in the draws where the others are."""
_NORMAL: Final = NormalDist()
CORRELATION: Final = 0.7
"""Of the errors of any two of them, before they are spread over their ranges: at least one half is left after it."""


@lru_cache(maxsize=256)
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
def _quantiles(name: str, count: int) -> Floats:
    """Evenly spread over 0 to 1, in an order that depends on the name alone: the same on every machine."""
    found = (np.random.default_rng(crc32(name.encode())).permutation(count) + 0.5) / count
    found.flags.writeable = False
    return found


@lru_cache(maxsize=256)
def _normal_quantiles(name: str, count: int) -> Floats:
    """The same places of a standard normal."""
    found = np.array([_NORMAL.inv_cdf(u) for u in _quantiles(name, count)])
    found.flags.writeable = False
    return found


@lru_cache(maxsize=256)
def _spread(name: str, count: int) -> Floats:
    low, mode, high = bounds(name)
    u = _quantiles(name, count)
    if name in TOGETHER:
        shared = _normal_quantiles("what all of them share", count)
        mixed = np.sqrt(CORRELATION) * shared + np.sqrt(1 - CORRELATION) * _normal_quantiles(name, count)
        order = np.argsort(np.argsort(mixed))
        u = (order + 0.5) / count
        if -low > high:
            u = 1 - u
    if low == high:
        values = np.full(count, mode)
    else:
        cut = (mode - low) / (high - low)
        left = low + np.sqrt(u * (high - low) * (mode - low))
        right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        values = np.where(u < cut, left, right)
    values.flags.writeable = False
    return values


@lru_cache(maxsize=512)
def _tile(values: Callable[[str, int], Floats], name: str, count: int, times: int) -> Floats:
    """``count`` values, the same ones ``times`` over."""
    found = np.tile(values(name, count // times), times)
    found.flags.writeable = False
    return found


def draws(name: str, count: int, noted: bool = True) -> Floats:
    """``count`` values of an assumption, triangular over its range; ``noted`` tells ``used_assumptions`` of its use."""
    if noted:
        note(name)
    return _variation.get(_UNVARIED).draws(name, count)


def note(*names: str) -> None:
    """Tell ``used_assumptions`` that these are used, where their draws are taken from what is held."""
    used = _used.get()
    if used is not None:
        used.update(names)


def variation() -> Variation:
    """The variation in force: what is worked out of draws alone may be held for it."""
    return _variation.get(_UNVARIED)


def quantiles(name: str, count: int) -> Floats:
    """``count`` values evenly spread over 0 to 1, in an order that depends on the name alone."""
    return _tile(_quantiles, name, count, _variation.get(_UNVARIED).times)


def normal_quantiles(name: str, count: int) -> Floats:
    """``count`` values evenly spread over a standard normal, in an order that depends on the name alone."""
    return _tile(_normal_quantiles, name, count, _variation.get(_UNVARIED).times)


@contextmanager
def variation_in_force(varied: Variation) -> Iterator[None]:
    """Within the block, draws come as this variation has them."""
    token = _variation.set(varied)
    try:
        yield
    finally:
        _variation.reset(token)


def assumption_overrides(overrides: tuple[Override, ...]) -> AbstractContextManager[None]:
    """Within the block, draws come in as many equal parts as there are overrides, one override in force in each.

    One evaluation then answers "how much does it move the answer?" for all of them.
    """
    return variation_in_force(variation_of(overrides))


@contextmanager
def used_assumptions() -> Iterator[set[str]]:
    """Collect the names of the assumptions used within the block."""
    names: set[str] = set()
    token = _used.set(names)
    try:
        yield names
    finally:
        _used.reset(token)
