"""Rank lists on both sides after the interviews, and the market they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchsafe.market.season.applications import Applications
from matchsafe.market.season.couples import pair_up
from matchsafe.market.season.invitations import Invitations
from matchsafe.market.season.population import People, Programs
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.streams import Stream, noise_of, stream_key
from matchsafe.market.types import Flags, Ints, Longs, Market, Scores


@dataclass(frozen=True, eq=False)
class Lists:
    """The market of everyone with a rank list.

    Attributes:
        market: Their lists, scores and couples; applicants are numbered anew.
        applicant: The applicant of the season behind each of the market.
        application: The application behind each edge.
        own: Whether each edge is in the first-choice specialty of its applicant.
    """

    market: Market
    applicant: Ints
    application: Longs
    own: Flags


def evaluate(
    preset: Preset,
    programs: Programs,
    people: People,
    sent: Applications,
    which: Longs,
    seed: int,
    season: int,
) -> Scores:
    """How programs would rank applicants after an interview; minus infinity where they would not.

    Args:
        which: Numbers of the applications asked for, whether an interview was held or not.
    """
    applicant, program = sent.applicant[which], sent.program[which]
    kind = people.kind[applicant]
    view = noise_of(stream_key(seed, season, Stream.EVALUATION), sent.pair[which])
    view += preset.value("strength_rank") * people.strength[applicant]
    view += preset.by_type("rank_offset")[kind]
    view += preset.by_type("openness_weight")[kind] * programs.openness[program]
    cut = preset.by_specialty("cut")[programs.specialty[program]]
    return np.where(view < cut, -np.inf, view).astype(np.float32)


def rank(
    preset: Preset,
    programs: Programs,
    people: People,
    sent: Applications,
    invitations: Invitations,
    seed: int,
    season: int,
    scale: float,
) -> Lists:
    """Everyone with an interview ranks what they hold, their first-choice specialty first."""
    held = np.flatnonzero(invitations.held)
    backup = people.backup[sent.candidacy[held]]
    day = noise_of(stream_key(seed, season, Stream.INTERVIEW_DAY), sent.pair[held])
    liking = sent.liking[held] + preset.value("taste_interview") * day
    order = np.lexsort((-liking, backup, sent.applicant[held]))
    held, own = held[order], ~backup[order]
    applicant, length = np.unique(sent.applicant[held], return_counts=True)
    offsets = np.concatenate([[0], np.cumsum(length)])
    scores = evaluate(preset, programs, people, sent, held, seed, season)
    listed = sent.program[held]
    couples = pair_up(
        preset, programs.place, offsets, listed, own, people.kind[applicant], seed, season, scale
    )
    market = Market(offsets, listed, scores, programs.quotas, couples)
    return Lists(market, applicant, held, own)
