"""A saved list as the reader sees it: its programs in the table of a search, and those that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.lists import records_of
from matchsafe.catalog.search import Hit
from matchsafe.catalog.value_resolution import resolve
from matchsafe.web.catalog_query import catalog_href
from matchsafe.web.catalog_view import COLUMNS, row


def href(catalog: str, name: str) -> str:
    """The address of a saved list; its name may hold any sign."""
    return f"{catalog_href(catalog)}/lists/show?{urlencode({'which': ' '.join(name.split())})}"


def view(catalog: Catalog, name: str, ids: Sequence[str]) -> dict[str, Any]:
    """Everything the page of a saved list needs.

    Args:
        catalog: The program list it is from.
        name: Name of the saved list.
        ids: Its programs, in order.
    """
    found = records_of(catalog, ids)
    # Under the id it is kept by, which may be one the program has no longer.
    rows = [
        {**row(Hit(record, resolve(record)), catalog.name), "id": key}
        for key, record in found.items()
        if record is not None
    ]
    return {
        "catalog": catalog.name,
        "base": catalog_href(catalog.name),
        "banner": catalog.banner,
        "name": name,
        "columns": [{"title": title, "href": "", "way": ""} for title in COLUMNS],
        "rows": rows,
        "gone": [key for key, record in found.items() if record is None],
        "delete": f"{catalog_href(catalog.name)}/lists/delete?{urlencode({'which': name})}",
    }
