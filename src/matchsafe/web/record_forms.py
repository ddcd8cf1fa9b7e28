"""Forms of the parts of a record: their fields and words are those of the season catalogue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import BaseModel
from starlette.datastructures import FormData

from matchsafe.domain import season_fields
from matchsafe.domain.moments import file_text, us_zones
from matchsafe.domain.problem import Problem
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.web import form_answers, forms
from matchsafe.web.forms import on_field
from matchsafe.web.questions import FormOption
from matchsafe.workspace.seasonfile import SeasonFileError

OF_INTERVIEW: Final = (
    "status", "start", "end", "time_zone", "reply_by", "format", "platform", "link", "interviewers", "went",
    "thank_you_sent", "step3_asked", "nrmp_code", "joint_with", "notes",
)  # fmt: skip
"""What a program's page asks of an interview, beside what the interview's own form asks."""
OF_PROMISE: Final = ("visa", "what", "who", "day", "written_in")
OF_APPLICATION: Final = (
    "program", "specialty", "track", "state", "city", "signal", "sent", "fee", "portal", "catalog_id", "notes",
)  # fmt: skip
OF_PAPERS: Final = ("letters", "personal_statement", "transcript", "mspe", "ecfmg_report", "visa_papers")
OF_SEASON: Final = ("cycle", "time_zone", "budget", "criteria", "notes")
OF_APPLICANT: Final = (
    "us_residence", "us_experience_months", "ecfmg_certified", "ecfmg_expected", "earlier_us_training", "reapplicant",
    "languages", "school", "country",
)  # fmt: skip
"""What the questions do not ask of an applicant."""
OF_EVENT: Final = ("kind", "at", "note")

_NUMBERS: Final = ("fee", "amount", "budget", "cycle", "us_experience_months")
MAP_HINT: Final = "One a line, with its weight from 0 to 10: Teaching: 3"
_YES_NO: Final = (FormOption("", "Not known"), FormOption("yes", "Yes"), FormOption("no", "No"))


@dataclass(frozen=True)
class RecordField:
    """One field of a form of the record, as the page's macro for fields reads it."""

    name: str
    label: str
    hint: str
    example: str
    kind: str
    options: tuple[FormOption, ...]
    longest: int = 310
    several: bool = False
    yes_no: bool = False
    pairs: bool = False


def fields(group: str, names: tuple[str, ...], prefix: str = "") -> tuple[RecordField, ...]:
    """The fields of a group of the season, in the order given."""
    known = season_fields.catalogue().fields
    return tuple(_field(f"{prefix}{name}", known[f"{group}.{name}"]) for name in names)


def _field(name: str, field: season_fields.SeasonField) -> RecordField:
    kind = field.type.kind
    label = field.title or field.heading
    if field.type.name == "time_zone" and field.type.owner == "Season":
        return RecordField(name, label, field.hint, "Asia/Kolkata", "text", ())  # her own: anywhere
    if field.type.name == "time_zone":
        zones = [FormOption(zone, label_) for zone, label_ in us_zones().items()]
        return RecordField(name, label, field.hint, "", "select", (FormOption("", "Not known"), *zones))
    if kind == "yes_no":
        return RecordField(name, label, field.hint, "", "select", _YES_NO, yes_no=True)
    if kind in ("word", "state"):
        nothing = FormOption("", "Choose" if field.type.required else "Not known")
        first = () if kind == "word" and field.type.default not in (None, "") else (nothing,)
        return RecordField(name, label, field.hint, "", "select", (*first, *_options(field)))
    if kind == "specialty":
        known = tuple(FormOption(code, name) for code, name in SPECIALTY_NAMES.items())
        return RecordField(name, label, field.hint, "", "select", (FormOption("", "As your season"), *known))
    if kind == "map":
        return RecordField(name, label, MAP_HINT, "", "area", (), longest=4_000, pairs=True)
    if kind == "text" and (field.type.longest or 0) > 1_000:
        return RecordField(name, label, field.hint, "", "area", (), longest=10_000)
    if kind == "date":
        return RecordField(name, label, field.hint, "", "date", ())
    several = kind == "list"
    example = field.example.strip("[]") if kind != "text" or several else ""
    hint = "Separate them by commas." if several else field.hint
    if kind == "moment":
        example = "2026-11-12"
    elif kind == "wall_time":
        example = "2026-11-12 09:00, or 2026-11-12 alone"
    return RecordField(name, label, hint, example, "text", (), several=several)


