"""Simulated seasons held against published figures: the preset built from evidence, its fit, and what it tells."""

from __future__ import annotations

from matchsafe._seasons.preset_files import PresetError, load_preset, preset_names
from matchsafe._seasons.record import record, shipped_record, write_record
from matchsafe._seasons.report import Row, compare
from matchsafe._seasons.validate import Validation, validate

__all__ = [
    "PresetError",
    "Row",
    "Validation",
    "compare",
    "load_preset",
    "preset_names",
    "record",
    "shipped_record",
    "validate",
    "write_record",
]
