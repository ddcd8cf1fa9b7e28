"""The exchange format: a catalog as JSON Lines, with a checksum, complete with the source of every value.

The first line says what the file is; each other line is one program. See the reference page "Catalogs".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from matchsafe.catalog.catalog import Catalog, PossibleTwin
from matchsafe.catalog.errors import DamagedCatalog, ExchangeProblems
from matchsafe.catalog.organizations import Organization
from matchsafe.catalog.record import FIELD_LABELS, Record
from matchsafe.catalog.stored_records import pause_collector
from matchsafe.domain.model_errors import faults
from matchsafe.domain.problem import Location

FORMAT: Final = "matchsafe-catalog"
FORMAT_VERSION: Final = 1
_MOST_PROBLEMS: Final = 50
_TWINS: Final = TypeAdapter(tuple[PossibleTwin, ...])
_EMPLOYERS: Final = TypeAdapter(tuple[Organization, ...])


def dump(catalog: Catalog, extra: Mapping[str, Any] | None = None) -> bytes:
    """A catalog in the exchange format; ``extra`` goes into the first line under ``version_of``."""
    lines = [r.model_dump_json(exclude_defaults=True).encode() for r in catalog.records]
    body = b"".join(line + b"\n" for line in lines)
    head: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "name": catalog.name,
        "sample": catalog.sample,
        "records": len(lines),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    if catalog.became:
        head["became"] = dict(catalog.became)
    if catalog.twins:
        head["twins"] = [asdict(t) for t in catalog.twins]
    if catalog.employers:
        head["employers"] = [o.as_plain() for o in catalog.employers]
    if extra:
        head["version_of"] = dict(extra)
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + body


def load(content: bytes, name: str | None = None) -> Catalog:
    """The catalog in an exchange file, under its own name or the one given.

    Raises:
        ExchangeProblems: If it is not such a file, or with every line that is wrong, up to 50.
        DamagedCatalog: If the programs are not the ones the checksum was made of.
    """
    first, _, body = content.partition(b"\n")
    head = header(first)
    problems: list[str] = []
    with pause_collector():
        records = list(_records(body, problems))
    told, lines = head.get("records"), sum(1 for line in body.split(b"\n") if line.strip())
    if isinstance(told, int) and told != lines:
        problems.append(f"Line 1, records: says {told}, but {lines} follow. The file may have been cut off.")
    if problems:
        raise ExchangeProblems(problems[:_MOST_PROBLEMS])
    digest = head.get("sha256")
    if digest is not None and digest != hashlib.sha256(body).hexdigest():
        raise DamagedCatalog(
            "The checksum does not fit: the file was changed or damaged after it was written."
        )
    return Catalog(
        name or str(head.get("name", "catalog")), tuple(records), bool(head.get("sample")), head.get("became", {}),
        twins=_twins(head.get("twins", [])), employers=_employers(head.get("employers", [])),
    )  # fmt: skip


def header(line: bytes) -> dict[str, Any]:
    """The first line of an exchange file.

    Raises:
        ExchangeProblems: If it is not one, or is of a newer version.
    """
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise ExchangeProblems(
            [f'Line 1: not a catalog file. It has to begin with {{"format": "{FORMAT}", ...}}.']
        )
    if not isinstance(head.get("became", {}), dict):
        raise ExchangeProblems(["Line 1, became: has to name an id for each id."])
    _twins(head.get("twins", []))
    _employers(head.get("employers", []))
    version = head.get("format_version")
    if version != FORMAT_VERSION:
        found = str(version)[:20]
        raise ExchangeProblems(
            [f"Line 1, format_version: found {found}; this matchsafe reads {FORMAT_VERSION}."]
        )
    return head


def _twins(content: object) -> tuple[PossibleTwin, ...]:
    try:
        return _TWINS.validate_python(content)
    except ValidationError:
        raise ExchangeProblems(
            ["Line 1, twins: has to be a list of pairs with one, other, why and apart."]
        ) from None


def _employers(content: object) -> tuple[Organization, ...]:
    try:
        return _EMPLOYERS.validate_python(content)
    except ValidationError:
        raise ExchangeProblems(
            ["Line 1, employers: has to be a list of employers with name, places and facts."]
        ) from None


def _records(body: bytes, problems: list[str]) -> Iterator[Record]:
    seen: dict[str, int] = {}
    for number, line in enumerate(body.split(b"\n"), 2):
        if not line.strip():
            continue
        try:
            record = Record.model_validate_json(line)
        except ValidationError as error:
            problems += [
                f"Line {number}{_place(f.location)}: {f.said}{_value_seen(f.value)}."
                for f in faults(error, Record)
            ]
            continue
        if record.id in seen:
            problems.append(f'Line {number}, id: "{record.id}" stands in line {seen[record.id]} already.')
            continue
        seen[record.id] = number
        yield record


def _place(loc: Location) -> str:
    if not loc:
        return ""
    field, *rest = loc
    number = next((f", value {i + 1}" for i in rest if isinstance(i, int)), "")
    part = next((f", {p}" for p in rest if isinstance(p, str) and p != "value"), "")
    known = "" if field in FIELD_LABELS or field == "id" or rest else " (no such field)"
    return f", {str(field)[:40]}{known}{number}{part}"


def _value_seen(value: object) -> str:
    return (
        f" (found {value!r})" if isinstance(value, str | int | float | bool) and len(str(value)) <= 60 else ""
    )
