"""The end of a season and the beginning of the next: close it with its result, and carry on what lasts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import new_id
from matchsafe.domain.season_record import SeasonResult
from matchsafe.evidence.calendar import match_year
from matchsafe.services.season.edit import SeasonEdit, as_record
from matchsafe.workspace.seasonfile import check, part_from

_CARRIED: Final = (
    "version", "time_zone", "applicant", "target", "targets", "couples", "connections", "criteria", "notes",
)  # fmt: skip
"""What goes on to the next season as it is."""

_OF_A_PROGRAM: Final = (
    "program",
    "id",
    "catalog_id",
    "state",
    "city",
    "specialty",
    "track",
    "portal",
    "notes",
)
"""What of an application goes on: the program and what was noted of it, not what was sent to it."""


def close(season: Season, result: Mapping[str, Any]) -> SeasonEdit:
    """Close a season with its result; it stays readable.

    Args:
        result: The fields of the result as a season file has them.

    Raises:
        SeasonFileError: With every problem of the result.
    """
    season = as_record(season)
    found = part_from(dict(result), SeasonResult, "result")
    return SeasonEdit(season.model_copy(update={"result": found}), "Closed the season")


def reopen(season: Season) -> SeasonEdit:
    """Take the result of a season out again."""
    return SeasonEdit(as_record(season).model_copy(update={"result": None}), "Opened the season again")


def next_season(season: Season, on: date) -> SeasonEdit:
    """The season after this one: scores, letters, target, people, programs and notes go on; interviews do not.

    The programs of interviews without an application go on as programs to apply to. What time changes follows from the
    day: the years since graduation and the dates of the season are worked out anew.

    Args:
        season: The season that is over.
        on: The day the new one is begun, which sets the year of its Match.
    """
    season = as_record(season)
    old = season.model_dump(mode="json", exclude_unset=True)
    new: dict[str, Any] = {name: old[name] for name in _CARRIED if name in old}
    new["cycle"] = max(match_year(on), (season.cycle or 0) + 1)
    new |= {"applications_sent": 0, "interviews": 0}
    new["applicant"] = {**old["applicant"], "reapplicant": True}
    if new.get("couples"):
        new["couples"] = {n: v for n, v in new["couples"].items() if n != "partner_interviews"}
    if programs := _programs(old):
        new["applications"] = programs
    return SeasonEdit(check(new, name="next season").season, "Started from the season before")


def _programs(old: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The programs of a season as applications that are planned, with the notes of their interviews."""
    programs = [{n: a[n] for n in _OF_A_PROGRAM if n in a} for a in old.get("applications", ())]
    by_id = {p["id"]: p for p in programs}
    held = old.get("interviews", ())
    for interview in held if isinstance(held, list) else ():
        program = by_id.get(interview.get("application"))
        if program is None:
            program = {n: interview[n] for n in _OF_A_PROGRAM if n in interview and n not in ("id", "notes")}
            program["id"] = new_id(by_id)
            by_id[program["id"]] = program
            programs.append(program)
        if note := interview.get("notes"):
            program["notes"] = "\n".join(t for t in (program.get("notes"), note) if t)[:10_000]
    return programs
