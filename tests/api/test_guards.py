"""What a request must pass, and the headers on every answer."""

from __future__ import annotations

import asyncio
import gzip
import logging
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from matchsafe.server import create_app
from matchsafe.server.answers import Refusal, SafetyNet
from matchsafe.server.headers import HEADERS

HEALTH = "/api/v1/health"


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", HEALTH, {}),
        ("GET", "/api/v1/none", {}),
        ("GET", "/none", {}),
        ("POST", "/api/v1/outlook", {}),
        ("GET", HEALTH, {"host": "evil.example"}),
        ("POST", "/", {"origin": "http://evil.example"}),
    ],
)
def test_every_answer_has_the_headers_that_keep_it_private(
    client: TestClient, method: str, path: str, sent: dict[str, str]
) -> None:
    answer = client.request(method, path, headers=sent)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["cache-control"] == "no-store"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]", "[::1]:8000", "LOCALHOST", "localhost."]
)
def test_the_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get(HEALTH, headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "192.168.1.7",
        "0.0.0.0",
        "",
        "[::1",
        "user@localhost",
    ],
)
def test_another_name_is_refused_so_that_a_website_cannot_pose_as_this_machine(
    client: TestClient, host: str
) -> None:
    answer = client.get(HEALTH, headers={"host": host})
    assert answer.status_code == 400
    assert "address that was shown" in answer.json()["error"]["message"]
    assert client.get("/", headers={"host": host}).headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("given", "host", "status"),
    [
        ("192.168.1.7", "192.168.1.7:8000", 200),
        ("192.168.1.7", "192.168.1.8", 400),
        ("Office.Example", "office.example:80", 200),
        ("fe80::1", "[fe80::1]:8000", 200),
        ("0.0.0.0", "10.1.2.3:8000", 200),
        ("::", "[2001:db8::1]", 200),
        ("0.0.0.0", "evil.example", 400),
        ("0.0.0.0", "localhost", 200),
    ],
)
def test_the_host_given_at_the_start_is_answered_too(given: str, host: str, status: int) -> None:
    client = TestClient(create_app(pages=False, hosts=[given]))
    assert client.get(HEALTH, headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 404),
        ({"origin": "http://localhost"}, 404),
        ({"origin": "http://LOCALHOST"}, 404),
        ({"sec-fetch-site": "same-origin"}, 404),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 404),
        ({"sec-fetch-site": "none"}, 404),
        ({"origin": "http://localhost:3000"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "http://localhost"}, 403),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_change_asked_for_by_another_website_is_refused(
    client: TestClient, method: str, sent: dict[str, str], status: int
) -> None:
    assert client.request(method, "/none", headers=sent).status_code == status


def test_reading_from_a_link_on_another_website_is_allowed(client: TestClient) -> None:
    assert client.get(HEALTH, headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_long_answers_are_packed_and_short_ones_are_not(client: TestClient) -> None:
    long, short = client.get("/api/v1/schema"), client.get(HEALTH)
    assert long.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in short.headers
    assert client.get("/api/v1/schema", headers={"accept-encoding": "identity"}).json() == long.json()
    assert len(gzip.compress(long.content)) < len(long.content)


def drive(app: Any, parts: list[Message], path: str = "/api/x") -> list[Message]:
    """Run an ASGI app on a body in parts; what it sends."""
    sent: list[Message] = []
    waiting = iter(parts)

    async def receive() -> Message:
        return next(waiting, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
    asyncio.run(app(scope, receive, send))
    return sent


async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise ValueError("a secret of the season")


async def broken_half_way(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ValueError("a secret of the season")


@pytest.mark.parametrize("path", ["/api/x", "/page"])
def test_an_unexpected_error_is_answered_without_details(path: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        sent = drive(SafetyNet(broken, Refusal()), [], path)
    assert sent[0]["status"] == 500
    assert b"secret" not in sent[1]["body"]
    assert b"Traceback" not in sent[1]["body"]
    assert "secret" not in caplog.text
    assert "ValueError in broken" in caplog.text


def test_an_error_after_the_answer_began_only_ends_it() -> None:
    assert [m["type"] for m in drive(SafetyNet(broken_half_way, Refusal()), [])] == ["http.response.start"]


def test_a_page_that_cannot_be_drawn_is_replaced_by_a_plain_one() -> None:
    def undrawable(*_: object) -> Any:
        raise RuntimeError

    sent = drive(SafetyNet(broken, Refusal(undrawable)), [], "/page")
    assert sent[0]["status"] == 500
    assert b"Go to the start page" in sent[1]["body"]


def test_what_an_answer_says_about_being_kept_stays() -> None:
    app: FastAPI = create_app(pages=False)

    @app.get("/static")
    def static() -> Any:
        from fastapi.responses import PlainTextResponse

        return PlainTextResponse("x", headers={"Cache-Control": "public, max-age=60"})

    answer = TestClient(app, base_url="http://localhost").get("/static")
    assert answer.headers["cache-control"] == "public, max-age=60"
