"""One process owns the jobs and the files of imports; the others of the same server reach them through a socket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.managers import BaseManager
from typing import Any, cast

from matchsafe.services.background.jobs import Jobs
from matchsafe.services.catalog_import.staging import Staging

_JOBS = ("start", "any_of", "newest", "wait", "stop", "forget")
_STAGING = ("reserve", "add", "find", "change", "drop")
_DELETIONS = ("tell", "wait")


class Deletions:
    """Tells all processes of a server that something was deleted, so that none holds it in memory any longer."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def tell(self) -> None:
        """Something was deleted."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait(self, seen: int) -> int:
        """Wait until there were more deletions than ``seen``; how many there were."""
        with self._changed:
            self._changed.wait_for(lambda: self._count > seen)
            return self._count


@contextmanager
def share(jobs: Jobs, staging: Staging) -> Iterator[Any]:
    """Let the children of this process use them; gives the address to hand them.

    The socket lies in a private folder, and the key of ``multiprocessing``, which only children have, opens it.
    """

    class Owner(BaseManager):
        pass

    Owner.register("jobs", callable=lambda: jobs, exposed=_JOBS)
    deletions = Deletions()
    Owner.register("staging", callable=lambda: staging, exposed=_STAGING)
    Owner.register("deletions", callable=lambda: deletions, exposed=_DELETIONS)
    server = Owner().get_server()
    server.stop_event = threading.Event()  # type: ignore[attr-defined]
    accepting = threading.Thread(target=server.accepter, name="share", daemon=True)
    accepting.start()
    try:
        yield server.address
    finally:
        server.stop_event.set()  # type: ignore[attr-defined]
        server.listener.close()  # type: ignore[attr-defined]


def connect(address: Any) -> tuple[Jobs, Staging, Deletions]:
    """The jobs, the files and the news of deletions that the parent of this process shares."""

    class Guest(BaseManager):
        pass

    Guest.register("jobs", exposed=_JOBS)
    Guest.register("staging", exposed=_STAGING)
    Guest.register("deletions", exposed=_DELETIONS)
    guest = Guest(address=address)
    guest.connect()
    shared = guest.jobs(), guest.staging(), guest.deletions()  # type: ignore[attr-defined]
    return cast(tuple[Jobs, Staging, Deletions], shared)
