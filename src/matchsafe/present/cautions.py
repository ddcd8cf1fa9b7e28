"""Cautions, which can fool a reader, apart from notes, which only inform or encourage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from matchsafe.domain.outlook import Caution

NOTES: Final = frozenset(
    {"good_mix", "went_well", "beaten_the_odds", "virtual_same", "experience_same_target"}
)
"""Codes of what is good to know and takes nothing from the number."""


def split(found: Iterable[Caution]) -> tuple[tuple[Caution, ...], tuple[Caution, ...]]:
    """The cautions and the notes, each in the order given."""
    every = tuple(found)
    return tuple(c for c in every if c.code not in NOTES), tuple(c for c in every if c.code in NOTES)
