"""Rows between the programs of a table: headings of sections, which hold for the rows below them, and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from matchsafe.catalog.importers.place_text import state_in
from matchsafe.catalog.importers.specialty_text import combined_in, specialties_in, track_in
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.tabular import Cell, is_total, text_of

_COUNT: Final = re.compile(
    r"\(?(n ?= ?)?\d{1,4}( (programs?|positions?|rows?|entries|seats|hospitals?|total))?\)?", re.IGNORECASE
)
"""What may stand beside the heading of a section: how many programs it has."""
_BESIDE: Final = re.compile(
    r"\b(\d+|specialt(y|ies)|speciality|section|field|discipline|department( of)?|residenc(y|ies)|programs?|"
    r"positions?|continued|cont'?d?|state( of)?)\b[.:]?",
    re.IGNORECASE,
)
_AROUND: Final = re.compile(r"^\W+|\W+$|\(\W*\)")
_PARTED: Final = re.compile(r"\s[-–—|/]\s|[:,|]")
_OF_MEDICINE: Final = re.compile(
    r"\w*(ology|iatry|iatrics|surgery|medicine|gery|genetics|anesthesia)|fellowships?|specialt(y|ies)",
    re.IGNORECASE,
)
_OF_A_HOSPITAL: Final = re.compile(
    r"\b(hosp\w*|cent(er|re)s?|ctr|univ\w*|schools?|college|health\w*|clinics?|institut\w+|medical|system|"
    r"foundation|consortium|group|at|of)\b",
    re.IGNORECASE,
)
_NOTE: Final = re.compile(
    r"[*†‡§¹²³•].*|(notes?|sources?|legend|key|disclaimer|remarks?|footnotes?|abbreviations?|references?)\b\W.*|"
    r"((last )?updated?|as of|prepared by|compiled by|retrieved|downloaded|copyright|©|data (from|of|as)|end of)\b.*|"
    r"\W*(page|p\.|sheet)\W*\d+.*|\W*\d+\W*|\(?(continued|cont'?d?)\b.*|.*\bprograms|(\S+\s+){7,}\S+\.",
    re.IGNORECASE,
)
"""A line that names no program: a note, a page number, "Community programs"."""


class Section(NamedTuple):
    """What the heading of a section says.

    Attributes:
        text: As it is printed.
        specialty: Of the rows below; empty if it is one that this tool does not have, ``None`` if none is named.
        state: Where they are.
        track: What they train for.
    """

    text: str
    specialty: str | None = None
    state: str | None = None
    track: str | None = None


NO_SECTION: Final = Section("")


def section_in(text: str) -> Section | None:
    """The section that a line heads; ``None`` if it heads none.

    >>> section_in("INTERNAL MEDICINE (12 programs)"), section_in("-- Ohio --").state
    (Section(text='INTERNAL MEDICINE (12 programs)', specialty='internal_medicine', state=None, track=None), 'OH')
    """
    bare = " ".join(_AROUND.sub("", _AROUND.sub("", _BESIDE.sub(" ", text))).split())
    if not bare:
        return None
    track = track_in(bare)
    if len(found := specialties_in(bare)) == 1:
        return Section(text, found[0], track=track)
    if state := state_in(bare):
        return Section(text, state=state)
    parts = [specialties_in(p) or [state_in(p) or ""] for p in _PARTED.split(bare) if p.strip()]
    said = [p[0] for p in parts if len(p) == 1 and p[0]]
    if len(said) == len(parts) == 2 and (named := set(said) & SPECIALTY_NAMES.keys()) and len(named) == 1:
        specialty = named.pop()
        return Section(text, specialty, next(s for s in said if s != specialty), track)
    if combined_in(bare) or (_OF_MEDICINE.search(bare) and not _OF_A_HOSPITAL.search(bare)):
        return Section(text, "")
    return None


class SectionRows:
    """What the rows that stand between programs say of those below them.

    Attributes:
        heading: Of the section that is read; ``NO_SECTION`` above the first one.
    """

    def __init__(self, columns: Sequence[str], above: Sequence[str] = ()) -> None:
        self._columns = [column.casefold() for column in columns]
        self.heading = NO_SECTION
        self._states_first = False
        for text in above:
            self.begin(text)

    def why_none(self, cells: Sequence[Cell]) -> str | None:
        """Why a row is no program; ``None`` if it may be one. A heading holds from here on."""
        if is_total(cells):
            return "it is a line of totals and no program"
        filled = [(c, name) for c, name in zip(cells, self._columns, strict=True) if c != ""]
        if len(filled) > 1 and all(text_of(c).casefold() in name for c, name in filled):
            return "it repeats the headings"
        if (text := lone_text(cells)) is None:
            return None
        if self.begin(text):
            return "it is the heading of the rows below"
        return "it is a note and no program" if _NOTE.fullmatch(text) else None

    def begin(self, text: str) -> bool:
        """Take a line for the heading of a section, if it is one; a state may stand below a specialty."""
        if (found := section_in(text)) is None:
            return False
        if self.heading is NO_SECTION:
            self._states_first = found.specialty is None
        if found.specialty is None and not self._states_first:
            found = self.heading._replace(state=found.state)
        elif found.state is None and self._states_first:
            found = found._replace(state=self.heading.state)
        self.heading = found
        return True


def lone_text(cells: Sequence[Cell]) -> str | None:
    """What a row says whose cells say one thing only, but for a count; ``None`` if it says several."""
    said = dict.fromkeys(cells)
    said.pop("", None)
    if len(said) > 2:
        return None
    texts = [text for text in map(text_of, said) if len(said) == 1 or not _COUNT.fullmatch(text)]
    return texts[0] if len(texts) == 1 else None
