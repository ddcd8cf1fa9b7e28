"""What is known about each program on the list, as a step in the logit that it reaches the applicant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matchsafe.domain.counting import VisaFit, visa_fit
from matchsafe.domain.season import Interview, Track, VisaNeed
from matchsafe.odds.assumptions import draws

Floats = npt.NDArray[np.float64]

_CROWD: Final = 5
"""Fewer interviews than this in one city are not a crowd."""


class Kind(NamedTuple):
    """Everything about an interview that the chance depends on; interviews of one kind are counted together."""

    setting: str
    img_share: float | None
    went: str
    highly_selective: bool
    visa: VisaFit


def kind_of(interview: Interview, need: VisaNeed | None) -> Kind:
    """The kind of an interview for an applicant with this visa need. Virtual and in-person are the same kind."""
    return Kind(
        interview.setting,
        interview.img_share,
        interview.went,
        interview.highly_selective,
        visa_fit(interview, need),
    )


def kinds(interviews: Sequence[Interview], need: VisaNeed | None) -> Counter[Kind]:
    """How many interviews there are of each kind."""
    return Counter(kind_of(i, need) for i in interviews)


def offset(kind: Kind, size: int) -> Floats:
    """Step in the logit against the average program that ranks such applicants, one value per draw."""
    step = np.zeros(size)
    if kind.setting != "unknown":
        step = step + draws(f"assumptions.setting_{kind.setting}", size)
    if kind.img_share is not None:
        step = step + draws("assumptions.img_share", size) * (
            kind.img_share - draws("assumptions.img_share_usual", size)
        )
    if kind.highly_selective:
        step = step + draws("assumptions.highly_selective", size)
    if kind.went != "unknown":
        step = step + draws(f"assumptions.went_{kind.went}", size)
    return step


def feasible(kind: Kind, need: VisaNeed | None, size: int) -> Floats | float:
    """Chance that the program can take the applicant at all, one value per draw (1 where nothing stands against it)."""
    if kind.visa == "not_sponsored":
        return 0.0
    if kind.visa != "unknown":
        return 1.0
    return draws(
        "assumptions.sponsors_h1b_if_unknown" if need == "h1b" else "assumptions.sponsors_j1_if_unknown", size
    )


def everywhere(interviews: Sequence[Interview], track: Track, size: int) -> Floats:
    """Step in the logit that all programs of the list share: the season, the track, one crowded place."""
    step = np.array(draws("assumptions.season_to_season", size))
    if track in ("preliminary", "transitional"):
        step = step + draws("assumptions.preliminary_track", size)
    elif track == "advanced":
        step = step + draws("assumptions.advanced_track", size)
    cities = {(i.city or "").casefold().strip() for i in interviews}
    if len(interviews) >= _CROWD and len(cities) == 1 and "" not in cities:
        step = step + draws("assumptions.one_crowded_place", size)
    return step
