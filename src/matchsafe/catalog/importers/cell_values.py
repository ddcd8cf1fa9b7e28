"""What a cell says: text turned into the value of a field, unknown, or a reason why it cannot be read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from matchsafe.catalog.importers.nrmp_code import parse_code
from matchsafe.catalog.importers.visa_text import VISA_FIELDS, sponsorship, visas_of
from matchsafe.catalog.name_words import accreditation_of, is_military
from matchsafe.domain.specialties import specialty_code
from matchsafe.domain.states import state_code
from matchsafe.tabular import Cell, text_of

MILITARY: Final = "military"
"""A setting that says who may train there, not where."""
Unit = Literal["share", "percent"]
Scalar = str | int | float | bool

UNKNOWN: Final = frozenset((
    "", "-", "--", "---", "–", "—", ".", "?", "n/a", "#n/a", "na", "n.a.", "n/d", "nan", "null", "nil", "none",
    "unknown",
    "unk", "not available", "not reported", "not provided", "not specified", "not applicable", "no data", "missing",
    "tbd", "tba", "blank", "(blank)",
))  # fmt: skip
"""Spellings of "not known", in lower case."""
_YES: Final = frozenset(("yes", "y", "true", "1", "x", "✓", "✔", "sponsored", "required", "sponsors"))
_NO: Final = frozenset(("no", "n", "false", "0", "not sponsored", "not required", "does not sponsor"))
_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+")
_PLAIN: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_NOT_A_LIST: Final = re.compile(r"[,;|/\s]+")
_BESIDE_A_CODE: Final = re.compile(r"\(?(nrmp|acgme|id|code|\d{10})[:#)]*", re.IGNORECASE)
"""What stands beside a code and is none: "NRMP 9999140C0 / ACGME 1409999999"."""
_SETTINGS: Final = (
    (
        re.compile(r"communit.*(universit|affiliat)|affiliated|universit.*communit"),
        "community_university_affiliated",
    ),
    (re.compile(r"universit|academic"), "university"),
    (re.compile(r"communit"), "community"),
)
_TRACKS: Final = {
    "c": "categorical", "categorical": "categorical", "m": "categorical", "primary care": "categorical",
    "p": "preliminary", "preliminary": "preliminary", "prelim": "preliminary", "a": "advanced", "advanced": "advanced",
    "r": "physician", "physician": "physician", "reserved": "physician", "physician (r)": "physician",
    "t": "transitional", "transitional": "transitional", "transitional year": "transitional",
}  # fmt: skip
_SAYS_NOTHING: Final = re.compile(
    r"\b(residency|program|training|department of|categorical|advanced|primary( care)?|osteopathic recognition)\b",
    re.IGNORECASE,
)
"""Words beside the name of a specialty that change nothing."""
_LISTED: Final = re.compile(r"[;|\n,]")
_ALSO_LISTED: Final = re.compile(r"[;|\n,/+&]|\band\b")
"""Signs between specialties: those that no name of one has, and those that some have."""
_PRELIMINARY: Final = re.compile(r"\bprelim(inary)?\b", re.IGNORECASE)
_YEARS: Final = re.compile(
    r"(?:within|last|past|up to|max(?:imum)?|at most|no more than|less than|under|[<≤]=?|the|of|\s)*"
    r"(\d{1,2})(?:\.0+)?\s*\+?\s*-?(?:years?|yrs?|y)?\.?"
    r"(?: (?:or (?:less|fewer)|max(?:imum)?|limit|since graduation|ago|of graduation))*"
)
_AT_LEAST: Final = re.compile(
    r"(?:min(?:imum)?|at least|above|over|score|of|[>≥]=?|[:\s])*(\d{3})(?:\.0+)?\s*\+?"
    r"(?: ?(?:or (?:above|higher|more|greater|better)|and (?:above|up)|min(?:imum)?|score|preferred|required))*"
)
_NO_LIMIT: Final = re.compile(
    r"(there is |we have )?no (set |specific |official |strict )?"
    r"(limits?|minimum|min|maximum|max|cut ?-?offs?|restrictions?|requirements?|preference)( .{0,40})?"
    r"|unlimited|any|not required|open"
)
"""Says that nothing is asked for, which is no number."""
_FELLOWSHIP: Final = re.compile(r"\d{7}F\d{1,3}")
_ZIP: Final = re.compile(r"[\s,]+\d{5}(-\d{4})?$|[\s,]+(USA|U\.S\.A\.|United States)$", re.IGNORECASE)
_PARTED: Final = re.compile(r"(.+?)\s*[,/|;-]\s*([A-Za-z. ]+)")
_LAST_WORD: Final = re.compile(r"(.+)\s([A-Za-z]{2})")
_ACGME_DIGITS: Final = 10
_ADDRESS: Final = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", re.ASCII | re.IGNORECASE)


class NotReadable(ValueError):  # noqa: N818 - a cell to be told of, not a failure
    """The cell holds something else than its field takes; the message says what is accepted."""


@dataclass(frozen=True)
class CellForm:
    """How the cells of one column are to be understood.

    Attributes:
        unit: Of shares: from 0 to 1, or of 100.
        decimal_comma: Whether a comma before three digits is a decimal sign, as elsewhere in the column.
        whole: Whether a number below 1 among percentages may be a share: programs have too few residents to tell.
    """

    unit: Unit = "share"
    decimal_comma: bool = False
    whole: bool = False


PLAIN: Final = CellForm()
"""How the cells of most columns are understood."""


def unknown(cell: Cell) -> bool:
    """Whether the cell says that nothing is known."""
    return isinstance(cell, str) and cell.strip().casefold() in UNKNOWN


def number(cell: Cell, decimal_comma: bool = False) -> float:
    """A number as it is, or from text: thousands and decimal signs, a currency sign and a percent sign put aside.

    Raises:
        NotReadable: If it is none.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            raise NotReadable("is not a number")
        return float(cell)
    text = text_of(cell)
    bare = _SPACES.sub("", text).removeprefix("$").removeprefix("US$").removesuffix("%").removesuffix("+")
    if len(bare) > 30:
        raise NotReadable("is not a number")
    if _DECIMAL_COMMA.fullmatch(bare) and (decimal_comma or not _THOUSANDS.fullmatch(bare)):
        bare = bare.replace(".", "").replace(",", ".")
    elif _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    elif decimal_comma and re.fullmatch(r"\d{1,3}(\.\d{3})+", bare):
        bare = bare.replace(".", "")
    if not _PLAIN.fullmatch(bare):
        raise NotReadable("is not a number")
    return float(bare)


