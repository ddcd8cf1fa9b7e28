"""Layouts of lists that many people have, as data: the headings that make a table one, and what its columns are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from matchsafe.domain.package_data import own_toml

NOT_READ: Final = "-"


@dataclass(frozen=True)
class TablePreset:
    """A known layout.

    Attributes:
        name: Whose it is.
        needs: Groups of headings, in one spelling; a table has one of each.
        columns: The field of each heading, "-" for one that is not read.
        why: Why some are not read.
    """

    name: str
    needs: tuple[frozenset[str], ...]
    columns: Mapping[str, str]
    why: Mapping[str, str]

    def field_of(self, heading: str) -> str | None:
        """The field of a heading; ``None`` if the layout does not know it."""
        return self.columns.get(_spelling(heading))

    def reason(self, heading: str) -> str:
        """Why a column is what it is."""
        if self.field_of(heading) == NOT_READ:
            return f"not read in {self.name}: {self.why.get(_spelling(heading), 'no field of a program')}"
        return f"so it is called in {self.name}"


def _spelling(heading: str) -> str:
    return re.sub(r"[^a-z0-9%#]+", "", heading.casefold().removeprefix("appinfo_"))


@cache
def _content() -> dict[str, Any]:
    return own_toml("matchsafe.catalog.importers", "presets.toml")


@dataclass(frozen=True)
class ReportPreset:
    """The words of NRMP's "Program Results" in all its editions.

    Attributes:
        heads: Lines that end the head of an institution.
        values: A line of what stands under each year.
        span: The first and the last year, on the cover.
    """

    heads: frozenset[str]
    values: re.Pattern[str]
    span: re.Pattern[str]

    @classmethod
    @cache
    def load(cls) -> ReportPreset:
        """As the data file has it."""
        told = _content()["report"]
        return cls(
            frozenset(told["heads"]),
            re.compile(rf"^(?:(?:{'|'.join(told['values'])}) ?)+$"),
            re.compile("|".join(told["spans"])),
        )


@cache
def _presets() -> tuple[TablePreset, ...]:
    content = _content()
    why = {_spelling(heading): reason for heading, reason in content["why"].items()}
    return tuple(
        TablePreset(
            told["name"],
            tuple(frozenset(map(_spelling, group)) for group in told["needs"]),
            {_spelling(heading): field for heading, field in told["columns"].items()},
            why,
        )
        for told in content["preset"]
    )


def preset_of(headings: Sequence[str]) -> TablePreset | None:
    """The layout of a table, the one that knows most of its headings; ``None`` if it is none of those known."""
    there = {_spelling(heading) for heading in headings}
    fitting = [p for p in _presets() if all(group & there for group in p.needs)]
    return max(fitting, key=lambda p: len(p.columns.keys() & there), default=None)
