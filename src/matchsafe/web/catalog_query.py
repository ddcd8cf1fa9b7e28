"""What a reader asks of a program list: from the address to a query, with everything to correct, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, get_args
from urllib.parse import quote, urlencode

from matchsafe.catalog.query import Query, Sort
from matchsafe.domain.places import point
from matchsafe.domain.problem import Problem
from matchsafe.domain.program import ProgramTrack
from matchsafe.domain.season_part import Track
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.web import forms
from matchsafe.web.form_reader import FieldReader
from matchsafe.web.forms import on_field

ROWS: Final = 20
"""Programs on one page: more would make it heavy on a phone."""

SETTINGS: Final = ("community", "community_university_affiliated", "university")
TRACKS: Final[tuple[str, ...]] = (*get_args(Track), *get_args(get_args(ProgramTrack)[1:][0]))
VISAS: Final = {"j1": "J-1", "h1b": "H-1B"}
SIGNAL_SEASONS: Final = ("2026", "2025")
CHOICES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "specialties": ("specialty", tuple(SPECIALTY_NAMES)),
    "visas": ("visa", tuple(VISAS)),
    "settings": ("setting", SETTINGS),
    "tracks": ("track", TRACKS),
}
"""The fields of tick boxes: the group of their labels, and their codes."""

ORDERS: Final = {
    "name": "Name",
    "state": "State",
    "distance": "Nearest first",
    "-positions": "Most positions",
    "-unfilled": "Most positions left unfilled",
    "-img_share": "Most IMGs",
    "-us_img_share": "Most US-IMGs",
    "-non_us_img_share": "Most non-US IMGs",
    "-invite_rate_us_img": "Most US-IMGs invited",
    "-invite_rate_non_us_img": "Most non-US IMGs invited",
    "step2_minimum": "Lowest Step 2 CK minimum",
    "-graduation_limit": "Longest since graduation",
    "-salary": "Highest salary",
}
"""Orders a reader can choose. Any field that can be sorted by is accepted, with a minus for the greatest first."""

_ORDERS: Final = (*get_args(Sort), *(f"-{name}" for name in get_args(Sort)))

FIELDS: Final[dict[str, str]] = {
    "text": "Words",
    "specialties": "Specialty",
    "states": "States or regions",
    "near": "Near",
    "within": "Miles",
    "visas": "Visas",
    "settings": "Setting",
    "tracks": "Track",
    "img_per_100": "IMGs among 100 residents",
    "score": "Your Step 2 CK score",
    "years_since_graduation": "Years since your graduation",
    "attempts": "Your failed attempts",
    "without_usce": "US clinical experience",
    "signals": "Program signals",
    "unfilled": "Positions left",
    "unknown": "Programs of which we cannot tell",
    "sort": "Order",
    "page": "Page",
    "id": "Programs to compare",
}
"""What can stand in the address, and what each is called on the page."""

_SEVERAL: Final = ("specialties", "visas", "settings", "tracks", "id")
_USUAL: Final = {"unknown": "include", "sort": "name", "page": "1"}


@dataclass(frozen=True)
class CatalogSearch:
    """A search as it was sent.

    Attributes:
        catalog: Name of the program list.
        values: Every field of ``FIELDS``: a text, or a tuple of texts for one that takes several.
        query: What it asks for; ``None`` if something has to be corrected.
        problems: What has to be corrected, all of it.
    """

    catalog: str
    values: dict[str, Any]
    query: Query | None
    problems: tuple[Problem, ...]

    def href(self, **changes: Any) -> str:
        """The address of this search with some fields changed; another page than the first only if asked for."""
        values = {**self.values, "page": "", **changes}
        pairs = [
            (name, item)
            for name in FIELDS
            for item in (values[name] if name in _SEVERAL else (values[name],))
            if item and item != _USUAL.get(name)
        ]
        return catalog_href(self.catalog) + (f"?{urlencode(pairs)}" if pairs else "")

    def without(self, name: str, value: str) -> str:
        """The address of this search without one of the values of a field that takes several."""
        return self.href(**{name: tuple(v for v in self.values[name] if v != value)})


def catalog_href(catalog: str) -> str:
    """The address of a program list."""
    return f"/catalog/{quote(catalog, safe='')}"


def read(catalog: str, sent: forms.Sent) -> CatalogSearch:
    """The search that stands in an address, and what has to be corrected."""
    reading = FieldReader(sent)
    given = _filters(reading)
    order = reading.choice("sort", FIELDS["sort"], _ORDERS, "name")
    given |= {"sort": order.removeprefix("-"), "descending": order.startswith("-"), "per_page": ROWS}
    given["page"] = reading.number("page", FIELDS["page"], 1, 100_000) or 1
    if given["near"] is None and not forms.text(sent, "near"):
        if given["within"] is not None:
            reading.wrong("near", f"{FIELDS['near']}: say from where the miles count, for example: Ohio.")
        if given["sort"] == "distance":
            reading.wrong("near", f"{FIELDS['near']}: say near what, to have the nearest first.")
    for name in dict.fromkeys(sent.keys()):
        if name not in FIELDS:
            reading.wrong("text", f"“{name[:40]}” in the address is no filter of this page.")
    values = {
        name: tuple(dict.fromkeys(v for v in sent.getlist(name) if v))
        if name in _SEVERAL
        else forms.text(sent, name, 1_000)
        for name in FIELDS
    }
    query = None if reading.problems else Query.model_validate(given)
    # the page has no field of its own
    problems = (on_field("text" if p.path == "page" else p.path, p.message) for p in reading.problems)
    return CatalogSearch(catalog, values, query, tuple(problems))


def _filters(reading: FieldReader) -> dict[str, Any]:
    near = forms.text(reading.form, "near", 60)
    place = point(near)
    if near and place is None:
        accepted = "a state, or latitude,longitude, for example: Ohio, or 40.0,-83.0"
        reading.wrong("near", f"{FIELDS['near']}: “{near}” is not {accepted}.")
    img = reading.number("img_per_100", FIELDS["img_per_100"], 0, 100)
    signals = reading.choice("signals", FIELDS["signals"], ("", *SIGNAL_SEASONS), "")
    return {
        "text": _words(reading),
        "specialties": reading.several("specialties", FIELDS["specialties"], SPECIALTY_NAMES),
        "states": reading.states("states", FIELDS["states"]),
        "near": place,
        "within": reading.number("within", FIELDS["within"], 1, 13_000),
        "visas": reading.several("visas", FIELDS["visas"], VISAS),
        "settings": reading.several("settings", FIELDS["settings"], SETTINGS),
        "tracks": reading.several("tracks", FIELDS["tracks"], TRACKS),
        "img_share_at_least": None if img is None else img / 100,
        "score": reading.number("score", FIELDS["score"], 1, 300),
        "years_since_graduation": reading.number(
            "years_since_graduation", FIELDS["years_since_graduation"], 0, 80
        ),
        "attempts": reading.number("attempts", FIELDS["attempts"], 0, 10),
        "without_usce": reading.choice("without_usce", FIELDS["without_usce"], ("", "yes"), "") == "yes",
        "signals": bool(signals),
        **({"signal_season": signals} if signals else {}),
        "unfilled": reading.choice("unfilled", FIELDS["unfilled"], ("", "yes"), "") == "yes",
        "unknown": reading.choice("unknown", FIELDS["unknown"], ("include", "exclude"), "include"),
    }


def _words(reading: FieldReader) -> str:
    longest = 200
    text = forms.text(reading.form, "text")
    if len(text) > longest:
        reading.wrong("text", f"{FIELDS['text']}: at most {longest} signs; these are {len(text)}.")
    return text[:longest]
