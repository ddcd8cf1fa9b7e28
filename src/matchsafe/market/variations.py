"""What the real Match allows beyond one list each: the types of its variations.

They are of two kinds (Roth, *Interim Report 1* to the NRMP, 1996). Some link two positions: couples, and *supplemental
lists*, by which an applicant for an advanced position (which begins in the second year) asks for a first-year position
as well. Others change how many positions a program has: *reversions* of unfilled positions to another program, and
requests for an *even or odd* number of matches. Positions for *physicians* (R) only restrict who may be listed.

A program with several tracks is several programs here, each with its own quota and list, as in the Match; seats go from
one track to another by reversions. A shared total over tracks is not offered: programs hand in one list for each track
and no list over all of them, so nothing says who has to go when the total is reached.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from matchsafe.market.arrays import Ints, Longs, Scores
from matchsafe.market.market import Market
from matchsafe.market.settings import check_type

Parity = Literal["even", "odd"]
PARITIES: Final[tuple[Parity, ...]] = ("even", "odd")
"""In the order of the remainder of a division by two."""
Small = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Reversion:
    """Up to ``positions`` seats that ``donor`` does not fill go to ``receiver``."""

    donor: str
    receiver: str
    positions: int


@dataclass(frozen=True)
class Variations:
    """The variations of a market, by name.

    Attributes:
        supplemental: For an applicant and an advanced program of their list, first-year programs, best first.
        reversions: Where unfilled positions go. Those of one donor are served in this order.
        parity: Programs that want to fill an even or an odd number of positions.
        physician_only: Programs whose positions are for physicians (R): people with earlier training as a resident.
        physicians: The applicants who are.
    """

    supplemental: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    reversions: Sequence[Reversion] = ()
    parity: Mapping[str, Parity] = field(default_factory=dict)
    physician_only: Collection[str] = ()
    physicians: Collection[str] = ()


@dataclass(frozen=True, eq=False)
class Supplemental:
    """Supplemental lists as arrays; an entry is one first-year program of one list.

    Attributes:
        linked: The edge (of the market) each list is linked to, rising, shape (lists,).
        offsets: Where each list's entries begin, best first, shape (lists + 1,).
        programs: Program number of each entry.
        scores: How that program sees the applicant, as in ``Market``.
    """

    linked: Longs
    offsets: Longs
    programs: Ints
    scores: Scores

    @cached_property
    def lists(self) -> Longs:
        """The list of each entry."""
        return np.repeat(np.arange(len(self.linked)), np.diff(self.offsets))

    @classmethod
    def none(cls) -> Supplemental:
        """No supplemental lists."""
        empty = np.zeros(0, np.int64)
        return cls(empty, np.zeros(1, np.int64), empty.astype(np.int32), empty.astype(np.float32))


class Listings(NamedTuple):
    """Entries of applicants' lists: the program, the applicant, and how the program sees them."""

    programs: Ints
    owners: Ints
    scores: Scores


@dataclass(frozen=True, eq=False)
class VariedMarket:
    """A market and its variations, as arrays; ``variation_builder.varied_market`` makes one from names.

    Attributes:
        market: Applicants with their primary lists, programs and couples.
        supplemental: Supplemental lists.
        donors: The program that gives in each reversion; those of one donor in the order they are served.
        receivers: The program that receives.
        positions: How many positions it may receive.
        parity: For each program the remainder it wants when the filled positions are divided by two; -1 for any.
    """

    market: Market
    supplemental: Supplemental
    donors: Ints
    receivers: Ints
    positions: Ints
    parity: Small

    @classmethod
    def of(cls, market: Market) -> VariedMarket:
        """A market without variations as one that could have some."""
        check_type("market", market, Market)
        none = np.zeros(0, np.int32)
        return cls(market, Supplemental.none(), none, none, none, np.full(len(market.quotas), -1, np.int8))

    @cached_property
    def listings(self) -> Listings:
        """The entries of all primary lists, and after them those of the supplemental lists."""
        market, more = self.market, self.supplemental
        return Listings(
            np.concatenate([market.programs, more.programs]),
            np.concatenate([market.owners, market.owners[more.linked][more.lists]]),
            np.concatenate([market.scores, more.scores]),
        )

    @property
    def plain(self) -> bool:
        """Whether there are no variations, apart from positions for physicians, which the scores tell of."""
        return not (len(self.supplemental.linked) or len(self.donors) or (self.parity >= 0).any())

    def receipts(self, given: Longs) -> Longs:
        """Seats each program has received when ``given[r]`` went by reversion ``r``."""
        return np.bincount(self.receivers, given, len(self.market.quotas)).astype(np.int64)

    def donations(self, given: Longs) -> Longs:
        """Seats each program has given when ``given[r]`` went by reversion ``r``."""
        return np.bincount(self.donors, given, len(self.market.quotas)).astype(np.int64)
