"""``matchsafe serve``: the web page on this computer."""

from __future__ import annotations

from matchsafe.cli.errors import CliError

_EXTRA = frozenset(
    ("fastapi", "starlette", "uvicorn", "jinja2", "sqlalchemy", "alembic", "multipart", "python_multipart")
)
"""What ``matchsafe[web]`` brings."""
MOST_WORKERS = 64


def run(host: str, port: str, workers: str | None = None, *, hosted: bool = False) -> None:
    """Serve until Ctrl-C.

    Raises:
        CliError: If the web extra is missing, or the address or the saved seasons cannot be opened.
    """
    number = int(port) if port.isascii() and port.isdigit() and len(port) < 6 else -1
    if not 0 <= number < 65536:
        raise CliError(f'--port: "{port[:20]}" is not a port. Accepted: 1 to 65535, or 0 for any free one.')
    processes = (
        int(workers) if workers and workers.isascii() and workers.isdigit() and len(workers) < 4 else 0
    )
    if workers is not None and not 1 <= processes <= MOST_WORKERS:
        raise CliError(f'--workers: "{workers[:20]}" is not accepted. Accepted: 1 to {MOST_WORKERS}.')
    try:
        from matchsafe.server import CannotServe, serve
        from matchsafe.workspace.errors import WorkspaceError

        try:
            serve(host, number, workers=processes or None, hosted=hosted)
        except (CannotServe, WorkspaceError) as error:
            raise CliError(str(error)) from error
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise CliError(
            (
                f"The web page needs packages that are missing here ({error.name}). Install them with:",
                "  pip install 'matchsafe[web]'",
            )
        ) from error
