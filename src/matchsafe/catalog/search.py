"""Finding programs of a catalog: words, filters, order, pages, and counts for a map.

A filter that cannot tell of a program, because the value is not known, keeps or drops it as the query says, and the
answer says how many it kept so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe import evidence
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.columns import Columns, Mask, Numbers
from matchsafe.catalog.query import Query
from matchsafe.catalog.record import Record
from matchsafe.domain.places import DIVISIONS, REGIONS
from matchsafe.domain.program import Program

_PLACE: Final = ("states", "areas", "within")
"""Filters of place: the counts by state leave them out, so that a map shows what lies elsewhere."""


@dataclass(frozen=True)
class Hit:
    """A program found; ``miles`` from the point asked about, where both places are known."""

    record: Record
    program: Program
    miles: float | None = None


@dataclass(frozen=True)
class SearchResult:
    """The answer to a query.

    Attributes:
        total: Programs found, on all pages.
        page: The page shown, and of how many.
        pages: At least 1.
        hits: The programs of the page, in order.
        by_state: Programs found by state, all filters but those of place applied; "" for an unknown state.
        by_specialty: The same by specialty, all filters but that one applied.
        by_setting: The same by setting; "" for unknown.
        unknown: For each filter that could not tell of some programs found: how many.
        banner: What has to be shown with the answer, if the catalog is a sample.
    """

    total: int
    page: int
    pages: int
    hits: tuple[Hit, ...]
    by_state: dict[str, int]
    by_specialty: dict[str, int]
    by_setting: dict[str, int]
    unknown: dict[str, int]
    banner: str | None


class Finder:
    """A catalog ready to be searched. Making one takes far longer than a search: keep it."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._columns = Columns(catalog)

    def search(self, query: Query) -> SearchResult:
        """The programs a query asks for."""
        columns = self._columns
        miles = columns.miles_from(query.near) if query.near else None
        passes: dict[str, Mask] = {}
        blank: dict[str, Mask] = {}
        for name, fits, known in self._filters(query, miles):
            passes[name] = fits & known if query.unknown == "exclude" else fits | ~known
            blank[name] = ~known
        found = _all(passes, columns.size)
        ordered = _in_order(np.flatnonzero(found), self._keys(query, miles), query.descending)
        pages = max(1, -(-len(ordered) // query.per_page))
        start = (query.page - 1) * query.per_page
        hits = tuple(self._hit(int(i), miles) for i in ordered[start : start + query.per_page])
        unknown = {name: int((found & mask).sum()) for name, mask in blank.items()}
        return SearchResult(
            total=len(ordered),
            page=query.page,
            pages=pages,
            hits=hits,
            by_state=self._count("state", _all(passes, columns.size, without=_PLACE)),
            by_specialty=self._count("specialty", _all(passes, columns.size, without=("specialties",))),
            by_setting=self._count("setting", _all(passes, columns.size, without=("settings",))),
            unknown={name: count for name, count in unknown.items() if count},
            banner=self.catalog.banner,
        )

    def _filters(self, query: Query, miles: Numbers | None) -> Iterator[tuple[str, Mask, Mask]]:
        """Each filter that is set: its name, the programs that fit, and those of which it can tell."""
        columns, number = self._columns, self._columns.numbers
        if query.text:
            yield "text", columns.search(query.text), np.ones(columns.size, dtype=np.bool_)
        areas = {state for area in query.areas for state in _states_of(area)}
        for name, field, wanted in (
            ("specialties", "specialty", query.specialties),
            ("states", "state", query.states),
            ("areas", "state", tuple(areas)),
            ("tracks", "track", query.tracks),
            ("settings", "setting", tuple(s for s in query.settings)),
        ):
            if wanted:
                yield name, columns.one_of(field, wanted), columns.nonempty(field)
        if query.visas:
            each = [number[visa] for visa in query.visas]
            fits = np.any([x == 1 for x in each], axis=0)
            yield "visas", fits, fits | np.all([~np.isnan(x) for x in each], axis=0)
        for name, field, least in (
            ("img_share_at_least", "img_share", query.img_share_at_least),
            ("years_since_graduation", "graduation_limit", query.years_since_graduation),
            ("attempts", "attempts_allowed", query.attempts),
            ("unfilled", "unfilled", 1 if query.unfilled else None),
        ):
            if least is not None:
                yield name, number[field] >= least, ~np.isnan(number[field])
        for name, column, most in (
            ("within", miles, query.within),
            ("score", number["step2_minimum"], query.score),
            ("without_usce", number["usce_required"], 0 if query.without_usce else None),
        ):
            if most is not None and column is not None:
                yield name, column <= most, ~np.isnan(column)
        if query.signals:
            told = number["takes_signals"]
            listed = columns.one_of("specialty", _signal_specialties(query.signal_season))
            yield "signals", (told == 1) | (np.isnan(told) & listed), ~np.isnan(told) | listed

    def _keys(self, query: Query, miles: Numbers | None) -> tuple[Numbers, Numbers]:
        columns = self._columns
        if query.sort == "distance" and miles is not None:
            return miles, columns.order["name"]
        first = columns.order[query.sort] if query.sort in columns.order else columns.numbers[query.sort]
        return first, columns.order["name"]

    def _hit(self, i: int, miles: Numbers | None) -> Hit:
        away = None if miles is None or np.isnan(miles[i]) else float(miles[i])
        return Hit(self.catalog.records[i], self.catalog.programs[i], away)

    def _count(self, field: str, mask: Mask) -> dict[str, int]:
        values = self._columns.texts[field]
        return dict(sorted(Counter(values[i] for i in np.flatnonzero(mask)).items()))


def _states_of(area: str) -> tuple[str, ...]:
    divisions = REGIONS.get(area, (area,))
    return tuple(state for division in divisions for state in DIVISIONS[division])


def _signal_specialties(season: str) -> tuple[str, ...]:
    return tuple(str(r["specialty"]) for r in evidence.table(f"signals.season_{season}").records())


def _all(passes: dict[str, Mask], size: int, without: tuple[str, ...] = ()) -> Mask:
    mask = np.ones(size, dtype=np.bool_)
    for name, fits in passes.items():
        if name not in without:
            mask &= fits
    return mask


def _in_order(found: np.ndarray, keys: tuple[Numbers, Numbers], descending: bool) -> np.ndarray:
    """Rows in order of the first key, unknown last either way; equal ones by name."""
    first, second = (key[found] for key in keys)
    ordered = np.lexsort((second, -first if descending else first, np.isnan(first)))
    rows: np.ndarray = found[ordered]
    return rows
