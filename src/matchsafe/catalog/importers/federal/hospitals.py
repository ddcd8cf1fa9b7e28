"""Employers and hospitals in the small public files: H-1B approvals, places and kinds of hospitals, closures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from matchsafe.catalog.importers.federal.filings import day_of
from matchsafe.catalog.importers.federal.sources import PublicSource
from matchsafe.catalog.importers.outcome import ProgramFile
from matchsafe.catalog.organizations import Organization
from matchsafe.catalog.similarity import words
from matchsafe.domain.states import STATE_NAMES
from matchsafe.tabular import Cell, FileTable, text_of

_CARE_AND_SCHOOLS: Final = ("61", "62")
"""Industries (NAICS sectors) that train residents: education, and health care."""
_DEFENSE: Final = re.compile(r"department of defense", re.IGNORECASE)
_PLACE: Final = re.compile(r"^(?P<city>.+?),\s*(?P<state>[A-Za-z]{2})\b")
_CLOSED: Final = re.compile(
    r"(?:closures?\s*of|\band|,)\s+(?:the\s+)?(?P<name>[A-Z][^,]{2,80}?)\s+in\s+(?P<city>[A-Z][^,]{1,40}),\s*"
    r"(?P<state>[A-Z]{2}),?\s+on\s+(?P<day>[A-Z][a-z]+ \d{1,2}, \d{4})"
)
_LONGEST: Final = 300


def approvals(source: PublicSource, table: FileTable, out: ProgramFile) -> list[Organization]:
    """Employers of health care and education with the petitions approved in each year."""
    found: dict[tuple[str, str], Organization] = {}
    counts: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for told, row in _rows(source, table, out):
        year, industry, name = told("year")[:4], told("industry").lstrip(), told("employer")
        if not industry.startswith(_CARE_AND_SCHOOLS):
            out.pass_over("of employers outside health care and education")
            continue
        if not name:
            out.pass_over("of employers whose name is withheld")
            continue
        measure = told("measure").casefold()
        if measure and ("approval" not in measure or "total" in measure):
            out.pass_over("of denials and totals")
            continue
        try:
            approved = sum(
                int(text.replace(",", "")) for i in row["approved"] if (text := told("approved", i))
            )
            key = words(name), told("state").upper()
            counts[key][int(year)] += approved
        except ValueError:
            out.pass_over("with a year or a count that cannot be read")
            continue
        organization = found.setdefault(key, Organization(name))
        organization.rows += 1
        organization.stands_in(told("city"), told("state"))
    for key, organization in found.items():
        organization.facts["h1b_approvals"] = [
            {"value": n, "year": year, "as_of": str(year), "source": f"{source.source} FY{year}",
             "note": "All H-1B petitions of this employer, for staff of every kind."}
            for year, n in sorted(counts[key].items()) if n
        ]  # fmt: skip
    return list(found.values())


def hospitals(source: PublicSource, table: FileTable, out: ProgramFile) -> list[Organization]:
    """Hospitals with address and place, and whether they are of the armed forces."""
    found = []
    for told, _ in _rows(source, table, out):
        if not told("name") or told("state").upper() not in STATE_NAMES:
            out.pass_over("without a name or a state")
            continue
        organization = Organization(told("name"), rows=1)
        organization.stands_in(told("city"), told("state"))
        address = ", ".join(p.title() for p in (told("address"), told("city")) if p)
        about = {"source": source.source}
        organization.facts["address"] = [
            {"value": f"{address}, {told('state').upper()} {told('zip')}".strip()[:_LONGEST], **about}
        ]
        organization.facts["city"] = [{"value": told("city").title(), **about}]
        organization.facts["state"] = [{"value": told("state").upper(), **about}]
        if _DEFENSE.search(told("kind")):
            organization.facts["military"] = [{"value": True, "note": told("kind")[:_LONGEST], **about}]
        found.append(organization)
    return found


def closures(source: PublicSource, table: FileTable, out: ProgramFile) -> list[Organization]:
    """Hospitals with the day they closed."""
    found = []
    for told, row in _rows(source, table, out):
        city, state = told("city"), told("state")
        if match := _PLACE.match(told("place")):
            city, state = match["city"], match["state"]
        day = day_of(_without_points(row["ended"][0]))
        if not told("name") or day is None:
            out.pass_over("without a name or a day of closing")
            continue
        found.append(_closure(source, told("name"), city, state, day.isoformat()))
    return found


def closures_in(source: PublicSource, text: str, out: ProgramFile) -> list[Organization]:
    """Hospitals that the instructions of a round of section 5506 name as closed."""
    found = []
    for match in _CLOSED.finditer(" ".join(text.split())):
        out.rows += 1
        day = day_of(_without_points(match["day"]))
        if day is not None:
            found.append(_closure(source, match["name"], match["city"], match["state"], day.isoformat()))
    return found


def _closure(source: PublicSource, name: str, city: str, state: str, day: str) -> Organization:
    organization = Organization(name, rows=1)
    organization.stands_in(city, state)
    told = {"value": True, "source": source.source, "as_of": day, "note": f"{name} closed on {day}."[:500]}
    organization.facts["closed"] = [told]
    return organization


def _without_points(cell: Cell) -> Cell:
    """A day in words ("Aug. 24, 2019") as ISO; anything else as it is."""
    text = text_of(cell).replace(".", "").strip()
    for form in ("%B %d, %Y", "%b %d, %Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return cell


CellReader = Callable[..., str]


def _rows(
    source: PublicSource, table: FileTable, out: ProgramFile
) -> Iterator[tuple[CellReader, dict[str, tuple[Cell, ...]]]]:
    """Each row as a function from what a column is to its text, and the cells themselves."""
    places = source.places(table.columns) or {}
    for _, cells in table.rows(out.cells):
        out.rows += 1
        row = {role: tuple(cells[i] for i in at) for role, at in places.items()}

        def told(role: str, cell: Cell | None = None, row: dict[str, tuple[Cell, ...]] = row) -> str:
            given = cell if cell is not None else next(iter(row[role]), "")
            return " ".join(text_of(given).split())

        yield told, row
