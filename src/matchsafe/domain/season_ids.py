"""The ids by which events, pages and commands name the parts of a season."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from itertools import count
from typing import Any, Final

from matchsafe.domain.season import Season
from matchsafe.domain.season_part import Part

WITH_IDS: Final = ("applications", "interviews", "events", "mock_interviews", "connections", "costs")
"""The lists of a season whose entries have ids."""


def new_id(taken: Iterable[str] = ()) -> str:
    """A short random id that is not taken."""
    used = set(taken)
    while (made := secrets.token_hex(4)) in used:
        pass
    return made


def with_ids(season: Season) -> Season:
    """The same season, in which every part has an id.

    A part without one gets it from what it says and its place, so that a file that is read twice gives the same ids
    until it is changed. A bare number of interviews stays a number.
    """
    changed: dict[str, Any] = {}
    for name in WITH_IDS:
        parts = getattr(season, name)
        if isinstance(parts, tuple) and any(not part.id for part in parts):
            changed[name] = _all_with_ids(parts, name)
    return season.model_copy(update=changed) if changed else season


def _all_with_ids(parts: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    taken = {part.id for part in parts}
    found = []
    for number, part in enumerate(parts):
        made = part.id or stable_id(_name_of(part), f"{name} {number}", taken)
        taken.add(made)
        found.append(part if part.id else part.model_copy(update={"id": made}))
    return tuple(found)


def _name_of(part: Part) -> str:
    return getattr(part, "program", None) or getattr(part, "name", None) or ""


def stable_id(called: str, place: str, taken: Iterable[str]) -> str:
    """An id made of what a part is called and where it stands, that is not taken."""
    used = set(taken)
    tries = (f"{place} {called} {again}".encode("utf-8", "replace") for again in count())
    return next(made for text in tries if (made := hashlib.sha256(text).hexdigest()[:8]) not in used)
