"""What commands print on standard output: lines for people, JSON for programs."""

from __future__ import annotations

import json
import sys

from matchsafe.cli.errors import printable


def print_json(content: object) -> None:
    """Print for programs."""
    sys.stdout.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def print_line(line: str) -> None:
    """Print for people."""
    sys.stdout.write(printable(line) + "\n")


def at_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()
