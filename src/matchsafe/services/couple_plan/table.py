"""A plan for two as a table, one row a program (or a state) of either list, for spreadsheets and for paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from matchsafe.catalog.export import Cell
from matchsafe.domain.couple_plan import CouplePlanReport
from matchsafe.domain.specialties import specialty_name
from matchsafe.evidence.signals import signal_name
from matchsafe.present import couple_words, plan_words
from matchsafe.services.plan.table import of_100

PROGRAM_HEADINGS: Final = (
    "partner", "program", "id", "specialty", "city", "state", "region", "role", "signal", "applied",
    "interview of 100", "interview low", "interview high", "fee", "reasons", "not known", "remark",
)  # fmt: skip
CELL_HEADINGS: Final = (
    "partner", "specialty", "state", "programs", "of about", "signals", "interview of 100", "interview low",
    "interview high", "look up", "remark",
)  # fmt: skip


def headings(plan: CouplePlanReport) -> tuple[str, ...]:
    """The headings of ``rows``: of programs, or of states where no program list was used."""
    return CELL_HEADINGS if plan.catalog.name is None else PROGRAM_HEADINGS


def rows(plan: CouplePlanReport) -> Iterator[tuple[Cell, ...]]:
    """The first partner's list, then the second's; chances out of 100, with their range."""
    remark = plan.catalog.banner
    for who, partner in zip(("first", "second"), (plan.first, plan.second), strict=True):
        for c in partner.cells:
            yield (
                who, specialty_name(c.specialty), c.state, c.count, c.of_about, c.signals, *of_100(c.p_interview),
                "; ".join(c.look_up), remark,
            )  # fmt: skip
        for p in partner.programs:
            yield (
                who, p.name, p.id, specialty_name(p.specialty), p.city, p.state, couple_words.region_name(p.region),
                plan_words.ROLES[p.role][0].lower(), signal_name(p.signal, p.specialty) or None,
                "yes" if p.applied else "no", *of_100(p.p_interview), p.fee, " ".join(p.reasons),
                " ".join(p.unknowns) or None, remark,
            )  # fmt: skip
