"""All listings of a market together."""

from __future__ import annotations

from dataclasses import dataclass

from matchsafe.market.files.preference_lists import Listing


@dataclass(frozen=True)
class Listings:
    """What was read of each file; ``None`` for a file that was not given."""

    applicants: Listing
    programs: Listing
    couples: Listing | None = None
    supplemental: Listing | None = None
    reversions: Listing | None = None

    def of_side(self, side: int) -> Listing:
        """The listing an edge was read from; see ``scoring.SIDES``."""
        listing = (self.applicants, self.couples, self.couples, self.supplemental)[side]
        assert listing is not None, "an edge comes from a file that was read"
        return listing
