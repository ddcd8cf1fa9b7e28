"""The command line. Only what a command needs is imported, so that ``matchsafe --help`` answers at once."""

from __future__ import annotations

import os
import sys
from typing import Final

__all__ = ["main"]

_THREADS: Final = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""What the libraries behind NumPy's matrices read when they are loaded."""


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 a fault, 2 to put right, 130 stopped."""
    try:
        _run()
    except KeyboardInterrupt:  # while it is still being loaded
        sys.stderr.write("\nStopped.\n")
        sys.exit(130)
    except SystemExit as end:
        # Typer makes an exit of it before a command begins its work, and says nothing.
        if isinstance(getattr(end.__context__, "__cause__", None), KeyboardInterrupt):
            sys.stderr.write("\nStopped.\n")
        raise


def _run() -> None:
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # it was closed: the next file to be opened must not take its place
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign gets a question mark, never an error.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    for name in _THREADS:
        # Our matrices are small: on a busy machine, threads that wait for each other take longer than the sums do.
        os.environ.setdefault(name, "1")
    from matchsafe.cli.app import app
    from matchsafe.cli.errors import full

    try:
        app()
    except OSError as error:
        sys.exit(full(error))
