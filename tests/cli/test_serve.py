"""``matchsafe serve``: it starts the server, or says in a line why it cannot."""

from __future__ import annotations

import builtins
import socket
from collections.abc import Callable
from typing import Any

import pytest

from matchsafe import server

Run = Callable[..., Any]


def test_host_port_and_workers_reach_the_server(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr(
        server, "serve", lambda host, port, workers, hosted: seen.append((host, port, workers, hosted))
    )
    assert run("serve").code == 0
    assert run("serve", "--host", "::1", "--port", "9000", "--workers", "3", "--hosted").code == 0
    assert seen == [("127.0.0.1", 8000, None, False), ("::1", 9000, 3, True)]


def test_a_port_in_use_is_said_with_another_to_try(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run("serve", "--port", str(port))
    assert ran.code == 2
    assert f"Port {port} is in use" in ran.err
    assert "--port" in ran.err


@pytest.mark.parametrize("port", ["abc", "-1", "65536", "9" * 30, "8.0", "٨"])
def test_what_is_not_a_port_is_refused(run: Run, port: str) -> None:
    ran = run("serve", f"--port={port}")
    assert ran.code == 2
    assert "is not a port. Accepted: 1 to 65535" in ran.err


@pytest.mark.parametrize("workers", ["0", "65", "two", "-1", "1.5", "٢"])
def test_a_number_of_workers_that_cannot_be_is_refused(run: Run, workers: str) -> None:
    ran = run("serve", f"--workers={workers}")
    assert ran.code == 2
    assert "is not accepted. Accepted: 1 to 64" in ran.err


def test_what_is_wrong_with_both_is_told_at_once(run: Run) -> None:
    ran = run("serve", "--port", "x", "--workers", "y")
    assert (ran.code, "--port" in ran.err, "--workers" in ran.err) == (2, True, True)


@pytest.mark.parametrize("missing", ["fastapi", "anyio", "sqlalchemy.orm"])
def test_a_missing_extra_is_said_with_the_line_that_installs_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    def serve(host: str, port: int, workers: int | None, hosted: bool) -> None:
        raise ModuleNotFoundError(f"No module named {missing!r}", name=missing)

    monkeypatch.setattr(server, "serve", serve)
    ran = run("serve")
    assert ran.code == 2
    assert f"({missing})" in ran.err
    assert "pip install 'matchsafe[web]'" in ran.err


def test_a_module_missing_for_another_reason_is_our_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def importing(name: str, *rest: Any) -> Any:
        if name == "matchsafe.server":
            raise ModuleNotFoundError("No module named 'matchsafe.lost'", name="matchsafe.lost")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", importing)
    ran = run("serve")
    assert ran.code == 1
    assert "a fault of its own" in ran.err
