"""How many of something there are in each state: a map of equal tiles as an accessible SVG, its table, its words.

Every state, the District of Columbia and each territory is one tile of the same size in about its place, so that small
states are as easy to see and to touch as large ones. A tile shows the postal code and the number; the shade only
repeats the number. Classes of the SVG: ``ms-map``, ``ms-shade-0`` (none) to ``ms-shade-4`` (most) and ``ms-here``
(chosen by the reader). As in the other charts, there is no ``style`` anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import plural
from matchsafe.present.svg import image, tag

_GRID: Final = """
AK .  .  .  .  .  .  .  .  .  ME
.  .  .  .  .  .  .  .  .  VT NH
WA ID MT ND MN WI .  MI NY MA RI
OR NV WY SD IA IL IN OH PA NJ CT
CA UT CO NE MO KY WV VA MD DE .
.  AZ NM KS AR TN NC SC DC .  .
.  .  .  OK LA MS AL GA .  .  .
GU HI .  TX .  .  .  FL .  PR VI
"""
PLACES: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        code: (column, row)
        for row, line in enumerate(_GRID.split("\n")[1:-1])
        for column, code in enumerate(line.split())
        if code != "."
    }
)
"""Column and row of each tile, from the north-west; eleven columns are 32 pixels each on the narrowest usual phone."""

UNKNOWN: Final = ""
"""Stands for a state that is not known."""
UNKNOWN_NAME: Final = "State not known"

_PITCH: Final = 32
_COLUMNS: Final = 1 + max(column for column, _ in PLACES.values())
_ROWS: Final = 1 + max(row for _, row in PLACES.values())
_NAMED: Final = 12
"""States a line for the terminal names."""


@dataclass(frozen=True)
class StateRow:
    """One state, or the unknown one: what a tile and a line of the table say of it.

    Attributes:
        code: Postal code; ``UNKNOWN`` for a state that is not known.
        name: The name in full.
        count: How many there.
        note: What else there is to say, such as "40 on your list"; "" for nothing.
        href: Where the tile leads; "" for nowhere.
        here: Whether the reader has chosen this state.
    """

    code: str
    name: str
    count: int
    note: str
    href: str
    here: bool


@dataclass(frozen=True)
class StateMap:
    """Counts by state, and what each state leads to.

    Attributes:
        counts: By postal code; whatever is no state of the map counts as a state that is not known.
        what: What is counted, in the singular.
        notes: What else to say of a state.
        hrefs: Where a state leads; ``UNKNOWN`` for the unknown one. States without any programs are no links.
        here: States the reader has chosen.
    """

    counts: Mapping[str, int]
    what: str = "program"
    notes: Mapping[str, str] = field(default_factory=dict)
    hrefs: Mapping[str, str] = field(default_factory=dict)
    here: Collection[str] = ()

    @property
    def total(self) -> int:
        """All of them, those in unknown states too."""
        return sum(self.counts.values())

    @property
    def no_state(self) -> StateRow:
        """Those of which the state is not known."""
        return self.row(UNKNOWN)

    @property
    def rows(self) -> tuple[StateRow, ...]:
        """States with at least one, most first, then by name; the unknown state, if there is any, is the last."""
        found = [self.row(code) for code in PLACES]
        some = sorted((r for r in found if r.count), key=lambda r: (-r.count, r.name))
        return (*some, *([self.no_state] if self.no_state.count else []))

    @property
    def none(self) -> tuple[str, ...]:
        """Names of the states that have none, by name."""
        return tuple(sorted(STATE_NAMES[code] for code in PLACES if not self.counts.get(code)))

    @property
    def steps(self) -> tuple[tuple[int, int], ...]:
        """Least and most number of each shade, from the lightest; none without a count.

        The bounds are the round numbers (1, 2 or 5 with zeros) below an eighth, a quarter and a half of the largest.
        """
        most = max((self.counts.get(code, 0) for code in PLACES), default=0)
        if not most:
            return ()
        bounds = sorted({0, *(_round(most / part) for part in (8, 4, 2)), most})
        return tuple((low + 1, high) for low, high in pairwise(bounds))

    def shade(self, count: int) -> int:
        """The shade of a number: 0 for none, then 1 to 4, the last for the most."""
        lightest = 5 - len(self.steps)
        found = (i for i, (low, high) in enumerate(self.steps, lightest) if low <= count <= high)
        return next(found, 0)

    def summary(self, row: StateRow) -> str:
        """A state in one line: "New York: 120 programs, 40 on your list"."""
        return f"{row.name}: {plural(row.count, self.what)}{f', {row.note}' if row.note else ''}"

    def row(self, code: str) -> StateRow:
        """What there is to say of one state, or of the unknown one."""
        count = self.counts.get(code, 0)
        if code == UNKNOWN:
            count = sum(n for where, n in self.counts.items() if where not in PLACES)
        href = self.hrefs.get(code, "") if count else ""
        return StateRow(
            code,
            STATE_NAMES.get(code, UNKNOWN_NAME),
            count,
            self.notes.get(code, ""),
            href,
            code in self.here,
        )


def _round(value: float) -> int:
    """The largest of 1, 2, 5, 10, 20, 50, ... that is not above a value; at least 1."""
    size: int = 10 ** (len(str(int(max(value, 1)))) - 1)
    return max(size * lead for lead in (1, 2, 5) if lead == 1 or size * lead <= value)


def describe(found: StateMap) -> str:
    """The map in words, for those who do not see it: every state that has any, with its number."""
    if not found.total:
        return f"No {found.what} in any state."
    told = ", ".join(f"{row.name} {row.count:,}" for row in found.rows)
    return f"{plural(found.total, found.what)}. {told}."


def legend(found: StateMap) -> tuple[tuple[int, str], ...]:
    """Each shade with the numbers it stands for: (4, "51 to 120")."""
    return tuple(
        (found.shade(high), f"{low:,}" if low == high else f"{low:,} to {high:,}")
        for low, high in found.steps
    )


def line(found: StateMap) -> str:
    """The states with the most in one line, for a terminal: "NY 120, PA 60, and 9 in 4 other states"."""
    known = [row for row in found.rows if row.code]
    named, rest = known[:_NAMED], known[_NAMED:]
    parts = [f"{row.code} {row.count:,}" for row in named]
    if rest:
        states = "1 other state" if len(rest) == 1 else f"{len(rest)} other states"
        parts.append(f"and {sum(row.count for row in rest):,} in {states}")
    if found.no_state.count:
        parts.append(f"state not known {found.no_state.count:,}")
    return ", ".join(parts)


def svg(found: StateMap, *, title: str) -> str:
    """The map: a group of links where states lead somewhere, else one image that is described in words.

    Args:
        found: The counts.
        title: What the map shows; read aloud, not drawn.
    """
    linked = any(row.href for row in found.rows)
    told = "Each square is a state with its number." if linked else describe(found)
    size = _COLUMNS * _PITCH, _ROWS * _PITCH
    return image(
        "ms-map",
        *size,
        title,
        told,
        list(_tiles(found)),
        role="group" if linked else "img",
        text_anchor="middle",
        font_size=11,
    )


def _tiles(found: StateMap) -> Iterator[str]:
    """States without any first, as they are no part of what is read aloud; the others from the north-west on."""
    blank = [_square(code) + _code(code, 20) for code in PLACES if not found.counts.get(code)]
    yield tag("g", "".join(blank), css="ms-shade-0", aria_hidden="true")
    for code, (column, row) in PLACES.items():
        tile = found.row(code)
        if not tile.count:
            continue
        number, size = _short(tile.count)
        at = {"x": (column + 0.5) * _PITCH, "y": row * _PITCH + 26}
        count = tag("tspan", number, font_size=size, **at)
        content = tag("title", escape(found.summary(tile))) + _square(code) + _code(code, 13, count)
        css = f"ms-shade-{found.shade(tile.count)}{' ms-here' if tile.here else ''}"
        if tile.href:
            current = {"aria_current": "true"} if tile.here else {}
            yield tag("a", content, css=css, href=tile.href, **current)
        else:
            yield tag("g", content, css=css, role="img")


def _square(code: str) -> str:
    """The tile, as large as its place: the gap between two is drawn on them, so that a finger never falls between."""
    column, row = PLACES[code]
    return tag("rect", x=column * _PITCH, y=row * _PITCH, width=_PITCH, height=_PITCH, rx=4)


def _code(code: str, below: int, count: str = "") -> str:
    column, row = PLACES[code]
    return tag("text", code + count, x=(column + 0.5) * _PITCH, y=row * _PITCH + below)


def _short(count: int) -> tuple[str, int]:
    """A number that fits in a tile, and its size: thousands are cut where it has five digits or more."""
    if count < 1_000:
        return str(count), 13
    return (str(count), 11) if count < 10_000 else (f"{count // 1_000}k", 11)
