"""The map of the states as the pages show it: drawn, with its legend and its table in words."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from matchsafe.present import us_map
from matchsafe.present.us_map import StateMap


def map_of(found: StateMap, *, title: str) -> dict[str, Any] | None:
    """What ``map_parts.html`` needs of a map; ``None`` where there is nothing to count.

    Args:
        found: The counts.
        title: What the map shows; the caption of its table as well.
    """
    if not found.total:
        return None
    return {
        "title": title,
        "svg": Markup(us_map.svg(found, title=title)),
        "what": found.what,
        "legend": [{"shade": shade, "text": text} for shade, text in us_map.legend(found)],
        "rows": found.rows,
        "noted": any(row.note for row in found.rows),
        "linked": any(row.href for row in found.rows),
        "unknown": found.no_state if found.no_state.count else None,
        "unknown_said": found.summary(found.no_state),
        "none": found.none,
        "total": found.total,
    }
