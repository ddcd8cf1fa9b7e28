"""The arrays a market is made of, and the words and limits that its parts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int32]
Longs: TypeAlias = npt.NDArray[np.int64]
Scores: TypeAlias = npt.NDArray[np.float32]
Flags: TypeAlias = npt.NDArray[np.bool_]
Array: TypeAlias = Any
"""An array inside a kernel: NumPy's when compiled, anything indexable when not."""
Side: TypeAlias = Literal["applicant", "program"]
Definition: TypeAlias = Literal["KPR", "MM"]

Method: TypeAlias = Literal[
    "deferred_acceptance", "roth_peranson", "reordering", "exact_search", "random_walk", "satisfiability", "rounding",
    "immediate_acceptance", "top_trading_cycles", "serial_dictatorship",
]  # fmt: skip
"""What found a match or proved that there is none; see ``portfolio`` and ``study.mechanisms``."""
DEFINITIONS: Final[tuple[Definition, ...]] = get_args(Definition)

MAX_PAIRS: Final = 300
"""The longest paired list of a couple."""
MOST_SEATS: Final = 2**31 - 1
"""The largest quota of a program."""
NO_MATCH: Final = "-"
"""How lists and files write "no match" for one partner; in arrays it is -1."""
_NO_MATCH_TEXTS: Final = ("999999999", "no match", "nomatch", "unmatched")
"""How NRMP's own system and people write it."""


def half_named(text: str) -> str:
    """A cell of a couple's list: the name of a program, or no match in the spelling of lists."""
    return NO_MATCH if text.casefold() in _NO_MATCH_TEXTS else text


@dataclass(frozen=True, eq=False)
class Couples:
    """Couples and their paired lists.

    Attributes:
        members: Applicant numbers of the two partners, shape (couples, 2).
        offsets: Where each couple's list begins in ``first`` and ``second``, shape (couples + 1,).
        first: The edge of the first partner in each pair, best pair first, or -1 for "no match".
        second: The same for the second partner.
    """

    members: Ints
    offsets: Longs
    first: Ints
    second: Ints

    def __len__(self) -> int:
        return len(self.members)

    @classmethod
    def none(cls) -> Couples:
        """No couples."""
        empty = np.zeros(0, np.int32)
        return cls(np.zeros((0, 2), np.int32), np.zeros(1, np.int64), empty, empty)


class MarketArrays(NamedTuple):
    """What a ``Market`` is built from; its docstring says what the fields mean."""

    offsets: Longs
    programs: Ints
    scores: Scores
    quotas: Ints
    couples: Couples
    applicant_ids: Sequence[str] = ()
    program_ids: Sequence[str] = ()
