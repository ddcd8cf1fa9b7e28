"""Days and hours in words, written in figures: "the fifth of November at half past nine in the morning"."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from matchsafe.intake.date_names import month_names, weekday_names

_HOURS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
    "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
)  # fmt: skip
_MINUTES: Final = {
    "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "forty": 40,
    "forty-five": 45, "fifty": 50, "half": 30, "quarter": 15, "a quarter": 15,
}  # fmt: skip
_HOUR: Final = rf"(?:{'|'.join(_HOURS)})"
_HALF: Final = (
    r"(?:(?:o['’]?\s?clock\s*)?(?:(?P<a>a\.?\s?m\b\.?|in the (?:early )?morning)"
    r"|(?P<p>p\.?\s?m\b\.?|in the (?:early |late )?(?:afternoon|evening)|at night)))"
)
_MINUTE: Final = "|".join(sorted((m for m in _MINUTES if m[0] != "a"), key=len, reverse=True)).replace(
    "-", r"[-\s]"
)
_STOP: Final = r"(?=\s*(?:$|[.,;:)(\n–—-]|\b(?:on|and|or|to|until|till|sharp|this|next|tomorrow)\b))"
"""What follows an hour that is no number of something: "at nine on Friday", not "at nine hospitals"."""
_PAST: Final = re.compile(
    rf"(?P<at>\b(?:at|by|until|around|about)\s)?(?<!from )(?<!between )\b(?:a\s)?(?P<m>{_MINUTE})(?:\sminutes)?"
    rf"\s(?P<to>past|after|to|of|till|before)\s(?P<h>{_HOUR}|1?\d)\b(?![:/\d])"
    rf"(?!\s(?:days|weeks|years|months|applicants|candidates|places|hours|minutes))(?:\s*{_HALF})?",
    re.I,
)
_WORDS: Final = re.compile(
    rf"\b(?P<at>(?:at|@|from|until|till|to|and|by|between)\s)?(?P<h>{_HOUR})(?:[-\s](?P<m>{_MINUTE}))?"
    rf"(?:\s*{_HALF}|(?P<o>\s?o['’]?\s?clock\b)|(?P<stop>{_STOP}))",
    re.I,
)
_FIGURES: Final = re.compile(
    rf"(?<![\w/.:$#,-])(?P<h>1?\d)(?:[:.](?P<m>[0-5]\d))?\s?(?=[oi]|at night){_HALF}", re.I
)
"""An hour in figures with its half of the day in words: "9 in the morning"."""
_BEFORE: Final = re.compile(rf"\b{_HOUR}(?=\s?(?:to|until|till|-|–|and)\s?1?\d(?::\d\d)? [ap]m\b)", re.I)
"""An hour before another that has its half of the day: "one to four in the afternoon"."""
_BETWEEN: Final = re.compile(
    r"\bbetween\s(?P<one>1?\d(?::[0-5]\d)?)\sand\s(?=1?\d(?::[0-5]\d)?\s?(?:[ap]\.?m\b|noon|[ecmp][sd]?t\b))",
    re.I,
)


@cache
def _days() -> tuple[re.Pattern[str], ...]:
    number = "|".join(sorted(_ORDINALS, key=len, reverse=True)).replace("-", r"[-\s]")
    month, day = "|".join(month_names()), "|".join(weekday_names())
    return (
        re.compile(rf"\b(?:the\s)?(?P<n>{number})(?:\sday)?(?=\s(?:of\s)?(?:{month})\b)", re.I),
        re.compile(
            rf"(?P<before>\b(?:{month})\.?,?\s(?:the\s)?|\b(?:{day})\.?,?\sthe\s)(?P<n>{number})\b", re.I
        ),
    )


def in_figures(text: str) -> str:
    """The text with the days and hours it writes in words in figures, and all else as it is."""
    for pattern in _days():
        text = pattern.sub(_day, text)
    text = _FIGURES.sub(lambda m: _clock(int(m["h"]), int(m["m"] or 0), m), text)
    text = _PAST.sub(_past, text)
    text = _WORDS.sub(_hour, text)
    text = _BEFORE.sub(lambda m: str(_number(m[0])), text)
    return _BETWEEN.sub(r"from \g<one> - ", text)


def _day(match: re.Match[str]) -> str:
    before = match.groupdict().get("before") or ""
    if before.strip() == "may":  # "you may first ask"
        return match[0]
    number = _ORDINALS.index(re.sub(r"\s", "-", match["n"].casefold())) + 1
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{before}{number}{ending}"


def _past(match: re.Match[str]) -> str:
    hour = _number(match["h"])
    minutes = _MINUTES[re.sub(r"\s", "-", match["m"].casefold())]
    whole = match["to"].casefold() in ("past", "after") or match["m"].casefold() == "quarter"
    if not (whole or match["at"] or match["a"] or match["p"]):
        return match[0]  # "five to nine of our residents"
    if match["to"].casefold() not in ("past", "after"):
        hour, minutes = (hour - 2) % 12 + 1, 60 - minutes
    return (match["at"] or "") + _clock(hour, minutes, match) if 1 <= hour <= 12 else match[0]


def _hour(match: re.Match[str]) -> str:
    if match["o"] is None and match["stop"] is not None and not match["at"]:
        return match[0]
    minutes = _MINUTES[re.sub(r"\s", "-", match["m"].casefold())] if match["m"] else 0
    return (match["at"] or "") + _clock(_number(match["h"]), minutes, match, bare=match["o"] is None)


def _clock(hour: int, minutes: int, match: re.Match[str], *, bare: bool = False) -> str:
    half = "am" if match["a"] else "pm" if match["p"] else ""
    figures = f"{hour}" if bare and not minutes and not half else f"{hour}:{minutes:02}"
    return f"{figures} {half}".strip()


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _HOURS.index(word.casefold()) + 1
