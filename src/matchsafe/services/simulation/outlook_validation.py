"""The outlook held against simulated applicants, of whom the truth is known.

Two questions. Is an applicant who is told "about 60 in 100" matched in about 60 of 100 cases (calibration)? And is what
the outlook says of one interview more or fewer the true effect, and not the slope of the table (selection)?
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season import ApplicantType
from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.summary import Summary
from matchsafe.odds.draws import group
from matchsafe.odds.effects import InterviewEffect, interview_effect
from matchsafe.services.simulation.comparison import totals
from matchsafe.services.simulation.nation import TYPES

KINDS: Final[tuple[ApplicantType, ...]] = ("non_us_img", "us_img")
"""Types whose outlook is held against the seasons."""
LONGEST: Final = 20
"""Longer lists are left out: the outlook's curve ends here too."""
BANDS: Final = ((1, 3), (4, 6), (7, 9), (10, 12), (13, LONGEST))
"""Bands of list length, those of the article."""
FEWEST: Final = 100
"""Non-US IMGs a specialty's published table has at least; others are left out."""
ON: Final = date(2026, 11, 22)
"""The day on which the outlook is asked; it decides the Match year and nothing else here."""


@dataclass(frozen=True)
class Reliable:
    """Applicants with about the same outlook.

    Attributes:
        group: Of whom.
        said: What the outlook told them, on average, with the average ends of its range.
        applicants: How many simulated applicants.
        matched: The share (0 to 1) of them who matched to the specialty or another.
    """

    group: str
    said: Estimate
    applicants: float
    matched: float


@dataclass(frozen=True)
class Effect:
    """What one interview does, in one band of list length.

    All are shares (0 to 1) of the applicants in the band.

    Attributes:
        band: Shortest and longest list.
        applicants: How many simulated applicants.
        matched: The share who matched.
        slope: The naive reading: how much higher the match rate is at one rank more.
        taken_away: The truth: the share who would go unmatched without one of their interviews, any.
        given: The truth: the share who would match with the interview they came nearest to, among those without it.
        by_third: ``taken_away`` for the thirds of strength, weakest first.
        outlook_fewer: What the outlook says of one interview fewer.
        outlook_more: What the outlook says of one average interview more.
    """

    band: tuple[int, int]
    applicants: float
    matched: float
    slope: float
    taken_away: float
    given: float
    by_third: tuple[float, ...]
    outlook_fewer: Estimate
    outlook_more: Estimate


@dataclass(frozen=True)
class Validation:
    """The whole report; see ``docs/methods/simulated-seasons.md``."""

    preset: str
    version: str
    digest: str
    seasons: int
    by_decile: tuple[Reliable, ...]
    by_specialty: tuple[Reliable, ...]
    effects: tuple[Effect, ...]

    def as_dict(self) -> dict[str, Any]:
        """The report for JSON."""
        return asdict(self) | {
            name: [
                {
                    k: v.model_dump(exclude={"caveats"}) if isinstance(v, Estimate) else v
                    for k, v in vars(row).items()
                }
                for row in getattr(self, name)
            ]
            for name in ("by_decile", "by_specialty", "effects")
        }


@lru_cache(maxsize=4096)
def _step(kind: ApplicantType, specialty: str, ranks: int) -> InterviewEffect:
    return interview_effect(kind, specialty, ranks, ON)


def specialties(preset: Preset) -> list[str]:
    """Specialties with a published table of enough non-US IMGs."""
    return [s.code for s in preset.specialties if group("non_us_img", s.code).applicants >= FEWEST]


def mean(estimates: Iterable[tuple[Estimate, float]]) -> Estimate:
    """The weighted average of estimates, value and ends alike; weights need not sum to 1."""
    pairs = list(estimates)
    weights = np.array([w for _, w in pairs])
    ends = [
        float(np.average([getattr(e, name) for e, _ in pairs], weights=weights))
        for name in ("low", "value", "high")
    ]
    low, value, high = ends
    return Estimate(value=value, low=min(low, value), high=max(high, value), level=pairs[0][0].level)


