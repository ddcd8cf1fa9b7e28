"""The columns of each kind of file: their names, and which of them are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final


@dataclass(frozen=True)
class Columns:
    """What a kind of file has.

    Attributes:
        needed: Columns every such file has.
        extra: Columns it may have; others are passed over.
    """

    needed: tuple[str, ...]
    extra: tuple[str, ...] = ()

    def present(self, header: Iterable[str]) -> list[str]:
        """The known columns of a header, as they are called here."""
        there = {plain(name) for name in header}
        return [name for name in (*self.needed, *self.extra) if name in there]

    def fault(self, header: Sequence[str]) -> str:
        """What is wrong with a header, in words; empty if nothing is."""
        names = [plain(name) for name in header]
        missing = [name for name in self.needed if name not in names]
        if missing:
            lacks = f"the header lacks {', '.join(missing)}"
            shown = ", ".join(name[:40] for name in names[:10] if name)
            strange = [name for name in names if name not in (*self.needed, *self.extra)]
            near = [(m, get_close_matches(m, strange, n=1)) for m in missing]
            guess = "".join(f"; is {found[0]!r} meant to be {m!r}?" for m, found in near if found)
            return f"{lacks} (found: {shown or 'nothing'}){guess}"
        twice = [name for name in self.present(header) if names.count(name) > 1]
        return f"the header has {', '.join(twice)} twice" if twice else ""


def plain(name: str) -> str:
    """A column's name as it is compared: without capitals and blanks around it."""
    return name.strip().lower()


APPLICANTS: Final = Columns(("applicant", "rank", "program"), ("score", "physician"))
PROGRAMS: Final = Columns(("program", "quota"), ("rank", "applicant", "parity", "for_physicians"))
COUPLES: Final = Columns(
    ("first", "second", "rank", "first_program", "second_program"),
    ("first_score", "second_score", "first_physician", "second_physician"),
)
SUPPLEMENTAL: Final = Columns(("applicant", "advanced", "rank", "program"), ("score",))
REVERSIONS: Final = Columns(("donor", "receiver", "positions"))
RESULT: Final = Columns(("applicant", "program"))
FLAGS: Final = frozenset({"physician", "for_physicians", "first_physician", "second_physician"})
"""Columns of yes and no."""
