"""The app with its pages, and the server around it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient

from matchsafe.server import CannotServe, create_app, run, serve
from matchsafe.services.plan.job import ANSWER
from matchsafe.workspace.store import Workspace, WorkspaceBusy


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(f"sqlite:///{tmp_path / 'workspace.sqlite'}")
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


def test_pages_and_api_stand_side_by_side(whole: TestClient) -> None:
    page = whole.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-store"
    assert whole.get("/api/v1/health").json()["status"] == "ok"
    assert "/" not in whole.get("/api/v1/openapi.json").json()["paths"]


@pytest.mark.parametrize(("method", "path", "sent", "status"), [
    ("GET", "/none", {}, 404),
    ("DELETE", "/", {}, 405),
    ("POST", "/", {"origin": "http://evil.example"}, 403),
    ("GET", "/", {"host": "evil.example"}, 400),
])  # fmt: skip
def test_errors_are_pages_for_people_and_json_for_programs(
    whole: TestClient, method: str, path: str, sent: dict[str, str], status: int
) -> None:
    page = whole.request(method, path, headers=sent)
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="en">' in page.text
    answer = whole.request(method, f"/api{path}", headers=sent)
    assert answer.status_code in (status, 404)
    assert set(answer.json()) == {"error"}


def test_a_page_that_breaks_says_sorry_and_no_more(
    whole: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> Any:
        raise RuntimeError("a secret of the season")

    monkeypatch.setattr("matchsafe.web.pages.environment", broken)
    answer = whole.get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text + caplog.text
    assert "RuntimeError in broken" in caplog.text
    assert "Go to the start page" in answer.text


def test_saved_seasons_that_are_busy_are_told_on_a_page(
    whole: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> Any:
        raise WorkspaceBusy("somewhere")

    for name in ("get", "list", "draft"):
        monkeypatch.setattr(Workspace, name, busy)
    assert whole.get("/seasons").status_code == 503


def test_the_api_answers_in_json_when_the_saved_seasons_are_busy(tmp_path: Path) -> None:
    app = create_app(f"sqlite:///{tmp_path / 'workspace.sqlite'}")

    @app.get("/api/broken")
    def broken() -> None:
        raise WorkspaceBusy("somewhere")

    answer = TestClient(app, base_url="http://localhost").get("/api/broken")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy")
    assert answer.headers["retry-after"] == "5"


def test_stopping_lets_go_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "workspace.sqlite"
    with TestClient(create_app(f"sqlite:///{file}"), base_url="http://localhost") as client:
        assert client.get("/").status_code == 200
    assert sorted(p.name for p in tmp_path.iterdir()) == ["workspace.sqlite", "workspace.sqlite-reserve"]


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("[::1]", True), ("127.9.9.9", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.7", False), ("office.example", False), ("", False)],
)  # fmt: skip
def test_only_the_addresses_of_this_machine_bring_no_warning(host: str, loopback: bool) -> None:
    assert run.is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:8000/"), ("::1", "http://[::1]:8000/"), ("[::1]", "http://[::1]:8000/"),
     ("0.0.0.0", "http://localhost:8000/"), ("", "http://localhost:8000/")],
)  # fmt: skip
def test_the_address_to_open_is_one_a_browser_takes(host: str, shown: str) -> None:
    assert run.address(host, 8000) == shown


def test_a_port_in_use_is_told_with_another_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotServe, match=rf"Port {port} is in use. Try .* --port {port + 1}"):
            run.listen("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("no such host", 0), ("192.0.2.1", 0), ("a" * 70, 0)])
def test_an_address_that_is_not_of_this_machine_is_told(host: str, port: int) -> None:
    with pytest.raises(CannotServe, match=r"address of this machine|Cannot listen"):
        run.listen(host, port)


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_is_none_is_told(port: int) -> None:
    with pytest.raises(CannotServe, match=f"{port} is not a port"):
        run.listen("127.0.0.1", port)


def start(tmp_path: Path, workers: int = 1) -> tuple[subprocess.Popen[str], str, list[str]]:
    environment = {
        **os.environ,
        "MATCHSAFE_DATABASE_URL": f"sqlite:///{tmp_path / 'workspace.sqlite'}",
        "PYTHONUNBUFFERED": "1",
    }
    command = Path(sys.executable).with_name("matchsafe")
    process = subprocess.Popen(
        [command, "serve", "--port", "0", "--workers", str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    said = [process.stdout.readline()]
    while "Ctrl-C" not in said[-1] and process.poll() is None:
        said.append(process.stdout.readline())
    address = re.search(r"Open (http://\S+/) in your browser", said[0])
    assert address is not None, process.communicate()
    return process, address.group(1), said


def fetch(address: str, body: bytes | None = None, timeout: float = 60) -> tuple[int, Any]:
    request = urllib.request.Request(address, data=body, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_says_how_to_open_it_logs_nothing_and_stops_in_good_order(
    tmp_path: Path, stop: signal.Signals
) -> None:
    process, address, said = start(tmp_path)
    try:
        assert fetch(f"{address}api/v1/health")[0] == 200
        status, answer = fetch(f"{address}api/v1/validate", b'{"applicant": "a secret"}')
        assert (status, answer["error"]["code"]) == (422, "invalid_season")
        status, answer = fetch(f"{address}api/v1/validate", b" " * 10_000_000)
        assert (status, answer["error"]["code"]) == (413, "too_large"), (
            "the answer arrives although the body is refused"
        )
    finally:
        process.send_signal(stop)
        out, err = process.communicate(timeout=300)
    assert "".join(said).splitlines()[1:] == ["Nothing leaves this machine.", "Press Ctrl-C to stop."]
    assert stop == signal.SIGTERM or "has stopped" in out
    assert "no password" not in out
    assert err == "", "neither addresses nor bodies are logged"
    assert process.returncode in (0, -stop)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["workspace.sqlite", "workspace.sqlite-reserve"]


def test_listening_to_the_network_brings_a_warning_and_a_program_can_hear_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers: list[uvicorn.Server] = []

    class Server(uvicorn.Server):
        def __init__(self, config: uvicorn.Config) -> None:
            super().__init__(config)
            servers.append(self)

    monkeypatch.setattr(uvicorn, "Server", Server)
    said: list[str] = []
    url = f"sqlite:///{tmp_path / 'workspace.sqlite'}"
    thread = threading.Thread(
        target=serve, args=("0.0.0.0", 0), kwargs={"database_url": url, "say": said.append}
    )
    thread.start()
    until = time.monotonic() + 300
    while not (servers and servers[0].started):
        assert thread.is_alive()
        assert time.monotonic() < until
        time.sleep(0.02)
    address, _, token = re.sub(r".*Open (\S+) in.*", r"\1", said[0]).partition("?")
    assert fetch(f"{address}api/v1/health")[0] == 401
    assert fetch(f"{address}api/v1/health?{token}")[0] == 200
    servers[0].should_exit = True
    thread.join(30)
    assert [text.split()[0] for text in said] == ["matchsafe", "Seasons", "Press", "Others", "matchsafe"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["workspace.sqlite", "workspace.sqlite-reserve"]


def test_an_answer_does_not_wait_for_the_receipt_of_its_first_packet() -> None:
    with run.listen("127.0.0.1", 0) as listening:
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def descendants(pid: int) -> list[int]:
    """The processes a process has started, and those that they have."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += [int(child), *descendants(int(child))]
    return found


