"""A match of a market, and in one place the types of this part that others use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matchsafe.market.arrays import (
    MAX_PAIRS,
    NO_MATCH,
    Couples,
    Definition,
    Flags,
    Ints,
    Longs,
    Method,
    Scores,
    Side,
)
from matchsafe.market.certificate import Certificate
from matchsafe.market.market import Market, index_of

__all__ = [
    "MAX_PAIRS",
    "NO_MATCH",
    "Certificate",
    "Couples",
    "Definition",
    "Flags",
    "Ints",
    "Longs",
    "Market",
    "Match",
    "Method",
    "Scores",
    "Side",
    "UnsettledCouple",
    "index_of",
]


@dataclass(frozen=True)
class UnsettledCouple:
    """A couple left without a place although some pair of their list would take them.

    Attributes:
        partners: Names of the two.
        blocking: Pairs of programs, as named, that both would rather have than this result; "-" is no match.
    """

    partners: tuple[str, str]
    blocking: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Match:
    """A result and what is known of it.

    Attributes:
        market: What was matched.
        held: The edge each applicant holds, or -1.
        side: Who proposed.
        proposals: How many proposals the singles' (or programs') part took.
        unresolved: Couples that could not be settled; empty means every couple is.
        none_exists: True where it is proved that no stable match exists.
        certificate: The check of the finished result, made from the market and ``held`` alone.
        method: What found the match or, with ``none_exists``, proved that there is none; ``None`` for somebody else's.
        limit_reached: True where the time was over before a stable match was found or proved not to exist.
    """

    market: Market
    held: Ints
    side: Side
    proposals: int
    unresolved: tuple[UnsettledCouple, ...]
    none_exists: bool
    certificate: Certificate
    method: Method | None = "deferred_acceptance"
    limit_reached: bool = False

    @property
    def definition(self) -> Definition:
        """The definition of a blocking couple that ``stable`` speaks of; ``certify`` checks the other."""
        return self.certificate.definition

    @property
    def stable(self) -> bool:
        """Whether the check found the result stable."""
        return self.certificate.stable

    @cached_property
    def assignment(self) -> Ints:
        """The program of each applicant, or -1."""
        return assignment_of(self.market, self.held)

    def program_of(self, applicant: str) -> str | None:
        """The program an applicant matched to, by name, or ``None``.

        Raises:
            KeyError: If no applicant has that name.
        """
        number = index_of(self.market, applicant)
        program = int(self.assignment[number])
        return None if program < 0 else self.market.program_name(program)

    def as_dict(self) -> dict[str, str | None]:
        """The whole result by name."""
        return names_of(self.market, self.held)


def assignment_of(market: Market, held: Ints) -> Ints:
    """The program of each applicant by the edge they hold, -1 for none."""
    if not len(market.programs):
        return np.full(market.applicants, -1, np.int32)
    return np.where(held >= 0, market.programs[held], -1).astype(np.int32)


def names_of(market: Market, held: Ints) -> dict[str, str | None]:
    """The program of each applicant by name."""
    return {
        market.applicant_name(a): None if p < 0 else market.program_name(p)
        for a, p in enumerate(assignment_of(market, held).tolist())
    }
