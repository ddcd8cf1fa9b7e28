"""The versioned report on a preset: its figures beside the published ones, and the outlook held against its seasons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from matchsafe.market.season.preset import Floats, Preset
from matchsafe.services.simulation.comparison import compare
from matchsafe.services.simulation.outlook_validation import validate
from matchsafe.whole_file import write_whole

REPORTS: Final = Path(__file__).parent / "reports"
DIGITS: Final = 5
"""Digits after the point that are kept; more would say more than the number of seasons allows."""


def _round(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _round(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_round(part) for part in value]
    return value


def record(
    preset: Preset, arrays: Mapping[str, Floats], *, seed: int, scale: float = 1.0, command: str
) -> dict[str, Any]:
    """The report as plain data.

    Args:
        preset: What the seasons were drawn from.
        arrays: The summaries of the seasons, stacked: first axis the season.
        seed: Of the simulation.
        scale: Size of the seasons as a share of the nation's.
        command: What makes this report again.
    """
    compared = compare(preset, arrays, scale)
    content: dict[str, Any] = {
        "made": date.today().isoformat(),
        "command": command,
        "seed": seed,
        "scale": scale,
        "seasons_found_stable": int(arrays["stable"].sum()),
        "couples_unresolved": int(arrays["unresolved"].sum()),
        "figures": [row.as_dict() for row in compared.rows],
        "checks": [asdict(tally) for tally in compared.tallies],
        **validate(preset, arrays).as_dict(),
    }
    rounded: dict[str, Any] = _round(content)
    return rounded


def write_record(path: Path, content: Mapping[str, Any]) -> None:
    """Write a report as JSON, one figure a line where that helps to compare two versions."""
    write_whole(path, f"{json.dumps(content, indent=1, ensure_ascii=False)}\n".encode())


def shipped_record(name: str) -> dict[str, Any]:
    """The report that comes with the package for a preset.

    Raises:
        KeyError: If there is none.
    """
    path = REPORTS / f"{name}.json"
    if not path.is_file():
        raise KeyError(f"no report comes with preset {name!r}")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
