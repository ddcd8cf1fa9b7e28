"""A season from applications to its match."""

from __future__ import annotations

from dataclasses import dataclass

from matchsafe.market.season.applications import Applications
from matchsafe.market.season.invitations import Invitations
from matchsafe.market.season.population import People, Programs
from matchsafe.market.season.rank_lists import Lists
from matchsafe.market.types import Match


@dataclass(frozen=True, eq=False)
class SeasonDraw:
    """Everything drawn and decided up to the match."""

    programs: Programs
    people: People
    sent: Applications
    invitations: Invitations
    lists: Lists
    match: Match