PLAN: dict[str, Any] = {
    "season": {
        "applicant": {"type": "us_img"},
        "target": {"specialty": "internal_medicine"},
        "interviews": 5,
    },
    "request": {"max_programs": 10, "exact": True, "seconds": 600},
    "catalog": "sample",
}


def bring_in_and_plan(address: str) -> None:
    """A list goes through the processes that read it, and a plan takes its programs from it."""
    rows = "".join(f"Invented Hospital {n},IM,Sampleville,NY,yes,0.4\n" for n in range(12))
    sheet = f"Program,Specialty,City,State,J1,IMG share\n{rows}".encode()
    job = httpx.post(
        f"{address}api/v1/catalogs/mine/import",
        files={"file": ("list.csv", sheet)}, params={"wait": False, "apply": True},
    ).json()  # fmt: skip
    until = time.monotonic() + 300
    while job["state"] in ("waiting", "running") and time.monotonic() < until:
        time.sleep(0.05)
        job = fetch(f"{address}api/v1/jobs/{job['id']}")[1]
    assert (job["state"], job["result"]["catalog"]["records"]) == ("done", 12)
    season = {**PLAN["season"], "interviews": []}
    asked = {"season": season, "request": {"max_programs": 5, "sent_on": "2026-09-24"}, "catalog": "mine"}
    status, plan = fetch(f"{address}api/v1/plan", json.dumps(asked).encode())
    assert status == 200
    assert {p["name"] for p in plan["programs"]} <= {f"Invented Hospital {n}" for n in range(12)}
    assert len(plan["programs"]) == 5


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
def test_two_processes_share_a_job_and_none_is_left_however_the_server_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: signal.Signals
) -> None:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    process, address, _ = start(tmp_path, workers=2)
    try:
        if stop == signal.SIGTERM:
            bring_in_and_plan(address)
        status, job = fetch(f"{address}api/v1/jobs/plan", json.dumps(PLAN).encode())
        assert status == 202
        for _ in range(20):  # each over a connection of its own: some of them reach the other process
            status, told = fetch(f"{address}api/v1/jobs/{job['id']}")
            assert (status, told["id"]) == (200, job["id"])
        family = descendants(process.pid)
        assert len(family) >= 3, "two that answer, and one that works"
    finally:
        process.send_signal(stop)
        _, err = process.communicate(timeout=300)
    until = time.monotonic() + 300
    while any(Path(f"/proc/{pid}").exists() for pid in family) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]
    assert stop == signal.SIGKILL or err == ""


def test_the_start_page_is_answered_while_plans_are_made_and_too_many_are_refused(tmp_path: Path) -> None:
    process, address, _ = start(tmp_path)
    answers: list[tuple[int, Any]] = []

    def plan(number: int) -> None:
        body = {**PLAN, "request": {"budget": 100 + number}}
        answers.append(fetch(f"{address}api/v1/plan", json.dumps(body).encode(), 200))

    threads = [threading.Thread(target=plan, args=(n,)) for n in range(ANSWER.most + 8)]
    try:
        for thread in threads:
            thread.start()
        until = time.monotonic() + 300
        while not any(status == 503 for status, _ in answers) and time.monotonic() < until:
            with urllib.request.urlopen(address, timeout=60) as page:
                assert page.status == 200
        with urllib.request.urlopen(address, timeout=60) as page:
            assert page.status == 200
        assert len(answers) < len(threads), "some plans are still being worked on"
        for thread in threads:
            thread.join(200)
    finally:
        process.terminate()
        process.communicate(timeout=300)
    refused = [told for status, told in answers if status == 503]
    assert refused
    assert all("are being worked on already" in told["error"]["message"] for told in refused)
    assert sum(status == 200 for status, _ in answers) + len(refused) == len(threads)
