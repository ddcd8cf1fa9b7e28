"""``matchsafe catalog twins``, ``same``, ``apart``, ``employers``: what may be one, and what the reader says."""

from __future__ import annotations

from typing import Any, Final

from matchsafe.catalog import employers as public_employers
from matchsafe.catalog import twins
from matchsafe.catalog.access import name_in_use, open_catalog
from matchsafe.catalog.store import Store
from matchsafe.cli.catalog import banner, errors
from matchsafe.cli.errors import CliError
from matchsafe.cli.output import first_of, print_json, print_line
from matchsafe.domain.program import Program
from matchsafe.domain.text import plural

_SHOWN: Final = 20


def listing(name: str | None, *, as_json: bool) -> None:
    """Print the pairs nobody has decided about, and how to decide."""
    with errors():
        catalog = open_catalog(Store(), name)
    banner(catalog, as_json)
    pairs = twins.open_pairs(catalog)
    if as_json:
        print_json([twins.pair_as_plain(pair) for pair in pairs])
        return
    print_line(f"{plural(len(pairs), 'pair of entries', 'pairs of entries')} that may be one program")
    for one, other, why in pairs:
        print_line(f"  {_twin_line(one)}\n  {_twin_line(other)}\n    {why}")
    if pairs:
        print_line("If two are one: matchsafe catalog same ID ID. If not: matchsafe catalog apart ID ID.")


def decide(one: str, other: str, name: str | None, *, same: bool) -> None:
    """Note what the reader says of two entries."""
    with errors():
        store = Store()
        chosen = name_in_use(store, name)
        version = twins.decide(store, chosen, one, other, same=same)
    print_line(f"{version.summary}. To take it back: matchsafe catalog undo")


def employers(
    label: str | None, keys: list[str], name: str | None, *, none: bool, again: bool, as_json: bool
) -> None:
    """Print the employers that are asked about, or note which programs one of them is."""
    if label is not None:
        if bool(keys) + none + again != 1:
            raise CliError("Say which programs it is by their ids, or --none, or --again to be asked again.")
        with errors():
            store = Store()
            version = public_employers.decide(store, name_in_use(store, name), label, None if again else keys)
        print_line(f"{version.summary}. To take it back: matchsafe catalog undo")
        return
    with errors():
        catalog = open_catalog(Store(), name)
        found = public_employers.employers_as_plain(catalog)
    banner(catalog, as_json)
    if as_json:
        print_json(found)
        return
    asked = [e for e in found if e["programs"] is None]
    print_line(f"{plural(len(asked), 'employer')} of public files that may be programs of the list")
    for line in first_of([_employer_lines(told) for told in asked], _SHOWN):
        print_line(f"  {line}")
    if asked:
        print_line('If one is: matchsafe catalog employers "EMPLOYER" ID... If none is: add --none instead.')
    for told in (e for e in found if e["programs"] is not None):
        said = " ".join(told["programs"]) or "no program of this list"
        print_line(f"  You said: {told['employer']} is {said}")


def _employer_lines(told: dict[str, Any]) -> str:
    offered = (f"\n    {h['hospital']}: {' '.join(h['programs'])}" for h in told["offered"])
    return f"{told['employer']}: {told['tells']}{''.join(offered)}"


def _twin_line(program: Program) -> str:
    where = ", ".join(part for part in (program.city, program.state) if part)
    return f"{program.id}  {program.name}{f', {where}' if where else ''}"
