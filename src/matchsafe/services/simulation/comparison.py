"""Simulated figures beside published ones, each with its error from the number of seasons, and how many are met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.summary import Summary
from matchsafe.services.simulation.checks import FIRST
from matchsafe.services.simulation.moment import Moment
from matchsafe.services.simulation.moments import moments
from matchsafe.services.simulation.single_seasons import FEWEST, SingleSeasons, Tally, near, tally


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
        since: The version of the preset from which it is compared.
        season_mean: Mean over seasons of each season's own figure. What is published is one season's; where a figure is
            in whole ranks, that of all seasons together is not the same. This and the next three are ``None`` with
            fewer than ``FEWEST`` seasons.
        season_spread: Standard deviation over seasons of each season's own figure.
        season_low: 95 in 100 single seasons lie from this ...
        season_high: ... to this.
    """

    group: str
    what: str
    unit: str
    simulated: float
    error: float | None
    published: float | None
    source: str
    fitted: bool
    since: int = FIRST
    season_mean: float | None = None
    season_spread: float | None = None
    season_low: float | None = None
    season_high: float | None = None

    @property
    def outside(self) -> bool:
        """Whether the published figure is another than single seasons give."""
        if self.published is None or self.season_low is None or self.season_high is None:
            return False
        return not self.season_low - 1e-9 <= self.published <= self.season_high + 1e-9

    def as_dict(self) -> dict[str, Any]:
        """The row for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class ComparedSeasons:
    """Every figure, and how many checks are met: the first ones, all, and each group of them."""

    rows: tuple[ComparedFigure, ...]
    tallies: tuple[Tally, ...]


def totals(arrays: Mapping[str, Floats]) -> Summary:
    """Sums over seasons of arrays whose first axis is the season, and ``seasons``, how many there are."""
    count = len(next(iter(arrays.values())))
    return {**{name: a.sum(0) for name, a in arrays.items()}, "seasons": np.array([float(count)])}


def compare(preset: Preset, arrays: Mapping[str, Floats], scale: float = 1.0) -> ComparedSeasons:
    """Every figure of ``moments`` for these seasons.

    Args:
        preset: What the seasons were drawn from.
        arrays: The summaries of the seasons, stacked: first axis the season.
        scale: Their size as a share of the nation's.
    """
    summed = totals(arrays)
    count = int(summed["seasons"][0])
    alone = [
        {**{name: a[i] for name, a in arrays.items()}, "seasons": np.ones(1)}
        for i in range(count if count > 1 else 0)
    ]
    without = [{name: summed[name] - a for name, a in one.items()} for one in alone]
    found = moments(preset, scale)
    seasons = [
        SingleSeasons(np.array([m.value(s) for s in alone]), np.array([m.value(s) for s in without]))
        for m in found
    ]
    rows = tuple(_row(m, m.value(summed), own, count) for m, own in zip(found, seasons, strict=True))
    return ComparedSeasons(rows, _tallies(rows, seasons))


def _row(moment: Moment, simulated: float, own: SingleSeasons, count: int) -> ComparedFigure:
    return ComparedFigure(
        moment.group,
        moment.what,
        moment.unit,
        simulated,
        float(np.sqrt((count - 1) * own.others.var())) if count > 1 else None,
        moment.published,
        moment.source,
        moment.fitted,
        moment.since,
        *((own.mean, own.spread, *own.ends) if count >= FEWEST else ()),
    )


def _tallies(rows: tuple[ComparedFigure, ...], seasons: list[SingleSeasons]) -> tuple[Tally, ...]:
    """How many checks are met; what should be nothing has no 10 in 100 and is left out."""
    checks = [(row, own) for row, own in zip(rows, seasons, strict=True) if not row.fitted and row.published]
    scopes = {"the first checks": [c for c in checks if c[0].since == FIRST], "all checks": checks}
    for group in dict.fromkeys(row.group for row, _ in checks):
        scopes[group] = [c for c in checks if c[0].group == group]
    found = []
    for scope, those in scopes.items():
        told, owns = [row for row, _ in those], [own for _, own in those]
        published = [row.published or 0.0 for row in told]
        simulated = [row.simulated for row in told]
        means = [row.simulated if row.season_mean is None else row.season_mean for row in told]
        found += [
            tally(scope, "all seasons together", near(simulated, published), [near(o.others, o.values) for o in owns]),
            tally(
                scope, "mean of single seasons", near(means, published),
                [near(o.others_mean, o.values) for o in owns],
            ),
            tally(scope, "among single seasons", [not row.outside for row in told], [o.inside for o in owns]),
        ]  # fmt: skip
    return tuple(found)
