"""One interview as a form, and many as pasted lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import FormData

from matchsafe.domain.states import STATE_NAMES, state_code
from matchsafe.web import forms
from matchsafe.web.questions import Field, Option

VISA_CHOICES: Final[dict[str, list[str] | None]] = {
    "": None,
    "none": [],
    "j1": ["j1"],
    "h1b": ["h1b"],
    "both": ["j1", "h1b"],
}
"""The visas a program sponsors, as one choice of a list."""

FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "state",
        "State",
        "select",
        (Option("", "I don't know"), *(Option(c, n) for c, n in STATE_NAMES.items())),
        example="New York",
    ),
    Field(
        "setting",
        "Kind of program",
        "select",
        (
            Option("unknown", "I don't know"),
            Option("community", "Community"),
            Option("community_university_affiliated", "Community, university-affiliated"),
            Option("university", "University"),
        ),
    ),
    Field(
        "visas_sponsored",
        "Visas the program sponsors",
        "select",
        (
            Option("", "I don't know"),
            Option("j1", "J-1"),
            Option("h1b", "H-1B"),
            Option("both", "J-1 and H-1B"),
            Option("none", "No visa"),
        ),
        hint="Look on the program's own page or ask the coordinator. Do not guess.",
    ),
    Field(
        "status",
        "Where it stands",
        "select",
        (
            Option("scheduled", "Scheduled"),
            Option("attended", "Attended"),
            Option("invited", "Invited, no date yet"),
            Option("waitlisted", "On the waiting list"),
            Option("declined", "I declined"),
            Option("cancelled", "Cancelled"),
        ),
    ),
    Field(
        "went",
        "How it went",
        "select",
        (
            Option("unknown", "Not done yet, or I don't know"),
            Option("well", "Well"),
            Option("mixed", "Mixed"),
            Option("poorly", "Poorly"),
        ),
    ),
    Field(
        "format",
        "Online or there",
        "select",
        (Option("unknown", "I don't know"), Option("virtual", "Virtual"), Option("in_person", "In person")),
    ),
)
"""The choices in the form of one interview; the program, the city and the rest are fields of text."""

_WORDS: Final[dict[str, tuple[str, Any]]] = {
    "community": ("setting", "community"),
    "comm": ("setting", "community"),
    "community university affiliated": ("setting", "community_university_affiliated"),
    "university affiliated": ("setting", "community_university_affiliated"),
    "affiliated": ("setting", "community_university_affiliated"),
    "university": ("setting", "university"),
    "academic": ("setting", "university"),
    "j 1": ("visas_sponsored", ["j1"]),
    "j1": ("visas_sponsored", ["j1"]),
    "h 1b": ("visas_sponsored", ["h1b"]),
    "h1b": ("visas_sponsored", ["h1b"]),
    "h1 b": ("visas_sponsored", ["h1b"]),
    "j1 and h1b": ("visas_sponsored", ["j1", "h1b"]),
    "j 1 and h 1b": ("visas_sponsored", ["j1", "h1b"]),
    "both visas": ("visas_sponsored", ["j1", "h1b"]),
    "no visa": ("visas_sponsored", []),
    "no visas": ("visas_sponsored", []),
    "invited": ("status", "invited"),
    "scheduled": ("status", "scheduled"),
    "booked": ("status", "scheduled"),
    "attended": ("status", "attended"),
    "done": ("status", "attended"),
    "declined": ("status", "declined"),
    "cancelled": ("status", "cancelled"),
    "canceled": ("status", "cancelled"),
    "waitlisted": ("status", "waitlisted"),
    "waitlist": ("status", "waitlisted"),
    "waiting list": ("status", "waitlisted"),
    "virtual": ("format", "virtual"),
    "online": ("format", "virtual"),
    "in person": ("format", "in_person"),
    "well": ("went", "well"),
    "went well": ("went", "well"),
    "went mixed": ("went", "mixed"),
    "went poorly": ("went", "poorly"),
    "mixed": ("went", "mixed"),
    "poorly": ("went", "poorly"),
}


@dataclass(frozen=True)
class LineProblem:
    """A pasted line that could not be read."""

    line: int
    message: str


def paste(text: str) -> tuple[list[dict[str, Any]], list[LineProblem]]:
    """Read many interviews, one a line: the program first, then state, kind, visas, status in any order.

    Args:
        text: Lines whose parts stand between commas, semicolons or tabs. Empty lines are passed over.
    """
    found: list[dict[str, Any]] = []
    problems: list[LineProblem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [p.strip() for p in re.split(r"[,;\t]", line)]
        if not any(parts):
            continue
        item, odd = _line(parts)
        if not item["program"]:
            problems.append(LineProblem(number, f"Line {number} has no program name before the first comma."))
        elif odd:
            wrong = " and ".join(f"“{part[:60]}”" for part in odd[:3])
            problems.append(
                LineProblem(
                    number,
                    f"Line {number}: {wrong} {'is' if len(odd) == 1 else 'are'} not a state, a kind of program, "
                    "a visa or a status. Write for example: Lincoln Hospital, NY, community.",
                )
            )
        else:
            found.append(item)
    return found, problems


def _line(parts: list[str]) -> tuple[dict[str, Any], list[str]]:
    item: dict[str, Any] = {"program": parts[0]}
    odd: list[str] = []
    for part in filter(None, parts[1:]):
        if (state := state_code(part)) is not None and "state" not in item:
            item["state"] = state
        elif (known := _WORDS.get(_key(part))) is not None:
            path, value = known
            if path == "visas_sponsored" and value and item.get(path):
                value = [v for v in ("j1", "h1b") if v in {*item[path], *value}]
            item[path] = value
        else:
            odd.append(part)
    return item, odd


def _key(part: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", part.lower()).split())


def from_form(form: FormData) -> dict[str, Any]:
    """The interview in a form, in the shape of a season file; what is not known is left out."""
    item: dict[str, Any] = {"program": forms.text(form, "program", 400)}
    for field in FIELDS:
        value = forms.text(form, field.path, 60)
        if field.path == "visas_sponsored":
            if (visas := VISA_CHOICES.get(value)) is not None:
                item[field.path] = visas
        elif value not in ("", "unknown"):
            item[field.path] = value
    if city := forms.text(form, "city", 200):
        item["city"] = city
    if share := forms.text(form, "img_share", 20):
        item["img_share"] = _share(share)
    if forms.text(form, "would_rank") != "yes":
        item["would_rank"] = False
    if forms.text(form, "highly_selective") == "yes":
        item["highly_selective"] = True
    return item


def _share(text: str) -> float | str:
    try:
        return float(text) / 100
    except ValueError:
        return text


def form_values(item: dict[str, Any]) -> dict[str, str]:
    """The value of each form field for an interview."""
    visas = item.get("visas_sponsored")
    values = {f.path: str(item.get(f.path) or f.options[0].value) for f in FIELDS}
    values["visas_sponsored"] = next((k for k, v in VISA_CHOICES.items() if v == visas), "both")
    values["program"] = str(item.get("program", ""))
    values["city"] = str(item.get("city") or "")
    share = item.get("img_share")
    values["img_share"] = f"{share * 100:g}" if isinstance(share, float | int) else str(share or "")
    values["would_rank"] = "yes" if item.get("would_rank", True) else ""
    values["highly_selective"] = "yes" if item.get("highly_selective") else ""
    return values


def unnamed(count: int) -> list[dict[str, Any]]:
    """A bare number as a list to be filled in: as many interviews at unnamed programs."""
    return [{"program": f"Interview {i}"} for i in range(1, count + 1)]
