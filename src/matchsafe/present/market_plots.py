"""Pictures of a market's results: who reached which rank, where programs' lines are, who went from which rank to which.

Each is a file of its own, with a title, a description and its colours; its table is in ``market_words``.
``Plot`` is the paper they are drawn on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.market_study import Cutoff, MatchComparison, PolicyOutcome, RankDistribution
from matchsafe.domain.text import plural
from matchsafe.present.market_words import policy_name, policy_shares, result_name
from matchsafe.present.plot import LEFT, WIDTH, Plot, PlotPoint
from matchsafe.present.svg import image, line, sheet, tag, words

HEIGHT: Final = 360
SHOWN: Final = 12
"""Ranks that have a bar of their own; the others share one."""
_FLOWS: Final = 5
_GAP: Final = 5.0
_SHARES: Final = (0, 0.25, 0.5, 0.75, 1)


def rank_plot(found: RankDistribution, who: str = "singles") -> str:
    """Bars: of 100, how many reached each rank, and how many none."""
    counts = [*found.counts[:SHOWN], *([sum(found.counts[SHOWN:])] if len(found.counts) > SHOWN else [])]
    names = [str(rank) for rank in range(1, min(len(found.counts), SHOWN) + 1)]
    names += [f"{SHOWN + 1}+"] * (len(found.counts) > SHOWN) + ["none"]
    counts.append(found.without)
    whole = max(sum(counts), 1)
    highest = max(counts) / whole
    top = next(share for share in (*_SHARES[1:3], 1.0) if share >= highest)
    plot = _paper(0.5, len(counts) + 0.5, top)
    ticks = [(at, name) for at, name in enumerate(names, 1)]
    shares = _SHARES if top == 1 else [top * fifth / 5 for fifth in range(6)]
    parts = [*plot.axes(shares, ticks, f"of 100 {who}", "rank")]
    for at, count in enumerate(counts, 1):
        left, right = plot.x(at - 0.36), plot.x(at + 0.36)
        high = plot.y(count / whole)
        parts.append(tag("rect", css="ms-band", x=left, y=high, width=right - left, height=plot.floor - high,
                         fill_opacity="0.8"))  # fmt: skip
        parts.append(words(f"{count:,}", css="ms-tick", x=plot.x(at), y=high - 5, text_anchor="middle"))
    first = found.counts[0] if found.counts else 0
    described = (
        f"Of {plural(sum(counts), 'list')}, {first:,} reached their first rank and {found.without:,} none."
    )
    if found.mean is not None:
        described += f" The mean rank of the others is {found.mean:.2f}."
    return sheet(plot.image(f"Ranks reached by {who}", described, parts))


def cutoff_plot(found: Sequence[Cutoff]) -> str:
    """A dot for each program, from the hardest to get into: of 100 on its list, how many stand above its line."""
    full = sorted((one.place / one.listed, one.program) for one in found if one.place)
    free = len(found) - len(full)
    count = max(len(full), 1)
    plot = _paper(0.5, count + 0.5)
    ticks = [(at, str(at)) for at in range(1, count + 1) if count <= SHOWN or at % (count // 8) == 0]
    dots = [
        tag("circle", tag("title", f"{program}"), css="ms-you", cx=plot.x(at), cy=plot.y(share), r=4)
        for at, (share, program) in enumerate(full, 1)
    ]
    axes = plot.axes(_SHARES, ticks, "last place in, of 100 on the list", "full programs, the hardest first")
    described = f"{plural(len(full), 'program')} full, {plural(free, 'program')} with a free seat."
    if full:
        described += (
            f" At {full[0][1]} the last one in stands at {full[0][0]:.0%} of its list, at {full[-1][1]} at"
            f" {full[-1][0]:.0%}.".replace("%", " in 100")
        )
    return sheet(plot.image("How far down their lists programs went", described, [*axes, *dots]))


def flow_plot(found: MatchComparison) -> str:
    """Bands between two columns of ranks: how many went from which rank to which."""
    groups: Counter[tuple[int, int]] = Counter()
    for one, two, count in found.rank_flows:
        groups[_group(one), _group(two)] += count
    whole = max(sum(groups.values()), 1)
    plot = _paper(0, 1)
    room = plot.floor - 60 - _GAP * (_FLOWS + 1)
    names = [*map(result_name, found.names)]
    starts = [_column(groups, side, room / whole) for side in (0, 1)]
    left, right = plot.x(0.22), plot.x(0.78)
    parts = [words(names[0], css="ms-axis", x=LEFT - 40, y=36),
             words(names[1], css="ms-axis", x=WIDTH - 4, y=36, text_anchor="end")]  # fmt: skip
    ends = [dict(column) for column in starts]
    for (one, two), count in sorted(groups.items()):
        high = count * room / whole
        a, b = ends[0][one], ends[1][two]
        ends[0][one], ends[1][two] = a + high, b + high
        middle = (left + right) / 2
        path = f"M{left:.1f},{a:.1f}C{middle:.1f},{a:.1f} {middle:.1f},{b:.1f} {right:.1f},{b:.1f}"
        path += f"L{right:.1f},{b + high:.1f}C{middle:.1f},{b + high:.1f} {middle:.1f},{a + high:.1f}"
        path += f" {left:.1f},{a + high:.1f}Z"
        css = "ms-flow" if one == two else "ms-line"
        parts.append(
            tag("path", css=css, d=path, fill="currentColor", fill_opacity="0.15" if one == two else "0.7")
        )
    for side, column in enumerate(starts):
        parts += _labels(column, groups, side, left if side == 0 else right, room / whole)
    kept = sum(count for (one, two), count in groups.items() if one == two)
    better = plural(found.gains, "applicant does", "applicants do")
    described = (
        f"Of {plural(whole, 'single applicant')}, {kept:,} keep their rank (or stay without), {better} better and"
        f" {found.loses:,} worse."
    )
    return sheet(plot.image(f"Ranks in {names[0]} and in {names[1]}", described, parts))


def policy_plot(found: Sequence[PolicyOutcome]) -> str:
    """A bar for each mechanism and way of breaking ties: who reached their first, second, third or a later place."""
    left, right, row = 310, WIDTH - 20, 26
    parts = [words("choice reached, from the left: first (full), second, third, later, none (empty)", css="ms-axis",
                   x=4, y=20)]  # fmt: skip
    for number, one in enumerate(found):
        top = 36 + row * number
        shares = policy_shares(one)
        whole = max(sum(shares), 1e-9)
        parts.append(words(policy_name(one), css="ms-tick", x=left - 8, y=top + 15, text_anchor="end"))
        edges = [left + (right - left) * sum(shares[:i]) / whole for i in range(6)]
        for start, end, dark in zip(edges, edges[1:], (0.75, 0.5, 0.3, 0.15, 0.0), strict=False):
            parts.append(tag("rect", css="ms-bar", x=start, y=top, width=end - start, height=row - 6,
                             fill="currentColor", fill_opacity=dark, stroke="currentColor"))  # fmt: skip
    described = " ".join(
        f"{policy_name(one).capitalize()}: {policy_shares(one)[0]:,.0f} first choices, {one.without:,.0f} without."
        for one in found
    )
    title = "Ranks reached by mechanism and way of breaking ties"
    return sheet(image("ms-curve", WIDTH, 48 + row * len(found), title, described, parts))


def _paper(first: float, last: float, top: float = 1.0) -> Plot:
    nothing = Estimate(value=0, low=0, high=0)
    return Plot([PlotPoint(first, nothing), PlotPoint(last, nothing)], height=HEIGHT, top=top)


def _group(rank: int) -> int:
    """Ranks beyond the fifth together; none is last."""
    return min(rank, _FLOWS + 1) if rank else _FLOWS + 2


def _column(groups: Counter[tuple[int, int]], side: int, scale: float) -> dict[int, float]:
    """Where each group of a column begins, from the top."""
    sizes: Counter[int] = Counter()
    for pair, count in groups.items():
        sizes[pair[side]] += count
    order = sorted(sizes)
    tops = accumulate((sizes[group] * scale + _GAP for group in order), initial=48.0)
    return dict(zip(order, tops, strict=False))


def _labels(
    column: dict[int, float], groups: Counter[tuple[int, int]], side: int, x: float, scale: float
) -> Iterator[str]:
    away, anchor = (-10, "end") if side == 0 else (10, "start")
    for group, top in column.items():
        size = sum(n for pair, n in groups.items() if pair[side] == group)
        name = "none" if group > _FLOWS + 1 else f"{_FLOWS + 1}+" if group > _FLOWS else str(group)
        yield line(x, top, x, top + size * scale, css="ms-line", stroke_width=3)
        if size * scale > 12:
            yield words(
                f"{name}: {size:,}",
                css="ms-tick",
                x=x + away,
                y=top + size * scale / 2 + 5,
                text_anchor=anchor,
            )
