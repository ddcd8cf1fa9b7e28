"""A match on the screen: how many, then the proof, then the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matchsafe.domain.text import plural
from matchsafe.present.match_words import blocking_lines, market_lines, pair_of
from matchsafe.present.variation_words import variation_lists

if TYPE_CHECKING:
    from matchsafe.cli.screen import Screen
    from matchsafe.domain.match_report import MatchReport, VariationReport

ROWS: Final = 20
"""Rows shown of each kind."""


def show(screen: Screen, report: MatchReport, out: str | None, *, checked: bool) -> None:
    """Print a report for a person.

    Args:
        screen: Where.
        report: What.
        out: The file the result was written to, if any.
        checked: Whether it is somebody's result that was checked.
    """
    screen.lead(market_lines(report.market))
    if report.not_in_file:
        missing = plural(report.not_in_file, "applicant is", "applicants are")
        screen.say(f"{missing} not in the result file and counted as unmatched.")
    screen.print()
    screen.lead(report.certificate.sentences)
    _blocking_pairs(screen, report)
    if report.explanation is not None:
        _explanation(screen, report)
    elif not checked:
        _result(screen, report, out)
    if report.variations is not None:
        _variations(screen, report.variations, out)
    screen.print()
    if out is not None:
        screen.say(f"The result is in {out}.")
    what = "Checked" if checked else "Matched and checked"
    screen.say(f"{what} in {report.seconds:.3g} seconds.", "dim")


def _blocking_pairs(screen: Screen, report: MatchReport) -> None:
    lines = blocking_lines(report.certificate)
    if report.unresolved:
        screen.heading("Couples that could not be settled")
        screen.points([("-", _unresolved_couple(u.partners, u.blocking)) for u in report.unresolved[:ROWS]])
        _more(screen, len(report.unresolved))
    elif lines:
        screen.heading("What upsets it")
        screen.points([("-", line) for line in lines])


def _unresolved_couple(partners: tuple[str, str], blocking: tuple[tuple[str, str], ...]) -> str:
    more = f" and {plural(len(blocking) - 1, 'other pair')}" if len(blocking) > 1 else ""
    return f"{pair_of(partners)}: would be taken by {pair_of(blocking[0])}{more}."


def _result(screen: Screen, report: MatchReport, out: str | None) -> None:
    if report.matches:
        screen.heading("Matched")
        rows = [(p.applicant, p.program, str(p.rank or "")) for p in report.matches[:ROWS]]
        screen.table(("applicant", "program", "rank"), rows)
        _more(screen, len(report.matches), out)
    if report.unmatched:
        screen.heading("Not matched")
        screen.say(", ".join(report.unmatched[:ROWS]), indent=1)
        _more(screen, len(report.unmatched), out)
    free = [p for p in report.programs if p.filled < p.quota]
    if free:
        screen.heading("Programs with positions left")
        rows = [(p.program, str(p.filled), str(p.quota)) for p in free[:ROWS]]
        screen.table(("program", "filled", "quota"), rows)
        _more(screen, len(free), out)


def _variations(screen: Screen, told: VariationReport, out: str | None) -> None:
    for heading, lines in variation_lists(told):
        screen.heading(heading)
        screen.points([("-", line) for line in lines[:ROWS]])
        _more(screen, len(lines), out)


def _explanation(screen: Screen, report: MatchReport) -> None:
    told = report.explanation
    assert told is not None
    screen.heading(f"Why {told.applicant} {'is at ' + told.program if told.program else 'did not match'}")
    screen.points([("-", line) for line in told.sentences])


def _more(screen: Screen, count: int, out: str | None = None) -> None:
    if count > ROWS:
        where = "" if out else "; to have them all: --out FILE"
        screen.say(f"and {count - ROWS:,} more{where}", "dim", indent=1)
