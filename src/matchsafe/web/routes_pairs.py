"""One list of pairs for two: made from both lists, kept in both seasons, edited, certified, and taken along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import CoupleList, PairEntry
from matchsafe.present import rank_words
from matchsafe.ranking import pair_edits
from matchsafe.ranking.edits import UnknownRankError
from matchsafe.services.couple_rank import couple_report, pair_entries
from matchsafe.services.rank_table import PAIR_HEADINGS, pair_rows
from matchsafe.services.rank_watch import MARKETS, watched_couple
from matchsafe.web import forms, pair_form, pair_view
from matchsafe.web.dependencies import Site, TheSite, complete_season
from matchsafe.web.drafts import find
from matchsafe.web.forms import on_field
from matchsafe.web.pages import TableKind, render, see_other, table_file
from matchsafe.workspace.store import StoredSeason

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}/rank/couple")

Edit = Callable[[Season], Season]
_DONE: Final = {
    "kept": "Kept.",
    "both": "Kept in both seasons.",
    "saved": "Saved.",
    "certified": "Marked as certified by you.",
    "partner": "Your partner is here now.",
}


class KeptPairs:
    """The list a season keeps, with the partner it is for.

    Attributes:
        saved: Whether the partner's season is saved here too, so that it keeps the same list.
    """

    def __init__(self, site: Site, season_id: str, season: Season, own: CoupleList) -> None:
        self.site, self.id, self.season, self.own = site, season_id, season, own
        found = pair_form.partners_of(site, season_id, season)
        self.partner = own.partner if own.partner in found else ""
        self.saved = bool(self.partner)
        self.name = found.get(self.partner or pair_form.OWN, "")
        second = find(site.workspace, self.partner).season if self.saved else season.partner_season()
        if second is None:
            raise HTTPException(404)
        self.second = second

    @property
    def names(self) -> list[tuple[str, str]]:
        """The pairs by name."""
        return [p.names for p in self.own.pairs]


def kept_pairs(site: Site, season_id: str, season: Season) -> KeptPairs | None:
    """The list a season keeps; ``None`` without one, or if its partner is nowhere any more."""
    own = season.couple_list
    if own is None or not (own.partner in pair_form.partners_of(site, season_id, season) or season.couples):
        return None
    return KeptPairs(site, season_id, season, own)


@router.get("")
def show(request: Request, site: TheSite, season_id: str, change: str = "") -> Response:
    season = complete_season(site.workspace, season_id)
    if "partner" in request.query_params:
        return _preview(request, site, season_id, season)
    kept = None if change else kept_pairs(site, season_id, season)
    if kept is not None:
        return _kept_page(request, kept)
    done = _DONE.get(request.query_params.get("saved", ""), "")
    return pair_form.form_page(request, site, season_id, season, [], done)


@router.post("")
def check(request: Request, site: TheSite, season_id: str, form: forms.Form) -> Response:
    season = complete_season(site.workspace, season_id)
    return _preview(request, site, season_id, season, forms.text(form, "pairs", 60_000))


@router.post("/keep")
def keep(request: Request, site: TheSite, season_id: str, form: forms.Form, sent: forms.Stamped) -> Response:
    """Keep the pairs that the address makes, or those that were typed, in both seasons."""
    season = complete_season(site.workspace, season_id)
    asked = pair_form.read(request, site, season_id, season)
    typed = pair_form.lines(forms.text(form, "pairs", 60_000))
    report = couple_report(season, asked.second, asked.wishes, site.today(), brought=typed or None)
    pairs = pair_entries(report, season, asked.second)
    at = datetime.now(UTC)

    def edit(now: Season) -> Season:
        return pair_edits.keep_pairs(now, pairs, asked.wishes, asked.partner, at, "Made the pairs anew")

    _write(site, season_id, sent, edit, "Kept the couple's pairs", at, asked.partner)
    return see_other(f"/s/{season_id}/rank/couple?saved={'both' if asked.partner else 'kept'}")


@router.post("/edit")
def change(
    request: Request, site: TheSite, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    kept = kept_pairs(site, season_id, complete_season(site.workspace, season_id))
    if kept is None:
        raise HTTPException(404)
    what, _, rest = forms.text(form, "do", 40).partition(":")
    number, at = _number(rest), datetime.now(UTC)
    given = {name: _number(forms.text(form, name, 6)) for name in ("number", "to", "at")}
    order = [_number(n) for n in forms.text(form, "order", 6_000).split(",")]
    pair = [forms.text(form, name, 300) for name in ("own", "theirs")]
    problems = _wrong(what, given, pair, len(kept.own.pairs))
    if problems:
        return _kept_page(request, kept, problems)
    edits: dict[str, tuple[Edit, str]] = {
        "up": (lambda s: pair_edits.move_pair(s, number, number - 1, at), f"Moved pair {number} up"),
        "down": (lambda s: pair_edits.move_pair(s, number, number + 1, at), f"Moved pair {number} down"),
        "off": (lambda s: pair_edits.remove_pair(s, number, at), f"Removed pair {number}"),
        "move": (lambda s: pair_edits.move_pair(s, given["number"], given["to"], at), "Moved a pair"),
        "order": (lambda s: pair_edits.order_pairs(s, order, at), "Ordered the couple's pairs"),
        "add": (
            lambda s: pair_edits.add_pair(
                s, PairEntry(first=pair[0], second=pair[1]), given["at"] or None, at
            ),
            "Added a pair",
        ),
        "certify": (lambda s: pair_edits.certify_pairs(s, at), "Certified the couple's pairs"),
        "restore": (lambda s: pair_edits.restore_pairs(s, number, at), "Went back to earlier pairs"),
        "certified": (lambda s: pair_edits.restore_pairs(s, None, at), "Went back to the certified pairs"),
        "give": (lambda s: s, ""),
        "theirs": (
            lambda s: pair_edits.same_pairs(
                s, kept.second, kept.partner, at, "Took over your partner's pairs"
            ),
            "Took over the partner's pairs",
        ),
    }
    if what not in edits:
        raise HTTPException(400)
    try:
        _write(site, season_id, sent, *edits[what], at, kept.partner)
    except UnknownRankError:
        gone = on_field("pairs-title", "This pair is not on your list any more.")
        return _kept_page(request, kept, [gone])
    return see_other(f"/s/{season_id}/rank/couple?saved={'certified' if what == 'certify' else 'saved'}")


@router.get("/watch")
def watch(request: Request, site: TheSite, season_id: str) -> Response:
    season = complete_season(site.workspace, season_id)
    text = forms.text(request.query_params, "market", 4)
    number = int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= MARKETS else 1
    second, wishes, brought = _pair_terms(request, site, season_id, season)
    shown = watched_couple(season, second, wishes, number, site.today(), brought=brought)
    left = [(k, v) for k, v in request.query_params.multi_items() if k != "market"]
    return render(
        request, "rank_watch.html", w=shown, words=rank_words, base=f"/s/{season_id}/rank/couple", query=left,
        pairs=True, season_id=season_id,
    )  # fmt: skip


@router.get("/list.{kind}")
def table(request: Request, site: TheSite, season_id: str, kind: TableKind) -> Response:
    season = complete_season(site.workspace, season_id)
    second, wishes, brought = _pair_terms(request, site, season_id, season)
    report = couple_report(season, second, wishes, site.today(), brought=brought)
    return table_file("pairs", kind, PAIR_HEADINGS, pair_rows(report))


def _pair_terms(request: Request, site: Site, season_id: str, season: Season) -> tuple[Season, Any, Any]:
    """Partner, wishes and pairs of the address, or of the list that is kept where the address asks for nothing."""
    kept = None if "partner" in request.query_params else kept_pairs(site, season_id, season)
    if kept is not None:
        return kept.second, kept.own.wishes, kept.names
    asked = pair_form.read(request, site, season_id, season)
    return asked.second, asked.wishes, None


def _write(
    site: Site, season_id: str, sent: forms.Stamp, edit: Edit, text: str, at: datetime, partner: str
) -> None:
    """Change this season's list, and with it the partner's where that season is saved here: its id is ``partner``.

    Raises:
        StaleSeason: If this season's lists changed after the page was shown.
    """

    def follow(mine: Season, theirs: Season) -> Season:
        if mine.couple_list is None or pair_edits.agree(mine, theirs):
            return theirs
        return pair_edits.same_pairs(theirs, mine, season_id, at, "Your partner changed the pairs")

    def part(stored: StoredSeason) -> object:
        s = stored.season
        return None if s is None else (s.couple_list, s.rank_list, s.interviews)

    if partner:
        site.workspace.change_both(
            season_id, edit, partner, follow, expected=sent.version, key=sent.key, text=text, part=part,
            other_text="The partner changed the pairs",
        )  # fmt: skip
    else:
        site.workspace.change(season_id, edit, expected=sent.version, key=sent.key, text=text, part=part)


def _wrong(what: str, given: dict[str, int], pair: list[str], pairs: int) -> list[Problem]:
    if what == "move" and not (1 <= given["number"] <= pairs and given["to"] >= 1):
        return [
            on_field("number", f"Write two whole numbers from 1 to {pairs}: which pair, and its new place.")
        ]
    if what == "add" and (not all(pair) or {p.casefold() for p in pair} == {"no match"}):
        return [on_field("own", "A pair needs a program of at least one of you.")]
    return []


def _number(text: str) -> int:
    """A whole number, or -1 for what is none; 0 for nothing."""
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1


def _preview(request: Request, site: Site, season_id: str, season: Season, typed: str = "") -> Response:
    """The pairs that the address makes, or those that were typed, before they are kept."""
    asked = pair_form.read(request, site, season_id, season)
    brought = pair_form.lines(typed) if typed else None
    report = couple_report(season, asked.second, asked.wishes, site.today(), brought=brought)
    return render(
        request,
        "pairs.html",
        v=pair_view.pairs_view(report),
        report=report,
        partner=asked.name,
        brought=typed,
        kept=None,
        done="",
        problems=[],
        base=f"/s/{season_id}/rank",
        query=request.url.query,
        version=find(site.workspace, season_id).version,
        season_id=season_id,
    )


def _kept_page(request: Request, kept: KeptPairs, problems: list[Problem] | None = None) -> Response:
    """The list as it is kept, to be changed."""
    season, own, site = kept.season, kept.own, kept.site
    numbers, lost = pair_view.kept_numbers(own, season, kept.second)
    report = couple_report(season, kept.second, own.wishes, site.today(), brought=kept.names)
    differs = kept.second.couple_list is not None and not pair_edits.agree(season, kept.second)
    return render(
        request,
        "pairs.html",
        status=422 if problems else 200,
        v=pair_view.pairs_view(report, numbers),
        report=report,
        partner=kept.name,
        brought="",
        kept=own,
        lost=lost,
        differs=kept.saved and differs,
        choices=(pair_view.choices(season), pair_view.choices(kept.second)),
        states=[rank_words.certification(c) for c in report.certification],
        history=pair_view.history(own),
        done=_DONE.get(request.query_params.get("saved", ""), ""),
        problems=problems or [],
        base=f"/s/{kept.id}/rank",
        query="",
        version=find(site.workspace, kept.id).version,
        season_id=kept.id,
    )
