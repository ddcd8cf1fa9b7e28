"""What an attacker, or a broken program, sends: it is refused in words, and the others are answered meanwhile."""

from __future__ import annotations

import asyncio
import json
import select
import socket
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from matchsafe.catalog.access import use
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.sample import sample
from matchsafe.catalog.store import Store
from matchsafe.server import create_app, limits, patience
from matchsafe.server.answers import Refusal
from matchsafe.server.limits import RequestLimit
from matchsafe.server.run import listen
from matchsafe.server.workers import config_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    place = tmp_path_factory.mktemp("attacked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHSAFE_CATALOGS", str(place / "catalogs"))
        app = create_app(f"sqlite:///{place / 'workspace.sqlite'}")
        with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as made:
            yield made


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sample/what-if?community=000010000000", 200),
        ("/catalog/BAD%20NAME", 404),
        ("/catalog/BAD%20NAME/compare?id=1", 404),
        ("/catalog/%ED%A0%80", 404),
        ("/catalog/BAD%20NAME/lists", 404),
        ("/catalog/sample/compare?id=%ED%A0%80&id=%FF", 404),
        ("/catalog/..%2F..%2Fetc/p/1", 404),
    ],
)
def test_a_mad_address_is_answered_in_words(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_a_list_of_ones_own_called_sample_breaks_no_page(client: TestClient) -> None:
    shipped = zip(sample().records, sample().programs, strict=True)
    other = next(record for record, program in shipped if program.specialty != "internal_medicine")
    Store().change("sample", "import", lambda _: (Catalog("sample", (other,)), ""))
    answer = client.get("/sample/plan")
    assert (answer.status_code, answer.url.path) == (200, "/sample")
    Store().remove("sample")


def test_a_number_with_many_zeros_is_no_number_of_interviews(client: TestClient) -> None:
    assert "write a whole number" in client.get("/sample/what-if?community=000010000000").text


@pytest.mark.parametrize("origin", ["http://[", "null", "http://localhost.evil.example", "//"])
def test_an_origin_that_is_none_of_ours_is_refused(client: TestClient, origin: str) -> None:
    assert client.post("/seasons/delete", headers={"origin": origin}).status_code == 403


@pytest.mark.parametrize("path", ["compare", "plan", "match", "outlook", "catalogs/mine/lists/a"])
def test_half_a_character_in_json_is_refused_in_words(client: TestClient, path: str) -> None:
    half = "\\ud800"
    body = f'{{"ids": ["{half}", "b"], "catalog": "sample", "{half}": 1}}'
    kind = {"content-type": "application/json"}
    answer = client.request(
        "PUT" if "lists" in path else "POST", f"/api/v1/{path}", content=body, headers=kind
    )
    assert answer.status_code in (404, 405, 422)
    assert answer.json()["error"]["message"]


def test_half_a_character_in_a_saved_season_s_letter_or_part_is_refused(client: TestClient) -> None:
    own = {"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"},
           "applications": [{"program": "A", "id": "a1"}]}  # fmt: skip
    address = f"/api/v1/seasons/{client.post('/api/v1/seasons', json=own).json()['id']}"
    letter = '{"part": "a1", "letter": "update", "update": "\\ud800 I passed Step 3 on Monday."}'
    kind = {"content-type": "application/json"}
    for path, body in (("draft", letter), ("interviews", '{"program": "\\udfff"}')):
        answer = client.post(f"{address}/{path}", content=body, headers=kind)
        assert (answer.status_code, answer.json()["error"]["problems"][0]["code"]) == (422, "malformed")


def test_half_a_character_in_a_form_is_shown_again(client: TestClient) -> None:
    page = client.post("/catalogs/import", data={"name": "\udc80".encode("utf-8", "surrogatepass")})
    assert page.status_code in (400, 422)


def test_lists_that_are_chosen_at_the_same_moment_hinder_nobody(tmp_path: Path) -> None:
    shelf = Store(tmp_path / "catalogs")
    use(shelf, "sample")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: shelf.use("sample"), range(24)))
    assert shelf.in_use() == "sample"
    assert not [p for p in shelf.folder.iterdir() if "unfinished" in p.name]


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that waits for a tenth of what it usually does."""
    monkeypatch.setattr(patience, "HEADER_SECONDS", 1.0)
    monkeypatch.setattr(limits, "PAUSE_SECONDS", 0.5)
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(config_of(create_app(f"sqlite:///{tmp_path}/w.sqlite")))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(20)
    listening.close()


def opened(port: int, content: bytes = b"") -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=300)
    made.sendall(content)
    return made


def test_idle_connections_block_nobody_and_are_closed(served: int) -> None:
    idle = [opened(served) for _ in range(205)]
    half = opened(served, b"GET / HTTP/1.1\r\nHost: local")
    with urllib.request.urlopen(f"http://127.0.0.1:{served}/api/v1/health", timeout=300) as answer:
        assert answer.status == 200
    assert [s.recv(1) for s in (*idle, half)] == [b""] * 206, "closed by the server"


def test_a_second_request_that_never_comes_to_an_end_is_closed_too(served: int) -> None:
    asked = b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with opened(served, asked) as connection, opened(served, asked) as idle:
        for each in (connection, idle):
            answer = b""
            while b'"ok"' not in answer:
                answer += each.recv(4096)
        connection.sendall(asked[:20])
        first, _, _ = select.select([connection, idle], [], [], 20)
        assert first == [connection], "sooner than an idle connection, which is kept"
        assert connection.recv(1) == b""


def test_a_body_that_stops_on_its_way_is_told_so(served: int) -> None:
    head = b"POST /api/v1/outlook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with opened(served, head + b"Content-Length: 100\r\n\r\n{") as connection:
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"stopped on its way" in answer


def test_beyond_so_many_requests_at_once_the_next_is_refused_and_later_ones_are_not() -> None:
    told: list[int] = []

    async def use_it() -> None:
        go_on = asyncio.Event()

        async def slow(scope: Any, receive: Any, send: Any) -> None:
            await go_on.wait()
            await send({"type": "http.response.start", "status": 200})

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                told.append(message["status"])

        async def receive() -> Any:
            return {"type": "http.request"}

        limited = RequestLimit(slow, Refusal(), most=2)
        scope = {"type": "http", "path": "/api", "headers": []}
        first = [asyncio.create_task(limited(scope, receive, send)) for _ in range(2)]
        await asyncio.sleep(0)
        await limited(scope, receive, send)
        go_on.set()
        await asyncio.gather(*first)
        await limited(scope, receive, send)
        await limited({"type": "lifespan"}, receive, send)

    with ThreadPoolExecutor(1) as pool:  # a loop of its own, whatever runs in this thread
        pool.submit(asyncio.run, use_it()).result()
    assert told == [503, 200, 200, 200, 200]


def test_what_is_echoed_is_valid_json(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/outlook", content=b'{"\\ud800": 1}', headers={"content-type": "application/json"}
    )
    assert json.loads(answer.content)["error"]["problems"]
