"""National seasons around a list: whole seasons played by the engine, with the applicant and her own list in each.

A season of the fitted nation is drawn and matched (``market.season``). In it the programs of her list are those of the
same specialty that are most like hers in state and share of IMGs. Her strength is drawn from the model's belief about
her, and how each program ranks her from the rules of the season. She ends at the first program of her list that would
rather have her than the last one it holds: what the engine gives with one applicant more, but for rare chains in which
whoever she displaces comes back to displace her.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from matchsafe import evidence
from matchsafe.catalog.access import open_catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.store import Store
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.rank_report import RankedProgram, RankReport, SeasonsAround, SeasonsRank
from matchsafe.domain.season import Interview, Season, expand
from matchsafe.ranking.rank_chances import list_model
from matchsafe.ranking.rank_order import rank_order
from matchsafe.services.rank import rank_report

if TYPE_CHECKING:
    from matchsafe.market.season.preset import Preset
    from matchsafe.market.season.season_draw import SeasonDraw

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SEASONS: Final = 100
SCALE: Final = 0.25
TRIALS: Final = 200
"""How often she enters each season: with another strength, and other days at her programs."""
_LEVEL: Final = 1.645
"""Standard errors on either side of a share, for nine in ten."""
_ELSEWHERE: Final = 0.15
"""What another state counts in choosing a program, as a difference in the share of IMGs."""
_SEED: Final = 1
_ENTERED: Final = 20_270_301


class NoSuchSeasonsError(ValueError):
    """The simulated seasons do not have the list's specialty or kind of position; the message says so."""


@dataclass(frozen=True, eq=False)
class SeasonPrograms:
    """What a season leaves of its programs, each an array (programs,).

    Attributes:
        img_share: Share of IMGs among those matched there; that of the specialty for a program nobody matched to.
        last: How the program sees the last one it holds; minus infinity while it has a seat free.
    """

    specialty: Ints
    place: Ints
    openness: Floats
    img_share: Floats
    last: Floats


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
    preset = _preset()
    listed, left = _listed(season, report, preset)
    if season.applicant.type not in preset.types or not listed:
        raise NoSuchSeasonsError("The simulated seasons have no applicants like you in this specialty.")
    entries = rank_order(season).primary
    posterior = list_model(season, entries, on).posterior
    strengths = _strengths(posterior.belief, posterior.nodes.s)
    shares = []
    for number in range(seasons):
        if stopped():
            break
        played = season_programs(number, scale)
        dice = np.random.default_rng((_ENTERED, number))
        chosen = stand_ins(played, listed, dice)
        seen = views(preset, season.applicant.type, played, chosen, strengths(dice), dice)
        shares.append(np.bincount(ends(seen, played.last[chosen]), minlength=len(chosen) + 1) / TRIALS)
        if progress is not None:
            progress(number + 1, seasons)
    return _around(season, report, listed, left, np.array(shares).reshape(len(shares), len(listed) + 1), on)


@lru_cache(maxsize=1_000)
def season_programs(number: int, scale: float) -> SeasonPrograms:
    """The programs of a season of the nation; the same for everyone who asks, so it is kept."""
    from matchsafe.market.season.season import play

    return left_of(play(_preset(), _SEED, number, scale), _preset())


def left_of(played: SeasonDraw, preset: Preset) -> SeasonPrograms:
    """What a played season leaves of its programs."""
    programs, market, match = played.programs, played.lists.market, played.match
    matched = np.flatnonzero(match.held >= 0)
    at = match.assignment[matched]
    size = len(programs.quotas)
    filled = np.bincount(at, minlength=size)
    last = np.full(size, np.inf)
    np.minimum.at(last, at, market.scores[match.held[matched]].astype(float))
    last[filled < programs.quotas] = -np.inf
    img = np.array(preset.is_img)[played.people.kind[played.lists.applicant[matched]]]
    of_imgs = np.bincount(at, weights=img, minlength=size)
    kinds = len(preset.specialties)
    whole = np.bincount(programs.specialty, weights=filled, minlength=kinds)
    mean = np.bincount(programs.specialty, weights=of_imgs, minlength=kinds) / np.maximum(whole, 1)
    share = np.where(filled > 0, of_imgs / np.maximum(filled, 1), mean[programs.specialty])
    return SeasonPrograms(programs.specialty.astype(np.int64), programs.place.astype(np.int64),
                          programs.openness, share, last)  # fmt: skip


def stand_ins(played: SeasonPrograms, listed: Sequence[RankPlace], dice: np.random.Generator) -> list[int]:
    """The program of a season for each one of the list: the most like it that no other stands for.

    A list longer than the specialty's programs uses them again.
    """
    taken: set[int] = set()
    chosen = []
    for each in listed:
        there = np.flatnonzero(played.specialty == each.specialty)
        open_ = [p for p in there.tolist() if p not in taken] or there.tolist()
        cost = dice.random(len(open_)) * (0.01 if each.img_share is not None else 0.1)
        if each.img_share is not None:
            cost += np.abs(played.img_share[open_] - each.img_share)
        if each.place >= 0:
            cost += _ELSEWHERE * (played.place[open_] != each.place)
        chosen.append(open_[int(cost.argmin())])
        taken.add(chosen[-1])
    return chosen


def views(
    preset: Preset, kind: str, played: SeasonPrograms, chosen: Sequence[int], strength: Floats,
    dice: np.random.Generator,
) -> Floats:  # fmt: skip
    """How each chosen program sees her in each trial, (trials, programs): minus infinity if it would not rank her."""
    number = preset.types.index(kind)
    view = dice.standard_normal((len(strength), len(chosen)))
    view += preset.value("strength_rank") * strength[:, None] + preset.by_type("rank_offset")[number]
    view += preset.by_type("openness_weight")[number] * played.openness[chosen]
    return np.where(view >= preset.by_specialty("cut")[played.specialty[chosen]], view, -np.inf)


def ends(seen: Floats, last: Floats) -> Ints:
    """The place on her list at which each trial ends, from 0; the length of the list for no match."""
    wanted = seen > last
    return np.asarray(np.where(wanted.any(1), wanted.argmax(1), seen.shape[1]))


def _strengths(belief: Floats, nodes: Floats) -> Callable[[np.random.Generator], Floats]:
    """Draws her strength from the belief about her, (draws, nodes)."""
    below = belief.cumsum(1)

    def draw(dice: np.random.Generator) -> Floats:
        row = dice.integers(len(belief), size=TRIALS)
        node = (below[row] < dice.random((TRIALS, 1)) * below[row, -1:]).sum(1)
        return np.asarray(np.broadcast_to(nodes, belief.shape)[row, node])

    return draw


def _listed(season: Season, report: RankReport, preset: Preset) -> tuple[list[RankPlace], tuple[str, ...]]:
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
) -> SeasonsAround:
    """Where she ended, from the share of trials at each rank in each season: (seasons, ranks + 1)."""
    matched = 1 - shares[:, -1]
    told = _share(matched) if len(shares) else None
    model = report.matched if not left else _sum([each.rank.chance for each in listed])
    differs = told is not None and not _meet(told, model)
    plain = rank_report(_unknown(season), on, trial=False).matched if differs and not left else None
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
        plain=plain,
        explained=plain is not None and told is not None and _meet(told, plain),
        left_out=left,
    )  # fmt: skip


def _unknown(season: Season) -> Season:
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


@cache
def _preset() -> Preset:
    from matchsafe.services.simulation.preset_files import load_preset

    return load_preset()
