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


@contextmanager
def share(jobs: Jobs, staging: Staging) -> Iterator[Any]:
    """Let the children of this process use them; gives the address to hand them.

    The socket lies in a private folder, and the key of ``multiprocessing``, which only children have, opens it.
    """

    class Owner(BaseManager):
        pass

    Owner.register("jobs", callable=lambda: jobs, exposed=_JOBS)
    Owner.register("staging", callable=lambda: staging, exposed=_STAGING)
    server = Owner().get_server()
    server.stop_event = threading.Event()  # type: ignore[attr-defined]
    accepting = threading.Thread(target=server.accepter, name="share", daemon=True)
    accepting.start()
    try:
        yield server.address
    finally:
        server.stop_event.set()  # type: ignore[attr-defined]
        server.listener.close()  # type: ignore[attr-defined]


def connect(address: Any) -> tuple[Jobs, Staging]:
    """The jobs and the files that the parent of this process shares."""

    class Guest(BaseManager):
        pass

    Guest.register("jobs", exposed=_JOBS)
    Guest.register("staging", exposed=_STAGING)
    guest = Guest(address=address)
    guest.connect()
    return cast(Jobs, guest.jobs()), cast(Staging, guest.staging())  # type: ignore[attr-defined]
