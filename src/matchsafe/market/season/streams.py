"""Where each kind of chance in a season gets its noise from, so that none is drawn twice and order changes nothing."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from matchsafe.market.noise import Key


class Stream(IntEnum):
    """One source of chance."""

    PEOPLE = 1
    PROGRAMS = 2
    TASTE = 3
    INVITATION = 4
    EVALUATION = 5
    INTERVIEW_DAY = 6
    COUPLES = 7
    SOAP_TASTE = 8
    SOAP_REVIEW = 9


def generator(seed: int, season: int, stream: Stream) -> np.random.Generator:
    """A generator of its own for what is drawn once for a whole season, in a fixed order."""
    return np.random.default_rng((seed, season, int(stream)))


def stream_key(seed: int, season: int, stream: Stream) -> Key:
    """The key of counter-based noise: what an applicant and a program have between them is a function of it."""
    first, second = np.random.SeedSequence((seed, season, int(stream), 1)).generate_state(2)
    return int(first), int(second)
