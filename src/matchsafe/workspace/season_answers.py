"""Answers to questions about a season: from typed words to values and back, and one check for pages and terminal."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from matchsafe.domain.field_types import FieldType
from matchsafe.domain.problem import Problem, quote
from matchsafe.domain.season_fields import SeasonField, key
from matchsafe.domain.specialties import SPECIALTY_NAMES, specialty_code
from matchsafe.domain.states import STATE_NAMES
from matchsafe.workspace import seasonfile


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One answer that can be chosen: what the season file gets, its words, and who should choose it."""

    value: Any
    label: str
    hint: str = ""


def choices(field: SeasonField) -> tuple[AnswerChoice, ...]:
    """The answers to choose from, "I don't know" apart; none for a number or free text."""
    match field.type.kind:
        case "word":
            return tuple(AnswerChoice(o.code, o.choice, o.hint) for o in field.options if o.code != "unknown")
        case "yes_no":
            return AnswerChoice(True, field.yes), AnswerChoice(False, field.no)
        case "words" if field.type.nullable:
            each = tuple(AnswerChoice([o.code], o.choice, o.hint) for o in field.options)
            every = " and ".join(o.choice for o in field.options)
            return (
                *each,
                AnswerChoice([o.code for o in field.options], every),
                AnswerChoice([], field.none or "None"),
            )
        case "words":
            return tuple(AnswerChoice(o.code, o.choice, o.hint) for o in field.options)
        case "specialty":
            return tuple(AnswerChoice(code, name) for code, name in SPECIALTY_NAMES.items())
        case "state":
            return tuple(AnswerChoice(code, name) for code, name in STATE_NAMES.items())
        case _:
            return ()


def read(field: SeasonField, text: str) -> tuple[Any, Problem | None]:
    """What typed words mean in a field; the words themselves, with the problem, if they mean nothing there."""
    match field.type.kind:
        case "whole" | "interviews":
            digits = text.replace(",", "").replace(" ", "").removesuffix(".0")
            if digits.isascii() and digits.removeprefix("-").isdigit() and len(digits) < 10:
                return int(digits), None
            return text, Problem(
                f"{quote(text)} is not a whole number.", "wrong_kind", accepted=_example(field)
            )
        case "share":
            try:
                return float(text) / 100, None
            except ValueError:
                return text, Problem(
                    f"{quote(text)} is not a number of 100.", "wrong_kind", accepted=_example(field)
                )
        case "specialty":
            code = specialty_code(text)
            return (code, None) if code else (text, _no_specialty(text))
        case "word" | "yes_no" | "words":
            return _choice(field, text)
        case _:
            return text, None


def _example(field: SeasonField) -> str:
    return f"digits, for example {field.example}"


def _choice(field: SeasonField, text: str) -> tuple[Any, Problem | None]:
    offered = choices(field)
    if (code := field.word(text)) is not None:
        value: Any = [code] if field.type.kind == "words" and field.type.nullable else code
        return value, None
    wanted = text.casefold()
    exact = [c for c in offered if wanted in (c.label.casefold(), str(c.value).casefold())]
    begins = exact or [c for c in offered if c.label.casefold().startswith(wanted)]
    if len(begins) == 1:
        return begins[0].value, None
    return text, Problem(f"{quote(text)} is not one of the answers.", "unknown_word", accepted=", ".join(
        c.label for c in offered))  # fmt: skip


def _no_specialty(text: str) -> Problem:
    names = {name.casefold(): name for name in SPECIALTY_NAMES.values()}
    near = get_close_matches(text.casefold(), list(names), n=3, cutoff=0.5)
    near += [low for low in names if text.casefold() in low and len(text) > 2]
    message = f"{quote(text)} is not a specialty this tool knows."
    if key(text) == "list" or not near:
        return Problem(
            f"{message} These are known: {', '.join(SPECIALTY_NAMES.values())}.", "unknown_specialty"
        )
    return Problem(
        message, "unknown_specialty", suggestion=f"{', '.join(names[n] for n in dict.fromkeys(near))}?"
    )


def answer_text(field: SeasonField, value: Any) -> str:
    """An answer as it is shown back; empty if there is none."""
    if value is None:
        return ""
    if field.type.kind == "words" and not field.type.nullable:
        return ", ".join(o.choice for o in field.options if o.code in value)
    if isinstance(value, list) and field.type.kind == "interviews":
        return f"a list of {len(value)}"
    chosen = next((c.label for c in choices(field) if c.value == value), None)
    option = field.option(value) if isinstance(value, str) else None
    return chosen or (option.choice if option else str(value))


