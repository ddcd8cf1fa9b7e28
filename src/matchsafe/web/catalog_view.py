"""A page of programs as the reader sees it: rows, filters that are set, counts, and what could not be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import quote

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import UnknownProgram
from matchsafe.catalog.search import Hit, SearchResult
from matchsafe.catalog.value_resolution import resolve, value_in_force
from matchsafe.domain.program import Program
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import sentence
from matchsafe.present import us_map, words
from matchsafe.present.labels import label
from matchsafe.web import state_map
from matchsafe.web.catalog_query import VISAS, CatalogSearch, catalog_href

UNTOLD: Final = {
    "specialties": "specialty",
    "states": "state",
    "within": "where it is",
    "tracks": "track",
    "settings": "setting",
    "visas": "visas",
    "img_share_at_least": "share of IMGs",
    "score": "Step 2 CK minimum",
    "years_since_graduation": "years since graduation",
    "attempts": "attempts accepted",
    "without_usce": "US clinical experience",
    "signals": "signals",
    "unfilled": "positions left",
}
"""What is not known of a program that a filter kept all the same."""

COLUMNS: Final[dict[str, tuple[str, bool]]] = {
    "Program": ("name", False),
    "Positions": ("positions", True),
    "IMGs": ("img_share", True),
    "Visas": ("", False),
    "Asks for": ("step2_minimum", False),
}
"""The columns of a table of programs: what each is sorted by, and whether the greatest comes first."""


def view(asked: CatalogSearch, catalog: Catalog, found: SearchResult | None) -> dict[str, Any]:
    """Everything the page of a search needs, under plain names.

    Args:
        asked: The search.
        catalog: The program list.
        found: The answer; ``None`` if the search has to be corrected first.
    """
    chosen = list(_selection(catalog, asked.values["id"]))
    on_page = {h.record.id for h in found.hits} if found else set()
    return {
        "catalog": catalog.name,
        "base": catalog_href(catalog.name),
        "banner": catalog.banner,
        "about": size_and_date(catalog),
        "set": list(_set(asked)),
        "chosen": [
            {"id": p.id, "name": p.name, "href": program_href(catalog.name, p.id)}
            for p in chosen
            if p.id not in on_page
        ],
        **(_answer(asked, found, {p.id for p in chosen}) if found else {"rows": [], "total": None}),
    }


def size_and_date(catalog: Catalog) -> str:
    """How many programs a list has, and how new it is."""
    count = len(catalog.records)
    newest = f", newest value from {catalog.as_of}" if catalog.as_of else ""
    return f"{count:,} program{'' if count == 1 else 's'}{newest}."


def program_href(catalog: str, program: str) -> str:
    """The address of a program's page; an id may hold any sign."""
    return f"{catalog_href(catalog)}/p/{quote(program, safe='')}"


def row(hit: Hit, catalog: str, ticked: Iterable[str] = ()) -> dict[str, Any]:
    """One program of a table."""
    p = hit.program
    limits, untold = _limits(p)
    return {
        "id": p.id,
        "name": p.name,
        "href": program_href(catalog, p.id),
        "kind": kind_line(p, hit.miles),
        "positions": _positions(hit),
        "imgs": "not known" if p.img_share is None else words.per_100(p.img_share),
        "visas": list(_visas(p)),
        "limits": limits,
        "untold": untold,
        "ticked": p.id in ticked,
    }


def kind_line(p: Program, miles: float | None = None) -> str:
    """What kind of program it is and where, in one line."""
    place = ", ".join(x for x in (p.city, p.state) if x) or "place not known"
    kind = [SPECIALTY_NAMES.get(p.specialty, p.specialty), place]
    kind += [label("track", p.track)] if p.track not in (None, "categorical") else []
    kind += [label("setting", p.setting)] if p.setting != "unknown" else []
    kind += [f"{miles:,.0f} miles away"] if miles is not None else []
    return " · ".join(kind)


def _answer(asked: CatalogSearch, found: SearchResult, ticked: set[str]) -> dict[str, Any]:
    first = (found.page - 1) * (asked.query.per_page if asked.query else 0)
    return {
        "rows": [row(h, asked.catalog, ticked) for h in found.hits],
        "total": found.total,
        "first": first + 1,
        "last": first + len(found.hits),
        "page": found.page,
        "pages": found.pages,
        "columns": list(_columns(asked)),
        "earlier": asked.href(page=str(found.page - 1)) if found.page > 1 else "",
        "later": asked.href(page=str(found.page + 1)) if found.page < found.pages else "",
        "unknown": [{"what": UNTOLD[name], "count": f"{n:,}"} for name, n in found.unknown.items()],
        "leave_out": asked.href(unknown="exclude"),
        "let_in": asked.href(unknown="") if asked.values["unknown"] == "exclude" else "",
        "map": _map(asked, found.by_state),
        "everywhere": asked.href(states="", within="") if asked.values["states"] else "",
        "by_specialty": found.by_specialty,
        "by_setting": found.by_setting,
    }


