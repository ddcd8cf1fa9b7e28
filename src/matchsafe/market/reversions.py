"""What has to hold of reversions, however they were handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.arrays import MOST_SEATS
from matchsafe.market.settings import is_whole, shown
from matchsafe.market.variations import Reversion


def check_reversions(
    reversions: Sequence[Reversion],
    quotas: Mapping[str, object],
    problem: Callable[[int | None, str, str, str], Problem],
    found: Problems,
) -> None:
    """Note what cannot be: unknown programs, no positions, the same twice, more than there are, a circle.

    Args:
        reversions: Those of one donor in the order they are served.
        quotas: The quota of each program.
        problem: Makes a problem from the number of a reversion (from 0; ``None`` for all together), the name of its
            field, a message and a code.
        found: Where problems are noted.
    """
    graph: dict[str, dict[str, None]] = {}  # in order, so that the same circle is told each time
    total: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, one in enumerate(reversions):
        named = (("donor", one.donor), ("receiver", one.receiver))
        if strange := [pair for pair in named if not isinstance(pair[1], str)]:
            for field, program in strange:
                found.add(problem(number, field, f"there is no program {shown(program)}", "unknown_id"))
            continue
        for field, program in named:
            if found.complete and program not in quotas and (field == "donor" or program != one.donor):
                found.add(problem(number, field, f"there is no program {shown(program)}", "unknown_id"))
        if not is_whole(one.positions) or not 1 <= one.positions <= MOST_SEATS:
            message = f"{shown(one.positions)} positions; it must be a whole number from 1 to {MOST_SEATS:,}"
            found.add(problem(number, "positions", message, "positions"))
            continue
        if one.receiver in graph.setdefault(one.donor, {}):
            found.add(problem(number, "receiver", "this reversion stands twice", "duplicate_reversion"))
        graph[one.donor][one.receiver] = None
        total[one.donor] = total.get(one.donor, 0) + one.positions
        last[one.donor] = number
    for donor, positions in total.items():
        quota = quotas.get(donor)
        if isinstance(quota, int) and positions > quota:
            message = f"{donor!r} reverts {positions} positions in all; its quota is {quota}"
            found.add(problem(last[donor], "positions", message, "positions"))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " to ".join(reversed(error.args[1]))
        found.add(problem(None, "", f"positions would go in a circle: {circle}", "circle"))
