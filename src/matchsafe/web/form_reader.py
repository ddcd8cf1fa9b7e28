"""Fields as a reader sent them: numbers, states and choices, with everything that has to be corrected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from matchsafe.domain.moments import day_of
from matchsafe.domain.places import DIVISIONS, REGIONS
from matchsafe.domain.problem import Problem
from matchsafe.domain.states import state_code
from matchsafe.web import forms
from matchsafe.web.forms import on_field

MOST_LETTERS: Final = 3_000
"""Letters read of a field that holds several lines."""
_AREAS: Final = {
    **{name.casefold(): states for name, states in DIVISIONS.items()},
    **{
        name.casefold(): tuple(s for d in divisions for s in DIVISIONS[d])
        for name, divisions in REGIONS.items()
    },
}


T = TypeVar("T")


@dataclass
class FieldReader:
    """Fields as they are read, with everything that has to be corrected."""

    form: forms.Sent
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, name: str, message: str) -> None:
        """Note something to correct, in a field or beside it."""
        self.problems.append(on_field(name, message))

    def number(self, name: str, label: str, least: int, most: int, unit: str = "") -> int | None:
        """A whole number, also with commas and a dollar sign; ``None`` for an empty field."""
        text = forms.text(self.form, name, 40)
        cleaned = text.replace(",", "").replace("$", "").replace(" ", "")
        if not cleaned:
            return None
        if not (cleaned.isascii() and cleaned.isdigit() and least <= int(cleaned) <= most):
            accepted = f"a whole number{unit} from {least:,} to {most:,}"
            self.wrong(name, f"{label}: “{text}” is not {accepted}.")
            return None
        return int(cleaned)

    def decimal(self, name: str, label: str, least: float, most: float) -> float | None:
        """A number, also with a decimal point or comma; ``None`` for an empty field."""
        text = forms.text(self.form, name, 40)
        if not text:
            return None
        plain = re.fullmatch(r"\d{1,6}([.,]\d{1,6})?", text, re.ASCII)
        if plain is None or not least <= (found := float(text.replace(",", "."))) <= most:
            self.wrong(name, f"{label}: “{text}” is not a number from {least:g} to {most:,}.")
            return None
        return found

    def day(self, name: str, label: str) -> date | None:
        """A date as year, month and day; ``None`` for an empty field."""
        text = forms.text(self.form, name, 40)
        if not text:
            return None
        try:
            return day_of(text)
        except ValueError:
            accepted = "Write year-month-day, for example: 2026-11-28, from 2000 to 2099."
            self.wrong(name, f"{label}: “{text}” is no date. {accepted}")
            return None

    def states(self, name: str, label: str) -> tuple[str, ...]:
        """States by code or name, and those of census regions and divisions."""
        found, wrong = states_in(forms.text(self.form, name, 1_000))
        if wrong:
            quoted = ", ".join(f"“{w[:40]}”" for w in wrong[:5])
            self.wrong(
                name,
                f"{label}: {quoted} is no US state, territory or census region. "
                "Write codes or names with commas between, for example: NY, New Jersey, Midwest.",
            )
        return found

    def choice(self, name: str, label: str, accepted: Iterable[str], usual: str) -> str:
        """One of the values accepted; ``usual`` for an empty field."""
        value = forms.text(self.form, name, 60) or usual
        if value not in accepted:
            self.wrong(name, f"{label}: “{value}” is not one of the choices.")
            return usual
        return value

    def lines(self, name: str, label: str, meant: Callable[[str], tuple[T, list[str]]]) -> T:
        """What a field of several lines means, told by ``meant`` together with what has to be corrected."""
        found, wrong = meant(forms.text(self.form, name, MOST_LETTERS))
        self.problems += [on_field(name, f"{label}: {message}") for message in wrong[:5]]
        return found

    def several(self, name: str, label: str, accepted: Iterable[str]) -> tuple[str, ...]:
        """Any of the values accepted, each once, in the order sent."""
        given = [v for v in self.form.getlist(name) if isinstance(v, str)]
        known = set(accepted)
        for value in list(dict.fromkeys(v for v in given if v not in known))[:5]:
            self.wrong(name, f"{label}: “{value[:40]}” is not one of the choices.")
        return tuple(dict.fromkeys(v for v in given if v in known))


def states_in(text: str) -> tuple[tuple[str, ...], list[str]]:
    """The states named in a text, with commas or line ends between, and what is no state or census region."""
    found: dict[str, None] = {}
    wrong = []
    for part in (p.strip() for p in re.split(r"[,;\n]", text)):
        if not part:
            continue
        code = state_code(part)
        area = _AREAS.get(" ".join(part.casefold().split()))
        if code is None and area is None:
            wrong.append(part)
        found.update(dict.fromkeys((code,) if code else area or ()))
    return tuple(found), wrong