def has_decimal_comma(cells: list[Cell]) -> bool:
    """Whether the cells of a column write decimals with a comma: "12,5" is never a thousand."""
    bare = [_SPACES.sub("", c).removesuffix("%") for c in cells if isinstance(c, str)]
    return any(_DECIMAL_COMMA.fullmatch(t) and not _THOUSANDS.fullmatch(t) for t in bare)


def _whole(cell: Cell, how: CellForm) -> int:
    value = number(cell, how.decimal_comma)
    if value != int(value):
        raise NotReadable("is not a whole number")
    return int(value)


def _decimal(cell: Cell, how: CellForm) -> float:
    return number(cell, how.decimal_comma)


def _share(cell: Cell, how: CellForm) -> float:
    value = number(cell, how.decimal_comma)
    of_100 = how.unit == "percent" or (isinstance(cell, str) and "%" in cell)
    if not 0 <= value <= (100 if of_100 else 1):
        raise NotReadable("is no share: accepted is 0 to 100 with a percent sign, or 0 to 1 without")
    if of_100 and how.whole and 0 < value < 1 and "%" not in text_of(cell):
        raise NotReadable(
            f"stands among percentages: {value:g} in 100, or {100 * value:g}? Write a percent sign"
        )
    return round(value / 100, 6) if of_100 else value


def _yes_no(text: str, how: CellForm) -> bool:
    low = " ".join(text.casefold().split())
    if low in _YES or low.startswith(("yes,", "yes ", "yes (", "yes;")):
        return True
    if low in _NO or low.startswith(("no,", "no ", "no (", "no;")):
        return False
    raise NotReadable("is neither yes nor no")


def _text(text: str, how: CellForm) -> str:
    return " ".join(text.split())


def _acgme(text: str, how: CellForm) -> str:
    digits = re.sub(r"[\s-]", "", text).removesuffix(".0")
    if digits.isascii() and digits.isdigit() and len(digits) == _ACGME_DIGITS - 1:
        digits = f"0{digits}"  # spreadsheets drop the zero of specialties 040 and 080
    if not (digits.isascii() and digits.isdigit() and len(digits) == _ACGME_DIGITS):
        raise NotReadable("is no ACGME id: accepted are ten digits")
    return digits


