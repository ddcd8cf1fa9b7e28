"""What the result of a season depends on besides its task: our sources, the numeric libraries, the machine."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

_SOURCES: Final = Path(__file__).parents[1]
"""The package ``matchsafe.market``: everything a simulated season is made with."""


@cache
def versions() -> dict[str, str]:
    """The parts by name; ``market sources`` is a hash of the files of ``matchsafe.market``."""
    hashed = hashlib.sha256()
    for file in sorted(_SOURCES.rglob("*.py")):
        hashed.update(file.relative_to(_SOURCES).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return {
        "matchsafe": _installed("matchsafe"),
        "market sources": hashed.hexdigest()[:12],
        "python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": _installed("numpy"),
        "numba": _installed("numba"),
        "machine": platform.machine(),
    }


@cache
def code_version() -> str:
    """One hash over ``versions()``: seasons made by another version are never mixed with ours."""
    told = "\n".join(f"{name} {value}" for name, value in sorted(versions().items()))
    return hashlib.sha256(told.encode()).hexdigest()


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
