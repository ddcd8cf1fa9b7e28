"""A market as arrays, and a match of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matchsafe.market.stability import Certificate

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Side = Literal["applicant", "program"]
Definition = Literal["KPR", "MM"]

MAX_PAIRS: Final = 300
"""The longest paired list of a couple."""
NO_MATCH: Final = "-"
"""How lists and files write "no match" for one partner; in arrays it is -1."""


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


@dataclass(frozen=True, eq=False)
class Market:
    """Who would go where, and whom each program would take, as flat arrays; see ``from_lists`` and ``from_arrays``.

    An *edge* is one entry of an applicant's list. A partner of a couple has one edge for each program in their half of
    the paired list; ``couples`` says in which pairs.

    Attributes:
        offsets: Where each applicant's edges begin, best first, shape (applicants + 1,).
        programs: Program number of each edge.
        scores: How the program of each edge sees that applicant: higher is better, equal scores go to the lower
            applicant number, minus infinity is not acceptable. A rank list is kept as minus the rank.
        quotas: Seats of each program; 0 is allowed.
        couples: Couples, if any.
        applicant_ids: Names of the applicants; their numbers if there are none.
        program_ids: Names of the programs; their numbers if there are none.
    """

    offsets: Longs
    programs: Ints
    scores: Scores
    quotas: Ints
    couples: Couples = field(default_factory=Couples.none)
    applicant_ids: Sequence[str] = ()
    program_ids: Sequence[str] = ()

    @property
    def applicants(self) -> int:
        """How many applicants there are."""
        return len(self.offsets) - 1

    @cached_property
    def owners(self) -> Ints:
        """The applicant of each edge."""
        return np.repeat(np.arange(self.applicants, dtype=np.int32), np.diff(self.offsets))

    @cached_property
    def couple_of(self) -> Ints:
        """The couple of each applicant, or -1."""
        of = np.full(self.applicants, -1, np.int32)
        of[self.couples.members[:, 0]] = of[self.couples.members[:, 1]] = np.arange(len(self.couples))
        return of

    @cached_property
    def seats(self) -> Longs:
        """Where each program's seats begin in a flat array, shape (programs + 1,); never more seats than edges."""
        quotas = self.quotas
        if int(quotas.sum(dtype=np.int64)) > len(self.programs):
            quotas = np.minimum(quotas, np.bincount(self.programs, minlength=len(quotas))).astype(np.int32)
        base = np.zeros(len(quotas) + 1, np.int64)
        np.cumsum(quotas, out=base[1:])
        return base

    def applicant_name(self, applicant: int) -> str:
        """An applicant's name, or their number."""
        return self.applicant_ids[applicant] if self.applicant_ids else str(applicant)

    def program_name(self, program: int) -> str:
        """A program's name, or its number; "-" for none."""
        if program < 0:
            return NO_MATCH
        return self.program_ids[program] if self.program_ids else str(program)

    @classmethod
    def from_lists(cls, *args: Any, **kwargs: Any) -> Market:
        """A market from names and lists; see ``matchsafe.market.building.from_lists``."""
        from matchsafe.market.building import from_lists

        return from_lists(*args, **kwargs)

    @classmethod
    def from_arrays(cls, *args: Any, **kwargs: Any) -> Market:
        """A market from arrays, checked; see ``matchsafe.market.building.from_arrays``."""
        from matchsafe.market.building import from_arrays

        return from_arrays(*args, **kwargs)


@dataclass(frozen=True)
class Unresolved:
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
        none_exists: True where every way to place the couples was tried and no stable match exists.
        certificate: The check of the finished result, made from the market and ``held`` alone.
    """

    market: Market
    held: Ints
    side: Side
    proposals: int
    unresolved: tuple[Unresolved, ...]
    none_exists: bool
    certificate: Certificate

    @property
    def stable(self) -> bool:
        """Whether the check found the result stable."""
        return self.certificate.stable

    @cached_property
    def assignment(self) -> Ints:
        """The program of each applicant, or -1."""
        if not len(self.market.programs):
            return np.full(self.market.applicants, -1, np.int32)
        return np.where(self.held >= 0, self.market.programs[self.held], -1).astype(np.int32)

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
        market = self.market
        names = map(market.applicant_name, range(market.applicants))
        return {
            a: None if p < 0 else market.program_name(p)
            for a, p in zip(names, self.assignment.tolist(), strict=True)
        }


def index_of(market: Market, applicant: str | int) -> int:
    """The number of an applicant given by name or number.

    Raises:
        KeyError: If there is no such applicant.
    """
    try:
        number = (
            market.applicant_ids.index(applicant)
            if market.applicant_ids and isinstance(applicant, str)
            else int(applicant)
        )
    except ValueError:
        number = -1
    if not 0 <= number < market.applicants:
        raise KeyError(f"no applicant {applicant!r} in this market")
    return number
