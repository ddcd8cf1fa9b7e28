"""``matchsafe catalog``: looking into catalogs, choosing, comparing, setting right, taking out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from matchsafe.catalog import exchange, export
from matchsafe.catalog.access import name_in_use, open_catalog
from matchsafe.catalog.as_json import brief, comparison, explanation, search_page
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.comparison import compare as side_by_side
from matchsafe.catalog.errors import CatalogError, ExchangeProblems
from matchsafe.catalog.own_values import enter
from matchsafe.catalog.query import Query
from matchsafe.catalog.search import Finder
from matchsafe.catalog.store import Store
from matchsafe.catalog.value_resolution import FieldExplanation, explain_field
from matchsafe.cli.catalog_options import SearchOptions
from matchsafe.cli.errors import CliError, tell
from matchsafe.cli.output import print_json, print_line, write_file
from matchsafe.domain.model_errors import problems_of
from matchsafe.domain.places import point
from matchsafe.domain.program import Program
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.text import plural
from matchsafe.present import us_map
from matchsafe.present.program_words import from_source, value_text

FORMATS: Final = ("csv", "xlsx", "json")

_OPTIONS: Final = {
    "text": "TEXT", "specialties": "--specialty", "states": "--state", "areas": "--area", "tracks": "--track",
    "settings": "--setting", "visas": "--visa", "img_share_at_least": "--img-share",
    "years_since_graduation": "--years", "without_usce": "--no-usce", "signal_season": "--season",
}  # fmt: skip
"""Options that are called otherwise than the filters they set."""


def show(key: str | None, name: str | None, *, as_json: bool) -> None:
    """Print a program with the source of every value, or what a catalog holds."""
    with errors():
        catalog = open_catalog(Store(), name)
        record = catalog.find(key) if key else None
    banner(catalog, as_json)
    if record is None:
        counts = Finder(catalog).search(Query()).by_specialty
        if as_json:
            print_json({**brief(catalog), "by_specialty": counts})
            return
        print_line(
            f"{catalog.name}: {len(catalog.records):,} programs, newest value from {catalog.as_of or 'an unknown date'}"
        )
        for code, count in sorted(counts.items(), key=lambda pair: -pair[1]):
            print_line(f"  {SPECIALTY_NAMES[code]}: {count:,}")
        return
    fields = [explain_field(record, field) for field, _ in record.facts()]
    if as_json:
        print_json({"id": record.id, "catalog": brief(catalog), "fields": [explanation(e) for e in fields]})
        return
    print_line(record.id)
    for field in fields:
        print_line(f"{field.label}: {value_text(field.value, field.field)}")
        print_line(f"    {_explanation(field)}")
        for other in field.others:
            year = f" for {other.year}" if other.year else ""
            print_line(
                f"    also{year}: {value_text(other.value, field.field)} - {from_source(other.source, other.as_of)}"
            )


def search(asked: SearchOptions) -> None:
    """Print the programs that fit."""
    query = _query(asked)
    with errors():
        catalog = open_catalog(Store(), asked.name)
    found = Finder(catalog).search(query)
    banner(catalog, asked.as_json)
    if asked.as_json:
        print_json({"catalog": brief(catalog), **search_page(found)})
        return
    for hit in found.hits:
        print_line(line(hit.program, hit.miles))
    print_line(f"{plural(found.total, 'program')}, page {found.page} of {found.pages}")
    if found.total:
        anywhere = query.states or query.areas or query.within is not None
        print_line(
            f"By state{', in the whole country' if anywhere else ''}: {us_map.line(us_map.StateMap(found.by_state))}"
        )
    for filter_name, count in found.unknown.items():
        print_line(
            f"Of {count:,} of them it is not known: {filter_name.replace('_', ' ')}. To leave them out: --known-only"
        )


def compare(keys: Sequence[str], name: str | None, *, as_json: bool) -> None:
    """Print up to four programs side by side."""
    with errors():
        catalog = open_catalog(Store(), name)
        rows = side_by_side(catalog, keys)
    banner(catalog, as_json)
    if as_json:
        print_json(comparison(catalog, keys, rows))
        return
    for row in rows:
        print_line(f"{row.label}{' (differ)' if row.differ else ''}")
        for key, cell in zip(dict.fromkeys(catalog.find(k).id for k in keys), row.cells, strict=True):
            source = from_source(cell.winners[0].source, cell.winners[0].as_of) if cell.winners else ""
            print_line(f"    {key}: {value_text(cell.value, row.field)}{f' - {source}' if source else ''}")


def put(key: str, field: str, value: str | None, name: str | None) -> None:
    """Enter a value of one's own, or with no value take it back."""
    with errors():
        store = Store()
        version = enter(store, name_in_use(store, name), key, field, value, date.today(), value_text)
    print_line(version.summary)


