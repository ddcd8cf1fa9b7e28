"""The pool of processes that answer requests."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from matchsafe.server import CannotServe, workers


class DeadProcess:
    """A process that ended before it took a connection."""

    sentinel = 0

    def is_alive(self) -> bool:
        return False

    def terminate(self) -> None:
        pass

    def join(self, _seconds: float | None = None) -> None:
        pass


def test_a_process_that_ends_before_it_serves_ends_the_server_however_slow_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long_ago: Any = (DeadProcess(), time.monotonic() - 60)
    monkeypatch.setattr(workers, "_start", lambda _served: long_ago)
    served: Any = SimpleNamespace(ready=threading.Semaphore(0))
    with pytest.raises(CannotServe, match="end as soon as they start"):
        workers._supervise(served, 2, lambda: pytest.fail("it does not serve"))
