"""How many program signals an applicant may send in a specialty, by the newest season seen."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from matchsafe.evidence.store import table

SEASONS: Final = ("signals.season_2026", "signals.season_2025")
"""Tables of signals by specialty, the newest first."""


class SignalCounts(NamedTuple):
    """Most signals of each kind; a specialty with one kind of signal has no gold ones."""

    gold: int
    silver: int


@cache
def signal_counts(specialty: str) -> SignalCounts:
    """Signals of a specialty; none of either kind where the figures name none."""
    for season in SEASONS:
        for row in table(season).records():
            if row["specialty"] == specialty:
                gold, silver, total = (int(row[name] or 0) for name in ("gold", "silver", "total"))
                return SignalCounts(gold, silver) if gold else SignalCounts(0, total)
    return SignalCounts(0, 0)


def signal_name(kind: str | None, specialty: str) -> str:
    """A signal as the reader knows it: "gold signal", or "signal" where the specialty has one kind; "" for none."""
    if kind is None:
        return ""
    return f"{kind} signal" if signal_counts(specialty).gold else "signal"
