"""Why more money would put nothing more on a list: which limit stops it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from matchsafe.domain.plan import Limit
from matchsafe.planning import PortfolioProblem


def binding_constraint(problem: PortfolioProblem, modes: Sequence[int]) -> tuple[Limit, tuple[str, ...]]:
    """What keeps a list from growing, whatever the budget, and the specialties it is about.

    Args:
        problem: What was solved.
        modes: By program: -1 for not on the list.
    """
    left = [j for j, mode in enumerate(modes) if mode < 0 and j not in problem.exclude]
    if not left:
        return "all_listed", ()
    listed = [j for j, mode in enumerate(modes) if mode >= 0]
    if problem.max_programs is not None and len(listed) >= problem.max_programs:
        return "max_programs", ()
    counts = Counter(problem.specialty[j] for j in listed)
    full = {s for s, most in problem.max_per_specialty.items() if counts[s] >= most}
    if all(problem.specialty[j] in full for j in left):
        return "max_per_specialty", tuple(dict.fromkeys(problem.specialty[j] for j in left))
    return "no_gain", ()
