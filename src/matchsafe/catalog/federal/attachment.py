"""Which programs belong to an employer or hospital of a public file, and what it says set beside what they say.

A name has to be alike (as in ``similarity``) and a place has to agree. What is attached never takes the place of what a
program says: filings and approvals are fields of their own, a place fills one that is not known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.crosswalk import SAME_SPONSOR, sponsor_names
from matchsafe.catalog.federal.organizations import Organization
from matchsafe.catalog.identity import plain
from matchsafe.catalog.importers.problems import UNWATCHED, Watch
from matchsafe.catalog.merge_report import MergeReport, RecordMatch, RejectedDraft
from matchsafe.catalog.record import Record
from matchsafe.catalog.similarity import name_likeness, place_likeness, words
from matchsafe.catalog.value_resolution import place

_COUNTS: Final = ("h1b_filings", "h1b_approvals")
"""Fields that are added up over the spellings of one employer."""
_NO_CITY: Final = 0.97
"""How alike names have to be where a program's city is not known and only the state agrees."""
_LEGAL: Final = re.compile(
    r"\b(the )?(regents|trustees|board of (regents|trustees)|curators|rector and visitors) of( the)?\b|"
    r"\b(inc|incorporated|corp|corporation|llc|ltd|pc|pllc|dba|d b a|foundation)\b",
    re.IGNORECASE,
)
_STATE_END: Final = re.compile(r"-[A-Z]{2}$")
_QUARTERS: Final = re.compile(r"\((Q[1-4](?:, Q[1-4])*)\)$")
_STEP: Final = 200
_LONGEST_NOTE: Final = 500

_Likeness = tuple[Organization, float]
_Told = dict[str, Any]


def attach(
    catalog: Catalog, told: Sequence[Organization], watch: Watch = UNWATCHED
) -> tuple[Catalog, MergeReport]:
    """The catalog with what a public file says of its programs' hospitals, and what became of each of those.

    Raises:
        CatalogError: If RapidFuzz, of the ``catalog`` extra, is not installed.
        ImportCancelled: If ``watch`` says so.
    """
    by_state: dict[str, list[Organization]] = defaultdict(list)
    names = {id(o): {_legal(n) for n in (o.name, *o.other_names)} - {""} for o in told}
    for organization in told:
        for home in {s for _, s in organization.places}:
            by_state[home].append(organization)
    report = MergeReport(read=len(told))
    records, used = [], set[int]()
    for at, record in enumerate(catalog.records):
        if at % _STEP == 0:
            watch.step(at, len(catalog.records))
        city, state = place(record)
        found = [
            (o, alike)
            for o in by_state.get(state or "", ())
            if (alike := _likeness(record, city, state, o, names[id(o)]))
        ]
        changed = _with(record, found)
        used |= {id(o) for o, _ in found}
        if found:
            best = max(alike for _, alike in found)
            report.matched.append(RecordMatch(found[0][0].label, record.id, "likeness", round(best, 2)))
            if changed is record:
                report.unchanged.append(record.id)
        records.append(changed)
    report.rejected = [
        RejectedDraft(o.label, "no program of the list has this name in this place")
        for o in told
        if id(o) not in used
    ]
    return replace(catalog, records=tuple(records), known=None), report


def _legal(name: str) -> str:
    return words(" ".join(_LEGAL.sub(" ", plain(name)).split()))


def _likeness(
    record: Record, city: str | None, state: str | None, other: Organization, names: Iterable[str]
) -> float:
    """How alike a program's names are to those of an employer in its place, 0 if they are not the same."""
    cities = [c for c, s in other.places if s == state]
    near = max((place_likeness(plain(city), c) for c in cities), default=0.0) if city else 0.0
    if city and not near:
        return 0.0
    mine = {_legal(_STATE_END.sub("", v.value)) for v in record.institution}
    mine |= {_legal(s) for v in record.name for s in sponsor_names(v.value)}
    alike = max((name_likeness(a, b) for a in mine - {""} for b in names), default=0.0)
    return alike if alike >= (SAME_SPONSOR if city else _NO_CITY) else 0.0


def _with(record: Record, found: Sequence[_Likeness]) -> Record:
    """The record with the values of its hospitals, the likest first."""
    new: dict[str, list[_Told]] = defaultdict(list)
    for organization, alike in sorted(found, key=lambda pair: -pair[1]):
        why = f"{organization.label}: its name is {round(100 * alike)} in 100 alike, and its place agrees."
        for field, values in organization.facts.items():
            for value in values:
                if _is_wanted(record, field, value):
                    note = " ".join(filter(None, (value.get("note"), why)))[:_LONGEST_NOTE]
                    _spelling_added(new[field], {**value, "note": note}, counted=field in _COUNTS)
    content = record.model_dump()
    for field, values in new.items():
        content[field] = list(content[field])
        for value in values:
            _set_beside(content[field], value)
    changed = Record.model_validate(content) if new else record
    return record if changed == record else changed


def _is_wanted(record: Record, field: str, value: _Told) -> bool:
    if field == "closed":
        closed = int(str(value["as_of"])[:4])
        return not any(v.value and (v.year or 0) > closed for v in record.positions)  # it went on elsewhere
    if field in ("city", "state"):
        return place(record)[field == "state"] is None
    return True


def _spelling_added(values: list[_Told], value: _Told, *, counted: bool) -> None:
    """Add the count of a further spelling of an employer to that of the first; of anything else the first stays."""
    same_year = next((v for v in values if v.get("year") == value.get("year")), None)
    if same_year is None:
        values.append(value)
    elif counted:
        same_year["value"] += value["value"]


def _set_beside(values: list[_Told], value: _Told) -> None:
    """Note a value; it takes the place of an earlier edition of the same file, and quarters are added up."""
    for at, earlier in enumerate(values):
        if earlier["year"] != value.get("year") or _edition(earlier["source"]) != _edition(value["source"]):
            continue
        before, now = _quarters(earlier["source"]), _quarters(value["source"])
        if before and now and not before & now:
            source = f"{_edition(value['source'])} ({', '.join(sorted(before | now))})"
            values[at] = {**earlier, **value, "value": earlier["value"] + value["value"], "source": source}
        elif len(now) >= len(before):
            values[at] = {**earlier, **value}
        return
    values.append(value)


def _edition(source: str) -> str:
    return _QUARTERS.sub("", source).strip()


def _quarters(source: str) -> set[str]:
    found = _QUARTERS.search(source)
    return set(found[1].split(", ")) if found else set()
