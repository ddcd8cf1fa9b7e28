"""A text in whole lines and sentences: lines that a mail program broke are joined again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_LIST: Final = re.compile(r"\s*([-*•·‣◦▪–—+>]|\(?\d{1,2}[.)]|[a-z][.)])\s")
_LABEL: Final = re.compile(r"\s*[A-Z][\w /()&-]{1,40}:(\s|$)")
_FULL_WIDTH: Final = 60
_SHORT: Final = re.compile(
    r"(?:\b(?:dr|drs|mr|mrs|ms|st|ste|mt|ft|prof|no|vs|dept|univ|med|ctr|hosp|approx|ext|jan|feb|mar|apr|jun|jul|aug|sept?|oct"
    r"|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun|inc|e\.g|i\.e|u\.s|m\.d|d\.o|ph\.d|a\.m|p\.m|esq|jr|sr|sra|dra|hr|fr)|\b[A-Z])\.$",
    re.I,
)
_END: Final = re.compile(r"[.!?…]+[\"')\]]*(?=\s|$)|\n")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place in the text."""

    text: str
    start: int
    end: int


def whole_lines(text: str) -> str:
    """The text with broken lines joined; lists, labels and blank lines stay apart."""
    out: list[str] = []
    widths = [len(line) for line in text.split("\n") if line.strip()]
    wide = max(_FULL_WIDTH, max(widths, default=0) - 22) if max(widths, default=0) < 100 else 90
    before = ""
    for raw in text.split("\n"):
        line = " ".join(raw.split())
        joins = (
            bool(out and out[-1] and line)
            and not _LIST.match(raw)
            and not _LABEL.match(raw)
            and (line[:1].islower() or len(before) >= wide)
            and out[-1][-1:] not in ":!?"
        )
        if joins:
            out[-1] += " " + line
        else:
            out.append(line)
        before = line
    return "\n".join(out)


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text of whole lines; a line without a full stop is one."""
    found: list[Sentence] = []
    start = 0
    for match in _END.finditer(text):
        piece = text[start : match.end()]
        if match[0] != "\n" and match[0].startswith("."):
            after = text[match.end() : match.end() + 3].strip()
            if (
                _SHORT.search(piece[-12:].rstrip())
                and after
                and not (piece.rstrip()[-4:].lower() in ("a.m.", "p.m.") and after[:1].isupper())
            ):
                continue
        _add(found, text, start, match.end())
        start = match.end()
    _add(found, text, start, len(text))
    return found


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        begin = start + piece.index(bare[0])
        found.append(Sentence(bare, begin, begin + len(bare)))
