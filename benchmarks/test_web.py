"""The outlook over HTTP for 1 and for 20 users at once, against a bare app that sends the same bytes.

Both run in processes of their own under uvicorn on the loopback address, as `matchsafe serve` does. Each user
asks again as soon as the answer is there. The turns of the two servers alternate.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import pytest

from matchsafe.workspace.seasonfile import dump_json, load
from matchsafe.workspace.store import Workspace

HERE = Path(__file__).parent
SEASON = load(HERE.parent / "examples" / "non_us_img_internal_medicine_6.yaml").season
ON = "2026-11-22"
TURNS, REQUESTS = 5, 60
"""Turns for each server, and requests of all users together in one turn."""


@contextmanager
def served(command: list[str], environment: dict[str, str], address: str | None) -> Iterator[str]:
    """Run a server until the block ends. It says its address itself, or ``address`` is polled."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if address is None:
            assert process.stdout
            said = process.stdout.readline()
            found = re.search(r"http://[^/\s]+", said)
            assert found, said
            address = found[0]
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                httpx.get(address, timeout=1)
                break
            except httpx.TransportError:
                assert process.poll() is None, "the server stopped"
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def matchsafe_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address of `matchsafe serve`, and the path of a saved season's outlook page."""
    url = f"sqlite:///{tmp_path_factory.mktemp('workspace') / 'workspace.db'}"
    with Workspace(url) as workspace:
        season_id = workspace.save(SEASON)
    command = [str(Path(sys.executable).with_name("matchsafe")), "serve", "--port", "0"]
    with served(command, {"MATCHSAFE_DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}, None) as address:
        yield address, f"/s/{season_id}"


async def _turn(request: httpx.Request, users: int) -> list[float]:
    """Seconds of each request when so many users ask, each over a connection of its own."""
    times: list[float] = []

    async def user() -> None:
        async with httpx.AsyncClient() as client:
            await client.send(request)  # connected and warm
            for _ in range(max(REQUESTS // users, 3)):
                start = time.perf_counter()
                answer = await client.send(request)
                times.append(time.perf_counter() - start)
                answer.raise_for_status()

    await asyncio.gather(*(user() for _ in range(users)))
    return times


def measure(contest: Any, folder: Path, what: str, request: httpx.Request, users: int, aim: str) -> None:
    answer = httpx.Client(timeout=30).send(request)
    answer.raise_for_status()
    body = folder / "body"
    body.write_bytes(answer.content)
    port = free_port()
    bare = [sys.executable, "-m", "uvicorn", "bare_app:app", "--app-dir", str(HERE), "--log-level", "warning"]
    environment = {"BARE_BODY": str(body), "BARE_TYPE": answer.headers["content-type"]}
    address = f"http://127.0.0.1:{port}"
    with served([*bare, "--no-access-log", "--port", str(port)], environment, address):
        floor = httpx.Request(request.method, address, headers=request.headers, content=request.content)
        floor.headers["host"] = f"127.0.0.1:{port}"
        times: tuple[list[float], list[float]] = ([], [])

        def one_turn() -> None:
            for kept, side in zip(times, (request, floor), strict=True):
                kept.extend(asyncio.run(_turn(side, users)))

        contest.benchmark.pedantic(one_turn, rounds=TURNS, iterations=1)
    subject, bare_times = (quantiles(side, n=20) for side in times)
    crowd = "1 user" if users == 1 else f"{users} users"
    contest.row(f"{what}, {crowd}, p50", subject[9], "same bytes, bare app", bare_times[9])
    contest.row(f"{what}, {crowd}, p95", subject[18], "same bytes, bare app", bare_times[18], aim)


@pytest.mark.parametrize("users", [1, 20])
def test_outlook_page(contest: Any, matchsafe_server: tuple[str, str], tmp_path: Path, users: int) -> None:
    address, path = matchsafe_server
    landed = httpx.get(f"{address}{path}", params={"on": ON}, follow_redirects=True, timeout=30)
    assert "in 100" in landed.text
    measure(contest, tmp_path, "outlook page", httpx.Request("GET", landed.url), users, "60 ms")


@pytest.mark.parametrize("users", [1, 20])
def test_outlook_api(contest: Any, matchsafe_server: tuple[str, str], tmp_path: Path, users: int) -> None:
    request = httpx.Request(
        "POST",
        f"{matchsafe_server[0]}/api/v1/outlook?on={ON}",
        content=dump_json(SEASON),
        headers={"Content-Type": "application/json"},
    )
    measure(contest, tmp_path, "outlook API", request, users, "")
