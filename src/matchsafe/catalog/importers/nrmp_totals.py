"""Whether the programs of an NRMP report add up to the national totals that NRMP prints elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matchsafe import evidence
from matchsafe.catalog.importers.nrmp_layout import YearValues


@dataclass(frozen=True)
class YearTotal:
    """The sums of one year beside the printed ones (``None`` if no printed one is among the figures)."""

    year: int
    offered: int
    filled: int
    printed_offered: int | None
    printed_filled: int | None

    @property
    def agrees(self) -> bool | None:
        """Whether both sums equal the printed totals; ``None`` if there is nothing to compare with."""
        if self.printed_offered is None or self.printed_filled is None:
            return None
        return (self.offered, self.filled) == (self.printed_offered, self.printed_filled)

    def sentence(self) -> str:
        """The comparison in words."""
        sums = f"{self.year}: {self.offered:,} offered, {self.filled:,} filled"
        if self.printed_offered is None or self.printed_filled is None:
            return f"{sums}; no national total is known here to compare with"
        if self.agrees:
            return f"{sums}; equals the printed national totals"
        return (
            f"{sums}; the printed national totals are {self.printed_offered:,} and {self.printed_filled:,} "
            f"({_off(self.offered - self.printed_offered)} offered, {_off(self.filled - self.printed_filled)} filled)"
        )


def _off(by: int) -> str:
    return "equal" if by == 0 else f"{abs(by):,} {'too many' if by > 0 else 'short'}"


def totals(rows: Iterable[YearValues]) -> tuple[YearTotal, ...]:
    """Sums by year, newest first, beside the figures ``headline.positions_by_year``."""
    sums: dict[int, list[int]] = {}
    for years in rows:
        for year, (offered, filled) in years.items():
            of_year = sums.setdefault(year, [0, 0])
            of_year[0] += offered or 0
            of_year[1] += filled or 0
    printed = {r["year"]: r for r in evidence.table("headline.positions_by_year").records()}
    return tuple(
        _total(year, sums[year][0], sums[year][1], printed.get(year, {}))
        for year in sorted(sums, reverse=True)
    )


def _total(year: int, offered: int, filled: int, printed: Mapping[str, object]) -> YearTotal:
    def whole(cell: object) -> int | None:
        return cell if isinstance(cell, int) else None

    return YearTotal(year, offered, filled, whole(printed.get("offered")), whole(printed.get("filled")))
