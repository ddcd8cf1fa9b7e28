"""Others with more ranks beside the same applicant with one interview more: a chart, and the table behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.text import plural
from matchsafe.present.plot import Plot, PlotPoint
from matchsafe.present.svg import line, tag, words
from matchsafe.present.words import number, per_100, span, whole

TITLE: Final = "What applicants with more ranks have, and what one more interview adds"
COLUMNS: Final = ("Ranks", "Matched, of 100", "With one rank more, others", "One more interview adds")
_HEIGHT: Final = 376
_SHOWN: Final = (1, 3, 6, 9)
"""Numbers of ranks from which one more interview is drawn."""
_TOLD: Final = 6


class EffectPoint(NamedTuple):
    """Applicants of whom the number of ranks alone is known, and what one more interview adds for one of them."""

    ranks: int
    chance: Estimate
    one_more: Estimate


def describe(points: Sequence[EffectPoint]) -> str:
    """The chart in words, at one number of ranks."""
    now, then = (next(p for p in points if p.ranks == n) for n in (_TOLD, _TOLD + 1))
    return (
        f"Of 100 applicants with {now.ranks} ranks {number(now.chance)} match, of 100 with {then.ranks} "
        f"{number(then.chance)}. For the same applicant one more interview adds about {number(now.one_more)} "
        f"({span(now.one_more)}): applicants with more interviews are also stronger."
    )


def svg(points: Sequence[EffectPoint]) -> str:
    """The curve of applicants with so many ranks, and from some of them the step of one more interview.

    Args:
        points: In rising order of ranks, one apart.
    """
    plot = Plot([PlotPoint(p.ranks, p.chance) for p in points], height=_HEIGHT)
    ticks = [(p.ranks, str(p.ranks)) for p in points]
    steps = [part for p in points if p.ranks in _SHOWN for part in _step(plot, p)]
    axes = plot.axes((0, 0.25, 0.5, 0.75, 1), ticks, "matched, of 100", "programs on the rank list")
    return plot.image(TITLE, describe(points), [*axes, *plot.curve(), *steps, *_key(plot)])


def _step(plot: Plot, p: EffectPoint) -> Iterator[str]:
    """From an applicant's place to where one more interview takes them, with its range."""
    here, there = plot.x(p.ranks), plot.x(p.ranks + 1)
    value, low, high = (
        plot.y(p.chance.value + e) for e in (p.one_more.value, p.one_more.low, p.one_more.high)
    )
    yield line(here, plot.y(p.chance.value), there, value, css="ms-you-line", stroke_width=2)
    yield line(there, low, there, high, css="ms-you-line", stroke_width=2)
    yield tag("circle", css="ms-you", cx=there, cy=value, r=5)


def _key(plot: Plot) -> Iterator[str]:
    left, row = plot.right - 310, plot.floor - 66
    yield from plot.key(left, row, "applicants by their ranks", "the range")
    yield line(left, row + 46, left + 20, row + 46, css="ms-you-line", stroke_width=2)
    yield tag("circle", css="ms-you", cx=left + 20, cy=row + 46, r=5)
    yield words("one of them, one more", css="ms-key", x=left + 34, y=row + 51)


def rows(points: Sequence[EffectPoint]) -> tuple[tuple[str, ...], ...]:
    """The table behind the chart, in 100."""
    return tuple(
        (
            plural(p.ranks, "rank"),
            f"{per_100(p.chance.value)} ({span(p.chance)})",
            f"{whole(after.chance.value) - whole(p.chance.value)} more match",
            f"{number(p.one_more)} ({span(p.one_more)})",
        )
        for p, after in pairwise(points)
    )
