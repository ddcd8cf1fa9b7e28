"""What words in names say of a program: of the armed forces, on probation, closed; and which of them name no site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from matchsafe.catalog.identity import plain
from matchsafe.domain.package_data import own_toml

BY_NAME: Final = "Its name says so."
"""Note of a value that was read off a name."""


@dataclass(frozen=True)
class _NameWords:
    military: re.Pattern[str]
    accreditation: tuple[tuple[re.Pattern[str], str], ...]
    no_site: frozenset[str]


@cache
def _words() -> _NameWords:
    told = own_toml("matchsafe.catalog", "name_words.toml")
    return _NameWords(
        _any_of(told["military"]),
        tuple((_any_of(a["says"]), a["means"]) for a in told["accreditation"]),
        frozenset(told["no_site"].split()),
    )


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(map(re.escape, phrases))})\b")


def is_military(text: str) -> bool:
    """Whether a name or a setting is of the armed forces."""
    found = plain(text)
    return found.startswith("military") or _words().military.search(found) is not None


def accreditation_of(text: str) -> str | None:
    """What a phrase says of accreditation; ``None`` if it says nothing of it."""
    said = plain(text)
    return next((means for phrases, means in _words().accreditation if phrases.search(said)), None)


def names_no_site(word: str) -> bool:
    """Whether a word of a track's name stands for a specialty or a kind of training, not for a place."""
    return word in _words().no_site


def note_military(facts: dict[str, list[dict[str, Any]]]) -> None:
    """Note that a program is of the armed forces where its name says so, and no source says whether it is."""
    if facts.get("military"):
        return
    told = next(
        (v for f in ("name", "institution") for v in facts.get(f, ()) if is_military(str(v["value"]))), None
    )
    if told is not None:
        facts["military"] = [{**told, "value": True, "reliability": "doubtful", "note": BY_NAME}]
