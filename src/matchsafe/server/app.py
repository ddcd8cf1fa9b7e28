"""Joining the API and the pages into one app."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from matchsafe.api import PREFIX, add_api
from matchsafe.api.errors import from_exception, log_unexpected
from matchsafe.api.openapi import DESCRIPTION
from matchsafe.api.routing import methods_at
from matchsafe.catalog.errors import CatalogError
from matchsafe.server.answers import Refusal, SafetyNet, is_api, plain_page
from matchsafe.server.guards import HostGuard, OriginGuard
from matchsafe.server.headers import HeadAsGet, SecurityHeaders
from matchsafe.server.limits import BodyLimit, RequestLimit
from matchsafe.server.shared_jobs import Deletions, connect
from matchsafe.server.start_token import StartToken
from matchsafe.services.answer_memory import COMPRESSION
from matchsafe.services.background import Jobs, NoSuchJob, TooManyJobs, WorkerDeath
from matchsafe.services.catalog_import.staging import Staging
from matchsafe.workspace.errors import WorkspaceError

if TYPE_CHECKING:
    from matchsafe.workspace.store import Workspace

THREADS: Final = 200
"""Threads that answer: as many as requests are let in at once, so that none waits for those that wait."""
Respond: TypeAlias = Callable[[Request, Exception], Response]


def build(
    database_url: str | None,
    *,
    pages: bool = True,
    hosts: Iterable[str] = (),
    token: str | None = None,
    hosted: bool = False,
    processes: bool = False,
    owner: Any = None,
) -> FastAPI:
    """The app; see ``matchsafe.server.create_app``.

    Args:
        database_url, pages, hosts, token, hosted: As there.
        processes: Whether long work is done in processes of its own.
        owner: Where the process that owns the jobs and the files of imports is reached, if that is not this one.
    """
    workspace: Workspace | None = None
    if pages:
        from matchsafe.workspace.store import Workspace as Store

        workspace = Store(database_url)
    own = Jobs(log_unexpected, processes=processes), Staging(), None
    jobs, staging, deletions = connect(owner) if owner else own

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        if not owner:
            staging.sweep()
        yield
        if not owner:
            jobs.close()
            staging.close()
        if workspace is not None:
            workspace.close()

    app = FastAPI(
        title="matchsafe",
        summary="How safe is my residency Match season?",
        description=DESCRIPTION,
        version=version("matchsafe"),
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # the usual pages load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    app.state.workspace = workspace
    app.state.jobs, app.state.staging = jobs, staging
    if workspace is not None:
        from matchsafe.web import add_outlook

        add_outlook(app)
    add_api(app)
    respond: Respond = _plain
    refuse = Refusal()
    if workspace is not None:
        from matchsafe.web import Site, add_pages, error_page
        from matchsafe.web import respond as respond_with_page

        add_pages(app, Site(workspace, jobs, staging), hosted=hosted)
        _forget_what_is_deleted(workspace, jobs, deletions)
        respond = respond_with_page
        app.add_exception_handler(CatalogError, _handler(respond))
        refuse = Refusal(error_page)
    for kind in (HTTPException, RequestValidationError, WorkspaceError, TooManyJobs, NoSuchJob, WorkerDeath):
        app.add_exception_handler(kind, _handler(respond))

    _guard(app, refuse, hosts, token, workspace if hosted else None)
    return app


def _guard(
    app: FastAPI, refuse: Refusal, hosts: Iterable[str], token: str | None, shared: Workspace | None
) -> None:
    """Put everything around the app that sees a request before it; ``shared`` where each visitor has a space."""
    # the last one added is the first to see a request
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=COMPRESSION)
    app.add_middleware(BodyLimit, refuse=refuse)
    app.add_middleware(RequestLimit, refuse=refuse, most=THREADS)
    app.add_middleware(OriginGuard, refuse=refuse)
    if shared is not None:
        from matchsafe.server.visitor_spaces import VisitorSpaces
        from matchsafe.workspace.visitors import Visitors

        app.add_middleware(VisitorSpaces, refuse=refuse, visitors=Visitors(shared))
    if token is not None:
        app.add_middleware(StartToken, refuse=Refusal(), token=token)
    app.add_middleware(HostGuard, refuse=Refusal(), hosts=tuple(hosts))
    app.add_middleware(SafetyNet, refuse=refuse)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders)


def _forget_what_is_deleted(workspace: Workspace, jobs: Jobs, deletions: Deletions | None) -> None:
    """Keep nothing of a deleted season in memory: not here, not in the other processes of the server, not in jobs."""
    from matchsafe.web.routes_outlook import forget_pages

    def forget(ids: Sequence[str]) -> None:
        for season_id in ids:
            jobs.forget(season_id)
        forget_pages()
        if deletions is not None:
            deletions.tell()

    workspace.on_deleted = forget
    if deletions is not None:
        Thread(target=_listen, args=(deletions, forget_pages), name="deletions", daemon=True).start()


def _listen(deletions: Deletions, forget: Callable[[], None]) -> None:
    """Forget with every deletion that another process tells of, until the server ends."""
    seen = 0
    with suppress(OSError, EOFError):
        while True:
            seen = deletions.wait(seen)
            forget()


def _handler(respond: Respond) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Errors under the API's address become JSON, all others a page."""

    async def answer(request: Request, error: Exception) -> Response:
        if is_api(request.url.path):
            if isinstance(error, HTTPException) and error.status_code == 405:
                error.headers = {"Allow": ", ".join(methods_at(request))}
            return from_exception(error).response()
        return respond(request, error)

    return answer


def _plain(request: Request, error: Exception) -> Response:
    found = from_exception(error)
    return plain_page(request, found.status, found.detail.message)
