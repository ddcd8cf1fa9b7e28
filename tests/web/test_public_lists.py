"""Getting the national list and the public files on the page, and what it says without a connection."""

from __future__ import annotations

import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.catalog.importers.conftest import FIRST, SECOND, report_pages, write_pdf
from tests.catalog.importers.federal import conftest as federal

from . import test_catalog_import_pages as import_pages

serve, store, sent = federal.serve, import_pages.store, import_pages.sent


def _finished(reader, page):
    """The page once the work is done, however busy the machine is."""
    while page.h1 == "One moment, please":
        time.sleep(0.1)
        page = reader.open(page.url)
    return page


def test_the_national_list_takes_two_clicks(reader, store, tmp_path, monkeypatch):
    """One to get it, with the terms beside the button, one to bring it in."""
    report = write_pdf(tmp_path / "report.pdf", report_pages(FIRST, SECOND)).read_bytes()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Served, report))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("MATCHSAFE_NRMP_URL", f"http://127.0.0.1:{server.server_port}/r.pdf")
    try:
        start = reader.open("/catalogs")
        assert "Get the national list for my own use" in start.words
        assert "own use" in start.words
        page = _finished(reader, reader.send("/catalogs/national"))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert page.h1 == "Bring “nrmp_program_results.pdf” into “programs”?"
    assert store.names() == ()
    done = reader.send(f"{page.url}/bring")
    assert done.h1 == "“programs” has 6 programs now"


def test_public_files_have_a_button_each_and_can_be_dropped(reader, sent, store, serve, monkeypatch):
    reader.send("/catalogs/public/cms", 422)
    reader.send("/catalogs/public/other", 404)
    page = sent(import_pages.LIST)
    reader.send(f"{page.url}/bring")
    mercy = federal.USCIS.replace("INVENTED LAKESIDE HOSPITAL", "INVENTED MERCY HOSPITAL").replace("OH", "NY")
    monkeypatch.setenv("MATCHSAFE_USCIS_URL", f"{serve({'/hub.csv': mercy.encode()})}/hub.csv")
    start = reader.open("/catalogs")
    assert [b for b in ("dol", "uscis", "cms", "closures") if f"/catalogs/public/{b}" not in start.html] == []
    looked = _finished(reader, reader.send("/catalogs/public/uscis"))
    assert "It tells something of 1 of 1 program" in looked.words
    assert "1: of employers outside health care and education" in looked.words
    done = reader.send(f"{looked.url}/bring")
    assert "something new of 1 of them" in done.words
    [mine] = store.read("programs").records
    program = reader.open(f"/catalog/programs/p/{mine.id}").words
    assert "H-1B petitions approved, all staff of its employer" in program
    assert "USCIS H-1B Employer Data Hub FY2023" in program
    assert "The file tells nothing" in sent(mercy, name="hub.csv").words


def test_without_a_connection_the_page_says_the_way_by_hand(reader, store, monkeypatch):
    monkeypatch.setenv("MATCHSAFE_NRMP_URL", "http://127.0.0.1:1/r.pdf")
    page = reader.send("/catalogs/national", 422)
    assert "By hand: open https://www.nrmp.org/" in page.words
    assert store.names() == ()


class _Served(BaseHTTPRequestHandler):
    def __init__(self, body: bytes, *args: Any) -> None:
        self.body = body
        super().__init__(*args)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/pdf")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""
