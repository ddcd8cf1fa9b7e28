"""Where every number comes from: the figures, the assumptions of one outlook, and the method in words."""

from __future__ import annotations

import math
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from markupsafe import Markup

from matchsafe import evidence
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import AssumptionEffect, Source
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.text import day
from matchsafe.evidence import Figure
from matchsafe.evidence.figure import Table
from matchsafe.present import effect_plot, sources, tornado, words
from matchsafe.present.model_checks import checks
from matchsafe.present.verdict import rows as scale
from matchsafe.web.dependencies import Saved, Today, complete_season
from matchsafe.web.outlook_access import outlook
from matchsafe.web.pages import render
from matchsafe.web.routes_outlook import SAMPLE_DAY, sample_season

_CONFIDENCE = {
    "primary": "We read it in the publisher's own document.",
    "secondary_extraction_of_primary": "Someone copied it from the publisher's document; we read the copy.",
    "secondary": "We read it in a second-hand source.",
    "derived": "We worked it out from published numbers.",
    "opinion": "It is someone's experience, not a count.",
    "assumption": "We chose it; no data gives it.",
}

router = APIRouter(include_in_schema=False)


@router.get("/evidence")
def all_figures(request: Request) -> Response:
    groups: dict[str, list[Figure]] = {}
    for figure in evidence.figures():
        groups.setdefault(f"{figure.document} ({figure.publisher})", []).append(figure)
    shown = [{"title": title, "figures": found} for title, found in groups.items()]
    return render(request, "evidence_list.html", groups=shown, total=len(evidence.figures()))


@router.get("/evidence/{figure_id}")
def one_figure(request: Request, figure_id: str, start: str = "1") -> Response:
    try:
        figure = evidence.figure(figure_id)
    except KeyError:
        raise HTTPException(404) from None
    return render(
        request,
        "evidence.html",
        **_figure_values(figure, int(start) if start.isascii() and start.isdigit() else 1),
    )


@router.get("/method")
def method(request: Request) -> Response:
    from matchsafe import odds
    from matchsafe.services.method_picture import one_more_by_ranks

    found = one_more_by_ranks()
    picture = {
        "svg": Markup(effect_plot.svg(found)),
        "columns": effect_plot.COLUMNS,
        "rows": effect_plot.rows(found),
    }
    made = checks(odds.fit_report(), odds.acceptance_report())
    return render(request, "method.html", checks=made, scale=scale(), picture=picture)


@router.get("/sample/sources")
def sample_sources(request: Request, today: Today) -> Response:
    return _rests_on(request, SAMPLE_DAY, sample_season(), "/sample", None)


@router.get("/s/{season_id}/sources")
def season_sources(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    return _rests_on(request, today, complete_season(workspace, season_id), f"/s/{season_id}", season_id)


def _rests_on(request: Request, today: date, season: Season, base: str, season_id: str | None) -> Response:
    answer = outlook(season, today)
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
        headline=answer.headline,
        alone=words.with_range(answer.chance) if answer.couple and answer.chance else "",
        **_bars(answer.chance, answer.assumptions),
        sources=listed,
    )


def _bars(chance: Estimate | None, found: tuple[AssumptionEffect, ...]) -> dict[str, Any]:
    """The assumptions that move the answer as bars, the widest first, on a scale from ten to ten around them.

    Returns:
        ``tornado``, with places from 0 to 200; ``scale``, its ends in words; ``less``, the bars left undrawn.
    """
    if chance is None:
        return {"tornado": [], "scale": "", "less": ()}
    bars = tornado.bars(found)
    moving = tornado.most(bars)
    ends = [chance.value, *(end for b in moving for end in (b.low, b.high))]
    least, most = math.floor(min(ends) * 10) / 10, math.ceil(max(ends) * 10) / 10
    wide = (most - least) or 0.1

    def place(share: float) -> float:
        return round((share - least) / wide * 200, 1)

    drawn = [
        {
            "id": b.id,
            "label": b.label,
            "text": b.text,
            "x": place(b.low),
            "width": max(1.0, round(place(b.high) - place(b.low), 1)),
            "centre": min(199.0, place(chance.value)),
        }
        for b in moving
    ]
    scale = f"{words.whole(least)} to {words.whole(min(1.0, most))}"
    return {"tornado": drawn, "scale": scale, "less": bars[len(moving) :]}


def _title(source: Source) -> str:
    try:
        return evidence.figure(source.id).title
    except KeyError:
        return source.text


def _citation(source: str) -> str:
    cited = sources.cite(source)
    return "" if cited == source else cited


PAGE: Final = 250
"""Rows of a table on one page, so that the page stays light."""


def _figure_values(figure: Figure, start: int) -> dict[str, Any]:
    told = ""
    rows = _rows(figure.table) if figure.table else []
    first = min(max(start, 1), max(len(rows), 1))
    last = min(first + PAGE - 1, len(rows))
    if figure.low is not None and figure.high is not None:
        told = f"We let it range from {_cell(figure.low)} to {_cell(figure.high)}."
    return {
        "f": figure,
        "value": "" if figure.value is None else _cell(figure.value),
        "value_range": told,
        "rows": rows[first - 1 : last],
        "first": first,
        "last": last,
        "total": len(rows),
        "before": max(first - PAGE, 1) if first > 1 else None,
        "after": last + 1 if last < len(rows) else None,
        "retrieved": day(figure.retrieved),
        "confidence": _CONFIDENCE[figure.confidence],
        "web_address": figure.url.startswith(("https://", "http://")),
    }


def _rows(table: Table) -> list[list[str]]:
    """The cells in words; where a bin has no upper end its "high" is empty, and nothing is hidden."""
    bins = {"low", "high"} <= set(table.columns)
    return [
        [
            "no limit" if cell is None and bins and column == "high" else _cell(cell)
            for column, cell in zip(table.columns, row, strict=True)
        ]
        for row in table.rows
    ]


def _cell(value: float | int | str | date | None) -> str:
    if value is None:
        return "not shown"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000:
        return f"{value:,}"
    if isinstance(value, str):
        return SPECIALTY_NAMES.get(value) or value.replace("_", " ")
    return f"{value:g}"
