"""Columns of whole numbers and of a few words: which there are, and what turns their texts into numbers."""

from __future__ import annotations

from typing import Final

from matchsafe.market.files.columns import FLAGS
from matchsafe.market.files.names import Wholes, Words
from matchsafe.market.variations import PARITIES

FACTS: Final = frozenset({"quota", "positions", "parity", *FLAGS})
"""The columns that say something of a row's owner; see ``facts``."""


def coder_of(column: str) -> Wholes | Words:
    """What turns the texts of a column of facts, or of ranks, into numbers."""
    if column == "parity":
        return Words("even, odd or empty", {word: code for code, word in enumerate(PARITIES)})
    if column in FLAGS:
        return Words("yes, no or empty", {"yes": 1, "no": 0, "true": 1, "false": 0, "1": 1, "0": 0})
    return Wholes(0 if column == "quota" else 1)
