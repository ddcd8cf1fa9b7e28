"""The words and expressions by which messages and trackers are read: the files of ``data``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def data(name: str) -> dict[str, Any]:
    """The content of ``data/<name>.yaml``, read once: it is shared, and nobody changes it."""
    text = (files("matchsafe.intake") / f"data/{name}.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
