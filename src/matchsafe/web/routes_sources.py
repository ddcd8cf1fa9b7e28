"""Where every number comes from: the figures, the assumptions of one outlook, and the method in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe import evidence
from matchsafe.domain.outlook import Outlook, Source
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.evidence import Figure
from matchsafe.present import sources, tornado, words
from matchsafe.web.answer import outlook
from matchsafe.web.drafts import find
from matchsafe.web.pages import render
from matchsafe.web.routes_outlook import sample_season, unfinished
from matchsafe.workspace.store import Workspace

_CONFIDENCE = {
    "primary": "We read it in the publisher's own document.",
    "secondary_extraction_of_primary": "Someone copied it from the publisher's document; we read the copy.",
    "secondary": "We read it in a second-hand source.",
    "derived": "We worked it out from published numbers.",
    "opinion": "It is someone's experience, not a count.",
    "assumption": "We chose it; no data gives it.",
}


def create(workspace: Workspace, today: Callable[[], date]) -> APIRouter:
    """The routes over a workspace.

    Args:
        workspace: Where seasons are kept.
        today: What day it is.
    """
    router = APIRouter()

    @router.get("/evidence")
    def all_figures(request: Request) -> Response:
        groups: dict[str, list[Figure]] = {}
        for figure in evidence.figures():
            groups.setdefault(f"{figure.document} ({figure.publisher})", []).append(figure)
        shown = [{"title": title, "figures": found} for title, found in groups.items()]
        return render(request, "evidence_list.html", groups=shown, total=len(evidence.figures()))

    @router.get("/evidence/{figure_id}")
    def one_figure(request: Request, figure_id: str) -> Response:
        try:
            figure = evidence.figure(figure_id)
        except KeyError:
            raise HTTPException(404) from None
        return render(request, "evidence.html", **_shown(figure))

    @router.get("/method")
    def method(request: Request) -> Response:
        from matchsafe import odds

        return render(request, "method.html", checks=odds.checks())

    @router.get("/sample/sources")
    def sample_sources(request: Request) -> Response:
        return _rests_on(request, sample_season(), "/sample", None)

    @router.get("/s/{season_id}/sources")
    def season_sources(request: Request, season_id: str) -> Response:
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        return _rests_on(request, stored.season, f"/s/{season_id}", season_id)

    def _rests_on(request: Request, season: Season, base: str, season_id: str | None) -> Response:
        answer = outlook(season, today())
        drawn = {a.id for a in answer.assumptions}
        listed = [
            {"id": s.id, "text": _title(s), "kind": s.kind, "citation": _citation(s.id)}
            for s in answer.sources
            if s.id not in drawn
        ]
        return render(
            request,
            "sources.html",
            base=base,
            season_id=season_id,
            headline=words.headline(answer),
            tornado=_bars(answer),
            sources=listed,
        )

    return router


def _bars(answer: Outlook) -> list[dict[str, Any]]:
    """The assumptions as bars on a scale of 0 to 200 units, the widest first."""
    return [
        {
            "id": b.id,
            "label": b.label,
            "text": b.text,
            "x": round(b.low * 200, 1),
            "width": round(max(1.0, (b.high - b.low) * 200), 1),
            "centre": round(min(199.0, answer.chance.value * 200), 1),
        }
        for b in tornado.bars(answer.assumptions)
    ]


def _title(source: Source) -> str:
    try:
        return evidence.figure(source.id).title
    except KeyError:
        return source.text


def _citation(source: str) -> str:
    cited = sources.cite(source)
    return "" if cited == source else cited


def _shown(figure: Figure) -> dict[str, Any]:
    told = ""
    if figure.low is not None and figure.high is not None:
        told = f"We let it range from {_cell(figure.low)} to {_cell(figure.high)}."
    return {
        "f": figure,
        "value": "" if figure.value is None else _cell(figure.value),
        "value_range": told,
        "rows": [[_cell(c) for c in row] for row in figure.table.rows] if figure.table else [],
        "retrieved": words.day(figure.retrieved),
        "confidence": _CONFIDENCE[figure.confidence],
        "web_address": figure.url.startswith(("https://", "http://")),
    }


def _cell(value: float | int | str | date | None) -> str:
    if value is None:
        return "not shown"
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000:
        return f"{value:,}"
    if isinstance(value, str):
        return SPECIALTY_NAMES.get(value) or value.replace("_", " ")
    return f"{value:g}"
