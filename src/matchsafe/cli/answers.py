"""What the answers of ``matchsafe new`` mean: from typed words to the content of a season file and back."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from matchsafe.cli.questions import LISTED, Answers, Key, Question, questions
from matchsafe.domain.specialties import SPECIALTY_NAMES, specialty_code
from matchsafe.workspace import seasonfile
from matchsafe.workspace.seasonfile import SeasonFileError

BACK: Final = "<"
_UNKNOWN: Final = frozenset(("", "?", "i don't know", "i don’t know", "i dont know", "unknown", "skip"))


class NotUsable(ValueError):  # noqa: N818 - a reason to ask again, not a failure
    """The answer cannot be used; the message says why."""


class Noted(NamedTuple):
    """An answer taken, and a gentle remark on it if it is improbable."""

    value: object
    remark: str = ""


def season_data(answers: Answers) -> dict[str, Any]:
    """The answers as the content of a season file; what is not known is left out."""
    asked = {q.key for q in questions(answers)}
    data: dict[str, Any] = {}
    rows: dict[int, dict[str, Any]] = {}
    for key, value in answers.items():
        if key not in asked or value is None or key[0] == "ask":
            continue
        if key[0] == "interviews" and len(key) == 3:
            rows.setdefault(int(key[1]), {})[str(key[2])] = value
        else:
            _put(data, key, value)
    if answers.get(LISTED):
        data["interviews"] = [rows[i] for i in sorted(rows) if rows[i].get("program")]
    return data


def _put(data: dict[str, Any], key: Key, value: object) -> None:
    *parents, last = key
    for part in parents:
        data = data.setdefault(str(part), {})
    data[str(last)] = value


def understand(question: Question, text: str, answers: Answers) -> Noted:
    """Turn what was typed into an answer.

    Raises:
        NotUsable: If it cannot be used.
    """
    if text.casefold() in _UNKNOWN:
        if question.kind == "choices" and not text:
            return Noted([])
        if question.required:
            raise NotUsable("This one is needed for an answer.")
        return Noted(None)
    value = _READERS[question.kind](question, text)
    if question.key[0] == "ask":
        return Noted(value)
    return Noted(value, _checked({**answers, question.key: value}, question.key))


def _checked(answers: Answers, key: Key) -> str:
    """See what the season file says about one answer: an error asks again, a warning is a remark."""
    path = "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in key).lstrip(".")
    data = season_data(answers)
    data.setdefault("applicant", {}).setdefault("type", "non_us_img")
    data.setdefault("target", {}).setdefault("specialty", "internal_medicine")
    if "couples" in data:
        data["couples"].setdefault("partner", {}).setdefault("type", "non_us_img")
    try:
        warnings = seasonfile.check(data).warnings
    except SeasonFileError as error:
        mine = [p for p in error.problems if p.path.startswith(path)] or list(error.problems)
        says = mine[0].accepted.replace("or null when not known", "or ? when not known")
        accepted = f" Accepted: {says}." if says else ""
        guess = f" Did you mean: {mine[0].suggestion}" if mine[0].suggestion else ""
        raise NotUsable(f"{mine[0].message}{accepted}{guess}") from error
    said = [w.message for w in warnings if w.path.startswith(path)]
    return f"Noted. {said[0]} If it is not right, go back with {BACK}." if said else ""


def _choice(question: Question, text: str) -> object:
    if (at := position(text, len(question.choices))) is not None:
        return question.choices[at].value
    wanted = text.casefold()
    fits = [
        c
        for c in question.choices
        if c.text.casefold().startswith(wanted) or wanted == str(c.value).casefold()
    ]
    exact = [c for c in fits if wanted in (c.text.casefold(), str(c.value).casefold())]
    if len(exact or fits) == 1:
        return (exact or fits)[0].value
    raise NotUsable(f"Please answer with a number from 1 to {len(question.choices)}.")


def position(text: str, count: int) -> int | None:
    """The place in a list, counted from 0, of a number typed from 1 to ``count``; ``None`` if it is none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return number - 1 if 1 <= number <= count else None


def _several(question: Question, text: str) -> object:
    if text.casefold() in ("none", "no", "0"):
        return []
    chosen = [_choice(question, part) for part in text.replace(",", " ").split()]
    return list(dict.fromkeys(chosen))


def _number(question: Question, text: str) -> object:
    cleaned = text.replace(" ", "").removesuffix(".0")
    if not (cleaned.isascii() and cleaned.removeprefix("-").isdigit() and len(cleaned) < 10):
        raise NotUsable(f'"{text[:40]}" is not a whole number.')
    return int(cleaned)


def _specialty(question: Question, text: str) -> object:
    if code := specialty_code(text):
        return code
    names = {name.casefold(): name for name in SPECIALTY_NAMES.values()}
    near = get_close_matches(text.casefold(), list(names), n=3, cutoff=0.5)
    near += [low for low in names if text.casefold() in low and len(text) > 2]
    guess = f" Did you mean: {', '.join(names[n] for n in dict.fromkeys(near))}?" if near else ""
    if text.casefold() == "list" or not near:
        guess = f" These are known: {', '.join(SPECIALTY_NAMES.values())}."
    raise NotUsable(f'"{text[:60]}" is not a specialty this tool knows.{guess}')


def _text(question: Question, text: str) -> object:
    return text


_READERS: Final = {
    "choice": _choice,
    "choices": _several,
    "number": _number,
    "specialty": _specialty,
    "text": _text,
}


def told(question: Question, value: object) -> str:
    """An answer as it is shown back."""
    if value is None:
        return "none" if question.ends else "I don't know"
    if question.kind == "specialty":
        return SPECIALTY_NAMES[str(value)]
    if question.kind == "choices":
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(c.text for c in question.choices if c.value in chosen) or "nothing"
    return next((c.text for c in question.choices if c.value == value), str(value))
