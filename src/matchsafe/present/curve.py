"""The chance by number of ranks: an accessible SVG for the page, and bars for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import CurvePoint
from matchsafe.domain.text import plural
from matchsafe.present.plot import LEFT, WIDTH, Plot, PlotPoint
from matchsafe.present.sources import mark
from matchsafe.present.svg import words
from matchsafe.present.words import chance, of_100, span, whole

_HEIGHT = 376
_LETTER = 11
"""Width of a letter of the reader's label at its largest, which is on a phone."""
_ROWS: Final = frozenset((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20))


def estimate(point: CurvePoint) -> Estimate:
    """A point of the curve as an estimate, to be told in words."""
    return Estimate(value=point.value, low=point.low, high=point.high)


def at(points: Sequence[CurvePoint], you: int) -> CurvePoint:
    """The point of the reader's count; past either end of the curve, the nearest one.

    Raises:
        ValueError: If there are no points.
    """
    return min(points, key=lambda p: abs(p.ranks - you))


def describe(points: Sequence[CurvePoint], you: int) -> str:
    """The curve in words: where it starts, where the reader is and where it ends."""
    first, here, last = points[0], at(points, you), points[-1]
    where = f"You are at {plural(you, 'rank', none='0')}: "
    if here.ranks != you:
        where = f"You are at {plural(you, 'rank', none='0')}, off this chart; at {here.ranks} it says "
    told = [
        f"With {plural(first.ranks, 'rank', none='0')}, {chance(estimate(first))}.",
        f"{where}{chance(estimate(here))}.",
        f"With {plural(last.ranks, 'rank')}, {chance(estimate(last))}.",
    ]
    if here.rule_of_thumb is not None:
        told.append(f"The rule of thumb where you are says {whole(here.rule_of_thumb)} in 100.")
    return " ".join(told)


def svg(points: Sequence[CurvePoint], you: int, *, title: str) -> str:
    """The curve, its band, the rule of thumb's bins as thin steps, and the reader's point, as inline SVG.

    Args:
        points: The curve in rising order of ranks, at least two points.
        you: The reader's number of ranks.
        title: What the chart shows; read aloud, not drawn.

    Raises:
        ValueError: If there are fewer than two points.
    """
    if len(points) < 2:
        raise ValueError("a curve needs at least two points")
    plot = Plot([PlotPoint(p.ranks, estimate(p)) for p in points], height=_HEIGHT)
    runs = _runs(points)
    here = at(points, you)
    label = f"you are here: {you}" if you == here.ranks else f"you are at {you}, off the chart"
    place = _label_place(plot, points, here, _LETTER * len(label))
    fives = [(n, str(n)) for n in range(points[0].ranks, points[-1].ranks + 1) if n % 5 == 0]
    parts = [
        *plot.axes((0, 0.25, 0.5, 0.75, 1), fives, "matched, of 100", "programs on your rank list"),
        *plot.curve(),
        *(
            plot.rule(max(plot.x(start - 0.4), LEFT), height, min(plot.x(end + 0.4), plot.right), height)
            for share, start, end in runs
            for height in (plot.y(share),)
        ),
        *plot.reader(PlotPoint(here.ranks, estimate(here)), label, place),
        *_key(plot, ruled=bool(runs)),
    ]
    return plot.image(title, describe(points, you), parts)


def _label_place(
    plot: Plot, points: Sequence[CurvePoint], here: CurvePoint, width: float
) -> tuple[float, float, str]:
    """Below the band, where a rising curve leaves room, and above the axis with its numbers."""
    floor = plot.floor - 10
    y = min(plot.y(here.low) + 28, floor)
    clear = (p for p in points if p.ranks >= here.ranks and plot.y(p.low) <= y - 24)
    x = plot.x(next(clear, here).ranks) + 10
    if x + width <= WIDTH:
        return x, min(_below_steps(plot, points, y, (x, x + width)), floor), "start"
    x = plot.x(here.ranks) - 10
    over = [p for p in points if x - width <= plot.x(p.ranks) <= x]
    y = max(plot.y(p.low) for p in over or [here]) + 28
    return x, min(_below_steps(plot, points, y, (x - width, x)), floor), "end"


