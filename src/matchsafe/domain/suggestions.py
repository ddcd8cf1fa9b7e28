"""What was probably meant: near misses of words, fields, specialties, states and forms of values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Final

from pydantic import BaseModel

from matchsafe.domain import season_fields
from matchsafe.domain.field_types import FieldType, field_types, models_in
from matchsafe.domain.moments import zone_by_word
from matchsafe.domain.problem import quote
from matchsafe.domain.season import Season
from matchsafe.domain.season_fields import key
from matchsafe.domain.specialties import SPECIALTIES_ALSO, SPECIALTY_NAMES, specialty_code
from matchsafe.domain.states import STATE_NAMES, state_code

_LONGEST: Final = 80
NOT_KNOWN: Final = frozenset(
    (
        "unknown",
        "notknown",
        "notyet",
        "na",
        "idk",
        "idontknow",
        "dontknow",
        "pending",
        "tbd",
        "unsure",
        "notsure",
    )
)
YES: Final = frozenset(("yes", "y", "true", "t", "passed", "pass", "on"))
NO: Final = frozenset(("no", "n", "false", "f", "failed", "fail", "off"))


def near(text: str, words: Iterable[str]) -> str | None:
    """The word a text comes nearest to, whatever its case, dashes and spaces; ``None`` if none is near."""
    by_key = {key(word): word for word in words}
    found = get_close_matches(key(text), by_key, n=1, cutoff=0.6)
    return by_key[found[0]] if found else None


def for_field(name: str, model: type[BaseModel], root: type[BaseModel]) -> str | None:
    """The field an unknown name was meant to be: one of the model it stands in, or one elsewhere under the root."""
    known = field_types(model)
    catalogue = season_fields.catalogue() if issubclass(root, Season) else None
    if found := near(name, known) if key(name) in map(key, known) else None:
        return found
    if catalogue is not None and (other := catalogue.other_name(name, model.__name__)):
        return other
    other = catalogue.other_name(name) if catalogue is not None else None
    return _elsewhere(name, root) or near(name, known) or (_elsewhere(other, root) if other else None)


def _elsewhere(name: str, root: type[BaseModel]) -> str | None:
    """The field of this name anywhere under the root, with its group: "status, under interviews"."""
    for group in models_in(root):
        for field in field_types(group):
            if key(field) == key(name):
                within = (
                    f.name for m in models_in(root) for f in field_types(m).values() if f.group is group
                )
                under = next(within, "")
                return f"{field}, under {under}" if under else field
    return None


def for_value(field: FieldType, value: object) -> str | None:
    """What a value that is not accepted was meant to be, as it would be written; ``None`` if unclear.

    Args:
        field: The field the value stands in.
        value: The value as it was read.
    """
    if isinstance(value, str) and key(value) in NOT_KNOWN and field.kind not in ("group", "map"):
        return "unknown" if "unknown" in field.words else "null" if field.nullable else None
    readers: dict[str, Callable[[], str | None]] = {
        "word": lambda: _word(field, value),
        "words": lambda: _words(field, value),
        "whole": lambda: _whole(field, value),
        "number": lambda: _whole(field, value),
        "share": lambda: _share(value),
        "yes_no": lambda: _yes_no(value),
        "specialty": lambda: specialty(value) if isinstance(value, str) else _text(value),
        "state": lambda: state(value) if isinstance(value, str) else _text(value),
        "time_zone": lambda: zone_by_word(value) if isinstance(value, str) else None,
        "group": lambda: _group(field, value),
        "interviews": lambda: _interviews(field, value),
        "text": lambda: _text(value),
    }
    return readers[field.kind]() if field.kind in readers else None


def _known_word(field: FieldType, text: str) -> str | None:
    """The word that people write this for, by the catalogue."""
    known = season_fields.catalogue().of(field)
    return known.word(text) if known else None


def _word(field: FieldType, value: object) -> str | None:
    if value is False or value is None:
        return "none" if "none" in field.words else None
    if not isinstance(value, str):
        return None
    other = _known_word(field, value)
    if other is None and field.words[0] == "none" and key(value) in NO:
        return "none"
    return other or near(value, field.words)


def _words(field: FieldType, value: object) -> str | None:
    if isinstance(value, str) and key(value) == "both":
        return f"[{', '.join(field.words)}]"
    if value is False or (isinstance(value, str) and key(value) in {"none", *NO}):
        return "[]"
    if isinstance(value, str):
        words = [_known_word(field, w) or near(w, field.words) for w in value.split(",")]
        return f"[{', '.join(w for w in words if w)}]" if all(words) else None
    return None


def for_item(field: FieldType, value: object) -> str | None:
    """What one entry of a list of words was probably meant to be."""
    if isinstance(value, str) and key(value) not in {"none", *NO}:
        return _known_word(field, value) or near(value, field.words)
    return None


_NUMBER: Final = re.compile(
    r"[^\d.,:/+-]*((?:\d{1,3}(?:[,_ ]\d{3})+|\d{1,9})(?:\.\d{1,4})?)(?![eE])[^\d.,:/%+-]*"
)
"""One number with words or a sign of money around it; no power, share, ratio, hour or date."""
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _number(field: FieldType, text: str) -> str | None:
    """The one number a text speaks of, in plain digits, if the field takes it."""
    plain = "".join(str(unicodedata.decimal(c, c)) for c in text[:_LONGEST].strip())
    if field.name in ("graduation_year", "cycle") and len(years := set(_YEAR.findall(plain))) == 1:
        plain = years.pop()
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    value = float(re.sub("[,_ ]", "", found.group(1)))
    if field.kind != "number" and (value % 1 or (field.name == "graduation_year" and value <= 99)):
        return None if value % 1 else _whole(field, int(value))
    fits = (field.low is None or value >= field.low) and (field.high is None or value <= field.high)
    return f"{value:.10g}" if fits else None


def _whole(field: FieldType, value: object) -> str | None:
    if isinstance(value, str):
        return _number(field, value)
    if field.name == "graduation_year" and isinstance(value, int) and 0 <= value <= 99:
        return str(2000 + value if 2000 + value <= (field.high or 0) else 1900 + value)
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
        return "true" if key(value) in YES else "false" if key(value) in NO else None
    if isinstance(value, int) and value in (0, 1):
        return "true" if value else "false"
    return None


def _group(field: FieldType, value: object) -> str | None:
    if field.name == "couples":
        return "null" if value is False or (isinstance(value, str) and key(value) in {"none", *NO}) else None
    if isinstance(value, str) and field.name in ("target", "partner_target") and (code := specialty(value)):
        return f"{{specialty: {code}}}"
    if isinstance(value, str) and field.name in ("applicant", "partner") and (kind := near(value, _TYPES)):
        return f"{{type: {kind}}}"
    if field.name == "step2_ck" and isinstance(value, str) and re.fullmatch("[123][0-9]{2}", value.strip()):
        value = int(value)
    if (
        field.name == "step2_ck"
        and isinstance(value, int)
        and not isinstance(value, bool)
        and 100 <= value <= 300
    ):
        return f"{{score: {value}}}"
    passed = str(value).lower() if isinstance(value, bool) else _yes_no(value)
    if field.name in ("step1", "step3") and passed:
        return f"{{passed: {passed}}}"
    return None


_TYPES: Final = ("us_img", "non_us_img", "us_md", "us_do")


def _interviews(field: FieldType, value: object) -> str | None:
    if isinstance(value, str):
        return _number(field, value) or ("[]" if key(value) in {"none", *NO} else None)
    return "[]" if value is False else None


def _text(value: object) -> str | None:
    return quote(str(value)) if isinstance(value, int) and abs(value) < 10**12 else None


_OTHER_FIELDS: Final = frozenset((
    "andrology", "audiology", "cardiology", "geriatrics", "haematology", "hematology", "hepatology", "nephrology",
    "rheumatology", "virology",
))  # fmt: skip
"""Fields of medicine that look like the name of a specialty and are not a misspelt one."""


def specialty(text: str) -> str | None:
    """The code of the specialty a text comes nearest to."""
    text = text[:_LONGEST]
    if code := specialty_code(text):
        return code
    by_words = {key(name): code for code, name in SPECIALTY_NAMES.items()}
    by_words |= {key(said): code for code, also in SPECIALTIES_ALSO.items() for said in (code, *also)}
    found = get_close_matches(key(text), by_words, n=1, cutoff=0.75)
    return by_words[found[0]] if found and key(text) not in _OTHER_FIELDS else None


def state(text: str) -> str | None:
    """The code of the state a text comes nearest to."""
    text = text[:_LONGEST]
    letters = "".join(c for c in text if c.isalpha() or c.isspace())
    if code := state_code(letters) or state_code(letters.split(" ")[-1]):
        return code
    wanted = key(text)
    starts = [code for code, name in STATE_NAMES.items() if len(wanted) >= 4 and key(name).startswith(wanted)]
    if len(starts) == 1:
        return starts[0]
    by_name = {key(name): code for code, name in STATE_NAMES.items()}
    found = get_close_matches(wanted, by_name, n=1, cutoff=0.75)
    return by_name[found[0]] if found else None
