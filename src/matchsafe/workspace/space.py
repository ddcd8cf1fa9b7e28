"""Whose seasons are seen: the space of a visitor of a shared machine, or the one space of an unshared one.

A space is set for a request, and every statement about seasons is confined to it: what lies in another is not found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from matchsafe.workspace.tables import seasons

MOST_SEASONS: Final = 30
"""Seasons and drafts a visitor may keep."""
MOST_BYTES: Final = 50_000_000
"""Bytes of a visitor's seasons with their history, in which a change takes under 500."""


@dataclass(frozen=True)
class Space:
    """What can be seen and changed.

    Attributes:
        id: Of the visitor's space; empty on an unshared machine.
        only: The one season that can be seen, where it was shared by a link.
        read_only: Whether nothing can be changed.
    """

    id: str = ""
    only: str | None = None
    read_only: bool = False


_UNSHARED: Final = Space()
_CURRENT: Final[ContextVar[Space]] = ContextVar("space", default=_UNSHARED)


def current() -> Space:
    """The space of the request that is being answered."""
    return _CURRENT.get()


@contextmanager
def within(space: Space) -> Iterator[None]:
    """See only what is in a space."""
    before = _CURRENT.set(space)
    try:
        yield
    finally:
        _CURRENT.reset(before)


def visible() -> sa.ColumnElement[bool]:
    """The condition on rows of seasons that they can be seen."""
    space = current()
    mine: sa.ColumnElement[bool] = seasons.c.space == space.id
    return mine if space.only is None else sa.and_(mine, seasons.c.id == space.only)


def digest(secret: str) -> str:
    """What is kept of a key or a link; neither can be told from it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def own(values: dict[str, Any]) -> dict[str, Any]:
    """A row of a season in the present space."""
    return {**values, "space": current().id}
