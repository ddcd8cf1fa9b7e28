"""``matchsafe catalog twins``, ``same`` and ``apart``: entries that may be one program."""

from __future__ import annotations

from matchsafe.catalog import twins
from matchsafe.catalog.access import name_in_use, open_catalog
from matchsafe.catalog.store import Store
from matchsafe.cli.catalog import banner, errors
from matchsafe.cli.output import print_json, print_line
from matchsafe.domain.program import Program
from matchsafe.domain.text import plural


def listing(name: str | None, *, as_json: bool) -> None:
    """Print the pairs nobody has decided about, and how to decide.

    Raises:
        CliError: If the catalog cannot be read.
    """
    with errors():
        catalog = open_catalog(Store(), name)
    banner(catalog, as_json)
    pairs = twins.open_pairs(catalog)
    if as_json:
        print_json([twins.pair_as_plain(pair) for pair in pairs])
        return
    print_line(f"{plural(len(pairs), 'pair of entries', 'pairs of entries')} that may be one program")
    for one, other, why in pairs:
        print_line(f"  {_said(one)}\n  {_said(other)}\n    {why}")
    if pairs:
        print_line("If two are one: matchsafe catalog same ID ID. If not: matchsafe catalog apart ID ID.")


def decide(one: str, other: str, name: str | None, *, same: bool) -> None:
    """Note what the reader says of two entries.

    Raises:
        CliError: If it cannot be noted.
    """
    with errors():
        store = Store()
        chosen = name_in_use(store, name)
        version = twins.decide(store, chosen, one, other, same=same)
    print_line(f"{version.summary}. To take it back: matchsafe catalog undo")


def _said(program: Program) -> str:
    where = ", ".join(part for part in (program.city, program.state) if part)
    return f"{program.id}  {program.name}{f', {where}' if where else ''}"
