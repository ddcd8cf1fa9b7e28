"""What the article advises for a season on a day, given the model's chances and what a plan would spend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from matchsafe.advice import Advice, advise
from matchsafe.domain.season import Season
from matchsafe.odds import Assessment, assess
from matchsafe.present import track_words

_APPLY: Final = ("make_plan", "season_before", "season_send", "december_widen", "apply_more")
"""Actions that are about applications."""


def informed_advice(
    season: Season, on: date, chances: Assessment, plan_spends: Callable[[], bool | None]
) -> Advice:
    """The advice for a season; ``plan_spends`` is asked only where an action would send applications."""
    return advise(
        season,
        on,
        one_more=_one_more(chances),
        chance=track_words.subject(chances.chance, chances.couple, chances.first_years)[0],
        plan_spends=plan_spends,
    )


def free_step(season: Season, on: date) -> str:
    """What to do where applications buy nothing: the first step that is about none, in its first sentence."""
    today = informed_advice(season, on, assess(season, on), lambda: False)
    steps = (a.text for a in today.actions if a.code not in _APPLY and not a.text.startswith("Apply"))
    return next(steps, "").split(". ")[0]


def _one_more(chances: Assessment) -> float:
    """What the most helpful further interview adds to the chance."""
    added = [effect.value for kind, effect in chances.next_interview.items() if kind != "go_well"]
    return max(added, default=0.0)
