"""What a change of a season gives, the kinds of parts it is made of, and how a change is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NoReturn, TypeVar

from pydantic import BaseModel

from matchsafe.domain.problem import Problem, path_text, quote
from matchsafe.domain.season import LATEST_VERSION, Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_record import Application, Connection, Cost, Event, MockInterview
from matchsafe.workspace.seasonfile import SeasonFileError, moment_problems

P = TypeVar("P", bound=BaseModel)

PartKind = Literal["application", "interview", "event", "mock_interview", "connection", "cost"]

PART_KINDS: Final[Mapping[PartKind, tuple[str, type[BaseModel]]]] = {
    "application": ("applications", Application),
    "interview": ("interviews", Interview),
    "event": ("events", Event),
    "mock_interview": ("mock_interviews", MockInterview),
    "connection": ("connections", Connection),
    "cost": ("costs", Cost),
}
"""The list that holds the parts of each kind, and their type."""


IF_RIGHT: Final = "If it is right, nothing needs to change."
"""After a doubt."""
_CONCERNED: Final = {
    "ends_before_start": {"start", "end"}, "lasts_too_long": {"start", "end"},
    "reply_after_start": {"start", "reply_by", "status"},
}  # fmt: skip
"""The fields that contradict each other, by what is said of them; else the one that it is said of."""


@dataclass(frozen=True)
class SeasonEdit:
    """A season after a change.

    Attributes:
        id: Of the part that was added or changed; empty where the change is about no part.
        text: What was done, for the history: "Added the interview at Mercy Hospital".
        notes: What the person should know of it.
    """

    season: Season
    text: str
    id: str = ""
    notes: tuple[str, ...] = ()


def as_record(season: Season) -> Season:
    """The season as one that is kept as a record: with ids, and of the version that has them."""
    season = with_ids(season)
    if season.version == LATEST_VERSION:
        return season
    return season.model_copy(update={"version": LATEST_VERSION})


def words(kind: PartKind) -> str:
    """The kind inside a sentence."""
    return kind.replace("_", " ")


def refuse(
    kind: str, message: str, code: str, path: str = "", seen: str = "", accepted: str = ""
) -> NoReturn:
    """Refuse a change.

    Raises:
        SeasonFileError: With the one problem.
    """
    raise SeasonFileError([Problem(message, code, path, seen, accepted)], kind)


def place_of(season: Season, kind: PartKind, part_id: str) -> int:
    """The place of a part in its list.

    Raises:
        SeasonFileError: If there is no part with this id.
    """
    name, _ = PART_KINDS[kind]
    parts = getattr(season, name)
    parts = parts if isinstance(parts, tuple) else ()
    for place, part in enumerate(parts):
        if part.id == part_id:
            return place
    known = ", ".join(part.id for part in parts[:8])
    message = f"There is no {words(kind)} with the id {quote(part_id)}."
    refuse(words(kind), message, "unknown_id", "id", quote(part_id), known)


def check_part(season: Season, part: BaseModel, kind: PartKind, given: Collection[str] | None = None) -> None:
    """Refuse a part that refers to what is not there, or whose days and hours contradict each other.

    Args:
        season: The season.
        part: The part as it shall be.
        kind: Its kind.
        given: The fields that are changed; an old slip in others stops no change of these.

    Raises:
        SeasonFileError: With everything of the sort.
    """
    found: list[Problem] = []
    if kind in ("interview", "event"):
        fields = part.model_dump(mode="json", exclude_unset=True)
        for problem in moment_problems(fields, season.cycle, f"the {words(kind)}"):
            if given is None or _CONCERNED.get(problem.code, {problem.path}) & set(given):
                found.append(problem)
    for field, name in (("application", "applications"), ("interview", "interviews")):
        wanted = getattr(part, field, None)
        there = getattr(season, name)
        ids = [p.id for p in there] if isinstance(there, tuple) else []
        if wanted is not None and wanted not in ids:
            message = f"There is no {field} with the id {quote(wanted)}."
            found.append(
                Problem(message, "unknown_id", path_text((field,)), quote(wanted), ", ".join(ids[:8]))
            )
    if found:
        raise SeasonFileError(found, words(kind))


def replace_list(season: Season, name: str, parts: tuple[Any, ...]) -> Season:
    """The season with one of its lists changed."""
    most = next((m.max_length for m in Season.model_fields[name].metadata if hasattr(m, "max_length")), 300)
    if len(parts) > most:
        refuse("season", f"A season holds at most {most} {name.replace('_', ' ')}.", "too_many", name)
    return season.model_copy(update={name: parts})


def clear_field(part: P, field: str) -> P:
    """A part with one field left out."""
    copy = part.model_copy(update={field: None})
    copy.model_fields_set.discard(field)
    return copy


def title_of(part: BaseModel) -> str:
    """What a part is called for people: its program or name, or else nothing."""
    for name in ("program", "name", "who"):
        if isinstance(value := getattr(part, name, None), str):
            return value
    return ""
