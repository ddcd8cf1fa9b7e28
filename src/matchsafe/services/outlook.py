"""The outlook of a season: the model's chances and the article's advice in one answer."""

from __future__ import annotations

from datetime import date

from matchsafe.advice import advise
from matchsafe.advice.disagreements import model_against_article
from matchsafe.advice.season_clock import clock
from matchsafe.advice.zones import has_rates
from matchsafe.domain.outlook import CurvePoint, NextInterview, NextStep, Outlook, ReferenceClass
from matchsafe.domain.season import Season
from matchsafe.odds import assess
from matchsafe.present import outlook_words, sources, words
from matchsafe.present.verdict import EVEN, SCALE, verdict


def outlook(season: Season, on: date | None = None) -> Outlook:
    """How safe a season is, how many more interviews are needed, what would help and what to do now.

    Args:
        season: The season, from ``matchsafe.workspace.seasonfile.load`` or built by hand.
        on: The day the question is asked; today if left out.

    Returns:
        The same object that the page, the terminal and the API show.
    """
    on = on or date.today()
    chances, advice = assess(season, on), advise(season, on)
    differs = model_against_article(chances.chance, advice.rule_of_thumb, words.chance(chances.chance))
    ids = dict.fromkeys((*chances.sources, *advice.sources, SCALE, EVEN))
    target, fared = season.target.specialty, chances.reference
    chance = chances.chance.model_copy(update={"caveats": outlook_words.caveats(season, chances.caveats)})
    about, _ = outlook_words.subject(chance, chances.couple)
    first = next(iter(advice.actions), None)
    return Outlook(
        on=on,
        headline=outlook_words.headline(chance, chances.couple, advice.counts.rankable),
        verdict=verdict(about, outlook_words.unsaid(season, chances.caveats, clock(on).phase)),
        next_step=NextStep(code=first.code, text=first.text, due=first.due) if first else None,
        bucket=advice.bucket,
        counts=advice.counts,
        zone=advice.zone,
        target=advice.target,
        still_needed=advice.still_needed,
        chance=chance,
        reference_class=ReferenceClass(
            text=outlook_words.reference_text(season.applicant.type, target, fared.ranks), **vars(fared)
        ),
        rule_of_thumb=advice.rule_of_thumb,
        curve=chances.curve if has_rates(season) else _without_rule(chances.curve),
        next_interview=tuple(
            NextInterview(kind=kind, label=outlook_words.INTERVIEW_KINDS[kind], effect=effect)
            for kind, effect in chances.next_interview.items()
        ),
        effective_interviews=chances.effective_interviews,
        couple=chances.couple,
        assumptions=chances.assumptions,
        warnings=advice.warnings,
        actions=advice.actions,
        disagreements=(*((differs,) if differs else ()), *advice.disagreements),
        sources=tuple(map(sources.source, ids)),
    )


def _without_rule(curve: tuple[CurvePoint, ...]) -> tuple[CurvePoint, ...]:
    """The curve without the article's bins, which do not speak of this applicant."""
    return tuple(p.model_copy(update={"rule_of_thumb": None}) for p in curve)
