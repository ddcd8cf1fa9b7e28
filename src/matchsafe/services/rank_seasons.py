"""National seasons around a list: whole seasons played by the engine, with the applicant and her own list in each.

A season of the fitted nation is drawn and matched (``market.season``). In it the programs of her list are those of the
same specialty that are most like hers in state and share of IMGs, of those that interview applicants of her type. Her
strength is that of its applicants with as many interviews, moved by her profile as the model moves it; how each program
ranks her follows the rules of the season. She ends at the first program of her list that would
rather have her than the last one it holds: what the engine gives with one applicant more, but for rare chains in which
whoever she displaces comes back to displace her.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from matchsafe import evidence
from matchsafe.catalog.access import open_catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.store import Store
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rank_report import RankedProgram, RankReport, SeasonsAround, SeasonsRank
from matchsafe.domain.season import Applicant, Season
from matchsafe.domain.season_interview import Interview, expand
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.arrays import Floats, Ints
from matchsafe.ranking.rank_chances import list_model
from matchsafe.ranking.rank_order import rank_order
from matchsafe.services.rank import rank_report
from matchsafe.services.simulated_nation import (
    MOST,
    SeasonPrograms,
    matched_of,
    nation,
    season_programs,
    strength_of,
)

if TYPE_CHECKING:
    from matchsafe.market.season.preset import Preset


SEASONS: Final = 100
SCALE: Final = 0.25
TRIALS: Final = 200
"""How often she enters each season: with another strength, and other days at her programs."""
_LEVEL: Final = 1.645
"""Standard errors on either side of a share, for nine in ten."""
_ELSEWHERE: Final = 0.15
"""What another state counts in choosing a program, as a difference in the share of IMGs."""
_ENTERED: Final = 20_270_301


class NoSuchSeasonsError(ValueError):
    """The simulated seasons do not have the list's specialty or kind of position; the message says so."""


@dataclass(frozen=True)
class RankPlace:
    """A program of her list as the nation knows it: numbers of specialty and place, -1 for a place not known."""

    rank: RankedProgram
    specialty: int
    place: int
    img_share: float | None


