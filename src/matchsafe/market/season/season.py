"""One season from applications to SOAP, and the task of running many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import Final

import numpy as np

from matchsafe.market.engine import match
from matchsafe.market.season.applications import draw_applications
from matchsafe.market.season.experiment import Effects, effects
from matchsafe.market.season.invitations import invite
from matchsafe.market.season.population import draw_people, draw_programs
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.rank_lists import rank
from matchsafe.market.season.scramble import run_scramble
from matchsafe.market.season.season_draw import SeasonDraw
from matchsafe.market.season.summary import Summary, summarize, unmatched_applicants
from matchsafe.market.settings import check_settings, check_type, shown
from matchsafe.market.soap_arrays import SoapRounds

MODEL: Final = 5
"""Goes up whenever the same preset and seed give another season; kept results of another model are not mixed in."""


@dataclass(frozen=True, eq=False)
class SimulatedSeason(SeasonDraw):
    """Everything drawn and decided in one season."""

    effects: Effects
    soap: SoapRounds


def simulate(preset: Preset, seed: int, season: int, scale: float = 1.0) -> SimulatedSeason:
    """Draw and run one season.

    Args:
        preset: What the season is drawn from.
        seed: Of the whole simulation.
        season: Which season of it.
        scale: Share of the nation's size, above 0 and at most 1; counts are rounded.

    Returns:
        The season: the same for the same arguments, whatever ran before and on how many threads.
    """
    played = play(preset, seed, season, scale)
    programs, people, lists, result = played.programs, played.people, played.lists, played.match
    change = effects(preset, played, seed, season)
    filled = np.bincount(result.assignment[result.held >= 0], minlength=len(programs.quotas))
    free = programs.quotas - filled
    soap = run_scramble(
        preset, programs, people, unmatched_applicants(people, lists, result), free, seed, season
    )
    return SimulatedSeason(**vars(played), effects=change, soap=soap)


def play(preset: Preset, seed: int, season: int, scale: float = 1.0) -> SeasonDraw:
    """Draw a season and match it, without what comes after; arguments as for ``simulate``."""
    check_type("preset", preset, Preset)
    check_settings(seed=seed, season=season)
    if isinstance(scale, bool) or not isinstance(scale, Real) or not 0 < scale <= 1:
        raise ValueError(f"scale is {shown(scale)}; it must be a number above 0 and at most 1")
    programs = draw_programs(preset, seed, season, scale)
    people = draw_people(preset, programs, seed, season, scale)
    sent = draw_applications(preset, programs, people, seed, season)
    invitations = invite(preset, programs, people, sent, seed, season)
    lists = rank(preset, programs, people, sent, invitations, seed, season, scale)
    result = match(lists.market, seed=season, search=False)
    return SeasonDraw(programs, people, sent, invitations, lists, result)


@dataclass(frozen=True)
class SimulateSeason:
    """The task of summarizing seasons by number; it can be sent to other processes and machines."""

    preset: Preset
    seed: int = 0
    scale: float = 1.0

    @cached_property
    def digest(self) -> str:
        """What decides the result: model, preset, seed and scale."""
        return f"{MODEL}-{self.preset.digest}-{self.seed}-{self.scale}"

    def __call__(self, season: int) -> Summary:
        """The summary of one season."""
        drawn = simulate(self.preset, self.seed, season, self.scale)
        return summarize(self.preset, drawn, drawn.effects, drawn.soap)
