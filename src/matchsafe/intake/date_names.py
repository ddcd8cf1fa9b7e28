"""The names of months and weekdays in five languages, and which of day and month comes first in figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from matchsafe.intake.data_files import data


@cache
def numbers_of(what: str) -> dict[str, int]:
    """The place of each name of "months" or "days" in its list."""
    found: dict[str, int] = {}
    for language in data("dates").values():
        for number, names in enumerate(language.get(what, ())):
            for name in names.split():
                found.setdefault(name, number)
    return found


def either_of(what: str) -> str:
    """An expression for any of these names, the longest first."""
    return "|".join(sorted(map(re.escape, numbers_of(what)), key=len, reverse=True))


def language_order(text: str) -> str:
    """Which of day and month comes first in figures, by the language of the text: "mdy" or "dmy"."""
    words = set(re.findall(r"[^\W\d_]{3,}", text[:20_000].casefold()))
    english = len(words & {"the", "you", "your", "and", "for", "interview", "please"})
    for language, said in data("dates")["said_in"].items():
        if len(words & set(said.split())) > max(2, english):
            return str(data("dates")[language]["order"])
    return "mdy"


def month_names() -> Sequence[str]:
    """The names of months, the longest first, so that a short form never stands for the full one."""
    return either_of("months").split("|")


def weekday_names() -> Sequence[str]:
    """The names of weekdays, the longest first."""
    return either_of("days").split("|")


def names_month(text: str) -> bool:
    """Whether a text ends with the name of a month."""
    return bool(re.search(rf"\b(?:{either_of('months')})\.?\s*$", text, re.I))
