"""A plan without a program list: about how many programs of each specialty and state to apply to."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import PlannedCell
from matchsafe.domain.specialties import specialty_name
from matchsafe.odds.quadrature import LEVEL
from matchsafe.present.plan_reasons import place
from matchsafe.services.plan.candidates import Candidates


def planned_cells(
    candidates: Candidates, picked: Iterable[tuple[int, bool, Estimate]], look_up: tuple[str, ...]
) -> tuple[PlannedCell, ...]:
    """A list of average programs by cell: how many of each state, and the chance of an interview at each.

    Args:
        candidates: What there was to choose from.
        picked: For each program of the list its number, whether it is sent with a signal, and the chance.
        look_up: What to find out of each program.
    """
    by_cell: dict[int, list[tuple[bool, Estimate]]] = {}
    for number, signalled, interview in picked:
        by_cell.setdefault(candidates.cell_of[number], []).append((signalled, interview))
    out = []
    for number, members in by_cell.items():
        cell = candidates.cells[number]
        each = [interview for _, interview in members]
        value, low, high = (float(np.mean([getattr(e, k) for e in each])) for k in ("value", "low", "high"))
        program = cell.program
        name, state = specialty_name(program.specialty), place(program)
        out.append(
            PlannedCell(
                specialty=program.specialty,
                state=program.state or "",
                count=len(members),
                of_about=cell.count,
                signals=sum(signalled for signalled, _ in members),
                p_interview=Estimate(value=value, low=min(low, value), high=max(high, value), level=LEVEL),
                text=f"about {len(members)} of some {cell.count} {name} programs in {state}",
                look_up=look_up,
            )
        )
    return tuple(sorted(out, key=lambda c: (c.specialty, -c.count, c.state)))
