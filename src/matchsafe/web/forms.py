"""Reading forms: of ordinary size, as trimmed text. Where they come from is the server's business."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData, ImmutableMultiDict

from matchsafe.domain.problem import Problem

MAX_FORM_BYTES = 1_500_000


async def read_form(request: Request) -> FormData:
    """The fields of a form.

    Raises:
        HTTPException: 400 if it cannot be read or has too many or too large fields.
    """
    return await request.form(max_files=1, max_fields=200, max_part_size=MAX_FORM_BYTES)


Form = Annotated[FormData, Depends(read_form)]
"""A parameter of a route that takes a form."""


Sent = ImmutableMultiDict[str, Any]
"""A form, or what follows the question mark of an address."""


def text(form: Sent, name: str, limit: int = 5_000) -> str:
    """One field of a form as trimmed text; an absent field and a file are empty."""
    value = form.get(name, "")
    return value.strip()[:limit] if isinstance(value, str) else ""


def on_field(name: str, message: str) -> Problem:
    """One thing to correct or to look at again, with the id of the element that the page links to."""
    return Problem(message, path=name)
