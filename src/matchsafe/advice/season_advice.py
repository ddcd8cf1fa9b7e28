"""The advice for one season on one day, composed of the rules of this package."""

from __future__ import annotations

from datetime import date

from matchsafe.advice.actions import actions
from matchsafe.advice.cautions import cautions
from matchsafe.advice.disagreements import disagreements
from matchsafe.advice.facts import Facts, PlanSpends, facts
from matchsafe.advice.phase import FINAL, phase_text
from matchsafe.advice.zones import rule_of_thumb, shortfall, target_source
from matchsafe.domain.estimate import AnswerPart, Estimate
from matchsafe.domain.outlook import (
    Action,
    Bucket,
    Caution,
    Disagreement,
    NextStep,
    Phase,
    RuleOfThumb,
    TargetCount,
    Zone,
)
from matchsafe.domain.rankable import Counts
from matchsafe.domain.season import Season


class Advice(AnswerPart):
    """What the rules of thumb and the calendar say about one season on one day.

    Attributes:
        phase: What part of the season the day is in.
        actions: The one worth most now first, then the others by date.
        toward_target: Interviews that count toward the target; beside a specialty in which no number is safe, or a
            single year, only the others do.
        still_needed: Interviews missing to the low end of the target; ``None`` without a target or where none can come.
        rule_of_thumb: The article's match rate for this count, where it speaks about it.
        sources: Ids of the figures this advice rests on, each once.
    """

    bucket: Bucket
    counts: Counts
    zone: Zone
    target: TargetCount | None
    toward_target: int
    still_needed: int | None
    rule_of_thumb: RuleOfThumb | None
    warnings: tuple[Caution, ...]
    phase: Phase
    next_step: NextStep | None
    actions: tuple[Action, ...]
    disagreements: tuple[Disagreement, ...]
    sources: tuple[str, ...]


def advise(
    season: Season,
    on: date,
    *,
    one_more: float | None = None,
    chance: Estimate | None = None,
    plan_spends: PlanSpends | None = None,
) -> Advice:
    """The advice for a season on a day; the same input always gives the same answer.

    Args:
        season: The applicant, the target and the interviews.
        on: The day the advice is for; any date.
        one_more: What one more typical interview adds to the chance (0 to 1) by the model, if it was asked.
        chance: The chance by the model, if it was asked; it decides who rests once rank lists are closed.
        plan_spends: Asks a plan, which decides whether anyone is told to send more applications; without one,
            ``one_more`` does.
    """
    f = facts(season, on, one_more, chance, plan_spends)
    rule = rule_of_thumb(season, f.safe_count)
    warnings, to_do, differ = cautions(f), actions(f), disagreements(f)
    used = [
        "article.no_safe_number" if f.competitive else "article.zones",
        target_source(season, f.bucket.code),
        *_bucket_sources(f),
        *((rule.source,) if rule else ()),
        *(w.source for w in warnings),
        *(a.source for a in to_do),
        *(s for d in differ for s in d.sources),
    ]
    return Advice(
        bucket=f.bucket,
        counts=f.counts,
        zone=f.zone,
        target=f.target,
        toward_target=f.safe_count,
        still_needed=shortfall(f.target, f.safe_count)
        if f.clock.is_between("early_invitations", "ranking")
        else None,
        rule_of_thumb=rule,
        warnings=warnings,
        phase=Phase(code=f.clock.phase, text=phase_text(f.clock, season), final=f.clock.phase in FINAL),
        next_step=NextStep(code=to_do[0].code, text=to_do[0].text, due=to_do[0].due) if to_do else None,
        actions=to_do,
        disagreements=differ,
        sources=tuple(dict.fromkeys(used)),
    )


def _bucket_sources(f: Facts) -> tuple[str, ...]:
    if not f.is_img:
        return ()
    if f.bucket.code == "highly_competitive":
        return ("article.highly_competitive", "advice.highly_competitive_added")
    profile = (
        "article.red_flag_profile" if f.bucket.code == "average_or_red_flag" else "article.strong_profile"
    )
    return (profile, "article.strong_step2_score", "article.older_graduate_years")
