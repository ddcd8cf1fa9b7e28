"""The form of what a plan has to respect: from its fields to a request, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from matchsafe.domain import model_errors
from matchsafe.domain.places import MIDDLES, MILE_KM
from matchsafe.domain.plan import USEFUL_STEP, PlanRequest
from matchsafe.domain.problem import Problem
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES, state_code
from matchsafe.web import forms, plan_lines
from matchsafe.web.form_reader import MOST_LETTERS, FieldReader
from matchsafe.web.forms import on_field

NO_LIST: Final = "none"
"""The choice of a plan without a program list."""
MOST_DOLLARS: Final = 1_000_000
MOST_PROGRAMS: Final = 2_000
MOST_SECONDS: Final = 3_600
MOST_STEP: Final = 50
USUAL_SECONDS: Final = 60
"""Time a proof gets where no other is asked for."""
WEIGHTS: Final = {"1": "a little", "2": "much", "4": "very much"}
WISH_FIELDS: Final = ("wish_states", "wish_settings", "wish_h1b", "wish_size", "wish_near")

_STATE_FIELDS: Final = {
    "home_states": "States you have ties to",
    "preferred_states": "States of your geographic preference",
    "only_states": "States to stay in",
    "wish_states": "States you would like best",
}
_OWN_FIELDS: Final = (
    "budget", "max_programs", "specialties", "only_states", "catalog", "minimums", "max_per_specialty", "seconds",
    "exact", "sent_on", "signals", "useful_step",
)  # fmt: skip
_MARKS: Final = ("include", "exclude", "applied", "overrides", "gold", "silver", "signals")
_ANCHORS: Final = {
    **{name: name for name in _OWN_FIELDS},
    **dict.fromkeys(_MARKS, "marks"),
    **dict.fromkeys(("wishes", "utility"), "wish_states"),
    "minimum": "minimums",
}
"""The field of the form that a planner's problem is about."""


def read(form: FormData, before: SeasonPlan, lists: Iterable[str]) -> tuple[SeasonPlan, list[Problem]]:
    """The plan a form asks for, and what has to be corrected first.

    Args:
        form: The fields.
        before: What was kept; marks and what the form does not show stay.
        lists: Names of the program lists that can be chosen.
    """
    reading = FieldReader(form)
    chosen = reading.choice("catalog", "Program list", (*lists, NO_LIST), NO_LIST)
    objective = reading.choice("objective", "What the list is for", ("match", "utility"), "match")
    given: dict[str, Any] = {
        "budget": budget(reading),
        "max_programs": reading.number("max_programs", "Most programs", 1, MOST_PROGRAMS),
        "sent_on": reading.day("sent_on", "Day you send new applications"),
        "signals": reading.choice("signals", "Signals you can still send", ("", "all", "none"), "") or None,
        "useful_step": useful_step(reading),
        "specialties": _in_order(reading),
        "first_share": before.request.first_share,
        "objective": objective,
        **{
            name: reading.states(name, _STATE_FIELDS[name])
            for name in ("home_states", "preferred_states", "only_states")
        },
        "minimums": reading.lines("minimums", "Minimum programs per state", plan_lines.minimums),
        "max_per_specialty": reading.lines(
            "max_per_specialty",
            "Most programs by specialty",
            lambda text: plan_lines.most_by_specialty(text, MOST_PROGRAMS),
        ),
        "exact": forms.text(form, "exact") == "yes",
        "seconds": reading.number("seconds", "Most seconds for the proof", 1, MOST_SECONDS) or USUAL_SECONDS,
        "wishes": _wishes(reading),
    }
    if objective == "utility" and given["wishes"] is None and not reading.problems:
        reading.problems.append(
            on_field(
                "wish_states", "Say at least one thing you would like, or choose the chance of matching."
            )
        )
    request = before.request
    if not reading.problems:
        try:
            request = PlanRequest.model_validate({**before.request.model_dump(), **given})
        except ValidationError as error:
            reading.problems += problems_of(model_errors.problems_of(error, PlanRequest))
    catalog = None if chosen == NO_LIST else chosen
    return SeasonPlan(catalog=catalog, request=request, marks=before.marks), reading.problems


def useful_step(reading: FieldReader) -> float:
    """What the next $100 has to add, in matches of 100."""
    typed = forms.text(reading.form, "useful_step", 10)
    try:
        found = float(typed or USEFUL_STEP)
    except ValueError:
        found = -1.0
    if 0 <= found <= MOST_STEP:
        return found
    reading.wrong(
        "useful_step", f"The least that $100 should add: “{typed}” is not a number from 0 to {MOST_STEP}."
    )
    return USEFUL_STEP


def _in_order(reading: FieldReader) -> tuple[str, ...]:
    """The specialties that are ticked, the one wanted most first."""
    chosen = tuple(reading.several("specialties", "Specialties", SPECIALTY_NAMES))
    first = reading.choice("first_specialty", "Specialty you want most", ("", *SPECIALTY_NAMES), "")
    return tuple(sorted(chosen, key=lambda code: code != first))


