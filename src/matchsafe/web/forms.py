"""Reading forms: of ordinary size, as trimmed text. Where they come from is the server's business."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, HTTPException, Request
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, ImmutableMultiDict

from matchsafe.domain.problem import Problem

MAX_FORM_BYTES = 1_500_000


async def read_form(request: Request) -> FormData:
    """The fields of a form.

    Raises:
        HTTPException: 400 if it cannot be read or has too many or too large fields.
    """
    try:
        form = await request.form(max_files=1, max_fields=200, max_part_size=MAX_FORM_BYTES)
    except FormParserError as error:  # before 1.8 Starlette passes it on
        raise HTTPException(400) from error
    request.state.form = form  # what was typed is shown again where the season changed meanwhile
    return form


Form = Annotated[FormData, Depends(read_form)]
"""A parameter of a route that takes a form."""


Sent = ImmutableMultiDict[str, Any]
"""A form, or what follows the question mark of an address."""


def text(form: Sent, name: str, limit: int = 5_000) -> str:
    """One field of a form as trimmed text; an absent field and a file are empty."""
    value = form.get(name, "")
    return value.strip()[:limit] if isinstance(value, str) else ""


@dataclass(frozen=True)
class Stamp:
    """What a form carries so that it does one thing, and only to what the reader saw.

    Attributes:
        version: Of the season the page showed; ``None`` where the form carries none.
        key: The same one when the same is sent twice; ``None`` where the form carries none.
    """

    version: int | None = None
    key: str | None = None


NO_STAMP: Final = Stamp()
"""Of a form that may be sent at any time and any number of times, such as a mark."""


async def read_stamp(form: Form) -> Stamp:
    """The stamp of a form; one that was tampered with counts as stale, not as none."""
    version, key = text(form, "version", 12), text(form, "key", 100)
    number = int(version) if version.isascii() and version.isdigit() else -1
    typed = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return Stamp(number if version else None, f"{key} {hash_of(typed)}" if key else None)


def hash_of(fields: object) -> str:
    """Stands for what was typed: a page that is gone back to may send something else with the same key."""
    return hashlib.sha256(repr(fields).encode()).hexdigest()


Stamped = Annotated[Stamp, Depends(read_stamp)]
"""A parameter of a route that changes a season."""


def new_key() -> str:
    """A key for a form that is about to be shown."""
    return secrets.token_urlsafe(16)


def on_field(name: str, message: str) -> Problem:
    """One thing to correct or to look at again, with the id of the element that the page links to."""
    return Problem(message, path=name)
