"""Practice, people and money: mock interviews, connections and costs of a season, each added and removed by its id."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.domain import season_fields
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.text import dollars, short_day
from matchsafe.services import season as edits
from matchsafe.services.season import PART_KINDS, PartKind
from matchsafe.services.today import progress
from matchsafe.web import forms, record_forms
from matchsafe.web.dependencies import Saved, complete_stored
from matchsafe.web.pages import render, see_other
from matchsafe.workspace.seasonfile import SeasonFileError
from matchsafe.workspace.store import Workspace

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}/people")


class _List(NamedTuple):
    """One list of the page: its kind, type, heading, button, and the fields asked."""

    kind: PartKind
    group: str
    heading: str
    button: str
    fields: tuple[str, ...]


_LISTS: Final = {
    "mock": _List("mock_interview", "MockInterview", "Mock interviews", "Add a mock interview",
                  ("day", "who", "criticism")),
    "person": _List("connection", "Connection", "People who may speak for you", "Add a person",
                    ("name", "kind", "program", "asked", "answered", "note")),
    "cost": _List("cost", "Cost", "Costs", "Add a cost", ("amount", "kind", "day", "note")),
}  # fmt: skip

_COST: Final = {o.code: o.label for o in season_fields.catalogue().fields["Cost.kind"].options}


@router.get("")
def show(request: Request, workspace: Saved, season_id: str) -> Response:
    return _page(request, workspace, season_id)


def _page(
    request: Request, workspace: Workspace, season_id: str, problems: list[Problem] | None = None,
    typed: dict[str, str] | None = None, opened: str = "",
) -> Response:  # fmt: skip
    stored = complete_stored(workspace, season_id)
    season = with_ids(stored.finished)
    of, _, edited = request.query_params.get("edit", "")[:80].partition(":")
    lists = []
    for code, each in _LISTS.items():
        asked = record_forms.fields(each.group, each.fields, f"{code}-")
        values = record_forms.values(None, asked, f"{code}-") | (typed or {})
        lists.append({
            "code": code, "heading": each.heading, "button": each.button, "fields": asked, "given": values,
            "rows": _rows(season, code), "open": code == opened, "edit": edited if code == of else "",
            "edit_fields": tuple(replace(f, name=f"edit-{f.name}") for f in asked),
            "edit_values": _stands(season, each, edited),
        })  # fmt: skip
    return render(
        request, "people.html", status=422 if problems else 200, problems=problems or [], season_id=season_id,
        base=f"/s/{season_id}", version=stored.version, lists=lists, progress=tuple(progress(season)),
    )  # fmt: skip


def _rows(season: Season, code: str) -> list[dict[str, Any]]:
    def day(value: Any) -> str:
        return "" if value is None else short_day(value)

    if code == "mock":
        return [
            {
                "id": m.id,
                "text": " · ".join(filter(None, (day(m.day), m.who, m.criticism))) or "a mock interview",
            }
            for m in season.mock_interviews
        ]
    if code == "person":
        return [
            {"id": c.id, "text": " · ".join(filter(None, (
                c.name, c.program, f"asked {day(c.asked)}" if c.asked else "not asked yet",
                f"answered {day(c.answered)}" if c.answered else "", c.note,
            )))}
            for c in season.connections
        ]  # fmt: skip
    return [
        {"id": c.id, "text": " · ".join(filter(None, (dollars(c.amount), _COST[c.kind],
                                                      day(c.day), c.note)))}
        for c in season.costs
    ]  # fmt: skip


def _stands(season: Season, each: _List, part_id: str) -> dict[str, str]:
    """What stands in the form of a part that is changed."""
    name, _ = PART_KINDS[each.kind]
    part = next((p for p in getattr(season, name) if p.id == part_id), None)
    return record_forms.values(part, record_forms.fields(each.group, each.fields, "edit-"), "edit-")


@router.post("/{code}/{part_id}")
def change(
    request: Request,
    workspace: Saved,
    season_id: str,
    code: str,
    part_id: str,
    form: forms.Form,
    sent: forms.Stamped,
) -> Response:
    each, prefix = _list(code), f"edit-{code}-"
    asked = record_forms.fields(each.group, each.fields, prefix)
    given = record_forms.read(form, asked, prefix)
    try:
        workspace.change(
            season_id,
            lambda s: edits.change(s, each.kind, part_id, given).season,
            key=sent.key,
            text=f"Changed: {each.kind}",
        )
    except SeasonFileError as error:
        if any(p.code == "unknown_id" for p in error.problems):
            raise HTTPException(404) from None
        return _page(request, workspace, season_id, record_forms.problems(error, asked, prefix))
    return see_other(f"/s/{season_id}/people#{code}")


def _list(code: str) -> _List:
    if code not in _LISTS:
        raise HTTPException(404)
    return _LISTS[code]


@router.post("/{code}")
def add(
    request: Request, workspace: Saved, season_id: str, code: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    each, prefix = _list(code), f"{code}-"
    asked = record_forms.fields(each.group, each.fields, prefix)
    given = {k: v for k, v in record_forms.read(form, asked, prefix).items() if v is not None}
    try:
        workspace.change(
            season_id, lambda s: edits.add(s, each.kind, given).season, key=sent.key, text=each.button
        )
    except SeasonFileError as error:
        typed = {f.name: forms.text(form, f.name, 10_100) for f in asked}
        return _page(request, workspace, season_id, record_forms.problems(error, asked, prefix), typed, code)
    return see_other(f"/s/{season_id}/people#{code}")


@router.post("/{code}/{part_id}/remove")
def remove(
    request: Request, workspace: Saved, season_id: str, code: str, part_id: str, sent: forms.Stamped
) -> Response:
    each = _list(code)
    try:
        workspace.change(
            season_id,
            lambda s: edits.remove(s, each.kind, part_id).season,
            key=sent.key,
            text=f"Removed: {each.kind}",
        )
    except SeasonFileError:
        raise HTTPException(404) from None
    return see_other(f"/s/{season_id}/people#{code}")
