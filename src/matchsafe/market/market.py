"""A market: who would go where, and whom each program would take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matchsafe.market.array_bounds import check_bounds, check_kinds
from matchsafe.market.array_checks import market_arrays
from matchsafe.market.arrays import NO_MATCH, Couples, Ints, Longs, Scores
from matchsafe.market.market_builder import OneSided, PairedLists, arrays_from_lists
from matchsafe.market.settings import is_whole, shown


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

    Raises:
        MarketError: If arrays are of another type, or point outside one another; ``from_arrays`` looks at all the rest.
    """

    offsets: Longs
    programs: Ints
    scores: Scores
    quotas: Ints
    couples: Couples = field(default_factory=Couples.none)
    applicant_ids: Sequence[str] = ()
    program_ids: Sequence[str] = ()

    def __post_init__(self) -> None:
        check_kinds(self)
        check_bounds(self)

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
    def from_lists(
        cls,
        applicants: Mapping[str, Sequence[str]],
        programs: Mapping[str, tuple[int, Sequence[str]]],
        couples: Iterable[PairedLists] = (),
        *,
        one_sided: OneSided = "report",
    ) -> Market:
        """A market from names.

        Args:
            applicants: Rank list of each single applicant, best first.
            programs: Quota and rank list of each program, best first.
            couples: Two partners and their paired lists; they do not stand in ``applicants``.
            one_sided: A listing that only one of the two made is reported as a problem; with ``"unacceptable"`` it is
                understood to mean that the other does not want the match, as the Match itself does.

        Raises:
            MarketError: Listing every problem.
        """
        return cls(*arrays_from_lists(applicants, programs, couples, one_sided))

    @classmethod
    def from_arrays(
        cls,
        offsets: npt.ArrayLike,
        programs: npt.ArrayLike,
        scores: npt.ArrayLike,
        quotas: npt.ArrayLike,
        couples: Couples | None = None,
    ) -> Market:
        """A market from arrays (see above for their meaning); arrays of the right type are not copied.

        Scores that single precision cannot tell apart stay in their order (``array_checks.single_precision``).

        Raises:
            MarketError: Listing every problem, as ``array_checks.market_arrays`` does.
        """
        return cls(
            *market_arrays(offsets, programs, scores, quotas, Couples.none() if couples is None else couples)
        )


def index_of(market: Market, applicant: str | int) -> int:
    """The number of an applicant given by name or number.

    Raises:
        KeyError: If there is no such applicant.
    """
    try:
        if isinstance(applicant, str):
            ids = market.applicant_ids
            number = ids.index(applicant) if ids else int(applicant)
        else:
            number = int(applicant) if is_whole(applicant) else -1
    except ValueError:
        number = -1
    if not 0 <= number < market.applicants:
        raise KeyError(f"no applicant {shown(applicant)} in this market")
    return number
