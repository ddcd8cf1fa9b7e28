"""National seasons around a list: how simulated applicants like her, with as many programs on their list, fared.

Whole seasons are drawn and matched by the engine (``market.season``). Of each, everyone of her type counts who ranks in
her specialty as many programs as her list has there; each keeps the list and ends where the Match puts them. The
programs of the seasons are drawn, so what is known of hers (visas, how interviews went) is in the model's chance alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rank_report import RankedProgram, RankReport, SeasonsAround
from matchsafe.domain.season import Season
from matchsafe.services.rank import rank_report

if TYPE_CHECKING:
    from matchsafe.market.season.season_draw import SeasonDraw

FEWEST: Final = 30
"""Simulated applicants below whom nothing is said."""
_LEVEL: Final = 1.645
"""Standard errors on either side of a share, for nine in ten."""
Counts = npt.NDArray[np.int64]


class NoSuchSeasonsError(ValueError):
    """The simulated seasons do not have the list's specialty or kind of position; the message says so."""


def seasons_around(
    season: Season,
    seasons: int = 20,
    on: date | None = None,
    *,
    scale: float = 0.25,
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> SeasonsAround:
    """How applicants like this one fared in simulated national seasons, beside the model's chance.

    Args:
        seasons: How many.
        scale: Share of the nation's size.
        progress: Takes how many seasons are done, of how many.
        stopped: Asked before each season; what is done by then counts.

    Raises:
        NoSuchSeasonsError: If the seasons have no such applicants.
    """
    from matchsafe.market.season.season import simulate
    from matchsafe.services.simulation.preset_files import load_preset

    report = rank_report(season, on, trial=False)
    preset = load_preset()
    codes = [s.code for s in preset.specialties]
    wanted = [r for r in report.list if r.counts and r.specialty == season.target.specialty]
    if season.applicant.type not in preset.types or season.target.specialty not in codes or not wanted:
        raise NoSuchSeasonsError("The simulated seasons have no applicants like you in this specialty.")
    if any(r.track not in ("categorical", "advanced") for r in wanted):
        raise NoSuchSeasonsError("The simulated seasons have no preliminary positions of one year.")
    kind, specialty = preset.types.index(season.applicant.type), codes.index(season.target.specialty)
    at_rank = np.zeros(len(wanted) + 1, np.int64)
    done = 0
    for number in range(seasons):
        if stopped():
            break
        at_rank += ends_of(simulate(preset, 1, number, scale), kind, specialty, len(wanted))
        done += 1
        if progress is not None:
            progress(done, seasons)
    return _told(season, report, wanted, at_rank, done)


def ends_of(played: SeasonDraw, kind: int, specialty: int, ranks: int) -> Counts:
    """Where applicants of a type with so many ranks in a specialty ended: at each rank, and not there (last)."""
    lists, programs, people = played.lists, played.programs, played.people
    market, held = lists.market, played.match.held
    single = market.couple_of < 0
    own = np.add.reduceat(np.append(lists.own, False).astype(np.int64), market.offsets[:-1])
    own = np.where(np.diff(market.offsets) > 0, own, 0)
    first = programs.specialty[market.programs[np.minimum(market.offsets[:-1], len(market.programs) - 1)]]
    alike = single & (own == ranks) & (first == specialty) & (people.kind[lists.applicant] == kind)
    rank = np.where(held >= 0, held - market.offsets[:-1], ranks)[alike]
    return np.bincount(np.minimum(rank, ranks), minlength=ranks + 1).astype(np.int64)


def _told(
    season: Season, report: RankReport, wanted: list[RankedProgram], at_rank: Counts, done: int
) -> SeasonsAround:
    alike = int(at_rank.sum())
    matched = _share(int(at_rank[:-1].sum()), alike) if alike >= FEWEST else None
    model = _together(wanted, report)
    differs = matched is not None and not (matched.low <= model.high and model.low <= matched.high)
    return SeasonsAround(
        seasons=done,
        applicants=alike,
        ranks=len(wanted),
        specialty=season.target.specialty,
        at_rank=tuple(_share(int(n), alike) for n in at_rank[:-1]) if matched else (),
        matched=matched,
        model=model,
        differs=differs,
    )


def _share(some: int, whole: int) -> Estimate:
    """A share with the range that so many simulated applicants leave open."""
    value = some / whole
    error = _LEVEL * (value * (1 - value) / whole) ** 0.5
    return Estimate(value=value, low=max(0.0, value - error), high=min(1.0, value + error))


def _together(ranks: list[RankedProgram], report: RankReport) -> Estimate:
    """The model's chance to end at any of these ranks; their ranges are added, as they err together."""
    if len(ranks) == sum(r.counts for r in report.list):
        return report.matched
    value, low, high = (sum(getattr(r.chance, part) for r in ranks) for part in ("value", "low", "high"))
    return Estimate(value=value, low=min(low, value), high=min(1.0, max(high, value)))
