"""A catalog in this project's own exchange format, as drafts for a catalog that is there or whole for a new one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from matchsafe.catalog import exchange
from matchsafe.catalog.catalog import SAMPLE_BANNER, Catalog
from matchsafe.catalog.errors import DamagedCatalog, ExchangeProblems
from matchsafe.catalog.importers.outcome import ProgramFile
from matchsafe.catalog.importers.problems import CatalogFileError, list_source, refuse
from matchsafe.catalog.record import Draft
from matchsafe.domain.problem import Problem

_MARK: Final = f'"{exchange.FORMAT}"'.encode()


def is_exchange(path: Path) -> bool:
    """Whether a file says in its first line that it is a catalog."""
    with path.open("rb") as file:
        return _MARK in file.read(1024).partition(b"\n")[0]


def read_exchange(path: Path) -> ProgramFile:
    """The programs of a catalog file, with the sources and dates they have in it.

    Raises:
        CatalogFileError: With every line that is wrong, or if the file is damaged or cut off.
    """
    list_source(path)
    try:
        catalog = exchange.load(path.read_bytes())
    except ExchangeProblems as error:
        raise CatalogFileError([Problem(p, "exchange") for p in error.problems]) from error
    except DamagedCatalog as error:
        raise refuse(f"{path.name}: {error}", "damaged") from error
    if not catalog.records:
        raise refuse(f"{path.name} is a catalog without programs.", "no_programs")
    out = ProgramFile(
        path.name, "exchange", (f"matchsafe catalog {catalog.name!r}",), rows=len(catalog.records)
    )
    out.rights = SAMPLE_BANNER if catalog.sample else ""
    out.whole = catalog
    out.drafts = [_draft(catalog, number) for number in range(len(catalog.records))]
    return out


def _draft(catalog: Catalog, number: int) -> Draft:
    facts: dict[str, Any] = dict(catalog.records[number].facts())
    return Draft.model_construct(origin=f"line {number + 2}", **facts)
