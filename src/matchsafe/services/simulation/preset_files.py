"""Presets by name, or from a file that changes some parameters of a named one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from matchsafe.market.season.preset import BY_SPECIALTY, BY_TYPE, OF_IMGS, PLAIN, Preset
from matchsafe.services.simulation.nation import national
from matchsafe.whole_file import write_whole

FOLDER: Final = Path(__file__).parent / "presets"
DEFAULT: Final = "us_2025"
"""The preset used where none is named."""
LARGEST_FILE: Final = 1_000_000
"""Bytes of a preset file; a larger one is not read."""
KEYS: Final = ("name", "version", "about", "made", "based_on", "assumed", "fitted")


class PresetError(ValueError):
    """A preset that cannot be used; the text names every problem."""


def preset_names() -> list[str]:
    """Names of the presets that come with the package."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load_preset(name_or_path: str | Path = DEFAULT) -> Preset:
    """A preset by name, or from a YAML file.

    A file has ``based_on`` (a name) and the parameters it changes under ``assumed`` or ``fitted``.

    Raises:
        PresetError: Naming every problem of the file, or the names there are.
    """
    if str(name_or_path) in preset_names():
        return _build(_content_of(FOLDER / f"{name_or_path}.yaml"), str(name_or_path))
    path = Path(name_or_path)
    if not path.is_file():
        known = ", ".join(preset_names())
        raise PresetError(f"preset {str(name_or_path)!r} is neither a file nor one of: {known}")
    content = _content_of(path)
    return _build(content, str(content.get("name", path.stem)))


def fitted_names(name: str = DEFAULT) -> tuple[str, ...]:
    """Names of the parameters of a preset that were fitted to published figures."""
    return tuple(_content_of(FOLDER / f"{name}.yaml")["fitted"])


def assumed_values(name: str = DEFAULT) -> dict[str, float]:
    """The parameters of a preset that were not fitted."""
    return dict(_content_of(FOLDER / f"{name}.yaml")["assumed"])


def _content_of(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise PresetError(f"{path.name}: larger than {LARGEST_FILE:,} bytes")
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PresetError(f"{path.name} cannot be read as YAML: {error}") from None
    if not isinstance(content, dict):
        raise PresetError(f"{path.name}: found {type(content).__name__}, expected keys {', '.join(KEYS)}")
    problems = [
        f"{path.name}: there is no key {key!r}; keys are {', '.join(KEYS)}"
        for key in content
        if key not in KEYS
    ]
    problems += [
        f"{path.name}: {key} must be parameters with a number each"
        for key in ("assumed", "fitted")
        if not isinstance(content.get(key, {}), dict)
    ]
    if content.get("based_on") not in (None, *preset_names()):
        problems.append(
            f"{path.name}: based_on is {content['based_on']!r}, not one of {', '.join(preset_names())}"
        )
    if problems:
        raise PresetError("\n".join(problems))
    return content


def _build(content: dict[str, Any], name: str) -> Preset:
    changed = {**content.get("assumed", {}), **content.get("fitted", {})}
    version = str(content.get("version", "1"))
    try:
        if content.get("based_on"):
            base = load_preset(content["based_on"])
            return Preset(name, version, base.types, base.is_img, base.specialties, base.places,
                          {**base.parameters, **changed})  # fmt: skip
        return national(name, version, changed)
    except ValueError as error:
        raise PresetError(str(error)) from None


def write_preset(path: Path, preset: Preset, fitted: tuple[str, ...], about: str, made: str) -> None:
    """Write a preset that ``load_preset`` reads back, with the meaning of each parameter.

    Args:
        path: A YAML file.
        preset: What to write.
        fitted: Which of its parameters were fitted; the others are written as assumed.
        about: What to know about it, in a sentence or two.
        made: What made it: the command, and the preset it began from.
    """
    meaning = {**BY_TYPE, **PLAIN, **BY_SPECIALTY, **OF_IMGS}
    head = {"name": preset.name, "version": preset.version, "about": about, "made": made}
    lines = [yaml.safe_dump(head, sort_keys=False)]
    for section, names in (
        ("assumed", [n for n in preset.parameters if n not in fitted]),
        ("fitted", [n for n in preset.parameters if n in fitted]),
    ):
        lines.append(f"{section}:\n")
        told = ""
        for name in sorted(names):
            family = name.partition(".")[0]
            if family != told:
                lines.append(f"  # {meaning[family]}\n")
                told = family
            lines.append(f"  {name}: {preset.parameters[name]!r}\n")
    write_whole(path, "".join(lines).encode())
