"""One JSON file with a whole market: lists within lists, as a program would keep them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.files.reader import market_of, plain
from matchsafe.market.files.tables import (
    APPLICANTS,
    COUPLES,
    LIMITS,
    PROGRAMS,
    REVERSIONS,
    SUPPLEMENTAL,
    market_source,
)
from matchsafe.market.market_builder import OneSided
from matchsafe.market.problems import MarketError
from matchsafe.market.types import Market
from matchsafe.market.variations import VariedMarket
from matchsafe.tabular import BLOCK, Block, Cell, TableSource, clean, kind_of, parse_json, read_json

Row = tuple[str, dict[str, object]]
"""The address of a row, without its column, and its values."""
FIELDS: Final = {
    "applicants": ({"applicant", "programs"}, {"scores", "physician"}),
    "programs": ({"program", "quota"}, {"applicants", "parity", "for_physicians"}),
    "couples": ({"first", "second", "pairs"}, {"scores", "first_physician", "second_physician"}),
    "supplemental": ({"applicant", "advanced", "programs"}, {"scores"}),
    "reversions": ({"donor", "receiver", "positions"}, set[str]()),
}
"""The fields of an item of each list: those it has to have, and those it may have."""
LISTS: Final = {"programs", "applicants", "pairs", "scores"}
"""The fields that are lists."""


def read_market_json(path: str | Path, *, one_sided: OneSided = "report", ties: bool = False) -> Market:
    """Read a market without variations from one JSON file; see ``docs/reference/market-files.md``.

    With ``ties`` programs may like several applicants equally (``draw_ties`` breaks them).

    Raises:
        MarketError: Naming the place of every problem, such as ``applicants[3].programs[1]``.
    """
    return plain(read_varied_market_json(path, one_sided=one_sided, ties=ties))


def read_varied_market_json(
    path: str | Path, *, one_sided: OneSided = "report", ties: bool = False
) -> VariedMarket:
    """Read a market with the variations of the real Match from one JSON file.

    Raises:
        MarketError: As ``read_market_json``.
    """
    source = market_source(path)
    return market_of_json(read_json(source), source.name, one_sided=one_sided, ties=ties)


def is_json(path: str | Path) -> bool:
    """Whether a file holds JSON; standard input is taken for it.

    Raises:
        MarketError: If it cannot be read.
    """
    return str(path) == "-" or kind_of(market_source(path)) == "json"


def parse_market_json(content: bytes, *, one_sided: OneSided = "report", ties: bool = False) -> Market:
    """The market without variations in some bytes; problems have their address alone as their place.

    Raises:
        MarketError: As ``read_market_json``.
    """
    data = parse_json(content, TableSource(Path(), "", LIMITS, MarketError))
    return plain(market_of_json(data, one_sided=one_sided, ties=ties))


def market_of_json(
    data: object, name: str = "", *, one_sided: OneSided = "report", ties: bool = False
) -> VariedMarket:
    """The market in a value that was read from JSON; ``name`` is that of its file."""
    found = _JsonProblems(name)
    lists = _lists(data, found)
    found.check()
    for kind, items in lists.items():
        for i, item in enumerate(items):
            _check_item(kind, f"{kind}[{i}]", item, found)
    found.check()
    scored = any("scores" in item for item in lists["applicants"])
    applicants, programs, *others = (
        _NestedRows(name, lists[kind], rows_of, scored) for kind, rows_of in _ROWS.items()
    )
    given = (table if table.items else None for table in others)
    return market_of(applicants, programs, *given, one_sided=one_sided, ties=ties)


class _JsonProblems(Problems):
    """Problems by their address in one file."""

    def __init__(self, name: str) -> None:
        super().__init__(MarketError)
        self.name = name

    def note(self, address: str, message: str, code: str = "shape") -> None:
        """Note a problem at an address, such as ``applicants[3].programs``; the whole market if it is empty."""
        place = address or ("" if self.name else "the market")
        self.add(Problem(message, code, path=place, file=self.name))


def _lists(data: object, found: _JsonProblems) -> dict[str, list[Any]]:
    lists: dict[str, list[Any]] = {kind: [] for kind in FIELDS}
    if not isinstance(data, dict):
        found.note("", 'is not a group such as {"applicants": [...], "programs": [...]}')
        return lists
    for kind in ("applicants", "programs"):
        if kind not in data:
            found.note("", f"lacks {kind}")
    for kind, value in data.items():
        if kind not in FIELDS:
            found.note(kind[:40], f"is not known here. Accepted: {', '.join(FIELDS)}", "unknown_field")
        elif not isinstance(value, list):
            found.note(kind, "is not a list")
        else:
            lists[kind] = value
    return lists


def _check_item(kind: str, where: str, item: Any, found: _JsonProblems) -> None:
    """Note what an item of a list lacks, and what it has that does not belong there."""
    needed, extra = FIELDS[kind]
    if not isinstance(item, dict):
        found.note(where, f"is not a group with {', '.join(sorted(needed))}")
        return
    for missing in sorted(needed - set(item)):
        found.note(where, f"lacks {missing}")
    for unknown in sorted(set(item) - needed - extra):
        accepted = ", ".join(sorted(needed | extra))
        found.note(f"{where}.{unknown[:40]}", f"is not known here. Accepted: {accepted}", "unknown_field")
    for listed in sorted(LISTS & set(item)):
        beside = item.get("programs") or item.get("pairs") or []
        if not isinstance(item[listed], list):
            found.note(f"{where}.{listed}", "is not a list")
        elif listed == "scores" and len(item["scores"]) != len(beside):
            found.note(f"{where}.scores", "has not as many entries as the list beside it", "unequal_lists")
    for pairs in ("pairs", *(["scores"] if kind == "couples" else [])):
        for j, pair in enumerate(item.get(pairs) or []) if isinstance(item.get(pairs), list) else ():
            if not (isinstance(pair, list) and len(pair) == 2):
                found.note(f"{where}.{pairs}[{j}]", "is not a list of two", "unequal_lists")


def _applicant_rows(items: list[dict[str, Any]]) -> Iterator[Row]:
    return _list_rows(items, "applicants", "programs")


def _program_rows(items: list[dict[str, Any]]) -> Iterator[Row]:
    return _list_rows(items, "programs", "applicants")


def _supplemental_rows(items: list[dict[str, Any]]) -> Iterator[Row]:
    return _list_rows(items, "supplemental", "programs")


def _list_rows(items: list[dict[str, Any]], kind: str, listed: str) -> Iterator[Row]:
    """A row for each entry of the list that each item has, with what the item says of itself."""
    column = listed.removesuffix("s")
    for i, item in enumerate(items):
        scores, ranked = item.get("scores"), item.get(listed) or ()
        head = {name: value for name, value in item.items() if name not in LISTS}
        if not ranked:
            yield f"{kind}[{i}]", head
        for j, entry in enumerate(ranked):
            score = {} if scores is None else {"score": scores[j]}
            # A program writes a tie as a list within its list.
            for name in entry if kind == "programs" and isinstance(entry, list) else (entry,):
                yield f"{kind}[{i}].{{}}[{j}]", {**head, "rank": j + 1, column: name, **score}


def _couple_rows(items: list[dict[str, Any]]) -> Iterator[Row]:
    for i, item in enumerate(items):
        head = {name: value for name, value in item.items() if name not in LISTS}
        if not item["pairs"]:
            yield f"couples[{i}]", head
        for j, (left, right) in enumerate(item["pairs"]):
            row = {**head, "rank": j + 1, "first_program": left, "second_program": right}
            if "scores" in item:
                row["first_score"], row["second_score"] = item["scores"][j]
            yield f"couples[{i}].{{}}[{j}]", row


def _reversion_rows(items: list[dict[str, Any]]) -> Iterator[Row]:
    for i, item in enumerate(items):
        yield f"reversions[{i}]", item


_SHOWN: Final = 60
_LISTED: Final = {
    "applicants": "programs",
    "programs": "applicants",
    "couples": "pairs",
    "supplemental": "programs",
}
_ROWS: Final[dict[str, Callable[[list[dict[str, Any]]], Iterator[Row]]]] = {
    "applicants": _applicant_rows,
    "programs": _program_rows,
    "couples": _couple_rows,
    "supplemental": _supplemental_rows,
    "reversions": _reversion_rows,
}


_SCHEMAS: Final = {
    rows_of: (*schema.needed, *schema.extra)
    for rows_of, schema in zip(
        _ROWS.values(), (APPLICANTS, PROGRAMS, COUPLES, SUPPLEMENTAL, REVERSIONS), strict=True
    )
}


@dataclass
class _NestedRows:
    """Nested lists as rows; a row's number is its place in ``addresses``."""

    file: str
    items: list[dict[str, Any]]
    rows_of: Callable[[list[dict[str, Any]]], Iterator[Row]]
    scored: bool
    addresses: list[str] = field(default_factory=list)
    heading: int | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.file or "the market"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns its rows have: all that such a table may have, scores and ranks only where there are some."""
        absent: set[str] = set()
        if not any("scores" in item for item in self.items):
            absent |= {"score", "first_score", "second_score"}
        every = _SCHEMAS[self.rows_of]
        if self.scored and "quota" in every and not any(item.get("applicants") for item in self.items):
            absent |= {"rank", "applicant"}  # of the programs' view: scores take its place
        return tuple(c for c in every if c not in absent)

    def problem(self, message: str, code: str, row: int, column: str = "") -> Problem:
        """A problem of a value, at its address, such as ``applicants[3].programs[1]``."""
        address = self._address(row, column)
        return Problem(message, code, path=address or ("" if self.file else self.name), file=self.file)

    def _address(self, row: int, column: str) -> str:
        address = self.addresses[min(row, len(self.addresses) - 1)] if self.addresses else ""
        kind = address.partition("[")[0]
        own = column not in LISTS and any(column in fields for fields in FIELDS.get(kind, ()))
        if own or not column or "{}" not in address:
            head = address.partition(".")[0]
            return f"{head}.{column}" if own else head
        return address.format("scores" if column.endswith("score") else _LISTED[kind])

    def blocks(self, problems: Problems, wanted: Sequence[str] | None = None) -> Iterator[Block]:
        """The rows, some at a time."""
        names = self.columns if wanted is None else wanted
        rows: list[int] = []
        cells: list[list[Cell]] = [[] for _ in names]
        for address, values in self.rows_of(self.items):
            rows.append(len(self.addresses))
            self.addresses.append(address)
            for column, kept in zip(names, cells, strict=True):
                kept.append(self._cell(values.get(column), rows[-1], column, problems))
            if len(rows) == BLOCK:
                yield Block(rows, cells)
                rows, cells = [], [[] for _ in names]
        yield Block(rows, cells)

    def _cell(self, value: object, row: int, column: str, problems: Problems) -> Cell:
        if value is None:
            return ""
        text = clean(value) if isinstance(value, str) else ""
        if not isinstance(value, str | int | float):
            message = f"{repr(value)[:_SHOWN]} is neither a name nor a number"
            problems.lose(self.problem(message, "cell", row, column))
        elif len(text) > LIMITS.cell:
            message = f"has more than {LIMITS.cell:,} characters"
            problems.lose(self.problem(message, "long_cell", row, column))
        else:
            return text if isinstance(value, str) else value
        return "?"
