"""What a bare word of YAML stands for: numbers, yes and no, nothing, or text.

Kept plainer than YAML 1.1 on purpose: ``012`` is not octal, ``3:20`` is not 200, ``2023-05-01`` is not a date
and ``1_000`` is not a number. All of these stay text, so that a message can name them as they are written.
"""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_WHOLE: Final = re.compile(r"[-+]?[0-9]+", re.ASCII)
_NOT_FINITE: Final = {".nan", ".inf", "-.inf", "+.inf"}
_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "yes": True,
    "on": True,
    "false": False,
    "no": False,
    "off": False,
}
_LONGEST: Final = 100


def number(text: str) -> float:
    """The number that digits stand for: an int where it is whole; infinite if it is too long to be meant."""
    if len(text) > _LONGEST:
        return float("inf")
    return int(text) if _WHOLE.fullmatch(text) else float(text)


def plain(text: str) -> str | float | bool | None:
    """What a bare (unquoted) word stands for.

    ``none`` is text, ``no`` and ``off`` are false, an empty place and ``null`` are nothing.
    """
    if text in _WORDS or (text.lower() in _WORDS and text in (text.capitalize(), text.upper())):
        return _WORDS[text.lower()]
    if text.lower() in _NOT_FINITE:
        return float("nan")
    return number(text) if _NUMBER.fullmatch(text) else text
