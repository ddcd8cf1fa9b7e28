"""What is known of programs, as columns for the regression of invitation rates. One row per program and IMG type."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matchsafe.domain.program import Program
from matchsafe.evidence import table
from matchsafe.odds.arrays import Floats

IMG_TYPES: Final = ("us_img", "non_us_img")
"""The types of applicant whose rates are known by program, in the order of every (program, type) array."""
HALVES: Final = (-0.5, 0.5)
"""How a difference between the types is shared out: half of it off for US-IMGs, half of it on for non-US IMGs."""
_EDGE: Final = 0.03
"""Added to a share, so that the logarithm of 0 stays finite: half a resident in about 16."""
_FEW_SEATS: Final = 20
"""A specialty with as many filled seats lies half-way between its own IMG share and that of all: guards
the smallest."""
SETTINGS: Final = ("community", "community_university_affiliated", "university")
TERMS: Final = (
    "share", "share_unknown", "own_share", "j1", "j1_type", "h1b", "h1b_type", "specialty_crowding", "crowding", "size",
    *(f"setting_{s}" for s in SETTINGS), *(f"setting_{s}_type" for s in SETTINGS),
)  # fmt: skip
"""Columns with a slope of their own; the others are one per specialty or state."""


def log_share(share: Floats) -> Floats:
    """Logarithm of a share, kept finite at 0.

    Invitations rise with the seats that IMGs take, so a rate goes with the share itself. Against its log-odds, which
    grow without end toward 1, programs where nearly all are IMGs would be taken for far likelier than they are.
    """
    return np.asarray(np.log(share + _EDGE))


def one_of_each(
    programs: Sequence[Program], said: Iterable[Hashable]
) -> tuple[list[Program], npt.NDArray[np.int64]]:
    """One program for each different thing that is said of them, and which of these stands for each program.

    A plan without a program list has hundreds of average programs that differ by state alone.
    """
    keys = list(said)
    one = dict(zip(keys, programs, strict=True))
    number = dict(zip(one, range(len(one)), strict=True))
    return list(one.values()), np.array([number[key] for key in keys], np.int64)


class Labels(NamedTuple):
    """Words of many programs: each word once, and the number of each program's word."""

    names: tuple[str, ...]
    of: npt.NDArray[np.int64]

    @classmethod
    def read(cls, words: npt.NDArray[np.str_]) -> Labels:
        """The words in the order in which they first come."""
        every = words.tolist()
        place = {name: i for i, name in enumerate(dict.fromkeys(every))}
        return cls(tuple(place), np.array([place[name] for name in every], np.int64))

    def among(self, order: Sequence[str]) -> npt.NDArray[np.int64]:
        """Where each program's word stands in another order; -1 where it does not."""
        place = {name: i for i, name in enumerate(order)}
        return np.array([place.get(name, -1) for name in self.names], np.int64)[self.of]


@dataclass(frozen=True, eq=False)
class ProgramFeatures:
    """Programs as arrays, one value a program; NaN for unknown.

    Attributes:
        specialty, state: Names by program.
        rates: Share of applicants invited, (programs, types).
    """

    specialty: npt.NDArray[np.str_]
    state: npt.NDArray[np.str_]
    setting: npt.NDArray[np.str_]
    img_share: Floats
    own_share: Floats
    positions: Floats
    applications: Floats
    j1: Floats
    h1b: Floats
    rates: Floats

    @cached_property
    def specialties(self) -> Labels:
        """The specialties as numbers."""
        return Labels.read(self.specialty)

    @cached_property
    def states(self) -> Labels:
        """The states as numbers."""
        return Labels.read(self.state)

    @property
    def count(self) -> int:
        """Number of programs."""
        return len(self.specialty)

    @classmethod
    def of(cls, programs: Sequence[Program]) -> ProgramFeatures:
        """Read the arrays off program records."""
        return cls(
            specialty=np.array([p.specialty for p in programs], np.str_),
            state=np.array([p.state or "" for p in programs], np.str_),
            setting=np.array([p.setting for p in programs], np.str_),
            img_share=_column([_img_share(p) for p in programs]),
            own_share=_pairs([(p.us_img_share, p.non_us_img_share) for p in programs]),
            positions=_column([p.positions or None for p in programs]),
            applications=_column([p.applications or None for p in programs]),
            j1=_column([p.j1 for p in programs]),
            h1b=_column([p.h1b for p in programs]),
            rates=_pairs([(p.invite_rate_us_img, p.invite_rate_non_us_img) for p in programs]),
        )

    @classmethod
    def blank(cls, specialties: Sequence[str]) -> ProgramFeatures:
        """One program of each specialty, of which nothing else is known."""
        return cls.of([Program(id="any", name="any", specialty=s) for s in specialties])


