"""Employers of public files that no program was found for: which programs they may be, and what the reader says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from matchsafe.catalog.attachment import WORTH_ASKING, attach, reason
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.identity import plain
from matchsafe.catalog.organizations import Organization, legal_words
from matchsafe.catalog.record import Record
from matchsafe.catalog.similarity import name_likeness, place_likeness
from matchsafe.catalog.store import Store, Version
from matchsafe.domain.program import Program
from matchsafe.domain.text import plural

MOST_OFFERED: Final = 6
"""Hospitals offered for one employer."""
_TELLS: Final = {
    "h1b_filings": "H-1B filings for residents",
    "h1b_approvals": "H-1B petitions approved",
    "closed": "closed",
    "military": "of the armed forces",
}


@dataclass(frozen=True)
class OfferedHospital:
    """A hospital of the list that an employer may be, with its programs, and whether the names are alike at all."""

    name: str
    programs: tuple[Program, ...]
    alike: bool

    @property
    def ids(self) -> tuple[str, ...]:
        """Of its programs."""
        return tuple(p.id for p in self.programs)


def open_employers(catalog: Catalog) -> list[Organization]:
    """The employers nobody has decided about, those with the most filings for residents first."""
    return sorted(
        (o for o in catalog.employers if o.asked), key=lambda o: (-_newest(o, "h1b_filings"), o.key)
    )


def decided_employers(catalog: Catalog) -> list[Organization]:
    """The employers somebody has decided about."""
    return [o for o in catalog.employers if o.programs is not None]


def nearby_hospitals(catalog: Catalog, employers: Sequence[Organization]) -> list[list[OfferedHospital]]:
    """For each employer the hospitals of the list in its cities whose names are alike, the likest first.

    Where none is alike, those that are there at all: an owner's name is often nothing like that of the hospital.

    Raises:
        CatalogError: If RapidFuzz, of the ``catalog`` extra, is not installed.
    """
    there: dict[tuple[str, str], dict[str, list[Program]]] = defaultdict(lambda: defaultdict(list))
    for program in catalog.programs:
        if program.city and program.state:
            city = plain(program.city), program.state
            there[city][program.institution or program.name].append(program)
    return [_offered(employer, there) for employer in employers]


def _offered(
    employer: Organization, there: Mapping[tuple[str, str], Mapping[str, list[Program]]]
) -> list[OfferedHospital]:
    found: dict[str, list[Program]] = defaultdict(list)
    for (city, state), hospitals in there.items():
        if any(s == state and place_likeness(city, c) for c, s in employer.places):
            for name, programs in hospitals.items():
                found[name] += programs
    alike = {h: max((name_likeness(legal_words(h), n) for n in employer.names), default=0.0) for h in found}
    best = sorted(alike, key=lambda h: (-alike[h], h))[:MOST_OFFERED]
    near = [h for h in best if alike[h] >= WORTH_ASKING]
    return [OfferedHospital(h, tuple(found[h]), bool(near)) for h in near or best]


def what_it_tells(employer: Organization) -> str:
    """What the files say of an employer, in a few words: "47 H-1B filings for residents in 2025"."""
    said = []
    for field, words in _TELLS.items():
        for value in employer.facts.get(field, ())[-1:]:
            when = value.get("year") or value.get("as_of")
            count = "" if value["value"] is True else f"{value['value']:,} "
            said.append(f"{count}{words}{f' in {when}' if value.get('year') else f' {when}' if when else ''}")
    return "; ".join(said)


def find_employer(catalog: Catalog, label: str) -> Organization:
    """The employer with this name and place, as they are shown; case does not matter.

    Raises:
        CatalogError: If it is none of those that are asked or were decided about.
    """
    wanted = " ".join(label.split()).casefold()
    for employer in (*open_employers(catalog), *decided_employers(catalog)):
        if employer.label.casefold() == wanted:
            return employer
    raise CatalogError(
        f'"{label[:100]}" is no employer that is asked about. Accepted: one as it is shown by '
        "matchsafe catalog employers, with its city and state."
    )


def decide(store: Store, name: str, label: str, programs: Sequence[str] | None) -> Version:
    """Note which programs of a list an employer is, and set beside them what public files say of it.

    Args:
        store: Where the list is kept.
        name: Of the list.
        label: The employer, as it is shown.
        programs: Ids; none if it is no program of the list, ``None`` to take a decision back and be asked again.

    Raises:
        UnknownCatalog: If there is no such list.
        UnknownProgram: If one of the programs is not in it.
        CatalogError: If there is no such employer, or it cannot be noted.
        CatalogBusy: If another program is changing the list.
    """

    def work(before: Catalog) -> tuple[Catalog, str]:
        employer = find_employer(before, label)
        ids = None if programs is None else tuple(dict.fromkeys(before.find(p).id for p in programs))
        others = tuple(o for o in before.employers if o is not employer)
        records = tuple(_without(r, employer) for r in before.records)
        said = replace(employer, programs=ids, asked=False)
        after, _ = attach(replace(before, records=records, known=None, employers=(*others, said)), ())
        told = (
            "asked again"
            if ids is None
            else plural(len(ids), "program")
            if ids
            else "no program of this list"
        )
        return after, f"{employer.label}: {told}"

    return store.change(name, f"which programs {label} is"[:200], work)


def employers_as_plain(catalog: Catalog) -> list[dict[str, Any]]:
    """Every employer asked or decided about: what is told of it, and what is offered, or what was said."""
    asked = open_employers(catalog)
    rows = [(o, h) for o, h in zip(asked, nearby_hospitals(catalog, asked), strict=True)]
    rows += [(o, []) for o in decided_employers(catalog)]
    return [
        {
            "employer": o.label,
            "tells": what_it_tells(o),
            "programs": None if o.programs is None else list(o.programs),
            "offered": [{"hospital": h.name, "programs": list(h.ids)} for h in hospitals],
        }
        for o, hospitals in rows
    ]


def _newest(employer: Organization, field: str) -> int:
    return max((int(v["value"]) for v in employer.facts.get(field, ())), default=0)


def _without(record: Record, employer: Organization) -> Record:
    """The record without what it has only because somebody said that the employer is this program."""
    why = reason(employer, 2.0)
    left = {
        field: kept
        for field in employer.facts
        if (kept := tuple(v for v in getattr(record, field) if not (v.note or "").startswith(why)))
        != getattr(record, field)
    }
    return record.model_copy(update=left) if left else record
