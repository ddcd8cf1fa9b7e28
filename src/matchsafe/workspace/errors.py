"""What can go wrong with saved seasons.

```
WorkspaceError            anything the store cannot do; the message is fit to be shown
├── UnknownSeason              no season with this id
├── StaleSeason           it was changed since it was read; nothing was saved (in ``stored_season``)
├── NoChangeToUndo         nor to do again
├── ReusedKey             another request had the same key
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


class WorkspaceError(Exception):
    """The saved seasons could not be read or changed. The message says what to do in plain words."""


class UnknownSeason(WorkspaceError):  # noqa: N818 - an answer, more than an error
    """There is no saved season with this id."""


class NoChangeToUndo(WorkspaceError):  # noqa: N818
    """There is no change that could be undone, or done again."""


class ReusedKey(WorkspaceError):  # noqa: N818
    """Another request was done under the same key."""


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
