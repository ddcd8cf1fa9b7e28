"""What a season of the simulated nation leaves: its programs, whom they interviewed, and how its applicants fared."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from matchsafe.odds.arrays import Floats, Ints

if TYPE_CHECKING:
    from matchsafe.market.season.preset import Preset
    from matchsafe.market.season.season_draw import SeasonDraw


MOST: Final = 30
"""Interviews from which on applicants are counted together."""
_ENOUGH: Final = 30
"""Applicants that a share rests on at least."""
_SEED: Final = 1


@dataclass(frozen=True, eq=False)
class SeasonPrograms:
    """What a season leaves of its programs, each an array (programs,) but for the last two.

    Attributes:
        img_share: Share of IMGs among those matched there; that of the specialty for a program nobody matched to.
        last: How the program sees the last one it holds; minus infinity while it has a seat free.
        held: Interviews held with each type of applicant, (types, programs).
        peers: Applicants all of whose interviews are in their first choice: their number, how many matched, and their
            strengths added up and squared; by type, specialty and interviews, (4, types, specialties, MOST + 1).
    """

    specialty: Ints
    place: Ints
    openness: Floats
    img_share: Floats
    last: Floats
    held: Floats
    peers: Floats


@lru_cache(maxsize=1_000)
def season_programs(number: int, scale: float) -> SeasonPrograms:
    """The programs of a season of the nation; the same for everyone who asks, so it is kept."""
    from matchsafe.market.season.season import play

    return left_of(play(nation(), _SEED, number, scale), nation())


@cache
def nation() -> Preset:
    """The fitted nation that seasons are drawn from."""
    from matchsafe.services.simulation.preset_files import load_preset

    return load_preset()


def left_of(played: SeasonDraw, preset: Preset) -> SeasonPrograms:
    """What a played season leaves of its programs."""
    programs, people, market, match = played.programs, played.people, played.lists.market, played.match
    matched = np.flatnonzero(match.held >= 0)
    at = match.assignment[matched]
    size, kinds = len(programs.quotas), len(preset.specialties)
    filled = np.bincount(at, minlength=size)
    last = np.full(size, np.inf)
    np.minimum.at(last, at, market.scores[match.held[matched]].astype(float))
    last[filled < programs.quotas] = -np.inf
    img = np.array(preset.is_img)[people.kind[played.lists.applicant[matched]]]
    of_imgs = np.bincount(at, weights=img, minlength=size)
    whole = np.bincount(programs.specialty, weights=filled, minlength=kinds)
    mean = np.bincount(programs.specialty, weights=of_imgs, minlength=kinds) / np.maximum(whole, 1)
    share = np.where(filled > 0, of_imgs / np.maximum(filled, 1), mean[programs.specialty])
    candidacy = played.invitations.contenders.candidacy[played.lists.contender]
    held = _sums((people.kind[people.applicant[candidacy]], market.programs), (len(preset.types), size))
    return SeasonPrograms(
        specialty=programs.specialty.astype(np.int64),
        place=programs.place.astype(np.int64),
        openness=programs.openness,
        img_share=share,
        last=last,
        held=held,
        peers=_peers(played, candidacy, len(preset.types), kinds),
    )


def _peers(played: SeasonDraw, candidacy: npt.NDArray[np.int32], types: int, specialties: int) -> Floats:
    people, lists, offsets = played.people, played.lists, played.lists.market.offsets
    length = np.diff(offsets)
    elsewhere = np.add.reduceat(~lists.own, offsets[:-1].astype(np.int64)) if len(length) else length
    alone = np.flatnonzero((length > 0) & (elsewhere == 0))
    who = lists.applicant[alone]
    strength = people.strength[who]
    at = (people.kind[who], people.specialty[candidacy[offsets[alone]]], np.minimum(length[alone], MOST))
    shape = (types, specialties, MOST + 1)
    return np.stack(
        [_sums(at, shape, values) for values in (None, played.match.held[alone] >= 0, strength, strength**2)]
    )


def _sums(
    at: tuple[npt.NDArray[Any], ...], shape: tuple[int, ...], values: npt.NDArray[Any] | None = None
) -> Floats:
    """Values (ones, if left out) added up at their places in an array."""
    flat = np.ravel_multi_index(at, shape)
    return np.bincount(flat, values, math.prod(shape)).reshape(shape).astype(float)


def strength_of(peers: Floats, interviews: int) -> tuple[float, float]:
    """Mean and spread of the strength of applicants with so many interviews: a line over the root of their number.

    Args:
        peers: Of one type and specialty, over seasons, (4, MOST + 1).
    """
    if not (everyone := peers[0].sum()):
        return 0.0, 1.0
    weight, strengths, squares = peers[0] / everyone, peers[2] / everyone, peers[3] / everyone
    root = np.sqrt(np.arange(MOST + 1))
    middle, mean = float(weight @ root), float(strengths.sum())
    across = float(weight @ (root - middle) ** 2)
    slope = float((root - middle) @ strengths) / across if across > 0 else 0.0
    variance = float(squares.sum()) - mean**2 - slope**2 * across
    return mean + slope * (np.sqrt(min(interviews, MOST)) - middle), max(variance, 0.0) ** 0.5


def matched_of(peers: Floats, interviews: int) -> tuple[float, float] | None:
    """The share of applicants with so many interviews who match, and how many they are; ``None`` if hardly any.

    Where they are few, those with some more or less are counted too; ``peers`` as in ``strength_of``.
    """
    away = np.abs(np.arange(MOST + 1) - min(interviews, MOST))
    for wide in range(3):
        people, matched = peers[0, away <= wide].sum(), peers[1, away <= wide].sum()
        if people >= _ENOUGH:
            return float(matched / people), float(people)
    return None
