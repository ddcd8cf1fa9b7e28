"""The seasons saved on this device: list, rename, download, delete."""

from __future__ import annotations

import re

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.services.background import Jobs
from matchsafe.web import forms, season_rows
from matchsafe.web.drafts import find
from matchsafe.web.pages import render, see_other
from matchsafe.workspace import seasonfile
from matchsafe.workspace.store import NotFound, UnreadableSeason, Workspace


def create(workspace: Workspace, jobs: Jobs) -> APIRouter:
    """The routes over a workspace; with a season its jobs go too."""
    router = APIRouter()

    @router.get("/seasons")
    def seasons(request: Request) -> Response:
        return render(request, "seasons.html", seasons=season_rows.rows(workspace), place=workspace.place)

    @router.post("/s/{season_id}/rename")
    def rename(season_id: str, form: forms.Form) -> Response:
        stored = find(workspace, season_id)
        if stored.season is None:
            raise HTTPException(404)
        workspace.save(stored.season, name=forms.text(form, "name", 100), season_id=season_id)
        return see_other("/seasons")

    @router.get("/s/{season_id}/season.{kind}")
    def download(season_id: str, kind: str) -> Response:
        stored = find(workspace, season_id)
        if stored.season is None or kind not in ("yaml", "json"):
            raise HTTPException(404)
        dump = seasonfile.dump_yaml if kind == "yaml" else seasonfile.dump_json
        text = dump(stored.season, workspace.plan(season_id))
        stem = re.sub(r"[^a-z0-9]+", "-", stored.name.lower()).strip("-") or "season"
        headers = {"Content-Disposition": f'attachment; filename="{stem}.{kind}"'}
        return Response(text, media_type=f"application/{kind}", headers=headers)

    @router.get("/s/{season_id}/delete")
    def ask_delete(request: Request, season_id: str) -> Response:
        try:
            there = find(workspace, season_id).season is not None
        except UnreadableSeason:
            there = False
        return render(
            request,
            "delete.html",
            season_id=season_id if there else None,
            title="Delete this season?",
            what="Your answers and interviews are removed from this device.",
            back=f"/s/{season_id}" if there else "/seasons",
            download=f"/s/{season_id}/season.yaml" if there else "",
        )

    @router.post("/s/{season_id}/delete")
    def delete(season_id: str) -> Response:
        try:
            workspace.delete(season_id)
        except NotFound:
            raise HTTPException(404) from None
        jobs.forget(season_id)
        return see_other("/seasons")

    @router.get("/seasons/delete")
    def ask_delete_all(request: Request) -> Response:
        return render(
            request,
            "delete.html",
            title="Delete everything?",
            what="All seasons and half-filled answers are removed from this device.",
            back="/seasons",
            download="",
        )

    @router.post("/seasons/delete")
    def delete_all() -> Response:
        for row in season_rows.rows(workspace):
            jobs.forget(row["id"])
        workspace.delete_all()
        return see_other("/seasons")

    return router