def _selection(catalog: Catalog, keys: Iterable[str]) -> Iterator[Program]:
    """The programs chosen before; those that are gone are left out."""
    for key in keys:
        with suppress(UnknownProgram):
            yield resolve(catalog.find(key))


def _positions(hit: Hit) -> str:
    offered, filled = (value_in_force(hit.record, field) for field in ("positions", "filled"))
    if offered.value is None:
        return "not known"
    year = f" in {offered.year}" if offered.year else ""
    known = filled.value is not None and filled.year == offered.year
    return f"{offered.value}{year}, {filled.value} filled" if known else f"{offered.value}{year}"


def _visas(p: Program) -> Iterator[str]:
    if p.j1 is None and p.h1b is None:
        yield p.h1b_evidence or "not known"
        return
    for code, name in VISAS.items():
        sponsored = getattr(p, code)
        yield f"{name} not known" if sponsored is None else name if sponsored else f"no {name}"
    if p.h1b_evidence:
        yield p.h1b_evidence


def _limits(p: Program) -> tuple[list[str], bool]:
    """What a program asks for, and whether some of it is not known."""
    failed, years = p.attempts_allowed, p.graduation_limit
    told = (
        None if p.step2_minimum is None else f"Step 2 CK {p.step2_minimum} or more",
        None if years is None else f"graduated at most {years} year{'' if years == 1 else 's'} ago",
        None
        if failed is None
        else "no failed attempt"
        if not failed
        else f"at most {failed} failed attempt{'' if failed == 1 else 's'}",
        None
        if p.usce_required is None
        else "US clinical experience"
        if p.usce_required
        else "no US clinical experience needed",
    )
    return [t for t in told if t], None in told


def _columns(asked: CatalogSearch) -> Iterator[dict[str, str]]:
    """The columns, each with the address that sorts by it; sorted by it already, the other way round."""
    now = asked.values["sort"] or "name"
    for title, (field, greatest_first) in COLUMNS.items():
        usual, other = (f"-{field}", field) if greatest_first else (field, f"-{field}")
        way = "" if now not in (usual, other) else "descending" if now.startswith("-") else "ascending"
        yield {
            "title": title,
            "href": asked.href(sort=other if now == usual else usual) if field else "",
            "way": way,
        }


def _map(asked: CatalogSearch, counts: Mapping[str, int]) -> dict[str, Any] | None:
    """The programs found by state, whatever the filters of place; each state leads to its own programs."""
    hrefs = {
        code: asked.href(states=code, near="", within="", sort=_placeless(asked)) + "#found-title"
        for code in counts
        if code in STATE_NAMES
    }
    here = asked.query.states if asked.query else ()
    return state_map.map_of(us_map.StateMap(counts, hrefs=hrefs, here=here), title="Programs by state")


def _placeless(asked: CatalogSearch) -> str:
    """The order, where one by distance would have lost its point."""
    order = str(asked.values["sort"])
    return "" if order.endswith("distance") else order


def _set(asked: CatalogSearch) -> Iterator[dict[str, str]]:
    """Each filter that is set, in words, with the address without it."""
    v = asked.values
    for name, labels in (("specialties", SPECIALTY_NAMES), ("visas", VISAS)):
        for code in v[name]:
            said = labels.get(code, code)
            yield {"text": f"{said} visas" if name == "visas" else said, "href": asked.without(name, code)}
    for name, group in (("settings", "setting"), ("tracks", "track")):
        for code in v[name]:
            yield {"text": sentence(label(group, code))[:-1], "href": asked.without(name, code)}
    said_of = {
        "text": f"“{v['text']}”",
        "states": ", ".join(
            STATE_NAMES.get(part.strip().upper(), part.strip()) for part in v["states"].split(",")
        ),
        "img_per_100": f"At least {v['img_per_100']} IMGs among 100 residents",
        "score": f"Takes a Step 2 CK of {v['score']}",
        "years_since_graduation": f"Takes {v['years_since_graduation']} years since graduation",
        "attempts": f"Takes {v['attempts']} failed attempts",
        "without_usce": "No US clinical experience needed",
        "signals": f"Takes signals (ERAS {v['signals']})",
        "unfilled": "Positions left in the last Match",
        "unknown": "Only where we can tell" if v["unknown"] == "exclude" else "",
    }
    for name, said in said_of.items():
        if v[name] and said:
            yield {"text": said, "href": asked.href(**{name: ""})}
    if v["near"]:
        within = f"At most {v['within']} miles from {v['near']}" if v["within"] else f"Near {v['near']}"
        yield {"text": within, "href": asked.href(near="", within="", sort=_placeless(asked))}
