"""``matchsafe fees``: what applying costs, item by item."""

from __future__ import annotations

from dataclasses import asdict
from difflib import get_close_matches
from typing import TYPE_CHECKING

from matchsafe.cli.errors import CliError, printable
from matchsafe.cli.output import print_json
from matchsafe.domain.specialties import SPECIALTY_NAMES, specialty_code, specialty_name

if TYPE_CHECKING:
    from matchsafe.planning.fees import Bill, FeeLine


def run(
    programs: str | None,
    specialties: list[str],
    season: str | None,
    ranks: str | None,
    *,
    couple: bool,
    as_json: bool,
) -> None:
    """Print the bill."""
    from matchsafe.planning.errors import PlanningError
    from matchsafe.planning.fees import DEFAULT_SEASON, fees

    problems: list[str] = []
    counted = _program_counts(programs, specialties, problems)
    year = DEFAULT_SEASON if season is None else _whole("--season", season, problems)
    listed = None if ranks is None else _whole("--ranks", ranks, problems)
    if problems:
        raise CliError(problems)
    try:
        bill = fees(counted, year, ranks=listed, couple=couple)
    except PlanningError as error:
        raise CliError([p.sentence() for p in error.problems]) from error
    if as_json:
        print_json(asdict(bill))
    else:
        _print(bill)


def _whole(option: str, text: str, problems: list[str]) -> int:
    try:
        return int(text)
    except ValueError:
        problems.append(f'{option}: "{printable(text)[:40]}" is not a whole number.')
        return 0


def _program_counts(programs: str | None, specialties: list[str], problems: list[str]) -> dict[str, int]:
    """Number of programs by printed name of the specialty; "" for a number without one."""
    counted: dict[str, int] = {}
    if programs is None and not specialties:
        problems.append("N: say how many programs, or use --specialty NAME=N, such as: matchsafe fees 40")
    if programs is not None:
        counted[""] = _whole("N", programs, problems)
    for given in specialties:
        name, equals, n = given.partition("=")
        shown = printable(given)[:60]
        if not equals:
            problems.append(
                f'--specialty: "{shown}" has no number; write it as NAME=N, such as neurology=30.'
            )
            continue
        code = specialty_code(name)
        if code is None:
            near = get_close_matches(name.casefold().strip(), SPECIALTY_NAMES, n=1, cutoff=0.5)
            problems.append(
                f'--specialty: "{printable(name)[:40]}" is not a specialty this tool knows.'
                + (f" Did you mean: {near[0]}" if near else "")
            )
            continue
        if specialty_name(code) in counted:
            problems.append(f"--specialty: {specialty_name(code)} is given twice.")
        counted[specialty_name(code)] = _whole(f"--specialty {code}", n, problems)
    return counted


def _print(bill: Bill) -> None:
    from matchsafe.cli.screen import Screen
    from matchsafe.evidence import figure

    screen = Screen()
    screen.say(f"Fees of the {bill.season} season", "bold")
    screen.print()
    for line in bill.lines:
        source = f" ({screen.mark(figure(line.figure).kind)} {line.figure})" if line.figure else ""
        screen.points([(_amount(line), f"{line.what}{_each(line)}{source}")])
        if line.note:
            screen.points([(" " * _WIDE, line.note)])
    screen.print()
    screen.say(f"Known together: ${bill.known:,.0f}", "bold")
    if bill.unknown:
        screen.say(f"On top of it, at prices not known for {bill.season}: {'; '.join(bill.unknown)}.")
    screen.say("Exams and certificates come before: matchsafe evidence show fees.img_other_2027", "dim")


_WIDE = len("not known")


def _amount(line: FeeLine) -> str:
    text = "not known" if line.amount is None else f"${line.amount:,.0f}"
    return f"{text:>{_WIDE}}"


def _each(line: FeeLine) -> str:
    return f", ${line.each:g} each" if line.each is not None and line.count > 1 else ""
