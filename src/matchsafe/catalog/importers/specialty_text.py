"""The specialties that a cell names: one, several, or a combined one, which is a program of its own kind."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from matchsafe.domain.specialties import specialty_code
from matchsafe.evidence.program_codes import combined_names

_SAYS_NOTHING: Final = re.compile(
    r"\b(residency|program|training|department of|general(?= internal)|combined|(?<!non-)(?<!non )cat(egorical)?|"
    r"adv(anced)?|(rural|community|urban|research|hospitalist|academic|pstp|physician[ -]scientist)( track)?|track|"
    r"primary( care)?|osteopathic recognition|acgme|pgy[ -]?\d( only)?|[3-7][ -]years?)\b|\([car]\)",
    re.IGNORECASE,
)
"""Words beside the name of a specialty that change nothing."""
_LISTED: Final = re.compile(r"[;|\n,]")
_ALSO_LISTED: Final = re.compile(r"[;|\n,/+&]|\band\b")
"""Signs between specialties: those that no name of one has, and those that some have."""
_COMBINED: Final = re.compile(r"[/–-]")
_PARTS: Final = re.compile(r"\s[-–—|/]\s|[():,;]")
"""Signs between a hospital and a specialty in the name of a program."""
_WITHIN: Final = re.compile(r"(.+?)\s*\(([^()]+)\)")
PRELIMINARY: Final = re.compile(
    r"\bprelim(s|inary)?\b|\bpgy[ -]?1 only\b|\b(non|un)[ -]?designated\b|\bnon[ -]?cat(egorical)?\b|\(p\)|"
    r"\((one|1)[ -]?(year|yr)\)",
    re.IGNORECASE,
)
"""What says that a position is for one year."""
_BESIDE_PRELIMINARY: Final = re.compile(r"\bdesignated\b|\b(one|1)[ -]?(year|yr)\b", re.IGNORECASE)
_PRELIMINARY_IN: Final = {"med": "internal_medicine", "surg": "surgery_general"}
"""What short words mean beside "preliminary", and not alone."""
_SHORT: Final = {
    "med": "internal_medicine", "genetics": "medical genetics", "child psychiatry": "child and adolescent psychiatry",
    "child psych": "child and adolescent psychiatry",
}  # fmt: skip
"""What parts of a combined specialty are called in short; alone some of these mean something else."""
_TRIPLE_BOARD: Final = re.compile(r"\W*triple[ -]?board\W*", re.IGNORECASE)


def track_in(text: str) -> str | None:
    """The track that the name of a specialty says beside it ("Medicine-Preliminary")."""
    return "preliminary" if PRELIMINARY.search(text) else None


def specialties_in(text: str) -> list[str]:
    """The codes of the specialties that a cell lists; none where it names a combined specialty, or something unknown.

    >>> specialties_in("Internal Medicine; Pediatrics"), specialties_in("Internal Medicine/Pediatrics")
    (['internal_medicine', 'pediatrics'], ['internal_medicine_pediatrics'])
    >>> specialties_in("Internal Medicine/Psychiatry")
    []
    """
    for split in (_LISTED.split, lambda text: [text], _ALSO_LISTED.split):
        codes = [_one_specialty(part) for part in split(text) if part.strip()]
        if codes and all(codes) and not (len(codes) > 1 and combined_in(text)):
            first, *others = dict.fromkeys(code for code in codes if code)
            one = "/" in text and PRELIMINARY.search(text.split("/")[0])  # "Surgery-Preliminary/Urology"
            return [first] if one else [first, *others]
    return []


def named_part(text: str, specialty: str) -> str:
    """The part of a cell that names one of its specialties."""
    return next((part for part in _LISTED.split(text) if specialty in specialties_in(part)), text)


def specialty_of_name(name: str) -> str | None:
    """The specialty that a program is named by, alone or set apart from its hospital; ``None`` if there is none.

    >>> specialty_of_name("Alder Falls Hospital (Neurology)"), specialty_of_name("Alder Falls Surgery Hospital")
    ('neurology', None)
    """
    found = {code for part in (name, *_PARTS.split(name)) for code in specialties_in(part)}
    return found.pop() if len(found) == 1 and not combined_in(name) else None


def combined_in(text: str) -> str | None:
    """The combined specialty that a cell names, as it is printed; ``None`` if it names none.

    >>> combined_in("Medicine-Psychiatry"), combined_in("Internal Medicine, Psychiatry")
    ('Internal Medicine/Psychiatry', None)
    """
    named = frozenset(_part(part) for part in _COMBINED.split(text) if part.strip())
    if _TRIPLE_BOARD.fullmatch(text):
        named = frozenset(("pediatrics", "psychiatry", "child and adolescent psychiatry"))
    return next((name for name, parts in _combined() if len(named) > 1 and named <= parts), None)


def _one_specialty(text: str) -> str | None:
    bare = _SAYS_NOTHING.sub(" ", text)
    code = specialty_code(text) or specialty_code(bare)
    if code is None and PRELIMINARY.search(text):
        bare = _BESIDE_PRELIMINARY.sub(" ", _SAYS_NOTHING.sub(" ", PRELIMINARY.sub(" ", text)))
        code = specialty_code(bare) or _PRELIMINARY_IN.get(" ".join(re.findall(r"\w+", bare.casefold())))
    if code is None and (found := _WITHIN.fullmatch(text.strip())):  # "Otolaryngology (ENT)"
        outer, inner = map(specialty_code, found.groups())
        code = outer if outer == inner else None
    return code


def _part(text: str) -> str:
    bare = " ".join(_SAYS_NOTHING.sub(" ", text).casefold().split()).strip(" ()")
    return _SHORT.get(bare) or specialty_code(bare) or bare


@cache
def _combined() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((name, frozenset(map(_part, name.split("/")))) for name in combined_names())
