"""Seasons on many machines: a Dask cluster, which runs again elsewhere what a lost worker had."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import uuid4

from matchsafe.market.sweep.cluster_connection import check_cluster, connect
from matchsafe.market.sweep.errors import ClusterError
from matchsafe.market.sweep.executors import LOOK
from matchsafe.market.sweep.task import Outcome, SeasonWork, Stop, TaskFailure, identity_of
from matchsafe.market.sweep.versions import code_version

if TYPE_CHECKING:
    from distributed import Client

_FETCH: Final = 2.0
"""Seconds to wait for a result that is said to be there."""
_BLAME: Final = 1.0
"""Seconds to listen for the other chunks of a worker that died, once one of them was given up."""
_Done: TypeAlias = "SimpleQueue[tuple[range, Any]]"


class Cluster:
    """A running Dask cluster (``dask scheduler`` and ``dask worker`` on each machine).

    Everything sent is a Python object: use a cluster only on a network you trust, or with TLS as Dask documents it.
    """

    def __init__(self, where: str | Client, *, timeout: float = 10.0, patience: float = 60.0) -> None:
        """Name the cluster; it is reached when the first run begins.

        Args:
            where: The scheduler's address, such as ``tcp://10.0.0.5:8786``, or a client of ``distributed``, which stays
                open afterwards.
            timeout: Seconds in which the scheduler and one worker have to answer at the start.
            patience: Seconds for which a run waits while there is no worker at all.

        Raises:
            ClusterError: If the extra is not installed.
        """
        try:
            import distributed  # noqa: F401
        except ImportError as error:
            raise ClusterError(
                "A cluster needs the extra matchsafe[cluster]: pip install 'matchsafe[cluster]'."
            ) from error
        self._where = where
        self._timeout = timeout
        self._patience = patience

    def outcomes(self, work: SeasonWork, chunks: Sequence[range], stop: Stop) -> Iterator[Outcome]:
        """See ``Executor``; on stopping, what is at hand on the workers is dropped."""
        _check_picklable(work)
        with _quiet():
            client = connect(self._where, self._timeout) if isinstance(self._where, str) else self._where
            futures: list[Any] = []
            try:
                check_cluster(client, self._name, self._timeout)
                done: _Done = SimpleQueue()
                run = f"{identity_of(work.task)[:12]}-{uuid4().hex[:8]}"
                for chunk in chunks:
                    key = f"matchsafe-{run}-{chunk.start}-{chunk.stop}"
                    futures.append(client.submit(_chunk, work, chunk, key=key, pure=False))
                    futures[-1].add_done_callback(partial(_put, done, chunk))
                yield from self._finished(client, done, len(futures), stop)
            finally:
                with suppress(Exception):
                    client.cancel(futures, force=True)
                if client is not self._where:
                    with suppress(Exception):
                        client.close(timeout=self._timeout)

    def _finished(self, client: Any, done: _Done, count: int, stop: Stop) -> Iterator[Outcome]:
        heard = time.monotonic()
        while count:
            if stop():
                return
            if time.monotonic() - heard > self._patience:
                if not self._workers(client):
                    raise ClusterError(f"{self._name} has had no worker for {self._patience:g} seconds.")
                heard = time.monotonic()
            try:
                chunk, future = done.get(timeout=LOOK)
            except Empty:
                continue
            outcome = self._result(chunk, future, done)
            if outcome is None:
                # Its worker went away with the result, which is being made again elsewhere.
                future.add_done_callback(partial(_put, done, chunk))
                continue
            heard = time.monotonic()
            count -= 1
            yield outcome

    def _result(self, chunk: range, future: Any, done: _Done) -> Outcome | None:
        """What became of a chunk; ``None`` if it is not there any more."""
        from distributed import KilledWorker

        told = f"{chunk.start} to {chunk.stop - 1}"
        if future.status in ("pending", "lost"):
            return None
        try:
            outcome: Outcome = future.result(timeout=_FETCH)
        except TimeoutError:
            return None
        except KilledWorker as error:
            every = sorted([chunk, *_also_given_up(done)], key=lambda chunk: chunk.start)
            told = " and ".join(f"{chunk.start} to {chunk.stop - 1}" for chunk in every)
            raise ClusterError(
                f"Every worker that was given seasons {told} died, as happens when memory runs out."
            ) from error
        except (OSError, CancelledError) as error:
            raise ClusterError(f"{self._name} went away before seasons {told} were finished.") from error
        except Exception as error:
            # The task's own failures come as an outcome: this is a worker that cannot read what it was sent.
            return Outcome(chunk[:0], {}, TaskFailure(chunk.start, f"{type(error).__name__}: {error}", ""))
        future.release()
        return outcome

    @property
    def _name(self) -> str:
        return f"The cluster at {self._where}" if isinstance(self._where, str) else "The cluster"

    def _workers(self, client: Any) -> int:
        try:
            return len(client.scheduler_info()["workers"])
        except Exception as error:
            raise ClusterError(f"{self._name} does not answer any more.") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's client from writing tracebacks of what becomes a ``ClusterError`` here."""
    logger = logging.getLogger("distributed.client")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _check_picklable(work: SeasonWork) -> None:
    from distributed.protocol import pickle

    pack: Any = pickle.dumps
    try:
        pack(work)
    except Exception as error:
        raise ClusterError(f"The task cannot be sent to other machines: {error}.") from error


def _put(done: _Done, chunk: range, future: Any) -> None:
    done.put((chunk, future))


def _also_given_up(done: _Done) -> list[range]:
    """What waited on a worker that died is given up as what ran there is, in any order: none of them goes unnamed."""
    from distributed import KilledWorker

    chunks = []
    until = time.monotonic() + _BLAME
    with suppress(Empty):
        while (left := until - time.monotonic()) > 0:
            chunk, future = done.get(timeout=left)
            if future.status == "error" and isinstance(future.exception(timeout=_FETCH), KilledWorker):
                chunks.append(chunk)
    return chunks


def _chunk(work: SeasonWork, seasons: range) -> Outcome:
    """The work on a worker, which may have joined after the check."""
    if code_version() != work.code:
        what = "a worker has another version of matchsafe or of its libraries than this computer"
        return Outcome(seasons[:0], {}, TaskFailure(seasons.start, what, ""))
    return work(seasons, lambda: False)
