"""A plan for one or for two as a table, one row a program (or a state), for spreadsheets and for paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from matchsafe.catalog.export import Cell
from matchsafe.domain.couple_plan import CouplePlanReport
from matchsafe.domain.plan import ListedProgram, PlannedCell, PlanReport
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import dollars
from matchsafe.evidence.signals import signal_name
from matchsafe.present import couple_words, plan_words, words
from matchsafe.services.rank_table import CHANCE_HEADINGS, of_100

_INTERVIEW: Final = tuple(f"interview {part}" for part in CHANCE_HEADINGS)
_MATCH: Final = tuple(f"match there {part}" for part in CHANCE_HEADINGS)
_PROGRAM: Final = ("program", "id", "specialty", "city", "state")
_SENT: Final = ("role", "signal", "applied", *_INTERVIEW)
_WHY: Final = ("fee", "reasons", "not known", "remark")
_CELL: Final = ("specialty", "state", "programs", "of about", "signals", *_INTERVIEW, "look up", "remark")


def headings(plan: PlanReport | CouplePlanReport) -> tuple[str, ...]:
    """The headings of ``rows``: of programs, or of states where no program list was used."""
    by_state = plan.catalog.name is None
    if isinstance(plan, CouplePlanReport):
        return ("partner", *(_CELL if by_state else (*_PROGRAM, "region", *_SENT, *_WHY)))
    return _CELL if by_state else (*_PROGRAM, *_SENT, *_MATCH, *_WHY)


def rows(plan: PlanReport | CouplePlanReport) -> Iterator[tuple[Cell, ...]]:
    """The list in its order, a couple's first partner first; chances out of 100, with their range."""
    remark = plan.catalog.banner
    if isinstance(plan, PlanReport):
        yield from _cells(plan.cells, remark)
        for p in plan.programs:
            yield (*_program(p), *_signal_cells(p), *of_100(p.p_match_there), *_why(p, remark))
        return
    for who, partner in zip(("first", "second"), (plan.first, plan.second), strict=True):
        yield from ((who, *row) for row in _cells(partner.cells, remark))
        for q in partner.programs:
            yield (who, *_program(q), couple_words.region_name(q.region), *_signal_cells(q), *_why(q, remark))


def _cells(cells: Sequence[PlannedCell], remark: str | None) -> Iterator[tuple[Cell, ...]]:
    for c in cells:
        numbers = (c.count, c.of_about, c.signals, *of_100(c.p_interview))
        yield (specialty_name(c.specialty), c.state, *numbers, "; ".join(c.look_up), remark)


def _program(p: ListedProgram) -> tuple[Cell, ...]:
    return p.name, p.id, specialty_name(p.specialty), p.city, p.state


def _signal_cells(p: ListedProgram) -> tuple[Cell, ...]:
    role, signal = plan_words.ROLES[p.role][0].lower(), signal_name(p.signal, p.specialty) or None
    return role, signal, "yes" if p.applied else "no", *of_100(p.p_interview)


def _why(p: ListedProgram, remark: str | None) -> tuple[Cell, ...]:
    return p.fee, " ".join(p.reasons), " ".join(p.unknowns) or None, remark


PAPER_HEADINGS: Final = ("Program", "Place", "Role", "Signal", "Interview", "Match there", "Fee", "Done")


def paper(plan: PlanReport) -> Iterator[tuple[str, ...]]:
    """The list for paper: what one needs beside the application form, under ``PAPER_HEADINGS``."""
    for c in plan.cells:
        chance = words.chance(c.p_interview)
        place = f"{c.count} of some {c.of_about}"
        yield plan_words.cell_name(c), place, "", plan_words.cell_signals(c), chance, "", "", ""
    for p in plan.programs:
        yield (
            p.name, plan_words.place(p), plan_words.ROLES[p.role][0], signal_name(p.signal, p.specialty),
            words.chance(p.p_interview), words.chance(p.p_match_there), dollars(p.fee),
            "applied" if p.applied else "",
        )  # fmt: skip
