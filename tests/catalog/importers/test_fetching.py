"""Downloading the report, from a server of the test's own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from matchsafe.catalog.importers import CatalogFileError, ImportCancelled, Watch
from matchsafe.catalog.importers.download import (
    ADDRESS_VARIABLE,
    PAGE_VARIABLE,
    Patience,
    address_of,
    fetch,
    fetch_list,
    newest_address,
)

BODY = b"%PDF-1.4\n" + b"x" * 200_000
MANUAL = "By hand: open https://.* in your browser"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        getattr(self, f"answer_{self.path.strip('/').split('.')[0].split('/')[0]}")()

    def _send(
        self, body: bytes, kind: str = "application/pdf", length: int | None = None, code: int = 200
    ) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        if length != -1:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def answer_report(self) -> None:
        self._send(BODY)

    def answer_unsized(self) -> None:
        self._send(BODY, length=-1)

    def answer_moved(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/report.pdf")
        self.end_headers()

    def answer_round(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/round")
        self.end_headers()

    def answer_inside(self) -> None:
        self.send_response(302)
        self.send_header("Location", "file:///etc/hostname")
        self.end_headers()

    def answer_elsewhere(self) -> None:
        self.send_response(302)
        self.send_header("Location", "ftp://127.0.0.1/report.pdf")
        self.end_headers()

    def answer_gone(self) -> None:
        self._send(b"no", "text/html", code=404)

    def answer_fault(self) -> None:
        self._send(b"no", "text/html", code=500)

    def answer_page(self) -> None:
        self._send(b"<html>Sign in</html>", "text/html; charset=utf-8")

    def answer_reports(self) -> None:
        links = (
            "Program_Results_2020-2024.pdf",
            "Main_Match_Program_Results_2022-2026.pdf",
            "Charting_Outcomes_2026.pdf",
        )
        self._send("".join(f'<a href="/report/{link}">A report</a>' for link in links).encode(), "text/html")

    def answer_other(self) -> None:
        self._send(b"PK\x03\x04 something", "application/octet-stream")

    def answer_cut(self) -> None:
        self._send(BODY[:5000], length=len(BODY))

    def answer_large(self) -> None:
        self._send(b"%PDF-", length=10**10)

    def answer_grows(self) -> None:
        self._send(BODY * 3, length=-1)

    def answer_silent(self) -> None:
        self._send(b"%PDF-", length=1000)
        self.wfile.flush()
        self.server.enough.wait(10)  # type: ignore[attr-defined]

    def answer_nonsense(self) -> None:
        self.wfile.write(b"\x00\x01 what?\r\n\r\n")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.enough = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.enough.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.mark.parametrize("path", ["report.pdf", "unsized.pdf", "moved.pdf"])
def test_the_report_is_saved_whole(server: str, tmp_path: Path, path: str) -> None:
    to = tmp_path / "report.pdf"
    assert fetch(f"{server}/{path}", to) == len(BODY)
    assert to.read_bytes() == BODY
    assert list(tmp_path.iterdir()) == [to]


def test_it_tells_how_far_it_is(server: str, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    fetch(
        f"{server}/report.pdf",
        tmp_path / "r.pdf",
        watch=Watch(lambda done, total: steps.append((done, total))),
    )
    assert steps[0] == (0, len(BODY))
    assert steps[-1] == (len(BODY), len(BODY))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("gone.pdf", "answered 404 .the file may have moved"),
        ("fault.pdf", "answered 500"),
        ("round", "answered 302"),
        ("inside", "answered 302"),
        ("elsewhere", "'ftp://127.0.0.1/report.pdf', which is no web address"),
        ("page.pdf", "gave text/html, perhaps a page about the file"),
        ("other.pdf", "what came is no PDF"),
        ("cut.pdf", "cut off after 5,000 of 200,009 bytes"),
        ("large.pdf", "larger than"),
        ("grows.pdf", "larger than"),
        ("silent.pdf", "did not answer for 0.3 seconds"),
        ("nonsense", "the connection broke"),
    ],
)
def test_what_goes_wrong_is_said_with_the_way_by_hand_and_leaves_nothing(
    server: str, tmp_path: Path, path: str, said: str
) -> None:
    with pytest.raises(CatalogFileError, match=said) as caught:
        fetch(f"{server}/{path}", tmp_path / "r.pdf", patience=Patience(silence=0.3, most=300_000))
    assert caught.match(MANUAL)
    assert list(tmp_path.iterdir()) == []


def test_offline_is_said_with_the_way_by_hand(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(
        CatalogFileError, match=r"127.0.0.1 cannot be reached \(Connection refused\)"
    ) as caught:
        fetch(f"http://127.0.0.1:{port}/r.pdf", tmp_path / "r.pdf")
    assert caught.match(MANUAL)


def test_a_server_that_drips_is_left_after_a_while(server: str, tmp_path: Path) -> None:
    ticks = iter(range(0, 10_000, 100))
    with pytest.raises(CatalogFileError, match="took more than 150 seconds"):
        fetch(
            f"{server}/report.pdf",
            tmp_path / "r.pdf",
            patience=Patience(whole=150),
            clock=lambda: float(next(ticks)),
        )
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_stopped_and_leaves_nothing(server: str, tmp_path: Path) -> None:
    asked: list[bool] = []

    def second_time() -> bool:
        asked.append(True)
        return len(asked) > 1

    with pytest.raises(ImportCancelled):
        fetch(f"{server}/report.pdf", tmp_path / "r.pdf", watch=Watch(cancelled=second_time))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_kept_unless_told(server: str, tmp_path: Path) -> None:
    to = tmp_path / "r.pdf"
    to.write_text("mine")
    with pytest.raises(CatalogFileError, match="already there"):
        fetch(f"{server}/report.pdf", to)
    with pytest.raises(CatalogFileError):
        fetch(f"{server}/cut.pdf", to, force=True)
    assert to.read_text() == "mine"
    fetch(f"{server}/report.pdf", to, force=True)
    assert to.read_bytes() == BODY


def test_a_folder_that_is_not_there_is_named(server: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogFileError, match="no folder"):
        fetch(f"{server}/report.pdf", tmp_path / "not" / "r.pdf")


def test_the_address_is_the_given_one_then_that_of_the_environment_then_the_published_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(ADDRESS_VARIABLE, raising=False)
    assert address_of(None).startswith("https://www.nrmp.org/")
    monkeypatch.setenv(ADDRESS_VARIABLE, "https://example.org/env.pdf")
    assert address_of(None) == "https://example.org/env.pdf"
    assert address_of("http://example.org/given.pdf") == "http://example.org/given.pdf"


@pytest.mark.parametrize(
    "text",
    [
        "ftp://x.org/a.pdf",
        "file:///etc/hosts",
        "report.pdf",
        "https://",
        "http://[",
        "http://x y/",
        "http://x:z/",
    ],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(CatalogFileError, match="no web address"):
        address_of(text)


def test_a_folder_that_cannot_be_written_in_is_named(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CatalogFileError, match="cannot be written: No space left on device"):
        fetch(f"{server}/report.pdf", tmp_path / "r.pdf")


def test_a_list_that_has_moved_is_found_again_on_the_page_that_links_it(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ADDRESS_VARIABLE, f"{server}/gone.pdf")
    monkeypatch.setenv(PAGE_VARIABLE, f"{server}/reports.html")
    assert newest_address() == f"{server}/report/Main_Match_Program_Results_2022-2026.pdf"
    assert fetch_list(None, tmp_path / "r.pdf") == len(BODY)


@pytest.mark.parametrize("page", ["page.html", "fault.html", "silent.html"])
def test_where_no_page_links_it_the_way_by_hand_is_said(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv(ADDRESS_VARIABLE, f"{server}/gone.pdf")
    assert newest_address(f"{server}/{page}", Patience(silence=0.2)) is None
    monkeypatch.setenv(PAGE_VARIABLE, f"{server}/fault.html")
    with pytest.raises(CatalogFileError, match=MANUAL):
        fetch_list(None, tmp_path / "r.pdf")


def test_an_address_that_was_given_is_not_replaced_by_another(server: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogFileError, match="answered 404"):
        fetch_list(f"{server}/gone.pdf", tmp_path / "r.pdf")
