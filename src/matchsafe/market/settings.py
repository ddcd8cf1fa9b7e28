"""What a caller may set of a match: who proposes, what stable means, a seed, a time; the rest is refused by name."""

from __future__ import annotations

from math import nan
from numbers import Integral, Real
from typing import get_args

from matchsafe.market.arrays import DEFINITIONS, Definition, Side


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
    if side not in get_args(Side):
        raise ValueError(f"side is {side!r}; it must be 'applicant' or 'program'")
    if definition not in DEFINITIONS:
        raise ValueError(f"definition is {definition!r}; it must be {' or '.join(DEFINITIONS)}")
    for name, number in (("seed", seed), ("season", season)):
        if not is_whole(number) or number < 0:
            raise ValueError(f"{name} is {number!r}; it must be a whole number from 0")
    check_number("seconds", seconds)
    if one_sided not in ("report", "unacceptable"):
        raise ValueError(f"one_sided is {one_sided!r}; it must be 'report' or 'unacceptable'")
    if search not in (True, False):
        raise ValueError(f"search is {search!r}; it must be True or False")


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
        raise ValueError(f"{name} is {value!r}; it must be a number from 0")
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


def is_whole(value: object) -> bool:
    """Whether a value is a whole number, of Python or NumPy; true and false are none."""
    return isinstance(value, Integral) and not isinstance(value, bool)
