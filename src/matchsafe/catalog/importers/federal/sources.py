"""The public files that are known: where they are published, and which columns make a table one of them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from matchsafe.domain.package_data import own_toml
from matchsafe.tabular import MEBIBYTE, Limits

TERMS: Final = "A work of the US government: anyone may use it."
LIMITS: Final = Limits(
    size=700 * MEBIBYTE,
    unpacked=6_000 * MEBIBYTE,
    rows=3_000_000,
    advice="The largest quarter of the Department of Labor is under 200 MB. Is it the right file?",
)
"""A quarter of the Department of Labor has 100,000 rows of nearly 100 columns."""


@dataclass(frozen=True)
class PublicSource:
    """A file that an office of the US government publishes.

    Attributes:
        key: What it is called in commands and addresses.
        name: What it is about, for a heading.
        file: What a download of it is called; several files come in a ZIP archive.
        source: What values taken from it name as their source.
        publisher: The office.
        tells: What it tells, to go on a sentence.
        page: Where the newest files are linked.
        people: The page for a person to open.
        link: How the address of a file ends; its first group, if any, is the year.
        addresses: Where the files were last seen, for a page that is gone.
        by_hand: What to do on the page.
        columns: The names of its columns by what they are.
        needed: The columns without which a table is another one.
    """

    key: str
    name: str
    file: str
    source: str
    publisher: str
    tells: str
    page: str
    people: str
    link: re.Pattern[str]
    addresses: tuple[str, ...]
    by_hand: str
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    aliases: tuple[str, ...]

    @property
    def address_variable(self) -> str:
        """Environment variable with other addresses of the files, separated by spaces."""
        return f"MATCHSAFE_{self.key.upper()}_URL"

    @property
    def page_variable(self) -> str:
        """Environment variable with another address of the page."""
        return f"MATCHSAFE_{self.key.upper()}_PAGE"

    def page_address(self) -> str:
        """The page in force."""
        return os.environ.get(self.page_variable) or self.page

    def places(self, headings: Sequence[str]) -> dict[str, tuple[int, ...]] | None:
        """For each column that is known, where it stands; ``None`` if the table is another one."""
        at: dict[str, list[int]] = {}
        for i, heading in enumerate(headings):
            at.setdefault(spelling(heading), []).append(i)
        found = {
            role: tuple(i for name in names for i in at.get(spelling(name), ()))
            for role, names in self.columns.items()
        }
        return found if all(found[role] for role in self.needed) else None


def spelling(heading: str) -> str:
    """A heading without case and signs: "Fiscal Year   " and "fiscal_year" are one."""
    return re.sub(r"[^a-z0-9]+", " ", heading.casefold()).strip()


@cache
def content() -> dict[str, Any]:
    """The data file."""
    return own_toml("matchsafe.catalog.importers.federal", "sources.toml")


@cache
def public_sources() -> tuple[PublicSource, ...]:
    """All of them, the most telling first."""
    return tuple(
        PublicSource(
            key=key,
            people=told.get("people", told["page"]),
            name=told["name"],
            file=told["file"],
            source=told["source"],
            publisher=told["publisher"],
            tells=told["tells"],
            page=told["page"],
            by_hand=told["by_hand"],
            addresses=tuple(told["addresses"]),
            needed=tuple(told["needed"]),
            aliases=tuple(told["aliases"]),
            link=re.compile(told["link"], re.IGNORECASE),
            columns={role: tuple(names) for role, names in told["columns"].items()},
        )
        for key, told in content().items()
        if "page" in told
    )


def public_source(name: str) -> PublicSource | None:
    """The one with this key or alias."""
    wanted = name.strip().casefold()
    return next((s for s in public_sources() if wanted in (s.key, *s.aliases)), None)
