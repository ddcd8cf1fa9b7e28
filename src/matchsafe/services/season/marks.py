"""What is said of the season as a whole: tasks done or put off, fields of its own, and the outlook of each month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from matchsafe.domain.season import Season
from matchsafe.domain.season_record import OutlookRecord, TaskMark
from matchsafe.services.season.edit import SeasonEdit, as_record, refuse, replace_list
from matchsafe.workspace.seasonfile import check, part_from

SETTABLE: Final = (
    "cycle", "time_zone", "budget", "criteria", "notes", "applications_sent", "applicant", "target", "targets",
    "couples", "rank_list", "couple_list",
)  # fmt: skip
"""The fields of a season that ``set_fields`` changes."""


_GROUPS: Final = ("applicant", "target")


def _patch(before: object, new: Mapping[str, Any]) -> dict[str, Any]:
    """A group of fields, and the groups in it, with some of them changed or, for ``None``, left out."""
    kept = dict(before) if isinstance(before, Mapping) else {}
    for name, value in new.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = _patch(kept.get(name), value) if isinstance(value, Mapping) else value
    return kept


def mark_task(season: Season, fields: Mapping[str, Any], *, at: datetime | None = None) -> SeasonEdit:
    """Note that a task is done, put off until a day or not for this person; what was said of it before is replaced.

    Raises:
        SeasonFileError: With every problem of the fields.
    """
    season = as_record(season)
    mark = part_from(dict(fields), TaskMark, "task")
    if mark.at is None:
        mark = mark.model_copy(update={"at": at or datetime.now().astimezone().replace(microsecond=0)})
    if mark.state == "snoozed" and mark.until is None:
        refuse("task", "A task that is put off needs a day on which it comes back.", "missing_field", "until")
    others = tuple(t for t in season.tasks if t.code != mark.code)
    said = {"done": "Done", "snoozed": "Put off", "not_for_me": "Not for me"}[mark.state]
    return SeasonEdit(replace_list(season, "tasks", (*others, mark)), f"{said}: {mark.code}", mark.code)


def unmark_task(season: Season, code: str) -> SeasonEdit:
    """Open a task again."""
    season = as_record(season)
    kept = tuple(t for t in season.tasks if t.code != code)
    return SeasonEdit(replace_list(season, "tasks", kept), f"Opened again: {code}", code)


def set_fields(season: Season, fields: Mapping[str, Any]) -> SeasonEdit:
    """Change fields of the season itself; one that is given as ``None`` is left out from now on.

    Of ``applicant`` and ``target`` only the fields that are given change.

    Raises:
        SeasonFileError: With every problem of the fields.
    """
    season = as_record(season)
    for name in fields:
        if name not in SETTABLE:
            refuse(
                "season",
                "This field is not changed this way.",
                "unknown_field",
                name,
                "",
                ", ".join(SETTABLE),
            )
    before = season.model_dump(mode="json", exclude_unset=True)
    data = {**before, **fields}
    for name in _GROUPS:
        if isinstance(fields.get(name), Mapping):
            data[name] = _patch(before.get(name), fields[name])
    apart = () if "cycle" in fields else ("interviews", "events")  # an old slip there stops no other change
    kept = {name: getattr(season, name) for name in apart if name in season.model_fields_set}
    given = {name: value for name, value in data.items() if value is not None and name not in kept}
    found = check(given, name="season", moments="couples" in fields).season.model_copy(update=kept)
    return SeasonEdit(found, f"Changed {', '.join(fields)}")


def keep_outlook(
    season: Season, day: date, chance: float, low: float, high: float, rankable: int | None = None
) -> SeasonEdit:
    """Keep what the outlook says in the month of a day, in place of what it said earlier in that month."""
    season = as_record(season)
    month = f"{day:%Y-%m}"
    record = OutlookRecord(
        month=month, chance=round(chance, 4), low=round(low, 4), high=round(high, 4), rankable=rankable
    )
    others = (o for o in season.outlooks if o.month != month)
    kept = tuple(sorted((*others, record), key=lambda o: o.month))
    return SeasonEdit(replace_list(season, "outlooks", kept), f"Kept the outlook of {month}")
