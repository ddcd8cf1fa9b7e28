"""The comparison of ``matchsafe simulate`` for a person: simulated beside published, group by group."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matchsafe.present.labels import label, labels

if TYPE_CHECKING:
    from matchsafe.cli.screen import Screen
    from matchsafe.cli.simulate_options import Options
    from matchsafe.market.sweep import Run
    from matchsafe.services.simulation import ComparedFigure, ComparedSeasons, Tally

_TYPES = {"us_md": "US MD senior", "us_do": "US DO senior", "us_earlier": "earlier US graduate, other"}
"""Applicant types as a season counts them, which are narrower than those of a person."""
_HEAD = ("", "simulated", "published")
_PARTS = (("Figures the preset was fitted to", True), ("The check: figures the fit did not look at", False))
_SCOPES = {"the first checks": "The first checks", "all checks": "All checks"}
_MEASURES = {
    "all seasons together": "within 10 in 100",
    "among single seasons": "the published figure among 95 in 100 of single seasons",
}
MARK = "*"
"""Stands behind a published figure of the check that is not what single seasons give."""
_ERRORS = 2
"""Standard errors on either side of a simulated figure: about 95 in 100 repeated runs give one in between."""


def show(screen: Screen, options: Options, done: Run, compared: ComparedSeasons) -> None:
    """Print what was run, the table, and how to read it."""
    count, preset = len(done.seasons), options.preset
    size = "the whole nation" if options.scale == 1 else f"{options.scale:g} of the nation"
    before = f", {done.resumed:,} of them from before" if done.resumed else ""
    seasons = f"{count:,} season{'s' if count > 1 else ''}"
    screen.say(
        f"{seasons} of {preset.name} (version {preset.version}), seed {options.seed}, {size}{before}.", "bold"
    )
    if "stable" in done.arrays:
        stable = int(done.arrays["stable"].sum())
        screen.say(f"In {stable:,} of {count:,} the match was checked and found stable.")
    if options.scale != 1:
        screen.say(
            "Counts are scaled up to the whole nation. A small nation behaves differently: rely on none of this."
        )
    for heading, fitted in _PARTS:
        part = [row for row in compared.rows if row.fitted is fitted]
        if part:
            screen.heading(heading)
        for group, unit in dict.fromkeys((row.group, row.unit) for row in part):
            screen.heading(f"{group} ({unit})")
            _group(screen, [row for row in part if (row.group, row.unit) == (group, unit)])
    _checks(screen, compared)
    screen.heading("How to read it")
    screen.points(_how_to_read(count))


def _checks(screen: Screen, compared: ComparedSeasons) -> None:
    """How many checks are met, beside what a perfect model would meet; and which are not what a season gives."""
    told = [t for t in compared.tallies if t.scope in _SCOPES and t.measure in _MEASURES]
    if not told:
        return
    screen.heading("How many checks are met")
    screen.points([("-", f"{_SCOPES[t.scope]}, {_MEASURES[t.measure]}: {count_text(t)}.") for t in told])
    outside = sum(row.outside and not row.fitted for row in compared.rows)
    if outside:
        screen.say(
            f"{MARK} marks each published figure outside what 95 in 100 single seasons give: {outside:,} of the checks."
        )


def count_text(t: Tally) -> str:
    """How many are met, and how many a perfect model would meet."""
    said = f"{t.met:,} of {t.figures:,}"
    if t.perfect is None or t.low is None or t.high is None:
        return said
    return f"{said}; a perfect model would meet {t.perfect:,.0f} ({t.low:,.0f} to {t.high:,.0f})"


def _group(screen: Screen, rows: list[ComparedFigure]) -> None:
    cells = [(words(row.what), simulated_text(row), published_text(row)) for row in rows]
    wide = [max(len(line[i]) for line in (_HEAD, *cells)) for i in range(len(_HEAD))]
    if sum(wide) + 2 * len(wide) > screen.width:
        for name, ours, theirs in cells:
            screen.say(name, "bold")
            screen.points([("", f"simulated {ours}"), ("", f"published {theirs}")])
    else:
        for name, ours, theirs in (_HEAD, *cells):
            line = f"{name:<{wide[0]}}  {ours:>{wide[1]}}  {theirs:>{wide[2]}}"
            screen.row(screen.words(line))
    sources = dict.fromkeys(row.source for row in rows if row.published is not None)
    if sources:
        screen.say(f"Published: {', '.join(sources)}", "dim")


def _how_to_read(count: int) -> list[tuple[str, str]]:
    spread = (
        "The range is what other seasons of the same preset would give, about 95 times in 100."
        if count > 1
        else "One season has no range; run more."
    )
    return [
        ("-", f"{spread} It does not tell whether the preset is right."),
        ("-", "Nearness to a fitted figure shows what the model can do; only the check tests it."),
        (
            "-",
            "A published figure is of one season, of few people, some in whole ranks: a model that is right in "
            "everything misses some too. Single seasons differ by chance alone here, not as years differ.",
        ),
        ("-", "matchsafe evidence show ID prints a published figure with its source."),
    ]


def words(what: str) -> str:
    """A row's name with the codes in it spelled out."""
    known = {**labels("specialty"), **labels("type"), **_TYPES}
    return ", ".join(known.get(part, label("type", part)) for part in what.split(", "))


def simulated_text(row: ComparedFigure) -> str:
    """The simulated figure with its range."""
    if row.error is None:
        return _number(row.simulated, row.unit)
    most = 100.0 if row.unit.startswith("in 100") else math.inf
    low = max(0.0, row.simulated - _ERRORS * row.error)
    high = min(most, row.simulated + _ERRORS * row.error)
    return f"{_number(row.simulated, row.unit)} ({_number(low, row.unit)} to {_number(high, row.unit)})"


def published_text(row: ComparedFigure) -> str:
    """The published figure with its mark, or that there is none."""
    if row.published is None:
        return "none"
    return _number(row.published, row.unit) + (f" {MARK}" if row.outside and not row.fitted else "")


def _number(value: float, unit: str) -> str:
    return f"{value:,.0f}" if unit == "persons" else f"{value:,.1f}"
