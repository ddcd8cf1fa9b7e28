"""The rank list of a saved season: order it, check it, compare, certify, take it along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.domain.rank_report import TypedRank
from matchsafe.domain.season import Season
from matchsafe.domain.season_rank import Comparison, SupplementalList
from matchsafe.present import rank_words
from matchsafe.ranking import edits
from matchsafe.ranking.pairwise import MissingChoixError, preference_order
from matchsafe.ranking.typing_check import typing_check
from matchsafe.services.rank import rank_report
from matchsafe.services.rank_table import HEADINGS, rank_rows
from matchsafe.services.rank_watch import MARKETS, watched_match
from matchsafe.web import forms
from matchsafe.web.dependencies import Saved, Today, complete_season, complete_stored
from matchsafe.web.forms import on_field
from matchsafe.web.pages import TableKind, render, see_other, table_file
from matchsafe.web.rank_view import progress, rank_view
from matchsafe.workspace.store import StaleSeason, StoredSeason, Workspace

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}/rank")

Edit = Callable[[Season], Season]
_DONE = {
    "saved": "Saved.",
    "certified": "Marked as certified.",
    "codes": "Codes saved.",
    "back": "Back at that list.",
}
_STALE = "Your season changed meanwhile, so nothing was done. This is how it is now; please do it again."


@router.get("")
def show(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    return _page(request, workspace, today, season_id)


@router.post("")
def change(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    what, _, name = forms.text(form, "do", 400).partition(":")
    at = datetime.now(UTC)
    places, wrong = _places(form)
    if wrong and what in ("order", "up", "down"):
        return _page(request, workspace, today, season_id, wrong, status=422)
    plain: dict[str, tuple[Edit, str]] = {
        "order": (lambda s: s, "Ordered the rank list"),
        "up": (lambda s: edits.move(s, name, -1, at), "Moved a program up"),
        "down": (lambda s: edits.move(s, name, 1, at), "Moved a program down"),
        "off": (lambda s: edits.take_off(s, name, at), "Took a program off the rank list"),
        "add": (lambda s: edits.add(s, name, at), "Added a program to the rank list"),
        "ratings": (lambda s: edits.by_ratings(s, at), "Ordered the rank list by ratings"),
        "comparing": (lambda s: edits.by_comparisons(s, at), "Ordered the rank list by comparing"),
        "certify": (lambda s: edits.certify(s, at), "Certified the rank list"),
        "certified": (
            lambda s: edits.restore(s, lambda own: own.certified, at),
            "Went back to the certified list",
        ),
        "restore": (lambda s: edits.restore(s, _version(name), at), "Went back to an earlier list"),
    }
    if what not in plain:
        raise HTTPException(400)
    edit, text = plain[what]
    typed = what in ("order", "up", "down") and places
    whole: Edit = (lambda s: edit(edits.place(s, places, at))) if typed else edit
    shown = {"certify": "certified", "certified": "back", "restore": "back"}.get(what, "saved")
    return _write(request, workspace, today, season_id, sent, whole, text, f"?saved={shown}")


@router.post("/codes")
def codes(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    given = {k.removeprefix("code:"): forms.text(form, k, 40) for k in form if k.startswith("code:")}
    return _write(
        request, workspace, today, season_id, sent, lambda s: edits.name_codes(s, given), "Entered NRMP codes",
        "?saved=codes#codes",
    )  # fmt: skip


@router.post("/supplemental/{number}")
def supplemental(
    request: Request,
    workspace: Saved,
    today: Today,
    season_id: str,
    number: int,
    form: forms.Form,
    sent: forms.Stamped,
) -> Response:
    advanced = tuple(str(v)[:40] for v in form.getlist("advanced"))
    places, wrong = _places(form, "year:")
    if wrong:
        return _page(request, workspace, today, season_id, wrong, status=422)
    new = SupplementalList(advanced=advanced, programs=tuple(sorted(places, key=lambda n: places[n])))
    if not 0 <= number <= 100:
        raise HTTPException(404)
    at = datetime.now(UTC)
    return _write(
        request, workspace, today, season_id, sent, lambda s: edits.attach(s, number, new, at),
        "Changed a supplemental list", "?saved=saved#supplemental",
    )  # fmt: skip


@router.post("/typed")
def check_typing(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form
) -> Response:
    text = forms.text(form, "typed", 60_000)
    return _page(request, workspace, today, season_id, typed=text)


@router.get("/compare")
def compare(request: Request, workspace: Saved, season_id: str) -> Response:
    return _comparison(request, workspace, season_id)


@router.post("/compare")
def answer(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    what, first, second = (forms.text(form, name, 300) for name in ("do", "first", "second"))
    here = f"/s/{season_id}/rank/compare"
    if what == "skip":
        return see_other(f"{here}?passed={first}~{second}")
    if what == "undo":
        return _write(
            request, workspace, today, season_id, sent, edits.take_back, "Took an answer back", here
        )
    if what not in ("first", "second", "tie") or not first or not second:
        raise HTTPException(400)
    said = Comparison(first=first, second=second, preferred=what)
    return _write(
        request,
        workspace,
        today,
        season_id,
        sent,
        lambda s: edits.compare(s, said),
        "Compared two programs",
        here,
    )


@router.get("/watch")
def watch(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    season = complete_season(workspace, season_id)
    text = forms.text(request.query_params, "market", 4)
    number = int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= MARKETS else None
    return render(
        request, "rank_watch.html", w=watched_match(season, number, today), words=rank_words, query=[], pairs=False,
        base=f"/s/{season_id}/rank", season_id=season_id,
    )  # fmt: skip


@router.get("/print")
def print_page(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    season = edits.with_list(complete_season(workspace, season_id))
    report = rank_report(season, today, trial=False)
    return render(
        request, "rank_print.html", v=rank_view(season, report), headings=HEADINGS, table=list(rank_rows(report)),
        base=f"/s/{season_id}/rank", season_id=season_id,
    )  # fmt: skip


@router.get("/list.{kind}")
def table(workspace: Saved, today: Today, season_id: str, kind: TableKind) -> Response:
    report = rank_report(complete_season(workspace, season_id), today, trial=False)
    return table_file("rank-list", kind, HEADINGS, rank_rows(report))


def _page(
    request: Request,
    workspace: Workspace,
    today: date,
    season_id: str,
    problems: Any = (),
    *,
    status: int = 200,
    typed: str = "",
) -> Response:
    stored = complete_stored(workspace, season_id)
    season = edits.with_list(stored.finished)
    report = rank_report(season, today, trial=False)
    found: tuple[TypedRank, ...] = ()
    if typed:
        found = typing_check([[r.code or r.program, r.program] for r in report.list], typed.splitlines())
    return render(
        request,
        "rank.html",
        status=status,
        v=rank_view(season, report),
        base=f"/s/{season_id}/rank",
        version=stored.version,
        saved=_DONE.get(request.query_params.get("saved", ""), ""),
        typed=typed,
        typed_rows=[(row.difference, rank_words.typed_line(row)) for row in found],
        problems=list(problems),
        season_id=season_id,
    )


def _comparison(
    request: Request, workspace: Workspace, season_id: str, problems: Any = (), status: int = 200
) -> Response:
    stored = complete_stored(workspace, season_id)
    season = edits.with_list(stored.finished)
    own = season.rank_list
    assert own is not None
    passed = [tuple(p.split("~", 1)) for p in request.query_params.getlist("passed") if "~" in p][:200]
    named = {i.id: i.program for i in season.interview_list}
    found, problem = None, list(problems)
    try:
        found = preference_order(own.order, own.comparisons, [(a, b) for a, b in passed])
    except MissingChoixError as error:
        problem.append(on_field("main", str(error)))
    return render(
        request,
        "rank_compare.html",
        status=status,
        found=found,
        progress=progress(found) if found else "",
        named=named,
        answers=[
            (named.get(c.first, c.first), named.get(c.second, c.second), c.preferred) for c in own.comparisons
        ][::-1],
        passed=["~".join(p) for p in passed],
        base=f"/s/{season_id}/rank",
        version=stored.version,
        problems=problem,
        season_id=season_id,
    )


def _write(
    request: Request, workspace: Workspace, today: date, season_id: str, sent: forms.Stamp, edit: Edit, text: str,
    then: str,
) -> Response:  # fmt: skip
    """Change the list if the page still showed what it is; else the list as it is now, with what is wrong."""
    complete_season(workspace, season_id)
    try:
        workspace.change(season_id, edit, expected=sent.version, key=sent.key, text=text, part=_rank_part)
    except StaleSeason:
        return _page(request, workspace, today, season_id, [on_field("rank-list", _STALE)], status=409)
    except edits.UnknownRankError:
        gone = on_field("rank-list", "This program is not on your list any more.")
        return _page(request, workspace, today, season_id, [gone], status=422)
    except MissingChoixError as error:
        return _page(request, workspace, today, season_id, [on_field("rank-list", str(error))], status=422)
    return see_other(then if then.startswith("/") else f"/s/{season_id}/rank{then}")


def _rank_part(stored: StoredSeason) -> object:
    """What a change of the list rests on: no other change of the season is in its way."""
    return None if stored.season is None else (stored.season.rank_list, stored.season.interviews)


def _places(form: forms.Sent, prefix: str = "place:") -> tuple[dict[str, float], list[Any]]:
    """The typed places by program, and what cannot be one."""
    found: dict[str, float] = {}
    wrong = []
    for name in form:
        if not name.startswith(prefix) or not (text := forms.text(form, name, 20)):
            continue
        if text.isascii() and text.isdigit() and len(text) < 5:
            found[name.removeprefix(prefix)] = float(text)
        else:
            wrong.append(
                on_field(name.replace(" ", "_"), f"“{text}” is not a place: write a whole number from 1.")
            )
    return found, wrong


def _version(number: str) -> Any:
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else -1
    return lambda own: own.history[at] if 0 <= at < len(own.history) else None
