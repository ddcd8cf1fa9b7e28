"""Which programs belong to an employer or hospital of a public file, and what it says set beside what they say.

A name has to be alike (as in ``similarity``) and a place has to agree, or somebody has said which programs it is. What
is attached never takes the place of what a program says: filings and approvals are fields of their own, a place fills
one that is not known. Employers that count cases, those somebody decided about, and those that may be a program of the
list are kept with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.crosswalk import SAME_SPONSOR, sponsor_names
from matchsafe.catalog.identity import plain
from matchsafe.catalog.importers.problems import UNWATCHED, Watch
from matchsafe.catalog.merge_report import How, MergeReport, RecordMatch, RejectedDraft
from matchsafe.catalog.organizations import (
    COUNTS,
    Organization,
    by_key,
    legal_words,
    set_value,
    with_cases_of,
)
from matchsafe.catalog.record import Record
from matchsafe.catalog.similarity import name_likeness, place_likeness
from matchsafe.catalog.value_resolution import place

_ASKED: Final = frozenset({*COUNTS, "closed", "military"})
"""Fields for which it is worth asking which programs an employer is."""
_NO_CITY: Final = 0.97
"""How alike names have to be where a program's city is not known and only the state agrees."""
WORTH_ASKING: Final = 0.6
"""How alike names have to be, in one city, for a question. Who files for residents is asked about in any case."""
_STATE_END: Final = re.compile(r"-[A-Z]{2}$")
_STEP: Final = 200
_LONGEST_NOTE: Final = 500

_Likeness = tuple[Organization, float]
_Value = dict[str, Any]


def attach(
    catalog: Catalog, told: Sequence[Organization], watch: Watch = UNWATCHED
) -> tuple[Catalog, MergeReport]:
    """The catalog with what a public file says of its programs' hospitals, and what became of each of those.

    Raises:
        CatalogError: If RapidFuzz, of the ``catalog`` extra, is not installed.
        ImportCancelled: If ``watch`` says so.
    """
    whole = by_key((*catalog.employers, *told))
    by_state: dict[str, list[tuple[Organization, frozenset[str]]]] = defaultdict(list)
    said: dict[str, list[Organization]] = defaultdict(list)
    for organization in whole.values():
        for home in {s for _, s in organization.places}:
            by_state[home].append((organization, organization.names))
        for program in organization.programs or ():
            said[catalog.became.get(program, program)].append(organization)
    report = MergeReport(read=len(told))
    records, used, open_ = [], set[int](), set[int]()
    for at, record in enumerate(catalog.records):
        if at % _STEP == 0:
            watch.step(at, len(catalog.records))
        found = [(o, 2.0) for o in said.get(record.id, ())]
        known = {id(o) for o, _ in found}
        city, state = place(record)
        for o, names in by_state.get(state or "", ()):
            alike, sure = likeness(record, city, state, o, names)
            if sure and id(o) not in known:
                found.append((o, alike))
            elif city and alike >= _least(o):
                open_.add(id(o))
        changed = _with(record, found)
        used |= {id(o) for o, _ in found}
        if found:
            best = max(alike for _, alike in found)
            how: How = "answer" if best > 1 else "likeness"
            report.matched.append(RecordMatch(found[0][0].label, record.id, how, round(min(best, 1.0), 2)))
            if changed is record:
                report.unchanged.append(record.id)
        records.append(changed)
    of_file = {o.key for o in told}
    report.rejected = [
        RejectedDraft(o.label, "no program of the list has this name in this place")
        for key, o in whole.items()
        if key in of_file and id(o) not in used
    ]
    marked = [
        replace(o, rows=0, asked=o.programs is None and id(o) in open_ and id(o) not in used)
        for o in sorted(whole.values(), key=lambda o: o.key)
    ]
    employers = tuple(o for o in marked if o.programs is not None or o.asked or _has_cases(o))
    return replace(catalog, records=tuple(records), known=None, employers=employers), report


def _least(organization: Organization) -> float:
    """How alike a program's name has to be in its city for a question; above 1 where none is worth asking."""
    if not _ASKED & organization.facts.keys():
        return 2.0
    return 0.01 if "h1b_filings" in organization.facts else WORTH_ASKING


def _has_cases(organization: Organization) -> bool:
    return any(v.get("cases") for values in organization.facts.values() for v in values)


def likeness(
    record: Record, city: str | None, state: str | None, other: Organization, names: Iterable[str]
) -> tuple[float, bool]:
    """How alike a program's names are to those of an employer in its place, and whether that is enough to be sure."""
    cities = [c for c, s in other.places if s == state]
    near = max((place_likeness(plain(city), c) for c in cities), default=0.0) if city else 0.0
    if city and not near:
        return 0.0, False
    mine = {legal_words(_STATE_END.sub("", v.value)) for v in record.institution}
    mine |= {legal_words(s) for v in record.name for s in sponsor_names(v.value)}
    alike = max((name_likeness(a, b) for a in mine - {""} for b in names), default=0.0)
    return alike, alike >= (SAME_SPONSOR if city else _NO_CITY)


def reason(organization: Organization, alike: float) -> str:
    """Why something is noted of a program, as its note begins."""
    if alike > 1:
        return f"You said that {organization.label} is this program."
    return f"{organization.label}: its name is {round(100 * alike)} in 100 alike, and its place agrees."


def _with(record: Record, found: Sequence[_Likeness]) -> Record:
    """The record with the values of its hospitals, the likest first."""
    new: dict[str, list[_Value]] = defaultdict(list)
    for organization, alike in sorted(found, key=lambda pair: -pair[1]):
        for field, values in organization.facts.items():
            for value in values:
                if _is_wanted(record, field, value):
                    note = " ".join(filter(None, (reason(organization, alike), value.get("note"))))
                    _spelling_added(
                        new[field], {**value, "note": note[:_LONGEST_NOTE]}, counted=field in COUNTS
                    )
    content = record.model_dump()
    for field, values in new.items():
        content[field] = list(content[field])
        for value in values:
            set_value(content[field], {k: v for k, v in value.items() if k != "cases"})
    changed = Record.model_validate(content) if new else record
    return record if changed == record else changed


def _is_wanted(record: Record, field: str, value: _Value) -> bool:
    if field == "closed":
        closed = int(str(value["as_of"])[:4])
        return not any(v.value and (v.year or 0) > closed for v in record.positions)  # it went on elsewhere
    if field in ("city", "state"):
        return place(record)[field == "state"] is None
    return True


def _spelling_added(values: list[_Value], value: _Value, *, counted: bool) -> None:
    """Add the count of a further spelling of an employer to that of the first; of anything else the first stays."""
    at = next((i for i, v in enumerate(values) if v.get("year") == value.get("year")), None)
    if at is None:
        values.append(value)
    elif value.get("cases"):
        values[at] = with_cases_of(values[at], value)
    elif counted:
        values[at] = {**values[at], "value": values[at]["value"] + value["value"]}
