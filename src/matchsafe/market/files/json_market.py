"""One JSON file with a whole market: lists within lists, as a program would keep them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from matchsafe.market.files.cells import cell_of
from matchsafe.market.files.columns import FLAGS, Columns
from matchsafe.market.files.json_rows import text_at
from matchsafe.market.files.json_text import parse_json, read_json
from matchsafe.market.files.limits import BLOCK, LONGEST_CELL
from matchsafe.market.files.reader import Tables, market_of, plain
from matchsafe.market.files.tables import Block, UnreadableTable
from matchsafe.market.market_builder import OneSided
from matchsafe.market.problems import MarketError, MarketProblem, MarketProblems
from matchsafe.market.types import Market
from matchsafe.market.variations import VariedMarket

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


def read_market_json(path: str | Path, *, one_sided: OneSided = "report") -> Market:
    """Read a market without variations from one JSON file; see ``docs/reference/market-files.md``.

    Raises:
        MarketError: Naming the place of every problem, such as ``applicants[3].programs[1]``.
    """
    return plain(read_varied_market_json(path, one_sided=one_sided))


def read_varied_market_json(path: str | Path, *, one_sided: OneSided = "report") -> VariedMarket:
    """Read a market with the variations of the real Match from one JSON file.

    Raises:
        MarketError: As ``read_market_json``.
    """
    name = "standard input" if str(path) == "-" else Path(path).name
    try:
        return market_of_json(read_json(path), name, one_sided=one_sided)
    except UnreadableTable as error:
        raise MarketError([MarketProblem(name, str(error), "file")]) from None


def parse_market_json(content: bytes, *, one_sided: OneSided = "report") -> Market:
    """The market without variations in some bytes; problems have their address alone as their place.

    Raises:
        MarketError: As ``read_market_json``.
    """
    try:
        return plain(market_of_json(parse_json(content), "", one_sided=one_sided))
    except UnreadableTable as error:
        raise MarketError([MarketProblem("", str(error), "malformed")]) from None


def market_of_json(data: object, name: str = "", *, one_sided: OneSided = "report") -> VariedMarket:
    """The market in a value that was read from JSON."""
    found = MarketProblems()
    lists = _lists(data, name, found)
    found.check()
    scored = any(isinstance(item, dict) and "scores" in item for item in lists["applicants"])
    applicants, programs, *others = (
        _Nested(name, _checked(kind, lists[kind], _place(name), found), rows_of, scored)
        for kind, rows_of in _ROWS.items()
    )
    found.check()
    given = (table if table.items else None for table in others)
    return market_of(Tables(applicants, programs, *given), one_sided=one_sided)


def _lists(data: object, name: str, found: MarketProblems) -> dict[str, list[Any]]:
    lists: dict[str, list[Any]] = {kind: [] for kind in FIELDS}
    where = name or "the market"
    if not isinstance(data, dict):
        found.add(where, 'is not a group such as {"applicants": [...], "programs": [...]}', "shape")
        return lists
    for kind in ("applicants", "programs"):
        if kind not in data:
            found.add(where, f"lacks {kind}", "shape")
    for kind, value in data.items():
        if kind not in FIELDS:
            found.add(
                _place(name)(kind[:40]), f"is not known here. Accepted: {', '.join(FIELDS)}", "unknown_field"
            )
        elif not isinstance(value, list):
            found.add(_place(name)(kind), "is not a list", "shape")
        else:
            lists[kind] = value
    return lists


def _place(name: str) -> Callable[[str], str]:
    return lambda address: f"{name}, {address}" if name else address


def _checked(
    kind: str, items: list[Any], place: Callable[[str], str], found: MarketProblems
) -> list[dict[str, Any]]:
    """Items that have the right fields."""
    needed, extra = FIELDS[kind]
    good = []
    for i, item in enumerate(items):
        where = f"{kind}[{i}]"
        if not isinstance(item, dict):
            found.add(place(where), f"is not a group with {', '.join(sorted(needed))}", "shape")
            continue
        for missing in sorted(needed - set(item)):
            found.add(place(where), f"lacks {missing}", "shape")
        for unknown in sorted(set(item) - needed - extra):
            accepted = ", ".join(sorted(needed | extra))
            found.add(
                place(f"{where}.{unknown[:40]}"), f"is not known here. Accepted: {accepted}", "unknown_field"
            )
        for listed in LISTS & set(item):
            if not isinstance(item[listed], list):
                found.add(place(f"{where}.{listed}"), "is not a list", "shape")
            elif listed == "scores" and len(item["scores"]) != len(
                item.get("programs") or item.get("pairs") or []
            ):
                found.add(
                    place(f"{where}.scores"), "has not as many entries as the list beside it", "unequal_lists"
                )
        for pairs in ("pairs", *(["scores"] if kind == "couples" else [])):
            for j, pair in enumerate(item.get(pairs) or []) if isinstance(item.get(pairs), list) else ():
                if not (isinstance(pair, list) and len(pair) == 2):
                    found.add(place(f"{where}.{pairs}[{j}]"), "is not a list of two", "unequal_lists")
        good.append(item)
    return good


def _applicant_rows(items: list[dict[str, Any]]) -> Iterator[Row]:
    return _ranked(items, "applicants", "programs")


def _program_rows(items: list[dict[str, Any]]) -> Iterator[Row]:
    return _ranked(items, "programs", "applicants")


def _supplemental_rows(items: list[dict[str, Any]]) -> Iterator[Row]:
    return _ranked(items, "supplemental", "programs")


def _ranked(items: list[dict[str, Any]], kind: str, listed: str) -> Iterator[Row]:
    """A row for each entry of the list that each item has, with what the item says of itself."""
    column = listed.removesuffix("s")
    for i, item in enumerate(items):
        scores, ranked = item.get("scores"), item.get(listed) or ()
        head = {name: value for name, value in item.items() if name not in LISTS}
        if not ranked:
            yield f"{kind}[{i}]", head
        for j, name in enumerate(ranked):
            score = {} if scores is None else {"score": scores[j]}
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


@dataclass
class _Nested:
    """Nested lists as rows; a row's number is its place in ``addresses``."""

    prefix: str
    items: list[dict[str, Any]]
    rows_of: Callable[[list[dict[str, Any]]], Iterator[Row]]
    scored: bool
    addresses: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.prefix or "the market"

    def place(self, row: int, column: str = "") -> str:
        """The address of a value, such as ``applicants[3].programs[1]``."""
        address = self._address(row, column)
        return _place(self.prefix)(address) if address else self.name

    def _address(self, row: int, column: str) -> str:
        address = self.addresses[min(row, len(self.addresses) - 1)] if self.addresses else ""
        kind = address.partition("[")[0]
        own = column not in LISTS and any(column in fields for fields in FIELDS.get(kind, ()))
        if own or not column or "{}" not in address:
            head = address.partition(".")[0]
            return f"{head}.{column}" if own else head
        return address.format("scores" if column.endswith("score") else _LISTED[kind])

    def blocks(self, columns: Columns, found: MarketProblems) -> Iterator[Block]:
        """The rows, some at a time."""
        absent: set[str] = set()
        if not any("scores" in item for item in self.items):
            absent |= {"score", "first_score", "second_score"}
        if self.scored and not any(item.get("applicants") for item in self.items):
            absent |= {"rank", "applicant"}
        present = [c for c in (*columns.needed, *columns.extra) if c in columns.needed or c not in absent]
        rows: list[int] = []
        cells: dict[str, list[str]] = {column: [] for column in present}
        for address, values in self.rows_of(self.items):
            rows.append(len(self.addresses))
            self.addresses.append(address)
            for column, texts in cells.items():
                value = values.get(column)
                text = cell_of(value, flag=column in FLAGS)
                if text is None or len(text) > LONGEST_CELL:
                    text = text_at(value, self.place(rows[-1], column), found, flag=column in FLAGS)
                texts.append(text)
            if len(rows) == BLOCK:
                yield Block(rows, cells)
                rows, cells = [], {column: [] for column in present}
        yield Block(rows, cells)
