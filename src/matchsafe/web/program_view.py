"""A program, and up to four side by side, as the reader sees them: every value with its source and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.comparison import compare
from matchsafe.catalog.record import FIELD_LABELS, Record, Value
from matchsafe.catalog.twins import open_twins
from matchsafe.catalog.value_resolution import FieldExplanation, explain_field, resolve, unfilled_positions
from matchsafe.present import program_words
from matchsafe.web.catalog_query import catalog_href
from matchsafe.web.catalog_view import kind_line, program_href

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "For IMGs": (
        "j1", "h1b", "h1b_filings", "h1b_approvals",
        "img_share", "us_img_share", "non_us_img_share", "invite_rate_us_img", "invite_rate_non_us_img",
    ),
    "What it asks for": (
        "step2_minimum", "step2_low", "step2_high", "attempts_allowed", "attempts_policy", "graduation_limit",
        "usce_required", "usce_policy", "letters_required", "ecfmg_by", "takes_signals",
    ),
    "Size, pay and the last Match": ("positions", "filled", "applications", "interviewed", "salary"),
    "Can you apply there": ("military", "closed", "accreditation", "in_match", "in_eras", "first_match"),
    "Who else is invited": (
        "invite_rate_us_md", "invite_rate_us_do", "invite_rate_signal", "invite_rate_gold", "invite_rate_silver",
        "invite_rate_no_signal", "invite_rate_in_state", "invite_rate_out_of_state",
    ),
    "Name, place and codes": (
        "name", "institution", "specialty", "track", "setting", "city", "state", "address",
        "sponsor_city", "sponsor_state",
        "latitude", "longitude", "website",
        "acgme_id", "nrmp_codes", "institution_code",
    ),
}  # fmt: skip
"""Every field but the applicant's own notes, by what a reader asks for first."""

_FROM_PUBLIC_FILES: Final = ("h1b_filings", "h1b_approvals", "address")
"""Fields that no program tells: their absence is nothing to ask for."""

_ORDER: Final = {
    field: place
    for place, field in enumerate(field for group in GROUPS.values() for field in group)
    if field not in ("name", "latitude", "longitude")
}
"""Rows of a comparison, which has the names above it; degrees tell a reader nothing."""


def view(catalog: Catalog, record: Record, entered: str) -> dict[str, Any]:
    """Everything the page of a program needs, under plain names.

    Args:
        catalog: The program list.
        entered: The field that was just changed, if any.
    """
    program = resolve(record)
    return {
        "catalog": catalog.name,
        "base": catalog_href(catalog.name),
        "banner": catalog.banner,
        "id": record.id,
        "name": program.name,
        "kind": kind_line(program),
        "website": program.website,
        "compare": f"{catalog_href(catalog.name)}/compare?{urlencode({'id': record.id})}",
        "save": f"{catalog_href(catalog.name)}/lists/save?{urlencode({'id': record.id})}",
        "twins": [
            {"href": program_href(catalog.name, other), "name": catalog.program(other).name, "id": other}
            for other in open_twins(catalog.twins).get(record.id, ())
        ],
        "groups": [
            {"title": title, "fields": list(_fact_rows(record, fields)), "unknown": _unknown(record, fields)}
            for title, fields in GROUPS.items()
        ],
        "left": _left(record),
        "notes": [
            {"text": v.value, "source": _source(v), "own": v.reliability == "own"} for v in record.notes
        ],
        "own_notes": any(v.reliability == "own" for v in record.notes),
        "choices": [
            (field, program_words.heading(FIELD_LABELS[field]))
            for group in GROUPS.values()
            for field in group
        ],
        "entered": _entry_news(record, entered),
    }


