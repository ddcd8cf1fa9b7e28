"""What is kept of a season: counts in arrays of one fixed shape, to be added up over seasons."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matchsafe.market.arrays import Array
from matchsafe.market.jit import kernel
from matchsafe.market.season.experiment import Effects
from matchsafe.market.season.invitations import Contenders
from matchsafe.market.season.population import NO_HOME, People
from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.rank_lists import Lists
from matchsafe.market.season.season_draw import SeasonDraw
from matchsafe.market.soap import ROUNDS
from matchsafe.market.soap_arrays import SoapRounds
from matchsafe.market.types import Ints, Match

Summary = dict[str, npt.NDArray[np.float64]]
"""Named arrays; every entry is a count or a sum, so seasons add up.

- ``people`` (types, 3): applied, with a rank list, matched.
- ``lengths`` (types, 2, 2): singles unmatched and matched; how many, and the sum of their lists' lengths.
- ``rankers`` (specialties, types, 2): applicants who rank a program of the specialty, as their first or later.
- ``second`` (specialties, types, 2, 2): applicants by the specialty of their first rank, not matched and matched to it;
  how many, and how many of them rank another specialty too.
- ``seats`` (specialties, types): seats filled; ``positions`` (specialties,): seats offered.
- ``programs`` (2, 3): programs not filled and filled; how many, applicants they rank, positions.
- ``applications`` (specialties, types, 3): sent, invited, held.
- ``signals`` (specialties, 2, 2): without and with a signal; sent, invited.
- ``homes`` (specialties, 2, 2): applications to other states than the applicant's and to it; sent, invited.
- ``ranks`` (specialties, types, counts, 2): singles of one specialty by length of list; how many, matched.
- ``listed``: singles by the specialty of their first rank and by how many programs of it they certify before one of
  another (padding makes both this and ``lengths`` longer); how many, matched to that specialty.
- ``effects`` (types, thirds of strength, counts, 6): the same people; how many, matched, sum of ``lost``, how many
  have a nearest miss, of these matched, sum of ``gained``.
