"""What is to be planned: the programs, their chances, the fees, and everything the list has to respect."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from matchsafe.domain.problem import Problem, Problems
from matchsafe.planning.chances import MODES, Chances, Floats, Signal
from matchsafe.planning.cost import FeeSchedule
from matchsafe.planning.errors import PlanningError

Ints = npt.NDArray[np.int64]
Part = Literal["alone", "first", "second"]

PARTS: Final[tuple[Part, ...]] = ("alone", "first", "second")
"""``alone``: a match there is a match. ``first`` and ``second``: both are needed, from the same pool: an
advanced position and a preliminary year, or the two partners of a couple. A part's number is its place
here."""


@dataclass(frozen=True)
class SignalCaps:
    """How many signals may still be sent in a specialty, those already sent included."""

    gold: int = 0
    silver: int = 0


@dataclass(frozen=True)
class Minimum:
    """At least so many programs of a group have to be on the list: a region, a role, a kind of visa.

    Attributes:
        name: What the group is called in messages.
        members: Numbers of its programs.
        at_least: How many; programs already applied to count.
    """

    name: str
    members: frozenset[int]
    at_least: int


class Layout(NamedTuple):
    """Where programs stand by numbers: specialties in the order of their first program."""

    specialties: tuple[str, ...]
    specialty: Ints
    part: Ints
    pool: Ints
    pools: int
    locked: Ints
    """Mode of the programs already applied to; -1 elsewhere."""
    free: npt.NDArray[np.bool_]
    """Programs the plan may add."""
    start: Ints
    """Programs already applied to, by specialty."""
    fees: tuple[Floats, ...]
    """Fees by specialty for 0, 1, ... programs."""
    caps: Ints
    """Most signals by (specialty, mode); the plain mode has no cap worth naming."""
    most: Ints
    """Most programs by specialty."""


class Moves(NamedTuple):
    """Ways to add programs: how each is sent, which program it is, its specialty, and its chances by scenario."""

    mode: Ints
    program: Ints
    specialty: Ints
    hits: Floats


@dataclass(frozen=True, eq=False)
class PortfolioProblem:
    """One applicant's planning problem (or a couple's, see ``planning.couples``). Money is in US dollars.

    Attributes:
        names: An id for each program, unique.
        specialty: The specialty of each program; fees and signals are counted by it.
        fees: The fee schedule of each specialty.
        budget: Most that new applications may cost; ``None``: no limit.
        fixed_fee: Paid once when there is any new application and none was sent before (a token, a registration).
        signals: Signals by specialty; none where it is not named.
        max_programs: Longest list, those already applied to included.
        max_per_specialty: The same by specialty.
        minimums: Groups of which a number has to be on the list.
        include: Programs that have to be on the list.
        exclude: Programs that may not be added.
        applied: Programs already applied to, with the signal that was sent. They count in the chance, in caps
            and in the tier, and cost nothing more.
        utility: What a match at each program is worth, 0 or more, no match being 0; also the order of preference.
        parts: The part each program plays (see ``PARTS``); all alone if left out.
        pools: For parts that need each other: the pool each program belongs to; one pool if left out.

    Raises:
        PlanningError: If anything is amiss; every problem is named.
    """

    names: tuple[str, ...]
    specialty: tuple[str, ...]
    chances: Chances
    fees: Mapping[str, FeeSchedule]
    budget: float | None = None
    fixed_fee: float = 0.0
    signals: Mapping[str, SignalCaps] = field(default_factory=dict)
    max_programs: int | None = None
    max_per_specialty: Mapping[str, int] = field(default_factory=dict)
    minimums: tuple[Minimum, ...] = ()
    include: frozenset[int] = frozenset()
    exclude: frozenset[int] = frozenset()
    applied: Mapping[int, Signal] = field(default_factory=dict)
    utility: Floats | None = None
    parts: tuple[Part, ...] | None = None
    pools: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.utility is not None:
            object.__setattr__(self, "utility", np.asarray(self.utility, np.float64))
        found = Problems(PlanningError)
        _Checks(self, found).all()
        found.check()

    @property
    def programs(self) -> int:
        """How many programs there are to choose from."""
        return len(self.names)

    @cached_property
    def layout(self) -> Layout:
        """The problem in numbers, for the search."""
        names = tuple(dict.fromkeys(self.specialty))
        place = {name: c for c, name in enumerate(names)}
        specialty = np.array([place[s] for s in self.specialty], np.int64)
        part = np.array([PARTS.index(p) for p in self.parts or ("alone",) * self.programs], np.int64)
        pool = np.zeros(self.programs, np.int64)
        if self.pools is not None:
            pool[part > 0] = np.unique(np.array(self.pools)[part > 0], return_inverse=True)[1]
        locked = np.full(self.programs, -1, np.int64)
        for j, sent in self.applied.items():
            locked[j] = MODES.index(sent)
        free = locked < 0
        free[list(self.exclude)] = False
        of = np.bincount(specialty, minlength=len(names))
        caps = np.zeros((len(names), len(MODES)), np.int64)
        caps[:, 0] = of
        for name, given in self.signals.items():
            if name in place:
                for mode, cap in ((1, given.silver), (2, given.gold)):
                    caps[place[name], mode] = cap if self.chances.with_signal(mode) else 0
        return Layout(
            names,
            specialty,
            part,
            pool,
            int(pool.max(initial=0)) + 1 if part.any() else 0,
            locked,
            free,
            np.bincount(specialty[locked >= 0], minlength=len(names)),
            tuple(self.fees[name].totals(int(n)) for name, n in zip(names, of, strict=True)),
            caps,
            np.array(
                [min(self.max_per_specialty.get(n, of[c]), of[c]) for c, n in enumerate(names)], np.int64
            ),
        )

    @cached_property
    def moves(self) -> tuple[Moves, Moves]:
        """Every way to add a program: without signals, and with them."""
        layout = self.layout
        found = []
        for modes in (1, len(MODES)):
            open_ = layout.free & (layout.caps.T[:modes] > 0)[:, layout.specialty]
            mode, program = np.nonzero(open_)
            found.append(Moves(mode, program, layout.specialty[program], self.chances.hits[mode, program]))
        return found[0], found[1]

    @cached_property
    def unlimited(self) -> bool:
        """Whether every program may be added, and gains only fall while a list grows: no part needs another."""
        layout = self.layout
        every = np.bincount(layout.specialty[layout.free], minlength=len(layout.most)) + layout.start
        free = self.budget is None and self.max_programs is None and bool((layout.most >= every).all())
        return free and not layout.pools

    def at_budget(self, budget: float | None) -> PortfolioProblem:
        """The same problem with another budget."""
        return self._with_layout_of_this(replace(self, budget=budget))

    def at_weights(self, weights: Floats) -> PortfolioProblem:
        """The same problem with other weights of its scenarios."""
        return self._with_layout_of_this(replace(self, chances=self.chances.at_weights(weights)))

    def _with_layout_of_this(self, other: PortfolioProblem) -> PortfolioProblem:
        other.__dict__.update(layout=self.layout, moves=self.moves)
        return other


class _Checks:
    """The checks of a problem, each noting what it finds."""

    def __init__(self, problem: PortfolioProblem, found: Problems) -> None:
        self.problem, self.add = problem, found.add

    def all(self) -> None:
        self.lengths()
        self.money()
        self.numbers()
        self.contradictions()

    def lengths(self) -> None:
        p, n = self.problem, self.problem.programs
        if not n:
            self.add(Problem("is empty; at least one program is needed", "empty", "names"))
        if len(set(p.names)) < n:
            twice = sorted({x for x in p.names if p.names.count(x) > 1})
            self.add(Problem(f"{', '.join(twice[:5])} given twice; ids have to be unique", "twice", "names"))
        given = {"specialty": p.specialty, "utility": p.utility, "parts": p.parts, "pools": p.pools}
        for name, value in given.items():
            if value is not None and len(value) != n:
                self.add(Problem(f"has {len(value)} entries for {n} programs", "shape", name))
        if p.chances.programs != n:
            self.add(Problem(f"are of {p.chances.programs} programs, not {n}", "shape", "chances"))
        if p.utility is not None and not (np.isfinite(p.utility).all() and (p.utility >= 0).all()):
            self.add(Problem("has to be 0 or more everywhere", "range", "utility"))
        if p.parts is not None and (strange := set(p.parts) - set(PARTS)):
            self.add(
                Problem(f"{', '.join(sorted(strange))}: accepted are {', '.join(PARTS)}", "unknown", "parts")
            )
        elif p.parts is not None and ("first" in p.parts) != ("second" in p.parts):
            self.add(Problem("first and second need each other; one kind is missing", "missing", "parts"))

    def money(self) -> None:
        p = self.problem
        for name in dict.fromkeys(p.specialty):
            if name not in p.fees:
                self.add(Problem(f"no fee schedule for {name}", "missing", "fees"))
            else:
                for said in p.fees[name].problems():
                    self.add(Problem(said, "fees", f"fees of {name}"))
        if p.budget is not None and not (math.isfinite(p.budget) and p.budget >= 0):
            self.add(Problem(f"{p.budget:g}; dollars, 0 or more, are accepted", "range", "budget"))
        if not (math.isfinite(p.fixed_fee) and p.fixed_fee >= 0):
            self.add(Problem(f"{p.fixed_fee:g}; dollars, 0 or more, are accepted", "range", "fixed_fee"))

    def numbers(self) -> None:
        p = self.problem
        groups = {"include": p.include, "exclude": p.exclude, "applied": p.applied.keys()}
        groups |= {f"minimum {m.name}": m.members for m in p.minimums}
        for name, members in groups.items():
            if strange := sorted(j for j in members if not 0 <= j < p.programs):
                self.add(
                    Problem(
                        f"there is no program number {strange[0]}; 0 to {p.programs - 1} exist",
                        "unknown",
                        name,
                    )
                )
        for j, mode in p.applied.items():
            if mode not in MODES:
                self.add(
                    Problem(
                        f"{mode!r} of program number {j}; accepted: none, silver, gold", "unknown", "applied"
                    )
                )
        counts = {f"max_per_specialty {k}": v for k, v in p.max_per_specialty.items()}
        counts |= {
            f"{kind} signals of {k}": getattr(v, str(kind))
            for k, v in p.signals.items()
            for kind in MODES[1:]
        }
        counts |= {f"minimum {m.name}": m.at_least for m in p.minimums}
        counts["max_programs"] = p.programs if p.max_programs is None else p.max_programs
        for name, number in counts.items():
            if number < 0:
                self.add(Problem(f"{number}; 0 or more is accepted", "range", name))

    def contradictions(self) -> None:
        p = self.problem
        for j in sorted((p.include & p.exclude) - p.applied.keys()):
            self.add(
                Problem(f"{p.names[j]!r} is to be left out as well (exclude)", "contradiction", "include")
            )
        for m in p.minimums:
            can = len([j for j in m.members if j in p.applied or j not in p.exclude])
            if can < m.at_least:
                self.add(
                    Problem(
                        f"{m.at_least} wanted, {can} there to choose from",
                        "contradiction",
                        f"minimum {m.name}",
                    )
                )
        there = len(p.include | p.applied.keys())
        if p.max_programs is not None and there > p.max_programs:
            self.add(
                Problem(
                    f"{p.max_programs}, but {there} are already applied to or required",
                    "contradiction",
                    "max_programs",
                )
            )
        held = {j: p.specialty[j] for j in p.include | p.applied.keys() if 0 <= j < len(p.specialty)}
        for name, most in p.max_per_specialty.items():
            if (n := list(held.values()).count(name)) > most:
                self.add(
                    Problem(
                        f"{most}, but {n} are already applied to or required",
                        "contradiction",
                        f"max_per_specialty {name}",
                    )
                )
        for kind in MODES[1:]:
            sent = [p.specialty[j] for j, m in p.applied.items() if m == kind and 0 <= j < len(p.specialty)]
            for name in dict.fromkeys(sent):
                given = p.signals.get(name, SignalCaps())
                cap = getattr(given, str(kind))
                if sent.count(name) > cap:
                    self.add(
                        Problem(
                            f"{sent.count(name)} already sent, {cap} allowed",
                            "contradiction",
                            f"{kind} signals of {name}"
                            if given.gold or kind == "gold"
                            else f"signals of {name}",
                        )
                    )
