"""What a program list tells of a program, in words: one wording for the pages and the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from matchsafe.domain.states import STATE_NAMES
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


def value_text(value: object, field: str) -> str:
    """A value of a field as people read it.

    A share is the figure some source publishes, so it is told as such, "12 in 100", with the source beside it: it is
    no estimate of ours and has no range.

    Args:
        value: In the unit of the field; ``None`` and an empty tuple are unknown.
        field: Name of the field in the catalog.
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
        return words.per_100(value)
    if field == "salary":
        return f"${value:,}"
    return str(value)


def heading(label: str) -> str:
    """What a field is called above a value in words, which tells its unit itself."""
    return label.removesuffix(" (share)").removesuffix(" (US dollars)")


def from_source(source: str, as_of: str | None) -> str:
    """Who says so, and of when it is: "An invented list, as of 2025"."""
    return f"{source}, as of {as_of}" if as_of else f"{source}, no date given"
