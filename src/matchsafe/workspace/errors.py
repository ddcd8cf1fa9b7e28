"""What can go wrong with saved seasons.

```
WorkspaceError            anything the store cannot do; the message is fit to be shown
├── UnknownSeason              no season with this id
├── StaleSeason           it was changed since it was read; nothing was saved
├── NoChangeToUndo         nor to do again
├── ReadOnlySpace         the season was shared to be looked at
├── SeasonExists           there is one with this id already
├── WorkspaceFull         a visitor keeps as much as may be kept
├── WorkspaceBusy         another program holds the database; trying again helps
└── UnreadableSeason      the database, or one season in it, cannot be read
    ├── WorkspaceUnavailable  not now: the disk is full or read-only, or the server is down
    └── NewerSchema           it was written by a newer matchsafe; nothing was touched
```

No message holds anything of a season, and none holds the password of a database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matchsafe.workspace.stored_season import SeasonChange, StoredSeason


class WorkspaceError(Exception):
    """The saved seasons could not be read or changed. The message says what to do in plain words."""


class UnknownSeason(WorkspaceError):  # noqa: N818 - an answer, more than an error
    """There is no saved season with this id."""


class StaleSeason(WorkspaceError):  # noqa: N818
    """A season was changed after the version that a change was made for; nothing was saved.

    Attributes:
        stored: The season as it is now.
        changes: What was done to it since, the oldest first; empty where the log does not reach that far back.
    """

    def __init__(self, stored: StoredSeason, changes: tuple[SeasonChange, ...]) -> None:
        said = "; ".join(change.text for change in changes if change.text)
        super().__init__(
            f"This season was changed meanwhile{f': {said}' if said else ''}. Your last change was not saved."
        )
        self.stored = stored
        self.changes = changes


class NoChangeToUndo(WorkspaceError):  # noqa: N818
    """There is no change that could be undone, or done again."""


class ReadOnlySpace(WorkspaceError):  # noqa: N818
    """The season can be looked at and not changed."""


class SeasonExists(WorkspaceError):  # noqa: N818
    """There is something with this id already, perhaps of somebody else."""


class WorkspaceFull(WorkspaceError):  # noqa: N818
    """A visitor of a shared machine keeps as much as may be kept."""


class WorkspaceBusy(WorkspaceError):  # noqa: N818
    """The database is in use by another program for too long."""


class UnreadableSeason(WorkspaceError):  # noqa: N818
    """The database, or one season in it, cannot be read; it was left as it is."""


class WorkspaceUnavailable(UnreadableSeason):
    """The saved seasons cannot be reached or changed now; nothing was saved, and nothing is lost."""


class NewerSchema(UnreadableSeason):
    """The database was written by a newer version of matchsafe; it was left as it is."""
