"""What a check of a match found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchsafe.market.arrays import NO_MATCH, Definition, Longs
from matchsafe.market.market import Market


@dataclass(frozen=True, eq=False)
class Certificate:
    """What was found when a result was checked.

    Attributes:
        definition: The definition of a blocking couple used: "KPR" (Kojima, Pathak and Roth) or "MM" (McDermid and
            Manlove).
        irrational: Applicants (numbers) at a program that is not on their list or does not accept them, and partners
            whose pair is not on their couple's list.
        over_quota: Programs (numbers) with more holders than seats.
        blocking: Edges of singles that block, at most ``stability.KEPT``.
        blocking_count: How many there are.
        blocking_couples: Pairs (numbers of entries in the paired lists) that block, at most ``stability.KEPT``.
        blocking_couples_count: How many there are.
    """

    definition: Definition
    irrational: Longs
    over_quota: Longs
    blocking: Longs
    blocking_count: int
    blocking_couples: Longs
    blocking_couples_count: int

    @property
    def stable(self) -> bool:
        """No one would rather be elsewhere where they are wanted, and no one is where they may not be."""
        return not (
            len(self.irrational) or len(self.over_quota) or self.blocking_count or self.blocking_couples_count
        )

    def blocking_pairs(self, market: Market) -> list[tuple[str, str]]:
        """Blocking singles and programs by name."""
        return [
            (market.applicant_name(int(market.owners[e])), market.program_name(int(market.programs[e])))
            for e in self.blocking
        ]

    def blocking_couple_pairs(self, market: Market) -> list[tuple[int, tuple[str, str]]]:
        """Blocking couples: the couple's number and the two programs by name, "-" for no match."""
        couple = np.searchsorted(market.couples.offsets, self.blocking_couples, side="right") - 1
        return [
            (int(c), pair_names(market, int(i))) for c, i in zip(couple, self.blocking_couples, strict=True)
        ]


def pair_names(market: Market, pair: int) -> tuple[str, str]:
    """The two programs of an entry of a paired list, by name."""
    first, second = int(market.couples.first[pair]), int(market.couples.second[pair])
    left, right = (
        NO_MATCH if e < 0 else market.program_name(int(market.programs[e])) for e in (first, second)
    )
    return left, right
