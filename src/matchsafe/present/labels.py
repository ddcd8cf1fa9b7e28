"""The plain words behind every code of a season and of an outlook."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES

_LABELS: Final[dict[str, dict[str, str]]] = {
    "type": {
        "us_img": "US-IMG",
        "non_us_img": "non-US IMG",
        "us_md": "US MD senior or graduate",
        "us_do": "US DO senior or graduate",
    },
    "visa": {
        "none": "no visa needed",
        "j1": "J-1",
        "h1b": "H-1B",
        "j1_or_h1b": "J-1 or H-1B",
    },
    "status": {
        "invited": "invited",
        "scheduled": "scheduled",
        "attended": "attended",
        "declined": "declined",
        "cancelled": "cancelled",
        "waitlisted": "on the waiting list",
    },
    "setting": {
        "community": "community",
        "community_university_affiliated": "community, university-affiliated",
        "university": "university",
        "unknown": "not known",
    },
    "format": {"virtual": "virtual", "in_person": "in person", "unknown": "not known"},
    "went": {"poorly": "poorly", "mixed": "mixed", "well": "well", "unknown": "not known"},
    "track": {
        "categorical": "categorical",
        "preliminary": "preliminary",
        "transitional": "transitional year",
        "advanced": "advanced",
    },
    "letters": {"weak": "weak", "average": "average", "strong": "strong", "unknown": "not known"},
    "experience": {
        "none": "none",
        "observership": "observership",
        "hands_on": "hands-on",
    },
    "red_flag": {
        "gap": "a gap in training or work",
        "attempt": "a failed attempt at an exam",
        "professionalism": "a professionalism concern",
        "transfer": "a change of program or school",
        "other": "something else",
    },
    "urgency": {"now": "now", "this_week": "this week", "soon": "soon", "later": "later"},
    "zone": {
        "extremely_high_risk": "Extremely high risk",
        "danger": "Danger zone",
        "borderline": "Borderline",
        "hopeful": "Hopeful",
        "reasonably_safe": "Reasonably safe",
        "strong": "Strong position",
        "no_safe_number": "No safe number",
    },
    "bucket": {
        "strong_us_img": "Strong US-IMG",
        "strong_non_us_img": "Strong non-US IMG",
        "average_or_red_flag": "Average IMG, or an IMG with something programs may worry about",
        "highly_competitive": "IMG in a highly competitive specialty",
        "not_an_img": "Not an IMG",
    },
    "source_kind": {
        "published": "published figure",
        "derived": "worked out from published figures",
        "estimate": "our estimate",
        "rule_of_thumb": "rule of thumb",
        "assumption": "assumption",
    },
    "specialty": dict(SPECIALTY_NAMES),
    "state": dict(STATE_NAMES),
}

GROUPS: Final[tuple[str, ...]] = tuple(_LABELS)
"""The groups of codes that have labels."""


def labels(group: str) -> Mapping[str, str]:
    """Every code of a group with its label, in the order a person should see them.

    Raises:
        KeyError: If there is no such group.
    """
    return MappingProxyType(_LABELS[group])


def label(group: str, code: str | None) -> str:
    """The label of one code; ``None`` is "not known", and a code from a newer version reads as plain words.

    Raises:
        KeyError: If there is no such group.
    """
    if code is None:
        return "not known"
    return _LABELS[group].get(code, code.replace("_", " "))
