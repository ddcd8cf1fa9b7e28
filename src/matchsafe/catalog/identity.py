"""What tells one program from another: its ids, its kind of track, and a draft that speaks of several of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from typing import Any, Final

from matchsafe.catalog.record import SUMMED, Draft, ProgramFacts, Value
from matchsafe.catalog.value_resolution import place, value_in_force
from matchsafe.domain.program import ProgramTrack
from matchsafe.evidence.program_codes import kind_of_code

_MAIN_FIRST: Final[tuple[ProgramTrack | None, ...]] = (
    "categorical",
    "advanced",
    "transitional",
    None,
    "preliminary",
    "physician",
)

_ALL_TRACKS: Final = "The source counts all tracks of the program together."


def kind_of(facts: ProgramFacts) -> ProgramTrack | None:
    """The kind of track of a program: as told, else by its codes, else ``None``."""
    told: ProgramTrack | None = value_in_force(facts, "track").value
    if told is not None:
        return told
    specialty = value_in_force(facts, "specialty").value
    kinds = {kind_of_code(v.value, specialty) for v in facts.nrmp_codes}
    if specialty == "transitional_year":
        return "transitional"
    return kinds.pop() if len(kinds) == 1 else None


def main_first(kind: ProgramTrack | None) -> int:
    """The place of a kind of track when one has to stand for the program: categorical first, physician last."""
    return _MAIN_FIRST.index(kind)


def split_tracks(draft: Draft) -> tuple[Draft, ...]:
    """One draft for each kind of track among the codes of a draft.

    Positions told for the whole program go to its main track and are marked doubtful there, since the source does
    not say how they divide. Everything else holds for each track.
    """
    specialty = value_in_force(draft, "specialty").value
    kinds = {kind_of_code(v.value, specialty) for v in draft.nrmp_codes}
    if len(kinds) < 2:
        return (draft,)
    ordered = sorted(kinds, key=main_first)
    return tuple(_part(draft, kind, specialty, main=kind == ordered[0]) for kind in ordered)


def numbered(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts, with a number behind an origin that is given twice: an answer has to name one of them."""
    seen: Counter[str] = Counter()
    for draft in drafts:
        seen[draft.origin] += 1
        number = seen[draft.origin]
        yield draft if number == 1 else draft.model_copy(update={"origin": f"{draft.origin} ({number})"})


def _part(draft: Draft, kind: ProgramTrack | None, specialty: str | None, *, main: bool) -> Draft:
    codes = tuple(v for v in draft.nrmp_codes if kind_of_code(v.value, specialty) == kind)
    changed: dict[str, Any] = {
        "nrmp_codes": codes,
        "origin": draft.origin if main else f"{draft.origin} ({kind})",
    }
    changed["track"] = tuple(Value(value=kind, source=c.source, as_of=c.as_of) for c in codes[:1] if kind)
    for field in SUMMED:
        kept = []
        for value in getattr(draft, field):
            if value.code is not None:
                kept += [value] if kind_of_code(value.code, specialty) == kind else []
            elif main:
                kept.append(value.model_copy(update={"reliability": "doubtful", "note": _ALL_TRACKS}))
        changed[field] = tuple(kept)
    return draft.model_copy(update=changed)


def plain(text: str) -> str:
    """Text for comparing and searching: no accents, no case, no signs, single spaces."""
    bare = text
    if not text.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+|_", " ", bare.casefold()).split())


def new_id(facts: ProgramFacts, taken: Container[str]) -> str:
    """An id for a new record: its NRMP code, else its ACGME id, else a form of its name; never one that is taken."""
    kind = kind_of(facts)
    if facts.nrmp_codes:
        stem = str(value_in_force(facts, "nrmp_codes").value[0])
    elif facts.acgme_id:
        stem = str(value_in_force(facts, "acgme_id").value)
        if kind not in (None, "categorical"):
            stem += f"-{kind}"
    else:
        name = value_in_force(facts, "name").value or value_in_force(facts, "institution").value
        words = plain(f"{name} {value_in_force(facts, 'specialty').value} {place(facts)[1] or ''}")
        stem = words.replace(" ", "-")[:80]
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
