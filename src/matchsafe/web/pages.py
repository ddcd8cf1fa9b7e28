"""Templates to HTML responses. The server adds the headers that keep a page private and inert."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from matchsafe.present import marked
from matchsafe.web.assets import asset_url
from matchsafe.web.outlook_access import TEMPLATE_HELPERS

HTMX_CONFIG = (
    # a form that has to be corrected takes the place of the page; every other error leaves it as it is
    '{"responseHandling": [{"code": "204", "swap": false}, {"code": "[23]..", "swap": true}, '
    '{"code": "422", "swap": true, "target": "#main", "select": "#main", "swapOverride": "outerHTML show:top"}, '
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
    env.filters["marked"] = lambda text: Markup(marked.html(text))
    env.globals.update(asset_url=asset_url, htmx_config=HTMX_CONFIG, **TEMPLATE_HELPERS)
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
    return HTMLResponse(html, status_code=status)


def see_other(url: str) -> RedirectResponse:
    """Answer a form by sending the browser on, so that a reload never sends the form twice."""
    return RedirectResponse(url, status_code=303)


def is_htmx(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"
