"""A plan as a table, one row a program (or a state), for spreadsheets and for paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from matchsafe.catalog.export import Cell
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import PlanReport
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import dollars
from matchsafe.evidence.signals import signal_name
from matchsafe.present import plan_words, words

PROGRAM_HEADINGS: Final = (
    "program", "id", "specialty", "city", "state", "role", "signal", "applied", "interview of 100", "interview low",
    "interview high", "match there of 100", "match there low", "match there high", "fee", "reasons", "not known",
    "remark",
)  # fmt: skip
CELL_HEADINGS: Final = (
    "specialty", "state", "programs", "of about", "signals", "interview of 100", "interview low", "interview high",
    "look up", "remark",
)  # fmt: skip


def headings(plan: PlanReport) -> tuple[str, ...]:
    """The headings of ``rows``: of programs, or of states where no program list was used."""
    return CELL_HEADINGS if plan.cells else PROGRAM_HEADINGS


def rows(plan: PlanReport) -> Iterator[tuple[Cell, ...]]:
    """The list in its order, as text and numbers; chances out of 100, with their range."""
    remark = plan.catalog.banner
    for c in plan.cells:
        yield (
            specialty_name(c.specialty), c.state, c.count, c.of_about, c.signals, *of_100(c.p_interview),
            "; ".join(c.look_up), remark,
        )  # fmt: skip
    for p in plan.programs:
        yield (
            p.name, p.id, specialty_name(p.specialty), p.city, p.state, plan_words.ROLES[p.role][0].lower(),
            signal_name(p.signal, p.specialty) or None, "yes" if p.applied else "no", *of_100(p.p_interview),
            *of_100(p.p_match_there), p.fee, " ".join(p.reasons), " ".join(p.unknowns) or None, remark,
        )  # fmt: skip


def of_100(e: Estimate) -> tuple[float, float, float]:
    """A chance with its range as numbers out of 100, to a tenth."""
    return round(e.value * 100, 1), round(e.low * 100, 1), round(e.high * 100, 1)


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
