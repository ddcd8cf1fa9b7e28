"""One list of pairs for two partners whose seasons are saved on this device. Its address asks; nothing is stored."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.domain.couple_rank import CouplePair, CoupleRankReport, CoupleWishes, PairName
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.text import day
from matchsafe.present import pair_words, rank_words, words
from matchsafe.services.couple_rank import couple_report
from matchsafe.services.rank_table import PAIR_HEADINGS, pair_rows
from matchsafe.services.rank_watch import MARKETS, watched_couple
from matchsafe.web import forms
from matchsafe.web.dependencies import Detour, TheSite, complete_season
from matchsafe.web.drafts import find
from matchsafe.web.form_reader import FieldReader
from matchsafe.web.pages import TableKind, render, table_file

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}/rank/couple")

OWN: Final = "own"
"""The choice of the partner named in the season itself."""
SHOWN: Final = 10
"""Pairs that stand open on the page; the others are folded."""
RULES: Final = {
    "state": "In one state",
    "city": "In one city",
    "metro": "In one metro area",
    "program": "At one program",
    "division": "In one census division",
    "miles": "Within some miles",
    "anywhere": "Anywhere",
}
ALONE: Final = {
    "last": "After all pairs of two",
    "mixed": "Mixed in, where one good place outweighs two poor ones",
    "never": "Nowhere: together or not at all",
}
USUAL: Final = {
    "partner": "", "together": "state", "miles": "100", "alone": "last", "first": "1", "second": "1", "weight": "1",
}  # fmt: skip


@dataclass(frozen=True)
class PairRequest:
    """What the address asks for: the partner's season, and the wishes of both."""

    second: Season
    name: str
    wishes: CoupleWishes


@router.get("")
def show(request: Request, site: TheSite, season_id: str) -> Response:
    season = complete_season(site.workspace, season_id)
    if "partner" not in request.query_params:
        return _form(request, site, season_id, season, [])
    return _page(request, site, season_id, season)


@router.post("")
def check(request: Request, site: TheSite, season_id: str, form: forms.Form) -> Response:
    season = complete_season(site.workspace, season_id)
    return _page(request, site, season_id, season, forms.text(form, "pairs", 60_000))


@router.get("/watch")
def watch(request: Request, site: TheSite, season_id: str) -> Response:
    season = complete_season(site.workspace, season_id)
    asked = _asked(request, site, season_id, season)
    text = forms.text(request.query_params, "market", 4)
    number = int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= MARKETS else 1
    shown = watched_couple(season, asked.second, asked.wishes, number, site.today())
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "market"]
    return render(
        request, "rank_watch.html", w=shown, words=rank_words, base=f"/s/{season_id}/rank/couple", query=kept,
        season_id=season_id,
    )  # fmt: skip


@router.get("/list.{kind}")
def table(request: Request, site: TheSite, season_id: str, kind: TableKind) -> Response:
    season = complete_season(site.workspace, season_id)
    asked = _asked(request, site, season_id, season)
    report = couple_report(season, asked.second, asked.wishes, site.today())
    return table_file("pairs", kind, PAIR_HEADINGS, pair_rows(report))


def _page(request: Request, site: TheSite, season_id: str, season: Season, brought: str = "") -> Response:
    asked = _asked(request, site, season_id, season)
    pairs = _pairs(brought) if brought else None
    report = couple_report(season, asked.second, asked.wishes, site.today(), brought=pairs)
    return render(
        request,
        "pairs.html",
        v=_view(report),
        report=report,
        partner=asked.name,
        brought=brought,
        base=f"/s/{season_id}/rank",
        query=request.url.query,
        season_id=season_id,
    )


