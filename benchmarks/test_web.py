"""The outlook over HTTP for 1, 5, 20 and 50 users at once, against a bare app that sends the same bytes.

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
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import pytest

from matchsafe.domain.season import Season
from matchsafe.workspace.seasonfile import dump_json, load
from matchsafe.workspace.store import Workspace

HERE = Path(__file__).parent
SEASON = load(HERE.parent / "examples" / "non_us_img_internal_medicine_6.yaml").season
SEASONS = [SEASON.model_copy(update={"applications_sent": 40 + number}) for number in range(50)]
"""One for each user, with a content of its own."""
ON = "2026-11-22"
USERS = (1, 5, 20, 50)
LONG_PAGES = (
    "",
    "/today",
    "/season",
    "/interviews",
    "/check",
    "/timeline",
    "/rank",
    "/visas",
    "/messages",
    "/history",
)
TURNS, REQUESTS = 5, 120
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
def matchsafe_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """Address of `matchsafe serve`, and the paths of the outlook pages of saved seasons, each with another content."""
    url = f"sqlite:///{tmp_path_factory.mktemp('workspace') / 'workspace.db'}"
    with Workspace(url) as workspace:
        ids = [workspace.save(season) for season in SEASONS]
    command = [str(Path(sys.executable).with_name("matchsafe")), "serve", "--port", "0"]
    with served(command, {"MATCHSAFE_DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}, None) as address:
        yield address, [f"/s/{season_id}" for season_id in ids]


def written(address: str, path: str, body: bytes = b"") -> bytes:
    """A request as it goes over the wire, as a browser asks for a page or a program for JSON."""
    method = "POST" if body else "GET"
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {address.removeprefix('http://')}",
        "Accept-Encoding: gzip",
        *(["Content-Type: application/json", f"Content-Length: {len(body)}"] if body else []),
    ]
    return "\r\n".join((*lines, "", "")).encode() + body


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bool:
    """Send a request and read the answer; whether it is a success. A full client takes longer than the server."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    assert length
    await reader.readexactly(int(length[1]))
    return head.split()[1] == b"200"