def budget(reading: FieldReader) -> float | None:
    """The budget in a form, in dollars; ``None`` for no limit."""
    return reading.number("budget", "Budget", 0, MOST_DOLLARS, " of dollars")


def _wishes(reading: FieldReader) -> dict[str, Any] | None:
    settings = ("community", "community_university_affiliated", "university")
    size = reading.choice("wish_size", "Size", ("", "small", "large"), "")
    near = forms.text(reading.form, "wish_near", 60)
    place = None
    if near:
        code = state_code(near)
        within = reading.number("wish_within", "Miles", 1, 10_000)
        if code is None or code not in MIDDLES:
            reading.problems.append(
                on_field("wish_near", f"Near: “{near}” is no US state. Write one state, for example: NY.")
            )
        else:
            latitude, longitude = MIDDLES[code]
            place = {
                "latitude": latitude, "longitude": longitude, "within_km": round((within or 300) * MILE_KM, 1)
            }  # fmt: skip
    wished: dict[str, Any] = {
        "states": reading.states("wish_states", _STATE_FIELDS["wish_states"]),
        "settings": reading.several("wish_settings", "Kind of program", settings),
        "h1b": forms.text(reading.form, "wish_h1b") == "yes",
        "size": size or None,
        "near": place,
    }
    if not any(wished.values()):
        return None
    weights = {
        f"{name.removeprefix('wish_').removesuffix('s')}_weight": float(
            reading.choice(f"{name}_weight", "How much it matters", WEIGHTS, "1")
        )
        for name in WISH_FIELDS
    }
    return {**wished, **weights}


def values(kept: SeasonPlan, usual_specialty: str) -> dict[str, Any]:
    """What stands in the fields of the form for a plan that is kept."""
    request, wishes = kept.request, kept.request.wishes
    out: dict[str, Any] = {
        "catalog": kept.catalog or NO_LIST,
        "budget": "" if request.budget is None else f"{request.budget:.0f}",
        "max_programs": "" if request.max_programs is None else str(request.max_programs),
        "sent_on": "" if request.sent_on is None else request.sent_on.isoformat(),
        "signals": request.signals or "",
        "useful_step": f"{request.useful_step:g}",
        "specialties": request.specialties or (usual_specialty,),
        "first_specialty": (request.specialties or (usual_specialty,))[0],
        "max_per_specialty": plan_lines.specialty_lines(request.max_per_specialty),
        "minimums": plan_lines.minimum_lines(request.minimums),
        "exact": request.exact,
        "seconds": f"{request.seconds:.0f}",
        "objective": request.objective,
        "home_states": ", ".join(request.home_states),
        "preferred_states": ", ".join(request.preferred_states),
        "only_states": ", ".join(request.only_states),
        "wish_states": ", ".join(wishes.states) if wishes else "",
        "wish_settings": wishes.settings if wishes else (),
        "wish_h1b": bool(wishes and wishes.h1b),
        "wish_size": (wishes.size or "") if wishes else "",
        "wish_near": _near_name(wishes.near.latitude, wishes.near.longitude)
        if wishes and wishes.near
        else "",
        "wish_within": f"{wishes.near.within_km / MILE_KM:.0f}" if wishes and wishes.near else "300",
    }
    for name in WISH_FIELDS:
        weight = f"{name.removeprefix('wish_').removesuffix('s')}_weight"
        out[f"{name}_weight"] = f"{getattr(wishes, weight):.0f}" if wishes else "1"
    return out


def raw(form: FormData, names: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they were sent, to be shown again beside what has to be corrected."""
    return {
        name: tuple(v for v in form.getlist(name) if isinstance(v, str))
        if isinstance(usual, tuple)
        else forms.text(form, name) == "yes"
        if isinstance(usual, bool)
        else forms.text(form, name, MOST_LETTERS)
        for name, usual in names.items()
    }


def _near_name(latitude: float, longitude: float) -> str:
    return next((STATE_NAMES[s] for s, place in MIDDLES.items() if place == (latitude, longitude)), "")


def problems_of(problems: Iterable[Problem]) -> list[Problem]:
    """What the planner cannot meet, each linked to the field that can be changed."""
    out = []
    for p in problems:
        head = p.path.split(" ")[0].split(".")[0].split("[")[0]
        anchor = _ANCHORS.get(head, "budget")
        out.append(on_field(anchor, f"{_TITLES.get(head, p.path)}: {p.message.rstrip('.')}."))
    return out


_TITLES: Final = {
    "budget": "Budget", "max_programs": "Most programs", "specialties": "Specialties",
    "only_states": "States to stay in", "catalog": "Program list", "wishes": "What you would like",
    "include": "Programs you keep", "exclude": "Programs you dropped", "applied": "Programs you applied to",
    "minimums": "Minimum programs per state", "minimum": "Minimum programs per state",
    "max_per_specialty": "Most programs by specialty", "gold": "Gold signals you sent",
    "silver": "Silver signals you sent", "signals": "Signals you sent",
}  # fmt: skip
