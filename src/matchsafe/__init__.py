"""How safe is a residency Match season: honest, sourced chances for international medical graduates.

>>> import datetime, matchsafe
>>> season = matchsafe.Season.model_validate(
...     {"applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"}, "interviews": 6})
>>> matchsafe.outlook(season, on=datetime.date(2026, 11, 22)).zone.code
'borderline'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matchsafe.domain.lazy import loader

if TYPE_CHECKING:
    from matchsafe._outlook import outlook
    from matchsafe._plan import plan
    from matchsafe._plan.two import plan_couple
    from matchsafe.domain.couple_plan import CouplePlan, CoupleRequest
    from matchsafe.domain.outlook import Outlook
    from matchsafe.domain.plan import Plan, PlanRequest
    from matchsafe.domain.season import Season

__version__ = "0.1.0"
__all__ = [
    "CouplePlan", "CoupleRequest", "Outlook", "Plan", "PlanRequest", "Season", "__version__", "outlook", "plan",
    "plan_couple",
]  # fmt: skip

_WHERE: Final = {
    "outlook": "_outlook",
    "plan": "_plan",
    "plan_couple": "_plan.two",
    "CouplePlan": "domain.couple_plan",
    "CoupleRequest": "domain.couple_plan",
    "Outlook": "domain.outlook",
    "Plan": "domain.plan",
    "PlanRequest": "domain.plan",
    "Season": "domain.season",
}

__getattr__ = loader(__name__, _WHERE)
