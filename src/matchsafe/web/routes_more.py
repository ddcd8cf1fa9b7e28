"""What the questions do not ask: further facts of the applicant and the season, and what was said month by month."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.domain import season_fields
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.text import plural
from matchsafe.present import words
from matchsafe.services import season as edits
from matchsafe.services.season.anonymous import without_names
from matchsafe.services.season.month import estimate_of
from matchsafe.web import forms, record_forms
from matchsafe.web.dependencies import Saved, complete_season, complete_stored
from matchsafe.web.pages import attachment, render, see_other
from matchsafe.workspace.seasonfile import SeasonFileError
from matchsafe.workspace.seasonfile.writer import dump_yaml
from matchsafe.workspace.store import Workspace

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}")

_STEP3: Final = ("day",)
_RESULT: Final = {o.code: o.choice for o in season_fields.catalogue().fields["SeasonResult.outcome"].options}


def _groups() -> tuple[tuple[str, str, tuple[record_forms.RecordField, ...]], ...]:
    """The groups of the page: prefix, heading, fields."""
    return (
        ("", "Your season", record_forms.fields("Season", record_forms.OF_SEASON)),
        ("you-", "You", record_forms.fields("Applicant", record_forms.OF_APPLICANT, "you-")),
        ("step3-", "Step 3", record_forms.fields("Step3", _STEP3, "step3-")),
    )


@router.get("/more")
def show(request: Request, workspace: Saved, season_id: str) -> Response:
    return _page(request, workspace, season_id)


def _stands(season: Season) -> dict[str, str]:
    parts = {"": season, "you-": season.applicant, "step3-": season.applicant.step3}
    found: dict[str, str] = {}
    for prefix, _, asked in _groups():
        found |= record_forms.values(parts[prefix], asked, prefix)
    return found


def _page(
    request: Request, workspace: Workspace, season_id: str, problems: list[Problem] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    stored = complete_stored(workspace, season_id)
    return render(
        request, "more.html", status=422 if problems else 200, problems=problems or [], season_id=season_id,
        base=f"/s/{season_id}", version=stored.version, groups=_groups(),
        values=_stands(stored.finished) | (typed or {}),
        saved="Saved." if request.query_params.get("saved") == "1" else "",
    )  # fmt: skip


@router.post("/more")
def change(
    request: Request, workspace: Saved, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    before = _stands(complete_season(workspace, season_id))
    typed = {
        f.name: forms.text(form, f.name, 10_100) for _, _, asked in _groups() for f in asked if f.name in form
    }
    given: dict[str, Any] = {}
    for prefix, _, asked in _groups():
        read = record_forms.read(form, asked, prefix)
        changed = {k: v for k, v in read.items() if typed[f"{prefix}{k}"] != before[f"{prefix}{k}"]}
        if not changed:
            continue
        if prefix == "":
            given |= changed
        elif prefix == "you-":
            given["applicant"] = {**given.get("applicant", {}), **changed}
        else:
            given["applicant"] = {**given.get("applicant", {}), "step3": changed}
    try:
        if given:
            workspace.change(
                season_id, lambda s: edits.set_fields(s, given).season, expected=sent.version, key=sent.key,
                text=f"Changed {', '.join(given)}",
                part=lambda was: None if was.season is None else _stands(was.season),
            )  # fmt: skip
    except SeasonFileError as error:
        fields = [f for _, _, asked in _groups() for f in asked]
        found = [
            on for p in error.problems
            for on in record_forms.problems(SeasonFileError([p]), fields, _prefix(p.path))
        ]  # fmt: skip
        return _page(request, workspace, season_id, found, typed)
    return see_other(f"/s/{season_id}/more?saved=1")


def _prefix(path: str) -> str:
    return "step3-" if "step3" in path else "you-" if path.startswith("applicant") else ""


@router.get("/record")
def record(request: Request, workspace: Saved, season_id: str) -> Response:
    season = complete_season(workspace, season_id)
    rows = [
        {
            "month": f"{date.fromisoformat(f'{o.month}-01'):%B %Y}", "said": words.chance(estimate_of(o)),
            "held": "not kept" if o.rankable is None else plural(o.rankable, "interview"),
        }
        for o in season.outlooks
    ]  # fmt: skip
    ended = ""
    if season.result is not None:
        where = f" at {season.result.program}" if season.result.program else ""
        ended = f"{_RESULT[season.result.outcome]}{where}."
    return render(request, "record.html", season_id=season_id, base=f"/s/{season_id}", rows=rows, ended=ended)


@router.get("/record.yaml")
def record_file(workspace: Saved, season_id: str) -> Response:
    season = without_names(complete_season(workspace, season_id))
    return attachment(dump_yaml(season), "season-without-names.yaml", "application/yaml")
