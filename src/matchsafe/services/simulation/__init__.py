"""Simulated seasons held against published figures: the preset built from evidence, its fit, and what it tells."""

from __future__ import annotations

from matchsafe.services.simulation.comparison import ComparedFigure, ComparedSeasons, compare
from matchsafe.services.simulation.outlook_validation import Validation, validate
from matchsafe.services.simulation.preset_files import (
    PresetError,
    fitted_names,
    load_preset,
    preset_names,
    write_preset,
)
from matchsafe.services.simulation.record import record, shipped_record, write_record
from matchsafe.services.simulation.single_seasons import Tally

__all__ = [
    "ComparedFigure",
    "ComparedSeasons",
    "PresetError",
    "Tally",
    "Validation",
    "compare",
    "fitted_names",
    "load_preset",
    "preset_names",
    "record",
    "shipped_record",
    "validate",
    "write_preset",
    "write_record",
]
