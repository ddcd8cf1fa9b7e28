"""Chance of an interview at a program, and the scenarios a plan is made from. Needs the ``plan`` extra."""

from matchsafe.odds.invitation.cells import (
    Cell,
    cell_rates,
    cells,
    programs_of,
    specialties_with_cells,
    unlike_within,
)
from matchsafe.odds.invitation.effects import SIGNALS, Signal, Ties
from matchsafe.odds.invitation.partial_pooling import Rates
from matchsafe.odds.invitation.partners import joint_weights
from matchsafe.odds.invitation.program_chance import chance_of_interview, chances_of_interview
from matchsafe.odds.invitation.scenarios import ALL_DRAWS, DRAWS, MANY_DRAWS, Scenarios, rates_of, scenarios

__all__ = [
    "ALL_DRAWS",
    "DRAWS",
    "MANY_DRAWS",
    "SIGNALS",
    "Cell",
    "Rates",
    "Scenarios",
    "Signal",
    "Ties",
    "cell_rates",
    "cells",
    "chance_of_interview",
    "chances_of_interview",
    "joint_weights",
    "programs_of",
    "rates_of",
    "scenarios",
    "specialties_with_cells",
    "unlike_within",
]
