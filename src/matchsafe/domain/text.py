"""Text for people: counts, lists and dates in words, and sentences that remember which words are a number.

A sentence about a chance is a ``MarkedText``: a plain string everywhere (JSON, terminal, tests), made of pieces that
say which of its words are a chance, a cited figure or a link. The page turns those into links; nobody has to find a
number in a finished sentence again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from matchsafe.domain.estimate import Estimate

_SMALL: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def plain_name(text: str) -> str:
    """A name as names are compared: in one Unicode form, with single spaces and without capitals."""
    return unicodedata.normalize("NFC", " ".join(text.split()).casefold())


def plural(n: int, one: str, many: str = "", *, none: str = "no") -> str:
    """A count with its noun: "no interviews", "1 interview", "1,250 couples"; ``none`` is how 0 is said."""
    return f"{f'{n:,}' if n else none} {one if n == 1 else many or f'{one}s'}"


def whole_number(text: str, least: int, most: int) -> int | None:
    """The whole number in a text of plain digits, if it is within bounds."""
    plain = text.isascii() and text.isdigit() and len(text) < 20
    return number if plain and least <= (number := int(text)) <= most else None


def verb(n: int, one: str, many: str) -> str:
    """The form of a verb that goes with a count."""
    return one if n == 1 else many


def part(some: int, whole: int, noun: str) -> str:
    """A part, 1 or more, of a count: "3 of your 9 interviews", "all 9 of your interviews"."""
    if some < whole:
        return f"{some} of your {plural(whole, noun)}"
    if whole == 1:
        return f"your only {noun}"
    return f"both of your {noun}s" if whole == 2 else f"all {whole} of your {noun}s"


def count(n: int) -> str:
    """A count in words up to ten, in digits above; 0 is "no"."""
    return _SMALL[n] if n < len(_SMALL) else str(n)


def span(low: int, high: int, *, in_words: bool = False) -> str:
    """Two ends: "10 to 12". In words where both are at most ten ("four to six"), and one word where they are equal."""
    said = count if in_words and high < len(_SMALL) else str
    return said(low) if in_words and low == high else f"{said(low)} to {said(high)}"


def listing(items: Iterable[str], joint: str = "and") -> str:
    """Items in one phrase: "a", "a and b", "a, b and c"; empty for no items."""
    *first, last = list(items) or [""]
    return f"{', '.join(first)} {joint} {last}" if first else last


def day(value: date) -> str:
    """A date that cannot be misread: "3 March 2027"."""
    return f"{value.day} {value:%B %Y}"


def date_words(text: str) -> str:
    """A day, month or wall time of a file in words: "3 March 2027", "March 2027", "3 March 2027, 09:00"."""
    try:
        if len(text) == len("2027-03"):
            return f"{date.fromisoformat(f'{text}-01'):%B %Y}"
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return day(at) if len(text) == len("2027-03-03") else f"{day(at)}, {at:%H:%M}"


def short_day(value: date) -> str:
    """A date whose year is clear: "3 March"."""
    return f"{value.day} {value:%B}"


def dollars(amount: float) -> str:
    """An amount: "$1,340", with cents only where there are any."""
    return f"${amount:,.0f}" if round(amount, 2) == round(amount) else f"${amount:,.2f}"


PieceKind = Literal["text", "chance", "figure", "link"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a sentence and what they are.

    Attributes:
        text: The words as people read them.
        kind: ``text``; ``chance``, a probability with its estimate; ``figure``, a number from the evidence; ``link``.
        estimate: The probability behind a chance.
        to: Of a figure, its evidence id; of a link, where it leads; of a chance, the section of the method page.
    """

    text: str
    kind: PieceKind = "text"
    estimate: Estimate | None = None
    to: str = ""


class MarkedText(str):
    """A sentence that is a plain string, and knows the pieces it is made of.

    Any string operation gives plain text; ``sentence`` and putting one ``MarkedText`` into another keep the marks.
    """

    pieces: tuple[Piece, ...]
    __slots__ = ("pieces",)

    def __new__(cls, *parts: str | Piece) -> Self:
        """Put plain strings, pieces and other marked texts one after the other."""
        pieces: list[Piece] = []
        for part in parts:
            if isinstance(part, MarkedText):
                pieces += part.pieces
            elif isinstance(part, Piece):
                pieces.append(part)
            elif part:
                pieces.append(Piece(part))
        made = super().__new__(cls, "".join(piece.text for piece in pieces))
        made.pieces = tuple(pieces)
        return made

    def __getnewargs__(self) -> tuple[Piece, ...]:  # type: ignore[override]
        """What a copy or a pickle is made from: the pieces, not the flat string."""
        return self.pieces

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Any string is accepted; JSON and its schema know a string only."""
        return core_schema.no_info_wrap_validator_function(
            lambda value, plain: value if isinstance(value, cls) else cls(plain(value)),
            core_schema.str_schema(),
            serialization=core_schema.to_string_ser_schema(when_used="json"),
        )

    def __str__(self) -> str:
        """The words alone."""
        return "".join(piece.text for piece in self.pieces)


def sentence(text: str) -> MarkedText:
    """The text with a capital first letter and a closing mark; marks are kept."""
    pieces = list(text.pieces if isinstance(text, MarkedText) else MarkedText(text.strip()).pieces)
    if not pieces:
        return MarkedText()
    first = pieces[0]
    pieces[0] = replace(first, text=first.text[:1].upper() + first.text[1:])
    return MarkedText(*pieces) if pieces[-1].text[-1:] in (*".?!:",) else MarkedText(*pieces, ".")


def paragraph(sentences: Iterable[str]) -> MarkedText:
    """Sentences one after the other, empty ones left out; marks are kept."""
    parts = [part for told in sentences if told for part in (" ", told)]
    return MarkedText(*parts[1:])


def sentences(text: MarkedText) -> tuple[MarkedText, ...]:
    """The sentences that ``paragraph`` put together; a text made otherwise is one."""
    found: list[list[Piece]] = [[]]
    for piece in text.pieces:
        if piece.text == " ":
            found.append([])
        else:
            found[-1].append(piece)
    return tuple(MarkedText(*pieces) for pieces in found if pieces)
