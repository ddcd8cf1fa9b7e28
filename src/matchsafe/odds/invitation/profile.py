"""An applicant as programs screen them: bars are factors on the chance of an invitation, preferences steps.

Each is held against the usual mix of applicants, so that an applicant of whom nothing is known keeps the average rate.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matchsafe.domain.plan import PolicyRule
from matchsafe.domain.program import Program
from matchsafe.domain.season import Applicant
from matchsafe.evidence import figure, number
from matchsafe.evidence.calendar import application_year
from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import draws
from matchsafe.odds.draws import PosteriorGroup
from matchsafe.odds.invitation.effects import failed_step
from matchsafe.odds.invitation.features import one_of_each
from matchsafe.odds.strength import failures, how_old

TAKES, BARS, UNKNOWN = 0, 1, 2
"""What a program's policy says of those a fact is true of."""
Overrides = Mapping[str, Collection[PolicyRule]]
"""Rules that do not stand for the applicant, by id of the program."""


_POLICIES: Final = attrgetter("attempts_allowed", "graduation_limit", "usce_required", "j1", "h1b")
"""What screening goes by, the applicant's overrides apart."""


class Fact(NamedTuple):
    """Something programs screen by.

    Attributes:
        has: How much of it the applicant has, 0 to 1; ``None`` for unknown.
        usual: Usual share of applicants who have it, one value per draw.
        step: Step in the logit at programs that take such applicants.
        strength: What it does to strength, in standard deviations.
        unknown_bars: Share of programs of unknown policy that bar it.
        policy: ``TAKES``, ``BARS`` or ``UNKNOWN`` by program.
    """

    has: float | None
    usual: Floats
    step: Floats
    strength: Floats
    unknown_bars: Floats
    policy: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ScreeningProfile:
    """What the facts do at each program: shape (programs, draws).

    Attributes:
        passes: Factor on the chance: 0 where the applicant is barred, 1 where nothing bars, between for
        unknown policies.
        step: Step in the logit, the usual mix of applicants taken out.
    """

    passes: Floats
    step: Floats


def screen(
    applicant: Applicant, programs: Sequence[Program], group: PosteriorGroup, on: date, overrides: Overrides
) -> ScreeningProfile:
    """Everything but the score: visa, attempts, year of graduation, clinical experience."""
    waived = (frozenset(overrides.get(p.id, ())) for p in programs)
    some, place = one_of_each(programs, zip(map(_POLICIES, programs), waived, strict=True))
    passes = np.ones((len(some), group.size))
    step = np.zeros((len(some), group.size))
    for fact in _facts(applicant, some, group, on, overrides):
        if fact.has is None:
            continue
        by_policy_passes, by_policy_step = _by_policy(fact, group.slope)
        passes *= by_policy_passes[fact.policy]
        step += by_policy_step[fact.policy]
    return ScreeningProfile(passes[place], step[place])


def _by_policy(fact: Fact, coupling: Floats) -> tuple[Floats, Floats]:
    """Factor and step for each of the three policies: two arrays (3, draws)."""
    has = fact.has or 0.0
    bar = np.stack([np.zeros_like(fact.usual), np.ones_like(fact.usual), fact.unknown_bars])
    # those whom a stated policy bars seldom apply, so they are few among the applicants behind the published rate
    odds = fact.usual / (1 - fact.usual) * np.array([1.0, 0.0, 1.0])[:, None]
    odds[BARS] = (
        fact.usual / (1 - fact.usual) * draws("interview_assumptions.barred_apply_anyway", len(coupling))
    )
    usual = odds / (1 + odds)
    through_strength = coupling * fact.strength
    mix = usual * (1 - bar) * np.exp(fact.step + through_strength) + (1 - usual)
    strengths = usual * np.exp(through_strength) + (1 - usual)
    return 1 - has * bar, has * fact.step - np.log(mix / strengths)


