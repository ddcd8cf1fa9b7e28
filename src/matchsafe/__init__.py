"""How safe is a residency Match season: honest, sourced chances for international medical graduates.

>>> import datetime, matchsafe
>>> season = matchsafe.Season.model_validate(
...     {"applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"}, "interviews": 6})
>>> matchsafe.outlook(season, on=datetime.date(2026, 11, 22)).zone.code
'borderline'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matchsafe._outlook import outlook
    from matchsafe._plan import plan
    from matchsafe.domain.outlook import Outlook
    from matchsafe.domain.plan import Plan, PlanRequest
    from matchsafe.domain.season import Season

__version__ = "0.1.0"
__all__ = ["Outlook", "Plan", "PlanRequest", "Season", "__version__", "outlook", "plan"]

_WHERE: Final = {
    "outlook": "matchsafe._outlook",
    "plan": "matchsafe._plan",
    "Outlook": "matchsafe.domain.outlook",
    "Plan": "matchsafe.domain.plan",
    "PlanRequest": "matchsafe.domain.plan",
    "Season": "matchsafe.domain.season",
}


def __getattr__(name: str) -> Any:
    """Load the public names when they are first asked for, so that importing the package costs nothing."""
    if name not in _WHERE:
        raise AttributeError(f"module 'matchsafe' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value
