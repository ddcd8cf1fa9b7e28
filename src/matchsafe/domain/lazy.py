"""Public names of a package that are loaded when they are first asked for, so that importing it costs nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def loader(package: str, where: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package.

    Args:
        where: The module in it that each public name comes from; ``module:name`` where it has another name there.
    """

    def load(name: str) -> Any:
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, _, there = where[name].partition(":")
        value = getattr(import_module(f"{package}.{module}"), there or name)
        setattr(sys.modules[package], name, value)
        return value

    return load
