"""How commands declare what is typed after them; short, so that a command with many options stays readable."""

from __future__ import annotations

from typing import Any

import typer

Maybe = str | None
"""A text that may be left out; each command checks its texts itself, to name every problem at once."""
Several = list[str] | None
"""An option that can be given again."""

SETTINGS = {"help_option_names": ["-h", "--help"]}


def argument(text: str, metavar: str) -> Any:
    """What stands after a command without a name."""
    return typer.Argument(help=text, metavar=metavar)


def option(text: str, metavar: str | None = None, *, name: str | None = None) -> Any:
    """An option; ``name`` where it has no ``--no-`` form, or is not the parameter's name."""
    return typer.Option(*([name] if name else []), help=text, metavar=metavar)