def _facts(
    applicant: Applicant, programs: Sequence[Program], group: PosteriorGroup, on: date, overrides: Overrides
) -> list[Fact]:
    size, none = group.size, np.zeros(group.size)
    failed = failures(applicant)
    experience = applicant.us_clinical_experience or ("hands_on" if applicant.us_experience_months else None)
    year = applicant.graduation_year
    older_from = figure("article.older_graduate_years").high or 0.0
    month = draws("assumptions.month_of_us_experience", size) / group.slope
    since = None if year is None else application_year(on) - year

    def policies(rule: PolicyRule, states: list[int]) -> npt.NDArray[np.int64]:
        kept = [
            TAKES if rule in overrides.get(p.id, ()) else s for p, s in zip(programs, states, strict=True)
        ]
        return np.array(kept, np.int64)

    facts = [
        Fact(
            None if failed is None else float(failed > 0),
            draws("assumptions.usual_failed_attempts", size),
            failed_step(size),
            draws("assumptions.failed_attempts", size) / group.slope,
            draws("interview_assumptions.unknown_bars_attempts", size),
            policies("attempts", [_limit(p.attempts_allowed, failed) for p in programs]),
        ),
        Fact(
            how_old(year, on),
            draws("interview_assumptions.usual_older_graduate", size),
            draws("interview_assumptions.older_graduate", size),
            draws("assumptions.year_since_graduation", size) * older_from / group.slope,
            draws("interview_assumptions.unknown_bars_older", size),
            policies("graduation_year", [_limit(p.graduation_limit, since) for p in programs]),
        ),
        Fact(
            None if experience is None else float(experience == "none"),
            draws("interview_assumptions.usual_no_us_experience", size),
            draws("interview_assumptions.no_us_experience", size),
            -month * draws("assumptions.usual_months", size),
            draws("interview_assumptions.unknown_bars_no_experience", size),
            policies("us_experience", [_required(p.usce_required) for p in programs]),
        ),
        Fact(
            None if experience is None else float(experience == "hands_on"),
            draws("interview_assumptions.usual_hands_on_experience", size),
            draws("interview_assumptions.hands_on_experience", size),
            month
            * (draws("assumptions.months_hands_on", size) - draws("assumptions.months_observership", size)),
            none,
            np.zeros(len(programs), np.int64),
        ),
    ]
    if applicant.type == "non_us_img":
        need = applicant.visa
        usual = np.full(size, number("match_rates.visa_required_share_2026"))
        facts.append(Fact(
            None if need is None else float(need != "none"), usual, none,
            draws("assumptions.visa_needed", size) / group.slope,
            _unknown_visa(need, size),
            policies("visa", [_sponsors(p, need) for p in programs]),
        ))  # fmt: skip
    elif applicant.visa not in (None, "none"):
        # few US-IMGs and US graduates need a visa: nothing to take out of the mix, only the bar itself
        facts.append(Fact(1.0, none, none, none, _unknown_visa(applicant.visa, size),
                          policies("visa", [_sponsors(p, applicant.visa) for p in programs])))  # fmt: skip
    return facts


def _limit(limit: int | None, value: int | None) -> int:
    """Policy of a program toward an applicant with so many attempts or years, as far as its limit tells."""
    if limit is None:
        return UNKNOWN
    return BARS if value is not None and value > limit else TAKES


def _required(required: bool | None) -> int:
    return UNKNOWN if required is None else BARS if required else TAKES


def _sponsors(program: Program, need: str | None) -> int:
    """Policy toward the visa that is needed; a J-1 where any of the two would do or the need is not known."""
    known = {"h1b": [program.h1b], "j1": [program.j1], None: [program.j1], "none": [program.j1]}.get(
        need, [program.j1, program.h1b]
    )
    if any(known):
        return TAKES
    return BARS if all(k is False for k in known) else UNKNOWN


def _unknown_visa(need: str | None, size: int) -> Floats:
    return draws(
        "interview_assumptions.unknown_bars_h1b"
        if need == "h1b"
        else "interview_assumptions.unknown_bars_j1",
        size,
    )
