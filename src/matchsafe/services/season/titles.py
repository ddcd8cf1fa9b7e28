"""What saved seasons are called in a list: by her name for each, or by what it is; no two alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.text import day, plain_name, plural
from matchsafe.present.words import season_line
from matchsafe.workspace import season_answers

if TYPE_CHECKING:
    from matchsafe.workspace.stored_season import ListedSeason

_ID_LETTERS: Final = 6


def season_titles(listed: Iterable[ListedSeason]) -> dict[str, str]:
    """The title of each season by its id; where titles are alike, with what tells them apart."""
    alike: dict[str, list[ListedSeason]] = {}
    for one in listed:
        alike.setdefault(plain_name(_title(one)), []).append(one)
    return {
        one.id: f"{_title(one)} ({mark})" if mark else _title(one)
        for group in alike.values()
        for one, mark in zip(group, _marks(group), strict=True)
    }


def _title(one: ListedSeason) -> str:
    if one.name:
        return one.name
    if one.summary is not None:
        return season_line(one.summary)
    if not one.readable:
        return "A season"
    answers = (one.draft or {}).get("season", {})
    specialty = SPECIALTY_NAMES.get(str(season_answers.get(answers, "target.specialty")), "")
    return f"{specialty}, not finished" if specialty else "Not finished"


def _marks(group: list[ListedSeason]) -> list[str]:
    """The fewest of their differences, the plainest first, by which all of a group differ."""
    told: list[list[str]] = [[] for _ in group]
    for difference in _DIFFERENCES:
        said = [difference(one) for one in group]
        if len({*map(tuple, told)}) < len(group) and len({*said}) > 1:
            for words, more in zip(told, said, strict=True):
                words.extend([more] if more else [])
    return [", ".join(words) for words in told]


def _match(one: ListedSeason) -> str:
    return f"{one.summary.cycle} Match" if one.summary is not None and one.summary.cycle else ""


def _application_count(one: ListedSeason) -> str:
    return "" if one.summary is None else plural(one.summary.applications, "application")


def _invitation_count(one: ListedSeason) -> str:
    return "" if one.summary is None else plural(one.summary.invited, "invitation")


_DIFFERENCES: Final[tuple[Callable[[ListedSeason], str], ...]] = (
    _match,
    _application_count,
    _invitation_count,
    lambda one: f"begun {day(one.created.date())}",
    lambda one: f"id {one.id[:_ID_LETTERS]}",
    lambda one: one.id,
)
