"""Templates to HTML responses. The server adds the headers that keep a page private and inert."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Annotated, Any, Final

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from matchsafe.catalog.export import Cell, csv_of, xlsx_of
from matchsafe.domain.text import date_words
from matchsafe.present import phrase
from matchsafe.web.assets import asset_url
from matchsafe.web.forms import new_key
from matchsafe.web.outlook_access import TEMPLATE_HELPERS
from matchsafe.workspace.space import current

HTMX_CONFIG = (
    # a form that has to be corrected, or was overtaken, takes the place of the page; other errors leave it as it is
    '{"responseHandling": [{"code": "204", "swap": false}, {"code": "[23]..", "swap": true}, '
    '{"code": "(409|422)", "swap": true, "target": "#main", "select": "#main", "swapOverride": "outerHTML show:top"}, '
    '{"code": "[45]..", "swap": false, "error": true}], '
    '"includeIndicatorStyles": false, "allowEval": false, "allowScriptTags": false, '
    '"selfRequestsOnly": true, "historyCacheSize": 0, "historyRestoreAsHxRequest": false}'
)


@cache
def environment() -> Environment:
    """The template environment: every value is escaped, ``marked`` links its numbers, an unknown name is an error."""
    env = Environment(
        loader=PackageLoader("matchsafe.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters["dated"] = date_words
    env.filters["marked"] = lambda text: Markup(phrase.html(text))
    env.globals.update(
        asset_url=asset_url, htmx_config=HTMX_CONFIG, new_key=new_key, space=current, **TEMPLATE_HELPERS
    )
    return env


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template as a page.

    Args:
        request: The request being answered; its path marks where the reader is in the navigation.
        template: File name under ``templates``.
        status: HTTP status.
        **values: What the template shows. ``season_id`` (or ``None``) chooses the navigation.
    """
    values.setdefault("season_id", None)
    values.setdefault("problems", ())
    html = environment().get_template(template).render(path=request.url.path, **values)
    return HTMLResponse(html.encode("utf-8", "replace"), status_code=status)  # half characters can be typed


def see_other(url: str) -> RedirectResponse:
    """Answer a form by sending the browser on, so that a reload never sends the form twice."""
    return RedirectResponse(url, status_code=303)


TABLE_FILES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Kinds of file a table can be taken along as, by their ending, with their media type."""


async def _known_kind(kind: str) -> str:
    if kind not in TABLE_FILES:
        raise HTTPException(404)
    return kind


TableKind = Annotated[str, Depends(_known_kind)]
"""The ``kind`` of an address, one of ``TABLE_FILES``; anything else is not found."""


def table_file(name: str, kind: str, headings: Sequence[str], rows: Iterable[tuple[Cell, ...]]) -> Response:
    """A table to take along, in which no text is run as a formula.

    Raises:
        matchsafe.catalog.errors.CatalogError: If what writes Excel files is not installed.
    """
    content = (
        xlsx_of("plan", headings, rows) if kind == "xlsx" else csv_of(headings, rows).encode("utf-8-sig")
    )
    return attachment(content, f"{name}.{kind}", TABLE_FILES[kind])


def attachment(content: bytes | str, file_name: str, media_type: str) -> Response:
    """A file to take along."""
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(content, media_type=media_type, headers=headers)


def go_on(request: Request, url: str) -> Response:
    """On to another page, whether a browser asks or htmx, which would put that page into this one."""
    return Response(headers={"HX-Redirect": url}) if is_htmx(request) else see_other(url)


def is_htmx(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"
