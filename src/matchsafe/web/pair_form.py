"""The form of a couple's pairs, which is sent as an address: from its fields to wishes, and back."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from fastapi.responses import Response
from pydantic import ValidationError

from matchsafe.domain.model_errors import problems_of
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.season_couple import MOST_PAIRS, CoupleWishes, PairEntry
from matchsafe.services.season.titles import season_titles
from matchsafe.web import forms
from matchsafe.web.dependencies import Detour, Site
from matchsafe.web.drafts import find
from matchsafe.web.form_reader import FieldReader
from matchsafe.web.pages import render
from matchsafe.workspace.space import current

OWN: Final = "own"
"""The choice of the partner named in the season itself."""
RULES: Final = {
    "state": "In one state",
    "city": "In one city",
    "metro": "In one metro area",
    "program": "At one program",
    "division": "In one census division",
    "miles": "Within some miles",
    "hours": "Within some hours by road",
    "anywhere": "Anywhere",
}
ALONE: Final = {
    "last": "After all pairs of two",
    "mixed": "Mixed in, where one good place outweighs two poor ones",
    "never": "Nowhere: together or not at all",
}
APART: Final = {"yes": "Yes, below those together where that is worth more", "no": "No, only pairs together"}
USUAL: Final = {
    "partner": "", "together": "state", "miles": "100", "hours": "2", "alone": "last", "first": "1", "second": "1",
    "weight": "1", "apart": "yes", "limit": str(MOST_PAIRS), "must": "", "never": "",
}  # fmt: skip
_NUMBERS: Final = (
    ("miles", "Miles", 0.1, 3_000),
    ("hours", "Hours", 0.1, 60),
    ("first", "Weight of your order", 0.01, 100),
    ("second", "Weight of your partner's order", 0.01, 100),
    ("weight", "Worth of being together", 0, 10),
)


@dataclass(frozen=True)
class PairRequest:
    """What the address asks for: the partner's season with its id, "" for the one in the season, and the wishes."""

    second: Season
    partner: str
    name: str
    wishes: CoupleWishes


def read(request: Request, site: Site, season_id: str, season: Season) -> PairRequest:
    """What the address asks for.

    Raises:
        Detour: To the form, if something has to be corrected.
    """
    query = request.query_params
    reading = FieldReader(query)
    partners = partners_of(site, season_id, season)
    partner = forms.text(query, "partner", 60)
    if partner not in partners:
        reading.wrong("partner", "Your partner: choose one of the seasons saved on this device.")
    together = reading.choice("together", "What being together means", RULES, "state")
    alone = reading.choice("alone", "If only one of you matches", ALONE, "last")
    apart = reading.choice("apart", "Pairs that are not together", APART, "yes")
    given = {
        name: float(USUAL[name]) if (number := reading.decimal(name, label, least, most)) is None else number
        for name, label, least, most in _NUMBERS
    }
    limit = reading.number("limit", "Longest list", 1, MOST_PAIRS)
    listed = {name: _entries(reading, name) for name in ("must", "never")}
    wishes = None
    if not reading.problems:
        fields = {
            "together": together, "miles": given["miles"], "hours": given["hours"], "one_matches": alone,
            "apart": apart == "yes", "first_weight": given["first"], "second_weight": given["second"],
            "together_weight": given["weight"], "limit": MOST_PAIRS if limit is None else limit, **listed,
        }  # fmt: skip
        try:
            wishes = CoupleWishes.model_validate(fields)
        except ValidationError as error:
            reading.problems += problems_of(error, CoupleWishes)
    if wishes is None:
        raise Detour(form_page(request, site, season_id, season, reading.problems))
    second = season.partner_season() if partner == OWN else find(site.workspace, partner).season
    assert second is not None
    return PairRequest(second, "" if partner == OWN else partner, partners[partner], wishes)


def values_of(wishes: CoupleWishes, partner: str) -> dict[str, str]:
    """Wishes as the fields have them."""
    return {
        "partner": partner or OWN,
        "together": wishes.together,
        "miles": f"{wishes.miles:g}",
        "hours": f"{wishes.hours:g}",
        "alone": wishes.one_matches,
        "first": f"{wishes.first_weight:g}",
        "second": f"{wishes.second_weight:g}",
        "weight": f"{wishes.together_weight:g}",
        "apart": "yes" if wishes.apart else "no",
        "limit": str(wishes.limit),
        **{name: "\n".join(", ".join(p.names) for p in getattr(wishes, name)) for name in ("must", "never")},
    }


def form_page(
    request: Request, site: Site, season_id: str, season: Season, problems: list[Problem], saved: str = ""
) -> Response:
    """The form, with what is wrong with it."""
    query = request.query_params
    own = season.couple_list
    usual = USUAL if own is None else USUAL | values_of(own.wishes, own.partner)
    partners = partners_of(site, season_id, season)
    values: dict[str, Any] = {name: forms.text(query, name, 3_000) or text for name, text in usual.items()}
    if values["partner"] not in partners:
        values["partner"] = next(iter(partners), "")
    return render(
        request,
        "pairs_form.html",
        status=422 if problems else 200,
        values=values,
        partners=partners,
        rules=RULES,
        alone=ALONE,
        apart=APART,
        kept=own is not None,
        hosted=bool(current().id),
        saved=saved,
        version=find(site.workspace, season_id).version,
        base=f"/s/{season_id}/rank",
        problems=problems,
        season_id=season_id,
    )


def partners_of(site: Site, season_id: str, season: Season) -> dict[str, str]:
    """Who can be the partner: the one in the season itself, then every other finished season."""
    found = {} if season.couples is None else {OWN: "Your partner, as this season has them"}
    others = (o for o in site.workspace.list() if o.id != season_id and o.summary is not None)
    return found | season_titles(others)


def lines(text: str) -> list[tuple[str, str]]:
    """Pairs as they are typed or pasted: two columns, apart by a comma, a tab or a bar."""
    found: list[tuple[str, str]] = []
    for row in csv.reader(text.replace("\t", ",").replace("|", ",").splitlines()):
        cells = [cell.strip() for cell in row]
        if any(cells):
            found.append((cells[0], cells[1] if len(cells) > 1 else ""))
    return found[:1000]


def _entries(reading: FieldReader, name: str) -> tuple[PairEntry, ...]:
    label = {"must": "Pairs you must have", "never": "Pairs you rule out"}[name]

    def meant(text: str) -> tuple[tuple[PairEntry, ...], list[str]]:
        rows = lines(text)
        wrong = [
            f"“{a or b}” is only one program. Write two, or “no match”." for a, b in rows if not (a and b)
        ]
        return tuple(PairEntry(first=a[:200], second=b[:200]) for a, b in rows if a and b), wrong

    return reading.lines(name, label, meant)
