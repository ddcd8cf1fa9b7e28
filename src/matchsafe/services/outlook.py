"""The outlook of a season: the model's chances and the article's advice in one answer."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Final

from matchsafe.advice.disagreements import model_against_article
from matchsafe.advice.phase import FINAL, PLAN_ANSWERS, season_clock
from matchsafe.advice.zones import has_rates
from matchsafe.domain import season_state
from matchsafe.domain.outlook import CurvePoint, NextInterview, Outlook, ReferenceClass
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.season import Season
from matchsafe.domain.text import paragraph
from matchsafe.odds import Assessment, assess
from matchsafe.present import caveat_words, outlook_words, sources, track_words, words
from matchsafe.present.verdict import EVEN, SCALE, verdict
from matchsafe.services.answer_memory import AnswerMemory
from matchsafe.services.informed_advice import informed_advice

if TYPE_CHECKING:
    from matchsafe.catalog.catalog import Catalog

_outlooks = AnswerMemory[tuple[Outlook, "Catalog | None"]]()
_spends = AnswerMemory[tuple[bool | None, "Catalog | None"]]()
"""Each with its list: as long as that is held, no other one has its id."""
_NO_WISHES: Final = PlanRequest().model_dump_json()
_NO_PART_OF_A_PLAN: Final = {
    "mock_interviews", "connections", "costs", "tasks", "notes", "outlooks", "result", "rank_list", "couple_list",
}  # fmt: skip
"""What a season says that changes no plan, so that a task ticked off asks for none again."""


def outlook(
    season: Season,
    on: date | None = None,
    request: PlanRequest | None = None,
    catalog: Catalog | None = None,
) -> Outlook:
    """The outlook of a season on a day, worked out once for the same content; see ``work_out``."""
    on = on or date.today()
    asked = _NO_WISHES if request is None else request.model_dump_json()
    key = content_key(season), on, asked, id(catalog)
    return _outlooks.of(key, lambda: (work_out(season, on, request, catalog), catalog))[0]


def plan_leads(season: Season, on: date) -> bool:
    """Whether the plan is the page to open first: nothing was sent yet, and there is still a season to apply for."""
    sent = season.applications_sent != 0 or season.interview_list
    return not sent and season_clock(season, on).phase not in FINAL


def forget() -> None:
    """Let go of every outlook held, so that nothing of a deleted season stays in memory."""
    _outlooks.forget()
    _spends.forget()
    season_state.forget()


def content_key(season: Season) -> bytes:
    """Stands for everything a season says, without saying it."""
    return _digest(season.model_dump_json())


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def work_out(
    season: Season, on: date, request: PlanRequest | None = None, catalog: Catalog | None = None
) -> Outlook:
    """How safe a season is, how many more interviews are needed, what would help and what to do now.

    Args:
        season: The season, from ``matchsafe.workspace.seasonfile.load`` or built by hand.
        on: The day the question is asked.
        request: What her plan has to respect: no action asks for an application that this plan would not send.
        catalog: The program list of that plan; average programs by state if left out.

    Returns:
        The same object that the page, the terminal and the API show.
    """
    chances = assess(season, on)
    advice = informed_advice(season, on, chances, lambda: _plan_spends(season, on, request, catalog))
    ids = dict.fromkeys((*chances.sources, *advice.sources, SCALE, EVEN))
    still_open = advice.phase.code not in (*PLAN_ANSWERS, *FINAL)
    caveats = [c for c in chances.caveats if still_open or c.code != "count_so_far"]
    told, chance, differs = caveat_words.caveats(season, caveats), chances.chance, None
    if chance is not None:
        chance = chance.model_copy(update={"caveats": told})
        differs = model_against_article(chance, advice.rule_of_thumb, words.chance(chance))
    about, _ = track_words.subject(chance, chances.couple, chances.first_years)
    silence = outlook_words.silence(season, chances.caveats, advice.phase.code)
    return Outlook(
        on=on,
        phase=advice.phase,
        next_step=advice.next_step,
        headline=paragraph(
            outlook_words.answer(
                chance,
                chances.couple,
                advice.counts.rankable,
                silence,
                track_words.place(season),
                chances.first_years,
            )
        ),
        verdict=verdict(about, silence.text if silence else ""),
        bucket=advice.bucket,
        counts=advice.counts,
        zone=advice.zone,
        target=advice.target,
        toward_target=advice.toward_target,
        still_needed=advice.still_needed,
        chance=chance,
        caveats=told,
        by_specialty=chances.by_specialty,
        first_years=chances.first_years,
        reference_class=_reference_class(season, chances),
        rule_of_thumb=advice.rule_of_thumb,
        curve=chances.curve if has_rates(season) else _without_rule(chances.curve),
        next_interview=tuple(
            NextInterview(kind=kind, label=outlook_words.INTERVIEW_KINDS[kind], effect=effect)
            for kind, effect in chances.next_interview.items()
        )
        if still_open
        else (),
        effective_interviews=chances.effective_interviews,
        couple=chances.couple,
        assumptions=chances.assumptions,
        warnings=advice.warnings,
        actions=advice.actions,
        disagreements=(*((differs,) if differs else ()), *advice.disagreements),
        sources=tuple(map(sources.source, ids)),
    )


def _reference_class(season: Season, chances: Assessment) -> ReferenceClass | None:
    """How everyone with as many ranks in the first specialty of the list fared."""
    fared = chances.reference
    if fared is None:
        return None
    of = outlook_words.reference_text(season.applicant.type, chances.by_specialty[0].specialty, fared.ranks)
    return ReferenceClass(text=of, **vars(fared))


def _plan_spends(
    season: Season, on: date, request: PlanRequest | None, catalog: Catalog | None
) -> bool | None:
    """Whether a plan would spend money today; ``None`` where none can be made."""
    from matchsafe.services.plan.solution import new_applications_pay

    asked = _NO_WISHES if request is None else request.model_dump_json()
    key = _digest(season.model_dump_json(exclude=_NO_PART_OF_A_PLAN)), on, asked, id(catalog)
    return _spends.of(key, lambda: (new_applications_pay(season, on, request, catalog), catalog))[0]


def _without_rule(curve: tuple[CurvePoint, ...]) -> tuple[CurvePoint, ...]:
    """The curve without the article's bins, which do not speak of this applicant."""
    return tuple(p.model_copy(update={"rule_of_thumb": None}) for p in curve)