def _nrmp(text: str, how: CellForm) -> str:
    codes = [
        parse_code(part) for part in _NOT_A_LIST.split(text) if part and not _BESIDE_A_CODE.fullmatch(part)
    ]
    if not codes or None in codes:
        raise NotReadable("is no NRMP code: accepted is 9999140C0, or several with ; between them")
    return ";".join(dict.fromkeys(c.text for c in codes if c))


def _institution_code(text: str, how: CellForm) -> str:
    digits = text.strip().removesuffix(".0")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
        raise NotReadable("is no institution code: accepted are four digits")
    return digits


def _specialty(text: str, how: CellForm) -> str:
    codes = specialties_in(text)
    if len(codes) != 1:
        raise NotReadable("names several specialties" if codes else "is not a specialty this tool knows")
    return codes[0]


def _one_specialty(text: str) -> str | None:
    bare = _SAYS_NOTHING.sub(" ", text)
    return specialty_code(text) or specialty_code(bare) or specialty_code(_PRELIMINARY.sub(" ", bare))


def _state(text: str, how: CellForm) -> str:
    if (code := state_code(text)) is None:
        raise NotReadable("is not a US state, DC or a territory")
    return code


def _setting(text: str, how: CellForm) -> str | None:
    if text.strip().casefold() == "other":
        return None
    if is_military(text):
        return MILITARY
    low = text.casefold().replace("_", " ")
    for pattern, setting in _SETTINGS:
        if pattern.search(low):
            return setting
    raise NotReadable("is none of community, community with a university affiliation, university")


def _track(text: str, how: CellForm) -> str:
    if (track := _TRACKS.get(" ".join(text.casefold().split()))) is None:
        raise NotReadable("is none of categorical, preliminary, transitional, advanced, physician")
    return track


def _letters(text: str, how: CellForm) -> int:
    first = re.search(r"\d+", text)
    if first is None or int(first[0][:4]) > 10:
        raise NotReadable("is no number of letters from 0 to 10")
    return int(first[0])


def _score(cell: Cell, how: CellForm) -> int:
    if isinstance(cell, str) and (found := _AT_LEAST.fullmatch(" ".join(cell.casefold().split()))):
        cell = found[1]
    value = _whole(cell, how)
    if not 100 <= value <= 300:
        raise NotReadable("is no Step 2 CK score: accepted are three digits up to 300")
    return value


def _website(text: str, how: CellForm) -> str:
    address = text.strip()
    if not address.startswith(("http://", "https://")) and _ADDRESS.fullmatch(address):
        address = f"https://{address}"
    if not re.fullmatch(r"https?://\S+", address):
        raise NotReadable("is no web address")
    return address


def _visas(text: str, how: CellForm) -> str:
    """Which visas a text says are sponsored: "j1", "j1+h1b"; with "!" if no other, "-h1b" if not that one, or "no"."""
    return _visa_code(visas_of(text), "names no visas: accepted are J-1, H-1B, both, or no visas")


def _visa_column(visa: str) -> Callable[[Any, CellForm], str]:
    """A reader of a column about one visa, encoded as by ``_visas``."""
    return lambda text, how: _visa_code(sponsorship(text, visa), "is neither yes nor no")


def _visa_code(said: dict[str, bool], otherwise: str) -> str:
    given = [visa for visa in VISA_FIELDS if said.get(visa)]
    denied = [visa for visa in VISA_FIELDS if said.get(visa) is False]
    if not said:
        raise NotReadable(otherwise)
    if not given:
        return "no" if len(denied) > 1 else f"-{denied[0]}"
    return "+".join(given) + ("!" if denied else "")


def visas_of_code(value: str) -> dict[str, bool]:
    """What a value of ``_visas`` says of each visa."""
    if value == "no":
        return dict.fromkeys(VISA_FIELDS, False)
    if value.startswith("-"):
        return {value[1:]: False}
    given = set(value.removesuffix("!").split("+"))
    return {v: v in given for v in VISA_FIELDS if v in given or value.endswith("!")}


def _years(cell: Cell, how: CellForm) -> int | None:
    """Years since graduation: "5 yrs", "within 10 years", "5 or less"."""
    if not isinstance(cell, str) or isinstance(cell, bool):
        return _whole(cell, how)
    found = _YEARS.fullmatch(" ".join(cell.casefold().split()))
    if found is None:
        raise NotReadable("is no number of years: accepted is 5, 5 years or within 5 years")
    return int(found[1])


