"""What one more interview adds for this applicant, their strength held as it is: an effect, not the curve's slope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import NextInterview
from matchsafe.domain.rankable import VisaFit
from matchsafe.domain.season import MAX_INTERVIEWS, Season
from matchsafe.odds.applicant_posterior import ApplicantPosterior, standing
from matchsafe.odds.credible_intervals import estimate
from matchsafe.odds.programs import Kind
from matchsafe.odds.quadrature import average, log_miss

Floats = npt.NDArray[np.float64]

LABELS: Final[dict[str, str]] = {
    "visa_sponsoring": "one more interview anywhere that sponsors the visa you need",
    "community": "one more community interview",
    "community_university_affiliated": "one more interview at a community program affiliated with a university",
    "university": "one more university interview",
    "highly_selective": "one more interview at a highly selective program",
    "go_well": "if interviews go well rather than mixed",
}
"""Kinds of next interview and what each means."""


_MOST_STEPS: Final = 60
"""Newton's method for the equivalent number of interviews: steps at most."""
_CLOSE: Final = 1e-6
"""When two steps of it are close enough."""
_DRAWS: Final = 64
"""Draws behind the equivalent number of interviews, which has no range."""


class WhatIf(BaseModel):
    """A season's chance before and after interviews are added, strength held as it is, and the difference."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: Estimate
    after: Estimate
    change: Estimate


def _added(code: str, needs_visa: bool) -> Kind:
    fit: VisaFit = "sponsored" if needs_visa else "not_needed"
    setting = code if code in ("community", "community_university_affiliated", "university") else "unknown"
    return Kind(setting, None, "unknown", code == "highly_selective", fit)


def _needs_visa(season: Season) -> bool:
    return season.applicant.visa not in (None, "none")


def next_interviews(season: Season, now: ApplicantPosterior) -> tuple[NextInterview, ...]:
    """The effect of one more interview of each kind, largest first, and of going well where that is still open."""
    found: list[NextInterview] = []
    for code, label in LABELS.items():
        if code == "go_well":
            if not any(kind.went == "unknown" for kind in now.kinds):
                continue
            well, mixed = (now.matching(_had_they_gone(how, now)) for how in ("well", "mixed"))
            values = well - mixed
        elif code == "visa_sponsoring" and not _needs_visa(season):
            continue
        else:
            new = now.log_miss_of(_added(code, _needs_visa(season)))
            values = now.matching(now.missed + new) - now.chance
        found.append(NextInterview(kind=code, label=label, effect=estimate(values)))
    return tuple(sorted(found, key=lambda n: -n.effect.value))


def _had_they_gone(how: str, now: ApplicantPosterior) -> Floats:
    """Log-chance that every program is missed, had the interviews of unknown course gone well, so-so or poorly."""
    changed: Counter[Kind] = Counter()
    for kind, times in now.kinds.items():
        changed[kind._replace(went=how) if kind.went == "unknown" else kind] += times
    return now.missed_were_they(changed)


def what_if(season: Season, add: Mapping[str, int], on: date | None = None) -> WhatIf:
    """The chance if the applicant, as strong as they are, held more interviews.

    Args:
        season: The season as it is.
        add: How many interviews of each kind (a key of ``LABELS``); ``go_well`` with a positive number lets every
            interview go well whose course is not known.
        on: The day; today if left out.

    Raises:
        ValueError: If a kind is unknown or a number is negative or beyond the longest list; names every one.
    """
    wrong = [f"{k}: {v}" for k, v in add.items() if k not in LABELS or not 0 <= v <= MAX_INTERVIEWS]
    if wrong:
        raise ValueError(
            f"cannot add {', '.join(wrong)}; known kinds are {', '.join(LABELS)}, each 0 to {MAX_INTERVIEWS}"
        )
    now = standing(season, on or date.today())
    more = sum(
        (times * now.log_miss_of(_added(code, _needs_visa(season))) for code, times in add.items()
         if code != "go_well" and times),
        np.zeros_like(now.odds),
    )  # fmt: skip
    before = now.chance
    after = now.matching((_had_they_gone("well", now) if add.get("go_well") else now.missed) + more)
    return WhatIf(before=estimate(before), after=estimate(after), change=estimate(after - before))


def effective_interviews(now: ApplicantPosterior) -> float:
    """How many average interviews would be worth as much as the list, at the applicant's strength.

    The number ``m`` at which ``m`` programs with no known particulars give the same mean chance; at most
    ``MAX_INTERVIEWS``.
    """
    if not now.ranks:
        return 0.0
    pick = np.linspace(0, now.group.size - 1, min(now.group.size, _DRAWS)).round().astype(int)
    weights, plain = now.belief[pick], log_miss(now.odds[pick])
    goal = float(average(weights, np.exp(now.missed[pick])).mean())
    low, high = 0.0, float(MAX_INTERVIEWS)
    guess = float(now.ranks)
    for _ in range(_MOST_STEPS):
        missed = np.exp(guess * plain)
        value = float(average(weights, missed).mean())
        low, high = (guess, high) if value > goal else (low, guess)
        slope = float(average(weights, missed * plain).mean())
        step = guess - (value - goal) / slope if slope < 0 else low
        following = step if low < step < high else (low + high) / 2
        if abs(following - guess) < _CLOSE:
            break
        guess = following
    return guess