APPLIED: Final = SeasonField(
    FieldType("ask", "applied", "yes_no"),
    label="whether you have applied",
    meaning="Whether any application was sent.",
    example="true",
    question="Have you applied yet?",
    why="Before you apply, a plan helps you. After it, an outlook does.",
    title="Applications",
    short="Applied",
    yes="Yes",
    no="Not yet",
)
"""The question that leads to the outlook or to the plan. Its answer is no field: not yet is 0 applications sent."""


def has_applied(season: dict[str, Any]) -> bool | None:
    """Whether applications were sent or interviews are held; ``None`` before that is known."""
    if season.get("interviews"):
        return True
    if "ask" in season:
        return bool(season["ask"]["applied"])
    return None if "interviews" not in season else season.get("applications_sent") != 0


def content(season: dict[str, Any]) -> dict[str, Any]:
    """The season without what only steers the questions, as a season file holds it."""
    return {name: value for name, value in season.items() if name != "ask"}


def _second(season: dict[str, Any]) -> dict[str, Any]:
    """What is wanted second; empty if there is nothing."""
    targets = season.get("targets")
    return targets[1] if isinstance(targets, list) and len(targets) > 1 else {}


def second_specialty(season: dict[str, Any]) -> str | None:
    """The specialty wanted second, if there is one."""
    return _second(season).get("specialty")


def _put_second(season: dict[str, Any], specialty: str | None) -> None:
    """Set or take out the specialty wanted second; those after it stay."""
    targets = season.pop("targets", None) or [season.pop("target", {})]
    later = targets[2:]
    track = targets[1].get("track") if len(targets) > 1 else None
    second = {"specialty": specialty} | ({"track": track} if track else {})
    targets = [*targets[:1], *([second] if specialty else []), *later]
    if len(targets) > 1:
        season["targets"] = targets
    else:
        season["target"] = targets[0]


def get(season: dict[str, Any], path: str) -> Any:
    """The answer at a dotted path; ``None`` if there is none.

    ``ask.applied`` and what begins with ``second`` are answers that a season file tells otherwise.
    """
    if path == "ask.applied":
        return has_applied(season)
    if path.startswith("second."):
        second, held = second_specialty(season), season.get("interviews")
        if not path.endswith("interviews"):
            return _second(season).get(path.removeprefix("second."))
        if second is None or not isinstance(held, list):
            return None
        return sum(i.get("specialty") == second for i in held)
    here: Any = season
    if path.startswith("target.") and isinstance(season.get("targets"), list):
        here = {"target": season["targets"][0]}
    for part in path.split("."):
        if not isinstance(here, dict):
            return None
        here = here.get(part)
    return here


def put(season: dict[str, Any], path: str, value: Any) -> None:
    """Set the answer at a dotted path; ``None`` takes the answer out."""
    if path == "second.specialty":
        _put_second(season, value)
        return
    if path == "second.track":
        if second_specialty(season):
            season["targets"][1]["track"] = value or "categorical"
        return
    *parents, last = path.split(".")
    here = season
    if path.startswith("target.") and isinstance(season.get("targets"), list):
        here = {"target": season["targets"][0]}
    for part in parents:
        if not isinstance(here.get(part), dict):
            if value is None:
                return
            here[part] = {}
        here = here[part]
    if value is None:
        here.pop(last, None)
    else:
        here[last] = value


def check(season: dict[str, Any]) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Problems and warnings of a season that may be half filled, by the season file's own rules.

    What has not been asked yet counts as something valid.
    """
    whole = copy.deepcopy(content(season))
    whole.setdefault("applicant", {}).setdefault("type", "non_us_img")
    if not whole.get("targets"):
        whole.setdefault("target", {}).setdefault("specialty", "internal_medicine")
    if isinstance(whole.get("couples"), dict):
        whole["couples"].setdefault("partner", {}).setdefault("type", "non_us_img")
    try:
        return (), seasonfile.check(whole).warnings
    except seasonfile.SeasonFileError as error:
        return error.problems, ()


def within(problems: Iterable[Problem], path: str) -> list[Problem]:
    """The problems of a field, or of what stands in it."""
    paths = (path, path.replace("target.", "targets[0].", 1)) if path.startswith("target.") else (path,)
    return [p for p in problems for at in paths if p.path == at or p.path.startswith((f"{at}.", f"{at}["))]
