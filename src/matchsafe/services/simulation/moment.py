"""One figure to compare: what it is, how it is read off the totals of seasons, and what is published of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from matchsafe import evidence
from matchsafe.market.season.preset import Floats
from matchsafe.market.season.summary import Summary
from matchsafe.services.simulation.nation import TYPES

LISTED: Final = TYPES[:4]
"""Types whose list lengths are published."""
OFTEN_OPEN: Final = ("family_medicine", "internal_medicine", "emergency_medicine", "pediatrics")
"""Specialties with most of the open seats; the others are compared together."""
ENOUGH: Final = 100
"""Non-US IMGs who prefer a specialty whose lists are compared."""
WITH_IMGS: Final = (
    "anesthesiology", "neurology", "obstetrics_gynecology", "pathology", "psychiatry", "radiology_diagnostic",
    "surgery_general", *OFTEN_OPEN,
)  # fmt: skip
"""The specialties with so many."""
IMG: Final = TYPES.index("non_us_img")


@dataclass(frozen=True)
class Moment:
    """One figure to compare.

    Attributes:
        name: A short name, unique.
        group: What it belongs to.
        what: What it is, in words.
        unit: Its unit.
        value: How it is read off the totals of seasons.
        published: The published figure.
        source: Its id.
        fitted: Whether the parameters were fitted to it.
        weight: How far off is one unit of misfit of a fit, in ``unit``.
        since: The version of the preset from which it is compared.
    """

    name: str
    group: str
    what: str
    unit: str
    value: Callable[[Summary], float]
    published: float | None
    source: str
    fitted: bool
    weight: float = 1.0
    since: int = 4


def cell(figure: str, column: str, **where: str | int) -> float:
    """A number of a table of the evidence; nothing is 0."""
    return float(evidence.table(figure).find(**where)[column] or 0)


def ratio(
    name: str, top: Any, bottom: Any, scale: float = 100.0, below: str = ""
) -> Callable[[Summary], float]:
    """Reads ``scale`` times one sum over another: entries ``top`` and ``bottom`` of an array (or of ``below``)."""

    def read(summed: Summary) -> float:
        return scale * float(summed[name][top].sum() / max(summed[below or name][bottom].sum(), 1))

    return read


def quantile(histogram: Floats, share: float) -> float:
    """The count at or below which this share of people is, halfway to the next where it is just that many."""
    total = np.cumsum(histogram)
    wanted = share * total[-1]
    return float(np.searchsorted(total, wanted) + np.searchsorted(total, wanted, side="right")) / 2


def length_quantile(specialty: int, kind: int, matched: bool, share: float) -> Callable[[Summary], float]:
    """Reads a quantile of list length among matched or unmatched applicants of a specialty and type."""

    def read(summed: Summary) -> float:
        lists = summed["listed"][specialty, kind]
        return quantile(lists[:, 1] if matched else lists[:, 0] - lists[:, 1], share)

    return read


def length_moment(specialty: int, kind: int, matched: bool, spread: bool) -> Callable[[Summary], float]:
    """Reads the mean of list length, or its standard deviation, among applicants of a specialty and type."""

    def read(summed: Summary) -> float:
        lists = summed["listed"][specialty, kind]
        people = lists[:, 1] if matched else lists[:, 0] - lists[:, 1]
        counts, total = np.arange(len(people)), max(people.sum(), 1.0)
        mean = float(people @ counts / total)
        return float(np.sqrt(max(people @ counts**2 / total - mean**2, 0.0))) if spread else mean

    return read