def _place(text: str, how: CellForm) -> str:
    """City and state with "|" between them, from "Detroit, MI", "Detroit MI 48201" or "Detroit/Michigan"."""
    bare = _ZIP.sub("", " ".join(text.split()))
    for found in (_PARTED.fullmatch(bare), _LAST_WORD.fullmatch(bare)):
        if found and (state := state_code(found[2])):
            return f"{found[1].strip(' ,')}|{state}"
    if len(bare) > 2 and bare.casefold() != "washington" and (state := state_code(bare)):
        return f"|{state}"
    raise NotReadable("is no city with its state: accepted is Detroit, MI")


def _accreditation(text: str, how: CellForm) -> str:
    if (found := accreditation_of(text)) is None:
        raise NotReadable(
            "is no status of accreditation: accepted are continued, initial, warning, probation, withdrawn"
        )
    return found


def _service(text: str, how: CellForm) -> bool:
    """Whether applications go through ERAS, from the name of a service or yes and no."""
    low = text.casefold()
    if "eras" in low.replace(",", " ").split():
        return True
    if match := re.fullmatch(r"(not |non-?)?participat(?:es|ing)( .*)?", low):
        return match[1] is None
    if re.search(r"residency ?cas|central application|sf match|directly", low):
        return False
    return _yes_no(text, how)


def is_fellowship(text: str) -> bool:
    """Whether this is the code of a fellowship (a program of a match for those who have finished a residency)."""
    return _FELLOWSHIP.fullmatch("".join(text.split()).upper()) is not None


def track_in(text: str) -> str | None:
    """The track that the name of a specialty says beside it ("Medicine-Preliminary")."""
    return "preliminary" if _PRELIMINARY.search(text) else None


def specialties_in(text: str) -> list[str]:
    """The codes of the specialties that a cell lists; one or none where it names a single one, or something unknown.

    >>> specialties_in("Internal Medicine; Pediatrics"), specialties_in("Internal Medicine/Pediatrics")
    (['internal_medicine', 'pediatrics'], ['internal_medicine_pediatrics'])
    """
    for split in (_LISTED.split, lambda text: [text], _ALSO_LISTED.split):
        codes = [_one_specialty(part) for part in split(text) if part.strip()]
        if codes and all(codes):
            return list(dict.fromkeys(code for code in codes if code))
    return []


Kind = Literal[
    "text", "acgme", "nrmp", "institution_code", "specialty", "state", "setting", "track", "whole", "decimal", "share",
    "yes_no", "score", "letters", "website", "visas", "j1", "h1b", "years", "place", "accreditation", "service",
]  # fmt: skip

_READERS: Final[dict[Kind, Callable[[Any, CellForm], Scalar | None]]] = {
    "text": _text, "acgme": _acgme, "nrmp": _nrmp, "institution_code": _institution_code, "specialty": _specialty,
    "state": _state, "setting": _setting, "track": _track, "whole": _whole, "decimal": _decimal, "share": _share,
    "yes_no": _yes_no, "score": _score, "letters": _letters, "website": _website, "visas": _visas,
    "j1": _visa_column("j1"), "h1b": _visa_column("h1b"),
    "years": _years, "place": _place, "accreditation": _accreditation, "service": _service,
}  # fmt: skip


_OF_NUMBERS: Final = frozenset(("whole", "decimal", "share", "score", "years"))
_MAY_BE_OPEN: Final = frozenset(("whole", "score", "years"))


def read_cell(kind: Kind, cell: Cell, how: CellForm) -> Scalar | None:
    """The value of a cell; ``None`` if it says that nothing is known. A number stays one, without becoming text.

    Raises:
        NotReadable: With what was seen and what is accepted.
    """
    text = text_of(cell)
    if unknown(cell) and not (kind == "visas" and text.strip().casefold() == "none"):
        return None
    if isinstance(cell, str) and cell.lstrip().startswith("="):
        raise NotReadable(f'"{text[:40]}" is a formula, which is not computed here: paste its value')
    if (
        kind in _MAY_BE_OPEN
        and isinstance(cell, str)
        and _NO_LIMIT.fullmatch(" ".join(text.casefold().split()))
    ):
        return None
    try:
        return _READERS[kind](cell if kind in _OF_NUMBERS else text, how)
    except NotReadable as error:
        raise NotReadable(f'"{" ".join(text[:40].split())}" {error}') from None
