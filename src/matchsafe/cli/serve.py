"""``matchsafe serve``: the web page on this computer."""

from __future__ import annotations

from matchsafe.cli.errors import CliError
from matchsafe.domain.text import whole_number

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
    number = whole_number(port, 0, 65535)
    if number is None:
        raise CliError(f'--port: "{port[:20]}" is not a port. Accepted: 1 to 65535, or 0 for any free one.')
    processes = None if workers is None else whole_number(workers, 1, MOST_WORKERS)
    if workers is not None and processes is None:
        raise CliError(f'--workers: "{workers[:20]}" is not accepted. Accepted: 1 to {MOST_WORKERS}.')
    try:
        from matchsafe.server import CannotServe, serve
        from matchsafe.workspace.errors import WorkspaceError

        try:
            serve(host, number, workers=processes, hosted=hosted)
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
