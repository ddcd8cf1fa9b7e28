"""The advice for one season on one day, composed of the rules of this package."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict

from matchsafe import evidence
from matchsafe.advice import actions as action_rules
from matchsafe.advice import cautions, performance, program_mix, rankable_count
from matchsafe.advice.disagreements import disagreements
from matchsafe.advice.facts import Facts, facts
from matchsafe.advice.targets import still_needed, target_source
from matchsafe.advice.zones import rule_of_thumb
from matchsafe.domain.outlook import Action, Bucket, Caution, Disagreement, RuleOfThumb, TargetCount, Zone
from matchsafe.domain.rankable import Counts
from matchsafe.domain.season import Season

WARNINGS: Final[dict[str, str]] = {
    "not_counted": "interviews that do not count, with the reason for each",
    "visa_unknown": "counted interviews whose visa is not known",
    "visa_need_unknown": "it is not known whether a visa is needed",
    "couple_each": "two lists do not add up",
    "went_poorly": "half or more of the attended interviews went poorly",
    "prestige_heavy": "most programs are top-name or university ones",
    "few_img_programs": "most programs have few IMGs",
    "crowded_metro": "most interviews are in one place (caution)",
    "one_state_caution": "all in one state, of a kind that takes few IMGs (caution)",
    "one_dream_program": "one program many people want",
    "one_region": "all in one region",
    "one_state_check": "all in one state, more has to be known",
    "one_state_note": "all in one state, mixed and friendly to IMGs (a note, no penalty)",
    "not_an_img": "the rules were written about IMGs",
    "early_count": "before November a count says little",
    "profile_incomplete": "facts a strong profile needs are not known",
    "older_graduate": "more than five years since graduation",
    "preliminary_varies": "preliminary and transitional positions vary",
    "specialty_not_named": "the article does not speak about the specialty",
    "calendar_unknown": "the dates of this season are not known",
    "went_well": "most interviews went well (encouraging)",
    "good_mix": "many community programs with many IMGs (encouraging)",
    "beaten_the_odds": "ten or more in spite of hurdles (encouraging)",
    "virtual_same": "virtual interviews count the same",
    "experience_same_target": "US clinical experience does not change the target",
}
"""Every warning code and what it says, the most important first; at most ``advice.most_warnings`` are shown."""


class Advice(BaseModel):
    """What the rules of thumb and the calendar say about one season on one day.

    Attributes:
        still_needed: Interviews missing to the low end of the target; ``None`` without a target.
        rule_of_thumb: The article's match rate for this count, where it speaks about it.
        sources: Ids of the figures this advice rests on, each once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bucket: Bucket
    counts: Counts
    zone: Zone
    target: TargetCount | None
    still_needed: int | None
    rule_of_thumb: RuleOfThumb | None
    warnings: tuple[Caution, ...]
    actions: tuple[Action, ...]
    disagreements: tuple[Disagreement, ...]
    sources: tuple[str, ...]


def advise(season: Season, on: date) -> Advice:
    """The advice for a season on a day; the same input always gives the same answer.

    Args:
        season: The applicant, the target and the interviews.
        on: The day the advice is for; any date.
    """
    f = facts(season, on)
    rule = rule_of_thumb(season, f.n)
    found = _warnings(f)
    to_do = action_rules.actions(f)
    differ = disagreements(f)
    used = [
        "article.no_safe_number" if f.competitive else "article.zones",
        target_source(season, f.bucket.code),
        *_bucket_sources(f),
        *((rule.source,) if rule else ()),
        *(w.source for w in found),
        *(a.source for a in to_do),
        *(s for d in differ for s in d.sources),
    ]
    return Advice(
        bucket=f.bucket,
        counts=f.counts,
        zone=f.zone,
        target=f.target,
        still_needed=still_needed(f.target, f.n),
        rule_of_thumb=rule,
        warnings=found,
        actions=to_do,
        disagreements=differ,
        sources=tuple(dict.fromkeys(used)),
    )


def _warnings(f: Facts) -> tuple[Caution, ...]:
    def every() -> Iterator[Caution]:
        for part in (rankable_count, performance, program_mix, cautions):
            yield from part.warnings(f)

    order = list(WARNINGS)
    found = sorted(every(), key=lambda w: order.index(w.code))
    return tuple(found[: int(evidence.number("advice.most_warnings"))])


def _bucket_sources(f: Facts) -> tuple[str, ...]:
    if not f.is_img:
        return ()
    if f.bucket.code == "highly_competitive":
        return ("article.highly_competitive", "advice.highly_competitive_added")
    profile = (
        "article.red_flag_profile" if f.bucket.code == "average_or_red_flag" else "article.strong_profile"
    )
    return (profile, "article.strong_step2_score", "article.older_graduate_years")
