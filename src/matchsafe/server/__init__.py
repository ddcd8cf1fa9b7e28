"""The web server: the API and the pages as one app, behind the guards that keep a season private.

FastAPI and uvicorn are loaded only when one of the functions is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI


def create_app(
    database_url: str | None = None,
    *,
    pages: bool = True,
    hosts: Iterable[str] = (),
    token: str | None = None,
    hosted: bool = False,
) -> FastAPI:
    """The app with everything in it.

    Args:
        database_url: Where seasons are saved; by default as ``workspace.store.Workspace`` decides.
        pages: Whether the web pages are there too; without them nothing is saved and no database is opened.
        hosts: Names the server may be called by, besides this machine's own (``localhost``, ``127.0.0.1``,
            ``[::1]``).
        token: What a visitor has to bring, if anything; see ``start_token``.
        hosted: Whether each visitor has a space of their own; see ``visitor_spaces``.

    Raises:
        matchsafe.workspace.errors.WorkspaceError: If the saved seasons cannot be opened.
    """
    from matchsafe.server.app import build

    return build(database_url, pages=pages, hosts=hosts, token=token, hosted=hosted)


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    database_url: str | None = None,
    workers: int | None = 1,
    hosted: bool = False,
    say: Callable[[str], None] | None = None,
) -> None:
    """Serve until Ctrl-C, after saying how to open the page.

    It starts processes: a script calls it under ``if __name__ == "__main__"``.

    Args:
        host: Address to listen on; where others can reach it, only the whole address that is said opens it.
        port: 0 takes any free one.
        database_url: As in ``create_app``.
        workers: Processes that answer requests; ``None`` for one for each core, up to four. Plans and imports have
            processes of their own.
        hosted: Whether each visitor has a space of their own.
        say: Where to say it; standard output by default.

    Raises:
        CannotServe: If the address cannot be listened on.
        matchsafe.workspace.errors.WorkspaceError: If the saved seasons cannot be opened.
    """
    from matchsafe.server.run import run
    from matchsafe.server.workers import usual_number

    number = usual_number() if workers is None else workers
    run(host, port, database_url=database_url, workers=number, hosted=hosted, say=say)


class CannotServe(Exception):  # noqa: N818 - an answer, more than an error
    """The server cannot listen where it was told to; the message says why and what to try."""
