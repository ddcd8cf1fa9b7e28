"""What a caller may set of a match: who proposes, what stable means, a seed, a time; the rest is refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf, nan
from numbers import Integral, Real
from reprlib import Repr
from typing import Any, Final, get_args

import numpy as np

from matchsafe.market.arrays import DEFINITIONS, Definition, Side

_SHORT: Final = Repr()
_SHORT.maxstring = _SHORT.maxother = 60


def check_settings(
    *,
    side: Side = "applicant",
    definition: Definition = "KPR",
    seed: int = 0,
    season: int = 0,
    seconds: float = 0.0,
    search: bool = True,
    one_sided: str = "report",
) -> None:
    """See that settings can be used.

    Raises:
        ValueError: Naming the setting, what it is and what it may be.
    """
    check_choice("side", side, get_args(Side))
    check_choice("definition", definition, DEFINITIONS)
    check_whole("seed", seed, 0)
    check_whole("season", season, 0)
    check_number("seconds", seconds)
    check_choice("one_sided", one_sided, ("report", "unacceptable"))
    check_flag("search", search)


def check_choice(name: str, value: object, choices: Sequence[str]) -> None:
    """See that a value is one of these words.

    Raises:
        ValueError: Naming it, what it is and what it may be.
    """
    if not isinstance(value, str) or value not in choices:
        words = " or ".join(map(repr, choices)) if len(choices) == 2 else ", ".join(choices)
        raise ValueError(f"{name} is {shown(value)}; it must be {words}")


def check_flag(name: str, value: object) -> None:
    """See that a value is true or false, of Python or NumPy.

    Raises:
        ValueError: Naming it and what it is.
    """
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} is {shown(value)}; it must be True or False")


def check_whole(name: str, value: object, least: int, most: float = inf) -> None:
    """See that a value is a whole number within bounds.

    Raises:
        ValueError: Naming it, what it is and what it may be.
    """
    if not is_whole(value) or not least <= value <= most:  # type: ignore[operator]
        end = "" if most == inf else f" to {most:,}"
        raise ValueError(f"{name} is {shown(value)}; it must be a whole number from {least}{end}")


def check_number(name: str, value: float) -> float:
    """A number from 0 as a float of Python, as sums with the shorter ones of NumPy are short too.

    Raises:
        ValueError: Naming it, what it is and what it may be.
    """
    try:
        number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else nan
    except OverflowError:
        raise ValueError(f"{name} has more than 300 digits; it must be a number from 0") from None
    if not number >= 0:
        raise ValueError(f"{name} is {shown(value)}; it must be a number from 0")
    return number


def check_type(name: str, value: object, *kinds: type) -> None:
    """See that a value is of one of these kinds.

    Raises:
        TypeError: Naming the value, what it is and what it may be.
    """
    if not isinstance(value, kinds):
        names = [kind.__name__ for kind in kinds]
        accepted = " or ".join(f"{'an' if name[0] in 'AEIOU' else 'a'} {name}" for name in names)
        raise TypeError(f"{name} is of the type {type(value).__name__}; it must be {accepted}")


def check_items(name: str, values: object, kind: type) -> None:
    """See that a value is a list of things of one kind.

    Raises:
        TypeError: Naming the first that is not, what it is and what it may be.
    """
    if not is_listing(values):
        raise TypeError(f"{name} is {shown(values)}; it must be a list of values of the type {kind.__name__}")
    for number, value in enumerate(values):  # type: ignore[arg-type,var-annotated]
        check_type(f"{name}[{number}]", value, kind)


def is_whole(value: object) -> bool:
    """Whether a value is a whole number, of Python or NumPy; true and false are none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def is_listing(value: object) -> bool:
    """Whether a value is a list of things in their order, as a list, an array or a column of a table is; no text is."""
    if isinstance(value, str | bytes | bytearray | type):
        return False
    return isinstance(value, Sequence) or (hasattr(value, "__array__") and bool(getattr(value, "shape", ())))


def not_texts(values: Iterable[Any]) -> list[Any]:
    """Those of the values that are no text."""
    return [value for value in values if not isinstance(value, str)]


def shown(value: object) -> str:
    """What was seen, for a message: short, on one line, and of anything."""
    try:
        return " ".join(_SHORT.repr(value).split())
    except Exception:
        return f"of the type {type(value).__name__}"
