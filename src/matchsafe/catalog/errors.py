"""What can go wrong with catalogs.

```
CatalogError            anything that cannot be done with a catalog; the message is fit to be shown
├── UnknownCatalog      no catalog of this name
├── UnknownProgram      no program with this id in the catalog
├── UnknownList         no saved list of this name
├── CatalogBusy                another program is changing this catalog; trying again helps
├── NothingToUndo       there is no earlier (or later) version to go to
├── DamagedCatalog      a file cannot be read or its checksum is wrong; other versions may be fine
└── ExchangeProblems         a file in the exchange format has problems, all of them listed
```
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class CatalogError(Exception):
    """A catalog could not be read or changed. The message says what to do in plain words."""


class UnknownCatalog(CatalogError):  # noqa: N818 - an answer, more than an error
    """There is no catalog of this name."""


class UnknownProgram(CatalogError):  # noqa: N818
    """There is no program with this id."""


class UnknownList(CatalogError):  # noqa: N818
    """There is no saved list of this name."""


class CatalogBusy(CatalogError):  # noqa: N818
    """Another program is changing the catalog for too long."""


class NothingToUndo(CatalogError):  # noqa: N818
    """There is no earlier or later version."""


class DamagedCatalog(CatalogError):  # noqa: N818
    """A file of the catalog cannot be read; it was left as it is."""


class ExchangeProblems(CatalogError):  # noqa: N818
    """A file in the exchange format has problems.

    Attributes:
        problems: One sentence each, with the line and the field.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        """With its problems, so that it can pass between processes."""
        return type(self), (self.problems,)