def _view(report: CoupleRankReport) -> dict[str, Any]:
    return {
        "day": day(report.on),
        "against": pair_words.against_apart(report.neither, report.apart),
        "first_years": pair_words.first_years(report.first_years) if report.first_years else "",
        "together": pair_words.together(report.wishes),
        "pruned": pair_words.pruned_pairs(report) if report.pruned else "",
        "chances": [
            (name, words.chance(listed), words.chance(apart), words.chance(separate))
            for name, listed, apart, separate in (
                ("Both match", report.both, report.apart.both, report.separate.both),
                ("Exactly one", report.one, report.apart.one, report.separate.one),
                ("Neither", report.neither, report.apart.neither, report.separate.neither),
            )
        ],
        "pairs": _rows(report)[:SHOWN],
        "others": _rows(report)[SHOWN:],
        "missing": [(o, words.chance(o.adds)) for o in report.coverage if not o.caught],
        "groups": [
            (severity, rank_words.severity(severity), [c for c in report.checks if c.severity == severity])
            for severity in dict.fromkeys(c.severity for c in report.checks)
        ],
    }


def _rows(report: CoupleRankReport) -> list[tuple[CouplePair, str, str]]:
    return [
        (p, words.chance(p.chance), words.chance(p.with_first_years) if p.with_first_years else "")
        for p in report.pairs
    ]


def _asked(request: Request, site: TheSite, season_id: str, season: Season) -> PairRequest:
    """What the address asks for.

    Raises:
        Detour: To the form, if something has to be corrected.
    """
    reading = FieldReader(request.query_params)
    partners = _partners(site, season_id, season)
    partner = forms.text(request.query_params, "partner", 60)
    if partner not in partners:
        reading.wrong("partner", "Your partner: choose one of the seasons saved on this device.")
    together = reading.choice("together", "What being together means", RULES, "state")
    alone = reading.choice("alone", "If only one of you matches", ALONE, "last")
    numbers = {
        name: reading.number(name, label, least, most)
        for name, label, least, most in (
            ("miles", "Miles", 1, 3_000),
            ("first", "Weight of your order", 1, 100),
            ("second", "Weight of your partner's order", 1, 100),
            ("weight", "Worth of being together", 0, 10),
        )
    }
    if reading.problems:
        raise Detour(_form(request, site, season_id, season, reading.problems))
    second = season.partner_season() if partner == OWN else find(site.workspace, partner).season
    assert second is not None
    given = {k: float(USUAL[k]) if v is None else v for k, v in numbers.items()}
    wishes = CoupleWishes.model_validate(
        {"together": together, "miles": given["miles"], "one_matches": alone, "first_weight": given["first"],
         "second_weight": given["second"], "together_weight": given["weight"]}
    )  # fmt: skip
    return PairRequest(second, partners[partner], wishes)


def _form(
    request: Request, site: TheSite, season_id: str, season: Season, problems: list[Problem]
) -> Response:
    query = request.query_params
    partners = _partners(site, season_id, season)
    values = {name: forms.text(query, name, 60) or usual for name, usual in USUAL.items()}
    values["partner"] = values["partner"] or next(iter(partners), "")
    return render(
        request,
        "pairs_form.html",
        status=422 if problems else 200,
        values=values,
        partners=partners,
        rules=RULES,
        alone=ALONE,
        base=f"/s/{season_id}/rank",
        problems=problems,
        season_id=season_id,
    )


def _partners(site: TheSite, season_id: str, season: Season) -> dict[str, str]:
    """Who can be the partner: the one in the season itself, then every other finished season."""
    found = {} if season.couples is None else {OWN: "Your partner, as answered in this season"}
    others = (o for o in site.workspace.list() if o.id != season_id)
    return found | {o.id: o.name or words.season_line(o.summary) for o in others if o.summary is not None}


def _pairs(text: str) -> list[PairName]:
    """Pairs as they are typed or pasted: two columns, apart by a comma, a tab or a bar."""
    found: list[PairName] = []
    for row in csv.reader(text.replace("\t", ",").replace("|", ",").splitlines()):
        cells = [cell.strip() for cell in row]
        if any(cells):
            found.append((cells[0], cells[1] if len(cells) > 1 else ""))
    return found[:1000]