def side_by_side(catalog: Catalog, ids: Sequence[str], *, only_differing: bool) -> dict[str, Any]:
    """Everything the page of a comparison needs.

    Raises:
        CatalogError: If fewer than two or more than four different programs are asked for.
        UnknownProgram: If one is not in the catalog.
    """
    rows = compare(catalog, ids)
    records = list({r.id: r for r in (catalog.find(i) for i in ids)}.values())
    kept = [r.id for r in records]
    return {
        "catalog": catalog.name,
        "base": catalog_href(catalog.name),
        "banner": catalog.banner,
        "programs": [
            {
                "name": resolve(r).name,
                "href": program_href(catalog.name, r.id),
                "without": compare_href(catalog.name, [i for i in kept if i != r.id], only=only_differing),
            }
            for r in records
        ],
        "rows": [
            {
                "label": program_words.heading(r.label),
                "differ": r.differ,
                "cells": [_cell(c) for c in r.cells],
            }
            for r in sorted((r for r in rows if r.field in _ORDER), key=lambda r: _ORDER[r.field])
            if r.differ or not only_differing
        ],
        "only_differing": only_differing,
        "same": sum(not r.differ for r in rows if r.field in _ORDER),
        "other_view": compare_href(catalog.name, kept, only=not only_differing),
        "more": f"{catalog_href(catalog.name)}?{urlencode([('id', i) for i in kept])}",
    }


def compare_href(catalog: str, ids: Sequence[str], *, only: bool = False) -> str:
    """The address of a comparison."""
    pairs = [("id", i) for i in ids] + ([("only", "differing")] if only else [])
    return f"{catalog_href(catalog)}/compare?{urlencode(pairs)}"


def _fact_rows(record: Record, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    for field in fields:
        e = explain_field(record, field)
        if e.winners:
            year = _year(e)
            yield {
                "field": field,
                "label": program_words.heading(e.label),
                "value": _value(e),
                "href": e.value if field == "website" else "",
                "sources": list(dict.fromkeys(_source(v, with_year=not year) for v in e.winners)),
                "notes": [v.note for v in e.winners if v.note],
                "why": e.why,
                "own": any(v.reliability == "own" for v in e.winners),
                "disputed": e.disputed,
                "others": [
                    {
                        "value": program_words.value_text(v.value, field),
                        "source": _source(v),
                        "note": v.note or "",
                    }
                    for v in e.others
                ],
            }


def _unknown(record: Record, fields: Sequence[str]) -> str:
    return ", ".join(
        program_words.heading(FIELD_LABELS[field])
        for field in fields
        if not getattr(record, field) and field not in _FROM_PUBLIC_FILES
    )


def _left(record: Record) -> str:
    found = unfilled_positions(record)
    if found is None:
        return ""
    left, year = found
    when = f"the {year} Match" if year else "the Match"
    return f"{'No position' if not left else '1 position' if left == 1 else f'{left} positions'} left after {when}."


def _value(e: FieldExplanation) -> str:
    told = program_words.value_text(e.value, e.field)
    return f"{told} ({year})" if (year := _year(e)) else told


def _year(e: FieldExplanation) -> int | None:
    """The Match year a value is of."""
    years = {v.year for v in e.winners}
    return years.pop() if len(years) == 1 else None


def _cell(e: FieldExplanation) -> dict[str, Any]:
    return {
        "value": _value(e) if e.winners else "not known",
        "known": bool(e.winners),
        "href": e.value if e.field == "website" and e.winners else "",
        "sources": list(dict.fromkeys(_source(v, with_year=not _year(e)) for v in e.winners)),
        "disputed": e.disputed,
    }


def _source(value: Value[Any], *, with_year: bool = True) -> str:
    """Who says a value, of which year and how far to trust it."""
    code = f" (NRMP code {value.code})" if value.code else ""
    year = f"for {value.year}: " if value.year and with_year else ""
    trust = program_words.RELIABILITY[value.reliability]
    told = program_words.from_source(value.source, value.as_of)
    return f"{year}{told}{code}; {trust}" if trust else f"{year}{told}{code}"


def _entry_news(record: Record, field: str) -> str:
    """What was just entered or taken back, in words."""
    if field == "notes":
        return "Your notes were changed."
    if field not in FIELD_LABELS:
        return ""
    e = explain_field(record, field)
    told = f"{program_words.heading(e.label)}: {_value(e) if e.winners else 'not known'}."
    return f"{told} {e.why}"
