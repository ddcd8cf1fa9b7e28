"""SOAP at the end of a season: unmatched applicants and the seats that are left."""

from __future__ import annotations

import numpy as np

from matchsafe.market.season.applications import choose
from matchsafe.market.season.invitations import views
from matchsafe.market.season.population import People, Programs
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.streams import Stream, noise_of, stream_key
from matchsafe.market.soap_arrays import SoapRounds, soap_rounds
from matchsafe.market.types import Ints, Longs


def run_scramble(
    preset: Preset, programs: Programs, people: People, unmatched: Ints, free: Longs, seed: int, season: int
) -> SoapRounds:
    """Let everyone without a place apply to what is left, in any specialty, and run the four rounds.

    Args:
        unmatched: Applicants without a place, with a rank list or not.
        free: Free seats of each program of the season.
    """
    left = np.flatnonzero(free > 0)
    most = min(round(preset.value("soap_applications")), len(left))
    people_count, total = len(unmatched), len(unmatched) * most
    offsets = np.arange(people_count + 1, dtype=np.int64) * most
    score, liking = np.empty(total, np.float32), np.empty(total, np.float32)
    chosen, pair = np.empty(total, np.int32), np.empty(total, np.int64)
    choose(
        stream_key(seed, season, Stream.SOAP_TASTE),
        offsets,
        np.arange(people_count, dtype=np.int64) * len(left),
        np.zeros(people_count, np.int32),
        people.home[unmatched],
        np.array(preset.is_img, float)[people.kind[unmatched]] * preset.value("taste_open"),
        np.array([0, len(left)]),
        (programs.appeal * preset.value("taste_quality"))[left],
        programs.openness[left],
        programs.place[left],
        preset.value("taste_home"),
        score,
        chosen,
        pair,
        liking,
    )
    noise = noise_of(stream_key(seed, season, Stream.SOAP_REVIEW), pair)
    applicant = np.repeat(unmatched, most)
    unsignalled = np.zeros(total, np.bool_)
    view = views(preset, programs, people, applicant, left[chosen].astype(np.int32), unsignalled, noise)
    return soap_rounds(offsets, chosen, view, free[left])
