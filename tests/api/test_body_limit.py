"""How large a request may be: at an address for seasons, and at one for program lists."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from matchsafe.server import create_app
from matchsafe.server.answers import Refusal
from matchsafe.server.limits import (
    PROGRAM_LIST,
    PUBLIC_FILE,
    USUAL,
    BodyAllowance,
    BodyLimit,
    room_at,
)

TEN = BodyAllowance(10, 20, "At most ten.")


class Sending:
    """Sends a body in parts to an app, and keeps what comes back."""

    def __init__(self, parts: Iterator[Message]) -> None:
        self.parts = parts
        self.taken = 0
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        self.taken += 1
        return next(self.parts, {"type": "http.disconnect"})

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def to(self, app: Any, path: str = "/api/x") -> list[Message]:
        scope: Scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
        asyncio.run(app(scope, self.receive, self.send))
        return self.sent


def part(size: int, more: bool = True) -> Message:
    return {"type": "http.request", "body": b"x" * size, "more_body": more}


async def echo(_scope: Scope, receive: Receive, send: Send) -> None:
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message["body"] + (b"" if message["more_body"] else b".")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body + message["type"].encode()})


def ten(_path: str) -> BodyAllowance:
    return TEN


@pytest.mark.parametrize("sizes", [[4, 0, 6], [0], [10]])
def test_a_body_in_parts_arrives_whole_and_ends_once(sizes: list[int]) -> None:
    parts = iter([part(n, more=i < len(sizes) - 1) for i, n in enumerate(sizes)])
    sent = Sending(parts).to(BodyLimit(echo, Refusal(), ten))
    assert sent[1]["body"] == b"x" * sum(sizes) + b".http.disconnect"


def test_a_large_body_is_handed_on_in_parts_and_unchanged() -> None:
    size = 5_000_001
    sent = Sending(iter([part(size, more=False)])).to(BodyLimit(echo, Refusal()), "/catalogs/import")
    assert sent[1]["body"] == b"x" * size + b".http.disconnect"


def test_a_body_without_an_announced_size_is_counted() -> None:
    sent = Sending(iter([part(4), part(7), part(3, more=False)])).to(BodyLimit(echo, Refusal(), ten))
    assert sent[0]["status"] == 413
    assert b"At most ten." in sent[1]["body"]


def test_a_body_without_end_is_not_read_to_its_end() -> None:
    sending = Sending(iter([part(1_000_000)] * 100))
    assert sending.to(BodyLimit(echo, Refusal()))[0]["status"] == 413
    assert sending.taken == USUAL.drain // 1_000_000 + 1


def test_a_browser_that_goes_away_gets_no_answer() -> None:
    assert Sending(iter([part(4)])).to(BodyLimit(echo, Refusal())) == []


def test_only_addresses_that_take_program_lists_have_more_room() -> None:
    assert room_at("/catalogs/import") is room_at("/api/v1/catalogs/mine/import") is PROGRAM_LIST
    for path in (
        "/upload",
        "/catalogs",
        "/catalogs/import/x/columns",
        "/api/v1/plan",
        "/api/v1/catalogs/a/b/import",
    ):
        assert room_at(path) is USUAL
    for path in (
        "intake",
        "seasons/abc/intake",
        "season/import",
        "seasons/abc/import",
        "season/soap/shortlist",
    ):
        assert room_at(f"/api/v1/{path}") is PROGRAM_LIST, "messages and sheets are larger than a season"
    public = room_at("/api/v1/catalogs/mine/import/public")
    assert public is room_at("/catalogs/import/public") is PUBLIC_FILE
    assert USUAL.most < 2_500_000 < PROGRAM_LIST.most < 300_000_000 < PUBLIC_FILE.most


@pytest.mark.parametrize("path", ["/catalogs/import", "/api/v1/catalogs/mine/import"])
def test_a_list_that_is_too_large_is_told_what_is_accepted(
    path: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = create_app(f"sqlite:///{tmp_path_factory.mktemp('large')}/w.sqlite")
    with TestClient(app, base_url="http://localhost") as client:
        block = b"x" * 8_000_000
        answer = client.post(path, content=(block for _ in range(9)))  # without an announced size
    assert answer.status_code == 413
    assert "at most 64 MB" in answer.text
    assert answer.headers["content-type"].startswith("application/json" if "api" in path else "text/html")
