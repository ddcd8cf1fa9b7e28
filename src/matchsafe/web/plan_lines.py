"""Fields of the plan form that hold one rule a line: minimum programs per state, most programs by specialty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from matchsafe.domain.plan import RegionMinimum
from matchsafe.domain.specialties import SPECIALTY_NAMES, specialty_code
from matchsafe.web.form_reader import states_in

MOST_LINES: Final = 50
MOST_AT_LEAST: Final = 300
"""As many programs as a group of states may be asked to have at least."""

T = TypeVar("T")


def minimums(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Least numbers by group of states, one a line ("NY, New Jersey: 5"), and what has to be corrected."""

    def states(part: str) -> tuple[str, ...] | None:
        found, wrong = states_in(part)
        return found if found and not wrong else None

    wanted = "states or a census region, a colon and a number, for example: NY, New Jersey: 5"
    found, problems = _lines(text, states, MOST_AT_LEAST, wanted)
    return [{"states": states, "at_least": number} for states, number in found], problems


def minimum_lines(rules: tuple[RegionMinimum, ...]) -> str:
    """The rules as they are written in the field."""
    return "\n".join(f"{', '.join(rule.states)}: {rule.at_least}" for rule in rules)


def most_by_specialty(text: str, most: int) -> tuple[dict[str, int], list[str]]:
    """Most programs by specialty, one a line ("Family Medicine: 20"), and what has to be corrected."""
    wanted = "a specialty, a colon and a number, for example: Family Medicine: 20"
    found, problems = _lines(text, specialty_code, most, wanted)
    names = [name for name, _ in found]
    problems += [
        f"{SPECIALTY_NAMES[name]} has two lines; keep one."
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    return dict(found), problems


def specialty_lines(caps: Mapping[str, int]) -> str:
    """The caps as they are written in the field."""
    return "\n".join(f"{SPECIALTY_NAMES.get(name, name)}: {number}" for name, number in caps.items())


def _lines(
    text: str, meant: Callable[[str], T | None], most: int, wanted: str
) -> tuple[list[tuple[T, int]], list[str]]:
    """What stands before and after the colon of each line."""
    found: list[tuple[T, int]] = []
    problems = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        return [], [f"{len(lines)} lines are more than can be used; write at most {MOST_LINES}."]
    for line in lines:
        what, _, number = (part.strip() for part in line.rpartition(":"))
        known = meant(what) if what else None
        if known is None or not (number.isascii() and number.isdigit()):
            problems.append(f"“{line[:60]}” cannot be read. Write {wanted}.")
        elif not 1 <= int(number[:9]) <= most:
            problems.append(f"“{line[:60]}”: the number has to be from 1 to {most:,}.")
        else:
            found.append((known, int(number)))
    return found, problems
