"""The printed rank list: what it is worth, the ranks, what to put right, and what to type."""

from __future__ import annotations

from collections.abc import Sequence

from matchsafe.cli.screen import Screen
from matchsafe.domain.match_report import WatchedMatch
from matchsafe.domain.rank_report import RankCheck, RankReport, SeasonsAround
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import plural, sentence
from matchsafe.present import rank_words, words
from matchsafe.present.labels import label
from matchsafe.ranking.typing_check import typing_check
from matchsafe.services.rank_table import supplemental_name


def show(screen: Screen, season: Season, report: RankReport) -> None:
    """Print a rank list for a person."""
    screen.title(f"Rank list, {words.season_line(season)}", report.on)
    screen.print()
    screen.say(report.headline, "bold")
    if report.most_often:
        screen.say(report.most_often)
    if not report.over:
        state = rank_words.certification(report.certification, closed=report.closed)
        screen.say(f"{state} Deadline: {report.deadline_text}.")
    if not report.kept and report.list:
        screen.say("The order is that of the interviews in your season file.", "dim")
    _ranks(screen, report)
    checks(screen, report.checks)
    if report.order_trial is not None:
        screen.heading("What an order by chance does")
        screen.say(rank_words.trial(report.order_trial))
    _supplemental(screen, report)
    sources(screen, report.checks)


def _ranks(screen: Screen, report: RankReport) -> None:
    if not report.list:
        return
    several = len({(r.specialty, r.track) for r in report.list}) > 1
    screen.heading("The chance at each rank")
    rows = []
    for r in report.list:
        about = f", {specialty_name(r.specialty)} ({label('track', r.track)})" if several else ""
        code = f" [{r.code}]" if r.code else ""
        rows.append((f"{r.program}{code}{about}", rank_words.chance(r)))
    wide = len(str(len(rows)))
    screen.pairs([(f"{at:>{wide}}  {name}", chance) for at, (name, chance) in enumerate(rows, 1)])
    screen.pairs([(f"{'':>{wide}}  no match", words.chance(report.unmatched))])
    screen.points([(ranks, told) for ranks, told in rank_words.first_years(report.list)])
    if told := rank_words.changes(report):
        screen.say(told)


def checks(screen: Screen, found: Sequence[RankCheck]) -> None:
    """What to put right, to look at and to know."""
    for severity in dict.fromkeys(c.severity for c in found):
        screen.heading(rank_words.severity(severity))
        sign = {"error": "!", "warning": "?", "note": "-"}[severity]
        screen.points([(sign, c.text) for c in found if c.severity == severity])


def _supplemental(screen: Screen, report: RankReport) -> None:
    for at, part in enumerate(report.supplemental):
        screen.heading(
            f"{sentence(supplemental_name(at))[:-1]}, for {', '.join(part.advanced) or 'no program'}"
        )
        screen.pairs([(f"{r.rank}  {r.program}", words.chance(r.chance)) for r in part.list])
        screen.say(
            f"You match to these advanced programs with a first year in {words.chance(part.first_year)}, and without "
            f"one in {words.chance(part.without_first_year)}."
        )


def sources(screen: Screen, found: Sequence[RankCheck]) -> None:
    """Where the rules and figures come from."""
    screen.heading("How we know")
    if found:
        screen.say(f"Rules and figures: {', '.join(dict.fromkeys(c.source for c in found))}.", "dim")
    screen.say(
        "Every chance is our estimate, by the outlook's model for this list. One figure in full: matchsafe evidence "
        "show ID. This informs; it does not promise. Nothing left this computer.",
        "dim",
    )


def show_steps(screen: Screen, found: WatchedMatch) -> None:
    """Print a small market and every proposal in it."""
    screen.lead((rank_words.small_match(found), *rank_words.small_match_notes(found)))
    screen.heading("The programs, and whom they want most first")
    screen.points(
        [("-", f"{p.name}, {plural(p.seats, 'seat')}: {', '.join(p.list)}") for p in found.programs]
    )
    screen.heading("Step by step")
    screen.points([(str(at), rank_words.step(s)) for at, s in enumerate(found.steps, 1)])


def show_seasons(screen: Screen, found: SeasonsAround) -> None:
    """Print how such lists fared in simulated seasons."""
    screen.lead(rank_words.seasons(found))
    if found.list:
        screen.heading("Where your list ends: in the seasons | by the model")
        screen.pairs(
            [
                (f"{r.rank}  {r.program}", f"{words.chance(r.chance)} | {words.chance(r.model)}")
                for r in found.list
            ]
        )


def show_typed(screen: Screen, report: RankReport, lines: Sequence[str]) -> None:
    """Print what was typed into the official system beside the list."""
    own = [[r.code or r.program, r.program] for r in report.list]
    found = typing_check(own, lines)
    wrong = [row for row in found if row.difference != "same"]
    said = "what you typed is your list" if not wrong else f"{plural(len(wrong), 'difference')}"
    screen.say(f"Compared with your list of {plural(len(own), 'rank')}: {said}.", "bold")
    screen.points([("=" if row.difference == "same" else "!", rank_words.typed_line(row)) for row in found])