@dataclass(frozen=True)
class _ValidationCell:
    kind: ApplicantType
    specialty: str
    ranks: int
    applicants: float
    matched: float

    @property
    def effect(self) -> InterviewEffect:
        return _step(self.kind, self.specialty, self.ranks)


def _cells(preset: Preset, summed: Summary) -> list[_ValidationCell]:
    codes = [s.code for s in preset.specialties]
    found = []
    for code in specialties(preset):
        for kind in KINDS:
            people = summed["ranks"][codes.index(code), TYPES.index(kind)]
            found += [
                _ValidationCell(kind, code, n, float(people[n, 0]), float(people[n, 1]))
                for n in range(1, LONGEST + 1)
                if people[n, 0] > 0
            ]
    return found


def _reliable(name: str, cells: list[_ValidationCell]) -> Reliable:
    applicants = sum(c.applicants for c in cells)
    matched = sum(c.matched for c in cells)
    return Reliable(
        name, mean((c.effect.chance, c.applicants) for c in cells), applicants, matched / applicants
    )


def _by_decile(cells: list[_ValidationCell]) -> tuple[Reliable, ...]:
    found = []
    for kind in KINDS:
        for tenth in range(10):
            inside = [c for c in cells if c.kind == kind and min(int(c.effect.chance.value * 10), 9) == tenth]
            if inside:
                found.append(_reliable(f"{kind}, told {10 * tenth} to {10 * tenth + 10} in 100", inside))
    return tuple(found)


def _by_specialty(cells: list[_ValidationCell]) -> tuple[Reliable, ...]:
    keys = dict.fromkeys((c.specialty, c.kind) for c in cells)
    return tuple(
        _reliable(f"{code}, {kind}", [c for c in cells if (c.specialty, c.kind) == (code, kind)])
        for code, kind in keys
    )


def slope(applicants: Floats, matched: Floats, low: int, high: int) -> float:
    """How much the match rate rises from one list length to the next, averaged over a band by its applicants."""
    rate = matched / np.maximum(applicants, 1)
    steps = rate[low + 1 : high + 2] - rate[low : high + 1]
    return float(np.average(steps, weights=applicants[low : high + 1]))


def _effects(summed: Summary, cells: list[_ValidationCell]) -> tuple[Effect, ...]:
    people = summed["effects"][[TYPES.index(kind) for kind in KINDS]].sum(0)
    found = []
    for low, high in BANDS:
        inside = people[:, low : high + 1].sum(1)
        count, matched, lost, near, _, gained = inside.sum(0)
        counted = [(c.effect, c.applicants) for c in cells if low <= c.ranks <= high]
        if not counted or not count:
            continue
        found.append(
            Effect(
                band=(low, high),
                applicants=float(count),
                matched=float(matched / count),
                slope=slope(people[..., 0].sum(0), people[..., 1].sum(0), low, high),
                taken_away=float(lost / count),
                given=float(gained / max(near, 1)),
                by_third=tuple(float(third[2] / max(third[0], 1)) for third in inside),
                outlook_fewer=mean((s.one_fewer, w) for s, w in counted),
                outlook_more=mean((s.one_more, w) for s, w in counted),
            )
        )
    return tuple(found)


def validate(preset: Preset, arrays: Mapping[str, Floats]) -> Validation:
    """Hold the outlook against simulated IMGs.

    Args:
        preset: What the seasons were drawn from.
        arrays: The summaries of the seasons, stacked: first axis the season.
    """
    summed = totals(arrays)
    cells = _cells(preset, summed)
    return Validation(
        preset.name,
        preset.version,
        preset.digest,
        int(summed["seasons"][0]),
        _by_decile(cells),
        _by_specialty(cells),
        _effects(summed, cells),
    )
