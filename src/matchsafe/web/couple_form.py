"""The form of a plan for two, which is sent as an address: from its fields to a request, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from matchsafe.domain.couple_plan import OF_THE_COUPLE, CoupleRequest
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.problem import Problem
from matchsafe.web import forms
from matchsafe.web.form_reader import FieldReader
from matchsafe.web.forms import on_field
from matchsafe.web.plan_form import MOST_DOLLARS, NO_LIST, useful_step

OWN: Final = "own"
"""The choice of the partner named in the season itself."""
RULES: Final = {
    "state": ("In one state", ""),
    "division": (
        "In one census division",
        "A group of neighbouring states, such as the Middle Atlantic: NY, NJ, PA.",
    ),
    "miles": ("Within some miles", "The program list has to know where its programs are."),
    "anywhere": ("Anywhere", "Both of you match, near each other or not."),
}
USUAL: Final = {
    "partner": "",
    "catalog": "",
    "together": "state",
    "miles": "100",
    "budget": "",
    "wanted": "",
    "useful_step": "1",
}
"""What stands in the fields at first."""


@dataclass(frozen=True)
class CoupleForm:
    """What the form asks for.

    Attributes:
        partner: Id of the partner's season, or ``OWN``.
        catalog: The program list; ``None`` for figures by state.
        request: The couple's part of the request.
    """

    partner: str
    catalog: str | None
    request: CoupleRequest


def read(form: forms.Sent, partners: list[str], lists: list[str]) -> tuple[CoupleForm | None, list[Problem]]:
    """What is asked for, or what has to be corrected first."""
    reading = FieldReader(form)
    partner = forms.text(form, "partner", 60)
    if partner not in partners:
        reading.wrong("partner", "Your partner: choose one of the seasons saved on this device.")
    catalog = reading.choice("catalog", "Program list", (*lists, NO_LIST), NO_LIST)
    together = reading.choice("together", "What counts as together", RULES, "state")
    miles = reading.number("miles", "Miles", 1, 3_000)
    budget = reading.number("budget", "Budget for both", 0, MOST_DOLLARS, " of dollars")
    wanted = reading.states("wanted", "Where you would most like to be")
    if together == "miles" and catalog == NO_LIST:
        reading.wrong(
            "together", "Within some miles: this needs a program list. Choose one, or another rule."
        )
    step = useful_step(reading)
    if reading.problems:
        return None, reading.problems
    asked: dict[str, Any] = {
        "together": together, "budget": budget, "wanted_states": wanted, "miles": miles or float(USUAL["miles"]),
        "useful_step": step,
    }  # fmt: skip
    return CoupleForm(partner, None if catalog == NO_LIST else catalog, CoupleRequest(**asked)), []


def of_one(request: PlanRequest) -> PlanRequest:
    """What one partner asked for in a plan of their own, without what is asked of both."""
    usual = PlanRequest()
    return request.model_copy(update={name: getattr(usual, name) for name in OF_THE_COUPLE})


def values(form: forms.Sent) -> dict[str, str]:
    """The fields as they were sent, to be shown again."""
    return {name: forms.text(form, name, 1_000) or usual for name, usual in USUAL.items()}


_ANCHORS: Final = {
    "together": "together", "miles": "miles", "wanted_states": "wanted", "partner": "partner", "catalog": "catalog",
}  # fmt: skip
_WHOSE: Final = {"first": "Your list", "second": "Your partner's list"}


def problems_of(problems: Any) -> list[Problem]:
    """What the planner cannot meet, each linked to the field that can be changed, and whose list it is about."""
    out = []
    for p in problems:
        who, _, rest = p.path.partition(".")
        if who in _WHOSE:
            field = rest.split(".")[0].split(" ")[0]
            out.append(on_field(_ANCHORS.get(field, "partner"), f"{_WHOSE[who]}: {rest}: {p.message}."))
        else:
            out.append(on_field(_ANCHORS.get(who.split(" ")[0], "budget"), f"{p.path}: {p.message}."))
    return out
