"""Simulated figures beside published ones, each with its error from the number of seasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.summary import Summary
from matchsafe.services.simulation.moments import Moment, moments


@dataclass(frozen=True)
class ComparedFigure:
    """One figure: simulated, with its Monte Carlo standard error, and published.

    Attributes:
        group: What it belongs to.
        what: What it is.
        unit: Its unit.
        simulated: Over all seasons together.
        error: Standard error from the number of seasons (jackknife over seasons); ``None`` with one season.
        published: The published figure.
        source: Its id.
        fitted: Whether the preset's parameters were fitted to it; otherwise it is a check.
    """

    group: str
    what: str
    unit: str
    simulated: float
    error: float | None
    published: float | None
    source: str
    fitted: bool

    def as_dict(self) -> dict[str, Any]:
        """The row for JSON."""
        return asdict(self)


def totals(arrays: Mapping[str, Floats]) -> Summary:
    """Sums over seasons of arrays whose first axis is the season, and ``seasons``, how many there are."""
    count = len(next(iter(arrays.values())))
    return {**{name: a.sum(0) for name, a in arrays.items()}, "seasons": np.array([float(count)])}


def compare(preset: Preset, arrays: Mapping[str, Floats], scale: float = 1.0) -> tuple[ComparedFigure, ...]:
    """Every figure of ``moments`` for these seasons.

    Args:
        preset: What the seasons were drawn from.
        arrays: The summaries of the seasons, stacked: first axis the season.
        scale: Their size as a share of the nation's.
    """
    summed = totals(arrays)
    count = int(summed["seasons"][0])
    without = [
        {**{name: summed[name] - a[i] for name, a in arrays.items()}, "seasons": np.array([count - 1.0])}
        for i in range(count if count > 1 else 0)
    ]
    return tuple(_row(moment, summed, without) for moment in moments(preset, scale))


def _row(moment: Moment, summed: Summary, without: list[Summary]) -> ComparedFigure:
    error = None
    if without:
        left_out = np.array([moment.value(part) for part in without])
        error = float(np.sqrt((len(without) - 1) * left_out.var()))
    return ComparedFigure(
        moment.group,
        moment.what,
        moment.unit,
        moment.value(summed),
        error,
        moment.published,
        moment.source,
        moment.fitted,
    )
