"""A started pool of processes that answer requests, with the jobs and the files of imports owned by their parent."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final

import uvicorn

from matchsafe.api.errors import log_unexpected
from matchsafe.server import CannotServe
from matchsafe.server.app import build
from matchsafe.server.patience import PatientProtocol
from matchsafe.server.shared_jobs import share
from matchsafe.services.background import Jobs
from matchsafe.services.background.processes import end_with_parent
from matchsafe.services.catalog_import.staging import Staging

_CONTEXT: Final = multiprocessing.get_context("spawn")
_MOST: Final = 4
"""Processes by default, however many cores there are: each takes some 150 MB."""
_TOO_SOON: Final = 5.0
"""Seconds after its start within which a process that ends would only end again."""
_ENDED: Final = "The server's processes end as soon as they start; see above why."
_GRACE: Final = 5
"""Seconds that open connections have when the server stops."""


def usual_number() -> int:
    """How many processes answer requests if nobody says: one for each core, up to a few."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _MOST))


def config_of(app: Any) -> uvicorn.Config:
    """How an app is served: it logs nothing that tells of a season."""
    return uvicorn.Config(
        app,
        access_log=False,  # addresses of pages hold the ids of seasons
        log_level="warning",
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=_GRACE,
        http=PatientProtocol,
    )


@dataclass(frozen=True)
class WorkerSettings:
    """What each process serves.

    Attributes:
        database_url: Where seasons are saved.
        host: Name the server may be called by.
        token: What a visitor has to bring, if anything.
        hosted: Whether each visitor has a space of their own.
        listening: Where it listens. Bound, and shared by all processes, or ``None`` for a socket of one's own at
            ``address``, between which the system spreads the connections.
        address: Host and port.
        family: Of the address.
        owner: Where the jobs are reached.
        ready: Released once connections are taken.
    """

    database_url: str | None
    host: str
    token: str | None
    hosted: bool
    listening: socket.socket | None
    address: tuple[Any, ...]
    family: int
    owner: Any
    ready: Any


def run_workers(
    listening: socket.socket,
    host: str,
    database_url: str | None,
    number: int,
    started: Callable[[], None],
    token: str | None = None,
    hosted: bool = False,
) -> None:
    """Serve with so many processes until Ctrl-C or SIGTERM; one that dies gets a successor.

    Args:
        listening: Where to listen.
        host: Name the server may be called by.
        database_url: Where seasons are saved.
        number: Of processes.
        started: Called when all of them take connections.
        token: What a visitor has to bring, if anything.
        hosted: Whether each visitor has a space of their own.

    Raises:
        CannotServe: If they end as soon as they start.
    """
    jobs, staging = Jobs(log_unexpected, processes=True), Staging()
    staging.sweep()
    own = hasattr(socket, "SO_REUSEPORT")
    address, family = listening.getsockname(), listening.family
    try:
        with share(jobs, staging) as owner, _signals():
            if own:
                listening.close()
            ready = _CONTEXT.Semaphore(0)
            shared = None if own else listening
            served = WorkerSettings(database_url, host, token, hosted, shared, address, family, owner, ready)
            _supervise(served, number, started)
    finally:
        jobs.close()
        staging.close()


def _supervise(served: WorkerSettings, number: int, started: Callable[[], None]) -> None:
    processes: list[tuple[SpawnProcess, float]] = []
    try:
        processes += (_start(served) for _ in range(number))
        taken = 0
        while taken < number and all(p.is_alive() for p, _ in processes):
            taken += served.ready.acquire(timeout=0.5)
        if taken < number:
            raise CannotServe(_ENDED)
        started()
        while True:
            wait([process.sentinel for process, _ in processes])
            for at, (process, began) in enumerate(processes):
                if not process.is_alive():
                    if time.monotonic() - began < _TOO_SOON:
                        raise CannotServe(_ENDED)
                    processes[at] = _start(served)
    finally:
        for process, _ in processes:
            process.terminate()
        for process, _ in processes:
            process.join(_GRACE + 5)
            if process.is_alive():
                process.kill()
                process.join()


def _start(served: WorkerSettings) -> tuple[SpawnProcess, float]:
    process = _CONTEXT.Process(target=_serve, args=(served,), name="matchsafe-serve")
    process.start()
    return process, time.monotonic()


def _serve(served: WorkerSettings) -> None:
    """What one process does."""
    end_with_parent()
    listening = served.listening or _own_socket(served)
    app = build(
        served.database_url,
        hosts=(served.host,),
        token=served.token,
        hosted=served.hosted,
        owner=served.owner,
    )
    shorten_pauses()
    with listening, suppress(KeyboardInterrupt):
        _Server(config_of(app), served.ready).run(sockets=[listening])


def _own_socket(served: WorkerSettings) -> socket.socket:
    listening = socket.create_server(served.address[:2], family=served.family, reuse_port=True)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


class _Server(uvicorn.Server):
    """Tells when it takes connections."""

    def __init__(self, config: uvicorn.Config, ready: Any) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell."""
        await super().startup(sockets)
        self._ready.release()


@contextmanager
def _signals() -> Iterator[None]:
    """Let SIGTERM end the server like Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


_YOUNG: Final = 20_000
"""New objects after which the youngest are looked through; an answer about a large season makes more."""


def shorten_pauses() -> None:
    """Leave out of every later search what is loaded by now: some 190,000 objects that stay until the end.

    With a season of 5,000 events about every ninth answer waited 150 to 200 ms for a search through everything.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
