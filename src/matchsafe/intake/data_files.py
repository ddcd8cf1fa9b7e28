"""The words and expressions by which messages and trackers are read: the files of ``data``."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from matchsafe.domain.package_data import own_text


@cache
def data(name: str) -> dict[str, Any]:
    """The content of ``data/<name>.yaml``, read once: it is shared, and nobody changes it."""
    text = own_text("matchsafe.intake", f"data/{name}.yaml")
    return dict(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
