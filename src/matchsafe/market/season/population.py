"""Who applies and where to: applicants, programs, and one *candidacy* for each specialty an applicant applies to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.streams import Stream, generator
from matchsafe.market.types import Flags, Ints, Longs

NO_HOME = -1
LONGEST_PADDED = 20
"""Lists are filled up to at most so many programs: longer ones cost a fee for each."""


@dataclass(frozen=True, eq=False)
class Programs:
    """Programs in order of specialty and in it of place; ``first`` says where each specialty begins."""

    first: Longs
    specialty: Ints
    quotas: Ints
    appeal: Floats
    openness: Floats
    place: Ints
    interviews: Ints


@dataclass(frozen=True, eq=False)
class People:
    """Applicants, and their candidacies in order of specialty.

    Attributes:
        kind: Type of each applicant.
        strength: What programs would agree on before interviews, normal within a type.
        trait: What they would agree on once they have interviewed, standard normal.
        padding: How long a rank list is filled up to with programs that held no interview; 0 for most.
        home: Place, or -1.
        most: How many interviews each is willing to hold.
        applicant: Applicant of each candidacy.
        specialty: Specialty of each candidacy.
        backup: Whether it is the applicant's second specialty.
        wanted: Programs applied to in each candidacy.
    """

    kind: Ints
    strength: Floats
    trait: Floats
    padding: Ints
    home: Ints
    most: Ints
    applicant: Ints
    specialty: Ints
    backup: Flags
    wanted: Ints


def counts(expected: Floats, scale: float) -> Longs:
    """Whole numbers as near as can be to ``expected`` times ``scale`` whose total is right (largest remainders)."""
    scaled = np.asarray(expected, np.float64) * scale
    whole = np.floor(scaled).astype(np.int64)
    missing = round(float(scaled.sum())) - int(whole.sum())
    remainder = (scaled - whole).ravel()
    whole.ravel()[np.argsort(-remainder, kind="stable")[:missing]] += 1
    return whole


def draw_programs(preset: Preset, seed: int, season: int, scale: float) -> Programs:
    """The programs of a season: seats shared out at random, at least one for each program."""
    random = generator(seed, season, Stream.PROGRAMS)
    specialties = preset.specialties
    number = np.maximum(counts(np.array([s.programs for s in specialties], float), scale), 1)
    positions = np.maximum(counts(np.array([s.positions for s in specialties], float), scale), number)
    first = np.concatenate([[0], np.cumsum(number)])
    total = int(first[-1])
    quotas = np.ones(total, np.int32)
    for s, (low, high) in enumerate(pairwise(first)):
        size = random.gamma(2.0, size=high - low)
        quotas[low:high] += random.multinomial(positions[s] - (high - low), size / size.sum()).astype(
            np.int32
        )
    correlation = preset.value("quality_openness")
    appeal = random.standard_normal(total)
    openness = correlation * appeal + np.sqrt(1 - correlation**2) * random.standard_normal(total)
    shares = np.array(preset.places) / sum(preset.places)
    specialty = np.repeat(np.arange(len(specialties), dtype=np.int32), number)
    place = random.choice(len(shares), total, p=shares).astype(np.int32)
    place = place[np.lexsort((place, specialty))]
    spread = preset.value("interviews_spread")
    mean = preset.value("interviews_per_position") * preset.by_specialty("interviews_factor")[specialty]
    ratio = mean * np.exp(spread * random.standard_normal(total) - spread**2 / 2)
    interviews = np.maximum(np.rint(quotas * ratio), 1).astype(np.int32)
    return Programs(first, specialty, quotas, appeal, openness, place, interviews)


def _lognormal(random: np.random.Generator, mean: Floats, spread: float) -> Ints:
    noise = np.exp(spread * random.standard_normal(len(mean)) - spread**2 / 2)
    return np.maximum(np.rint(mean * noise), 1).astype(np.int32)


def draw_people(preset: Preset, programs: Programs, seed: int, season: int, scale: float) -> People:
    """The applicants of a season and where they apply; as many of each type and specialty as the preset says."""
    random = generator(seed, season, Stream.PEOPLE)
    expected = np.array([s.candidates for s in preset.specialties]) * preset.by_type("pool")
    expected *= preset.of_imgs("img_pool")
    number = counts(expected, scale)
    specialty, kind = (
        np.repeat(grid.ravel(), number.ravel()).astype(np.int32) for grid in np.indices(number.shape)
    )
    people = len(kind)
    home = random.choice(len(preset.places), people, p=np.array(preset.places) / sum(preset.places))
    home[random.random(people) >= preset.by_type("home_share")[kind]] = NO_HOME
    willing = preset.by_type("most_interviews")[kind] * preset.by_specialty("capacity_factor")[specialty]
    most = _lognormal(random, willing, preset.value("most_interviews_spread"))
    sent = preset.by_type("applications") * preset.of_imgs("img_applications")
    wanted = _lognormal(random, sent[specialty, kind], preset.value("applications_spread"))
    spread = preset.by_type("strength_spread") * preset.of_imgs("img_spread")
    strength = random.standard_normal(people) * spread[specialty, kind]

    second = np.flatnonzero(random.random(people) < preset.by_type("backup_share")[kind])
    weights = np.array([s.backup_weights for s in preset.specialties], float)
    upto = np.cumsum(weights / weights.sum(0), 0).T[kind[second]]
    other = (random.random(len(second))[:, None] > upto[:, :-1]).sum(1).astype(np.int32)
    second, other = second[other != specialty[second]], other[other != specialty[second]]
    fewer = np.maximum(np.rint(wanted[second] * preset.value("backup_applications")), 1).astype(np.int32)

    trait = random.standard_normal(people)
    padding = random.integers(1, LONGEST_PADDED + 1, people).astype(np.int32)
    filled_up = preset.value("padding_share") * preset.of_imgs("img_padding")
    padding[random.random(people) >= filled_up[specialty, kind]] = 0

    applicant = np.concatenate([np.arange(people), second]).astype(np.int32)
    of = np.concatenate([specialty, other])
    backup = np.repeat([False, True], [people, len(second)])
    order = np.lexsort((applicant, of))
    available = np.diff(programs.first)[of]
    all_wanted = np.minimum(np.concatenate([wanted, fewer]), available).astype(np.int32)
    return People(
        kind,
        strength,
        trait,
        padding,
        home.astype(np.int32),
        most,
        applicant[order],
        of[order],
        backup[order],
        all_wanted[order],
    )
