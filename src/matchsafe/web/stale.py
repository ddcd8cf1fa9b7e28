"""The page for a form that was overtaken: what changed meanwhile, and what the reader typed, kept to be sent again."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from matchsafe.domain import season_fields
from matchsafe.domain.text import day
from matchsafe.web.pages import render
from matchsafe.workspace import season_answers
from matchsafe.workspace.stored_season import SeasonChange, StaleSeason

_STAMP = ("version", "key")
_NOT_TYPED = ("return", "row", "do", "code", "event", "field", "id", "view", "which")
"""Names a form sends by itself: hidden fields and buttons."""
_MOST_SHOWN = 2_000


def stale_page(request: Request, error: StaleSeason) -> Response:
    """409 with what came between, what was typed, and a button that saves it all the same."""
    form: FormData = getattr(request.state, "form", FormData())
    sent = [(n, v) for n, v in form.multi_items() if isinstance(v, str) and n not in _STAMP]
    return render(
        request,
        "stale.html",
        status=409,
        season_id=error.stored.id if error.stored.season is not None else None,
        changes=[{"text": c.text or "Something was changed", "at": _moment(c)} for c in error.changes],
        typed=[_typed_field(name, value) for name, value in sent if value.strip() and name not in _NOT_TYPED],
        fields=sent,
        action=f"{request.url.path}{f'?{request.url.query}' if request.url.query else ''}",
        version=error.stored.version,
        back=_page_of(request, error.stored.id),
    )


def _moment(change: SeasonChange) -> str:
    local = change.at.astimezone()
    return f"{day(local.date())}, {local:%H:%M}"


def _typed_field(name: str, value: str) -> dict[str, str]:
    """A field of a form by what it is called on the page it came from, with its value in words."""
    catalogue = season_fields.catalogue()
    field = catalogue.fields.get(f"Interview.{name}")
    try:
        field = field or catalogue.at(name.replace("-", "."))
    except KeyError:
        return {"label": name.replace("_", " ").replace("-", ", ").capitalize(), "value": value[:_MOST_SHOWN]}
    sent: object = value
    if field.type.kind == "yes_no":
        sent = {"true": True, "false": False}.get(value, value)
    elif field.type.kind == "words":
        sent = [value]
    return {"label": field.heading, "value": (season_answers.answer_text(field, sent) or value)[:_MOST_SHOWN]}


def _page_of(request: Request, season_id: str) -> str:
    """The page the form stood on, if the browser says so."""
    try:
        path = urlsplit(request.headers.get("referer", "")).path
    except ValueError:
        path = ""
    return path if path.startswith((f"/s/{season_id}/", "/seasons")) else f"/s/{season_id}"
