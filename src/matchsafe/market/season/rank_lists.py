"""Rank lists on both sides after the interviews, and the market they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import kernel
from matchsafe.market.keys import edge_of, key_of_edge, score_of
from matchsafe.market.noise import Key, normal
from matchsafe.market.proposals import Holders
from matchsafe.market.season.applications import Applications
from matchsafe.market.season.choice import put_in_order
from matchsafe.market.season.couples import pair_up
from matchsafe.market.season.invitations import Contenders, Invitations
from matchsafe.market.season.population import People, Programs
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.streams import Stream, stream_key
from matchsafe.market.types import Flags, Ints, Market, Scores


@dataclass(frozen=True, eq=False)
class Lists:
    """The market of everyone with a rank list.

    Attributes:
        market: Their lists, scores and couples; applicants are numbered anew.
        applicant: The applicant of the season behind each of the market.
        contender: The contender (see ``invitations``) behind each edge.
        own: Whether each edge is in the first-choice specialty of its applicant.
    """

    market: Market
    applicant: Ints
    contender: Ints
    own: Flags


@kernel
def order_lists(
    day: Key,
    impression: float,
    calendars: Holders,
    contenders: Contenders,
    pairs: Array,
    keys: Array,
    ends: Array,
    contender: Array,
    candidacy: Array,
    listed: Array,
) -> None:
    """Fill in all lists, one after the other, each best first; ``ends`` says where each applicant's ends.

    ``keys`` is room for one list.
    """
    end = np.uint64(0)
    for applicant in range(len(ends)):
        size: Any = np.uint64(calendars.size[applicant])
        first = np.uint64(calendars.base[applicant])
        for i in range(size):
            held = calendars.keys[first + i]
            at: Any = np.int64(edge_of(held))
            who, program = contenders.candidacy[np.uint32(at)], contenders.program[np.uint32(at)]
            noise = normal(day, pairs[np.uint32(who)] + program)
            keys[i] = key_of_edge(score_of(held >> 32) + impression * noise, at)
        put_in_order(keys, 0, size)
        for i in range(size):
            one: Any = np.uint32(edge_of(keys[i]))
            contender[end + i] = one
            candidacy[end + i] = contenders.candidacy[one]
            listed[end + i] = contenders.program[one]
        end += size
        ends[applicant] = end


@kernel
def look_again(
    key: Key,
    pairs: Array,
    candidacy: Array,
    program: Array,
    own: Array,
    weight: Array,
    openness: Array,
    cut: Array,
    out: Array,
) -> None:
    """Fill ``out`` with how programs see applicants after an interview."""
    for at in range(len(program)):
        p, c = program[at], candidacy[at]
        view = normal(key, pairs[c] + p) + own[c] + weight[c] * openness[p]
        out[at] = view if view >= cut[p] else -np.inf


def evaluate(
    preset: Preset,
    programs: Programs,
    people: People,
    sent: Applications,
    candidacy: Ints,
    program: Ints,
    seed: int,
    season: int,
) -> Scores:
    """How programs would rank applicants after an interview; minus infinity where they would not.

    Args:
        candidacy: Who is asked about, whether an interview was held or not.
        program: By which program, shape of ``candidacy``.
    """
    who = people.applicant
    kind = people.kind[who]
    own = preset.value("strength_rank") * people.strength[who] + preset.by_type("rank_offset")[kind]
    trait = preset.value("trait_rank") * preset.of_imgs("img_trait")
    own += trait[people.specialty, kind] * people.trait[who]
    own += preset.of_imgs("img_rank")[people.specialty, kind]
    out = np.empty(len(program), np.float32)
    look_again(
        stream_key(seed, season, Stream.EVALUATION),
        sent.pairs,
        candidacy,
        program,
        own,
        preset.by_type("openness_weight")[kind],
        programs.openness,
        preset.by_specialty("cut")[programs.specialty],
        out,
    )
    return out


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
    """Everyone with an interview ranks what they hold, as they like it after the day of the interview."""
    calendars, length = invitations.calendars, invitations.calendars.size
    total = int(length.sum())
    ends = np.empty(len(length), np.int64)
    at, candidacy, listed = np.empty((3, total), np.int32)
    order_lists(
        stream_key(seed, season, Stream.INTERVIEW_DAY), preset.value("taste_interview"), calendars,
        invitations.contenders, sent.pairs, np.empty(int(length.max(initial=0)), np.int64), ends, at, candidacy, listed,
    )  # fmt: skip
    own = ~people.backup[candidacy]
    applicant = np.flatnonzero(length).astype(np.int32)
    offsets = np.concatenate([[0], ends[applicant]])
    scores = evaluate(preset, programs, people, sent, candidacy, listed, seed, season)
    couples = pair_up(
        preset, programs.place, offsets, listed, own, people.kind[applicant], seed, season, scale
    )
    market = Market(offsets, listed, scores, programs.quotas, couples)
    return Lists(market, applicant, at, own)
