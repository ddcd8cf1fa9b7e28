"""Small words shared by the advice: counts, lists, dates, names of visas."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from matchsafe.domain.season import VisaNeed

VISA_WORDS: dict[VisaNeed, str] = {"none": "no visa", "j1": "J-1", "h1b": "H-1B", "j1_or_h1b": "J-1 or H-1B"}
"""How a visa need is said."""


def plural(n: int, one: str, many: str = "") -> str:
    """A count with its noun: ``"no interviews"``, ``"1 interview"``, ``"6 interviews"``."""
    word = one if n == 1 else many or f"{one}s"
    return f"{n if n else 'no'} {word}"


def part(some: int, whole: int, noun: str) -> str:
    """A part, 1 or more, of a count: ``"3 of your 9 interviews"``, ``"all 9 of your interviews"``."""
    if some < whole:
        return f"{some} of your {plural(whole, noun)}"
    if whole == 1:
        return f"your only {noun}"
    return f"both of your {noun}s" if whole == 2 else f"all {whole} of your {noun}s"


def verb(n: int, one: str, many: str) -> str:
    """The form of a verb that goes with a count."""
    return one if n == 1 else many


def listing(items: Iterable[str], joint: str = "and") -> str:
    """Items in one phrase: ``"a"``, ``"a and b"``, ``"a, b and c"``; empty for no items."""
    *first, last = list(items) or [""]
    return f"{', '.join(first)} {joint} {last}" if first else last


def span(low: int, high: int) -> str:
    """Two ends in words: ``"10 to 12"``."""
    return f"{low} to {high}"


def day(value: date) -> str:
    """A date in words that cannot be misread: ``"3 March 2027"``."""
    return f"{value.day} {value:%B %Y}"


def start(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]
