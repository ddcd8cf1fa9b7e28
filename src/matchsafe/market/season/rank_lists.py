"""Rank lists on both sides after the interviews, and the market they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import kernel
from matchsafe.market.keys import LOW, key_of_edge
from matchsafe.market.noise import Key, normal
from matchsafe.market.season.applications import Applications
from matchsafe.market.season.choice import put_in_order
from matchsafe.market.season.couples import pair_up
from matchsafe.market.season.invitations import Contenders, Invitations
from matchsafe.market.season.population import People, Programs
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.streams import Stream, stream_key
from matchsafe.market.types import Flags, Ints, Longs, Market, Scores


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
    contender: Longs
    own: Flags


@kernel
def order_lists(
    day: Key,
    impression: float,
    contenders: Contenders,
    held: Array,
    pairs: Array,
    applicant: Array,
    ends: Array,
    keys: Array,
) -> None:
    """Fill ``keys`` with all lists, one after the other, each best first; ``ends`` says where each applicant's ends."""
    ends[:] = 0
    for at in range(len(held)):
        if held[at]:
            ends[applicant[contenders.candidacy[at]]] += 1
    total = 0
    for a in range(len(ends)):
        size = ends[a]
        ends[a] = total
        total += size
    for at in range(len(held)):
        if held[at]:
            candidacy = contenders.candidacy[at]
            noise = normal(day, pairs[candidacy] + contenders.program[at])
            a = applicant[candidacy]
            keys[ends[a]] = key_of_edge(contenders.affinity[at] + impression * noise, at)
            ends[a] += 1
    start = 0
    for a in range(len(ends)):
        put_in_order(keys, start, ends[a])
        start = ends[a]


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
    contenders = invitations.contenders
    ends = np.empty(len(people.kind), np.int64)
    keys = np.empty(int(np.count_nonzero(invitations.held)), np.int64)
    order_lists(
        stream_key(seed, season, Stream.INTERVIEW_DAY),
        preset.value("taste_interview"),
        contenders,
        invitations.held,
        sent.pairs,
        people.applicant,
        ends,
        keys,
    )
    at = LOW - (keys & LOW)
    candidacy, listed = contenders.candidacy[at], contenders.program[at]
    own = ~people.backup[candidacy]
    length = np.diff(ends, prepend=0)
    applicant = np.flatnonzero(length).astype(np.int32)
    offsets = np.concatenate([[0], np.cumsum(length[applicant])])
    scores = evaluate(preset, programs, people, sent, candidacy, listed, seed, season)
    couples = pair_up(
        preset, programs.place, offsets, listed, own, people.kind[applicant], seed, season, scale
    )
    market = Market(offsets, listed, scores, programs.quotas, couples)
    return Lists(market, applicant, at, own)
