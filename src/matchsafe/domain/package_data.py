"""The data files that ship inside our packages."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def own_text(package: str, name: str) -> str:
    """The text of a file in a package, or in a folder of it: ``own_text("matchsafe.advice", "data/phases.yaml")``."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def own_toml(package: str, name: str) -> dict[str, Any]:
    """The content of a TOML file in a package."""
    return tomllib.loads(own_text(package, name))