def _options(field: season_fields.SeasonField) -> tuple[FormOption, ...]:
    if field.type.kind == "state":
        from matchsafe.domain.states import STATE_NAMES

        return tuple(FormOption(code, name) for code, name in STATE_NAMES.items())
    return tuple(FormOption(o.code, o.choice) for o in field.options)


def values(part: BaseModel | None, asked: tuple[RecordField, ...], prefix: str = "") -> dict[str, str]:
    """What stands in each field of a form for a part; nothing for one that is not there yet."""
    found = {}
    for f in asked:
        value = None if part is None else getattr(part, f.name.removeprefix(prefix))
        if f.yes_no:
            found[f.name] = "" if value is None else "yes" if value else "no"
        elif isinstance(value, date):
            found[f.name] = file_text(value).replace("T", " ")
        elif f.pairs:
            found[f.name] = "\n".join(f"{name}: {weight:g}" for name, weight in (value or {}).items())
        elif isinstance(value, tuple):
            found[f.name] = ", ".join(map(str, value))
        elif isinstance(value, float):
            found[f.name] = f"{value:g}"
        else:
            found[f.name] = "" if value is None else str(value)
    return found


def read(form: FormData, asked: tuple[RecordField, ...], prefix: str = "") -> dict[str, Any]:
    """A form as the fields of a part; ``None`` for what was left empty, and nothing for what was not sent."""
    found: dict[str, Any] = {}
    for f in asked:
        if f.name not in form:
            continue
        text: Any = forms.text(form, f.name, 10_100)
        if not text:
            text = None
        elif f.yes_no:
            text = {"yes": True, "no": False}.get(text, text)
        elif f.pairs:
            text = _pairs(text)
        elif f.several:
            text = [part.strip() for part in text.split(",") if part.strip()]
        elif f.name.removeprefix(prefix) in _NUMBERS:
            text = _number(text)
        found[f.name.removeprefix(prefix)] = text
    return found


def _pairs(text: str) -> dict[str, float | str]:
    """Lines of a name and a number: "Teaching: 3"; a line without a number counts once."""
    found: dict[str, float | str] = {}
    for line in text.splitlines():
        name, _, weight = line.rpartition(":") if ":" in line else (line, "", "1")
        if line.strip():
            found[name.strip() or line.strip()] = _number(weight.strip())
    return found


def _number(text: str) -> float | str:
    """An amount; text that is none stays, so that the check can say so."""
    try:
        if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
        return float(text.replace("$", "").replace(",", ""))
    except ValueError:
        return text


def problems(error: SeasonFileError, asked: Sequence[RecordField], prefix: str = "") -> list[Problem]:
    """What has to be corrected, each on a field that the form has."""
    return [
        on_field(_field_of(p.path, asked, prefix), form_answers.problem_text(p)) for p in error.problems[:20]
    ]


def _field_of(path: str, asked: Sequence[RecordField], prefix: str) -> str:
    """The field that a place in a season file is typed in: by its name, or as an entry of a map by its label."""
    entry = next((f.name for f in asked if path.endswith((f".{f.label}", f'["{f.label}"]'))), None)
    names = [f"{prefix}{part}" for part in reversed(re.findall(r"[^.\[\]]+", path))]
    known = {f.name for f in asked}
    return entry or next((name for name in names if name in known), asked[0].name)
