"""The plain words behind every code of a season and of an outlook."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from matchsafe.domain import season_fields
from matchsafe.domain.outlook import ZONE_NAMES
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES

_LABELS: Final[dict[str, Mapping[str, str]]] = {
    "urgency": {"now": "now", "this_week": "this week", "soon": "soon", "later": "later"},
    "zone": ZONE_NAMES,
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
}


def labels(group: str) -> Mapping[str, str]:
    """Every code of a group with its label, in the order a person should see them.

    Args:
        group: A group of an outlook's codes, ``specialty``, ``state``, or a season field that takes words, such as
            ``visa``.

    Raises:
        KeyError: If there is no such group.
    """
    if group in ("specialty", "state"):
        return MappingProxyType(SPECIALTY_NAMES if group == "specialty" else STATE_NAMES)
    if group in _LABELS:
        return MappingProxyType(_LABELS[group])
    return MappingProxyType({o.code: o.label for o in season_fields.catalogue().options(group)})


def label(group: str, code: str | None) -> str:
    """The label of one code; ``None`` is "not known", and a code from a newer version reads as plain words.

    Raises:
        KeyError: If there is no such group.
    """
    if code is None:
        return "not known"
    return labels(group).get(code, code.replace("_", " "))
