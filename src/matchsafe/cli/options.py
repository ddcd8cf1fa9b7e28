"""How commands declare what is typed after them; short, so that a command with many options stays readable."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from matchsafe.cli.errors import run_command

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


On = Annotated[Maybe, option("The day to answer for; today if left out.", "YYYY-MM-DD", name="--on")]
Json = Annotated[bool, option("Print JSON, for programs.", name="--json")]
Force = Annotated[bool, option("Write over a file that is already there.", name="--force")]
Csv = Annotated[Maybe, option("Write the list as CSV too.", "FILE")]
Xlsx = Annotated[Maybe, option("Write the list as an Excel workbook too.", "FILE")]


def with_options(shape: type[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function of a dataclass of options, and of parameters of its own, into a command that takes them all."""
    shared = signature(shape, eval_str=True).parameters

    def command_of(work: Callable[..., None]) -> Callable[..., None]:
        own = [p for name, p in signature(work, eval_str=True).parameters.items() if name != "asked"]
        first = [p for p in own if p.default is Parameter.empty]
        last = [p for p in own if p.default is not Parameter.empty]

        def command(**given: Any) -> None:
            asked = shape(**{name: given.pop(name) for name in shared})
            run_command(lambda: work(asked, **given))

        typed = [p.replace(kind=Parameter.KEYWORD_ONLY) for p in (*first, *shared.values(), *last)]
        command.__signature__ = Signature(typed)  # type: ignore[attr-defined]
        command.__annotations__ = {p.name: p.annotation for p in typed}
        command.__name__, command.__doc__ = work.__name__, work.__doc__
        return command

    return command_of
