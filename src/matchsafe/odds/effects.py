"""What one more interview adds for this applicant, their strength held as it is: an effect, not the curve's slope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Final

import numpy as np

from matchsafe.domain.estimate import AnswerPart, Estimate
from matchsafe.domain.rankable import VisaFit
from matchsafe.domain.season import Applicant, ApplicantType, Season, Target
from matchsafe.domain.season_interview import MAX_INTERVIEWS
from matchsafe.odds.applicant_posterior import ApplicantPosterior, JointPosterior, applicant_posterior
from matchsafe.odds.arrays import Floats
from matchsafe.odds.first_years import full_training, holds_both
from matchsafe.odds.list_lengths import chance_of
from matchsafe.odds.programs import PRELIMINARY, InterviewKind
from matchsafe.odds.quadrature import estimate, log_miss, over_cut, over_cuts
from matchsafe.odds.reference import evidence_alone, in_own_match, without_assumptions

INTERVIEW_KINDS: Final = (
    "visa_sponsoring",
    "community",
    "community_university_affiliated",
    "university",
    "highly_selective",
    "go_well",
)
"""What may change: one more interview of a kind, or that the interviews go well rather than mixed."""
FIRST_YEAR: Final = "first_year"
"""One more interview for a first year, where the answer is about a full training."""

_MOST_STEPS: Final = 60
"""Newton's method for the equivalent number of interviews: steps at most."""
_CLOSE: Final = 1e-6
"""When two steps of it are close enough."""
_DRAWS: Final = 64
"""Draws behind the equivalent number of interviews, which has no range."""


class WhatIf(AnswerPart):
    """A season's chance before and after interviews are added, strength held as it is, and the difference.

    The range of the difference runs from the lowest to the highest end over the cut; see ``quadrature.over_cut``.
    """

    before: Estimate
    after: Estimate
    change: Estimate


def _one_more_of(code: str, needs_visa: bool) -> InterviewKind:
    fit: VisaFit = "sponsored" if needs_visa else "not_needed"
    setting = code if code in ("community", "community_university_affiliated", "university") else "unknown"
    return InterviewKind(setting, None, "unknown", code == "highly_selective", fit)


def _needs_visa(season: Season) -> bool:
    return season.applicant.visa not in (None, "none")


def next_interviews(season: Season, now: ApplicantPosterior) -> dict[str, Estimate]:
    """The effect of one more interview of each kind, largest first, and of going well where that is still open."""
    needs_visa = _needs_visa(season)
    kinds = {
        code: _one_more_of(code, needs_visa)
        for code in INTERVIEW_KINDS
        if code != "go_well" and (needs_visa or code != "visa_sponsoring")
    }
    unknown = any(kind.went == "unknown" for kind in now.kinds)
    if holds_both(now):
        found = _toward_full_training(now, kinds, needs_visa, unknown=unknown)
    else:
        found = {code: now.gain_of(kind) for code, kind in kinds.items()}
    if unknown and not holds_both(now):
        if len(now.parts) == 1:
            well, mixed = (chance_of(now, _gone(how, now)) for how in ("well", "mixed"))
        else:
            well, mixed = (now.match_chance(_had_they_gone(how, now)) for how in ("well", "mixed"))
        found["go_well"] = well - mixed
    values = np.stack(list(found.values()))
    chance = float(_answer(now, now.list_log_miss).mean())
    allowed = _likelihood_limits(now, 1, values.mean(1).tolist(), chance)
    if "go_well" in found:
        allowed[-1] = 1.0, 1.0
    effects = over_cuts(values, now.group.cut, allowed)
    return dict(sorted(zip(found, effects, strict=True), key=lambda item: -item[1].value))


def _toward_full_training(
    now: JointPosterior, kinds: Mapping[str, InterviewKind], needs_visa: bool, *, unknown: bool
) -> dict[str, Floats]:
    """The same where the answer is about a full training: the further interview is for the most wanted specialty.

    One more for a first year is a change of its own.
    """
    missed = [part.list_log_miss for part in now.parts]
    year = next(i for i, part in enumerate(now.parts) if part.target.track in PRELIMINARY)
    more = {code: (0, now.parts[0].log_miss_of(kind)) for code, kind in kinds.items()}
    more[FIRST_YEAR] = (year, now.parts[year].log_miss_of(_one_more_of("unknown", needs_visa)))
    before, found = full_training(now, missed), {}
    for code, (at, each) in more.items():
        found[code] = full_training(now, [m + each if i == at else m for i, m in enumerate(missed)]) - before
    if unknown:
        well, mixed = (
            full_training(now, [part.log_miss_if(_gone(how, part)) for part in now.parts])
            for how in ("well", "mixed")
        )
        found["go_well"] = well - mixed
    return found


def _answer(now: ApplicantPosterior, missed: Floats) -> Floats:
    """What the answer is about: a match, or a full training; from the log-chance that every program is missed.

    What that differs by counts for the most wanted specialty.
    """
    if not holds_both(now):
        return now.match_chance(missed)
    first, *rest = (part.list_log_miss for part in now.parts)
    return full_training(now, [first + (missed - now.list_log_miss), *rest])


def _likelihood_limits(
    now: ApplicantPosterior, added: int, gains: Sequence[float], chance: float
) -> list[tuple[float, float]]:
    """What the tables alone allow for some interviews more, over each mean gain; never more than there is to gain."""
    if not added:
        return [(1.0, 1.0)] * len(gains)
    each = [now.group.allowed_for(now.ranks + more) for more in range(added)]
    low, high = map(fmean, zip(*each, strict=True))
    room = 1 - chance
    return [(low, max(1.0, min(high, room / max(gain, room / high)))) for gain in gains]


