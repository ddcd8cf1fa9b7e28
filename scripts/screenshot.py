"""Take the pictures of the README: the top of the sample outlook and of the sample plan, in Debian's Chromium."""

from __future__ import annotations

import argparse
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from small_png import small

WIDTH = 1280
MOST_BYTES = 200_000
ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
]


class View(NamedTuple):
    """What is on a picture: the page from its top to the end of one thing on it, less some pixels."""

    address: str
    last: str
    cut: int


VIEWS: Final = {
    "outlook": View("/sample", "#do", 0),
    "plan": View("/sample/plan", ".plan-list tbody tr:nth-child(4)", 0),
}


@contextmanager
def serving(on: date) -> Iterator[str]:
    """The address of the pages, with an empty workspace and a day of their own."""
    import uvicorn
    from fastapi import FastAPI

    from matchsafe.services.background import Jobs
    from matchsafe.services.catalog_import.staging import Staging
    from matchsafe.web import Site, add_pages
    from matchsafe.workspace.store import Workspace

    with (
        tempfile.TemporaryDirectory() as folder,
        Workspace(f"sqlite:///{folder}/seasons.sqlite") as workspace,
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        app = FastAPI()
        add_pages(app, Site(workspace, Jobs(), Staging(), today=lambda: on))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def take(view: View, address: str, chromium: str, picture: Path) -> None:
    """Write the top of a page as a PNG."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="light")
        page.goto(f"{address}{view.address}", timeout=60_000)
        end = page.locator(view.last).bounding_box()
        assert end is not None
        height = round(end["y"] + end["height"] - view.cut)
        taken = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
        picture.write_bytes(small(taken, browser.new_page()))
        browser.close()


def main(arguments: list[str] | None = None) -> int:
    """Return 0 if the picture was taken and is small enough to be shown in the README."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("view", choices=VIEWS)
    parser.add_argument("--on", type=date.fromisoformat, default=date.today(), help="the day on the page")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("picture", type=Path)
    given = parser.parse_args(arguments)
    with serving(given.on) as address:
        take(VIEWS[given.view], address, given.chromium, given.picture)
    size = given.picture.stat().st_size
    sys.stdout.write(f"{given.picture}: {size:,} bytes\n")
    return 0 if size < MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
