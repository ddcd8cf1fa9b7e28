"""The what-if form: how the chance moves with more interviews, the applicant's strength held as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from matchsafe.domain.rankable import counts, rankable
from matchsafe.domain.season import Season
from matchsafe.present import words

KINDS = ("community", "community_university_affiliated", "university", "highly_selective", "visa_sponsoring")
_LABELS = {
    "community": "Community",
    "community_university_affiliated": "Community, affiliated with a university",
    "university": "University",
    "highly_selective": "Highly selective",
    "visa_sponsoring": "Any that sponsors my visa",
}
MAX_MORE = 20
"""Most interviews of one kind that can be tried at once."""
_MOST_DIGITS = 6


@dataclass(frozen=True)
class NumberField:
    """One number of the form."""

    name: str
    label: str
    value: str
    max: int


def kinds(season: Season) -> tuple[str, ...]:
    """The kinds of interview that can be tried: visas only where one is needed."""
    return KINDS if season.applicant.visa not in (None, "none") else KINDS[:-1]


def usual_kind(season: Season) -> str:
    """The kind of program most common in the list; community where nothing is known."""
    known = Counter(i.setting for i in rankable(season) if i.setting != "unknown")
    return known.most_common(1)[0][0] if known else "community"


def what_if(season: Season, query: Mapping[str, str], on: date) -> dict[str, Any]:
    """The form with what was written in it, and the result if anything was changed.

    Args:
        query: The fields of the form; an absent or empty field changes nothing.
        on: The day the question is asked.
    """
    have = counts(season).rankable
    fields = [
        NumberField(
            "interviews", "Interviews you can rank", query.get("interviews") or str(have), have + MAX_MORE
        )
    ]
    fields += [NumberField(k, _LABELS[k], query.get(k) or "0", MAX_MORE) for k in kinds(season)]
    problems = []
    add: Counter[str] = Counter()
    for field in fields:
        low = have if field.name == "interviews" else 0
        written = field.value.isascii() and field.value.isdigit() and len(field.value) <= _MOST_DIGITS
        if not (written and low <= int(field.value) <= field.max):
            problems.append(f"{field.label}: write a whole number from {low} to {field.max}.")
        elif field.name == "interviews":
            add[usual_kind(season)] += int(field.value) - have
        else:
            add[field.name] += int(field.value)
    add = +add
    result = _result(season, add, on) if add and not problems else None
    return {"fields": fields, "problems": problems, "result": result}


def _result(season: Season, add: Counter[str], on: date) -> dict[str, Any] | None:
    from matchsafe import odds

    found = odds.what_if(season, dict(add), on)
    if found is None:
        return None
    more = "1 more interview" if add.total() == 1 else f"{add.total()} more interviews"
    return {
        "change": words.change(found.before, found.after),
        "sentence": f"With {more}: {words.chance(found.after)}. Today: {words.chance(found.before)}.",
    }
