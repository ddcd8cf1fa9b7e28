"""What was probably meant: near misses of words, fields, specialties, states and forms of values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from matchsafe.domain.specialties import SPECIALTY_NAMES, specialty_code
from matchsafe.domain.states import STATE_NAMES, state_code
from matchsafe.workspace.seasonfile.problems import quoted
from matchsafe.workspace.seasonfile.shape import Shape, all_models, shapes
from matchsafe.workspace.seasonfile.synonyms import NO, NOT_KNOWN, OTHER_FIELDS, OTHER_WORDS, YES

_LONGEST: Final = 80


def _key(text: str) -> str:
    return "".join(c for c in text[:_LONGEST].casefold() if c.isalnum())


def near(text: str, words: Iterable[str]) -> str | None:
    """The word a text comes nearest to, whatever its case, dashes and spaces; ``None`` if none is near."""
    by_key = {_key(word): word for word in words}
    found = get_close_matches(_key(text), by_key, n=1, cutoff=0.6)
    return by_key[found[0]] if found else None


def for_field(name: str, known: Iterable[str]) -> str | None:
    """The field an unknown name was meant to be: one of ``known``, or one that belongs elsewhere."""
    known = tuple(known)
    other = OTHER_FIELDS.get(_key(name))
    if other in known:
        return other
    if found := near(name, known):
        return found
    by_name = {field: model.__name__ for model in all_models() for field in shapes(model)}
    elsewhere = other or next((f for f in by_name if _key(f) == _key(name)), None)
    group = {
        "Applicant": "applicant",
        "Target": "target",
        "Interview": "interviews",
        "Step2": "step2_ck",
        "Step1": "step1",
        "Couple": "couples",
    }.get(by_name.get(elsewhere or "", ""))
    return f"{elsewhere}, under {group}" if elsewhere and group else elsewhere


def for_value(shape: Shape, value: object) -> str | None:
    """What a value that is not accepted was meant to be, as it would be written; ``None`` if unclear.

    Args:
        shape: The field the value stands in.
        value: The value as it was read.
    """
    if isinstance(value, str) and _key(value) in NOT_KNOWN and shape.kind != "group":
        return "unknown" if "unknown" in shape.words else "null" if shape.nullable else None
    match shape.kind:
        case "word":
            return _word(shape, value)
        case "words":
            return _words(shape, value)
        case "whole":
            return _whole(shape, value)
        case "share":
            return _share(value)
        case "yes_no":
            return _yes_no(value)
        case "group":
            return _group(shape, value)
        case "interviews":
            return _interviews(value)
        case "text":
            return _text(shape, value)


def _word(shape: Shape, value: object) -> str | None:
    if value is False or value is None:
        return "none" if "none" in shape.words else None
    if not isinstance(value, str):
        return None
    other = OTHER_WORDS.get(shape.name, {}).get(_key(value))
    if other is None and shape.words[0] == "none" and _key(value) in NO:
        return "none"
    return other or near(value, shape.words)


def _words(shape: Shape, value: object) -> str | None:
    if isinstance(value, str) and _key(value) == "both":
        return f"[{', '.join(shape.words)}]"
    if value is False or (isinstance(value, str) and _key(value) in {"none", *NO}):
        return "[]"
    if isinstance(value, str):
        words = [
            OTHER_WORDS.get(shape.name, {}).get(_key(w)) or near(w, shape.words) for w in value.split(",")
        ]
        return f"[{', '.join(w for w in words if w)}]" if all(words) else None
    return None


def for_item(shape: Shape, value: object) -> str | None:
    """What one entry of a list of words was probably meant to be."""
    if isinstance(value, str) and _key(value) not in {"none", *NO}:
        return OTHER_WORDS.get(shape.name, {}).get(_key(value)) or near(value, shape.words)
    return None


def _whole(shape: Shape, value: object) -> str | None:
    if isinstance(value, str):
        found = re.search(r"(?<![\d.,-])\d{1,6}(?![\d.,])", value[:_LONGEST])
        return _whole(shape, int(found.group())) or found.group().lstrip("0") if found else None
    if shape.name == "graduation_year" and isinstance(value, int) and 0 <= value <= 99:
        return str(2000 + value if 2000 + value <= (shape.high or 0) else 1900 + value)
    return None


def _share(value: object) -> str | None:
    if isinstance(value, str):
        found = re.fullmatch(
            r"\s*(\d{1,3}(?:[.,]\d{1,4})?)\s*(?:%|percent|per cent|in 100)?\s*", value[:_LONGEST]
        )
        if found is None:
            return None
        value = float(found.group(1).replace(",", "."))
        if value <= 1 and "%" not in found.group(0):
            return f"{value:g}"
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 100:
        return f"{value / 100:g}"
    return None


def _yes_no(value: object) -> str | None:
    if isinstance(value, str):
        return "true" if _key(value) in YES else "false" if _key(value) in NO else None
    if isinstance(value, int) and value in (0, 1):
        return "true" if value else "false"
    return None


def _group(shape: Shape, value: object) -> str | None:
    if shape.name == "couples":
        return "null" if value is False or (isinstance(value, str) and _key(value) in {"none", *NO}) else None
    if isinstance(value, str) and shape.name in ("target", "partner_target") and (code := specialty(value)):
        return f"{{specialty: {code}}}"
    if isinstance(value, str) and shape.name in ("applicant", "partner") and (kind := near(value, _TYPES)):
        return f"{{type: {kind}}}"
    if shape.name == "step2_ck" and isinstance(value, str) and re.fullmatch("[123][0-9]{2}", value.strip()):
        value = int(value)
    if (
        shape.name == "step2_ck"
        and isinstance(value, int)
        and not isinstance(value, bool)
        and 100 <= value <= 300
    ):
        return f"{{score: {value}}}"
    passed = str(value).lower() if isinstance(value, bool) else _yes_no(value)
    if shape.name in ("step1", "step3") and passed:
        return f"{{passed: {passed}}}"
    return None


_TYPES: Final = ("us_img", "non_us_img", "us_md", "us_do")


def _interviews(value: object) -> str | None:
    if isinstance(value, str):
        found = re.search(r"(?<![\d.,-])\d{1,3}(?![\d.,])", value[:_LONGEST])
        return found.group() if found else "[]" if _key(value) in {"none", *NO} else None
    return "[]" if value is False else None


def _text(shape: Shape, value: object) -> str | None:
    if shape.name == "specialty" and isinstance(value, str):
        return specialty(value)
    if shape.name == "state" and isinstance(value, str):
        return state(value)
    return quoted(str(value)) if isinstance(value, int) and abs(value) < 10**12 else None


def specialty(text: str) -> str | None:
    """The code of the specialty a text comes nearest to."""
    text = text[:_LONGEST]
    if code := specialty_code(text):
        return code
    by_words = {_key(name): code for code, name in SPECIALTY_NAMES.items()}
    by_words |= {_key(code): code for code in SPECIALTY_NAMES}
    found = get_close_matches(_key(text), by_words, n=1, cutoff=0.6)
    return by_words[found[0]] if found else None


def state(text: str) -> str | None:
    """The code of the state a text comes nearest to."""
    text = text[:_LONGEST]
    letters = "".join(c for c in text if c.isalpha() or c.isspace())
    if code := state_code(letters) or state_code(letters.split(" ")[-1]):
        return code
    key = _key(text)
    starts = [code for code, name in STATE_NAMES.items() if len(key) >= 4 and _key(name).startswith(key)]
    if len(starts) == 1:
        return starts[0]
    by_name = {_key(name): code for code, name in STATE_NAMES.items()}
    found = get_close_matches(key, by_name, n=1, cutoff=0.75)
    return by_name[found[0]] if found else None
