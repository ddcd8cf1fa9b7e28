"""``matchsafe evidence list`` and ``matchsafe evidence show``."""

from __future__ import annotations

from difflib import get_close_matches
from textwrap import wrap
from typing import TYPE_CHECKING

from matchsafe.cli.errors import CliError, printable
from matchsafe.cli.output import print_answer, print_json_text
from matchsafe.domain.text import plural
from matchsafe.evidence import Figure, Table, figure, search, suggest

if TYPE_CHECKING:
    from matchsafe.cli.screen import Screen

_KINDS = ("published", "derived", "rule_of_thumb", "assumption")


def listing(text: str, kind: str | None, *, as_json: bool) -> None:
    """Print the figures that hold every word of ``text``, of one kind if asked."""
    if kind is not None and kind not in _KINDS:
        guess = get_close_matches(kind, _KINDS, n=1, cutoff=0.4)
        raise CliError(
            f'--kind: "{kind[:40]}" is not a kind. Accepted: {", ".join(_KINDS)}.'
            + (f" Did you mean: {guess[0]}" if guess else "")
        )
    found = [f for f in search(text) if kind in (None, f.kind)]
    if as_json:
        inside = ",\n".join(f.model_dump_json(indent=2) for f in found)
        print_json_text(f"[\n{inside}\n]" if found else "[]")
        return
    if not found:
        raise CliError(
            [f'No figure holds "{printable(text)[:60]}".', "All of them: matchsafe evidence list"], code=1
        )
    from matchsafe.cli.screen import Screen
    from matchsafe.present.sources import KINDS

    screen = Screen()
    for f in found:
        told = screen.words(f.id, "bold")
        told.append_text(screen.words(f"\n{f.title} ({f.publisher}, {f.year})"))
        screen.points([(screen.mark(f.kind), told)], indent=0)
    screen.print()
    screen.say(
        f"{plural(len(found), 'figure')}. {screen.marks(KINDS)}. One in full: matchsafe evidence show ID",
        "dim",
    )


def show(figure_id: str, *, as_json: bool) -> None:
    """Print one figure."""
    wanted = figure_id.strip()
    try:
        found = figure(wanted)
    except KeyError:
        near = suggest(wanted)
        guess = [f"Did you mean: {', '.join(near)}"] if near else []
        missing = f'There is no figure "{printable(wanted)[:80]}".'
        raise CliError([missing, *guess, "All of them: matchsafe evidence list"]) from None
    print_answer(found, _print, as_json=as_json)


def _print(screen: Screen, f: Figure) -> None:
    from matchsafe.present.sources import mark

    kind = mark(f.kind)
    screen.say(f.title, "bold")
    screen.say(f"{screen.mark(f.kind)} {kind.word}. {kind.text}")
    screen.print()
    if f.table is None:
        between = "" if f.low is None or f.high is None else f" (range {f.low:g} to {f.high:g})"
        value = f"{f.value:g}" if isinstance(f.value, float) else str(f.value)
        screen.say(f"{value}{between}", "bold")
    else:
        _table(screen, f.table)
    screen.print()
    facts = (
        ("id", f.id),
        ("unit", f.unit),
        ("counts", f.population),
        ("year", f.year),
        ("publisher", f.publisher),
        ("document", f.document),
        ("where", f.location),
        ("address", f.url),
        ("retrieved", f.retrieved.isoformat()),
        ("confidence", f.confidence.replace("_", " ")),
        ("rights", f.rights),
        ("notes", f.notes),
        ("used by", f.used_by),
    )
    screen.points([(name, text) for name, text in facts if text], indent=0)


def _table(screen: Screen, table: Table) -> None:
    """Columns where they fit; else every row as a short list."""
    rows = [["" if cell is None else str(cell) for cell in row] for row in table.rows]
    heads = [column.replace("_", " ") for column in table.columns]
    wide = [max(map(len, (*head.split(), *(row[i] for row in rows)))) for i, head in enumerate(heads)]
    if sum(wide) + 2 * len(wide) > screen.width:
        for row in rows:
            screen.say(row[0], "bold")
            screen.points([("", f"{h}: {cell}") for h, cell in zip(heads[1:], row[1:], strict=True) if cell])
        return
    numeric = [all(isinstance(row[i], int | float | None) for row in table.rows) for i in range(len(heads))]
    broken = [wrap(head, width) or [""] for head, width in zip(heads, wide, strict=True)]
    deepest = max(map(len, broken))
    lines = [[[*[""] * (deepest - len(b)), *b][i] for b in broken] for i in range(deepest)]
    for i, cells in enumerate([*lines, *rows]):
        told = [c.rjust(w) if n else c.ljust(w) for c, w, n in zip(cells, wide, numeric, strict=True)]
        screen.row(screen.words("  ".join(told), "bold" if i < deepest else ""))