def _gone(how: str, part: ApplicantPosterior) -> Counter[InterviewKind]:
    """The kinds of a part's interviews, had those of unknown course gone well, so-so or poorly."""
    changed: Counter[InterviewKind] = Counter()
    for kind, times in part.kinds.items():
        changed[kind._replace(went=how) if kind.went == "unknown" else kind] += times
    return changed


def _had_they_gone(how: str, now: ApplicantPosterior) -> Floats:
    """Log-chance that every program is missed, had the interviews of unknown course gone so."""
    return np.asarray(sum(part.log_miss_if(_gone(how, part)) for part in now.parts))


def what_if(season: Season, add: Mapping[str, int], on: date | None = None) -> WhatIf | None:
    """The chance if the applicant, as strong as they are, held more interviews.

    ``None`` where all that is applied for has a match of its own, for which there is no number.

    Args:
        add: How many interviews of each kind (one of ``INTERVIEW_KINDS``); ``go_well`` with a positive number
            lets every interview go well whose course is not known.
        on: The day; today if left out.

    Raises:
        ValueError: If a kind is unknown or a number is negative or beyond the longest list; names every one.
    """
    wrong = [f"{k}: {v}" for k, v in add.items() if k not in INTERVIEW_KINDS or not 0 <= v <= MAX_INTERVIEWS]
    if wrong:
        raise ValueError(
            f"cannot add {', '.join(wrong)}; known kinds are {', '.join(INTERVIEW_KINDS)}, each 0 to {MAX_INTERVIEWS}"
        )
    if in_own_match(season):
        return None
    now = applicant_posterior(season, on or date.today())
    alone = without_assumptions(season, on or date.today())
    more = sum(
        (times * now.log_miss_of(_one_more_of(code, _needs_visa(season))) for code, times in add.items()
         if code != "go_well" and times),
        np.zeros_like(now.odds),
    )  # fmt: skip
    before = _answer(now, now.list_log_miss)
    # where nothing was known an interview may have gone even better than well, so this never takes anything away
    gone = (
        np.minimum(now.list_log_miss, _had_they_gone("well", now))
        if add.get("go_well")
        else now.list_log_miss
    )
    after = _answer(now, gone + more)
    added = sum(times for code, times in add.items() if code != "go_well")
    with_more = _answer(alone, alone.list_log_miss + added * log_miss(alone.odds))
    alone_now = float(_answer(alone, alone.list_log_miss).mean())
    held, gain = evidence_alone(season, alone, alone_now), float(with_more.mean()) - alone_now
    change = after - before
    return WhatIf(
        before=estimate(before, holds=held),
        after=estimate(after, holds=[min(value + gain, 1.0) for value in held]),
        change=over_cut(
            change,
            now.group.cut,
            *_likelihood_limits(now, added, [float(change.mean())], float(before.mean())),
        ),
    )


def effective_interviews(now: ApplicantPosterior) -> float:
    """How many average interviews would be worth as much as the list, at the applicant's strength.

    The number ``m`` at which ``m`` programs with no known particulars give the same mean chance; at most
    ``MAX_INTERVIEWS``. With several specialties each part of the list is counted in interviews of its own specialty,
    and they are added.
    """
    if len(now.parts) > 1:
        return sum(map(effective_interviews, now.parts))
    if not now.ranks:
        return 0.0
    pick = np.linspace(0, now.group.size - 1, min(now.group.size, _DRAWS)).round().astype(int)
    weights = now.belief[pick].ravel() / len(pick)
    usual = now.step_of(_one_more_of("unknown", now.need not in (None, "none")))
    feasible = None if usual.feasible is None else usual.feasible[pick]
    plain = log_miss(now.odds[pick] / usual.inverse[pick, None], feasible).ravel()
    weighted = weights * plain
    goal = float(weights @ np.exp(now.list_log_miss[pick].ravel()))
    low, high = 0.0, float(MAX_INTERVIEWS)
    guess = float(now.ranks)
    for _ in range(_MOST_STEPS):
        missed = np.exp(guess * plain)
        value, slope = float(weights @ missed), float(weighted @ missed)
        low, high = (guess, high) if value > goal else (low, guess)
        step = guess - (value - goal) / slope if slope < 0 else low
        following = step if low <= step <= high else (low + high) / 2
        if abs(following - guess) < _CLOSE:
            break
        guess = following
    return guess


@dataclass(frozen=True)
class InterviewEffect:
    """An applicant of whom only type, specialty and number of ranks are known.

    Attributes:
        chance: Chance to match.
        one_fewer: What it would lose with one of the interviews taken away.
        one_more: What it would gain with one more average interview.
    """

    chance: Estimate
    one_fewer: Estimate
    one_more: Estimate


def interview_effect(kind: ApplicantType, specialty: str, ranks: int, on: date) -> InterviewEffect:
    """The chance at a number of ranks (1 or more) and the effect of the last and of the next one.

    Raises:
        ValueError: If there is no rank.
    """
    if ranks < 1:
        raise ValueError(f"ranks is {ranks}; it must be 1 or more")
    season = Season(applicant=Applicant(type=kind), target=Target(specialty=specialty), interviews=ranks)
    now = applicant_posterior(season, on)
    fewer = now.match_chance(now.list_log_miss * ((ranks - 1) / ranks))
    more = now.match_chance(now.list_log_miss + log_miss(now.odds))
    return InterviewEffect(
        estimate(now.chance),
        over_cut(now.chance - fewer, now.group.cut, now.group.allowed_for(ranks - 1)),
        over_cut(more - now.chance, now.group.cut, now.group.allowed_for(ranks)),
    )
