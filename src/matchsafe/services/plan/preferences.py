"""How far each program meets the applicant's wishes, from 0 to 1; a fact that is not known counts half."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from matchsafe.domain.places import MILE_KM, miles
from matchsafe.domain.plan import Near, Preferences
from matchsafe.domain.problem import Problem
from matchsafe.domain.program import Program
from matchsafe.odds.arrays import Floats
from matchsafe.planning.errors import PlanningError

UNKNOWN: Final = 0.5
"""How far a wish is met by a program of which the fact is not known."""
LARGE: Final = 15
"""Positions a year from which a program counts as large."""


def fulfilment(wishes: Preferences, programs: Sequence[Program]) -> tuple[Floats, Floats]:
    """Weights of the wishes that are there, and how far each program meets them.

    Returns:
        Weights, shape (wishes,), and shares, shape (programs, wishes).

    Raises:
        PlanningError: If there is no wish.
    """
    columns: list[tuple[float, list[float]]] = []
    if wishes.states:
        columns.append((wishes.state_weight, [_one_of(p.state, wishes.states) for p in programs]))
    if wishes.settings:
        columns.append((wishes.setting_weight, [_setting(p, wishes) for p in programs]))
    if wishes.h1b:
        columns.append((wishes.h1b_weight, [UNKNOWN if p.h1b is None else float(p.h1b) for p in programs]))
    if wishes.size is not None:
        columns.append((wishes.size_weight, [_size(p, wishes.size == "large") for p in programs]))
    if wishes.near is not None:
        columns.append((wishes.near_weight, [_near(p, wishes.near) for p in programs]))
    if not columns:
        message = "name at least one: states, settings, h1b, size or near"
        raise PlanningError([Problem(message, "missing", "wishes")])
    return np.array([w for w, _ in columns]), np.array([shares for _, shares in columns]).T


def _one_of(value: str | None, wanted: Sequence[str]) -> float:
    return UNKNOWN if value is None else float(value in wanted)


def _setting(program: Program, wishes: Preferences) -> float:
    return UNKNOWN if program.setting == "unknown" else float(program.setting in wishes.settings)


def _size(program: Program, large: bool) -> float:
    return UNKNOWN if program.positions is None else float((program.positions >= LARGE) == large)


def _near(program: Program, near: Near) -> float:
    """1 at the place itself, falling evenly to 0 at the distance that no longer counts."""
    if program.latitude is None or program.longitude is None:
        return UNKNOWN
    away = miles((program.latitude, program.longitude), (near.latitude, near.longitude)) * MILE_KM
    return max(0.0, 1 - away / near.within_km)