def write(path: str, kind: str | None, name: str | None, *, force: bool) -> None:
    """Write a catalog to a file."""
    target = Path(path)
    chosen = kind or target.suffix.removeprefix(".").replace("jsonl", "json")
    if chosen not in FORMATS:
        raise CliError(
            f'"{chosen[:20]}" is not a format. Accepted: {", ".join(FORMATS)}, by --format or the end of the name.'
        )
    with errors():
        catalog = open_catalog(Store(), name)
        if chosen == "csv":
            content = export.csv_text(catalog).encode("utf-8-sig")
        else:
            content = export.xlsx_bytes(catalog) if chosen == "xlsx" else exchange.dump(catalog)
    write_file(target, content, force=force)
    banner(catalog, as_json=False)
    print_line(f"{len(catalog.records):,} programs written to {path}")


@contextmanager
def errors() -> Iterator[None]:
    """What is amiss with a catalog as lines of an error."""
    try:
        yield
    except ExchangeProblems as error:
        raise CliError(error.problems) from error
    except CatalogError as error:
        raise CliError(str(error)) from error


def _query(asked: SearchOptions) -> Query:
    typed = {name: getattr(asked, name, None) for name in Query.model_fields}
    given: dict[str, Any] = {k: v for k, v in typed.items() if v not in (None, [], False, "")}
    if asked.near is not None:
        given["near"] = _point(asked.near)
    if asked.known_only:
        given["unknown"] = "exclude"
    try:
        return Query.model_validate(given)
    except ValidationError as error:
        lines = []
        for problem in problems_of(error, Query):
            name = problem.path.split("[")[0] or "near"
            place = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
            lines.append(f"{place}: {replace(problem, path='').sentence()}")
        raise CliError(lines) from None


def _point(near: str) -> tuple[float, float]:
    if (found := point(near)) is None:
        raise CliError(
            f'--near: "{near[:60]}" is not a place. Accepted: a state, or latitude,longitude: 40.0,-83.0'
        )
    return found


def line(program: Program, miles: float | None) -> str:
    """A program in one line."""
    place = ", ".join(x for x in (program.city, program.state) if x)
    parts = [program.id, program.name, SPECIALTY_NAMES[program.specialty], place]
    if program.positions is not None:
        parts.append(f"{program.positions} positions")
    if program.img_share is not None:
        parts.append(f"IMGs {value_text(program.img_share, 'img_share')}")
    visas = [v for v, sponsored in (("J-1", program.j1), ("H-1B", program.h1b)) if sponsored]
    parts.append(f"visas: {', '.join(visas)}" if visas else "")
    parts.append(program.h1b_evidence or "")
    parts.append(f"{miles:.0f} miles" if miles is not None else "")
    return " | ".join(p for p in parts if p)


def _explanation(e: FieldExplanation) -> str:
    first = e.winners[0]
    year = f"for {first.year}, " if first.year else ""
    return f"{year}{from_source(first.source, first.as_of)}. {e.why}"


def banner(catalog: Catalog, as_json: bool) -> None:
    """Say that a catalog is a sample; JSON says it itself."""
    if catalog.banner and not as_json:
        tell(catalog.banner)
