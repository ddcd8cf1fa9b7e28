"""What can go wrong with saved seasons.

```
WorkspaceError            anything the store cannot do; the message is fit to be shown
├── NotFound              no season with this id
├── WorkspaceBusy                  another program holds the database; trying again helps
└── UnreadableSeason            the database, or one season in it, cannot be read
    └── NewerSchema       it was written by a newer matchsafe; nothing was touched
```

No message holds anything of a season, and none holds the password of a database.
"""

from __future__ import annotations


class WorkspaceError(Exception):
    """The saved seasons could not be read or changed. The message says what to do in plain words."""


class NotFound(WorkspaceError):  # noqa: N818 - an answer, more than an error
    """There is no saved season with this id."""


class WorkspaceBusy(WorkspaceError):  # noqa: N818
    """The database is in use by another program for too long."""


class UnreadableSeason(WorkspaceError):  # noqa: N818
    """The database, or one season in it, cannot be read; it was left as it is."""


class NewerSchema(UnreadableSeason):
    """The database was written by a newer version of matchsafe; it was left as it is."""
