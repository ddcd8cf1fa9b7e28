"""Simulated seasons held against published figures: the preset built from evidence, its fit, and what it tells."""

from __future__ import annotations

from matchsafe._seasons.preset_files import (
    PresetError,
    fitted_names,
    load_preset,
    preset_names,
    write_preset,
)
from matchsafe._seasons.record import record, shipped_record, write_record
from matchsafe._seasons.report import Row, compare
from matchsafe._seasons.validate import Validation, validate

__all__ = [
    "PresetError",
    "Row",
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
