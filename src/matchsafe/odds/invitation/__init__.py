"""Chance of an interview at a program, and the scenarios a plan is made from. Needs the ``plan`` extra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matchsafe.domain.lazy import loader

if TYPE_CHECKING:
    from matchsafe.odds.invitation.cells import (
        Cell,
        cell_rates,
        programs_of,
        specialties_with_cells,
        unlike_within,
    )
    from matchsafe.odds.invitation.effects import SIGNALS, Signal, Ties
    from matchsafe.odds.invitation.partial_pooling import Rates
    from matchsafe.odds.invitation.partners import joint_weights
    from matchsafe.odds.invitation.program_chance import chances_of_interview
    from matchsafe.odds.invitation.scenarios import (
        ALL_DRAWS,
        DRAWS,
        MANY_DRAWS,
        Scenarios,
        rates_of,
    )

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
    "chances_of_interview",
    "joint_weights",
    "programs_of",
    "rates_of",
    "specialties_with_cells",
    "unlike_within",
]

_WHERE: Final = {
    **dict.fromkeys(
        ("Cell", "cell_rates", "programs_of", "specialties_with_cells", "unlike_within"), "cells"
    ),
    **dict.fromkeys(("SIGNALS", "Signal", "Ties"), "effects"),
    "chances_of_interview": "program_chance",
    **dict.fromkeys(("ALL_DRAWS", "DRAWS", "MANY_DRAWS", "Scenarios", "rates_of"), "scenarios"),
    "Rates": "partial_pooling",
    "joint_weights": "partners",
}

__getattr__ = loader(__name__, _WHERE)
