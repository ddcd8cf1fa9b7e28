"""What is known about each program on the list, as a step in the logit that it reaches the applicant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from matchsafe.domain.rankable import VisaFit, visa_fit
from matchsafe.domain.season import VisaNeed
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_part import Track
from matchsafe.evidence import table
from matchsafe.evidence.metro import metro_area
from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import (
    Variation,
    draws,
    note,
    quantiles,
    used_assumptions,
    variation_in_force,
)

PRELIMINARY: Final = ("preliminary", "transitional")
"""Tracks of one year."""
_MULTIPLIED: Final = 16
"""Longest list whose chances are multiplied before the logarithm: far longer ones could pass the greatest number."""
_ALIKE: Final = 3
"""From so many programs of each kind on, a logarithm a kind is less work."""
CROWD: Final = 5
"""Fewer interviews than this in one city are not a crowd."""


_SETTING: Final = {
    "community": "assumptions.setting_community",
    "community_university_affiliated": "assumptions.setting_community_university_affiliated",
    "university": "assumptions.setting_university",
}
_WENT: Final = {
    "well": "assumptions.went_well",
    "mixed": "assumptions.went_mixed",
    "poorly": "assumptions.went_poorly",
}


class InterviewKind(NamedTuple):
    """Everything about an interview that the chance depends on; interviews of one kind are counted together."""

    setting: str
    img_share: float | None
    went: str
    highly_selective: bool
    visa: VisaFit


def kind_of(interview: Interview, need: VisaNeed | None) -> InterviewKind:
    """The kind of an interview for an applicant with this visa need. Virtual and in-person are the same kind."""
    return InterviewKind(
        interview.setting,
        interview.img_share,
        interview.impression,
        interview.highly_selective,
        visa_fit(interview, need),
    )


def kinds(interviews: Sequence[Interview], need: VisaNeed | None) -> Counter[InterviewKind]:
    """How many interviews there are of each kind."""
    return Counter(kind_of(i, need) for i in interviews)


class ProgramStep(NamedTuple):
    """What is known of a program against the average one that ranks such applicants, one value per draw.

    Attributes:
        offset: Step in the logit. What is not known of a program has no direction, yet programs of which it is not
            known may all stand higher or lower.
        inverse: The odds of an average program over those of this one.
        feasible: Chance that a program of unknown visas can take the applicant; ``None`` for no discount. Only an H-1B
            is discounted: most of the applicants behind the tables need a J-1, so a program of which nothing is known
            already stands for what they met. Programs known not to sponsor the visa are not on the list at all.
        names: The assumptions behind it.
    """

    offset: Floats
    inverse: Floats
    feasible: Floats | None
    names: frozenset[str]


def program_step(kind: InterviewKind, need: VisaNeed | None, size: int, within: Variation) -> ProgramStep:
    """The step of a program, held for each kind."""
    found = _program_step(kind, need == "h1b", size, within)
    note(*found.names)
    return found


@lru_cache(maxsize=1024)
def _program_step(kind: InterviewKind, needs_h1b: bool, size: int, within: Variation) -> ProgramStep:
    with used_assumptions() as names, variation_in_force(within):
        step = np.zeros(size)
        if kind.setting != "unknown":
            step = step + draws(_SETTING[kind.setting], size)
        elif kind.img_share is None:
            step = step + draws("assumptions.setting_unknown", size)
        if kind.img_share is not None:
            step = step + draws("assumptions.img_share", size) * (
                kind.img_share - draws("assumptions.img_share_usual", size)
            )
        if kind.highly_selective:
            step = step + draws("assumptions.highly_selective", size)
        went = "assumptions.went_unknown" if kind.went == "unknown" else _WENT[kind.went]
        step = step + draws(went, size)
        feasible = None
        if kind.visa == "unknown" and needs_h1b:
            feasible = draws("assumptions.sponsors_h1b_if_unknown", size)
    return ProgramStep(step, np.exp(-step), feasible, frozenset(names))


def is_multiplied(kinds: Counter[InterviewKind]) -> bool:
    """Whether the chances of a list are multiplied before a logarithm is taken."""
    return kinds.total() <= min(_MULTIPLIED, _ALIKE * len(kinds))


def miss_polynomial(steps: Sequence[ProgramStep]) -> Floats | None:
    """One over the chance that programs are all missed, by power of an average one's odds: (powers, draws).

    ``None`` where it is no polynomial.
    """
    if not steps or any(step.feasible is not None for step in steps):
        return None
    terms = np.zeros((len(steps) + 1, len(steps[0].offset)))  # of the product of all 1 + odds exp(offset)
    terms[0] = 1
    for power, step in enumerate(steps, 1):
        terms[1 : power + 1] += terms[:power] / step.inverse
    return terms


def everywhere(interviews: Sequence[Interview], track: Track, size: int) -> Floats:
    """Step in the logit that all programs of the list share: the season, the track, one crowded place."""
    step = np.array(draws("assumptions.season_to_season", size))
    if track in PRELIMINARY:
        step = step + draws("assumptions.preliminary_others", size)
    elif track == "advanced":
        step = step + draws("assumptions.advanced_track", size)
    if is_crowded(interviews):
        step = step + crowding(size)
    return step


def leftover_chance(specialty: str, track: Track, size: int) -> Floats | None:
    """Chance that a program has a preliminary place left for an applicant it interviewed, one value per draw.

    The share of programs that did not fill, at its lowest to its highest of the published seasons, times the chance
    that such a program ranked the applicant. ``None`` for tracks that nearly always fill.
    """
    if track not in PRELIMINARY:
        return None
    code = "transitional_year" if track == "transitional" else specialty
    rows = table("selection.preliminary_positions").records()
    shares = [
        float(r["programs_unfilled"] or 0) / float(r["programs"] or 1) for r in rows if r["specialty"] == code
    ]
    if not shares:
        return np.zeros(size)
    low, high = min(shares), max(shares)
    return (low + (high - low) * quantiles(f"left over in {code}", size)) * draws(
        "assumptions.unfilled_takes", size
    )


def crowding(size: int) -> Floats:
    """Step in the logit that a list in one crowded place costs at each program, one value per draw."""
    return draws("assumptions.one_crowded_place", size)


def is_crowded(interviews: Sequence[Interview]) -> bool:
    """Whether all interviews are in one metro area and enough to be a crowd."""
    places = {metro_area(i.city, i.state).casefold() for i in interviews}
    return len(interviews) >= CROWD and len(places) == 1 and "" not in places
