"""Whole national seasons: applications, invitations, interviews, rank lists, the match and SOAP, by the hundred.

A season is drawn from a ``Preset``. It is an instrument, not a forecast: it shows what follows from stated rules when
everyone behaves by them.
"""

from __future__ import annotations

from matchsafe.market.season.preset import Preset, Specialty
from matchsafe.market.season.season import SimulatedSeason, SimulateSeason, simulate

__all__ = ["Preset", "SimulateSeason", "SimulatedSeason", "Specialty", "simulate"]
