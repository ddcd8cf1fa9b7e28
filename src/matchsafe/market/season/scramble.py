"""SOAP at the end of a season: unmatched applicants and the seats that are left."""

from __future__ import annotations

import numpy as np

from matchsafe.market.season.applications import apply_to
from matchsafe.market.season.choice import menu_of
from matchsafe.market.season.population import People, Programs
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.streams import Stream, stream_key
from matchsafe.market.soap_arrays import SoapRounds, rounds_of
from matchsafe.market.types import Ints, Longs, Market


def run_scramble(
    preset: Preset, programs: Programs, people: People, unmatched: Ints, free: Longs, seed: int, season: int
) -> SoapRounds:
    """Let everyone without a place apply to what is left, in any specialty, and run the four rounds.

    Args:
        unmatched: Applicants without a place, with a rank list or not.
        free: Free seats of each program of the season.
    """
    most_left = int(np.count_nonzero(free > 0))
    left = np.flatnonzero(free > 0) if most_left else np.zeros(1, np.int64)  # a menu has a program at least
    left = left[np.argsort(programs.place[left], kind="stable")]
    menu = menu_of(preset, programs, left, np.array([0, len(left)]))
    most = np.full(len(unmatched), min(round(preset.value("soap_applications")), most_left), np.int32)
    keys = stream_key(seed, season, Stream.SOAP_TASTE), stream_key(seed, season, Stream.SOAP_REVIEW)
    one_part, no_signals = np.zeros(len(unmatched), np.int32), np.zeros(len(unmatched), np.int64)
    own = preset.value("strength_soap") * people.strength[unmatched]
    own += preset.by_type("invite_offset")[people.kind[unmatched]]
    sent = apply_to(preset, people, menu, unmatched, one_part, most, no_signals, own, keys, sort=True)
    return rounds_of(Market(sent.offsets, sent.program, sent.view, free[left].astype(np.int32)))