async def turn(address: str, requests: list[bytes]) -> tuple[list[float], int]:
    """Seconds of each request and how many failed, when each user asks one of these again and again."""
    host, _, port = address.removeprefix("http://").partition(":")
    times: list[float] = []
    failed = 0

    async def user(request: bytes) -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection(host, int(port))
        await ask(reader, writer, request)  # connected
        for _ in range(max(REQUESTS // len(requests), 6)):
            start = time.perf_counter()
            failed += not await ask(reader, writer, request)
            times.append(time.perf_counter() - start)
        writer.close()

    await asyncio.gather(*map(user, requests))
    return times, failed


def measure(contest: Any, folder: Path, what: str, address: str, requests: list[bytes], aim: str) -> None:
    """One row for each percentile: so many users, each with a season of their own, warm."""
    users = len(requests)
    for _ in range(2):  # both processes have each answer, or as good as
        asyncio.run(turn(address, requests))
    raw = requests[0].partition(b"\r\n\r\n")
    path = raw[0].split()[1].decode()
    answer = httpx.request(raw[0].split()[0].decode(), f"{address}{path}", content=raw[2] or None,
                           headers={"Content-Type": "application/json"} if raw[2] else None, timeout=30)  # fmt: skip
    answer.raise_for_status()
    body = folder / "body"
    body.write_bytes(answer.content)
    port = free_port()
    bare = [sys.executable, "-m", "uvicorn", "bare_app:app", "--app-dir", str(HERE), "--log-level", "warning"]
    environment = {"BARE_BODY": str(body), "BARE_TYPE": answer.headers["content-type"]}
    other = f"http://127.0.0.1:{port}"
    with served([*bare, "--no-access-log", "--port", str(port)], environment, other):
        floor = [request.replace(raw[0].split()[1], b"/", 1) for request in requests]
        times: tuple[list[float], list[float]] = ([], [])
        failures = 0

        def one_turn() -> None:
            nonlocal failures
            for kept, (place, asked) in zip(times, ((address, requests), (other, floor)), strict=True):
                took, failed = asyncio.run(turn(place, asked))
                kept.extend(took)
                failures += failed

        contest.benchmark.pedantic(one_turn, rounds=TURNS, iterations=1)
    subject, bare_times = (quantiles(side, n=100) for side in times)
    crowd = "1 user" if users == 1 else f"{users} users"
    for percent in (50, 95, 99):
        contest.row(
            f"{what}, {crowd}, p{percent}, {failures} errors",
            subject[percent - 1],
            "same bytes, bare app",
            bare_times[percent - 1],
            aim if percent == 95 and users == 20 else "",
        )


@pytest.mark.parametrize("users", USERS)
def test_outlook_page(
    contest: Any, matchsafe_server: tuple[str, list[str]], tmp_path: Path, users: int
) -> None:
    address, paths = matchsafe_server
    assert "in 100" in httpx.get(f"{address}{paths[0]}", timeout=60).text
    requests = [written(address, path) for path in paths[:users]]
    measure(contest, tmp_path, "outlook page", address, requests, "60 ms")


@pytest.mark.parametrize("users", USERS)
def test_outlook_api(
    contest: Any, matchsafe_server: tuple[str, list[str]], tmp_path: Path, users: int
) -> None:
    address = matchsafe_server[0]
    bodies = (dump_json(season).encode() for season in SEASONS[:users])
    requests = [written(address, f"/api/v1/outlook?on={ON}", body) for body in bodies]
    measure(contest, tmp_path, "outlook API", address, requests, "50 ms")


def test_start_page_while_plans_are_made(contest: Any, matchsafe_server: tuple[str, list[str]]) -> None:
    """Some 40 plans asked for at once; the start page is read meanwhile, and with nothing to do."""
    address = matchsafe_server[0]
    start = [written(address, "/")]
    asyncio.run(turn(address, start))
    quiet, _ = asyncio.run(turn(address, start))

    async def crowded() -> tuple[list[float], int]:
        async with httpx.AsyncClient(timeout=120) as client:
            asked = [
                asyncio.create_task(
                    client.post(
                        f"{address}/api/v1/plan",
                        json={
                            "season": {
                                "applicant": {"type": "us_img"},
                                "target": {"specialty": "internal_medicine"},
                                "interviews": number % 12,
                            },
                            "request": {"budget": 200 + number},
                            "catalog": "sample",
                        },
                    )
                )
                for number in range(40)
            ]
            await asyncio.sleep(0.5)  # the first of them are being worked on
            times, failed = await turn(address, start)
            busy = [answer.status_code for answer in await asyncio.gather(*asked)]
            assert set(busy) <= {200, 503}
            return times, failed

    times: list[float] = []
    contest.benchmark.pedantic(lambda: times.extend(asyncio.run(crowded())[0]), rounds=1, iterations=1)
    contest.row(
        "start page while 40 plans are made, worst",
        max(times),
        "with nothing else to do",
        max(quiet),
        "300 ms",
    )


def long_season() -> Season:
    """An applicant with 200 applications, 40 interviews and 5,000 events."""
    hospitals = [f"Hospital {number}" for number in range(200)]
    return Season.model_validate({
        **SEASON.model_dump(mode="json", exclude_unset=True),
        "applications": [{"id": f"a{n}", "program": name} for n, name in enumerate(hospitals)],
        "interviews": [
            {"id": f"i{n}", "program": name, "application": f"a{n}", "start": f"2026-11-{1 + n % 28:02}T09:00",
             "time_zone": "America/New_York"}
            for n, name in enumerate(hospitals[:40])
        ],
        "events": [
            {"id": f"e{n}", "kind": "applied" if n < len(hospitals) else "program_replied",
             "application": f"a{n % len(hospitals)}",
             "at": f"{datetime(2026, 9, 1) + timedelta(minutes=20 * n):%FT%T}-04:00"}
            for n in range(5_000)
        ],
    })  # fmt: skip


def test_pages_of_a_long_season(contest: Any, matchsafe_server: tuple[str, list[str]]) -> None:
    """Each page of one season with 5,000 events, one user, against the start page of the same server."""
    address = matchsafe_server[0]
    made = httpx.post(f"{address}/api/v1/seasons", content=dump_json(long_season()),
                      headers={"Content-Type": "application/json"}, timeout=60)  # fmt: skip
    base = f"/s/{made.json()['id']}"
    pages = {path: written(address, f"{base}{path}") for path in LONG_PAGES}
    times: dict[str, list[float]] = {path: [] for path in (*pages, "start")}

    def one_turn() -> None:
        for path, request in {**pages, "start": written(address, "/start")}.items():
            took, failed = asyncio.run(turn(address, [request]))
            assert not failed, path
            times[path].extend(took)

    contest.benchmark.pedantic(one_turn, rounds=1, iterations=1)
    start = quantiles(times["start"], n=100)[94]
    for path in pages:
        contest.row(f"5,000 events: {path or 'outlook'}, p95", quantiles(times[path], n=100)[94],
                    "start page, p95", start, "150 ms")  # fmt: skip
