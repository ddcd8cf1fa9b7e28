"""What has to hold of reversions, however they were handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from matchsafe.market.problems import MarketProblems
from matchsafe.market.variations import Reversion


def check_reversions(
    reversions: Sequence[Reversion],
    quotas: Mapping[str, object],
    where: Callable[[int, str], str],
    all_of_them: str,
    found: MarketProblems,
) -> None:
    """Note what cannot be: unknown programs, no positions, the same twice, more than there are, a circle.

    Args:
        reversions: Those of one donor in the order they are served.
        quotas: The quota of each program.
        where: The place of a reversion, by its number from 0 and the name of its field.
        all_of_them: What messages call them together.
        found: Where problems are noted.
    """
    graph: dict[str, dict[str, None]] = {}  # in order, so that the same circle is told each time
    total: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, one in enumerate(reversions):
        for field, program in (("donor", one.donor), ("receiver", one.receiver)):
            if found.whole and program not in quotas and (field == "donor" or program != one.donor):
                found.add(where(number, field), f"there is no program {program!r}", "unknown_id")
        if isinstance(one.positions, bool) or not isinstance(one.positions, int) or one.positions < 1:
            message = f"{one.positions!r} positions; it must be a whole number, 1 or more"
            found.add(where(number, "positions"), message, "positions")
            continue
        if one.receiver in graph.setdefault(one.donor, {}):
            found.add(where(number, "receiver"), "this reversion stands twice", "duplicate_reversion")
        graph[one.donor][one.receiver] = None
        total[one.donor] = total.get(one.donor, 0) + one.positions
        last[one.donor] = number
    for donor, positions in total.items():
        quota = quotas.get(donor)
        if isinstance(quota, int) and positions > quota:
            message = f"{donor!r} reverts {positions} positions in all; its quota is {quota}"
            found.add(where(last[donor], "positions"), message, "positions")
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " to ".join(reversed(error.args[1]))
        found.add(all_of_them, f"positions would go in a circle: {circle}", "circle")
