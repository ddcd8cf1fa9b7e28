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
    from matchsafe.domain.couple_plan import CouplePlanReport, CoupleRequest
    from matchsafe.domain.couple_rank import CoupleRankReport
    from matchsafe.domain.outlook import Outlook
    from matchsafe.domain.plan import PlanReport, PlanRequest
    from matchsafe.domain.rank_report import RankReport
    from matchsafe.domain.season import Season
    from matchsafe.domain.season_couple import CoupleWishes
    from matchsafe.services.couple_plan import plan_couple
    from matchsafe.services.couple_rank import couple_report as couples
    from matchsafe.services.outlook import outlook
    from matchsafe.services.plan import plan
    from matchsafe.services.rank import rank_report as rank

__version__ = "0.1.0"
__all__ = [
    "CouplePlanReport", "CoupleRankReport", "CoupleRequest", "CoupleWishes", "Outlook", "PlanReport", "PlanRequest",
    "RankReport", "Season", "__version__", "couples", "outlook", "plan", "plan_couple", "rank",
]  # fmt: skip

_WHERE: Final = {
    "outlook": "services.outlook",
    "plan": "services.plan",
    "plan_couple": "services.couple_plan",
    "rank": "services.rank:rank_report",
    "couples": "services.couple_rank:couple_report",
    "CouplePlanReport": "domain.couple_plan",
    "CoupleRankReport": "domain.couple_rank",
    "CoupleRequest": "domain.couple_plan",
    "CoupleWishes": "domain.season_couple",
    "Outlook": "domain.outlook",
    "PlanReport": "domain.plan",
    "PlanRequest": "domain.plan",
    "RankReport": "domain.rank_report",
    "Season": "domain.season",
}

__getattr__ = loader(__name__, _WHERE)
