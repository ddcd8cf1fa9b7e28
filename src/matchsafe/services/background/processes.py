"""A process that works for one thread of the server: started when first needed, and anew after it died."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

from matchsafe.services.background.errors import Crash, JobStopped, WorkerDeath
from matchsafe.services.background.kinds import Kind, Report

_CONTEXT: Final = multiprocessing.get_context("spawn")
"""A forked process would inherit the locks of threads that do not exist in it."""
_NICENESS: Final = 10
"""Work gives way to the pages."""

Unexpected = Callable[[Exception], None]


class WorkerProcess:
    """One process, of which one thread at a time asks one thing.

    Args:
        unexpected: A function of a module, told in that process of an error that none of its kind expects.
    """

    def __init__(self, unexpected: Unexpected) -> None:
        self._unexpected = unexpected
        self._process: multiprocessing.process.BaseProcess | None = None
        self._ours: Connection[Any, Any] | None = None
        self._stop = _CONTEXT.RawValue(ctypes.c_bool, False)
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The number of the process, while there is one."""
        return None if self._process is None else self._process.pid

    def run(self, kind: Kind[Any, Any], argument: Any, report: Report[Any], stop: threading.Event) -> Any:
        """Have something done.

        Args:
            kind: What.
            argument: Of its work.
            report: Told how far it is.
            stop: Set already if it was stopped while it waited; see ``stop`` for later.

        Raises:
            Stopped: If it was stopped with nothing to show for it.
            Crash: After an unexpected error.
            WorkerDeath: If the process ended.
            Exception: One that its kind expects.
        """
        self._stop.value = stop.is_set()
        try:
            ours = self._started()
            ours.send((kind, argument))
            what, value = ours.recv()
            while what == "progress":
                report(value)
                what, value = ours.recv()
        except (EOFError, OSError):
            self._ended()
            raise WorkerDeath from None
        if what == "error":
            raise value
        return value

    def stop(self) -> None:
        """Ask what is being done to stop."""
        self._stop.value = True

    def close(self) -> None:
        """End the process; what it was doing dies with it."""
        self._closed = True
        if (process := self._process) is not None:
            with contextlib.suppress(OSError, ValueError):
                process.terminate()
                process.join(5)
                if process.is_alive():
                    process.kill()
                    process.join()

    def _started(self) -> Connection[Any, Any]:
        if self._process is not None and not self._process.is_alive():
            self._ended()
        if self._closed:
            raise EOFError
        if self._process is None or self._ours is None:
            self._ours, theirs = _CONTEXT.Pipe()
            process = _CONTEXT.Process(
                target=_serve, args=(theirs, self._stop, self._unexpected), name="matchsafe-work", daemon=True
            )
            process.start()
            theirs.close()  # so that its end is noticed here
            self._process = process
            if self._closed:
                self.close()
        return self._ours

    def _ended(self) -> None:
        if self._ours is not None:
            self._ours.close()
        if self._process is not None:
            self._process.join(5)
        self._process = self._ours = None


def _serve(asked: Connection[Any, Any], stop: Any, unexpected: Unexpected) -> None:
    """What the process does: one thing after another, until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the server ends this one
    end_with_parent()
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    with contextlib.suppress(EOFError, OSError):
        while True:
            kind, argument = asked.recv()
            asked.send_bytes(_answer(kind, argument, asked, stop, unexpected))


def _answer(
    kind: Kind[Any, Any], argument: Any, asked: Connection[Any, Any], stop: Any, unexpected: Unexpected
) -> bytes:
    answer: tuple[str, Any]
    try:
        answer = (
            "result",
            kind.work(argument, lambda progress: asked.send(("progress", progress)), lambda: stop.value),
        )
    except Exception as error:
        if isinstance(error, (JobStopped, *kind.expected)):
            answer = ("error", error.with_traceback(None))
        else:
            unexpected(error)
            answer = ("error", Crash())
    try:
        written = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
        if answer[0] == "error":
            pickle.loads(written)  # one that cannot be read over there would break the line
        return written
    except Exception as error:
        unexpected(error)
        return pickle.dumps(("error", Crash()))


def end_with_parent() -> None:
    """Let this process end when the one that started it does, however that ends."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
