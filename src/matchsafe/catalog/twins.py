"""Entries of a catalog that may be one program, until somebody says so or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from matchsafe.catalog.access import writable_name
from matchsafe.catalog.catalog import Catalog, PossibleTwin
from matchsafe.catalog.errors import CatalogError, UnknownProgram
from matchsafe.catalog.identity import kind_of
from matchsafe.catalog.record_join import agree, join_records
from matchsafe.catalog.similarity import label, one_slip
from matchsafe.catalog.store import Store, Version
from matchsafe.domain.program import Program

_CANNOT: Final = "They cannot be one program: specialty, track or ACGME id differ."


def open_twins(twins: Iterable[PossibleTwin]) -> Mapping[str, tuple[str, ...]]:
    """For each entry that may be the same as others: their ids."""
    found: dict[str, list[str]] = defaultdict(list)
    for twin in twins:
        if not twin.apart:
            found[twin.one].append(twin.other)
            found[twin.other].append(twin.one)
    return {key: tuple(others) for key, others in found.items()}


def open_pairs(catalog: Catalog) -> list[tuple[Program, Program, str]]:
    """The pairs nobody has decided about, each with the reason why they may be one."""
    pairs = []
    for twin in catalog.twins:
        if not twin.apart:
            try:
                pairs.append((catalog.program(twin.one), catalog.program(twin.other), twin.why))
            except UnknownProgram:  # one is gone with an older version that was gone back to
                continue
    return pairs


def pair_as_plain(pair: tuple[Program, Program, str]) -> dict[str, Any]:
    """A pair as plain data."""
    one, other = ({"id": p.id, "name": p.name, "city": p.city, "state": p.state} for p in pair[:2])
    return {"one": one, "other": other, "why": pair[2]}


def relabel(twins: Iterable[PossibleTwin], became: Mapping[str, str]) -> tuple[PossibleTwin, ...]:
    """The twins under the ids their entries have now; an entry is no twin of itself, and no pair stands twice."""
    moved = (replace(t, one=became.get(t.one, t.one), other=became.get(t.other, t.other)) for t in twins)
    return tuple({frozenset((t.one, t.other)): t for t in moved if t.one != t.other}.values())


def decide(store: Store, catalog: str, one: str, other: str, *, same: bool) -> Version:
    """Note that two entries are one program, which joins them, or that they are two.

    Raises:
        UnknownCatalog: If there is no such list.
        UnknownProgram: If one of them is not in it.
        CatalogError: If they are the same entry already, or cannot be one program.
        CatalogBusy: If another program is changing the list.
    """

    def work(before: Catalog) -> tuple[Catalog, str]:
        first, second = before.find(one), before.find(other)
        if first.id == second.id:
            raise CatalogError(f'"{one}" and "{other}" are the same entry already.')
        told = f"{label(first)} and {label(second)}"
        if not same:
            pair = PossibleTwin(first.id, second.id, "You said that they are two.", apart=True)
            return replace(
                before, twins=relabel((*before.twins, pair), {}), known=before.in_force
            ), f"{told}: two"
        slip = any(one_slip(a.value, b.value) for a in first.acgme_id for b in second.acgme_id)
        if not agree(first, second) and kind_of(first) == kind_of(second) and not slip:
            raise CatalogError(_CANNOT)
        whole, _ = join_records(first, second)
        gone = {second.id: first.id}
        records = tuple(whole if r.id == first.id else r for r in before.records if r.id != second.id)
        became = {old: gone.get(new, new) for old, new in before.became.items()} | gone
        after = replace(before, records=records, became=became, known=None, twins=relabel(before.twins, gone))
        return after, f"{told}: one"

    what = f"{one} and {other} are {'one program' if same else 'two programs'}"[:200]
    return store.change(writable_name(store, catalog), what, work)
