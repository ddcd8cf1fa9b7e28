"""Which programs each candidacy is sent to: those the applicant likes best, IMGs with an eye to openness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import kernel
from matchsafe.market.noise import Key, normal
from matchsafe.market.season.population import People, Programs
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.streams import Stream, stream_key
from matchsafe.market.seats import heapify, sift_down, worse
from matchsafe.market.types import Flags, Ints, Longs, Scores


@dataclass(frozen=True, eq=False)
class Applications:
    """Applications in order of candidacy, the one wanted most first.

    Attributes:
        offsets: Where each candidacy's applications begin, shape (candidacies + 1,).
        candidacy: Candidacy of each application.
        applicant: Applicant of each application.
        program: Program of each application.
        pair: A number for this candidacy and program that no other has: the counter of all noise between them.
        liking: How much the applicant likes the program before any interview.
        signal: Whether it is signalled.
    """

    offsets: Longs
    candidacy: Ints
    applicant: Ints
    program: Ints
    pair: Longs
    liking: Scores
    signal: Flags


@kernel
def sort_segment(score: Array, who: Array, low: int, size: int) -> None:
    """Sort the heap of ``size`` from ``low`` (worst at its root), best first."""
    for left in range(size - 1, 0, -1):
        last_score, last_who = score[low + left], who[low + left]
        score[low + left], who[low + left] = score[low], who[low]
        sift_down(score, who, low, left, 0, last_score, last_who)


@kernel
def choose(
    key: Key,
    offsets: Array,
    rows: Array,
    specialty: Array,
    home: Array,
    eye: Array,
    first: Array,
    appeal: Array,
    openness: Array,
    place: Array,
    taste_home: float,
    score: Array,
    program: Array,
    pair: Array,
    liking: Array,
) -> None:
    """For each candidacy keep the best programs of its specialty: a heap of those kept, then sorted.

    ``rows[c]`` is the first pair number of candidacy ``c``; ``appeal`` already has its weight.
    """
    for candidacy in range(len(specialty)):
        low, size = offsets[candidacy], offsets[candidacy + 1] - offsets[candidacy]
        begin, end = first[specialty[candidacy]], first[specialty[candidacy] + 1]
        kept = 0
        for p in range(begin, end):
            liked = appeal[p] + normal(key, rows[candidacy] + p - begin)
            if place[p] == home[candidacy]:
                liked += taste_home
            value: Any = np.float32(liked + eye[candidacy] * openness[p])
            if kept < size:
                score[low + kept], program[low + kept] = value, p
                kept += 1
                if kept == size:
                    heapify(score, program, low, size)
            elif worse(score[low], program[low], value, p):
                sift_down(score, program, low, size, 0, value, p)
        sort_segment(score, program, low, size)
        for at in range(low, low + size):
            p = program[at]
            pair[at] = rows[candidacy] + p - begin
            liking[at] = score[at] - eye[candidacy] * openness[p]


def draw_applications(
    preset: Preset, programs: Programs, people: People, seed: int, season: int
) -> Applications:
    """Send every candidacy's applications and signals."""
    offsets = np.concatenate([[0], np.cumsum(people.wanted, dtype=np.int64)])
    total = int(offsets[-1])
    sizes = np.diff(programs.first)[people.specialty]
    rows = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])[:-1]
    score, liking = np.empty(total, np.float32), np.empty(total, np.float32)
    program, pair = np.empty(total, np.int32), np.empty(total, np.int64)
    eye = np.array(preset.is_img, float)[people.kind[people.applicant]] * preset.value("taste_open")
    choose(
        stream_key(seed, season, Stream.TASTE),
        offsets,
        rows,
        people.specialty,
        people.home[people.applicant],
        eye,
        programs.first,
        programs.appeal * preset.value("taste_quality"),
        programs.openness,
        programs.place,
        preset.value("taste_home"),
        score,
        program,
        pair,
        liking,
    )
    candidacy = np.repeat(np.arange(len(people.specialty), dtype=np.int32), people.wanted)
    signals = np.array([s.signals for s in preset.specialties])[people.specialty]
    rank = np.arange(total) - offsets[candidacy]
    return Applications(
        offsets, candidacy, people.applicant[candidacy], program, pair, liking, rank < signals[candidacy]
    )
