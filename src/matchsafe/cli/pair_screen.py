"""The printed list of pairs for two: what it is worth, the pairs with why, what falls through, what to put right."""

from __future__ import annotations

from matchsafe.cli.rank_screen import checks, sources
from matchsafe.cli.screen import Screen
from matchsafe.domain.couple_rank import CoupleRankReport
from matchsafe.domain.text import plural
from matchsafe.present import pair_words, words

_SHOWN = 30
"""Pairs that are printed; all of them are in ``--json`` and ``--csv``."""


def show(screen: Screen, report: CoupleRankReport) -> None:
    """Print a couple's list for people."""
    screen.title("One list for two", report.on)
    screen.print()
    screen.say(report.headline, "bold")
    if not report.silent:
        screen.say(pair_words.against_apart(report))
    if report.first_years is not None:
        screen.say(pair_words.first_years(report.first_years))
    for note in report.notes:
        screen.say(note)
    screen.heading(
        f"{plural(len(report.pairs), 'pair')}, together meaning {pair_words.together(report.wishes)}"
    )
    for pair in report.pairs[:_SHOWN]:
        year = pair.with_first_years
        told = f", with a first year {words.chance(year)}" if year is not None else ""
        screen.points(
            [(str(pair.rank), f"{pair.first} | {pair.second}: {words.chance(pair.chance)}{told}. {pair.why}")]
        )
    if len(report.pairs) > _SHOWN:
        screen.say(f"and {plural(len(report.pairs) - _SHOWN, 'more pair')}: --csv FILE or --json", "dim")
    if report.pruned:
        screen.say(pair_words.pruned_pairs(report))
    if missing := [o for o in report.coverage if not o.caught]:
        screen.heading("Outcomes that no pair catches")
        screen.points(
            [("-", f"only the {o.partner} partner, at {o.program}: adding it gives {words.chance(o.adds)}")
             for o in missing]
        )  # fmt: skip
    checks(screen, report.checks)
    sources(screen, report.checks)
