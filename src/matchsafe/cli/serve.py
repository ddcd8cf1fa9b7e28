"""``matchsafe serve``: the web page on this computer."""

from __future__ import annotations

from matchsafe.cli.errors import CliError
from matchsafe.domain.text import whole_number

MOST_WORKERS = 64


def run(host: str, port: str, workers: str | None = None, *, hosted: bool = False) -> None:
    """Serve until Ctrl-C."""
    number = whole_number(port, 0, 65535)
    lines = []
    if number is None:
        lines.append(f'--port: "{port[:20]}" is not a port. Accepted: 1 to 65535, or 0 for any free one.')
    processes = None if workers is None else whole_number(workers, 1, MOST_WORKERS)
    if workers is not None and processes is None:
        lines.append(f'--workers: "{workers[:20]}" is not accepted. Accepted: 1 to {MOST_WORKERS}.')
    if lines or number is None:
        raise CliError(lines)
    from matchsafe.server import CannotServe, serve
    from matchsafe.workspace.errors import WorkspaceError

    try:
        serve(host, number, workers=processes, hosted=hosted)
    except (CannotServe, WorkspaceError) as error:
        raise CliError(str(error)) from error
