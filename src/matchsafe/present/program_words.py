"""What a program list tells of a program, in words: one wording for the pages and the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import date_words
from matchsafe.present import words
from matchsafe.present.labels import label as label_text

RELIABILITY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "own": "",
        "official": "an official source",
        "reported": "",
        "doubtful": "doubtful",
        "invented": "invented",
    }
)
"""What is said beside a source of how far to trust it; nothing where its name says enough."""


ACCREDITATION: Final[Mapping[str, str]] = MappingProxyType(
    {
        "accredited": "accredited",
        "initial": "initial accreditation (new)",
        "warning": "accredited with a warning",
        "probation": "on probation",
        "withdrawn": "withdrawn",
    }
)
"""What ACGME says of a program."""


def value_text(value: object, field: str, *, exact: bool = False) -> str:
    """A value of a field as people read it.

    A share is the figure some source publishes, so it is told as such, "12 in 100", with the source beside it: it is
    no estimate of ours and has no range.

    Args:
        value: In the unit of the field; ``None`` and an empty tuple are unknown.
        field: Name of the field in the catalog.
        exact: Whether a share is told to its last digit, as where two sources are held against each other.
    """
    if value is None or value == ():
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if field == "accreditation":
        return ACCREDITATION[str(value)]
    if field in ("specialty", "setting", "track"):
        return label_text(field, str(value))
    if field in ("state", "sponsor_state"):
        return STATE_NAMES.get(str(value), str(value))
    if isinstance(value, float) and ("share" in field or "rate" in field):
        return f"{value * 100:g} in 100" if exact else words.per_100(value)
    if field == "salary":
        return f"${value:,}"
    return str(value)


def values_text(values: Iterable[Any], field: str) -> str:
    """All values of a field as they were read, each with its year."""
    told = (f"{value_text(v.value, field, exact=True)}{f' ({v.year})' if v.year else ''}" for v in values)
    return ", ".join(dict.fromkeys(told))


def value_with_source(value: Any, field: str) -> str:
    """A value with who says so, and of when it is."""
    source = f"{value.source}, {date_words(value.as_of)}" if value.as_of else value.source
    return f"{value_text(value.value, field, exact=True)} ({source})"


def heading(label: str) -> str:
    """What a field is called above a value in words, which tells its unit itself."""
    return label.removesuffix(" (share)").removesuffix(" (US dollars)")


def from_source(source: str, as_of: str | None) -> str:
    """Who says so, and of when it is: "An invented list, as of 2025"."""
    return f"{source}, as of {date_words(as_of)}" if as_of else f"{source}, no date given"
