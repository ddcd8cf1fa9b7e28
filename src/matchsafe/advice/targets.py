"""How many rankable interviews the article calls safe for an applicant, and how many are still missing.

Rules, first that fits: not an IMG or a highly competitive specialty: none. A couple: 12 to 15 for each partner. A
preliminary or transitional year: 8 to 10, for every profile (the article says 8 to 10 or more). Otherwise by
profile group.
"""

from __future__ import annotations

from matchsafe.advice.zones import is_preliminary
from matchsafe.domain.outlook import BucketCode, TargetCount
from matchsafe.domain.season import Season
from matchsafe.evidence.tables import bounds, row_where


def target_source(season: Season, bucket: BucketCode) -> str:
    """The id of the figure the target is read from."""
    if bucket in ("not_an_img", "highly_competitive"):
        return "article.targets"
    if season.couples is not None:
        return "article.couple_target"
    return "article.preliminary_target" if is_preliminary(season) else "article.targets"


def target(season: Season, bucket: BucketCode) -> TargetCount | None:
    """The number of interviews to aim for, both ends included; ``None`` where none is safe or given."""
    if bucket == "not_an_img":
        return None
    source = target_source(season, bucket)
    if source != "article.targets":
        low, high = bounds(source)
        return TargetCount(low=low, high=high, source=source)
    row = row_where(source, bucket=bucket)
    if row is None or not isinstance(row["low"], int) or not isinstance(row["high"], int):
        return None
    return TargetCount(low=row["low"], high=row["high"], source=source)


def shortfall(target: TargetCount | None, rankable: int) -> int | None:
    """Interviews missing to the low end of the target, 0 when it is reached; ``None`` without a target."""
    return None if target is None else max(0, target.low - rankable)