def _below_steps(plot: Plot, points: Sequence[CurvePoint], y: float, ends: tuple[float, float]) -> float:
    """The height for a text between two ends that would cross one of the rule's steps: just below it."""
    for share, start, end in sorted(_runs(points), reverse=True):
        if plot.x(start) < ends[1] and ends[0] < plot.x(end) and -6 < y - plot.y(share) < 20:
            y = plot.y(share) + 22
    return y


def _key(plot: Plot, *, ruled: bool) -> Iterator[str]:
    left, row = plot.right - 160, plot.floor - 66
    yield from plot.key(left, row, "our estimate", "its range")
    if ruled:
        yield plot.rule(left, row + 46, left + 26, row + 46)
        yield words("rule of thumb", css="ms-key", x=left + 34, y=row + 51)


def _runs(points: Sequence[CurvePoint]) -> list[tuple[float, int, int]]:
    """The rule of thumb's bins as (share, first rank, last rank)."""
    runs: list[tuple[float, int, int]] = []
    for p in points:
        if p.rule_of_thumb is None:
            continue
        if runs and runs[-1][0] == p.rule_of_thumb and runs[-1][2] == p.ranks - 1:
            runs[-1] = (p.rule_of_thumb, runs[-1][1], p.ranks)
        else:
            runs.append((p.rule_of_thumb, p.ranks, p.ranks))
    return runs


def text(points: Sequence[CurvePoint], you: int, width: int = 80, *, ascii_only: bool = False) -> str:
    """The curve for a terminal: a bar for each count of ranks, solid to the low end, shaded to the high end.

    Args:
        points: The curve in rising order of ranks.
        you: The reader's number of ranks; its row is marked.
        width: Columns to stay within; where there is no room for bars the words stand alone.
        ascii_only: Whether to draw with ``#``, ``-``, ``|`` and ``.``.
    """
    if not points:
        return ""
    here = at(points, you).ranks
    rows = [p for p in points if p.ranks in _ROWS or p.ranks == here]
    tails = [_tail(p) for p in rows]
    longest = max(len(t) for t in tails)
    thumbs = [_thumb(p, ascii_only) if width >= 64 else "" for p in rows]
    room = min(50, width - 7 - longest - max(len(t) for t in thumbs))
    pointer = ">" if ascii_only else "▶"
    lines = []
    for p, tail, thumb in zip(rows, tails, thumbs, strict=True):
        bar = f"{_bar(p, room, ascii_only)} " if room >= 8 else ""
        start = f"{pointer if p.ranks == here else ' '} {p.ranks:>3} {bar}"
        lines.append(f"{start}{tail:<{longest}}{thumb}".rstrip())
    return "\n".join(lines)


def _tail(p: CurvePoint) -> str:
    told = f"{of_100(p.value, '<1', '>99'):>3}"
    return told if p.low == p.high else f"{told} ({span(estimate(p))})"


def _thumb(p: CurvePoint, ascii_only: bool) -> str:
    sign = mark("rule_of_thumb").ascii if ascii_only else mark("rule_of_thumb").symbol
    return "" if p.rule_of_thumb is None else f"  {sign} {whole(p.rule_of_thumb)}"


def _bar(p: CurvePoint, room: int, ascii_only: bool) -> str:
    solid, shade, mid, rest = "#-|." if ascii_only else "█▒┃·"
    low, high = round(p.low * room), round(p.high * room)
    drawn = list(solid * low + shade * (high - low) + rest * (room - high))
    if high > low:
        drawn[min(high - 1, max(low, round(p.value * room) - 1))] = mid
    return "".join(drawn)
