"""What two partners give each other when their seasons are kept apart: a file, or on a shared machine a link."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.services.partner_file import partner_file, with_partner
from matchsafe.web import forms, pair_form
from matchsafe.web.dependencies import Site, TheSite, complete_season
from matchsafe.web.forms import on_field
from matchsafe.web.pages import attachment, see_other
from matchsafe.workspace import seasonfile
from matchsafe.workspace.space import current, within
from matchsafe.workspace.visitors import Visitors

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}/rank/couple")

_MOST_BYTES = 1_000_000


@router.get("/for-partner.{kind}")
def download(site: TheSite, season_id: str, kind: str, ratings: str = "") -> Response:
    season = complete_season(site.workspace, season_id)
    if kind not in ("yaml", "json"):
        raise HTTPException(404)
    dump = seasonfile.dump_yaml if kind == "yaml" else seasonfile.dump_json
    text = dump(partner_file(season, ratings=ratings == "yes"))
    return attachment(text, f"for-my-partner.{kind}", f"application/{kind}")


@router.post("/partner")
def bring(request: Request, site: TheSite, season_id: str, form: forms.Form, sent: forms.Stamped) -> Response:
    """Take the partner of a file or of a link into the season."""
    season = complete_season(site.workspace, season_id)
    partner, problems = _partner(site, form)
    if partner is None:
        return pair_form.form_page(request, site, season_id, season, problems)
    pairs = forms.text(form, "pairs", 5) == "yes"
    at = datetime.now(UTC)
    site.workspace.change(
        season_id,
        lambda s: with_partner(s, partner, at, pairs=pairs),
        expected=sent.version,
        key=sent.key,
        text="Brought in the partner",
        part=lambda s: None if s.season is None else (s.season.couples, s.season.couple_list),
    )
    return see_other(f"/s/{season_id}/rank/couple?saved=partner&change=1")


def _partner(site: Site, form: forms.Sent) -> tuple[Season | None, list[Problem]]:
    """The partner's season of a form, or what is wrong."""
    link = forms.text(form, "link", 300).rstrip("/").rpartition("/")[2]
    if link and current().id:
        given = Visitors(site.workspace).partner_grant(link)
        if given is None:
            return None, [
                on_field("link", "This link has ended, or is none for a partner. Ask for a new one.")
            ]
        space, purpose = given
        with within(space):
            season = site.workspace.get(space.only or "").season
        if season is None:
            return None, [on_field("link", "Your partner has not finished their season yet.")]
        return partner_file(season, ratings=purpose == "ratings"), []
    sent = form.get("file")
    content = sent.file.read(_MOST_BYTES) if isinstance(sent, UploadFile) else b""
    if not content.strip():
        return None, [on_field("file", "Choose the file that your partner gave you.")]
    try:
        return seasonfile.load_text(content).season, []
    except seasonfile.SeasonFileError as error:
        return None, [on_field("file", p.sentence()) for p in error.problems[:5]]
