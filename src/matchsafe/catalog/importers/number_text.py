"""Numbers as people write them, with their units and the words beside them: years, scores, shares, counts, letters."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, Literal

from matchsafe.domain.package_data import own_toml
from matchsafe.tabular import Cell, text_of

Unit = Literal["share", "percent"]


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

_TOLD: Final[dict[str, str]] = own_toml("matchsafe.catalog.importers", "number_words.toml")
_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+")
_PLAIN: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_APART: Final = re.compile(r"(?<=\d)[\s\u00a0\u202f\u2009'’](?!\d{3}(?!\d))(?=\d)")
"""A blank in a number that parts no thousands: these are two numbers."""
_NEAR: Final = re.compile(
    r"^(?:[~≈]|n ?=|\b(?:about|approx(?:imately|\.)?|around|circa|ca\.?|over)(?!\w))\s*"
)
_ASIDE: Final = re.compile(r"(?<=\S)\s*[(\[](?![^()\[\]]*\b(?:per|each|years?|yr)\b)[^()\[\]]*[)\]]\W*$")
"""What stands in brackets behind a number says where it is from or how it divides: "12 (10 cat + 2 prelim)"."""
_FRACTION: Final = re.compile(r"(\d{1,4})\s*(?:/|of|out of)\s*(\d{1,4})(?: (?:residents|imgs?|positions))?")
_PERCENT: Final = re.compile(
    r"\s*(?:%|\bper ?cent\b|\bpct\b)(?: (?:of )?(?:imgs?|residents?|img residents))?$"
)
_COUNTED: Final = re.compile(
    r"(?:usd )?(.*?\d)(k?)\s*\*?\s*(?:/ ?(?:yr|year)|(?:a|per) year|annually|(?:pgy-?1 )?"
    r"(?:positions?|residents?|spots?|seats?|slots?|attempts?|applicants?|applications?|interviews?|total|pgy-?1|"
    r"categorical)(?: (?:a|per) year)?)?"
)
_WORDS: Final = {word: n for n, word in enumerate(_TOLD["numbers"].split(), 1)}
_OF_YEARS, _OF_SCORES, _OPEN, _SAYS_OPEN, _LIMITS, _PASS = (
    frozenset(_TOLD[key].split())
    for key in ("beside_years", "beside_scores", "open", "says_open", "limits", "pass")
)
_EXAM: Final = re.compile(r"\b(?:usmle )?step ?(?:2|ii)(?: ?ck)?(?=\b|\d{3})|\bck(?=\b|\d{3})")
_OTHER_EXAM: Final = re.compile(r"\bstep ?(?:1|i|3|iii)\b|\bcomlex\b|\blevel ?[123]\b")
_CLAUSES: Final = re.compile(r"[;,\n]|\band\b|\s/\s")
_TOKEN: Final = re.compile(r"\d+(?:\.\d+)?|[a-z']+|[<>≤≥]=?|=|\+|:|[^\s\w.,()-]")
_NO_LIMIT: Final = re.compile(
    r"(there is |we have )?no (set |specific |official |strict )?"
    r"(limits?|minimum|min|maximum|max|cut ?-?offs?|restrictions?|requirements?|preference)( .{0,40})?"
)
_NOT: Final = frozenset(("no", "not", "none", "don't", "doesn't"))
_SEVERAL_LETTERS: Final = re.compile(r"\+\s*\d|\bplus\b|\band \d")
_AT_MOST: Final = re.compile(r"(no|not) more than|max(imum)?\b|up to|at most")
_MOST: Final = re.compile(r"\d\W*(max(imum)?|at most)\W*$")


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
    bare = (
        _SPACES.sub("", text)
        .removeprefix("$")
        .removeprefix("US$")
        .removesuffix("USD")
        .removesuffix("%")
        .removesuffix("+")
    )
    if len(bare) > 30 or _APART.search(text):
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


def whole_number(cell: Cell, how: CellForm) -> int:
    """A count, with what is counted beside it: "12 positions", "$65K per year"."""
    times = 1
    if isinstance(cell, str) and (found := _COUNTED.fullmatch(_bare(cell))):
        cell, times = found[1], 1000 if found[2] else 1
    value = number(cell, how.decimal_comma) * times
    if value != int(value):
        raise NotReadable("is not a whole number")
    return int(value)


def share(cell: Cell, how: CellForm) -> float:
    """A part of all, from 0 to 1."""
    of_100 = how.unit == "percent"
    if isinstance(cell, str):
        near = _bare(cell)
        if (part := _FRACTION.fullmatch(near)) and 0 < int(part[2]) >= int(part[1]):
            return round(int(part[1]) / int(part[2]), 6)
        bare = _PERCENT.sub("", near)
        of_100, cell = of_100 or bare != near, bare
        signed = bare != near
    else:
        signed = False
    value = number(cell, how.decimal_comma)
    if not 0 <= value <= (100 if of_100 else 1):
        raise NotReadable("is no share: accepted is 0 to 100 with a percent sign, or 0 to 1 without")
    if of_100 and how.whole and 0 < value < 1 and not signed:
        raise NotReadable(
            f"stands among percentages: {value:g} in 100, or {100 * value:g}? Write a percent sign"
        )
    return round(value / 100, 6) if of_100 else value


def years_since(cell: Cell, how: CellForm) -> int:
    """Years since graduation: "5 yrs", "within 10 years", "graduated in the last five years", "60 months"."""
    value: float | None = number(cell) if not isinstance(cell, str) else _alone(_bare(cell), _OF_YEARS)
    if isinstance(cell, str) and value is not None and re.search(r"\bmo(nth)?s?\b", cell.casefold()):
        value /= 12
    if value is None or value != int(value) or not 1 <= value <= 50:
        raise NotReadable("is no number of years: accepted is 5, 5 years or within 5 years")
    return int(value)


def score(cell: Cell, how: CellForm) -> int:
    """A minimum of three digits: "220", "Step 2 CK at least 220"."""
    value = (
        _alone(_EXAM.sub(" ", _of_step2(_bare(cell))), _OF_SCORES) if isinstance(cell, str) else number(cell)
    )
    if value is None or value != int(value) or not 100 <= value <= 300:
        raise NotReadable("is no Step 2 CK score: accepted are three digits up to 300")
    return int(value)


def _of_step2(text: str) -> str:
    """A text without its clauses about other exams: "Step 1 pass; Step 2 225"."""
    clauses = _CLAUSES.split(text)
    others = [bool(_OTHER_EXAM.search(clause)) for clause in clauses]
    return (
        " ".join(clause for clause, other in zip(clauses, others, strict=True) if not other)
        if any(others)
        else text
    )


def letters(text: str, how: CellForm) -> int:
    """How many letters are required at least."""
    low = _plain(text)
    first = re.search(r"\d+", low)
    count = (
        int(first[0][:4])
        if first
        else next((_WORDS[w] for w in re.findall("[a-z]+", low) if w in _WORDS), -1)
    )
    if not 0 <= count <= 10 or _SEVERAL_LETTERS.search(low) or _AT_MOST.match(low) or _MOST.search(low):
        raise NotReadable("is no number of letters from 0 to 10")
    return count


def no_limit(text: str, *, of_scores: bool = False) -> bool:
    """Whether a cell says that nothing is asked for, which is no number: "No cut-off", "any"."""
    low = _plain(text)
    words = set(_TOKEN.findall(low))
    if of_scores and {"pass", "passed", "passing"} & words and words <= _PASS:
        return True
    return _NO_LIMIT.fullmatch(low) is not None or (
        words <= _OPEN and bool(words & _SAYS_OPEN or (words & _NOT and words & _LIMITS))
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _bare(text: str) -> str:
    """A number without what says that it is about right, and without an aside in brackets."""
    plain = _ASIDE.sub("", _NEAR.sub("", _plain(text)))
    return str(_WORDS.get(plain, plain))


def _alone(text: str, beside: frozenset[str]) -> float | None:
    """The only number of a text that has no other words beside it; ``None`` if there is none, or another meaning."""
    tokens = _TOKEN.findall(_plain(text))
    numbers = {
        float(t) if t[0].isdigit() else float(_WORDS[t]) for t in tokens if t[0].isdigit() or t in _WORDS
    }
    others = {t for t in tokens if not t[0].isdigit() and t not in _WORDS}
    return numbers.pop() if len(numbers) == 1 and others <= beside else None
