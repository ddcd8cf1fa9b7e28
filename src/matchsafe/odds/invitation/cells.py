"""Without a catalog: what a state offers in a specialty, as so many average programs from published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

from matchsafe.domain.program import Program
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.states import STATE_NAMES
from matchsafe.evidence import number, table
from matchsafe.odds.arrays import logit
from matchsafe.odds.invitation.benchmarking import shift_to, typical_size
from matchsafe.odds.invitation.features import IMG_TYPES, ProgramFeatures
from matchsafe.odds.invitation.partial_pooling import Rates, fit
from matchsafe.odds.invitation.prior import published_rates


@dataclass(frozen=True)
class Cell:
    """About ``count`` programs of one specialty in one state, of which only the average is known."""

    program: Program
    count: int

    @property
    def text(self) -> str:
        """In words: "about 12 Internal Medicine programs in Michigan"."""
        plural = "program" if self.count == 1 else "programs"
        place = STATE_NAMES[self.program.state or ""]
        return f"about {self.count} {specialty_name(self.program.specialty)} {plural} in {place}"


@cache
def specialties_with_cells() -> tuple[str, ...]:
    """The specialties whose figures by state are known: those in which IMGs take more than a few seats."""
    named = dict.fromkeys(str(row["specialty"]) for row in table("places_2025.by_state").records())
    return tuple(name for name in named if typical_size(name) is not None)


@cache
def cells(specialty: str) -> tuple[Cell, ...]:
    """The states that offer positions in a specialty, each as an average program and how many there are about.

    The number is the positions of the state over the typical size of a program (all positions over all accredited
    programs), at least 1. Empty for a specialty without figures by state.
    """
    size = typical_size(specialty)
    found = []
    for row in table("places_2025.by_state").records():
        if row["specialty"] != specialty or size is None:
            continue
        state, shares = str(row["state"]), (row["us_img"], row["non_us_img"])
        us, non = (None if s is None else float(s) for s in shares)
        found.append(Cell(
            Program(
                id=f"cell:{specialty}:{state}",
                name=f"An average {specialty_name(specialty)} program in {STATE_NAMES[state]}",
                specialty=specialty, state=state, us_img_share=us, non_us_img_share=non,
                img_share=None if us is None or non is None else min(us + non, 1.0),
            ),
            max(1, round(float(row["positions"] or 0) / size)),
        ))  # fmt: skip
    return tuple(found)


def programs_of(some: Sequence[Cell]) -> tuple[list[Program], list[int]]:
    """Every cell as ``count`` programs that look alike, and for each the number of its cell.

    Ids are the cell's with a running number, so that a plan can take some of a cell and be summed up by cell again.
    """
    programs, of = [], []
    for i, cell in enumerate(some):
        for n in range(1, cell.count + 1):
            programs.append(cell.program.model_copy(update={"id": f"{cell.program.id}:{n}"}))
            of.append(i)
    return programs, of


def cell_rates(some: Sequence[Cell]) -> Rates:
    """Rates of invitation by cell.

    Where all cells of a specialty are given, their mean, every program counted once, is the published mean rate of the
    specialty and type; a part of the cells gets the same rates as it would have among all.
    """
    if not some:
        return Rates(*(np.zeros((0, 2)) for _ in range(3)))
    specialties = sorted({c.program.specialty for c in some})
    everything = {c.program.id: c for s in specialties for c in cells(s)}
    whole = [*everything.values(), *(c for c in some if c.program.id not in everything)]
    programs = [c.program for c in whole]
    known = ProgramFeatures.of(programs)
    rates = fit(known).rates(known, number("interview_assumptions.program_effect_lasts"))
    mean, counts = rates.mean.copy(), np.array([c.count for c in whole], float)
    for specialty in specialties:
        at = np.array([p.specialty == specialty for p in programs])
        for t, kind in enumerate(IMG_TYPES):
            if (rate := published_rates().get((specialty, kind))) is None:
                continue
            mean[at, t] = shift_to(rate, logit(mean[at, t]), counts[at])
    place = {c.program.id: i for i, c in enumerate(whole)}
    return Rates(mean, rates.spread, mean, rates.joint).at([place[c.program.id] for c in some])


def unlike_within(some: Sequence[Cell]) -> tuple[list[Program], list[int], Rates]:
    """Every cell as programs that differ by what can be looked up of each, the likeliest to invite first.

    How far programs of a specialty differ by setting, IMG share, visas and size is known
    (``invitations.expected_spread``); what of it lies between the cells is taken out, and the rest is spread over the
    programs of each cell like the quantiles of a normal distribution, so that the mean of the cell stays what it is.

    Returns:
        The programs and the number of each one's cell, as from ``programs_of``, and their rates.
    """
    programs, of = programs_of(some)
    by_cell = cell_rates(some)
    rates = by_cell.at(of)
    mean = rates.mean.copy()
    start, normal = 0, NormalDist()
    for c, cell in enumerate(some):
        places = np.array([normal.inv_cdf(1 - (i + 0.5) / cell.count) for i in range(cell.count)])
        rows = slice(start, start + cell.count)
        for t, within in enumerate(_within(cell.program.specialty)):
            middle = float(by_cell.mean[c, t])
            mean[rows, t] = shift_to(middle, logit(middle) + within * places, np.ones(cell.count))
        start += cell.count
    return programs, of, Rates(mean, rates.spread, mean, rates.joint)


@cache
def _within(specialty: str) -> tuple[float, ...]:
    """Standard deviation in logits between the programs of one cell, by type."""
    every = cells(specialty)
    at = logit(cell_rates(every).mean)
    counts = [c.count for c in every]
    between = np.average((at - np.average(at, axis=0, weights=counts)) ** 2, axis=0, weights=counts)
    whole = number("invitations.expected_spread") ** 2
    return tuple(float(np.sqrt(max(whole - b, 0.0))) for b in between)
