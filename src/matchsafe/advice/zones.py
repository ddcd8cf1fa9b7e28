"""Where a count of rankable interviews stands on the article's scale, its match rate, and how many it calls safe.

The safe number by the first rule that fits: not an IMG or a highly competitive specialty: none. A couple: 12 to 15 for
each partner. A preliminary or transitional year: 8 to 10, for every profile. Otherwise by profile group.
"""

from __future__ import annotations

from matchsafe import evidence
from matchsafe.advice.buckets import is_one_year, only_competitive
from matchsafe.domain.outlook import ZONE_NAMES, Bucket, BucketCode, RuleOfThumb, TargetCount, Zone
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import specialty_name
from matchsafe.evidence.tables import bin_of, bounds, row_where, rows

_NOT_AN_IMG = (
    "The scale of safe and unsafe numbers was made for IMGs and says little about a US graduate. Go by the "
    "estimate and its range."
)


def zone_of_count(count: int) -> Zone:
    """The article's zone for a number of rankable interviews, 0 or more.

    Raises:
        ValueError: If the count is negative.
    """
    row = bin_of("article.zones", count)
    if row is None:
        raise ValueError(f"a count of interviews is 0 or more, not {count}")
    code = str(row["code"])
    return Zone.model_validate({"code": code, "text": f"{ZONE_NAMES[code]}: {row['outlook']}."})


def zone(
    season: Season, rankable: int, bucket: Bucket, target: TargetCount | None, *, unknown: bool = False
) -> Zone:
    """The zone of a season: by count, or ``no_safe_number`` for an IMG in a highly competitive specialty.

    US graduates are placed by count in every specialty, and told that the scale was made for IMGs. It was made for
    people without a large red flag: where one is known, or not all is, reasonably safe begins at the applicant's own
    target.

    Args:
        rankable: Interviews that count toward the target.
        bucket: The profile group.
        target: How many interviews to aim for.
        unknown: Whether no red flag is known, only too little of the profile.
    """
    if season.applicant.type in ("us_md", "us_do"):
        return zone_of_count(rankable).model_copy(update={"text": _NOT_AN_IMG})
    if not only_competitive(season):
        higher = bucket.code == "average_or_red_flag" and not is_preliminary(season)
        return _by_target(rankable, target, unknown=unknown) if higher and target else zone_of_count(rankable)
    name = specialty_name(season.target.specialty)
    ten = int(evidence.number("article.no_safe_number"))
    return Zone(
        code="no_safe_number",
        text=f"No safe number: in {name} no number of interviews makes a match safe for an IMG; even {ten} "
        f"here do not give what {ten} in Internal Medicine would.",
    )


def _by_target(count: int, target: TargetCount, *, unknown: bool) -> Zone:
    """The zone of an applicant whose own, higher target moves its upper ends."""
    by_count = zone_of_count(count)
    if by_count.code in ("reasonably_safe", "strong"):
        safe = next(int(str(row["low"])) for row in rows("article.zones") if row["code"] == "reasonably_safe")
        code = "strong" if count > target.high else "reasonably_safe" if count >= target.low else "hopeful"
        by_count = zone_of_count({"strong": count, "reasonably_safe": safe, "hopeful": safe - 1}[code])
    why = "That assumes no large red flag: with one,"
    if unknown:
        why = "That assumes a strong profile, and not all of your profile is known: until it is,"
    proviso = f" {why} {target.low} to {target.high} is the number to aim for."
    return by_count.model_copy(update={"text": by_count.text + proviso})


def rule_of_thumb(season: Season, rankable: int) -> RuleOfThumb | None:
    """The article's match rate for the bin the count falls in; ``None`` without interviews or ``has_rates``."""
    if (
        not has_rates(season)
        or (row := bin_of("article.match_rate_by_ranks", rankable)) is None
        or not isinstance(per_100 := row["per_100"], int | float)
    ):
        return None
    return RuleOfThumb(bin=str(row["bin"]), per_100=float(per_100), source="article.match_rate_by_ranks")


def has_rates(season: Season) -> bool:
    """Whether the article's match rates speak of such an applicant at all.

    They do not of US graduates, of highly competitive specialties, nor of preliminary and transitional positions,
    which it calls too variable.
    """
    return (
        season.applicant.type not in ("us_md", "us_do")
        and not only_competitive(season)
        and not is_preliminary(season)
    )


def is_preliminary(season: Season) -> bool:
    """Whether every position applied for is a single preparatory year."""
    return all(map(is_one_year, season.wishes))


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