def seasons_around(
    season: Season,
    seasons: int = SEASONS,
    on: date | None = None,
    *,
    scale: float = SCALE,
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> SeasonsAround:
    """Where the list ends in simulated national seasons, beside the model's chance.

    Args:
        seasons: How many.
        scale: Share of the nation's size.
        progress: Takes how many seasons are done, of how many.
        stopped: Asked before each season; what is done by then counts.

    Raises:
        NoSuchSeasonsError: If the seasons have no such applicants, or none of the programs.
    """
    on = on or date.today()
    report = rank_report(season, on, trial=False)
    preset = nation()
    listed, left = _programs_in_nation(season, report, preset)
    if season.applicant.type not in preset.types or not listed:
        raise NoSuchSeasonsError("The simulated seasons have no applicants like you in this specialty.")
    kind = preset.types.index(season.applicant.type)
    played = []
    for number in range(seasons):
        if stopped():
            break
        played.append(season_programs(number, scale))
        if progress is not None:
            progress(number + 1, seasons)
    peers = _Peers(season, listed, kind, played, on)
    shares = np.zeros((len(played), len(listed) + 1))
    for number, left_over in enumerate(played):
        dice = np.random.default_rng((_ENTERED, number))
        chosen = stand_ins(left_over, listed, dice, kind)
        seen = views(preset, season.applicant.type, left_over, chosen, peers.strengths(dice), dice)
        shares[number] = np.bincount(ends(seen, left_over.last[chosen]), minlength=len(chosen) + 1) / TRIALS
    return _around(season, report, listed, left, shares, on, peers.matched())


class _Peers:
    """Applicants of her type with as many interviews in the specialty that most of her list is in."""

    def __init__(
        self,
        season: Season,
        listed: Sequence[RankPlace],
        kind: int,
        played: Sequence[SeasonPrograms],
        on: date,
    ) -> None:
        self.specialty = Counter(each.specialty for each in listed).most_common(1)[0][0]
        code = next(each.rank.specialty for each in listed if each.specialty == self.specialty)
        held = applicant_posterior(season, on, 1).interviews
        self.interviews = sum(season.target_of(i).specialty == code for i in held)
        self._found = sum((p.peers[:, kind, self.specialty] for p in played), np.zeros((4, MOST + 1)))
        entries = rank_order(season).primary
        self._belief = list_model(season, entries, on).posterior
        bare = season.model_copy(update={"applicant": Applicant(type=season.applicant.type)})
        self._usual = _moments(list_model(bare, entries, on).posterior)

    def strengths(self, dice: np.random.Generator) -> Floats:
        """Her strength in each trial, (trials,): as the model believes it, on the scale that the seasons have."""
        belief = self._belief.belief
        below, row = belief.cumsum(1), dice.integers(len(belief), size=TRIALS)
        node = (below[row] < dice.random((TRIALS, 1)) * below[row, -1:]).sum(1)
        drawn = np.broadcast_to(self._belief.nodes.s, belief.shape)[row, node]
        mean, spread = strength_of(self._found, self.interviews)
        return np.asarray(mean + spread * (drawn - self._usual[0]) / self._usual[1])

    def matched(self) -> Estimate | None:
        """The share of them that matches, with the error of so many; ``None`` if hardly any are there."""
        found = matched_of(self._found, self.interviews)
        if found is None:
            return None
        value, people = found
        error = _LEVEL * (value * (1 - value) / people) ** 0.5
        return Estimate(value=value, low=max(0.0, value - error), high=min(1.0, value + error))


def _moments(posterior: ApplicantPosterior) -> tuple[float, float]:
    """Mean and standard deviation of the strength that is believed."""
    weight = posterior.belief / posterior.belief.sum()
    nodes = np.broadcast_to(posterior.nodes.s, weight.shape)
    mean = float((weight * nodes).sum())
    return mean, max(float((weight * (nodes - mean) ** 2).sum()) ** 0.5, 1e-6)


def stand_ins(
    played: SeasonPrograms, listed: Sequence[RankPlace], dice: np.random.Generator, kind: int
) -> list[int]:
    """The program of a season for each one of the list, of those that interview her type and stand for no other yet.

    Where the share of IMGs is known it is the one most like it; otherwise one by how many of her type it interviews, in
    the same state if there is one. A list longer than the specialty's programs uses them again.
    """
    taken: set[int] = set()
    chosen = []
    for each in listed:
        there = np.flatnonzero(played.specialty == each.specialty)
        hers = there[played.held[kind, there] > 0]
        there = hers if len(hers) else there
        open_ = np.array([p for p in there.tolist() if p not in taken] or there.tolist())
        if each.img_share is not None:
            cost = dice.random(len(open_)) * 0.01 + np.abs(played.img_share[open_] - each.img_share)
            if each.place >= 0:
                cost += _ELSEWHERE * (played.place[open_] != each.place)
            program = int(open_[int(cost.argmin())])
        else:
            at_home = open_[played.place[open_] == each.place]
            open_ = at_home if len(at_home) else open_
            weight = np.maximum(played.held[kind, open_], 1e-9)
            program = int(dice.choice(open_, p=weight / weight.sum()))
        chosen.append(program)
        taken.add(program)
    return chosen


def views(
    preset: Preset, kind: str, played: SeasonPrograms, chosen: Sequence[int], strength: Floats,
    dice: np.random.Generator,
) -> Floats:  # fmt: skip
    """How each chosen program sees her in each trial, (trials, programs): minus infinity if it would not rank her."""
    number = preset.types.index(kind)
    view = dice.standard_normal((len(strength), len(chosen)))
    shown = preset.value("strength_rank") * strength + preset.by_type("rank_offset")[number]
    view += shown[:, None]
    trait = preset.value("trait_rank") * preset.of_imgs("img_trait")
    view += np.outer(dice.standard_normal(len(strength)), trait[played.specialty[chosen], number])
    view += preset.of_imgs("img_rank")[played.specialty[chosen], number]
    view += preset.by_type("openness_weight")[number] * played.openness[chosen]
    return np.where(view >= preset.by_specialty("cut")[played.specialty[chosen]], view, -np.inf)


def ends(seen: Floats, last: Floats) -> Ints:
    """The place on her list at which each trial ends, from 0; the length of the list for no match."""
    wanted = seen > last
    return np.asarray(np.where(wanted.any(1), wanted.argmax(1), seen.shape[1]))


def _programs_in_nation(
    season: Season, report: RankReport, preset: Preset
) -> tuple[list[RankPlace], tuple[str, ...]]:
    """The programs the nation has, and the names of those it has not."""
    codes = [s.code for s in preset.specialties]
    states = [str(r["state"]) for r in evidence.table("season_2025.places").records()]
    entries = rank_order(season).primary
    found, left = [], []
    for rank, entry in zip(report.list, entries, strict=True):
        if not rank.counts:
            continue
        if rank.specialty not in codes or rank.track not in ("categorical", "advanced"):
            left.append(rank.program)
            continue
        interview = entry.interview
        state = interview.state if interview else None
        place = states.index(state) if state in states else -1
        share = _img_share(season, interview) if interview else None
        found.append(RankPlace(rank, codes.index(rank.specialty), place, share))
    return found, tuple(left)


def _img_share(season: Season, interview: Interview) -> float | None:
    """The share of IMGs among the residents: as the season has it, or the program list in use."""
    if interview.img_share is not None or interview.application is None:
        return interview.img_share
    wanted = next((a.catalog_id for a in season.applications if a.id == interview.application), None)
    found = None
    if wanted is not None:
        with suppress(
            CatalogError
        ):  # no list is in use, or it cannot be read: the program is one of its state
            found = next((p.img_share for p in open_catalog(Store()).programs if p.id == wanted), None)
    return found


def _around(
    season: Season,
    report: RankReport,
    listed: list[RankPlace],
    left: tuple[str, ...],
    shares: Floats,
    on: date,
    peers: Estimate | None,
) -> SeasonsAround:
    """Where she ended, from the share of trials at each rank in each season: (seasons, ranks + 1)."""
    matched = 1 - shares[:, -1]
    told = _share(matched) if len(shares) else None
    model = report.matched if not left else _sum([each.rank.chance for each in listed])
    differs = told is not None and not _meet(told, model)
    plain = rank_report(_without_unknowns(season), on, trial=False).matched if differs and not left else None
    spread = (0.0, 1.0) if not len(shares) else tuple(np.quantile(matched, (0.05, 0.95)).tolist())
    return SeasonsAround(
        seasons=len(shares),
        list=tuple(
            SeasonsRank(rank=each.rank.rank, program=each.rank.program,
                        chance=_share(shares[:, at]), model=each.rank.chance)
            for at, each in enumerate(listed)
        ) if len(shares) else (),
        matched=told,
        model=model,
        spread=(spread[0], spread[1]),
        differs=differs,
        peers=peers,
        plain=plain,
        explained=plain is not None and told is not None and _meet(told, plain),
        left_out=left,
    )  # fmt: skip


def _without_unknowns(season: Season) -> Season:
    """The season without what simulated seasons cannot know: visas, and how interviews went."""
    bare = {"went": "unknown", "signs": (), "highly_selective": False, "visas_sponsored": None}
    held = tuple(i.model_copy(update=bare) for i in expand(season.interviews))
    applicant = season.applicant.model_copy(update={"visa": "none"})
    return season.model_copy(update={"interviews": held, "applicant": applicant})


def _share(values: Floats) -> Estimate:
    """The mean over seasons with the range that so many seasons leave open."""
    value = float(values.mean())
    error = _LEVEL * float(values.std(ddof=1)) / len(values) ** 0.5 if len(values) > 1 else 1.0
    return Estimate(value=value, low=max(0.0, value - error), high=min(1.0, value + error))


def _sum(parts: Sequence[Estimate]) -> Estimate:
    """Chances added up; their ranges are added, as they err together."""
    value, low, high = (sum(getattr(e, part) for e in parts) for part in ("value", "low", "high"))
    return Estimate(value=value, low=min(low, value), high=min(1.0, max(high, value)))


def _meet(one: Estimate, other: Estimate) -> bool:
    return one.low <= other.high and other.low <= one.high
