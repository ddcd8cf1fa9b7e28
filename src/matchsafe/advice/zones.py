"""Where a count of rankable interviews stands on the article's scale, and the article's match rate for it."""

from __future__ import annotations

from matchsafe import evidence
from matchsafe.advice.buckets import highly_competitive
from matchsafe.advice.tables import bin_of
from matchsafe.domain.outlook import RuleOfThumb, Zone
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import specialty_name

_LABELS = {
    "extremely_high_risk": "Extremely high risk",
    "danger": "Danger zone",
    "borderline": "Borderline",
    "hopeful": "Hopeful",
    "reasonably_safe": "Reasonably safe",
    "strong": "Strong position",
}


def zone_of_count(count: int) -> Zone:
    """The article's zone for a number of rankable interviews, 0 or more.

    Raises:
        ValueError: If the count is negative.
    """
    row = bin_of("article.zones", count)
    if row is None:
        raise ValueError(f"a count of interviews is 0 or more, not {count}")
    code = str(row["code"])
    return Zone.model_validate({"code": code, "text": f"{_LABELS[code]}: {row['outlook']}."})


def zone(season: Season, rankable: int) -> Zone:
    """The zone of a season: by count, or ``no_safe_number`` for an IMG in a highly competitive specialty.

    US graduates are placed by count in every specialty: the article's list is about IMGs.
    """
    if season.applicant.type in ("us_md", "us_do") or season.target.specialty not in highly_competitive():
        return zone_of_count(rankable)
    name = specialty_name(season.target.specialty)
    ten = int(evidence.number("article.no_safe_number"))
    return Zone(
        code="no_safe_number",
        text=f"No safe number: in {name} no number of interviews makes a match safe for an IMG; even {ten} "
        f"here do not give what {ten} in Internal Medicine would.",
    )


def rule_of_thumb(season: Season, rankable: int) -> RuleOfThumb | None:
    """The article's match rate for the bin the count falls in.

    ``None`` where the article does not speak: no interviews, not an IMG, a highly competitive specialty, and
    preliminary or
    transitional positions, which it calls too variable.
    """
    if (
        season.applicant.type in ("us_md", "us_do")
        or season.target.specialty in highly_competitive()
        or is_preliminary(season)
        or (row := bin_of("article.match_rate_by_ranks", rankable)) is None
        or not isinstance(per_100 := row["per_100"], int | float)
    ):
        return None
    return RuleOfThumb(bin=str(row["bin"]), per_100=float(per_100), source="article.match_rate_by_ranks")


def is_preliminary(season: Season) -> bool:
    """Whether the position is a single preparatory year (preliminary or transitional)."""
    return (
        season.target.track in ("preliminary", "transitional")
        or season.target.specialty == "transitional_year"
    )
