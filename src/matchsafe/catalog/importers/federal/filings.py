"""H-1B filings for residents in the Department of Labor's LCA disclosure data, counted by employer.

A filing (labor condition application) comes before each H-1B petition. A resident is told from an attending by
occupation, title and wage together, all three in ``sources.toml``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from typing import Final

from matchsafe.catalog.importers.federal.sources import PublicSource, content
from matchsafe.catalog.importers.outcome import ProgramFile
from matchsafe.catalog.importers.problems import Watch
from matchsafe.catalog.organizations import Organization
from matchsafe.catalog.similarity import words
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.text import listing
from matchsafe.tabular import Cell, FileTable, text_of

_US_DAY: Final = "%m/%d/%Y"
_SERIAL_FROM: Final = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 30_000, 80_000  # not figures: 1982 and 2119 as a workbook counts days
_NEW_FISCAL_YEAR: Final = 10  # not a figure: the month in which the government's year begins
_STEP: Final = 5_000
_WANTED: Final = (
    "case", "status", "visa", "occupation", "title", "wage", "unit", "decided", "employer", "state", "trade_name",
    "city", "work_city", "work_state",
)  # fmt: skip


@dataclass(frozen=True)
class _Rules:
    occupation: re.Pattern[str]
    title: re.Pattern[str]
    other: re.Pattern[str]
    also: re.Pattern[str]
    least: float
    most: float
    a_year: dict[str, float]


@cache
def _rules() -> _Rules:
    told = content()["residents"]
    occupation, title, other, also = (
        re.compile(told[k], re.IGNORECASE) for k in ("occupations", "titles", "others", "also")
    )
    a_year = told["times_a_year"]
    return _Rules(occupation, title, other, also, told["least_wage"], told["most_wage"], a_year)


def why_no_resident(occupation: str, title: str, wage: str, unit: str) -> str:
    """Why a filing is not for a resident; empty if it is.

    >>> why_no_resident("29-1229.00", "Resident Physician (PGY-1)", "68,000.00", "Year")
    ''
    >>> why_no_resident("29-1216.00", "Hospitalist", "260000", "Year")
    'for physicians who are no residents, by their title'
    """
    rules = _rules()
    if not rules.occupation.match(occupation.strip()):
        return "for other occupations than physicians and surgeons"
    other = rules.other.search(title) and not rules.also.search(title)
    if not rules.title.search(title) or other:
        return "for physicians who are no residents, by their title"
    pay = yearly(wage, unit)
    if pay is not None and not rules.least <= pay <= rules.most:
        return "for physicians with another wage than a resident's"
    return ""


def yearly(wage: str, unit: str) -> float | None:
    """A wage as dollars a year; ``None`` if it cannot be read."""
    times = _rules().a_year.get(unit.strip().casefold().removesuffix("ly"))
    try:
        return float(wage.split("-")[0].replace(",", "").replace("$", "")) * times if times else None
    except ValueError:
        return None


class FilingCounter:
    """The filings for residents of one file, or of several quarters together.

    Args:
        source: The Department of Labor's data.
        out: Gets the count of rows, and of those left out by reason.
    """

    def __init__(self, source: PublicSource, out: ProgramFile) -> None:
        self._source, self._out = source, out
        self._cases: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._found: dict[tuple[str, str], Organization] = {}
        self._seen: set[str] = set()
        self._titles: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._quarters: dict[int, set[int]] = defaultdict(set)

    def add(self, table: FileTable, watch: Watch) -> None:
        """Count the rows of one file."""
        places = self._source.places(table.columns) or {}
        roles = [role for role in _WANTED if places.get(role)]
        for block in table.blocks(self._out.cells, [table.columns[places[role][0]] for role in roles]):
            for at, cells in enumerate(zip(*block.columns, strict=True)):
                if at % _STEP == 0:
                    watch.step(self._out.rows)
                self._out.rows += 1
                self._row(dict(zip(roles, cells, strict=True)))

    def _row(self, cells: dict[str, Cell]) -> None:
        told = {role: text_of(cell).strip() for role, cell in cells.items()}
        day = day_of(cells["decided"])
        if day is not None:
            self._quarters[fiscal_year(day)].add((day.month - _NEW_FISCAL_YEAR) % 12 // 3 + 1)
        why = self._why_not(told, day)
        if why or day is None:
            self._out.pass_over(why)
            return
        self._seen.add(told["case"])
        key = words(told["employer"]), told["state"].upper()
        found = self._found.setdefault(key, Organization(told["employer"]))
        found.rows += 1
        if told.get("trade_name"):
            found.other_names.add(told["trade_name"])
        found.stands_in(told.get("city", ""), told["state"])
        found.stands_in(told.get("work_city", ""), told.get("work_state", ""))
        self._cases[key][fiscal_year(day)].add(_digest(told["case"]))
        low = told["title"].casefold()
        named = [s for s, name in SPECIALTY_NAMES.items() if name.casefold() in low]
        self._titles[key].update(named[:1])

    def _why_not(self, told: dict[str, str], day: date | None) -> str:
        if told["visa"].upper() != "H-1B":
            return "for another visa than H-1B"
        if not told["status"].casefold().startswith("certified"):
            return "denied or withdrawn"
        if why := why_no_resident(told["occupation"], told["title"], told["wage"], told["unit"]):
            return why
        if not told["employer"]:
            return "for residents, without an employer"
        if day is None:
            return "for residents, with a decision date that cannot be read"
        return "for residents, told twice" if told["case"] in self._seen else ""

    def organizations(self) -> list[Organization]:
        """The employers with their filings by fiscal year."""
        for key, found in self._found.items():
            named = [f"{n} for {SPECIALTY_NAMES[s]}" for s, n in self._titles[key].most_common(3)]
            by_title = f"; by their titles {listing(named)}" if named else ""
            note = f"All filings of this employer for residents, whatever their specialty{by_title}."
            source = {
                year: f"{self._source.source} FY{year} ({', '.join(f'Q{q}' for q in sorted(quarters))})"
                for year, quarters in self._quarters.items()
            }
            found.facts["h1b_filings"] = [
                {"value": len(cases), "year": year, "as_of": str(year), "note": note, "source": source[year],
                 "cases": sorted(cases)}
                for year, cases in sorted(self._cases[key].items())
            ]  # fmt: skip
        return list(self._found.values())


def _digest(case: str) -> str:
    """A short stand-in for a case number, so that a case counts once over all files."""
    return blake2b(case.strip().upper().encode(), digest_size=6).hexdigest()


def day_of(cell: Cell) -> date | None:
    """The day in a cell: as a date, as a workbook counts days, as ISO or as month/day/year."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float | int) and _FIRST_SERIAL <= cell <= _LAST_SERIAL:
        return _SERIAL_FROM + timedelta(days=int(cell))
    text = text_of(cell).strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    try:
        return datetime.strptime(text.split(" ")[0], _US_DAY).date()
    except ValueError:
        return None


def fiscal_year(day: date) -> int:
    """The government's fiscal year: that of 2025 runs from October 2024 to September 2025."""
    return day.year + (day.month >= _NEW_FISCAL_YEAR)
