"""What a cell says: text turned into the value of a field, unknown, or a reason why it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, Literal

from matchsafe.catalog.importers.number_text import (
    CellForm,
    NotReadable,
    letters,
    no_limit,
    number,
    score,
    share,
    whole_number,
    years_since,
)
from matchsafe.catalog.importers.place_text import place_in, state_in
from matchsafe.catalog.importers.specialty_text import PRELIMINARY, specialties_in
from matchsafe.catalog.importers.visa_text import VISA_FIELDS, sponsorship, visas_of
from matchsafe.catalog.name_words import accreditation_of, is_military
from matchsafe.evidence.program_codes import as_digits, parse_code
from matchsafe.tabular import Cell, text_of

MILITARY: Final = "military"
"""A setting that says who may train there, not where."""
Scalar = str | int | float | bool

UNKNOWN: Final = frozenset((
    "", "-", "--", "---", "–", "—", ".", "?", "n/a", "#n/a", "na", "n.a.", "n/d", "nan", "null", "nil", "none",
    "unknown",
    "unk", "not available", "not reported", "not provided", "not specified", "not applicable", "no data", "missing",
    "tbd", "tba", "blank", "(blank)",
))  # fmt: skip
"""Spellings of "not known", in lower case."""
_YES: Final = frozenset(
    ("yes", "y", "true", "1", "x", "✓", "✔", "✅", "required", "is required", "mandatory", "1.0")
)
_NO: Final = frozenset((
    "no", "n", "false", "0", "not required", "none required", "not necessary", "not mandatory",
    "✗", "✘", "❌", "0.0",
))  # fmt: skip
_ANSWER: Final = re.compile(r"(yes|no)(?= |[,;:(])(?!\W+(yes|no|and|or)\b)")
_REQUIRED: Final = re.compile(r"\b(required?s?|requirement|mandatory|must|needed|need|compulsory)\b")
_NOT_REQUIRED: Final = re.compile(
    r"\b(?:not|no|none|never|isn't|doesn't|don't|nor)\b[^,;.()]{0,30}?"
    r"\b(?:required?|requirement|mandatory|needed|need|necessary|compulsory)\b|\boptional\b"
)
_NOT_A_LIST: Final = re.compile(r"[,;|/&+\s]+")
_BESIDE_A_CODE: Final = re.compile(
    r"\W*+(nrmp|acgme|id|code|program|number|no|and|categorical|prelim(inary)?|advanced|primary|care|physician|[cpamr]|"
    r"\d{10})?\W*+",
    re.IGNORECASE,
)
_AN_ID: Final = re.compile(
    r"\W*+(?:(?:acgme|program|id|code|number|no)\W*+)*([\dOIl][\dOIl\s.,-]*[\dOIl])"
    r"(?:\s*\([a-z ]{2,20}\))?\W*+(?:acgme)?\W*+",
    re.IGNORECASE,
)
_ROUNDED: Final = re.compile(r"[-+]?\d[.,]?\d*E\+?\d{1,2}", re.IGNORECASE)
"""What a spreadsheet program makes of a long id: "1.40123E+09"."""
_FURTHER: Final = re.compile(r"([\dOIL]{7})([A-Z])([\dO]{1,3})((?:\s*[/,&+;]\s*[CMPAR]\d{1,3}\b)+)")
"""Further codes of which only the end is written: "9999140C0/P0"."""
_SHORT_IDS: Final = ("40", "80")
"""How ids of nine digits begin: spreadsheets drop the zero of specialties 040 and 080."""
_NO_UNIVERSITY: Final = re.compile(
    r"\b(?:no[nt]?|without)[- ](?:an? )?(?:univ|academic)\w*\W*(?:affiliat\w*)?"
)
_BESIDE_A_TRACK: Final = re.compile(
    r"\([^()]*\)|\b(program|positions?|track|traditional|residency)\b|[^\w ()-]"
)
"""What stands beside a code and is none: "NRMP 9999140C0 / ACGME 1409999999"."""
_SETTINGS: Final = (
    (
        re.compile(r"communit.*(universit|affiliat)|affiliated|universit.*communit"),
        "community_university_affiliated",
    ),
    (re.compile(r"\buniv|academic"), "university"),
    (re.compile(r"\bcomm(unit\w*)?\b"), "community"),
)
_TRACK_WORDS: Final = (
    (re.compile(r"(?<!non-)(?<!non )\bcat(egorical)?\b"), "categorical"),
    (PRELIMINARY, "preliminary"),
    (re.compile(r"\badv(anced)?\b"), "advanced"),
    (re.compile(r"\btransitional\b"), "transitional"),
)
_TRACKS: Final = {
    "c": "categorical", "categorical": "categorical", "m": "categorical", "primary care": "categorical",
    "p": "preliminary", "preliminary": "preliminary", "prelim": "preliminary", "a": "advanced", "advanced": "advanced",
    "r": "physician", "physician": "physician", "reserved": "physician", "physician (r)": "physician",
    "t": "transitional", "ty": "transitional", "transitional": "transitional", "transitional year": "transitional",
    "pgy-1 only": "preliminary",
}  # fmt: skip
_ERAS: Final = re.compile(r"\beras\b|electronic residency application")
_NOT_ERAS: Final = re.compile(
    r"\b(not|non|no|never|outside|instead of|without)\b(?! only)[^;,.]*\beras\b|\beras\b\W*(no|not)\b"
)
_OTHER_SERVICE: Final = re.compile(
    r"residency ?cas|central application|sf match|directly|\be-?mail|^military|\bmods\b|medical operational data"
)
"""Services other than ERAS; the armed forces choose through a board of their own."""
_FELLOWSHIP: Final = re.compile(r"\d{7}F\d{1,3}")
_ACGME_DIGITS: Final = 10
_MOST_LETTERS: Final = 2000
"""Of a cell in which something is looked for: reading a longer one takes time that grows faster than it."""
_ADDRESS: Final = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", re.ASCII | re.IGNORECASE)


def is_unknown(cell: Cell) -> bool:
    """Whether the cell says that nothing is known."""
    return isinstance(cell, str) and cell.strip().casefold() in UNKNOWN


def _decimal(cell: Cell, how: CellForm) -> float:
    return number(cell, how.decimal_comma)


def _yes_no(text: str, how: CellForm) -> bool:
    low = " ".join(text.casefold().split()).rstrip("*.!")
    first = _ANSWER.match(low)
    if low in _YES or (first and first[1] == "yes"):
        return True
    if low in _NO or (first and first[1] == "no"):
        return False
    raise NotReadable("is neither yes nor no")


def _required(text: str, how: CellForm) -> bool:
    """Whether something is required, from yes and no or from a sentence."""
    low = " ".join(text.casefold().replace("’", "'").split())
    try:
        return _yes_no(text, how)
    except NotReadable:
        denied = _NOT_REQUIRED.search(low) is not None
        if denied == (_REQUIRED.search(_NOT_REQUIRED.sub(" ", low)) is not None):
            raise
        return not denied


def _text(text: str, how: CellForm) -> str:
    return " ".join(text.split())


def _acgme(text: str, how: CellForm) -> str:
    found = _AN_ID.fullmatch(text)
    digits = re.sub(r"[\s,-]", "", as_digits(found[1]).removesuffix(".0")) if found else ""
    if len(digits) == _ACGME_DIGITS - 1 and digits.startswith(_SHORT_IDS):
        digits = f"0{digits}"
    if not (digits.isascii() and digits.isdigit() and len(digits) == _ACGME_DIGITS):
        raise NotReadable(_lost_digits(text) or "is no ACGME id: accepted are ten digits")
    return digits


def _lost_digits(text: str) -> str | None:
    """What to say of an id that a spreadsheet program made a rounded number."""
    if not _ROUNDED.fullmatch(text.strip()):
        return None
    return "lost digits in a spreadsheet program: make the column text there and paste the ids again"


def _nrmp(text: str, how: CellForm) -> str:
    text = _FURTHER.sub(
        lambda f: f"{f[1]}{f[2]}{f[3]}" + re.sub(r"[\s/,&+;]+", f";{f[1]}", f[4]), text.upper()
    )
    if single := parse_code(text.replace("-", "")):
        return single.text
    codes = [
        parse_code(part.strip("()[]:#*'’‘`"))
        for part in _NOT_A_LIST.split(text)
        if not _BESIDE_A_CODE.fullmatch(part)
    ]
    if not codes or None in codes:
        raise NotReadable(
            _lost_digits(text) or "is no NRMP code: accepted is 9999140C0, or several with ; between them"
        )
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


def _state(text: str, how: CellForm) -> str:
    if (code := state_in(text)) is None:
        raise NotReadable("is not a US state, DC or a territory")
    return code


def _setting(text: str, how: CellForm) -> str | None:
    if text.strip().casefold() == "other":
        return None
    if is_military(text):
        return MILITARY
    low = _NO_UNIVERSITY.sub(" ", text.casefold().replace("_", " "))
    for pattern, setting in _SETTINGS:
        if pattern.search(low):
            return setting
    raise NotReadable("is none of community, community with a university affiliation, university")


def _track(text: str, how: CellForm) -> str:
    low = " ".join(text.casefold().split())
    bare = " ".join(_BESIDE_A_TRACK.sub(" ", low).split())
    if track := _TRACKS.get(low) or _TRACKS.get(bare):
        return track
    named = {track for word, track in _TRACK_WORDS if word.search(low)}
    if len(named) != 1 or re.search(r"\b(no|not)\b", low):
        raise NotReadable("is none of categorical, preliminary, transitional, advanced, physician")
    return named.pop()


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


def _place(text: str, how: CellForm) -> str:
    """City and state with "|" between them."""
    if (found := place_in(text)) is None:
        raise NotReadable("is no city with its state: accepted is Detroit, MI")
    return "|".join(found)


def _accreditation(text: str, how: CellForm) -> str:
    if (found := accreditation_of(text)) is None:
        raise NotReadable(
            "is no status of accreditation: accepted are continued, initial, warning, probation, withdrawn"
        )
    return found


def _service(text: str, how: CellForm) -> bool:
    """Whether applications go through ERAS, from the name of a service or yes and no."""
    low = " ".join(text.casefold().split())
    if _NOT_ERAS.search(low):
        return False
    if _ERAS.search(low):
        return True
    if match := re.fullmatch(r"(not |non-?)?participat(?:es|ing)( .*)?", low):
        return match[1] is None
    if _OTHER_SERVICE.search(low):
        return False
    return _yes_no(text, how)


def is_fellowship(text: str) -> bool:
    """Whether this is the code of a fellowship (a program of a match for those who have finished a residency)."""
    return _FELLOWSHIP.fullmatch("".join(text.split()).upper()) is not None


Kind = Literal[
    "text", "acgme", "nrmp", "institution_code", "specialty", "state", "setting", "track", "whole", "decimal", "share",
    "yes_no", "score", "letters", "website", "visas", "j1", "h1b", "years", "place", "accreditation", "service",
    "required",
]  # fmt: skip

_READERS: Final[dict[Kind, Callable[[Any, CellForm], Scalar | None]]] = {
    "text": _text, "acgme": _acgme, "nrmp": _nrmp, "institution_code": _institution_code, "specialty": _specialty,
    "state": _state, "setting": _setting, "track": _track, "whole": whole_number, "decimal": _decimal, "share": share,
    "yes_no": _yes_no, "score": score, "letters": letters, "website": _website, "visas": _visas,
    "j1": _visa_column("j1"), "h1b": _visa_column("h1b"),
    "years": years_since, "place": _place, "accreditation": _accreditation, "service": _service,
    "required": _required,
}  # fmt: skip


_OF_NUMBERS: Final = frozenset(("whole", "decimal", "share", "score", "years"))
_MAY_BE_OPEN: Final = frozenset(("whole", "score", "years"))


def read_cell(kind: Kind, cell: Cell, how: CellForm) -> Scalar | None:
    """The value of a cell; ``None`` if it says that nothing is known. A number stays one, without becoming text.

    Raises:
        NotReadable: With what was seen and what is accepted.
    """
    text = text_of(cell)
    if is_unknown(cell) and not (kind == "visas" and text.strip().casefold() == "none"):
        return None
    if isinstance(cell, str) and cell.lstrip().startswith("="):
        raise NotReadable(f'"{text[:40]}" is a formula, which is not computed here: paste its value')
    if len(text) > _MOST_LETTERS and kind not in ("text", "website"):
        raise NotReadable(f'"{text[:40]}" is longer than {_MOST_LETTERS:,} characters')
    if kind in _MAY_BE_OPEN and isinstance(cell, str) and no_limit(text, of_scores=kind == "score"):
        return None
    try:
        return _READERS[kind](cell if kind in _OF_NUMBERS else text, how)
    except NotReadable as error:
        raise NotReadable(f'"{" ".join(text[:40].split())}" {error}') from None