def _img_share(program: Program) -> float | None:
    if program.img_share is not None:
        return program.img_share
    parts = program.us_img_share, program.non_us_img_share
    return None if parts[0] is None or parts[1] is None else min(parts[0] + parts[1], 1.0)


def _column(values: Sequence[float | None]) -> Floats:
    return np.array(values, float)  # None becomes NaN


def _pairs(values: Sequence[tuple[float | None, float | None]]) -> Floats:
    return np.array(values, float).reshape(-1, 2)


@cache
def usual_shares() -> dict[str, float]:
    """Share of filled seats that IMGs took in 2025, by specialty; the key ``""`` holds that of all."""
    filled: dict[str, float] = {}
    taken: dict[str, float] = {}
    for row in table("positions_2025.by_specialty").records():
        for name in (str(row["specialty"] or ""), ""):
            filled[name] = filled.get(name, 0) + float(row["filled"] or 0)
            taken[name] = taken.get(name, 0) + float(row["us_img"] or 0) + float(row["non_us_img"] or 0)
    usual = taken[""] / filled[""]
    return {name: (taken[name] + _FEW_SEATS * usual) / (filled[name] + _FEW_SEATS) for name in filled}


def usual_share(specialties: Labels) -> Floats:
    """The usual IMG share of each program's specialty; that of all specialties where there is none."""
    shares = usual_shares()
    return np.array([shares.get(s, shares[""]) for s in specialties.names], float)[specialties.of]


def _median(values: Floats) -> float:
    """NumPy's own loads masked arrays, which take longer than a plan's medians."""
    inside = np.sort(values)
    return float(inside[(len(inside) - 1) // 2] + inside[len(inside) // 2]) / 2


def _against_median(values: Floats, specialties: Labels) -> Floats:
    """Values less their specialty's median; 0 where unknown."""
    out = np.zeros(len(values))
    known = np.isfinite(values)
    for k in range(len(specialties.names)):
        here = (specialties.of == k) & known
        if here.any():
            out[here] = values[here] - _median(values[here])
    return out


def _against_mean_of(flag: Floats) -> Floats:
    """A yes/no column less the share of yes among the known; 0 where unknown, so that unknown is average."""
    known = np.isfinite(flag)
    return np.where(known, flag - (flag[known].mean() if known.any() else 0.0), 0.0)


def specialty_crowding(known: ProgramFeatures) -> dict[str, float]:
    """Median log of applications per position, by specialty; the key ``""`` holds that over all programs."""
    each = np.log(known.applications) - np.log(known.positions)
    seen = np.isfinite(each)
    of = known.specialties
    found = {n: _median(each[here]) for k, n in enumerate(of.names) if (here := seen & (of.of == k)).any()}
    return {**found, "": _median(each[seen])} if found else {}


def slopes_columns(known: ProgramFeatures, crowded: Mapping[str, float]) -> Floats:
    """The columns of ``TERMS``: shape (programs, types, terms). ``crowded`` as of ``specialty_crowding``."""
    middle = crowded.get("", 0.0)
    of = known.specialties
    between = np.array([crowded.get(s, middle) - middle for s in of.names], float)[of.of]
    usual = log_share(usual_share(of))
    share = log_share(known.img_share)
    unknown = ~np.isfinite(share)
    own = log_share(known.own_share) - share[:, None]
    j1, h1b = _against_mean_of(known.j1), _against_mean_of(known.h1b)
    crowding = _against_median(np.log(known.applications) - np.log(known.positions), of)
    size = _against_median(np.log(known.positions), of)
    place = [(known.setting == s).astype(float) for s in SETTINGS]
    centre = log_share(np.array([usual_shares()[""]]))
    out = []
    for t, half in enumerate(HALVES):
        columns = [
            np.where(unknown, usual, share) - centre, unknown.astype(float),
            np.where(np.isfinite(own[:, t]), own[:, t], 0.0),
            j1, j1 * half, h1b, h1b * half, between, crowding, size, *place, *(p * half for p in place),
        ]  # fmt: skip
        out.append(np.stack(columns, 1))
    return np.stack(out, 1)
