"""How a long reading tells how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matchsafe.catalog.importers.problems import ImportCancelled


@dataclass(frozen=True)
class Watch:
    """What is told while a file is read.

    Attributes:
        progress: Called with what is done and what there is in all (pages, bytes or rows); 0 if unknown.
        cancelled: Asked between steps; true stops the reading.
    """

    progress: Callable[[int, int], None] = lambda done, total: None
    cancelled: Callable[[], bool] = lambda: False

    def step(self, done: int, total: int = 0) -> None:
        """Tell how far the reading is.

        Raises:
            ImportCancelled: If the user has stopped it.
        """
        if self.cancelled():
            raise ImportCancelled("The import was stopped; nothing was changed.")
        self.progress(done, total)


UNWATCHED = Watch()