- ``couples`` (3,): neither, one and both partners matched.
- ``unresolved`` (1,): couples left unresolved.
- ``soap`` (2 + rounds,): seats offered, applicants, seats filled in each round.
- ``placed`` (1,): applicants with a rank list who have a position after the match or SOAP.
- ``stable`` (1,): seasons whose match was checked and found stable.
"""

MOST_COUNTED: Final = 30
"""Longer lists are counted with those of this length."""
THIRDS: Final = (-0.4307273, 0.4307273)
"""Where a third of a standard normal strength lies below and above."""


class Tallies(NamedTuple):
    """Those arrays of a summary that are counted list by list."""

    people: Floats
    lengths: Floats
    rankers: Floats
    second: Floats
    seats: Floats
    programs: Floats
    ranks: Floats
    listed: Floats
    effects: Floats


class Ranker(NamedTuple):
    """Of each applicant of a market: type, strength, length a list is filled up to, couple or -1, and effects."""

    kind: Array
    strength: Array
    padding: Array
    couple: Array
    lost: Array
    gained: Array
    nearest: Array


@kernel
def count_lists(
    offsets: Array,
    programs: Array,
    scores: Array,
    own: Array,
    held: Array,
    rankers: Ranker,
    specialty: Array,
    full: Array,
    tallies: Tallies,
) -> None:
    """Count every list in ``tallies``; ``own`` is of each edge, ``specialty`` and ``full`` of each program."""
    for a in range(len(held)):
        begin, end = offsets[a], offsets[a + 1]
        kind, matched, single = rankers.kind[a], int(held[a] >= 0), rankers.couple[a] < 0
        first = specialty[programs[begin]]
        other = end
        for edge in range(end - 1, begin - 1, -1):
            tallies.programs[full[programs[edge]], 1] += scores[edge] > -np.inf
            if specialty[programs[edge]] != first:
                other = edge
        tallies.people[kind, 1] += 1
        tallies.people[kind, 2] += matched
        tallies.rankers[first, kind, 0] += 1
        if other < end:
            tallies.rankers[specialty[programs[other]], kind, 1] += 1
        won = False
        if matched:
            seat = specialty[programs[held[a]]]
            tallies.seats[seat, kind] += 1
            won = seat == first
        tallies.second[first, kind, int(won), 0] += 1
        tallies.second[first, kind, int(won), 1] += other < end
        if not single:
            continue
        padding = rankers.padding[a]
        length = end - begin
        tallies.lengths[kind, matched, 0] += 1
        tallies.lengths[kind, matched, 1] += max(length, padding)
        certified = min(max(other - begin, padding), MOST_COUNTED)
        tallies.listed[first, kind, certified, 0] += 1
        tallies.listed[first, kind, certified, 1] += won
        if other < end or not own[begin]:
            continue
        count = min(length, MOST_COUNTED)
        tallies.ranks[first, kind, count, 0] += 1
        tallies.ranks[first, kind, count, 1] += matched
        third = int(rankers.strength[a] > THIRDS[0]) + int(rankers.strength[a] > THIRDS[1])
        effects, nearest = tallies.effects[kind, third, count], int(rankers.nearest[a])
        effects[0] += 1
        effects[1] += matched
        effects[2] += rankers.lost[a]
        effects[3] += nearest
        effects[4] += nearest * matched
        effects[5] += rankers.gained[a]


@kernel
def count_applications(
    contenders: Contenders,
    invited: Array,
    held: Array,
    offsets: Array,
    programs: Array,
    signalled: Array,
    specialty: Array,
    kind: Array,
    home: Array,
    place: Array,
    outcomes: Array,
    homes: Array,
) -> None:
    """Count applications by specialty, type and signal: all, those invited and given up, those held.

    ``specialty``, ``kind`` and ``home`` are of each candidacy, ``place`` of each program, ``signalled`` says where a
    candidacy's signalled applications end. ``homes`` has all and those invited by whether they went home.
    """
    for candidacy in range(len(signalled)):
        sent = outcomes[specialty[candidacy], kind[candidacy]]
        sent[0, 0] += offsets[candidacy + 1] - signalled[candidacy]
        sent[1, 0] += signalled[candidacy] - offsets[candidacy]
        near = 0
        if home[candidacy] != NO_HOME:
            for at in range(np.uint64(offsets[candidacy]), np.uint64(offsets[candidacy + 1])):
                near += place[np.uint32(programs[at])] == home[candidacy]
        homes[specialty[candidacy], 1, 0] += near
        homes[specialty[candidacy], 0, 0] += offsets[candidacy + 1] - offsets[candidacy] - near
    for at in range(len(invited)):
        if invited[at]:
            one: Any = np.uint32(contenders.candidacy[at])
            signal = int(contenders.application[at] < signalled[one])
            outcomes[specialty[one], kind[one], signal, 1 + held[at]] += 1
            homes[specialty[one], int(place[contenders.program[at]] == home[one]), 1] += 1


def summarize(preset: Preset, played: SeasonDraw, effects: Effects, soap: SoapRounds) -> Summary:
    """Count a season."""
    programs, people, lists, match = played.programs, played.people, played.lists, played.match
    sent, found, market, who = played.sent, played.invitations, lists.market, lists.applicant
    types, specialties = len(preset.types), len(preset.specialties)
    filled = np.bincount(match.assignment[match.held >= 0], minlength=len(programs.quotas))
    full = (filled >= programs.quotas).astype(np.int64)
    by_length = (specialties, types, MOST_COUNTED + 1, 2)
    tallies = Tallies(
        people=np.zeros((types, 3)),
        lengths=np.zeros((types, 2, 2)),
        rankers=np.zeros((specialties, types, 2)),
        second=np.zeros((specialties, types, 2, 2)),
        seats=np.zeros((specialties, types)),
        programs=np.zeros((2, 3)),
        ranks=np.zeros(by_length),
        listed=np.zeros(by_length),
        effects=np.zeros((types, len(THIRDS) + 1, MOST_COUNTED + 1, 6)),
    )
    tallies.people[:, 0] = np.bincount(people.kind, minlength=types)
    for column, weight in ((0, None), (2, programs.quotas)):
        tallies.programs[:, column] = np.bincount(full, weight, 2)
    rankers = Ranker(
        people.kind[who], people.strength[who], people.padding[who], market.couple_of, effects.lost, effects.gained,
        effects.nearest,
    )  # fmt: skip
    count_lists(
        market.offsets, market.programs, market.scores, lists.own, match.held, rankers, programs.specialty, full,
        tallies,
    )  # fmt: skip
    outcomes, homes = np.zeros((specialties, types, 2, 3), np.int64), np.zeros((specialties, 2, 2), np.int64)
    count_applications(
        found.contenders, found.invited, found.held, sent.offsets, sent.program, sent.offsets[:-1] + sent.signals,
        people.specialty, people.kind[people.applicant], people.home[people.applicant], programs.place, outcomes, homes,
    )  # fmt: skip
    outcomes[..., 1] += outcomes[..., 2]
    listed = np.zeros(len(people.kind), np.bool_)
    listed[who] = True
    later = listed[unmatched_applicants(people, lists, match)] & (soap.assignment >= 0)
    couples = (match.held[market.couples.members] >= 0).sum(1)
    return {
        **tallies._asdict(),
        "applications": outcomes.sum(2).astype(float),
        "homes": homes.astype(float),
        "signals": outcomes[..., :2].sum(1).astype(float),
        "positions": np.bincount(programs.specialty, weights=programs.quotas, minlength=specialties),
        "couples": np.bincount(couples, minlength=3).astype(float),
        "unresolved": np.array([len(match.unresolved)], float),
        "soap": np.concatenate(
            [
                [float((programs.quotas - filled).sum()), float(len(soap.assignment))],
                np.bincount(soap.accepted_in, minlength=ROUNDS + 1)[1:],
            ]
        ),
        "placed": np.array([float(np.count_nonzero(match.held >= 0) + np.count_nonzero(later))]),
        "stable": np.array([float(match.stable)]),
    }


def unmatched_applicants(people: People, lists: Lists, match: Match) -> Ints:
    """Applicants of the season without a place after the match."""
    placed = lists.applicant[match.held >= 0]
    return np.setdiff1d(np.arange(len(people.kind), dtype=np.int32), placed, assume_unique=True)
