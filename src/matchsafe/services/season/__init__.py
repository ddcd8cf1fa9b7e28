"""Changes of a season as pure functions, from a season to the season after: what every face calls to keep a record.

Each takes a season and gives a ``SeasonEdit``; nothing is read or written. A face saves the result, in a file or
through ``Workspace.change``.
"""

from matchsafe.services.season.edit import PART_KINDS, PartKind, SeasonEdit
from matchsafe.services.season.events import add_event, remove_event
from matchsafe.services.season.life import close, next_season, reopen
from matchsafe.services.season.marks import keep_outlook, mark_task, set_fields, unmark_task
from matchsafe.services.season.parts import add, change, part_of, remove

__all__ = [
    "PART_KINDS",
    "PartKind",
    "SeasonEdit",
    "add",
    "add_event",
    "change",
    "close",
    "keep_outlook",
    "mark_task",
    "next_season",
    "part_of",
    "remove",
    "remove_event",
    "reopen",
    "set_fields",
    "unmark_task",
]
