"""A match with variations and what is known of it; made by the engine or handed in by somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import TopologicalSorter

import numpy as np

from matchsafe.market.arrays import Definition, Ints, Longs, Method, Side
from matchsafe.market.stability import edges_of
from matchsafe.market.types import Market, assignment_of, names_of
from matchsafe.market.variation_stability import VariedCertificate, certify_varied, seat_counts
from matchsafe.market.variations import Reversion, VariedMarket


@dataclass(frozen=True)
class Pass:
    """One pass: what the engine said of its match, and the seats that moved because of it."""

    stable: bool
    moved: tuple[Reversion, ...]


@dataclass(frozen=True, eq=False)
class VariedMatch:
    """A result and what is known of it.

    Attributes:
        varied: What was matched.
        held: The edge each applicant holds on their primary list, or -1.
        entries: The entry of the supplemental lists each applicant holds, or -1.
        given: How many seats went by each reversion.
        passes: The passes; in the last one nothing moved.
        given_up: Applicants (by name) whose first-year place could not be settled.
        none_exists: True where every placement was tried and no stable match exists. Only told of markets without
            reversions and without even or odd numbers.
        certificate: The check of the finished result, made from the market and the result alone.
        side: Who proposed in the singles' part.
        method: What found the match, as in ``Match``.
        limit_reached: Whether the time was over before a stable match was found or proved not to exist.
    """

    varied: VariedMarket
    held: Ints
    entries: Longs
    given: Longs
    passes: tuple[Pass, ...]
    given_up: tuple[str, ...]
    none_exists: bool
    certificate: VariedCertificate
    side: Side = "applicant"
    method: Method | None = "deferred_acceptance"
    limit_reached: bool = False

    @property
    def market(self) -> Market:
        """The market without its variations."""
        return self.varied.market

    @property
    def stable(self) -> bool:
        """Whether the check found the result stable."""
        return self.certificate.stable

    @cached_property
    def assignment(self) -> Ints:
        """The program each applicant has on their primary list, or -1."""
        return assignment_of(self.market, self.held)

    @cached_property
    def first_years(self) -> Ints:
        """The first-year program each applicant has by a supplemental list, or -1."""
        return np.append(self.varied.supplemental.programs, -1)[self.entries].astype(np.int32)

    @cached_property
    def filled(self) -> Longs:
        """How many people each program has, first-year places included."""
        return seat_counts(self.varied, self.held, self.entries)

    @cached_property
    def quotas(self) -> Longs:
        """Seats of each program after reversions."""
        varied, given = self.varied, self.given
        return varied.market.quotas + varied.receipts(given) - varied.donations(given)

    @property
    def reverted(self) -> tuple[Reversion, ...]:
        """The seats that moved, for each reversion that moved some."""
        return seat_moves(self.varied, self.given)

    def as_dict(self) -> dict[str, str | None]:
        """The place of everyone on their primary list, by name."""
        return names_of(self.varied.market, self.held)

    def first_year(self) -> dict[str, str | None]:
        """By name, for everyone who holds an advanced place with a supplemental list: the first-year place, if any."""
        varied, extra = self.varied, self.varied.supplemental
        owners = varied.market.owners[extra.linked].tolist()
        return {
            varied.market.applicant_name(a): None
            if self.entries[a] < 0
            else varied.market.program_name(int(extra.programs[self.entries[a]]))
            for a, edge in zip(owners, extra.linked.tolist(), strict=True)
            if self.held[a] == edge
        }


def check_varied(
    varied: VariedMarket, assignment: Ints, first_year: Ints, definition: Definition = "KPR"
) -> VariedMatch:
    """Somebody's result with its certificate. Positions that donors left unfilled are taken to have moved.

    Args:
        varied: Whose lists the result is checked against.
        assignment: The program of each applicant, -1 for none.
        first_year: The first-year program of each applicant, -1 for none.
        definition: Of a blocking couple.

    Raises:
        ValueError: If ``assignment`` has the wrong length or names a program that does not exist.
    """
    market, extra = varied.market, varied.supplemental
    held, stray = edges_of(market, assignment)
    owner = market.owners[extra.linked[extra.lists]]
    fits = (extra.programs == first_year[owner]) & (held[owner] == extra.linked[extra.lists])
    entries = np.full(market.applicants, -1, np.int64)
    entries[owner[fits]] = np.flatnonzero(fits)
    stray = np.union1d(stray, np.flatnonzero((first_year >= 0) & (entries < 0)))
    given = _given_by(varied, seat_counts(varied, held, entries))
    found = certify_varied(varied, held, entries, given, definition)
    certificate = replace(found, irrational=np.union1d(found.irrational, stray))
    return VariedMatch(varied, held, entries, given, (), (), False, certificate)


def _given_by(varied: VariedMarket, filled: Longs) -> Longs:
    """How many seats went by each reversion when programs have so many people; donors before their receivers."""
    given = np.zeros(len(varied.donors), np.int64)
    before: dict[int, set[int]] = {}
    for donor, receiver in zip(varied.donors.tolist(), varied.receivers.tolist(), strict=True):
        before.setdefault(receiver, set()).add(donor)
    for donor in TopologicalSorter(before).static_order():
        left = int(varied.market.quotas[donor] + varied.receipts(given)[donor] - filled[donor])
        for number in np.flatnonzero(varied.donors == donor).tolist():
            given[number] = max(min(left, int(varied.positions[number])), 0)
            left -= int(given[number])
    return given


def seat_moves(varied: VariedMarket, seats: Longs) -> tuple[Reversion, ...]:
    """The reversions by which seats moved, by name."""
    name = varied.market.program_name
    return tuple(
        Reversion(name(int(donor)), name(int(receiver)), int(count))
        for donor, receiver, count in zip(varied.donors, varied.receivers, seats, strict=True)
        if count
    )
