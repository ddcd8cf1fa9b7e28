"""What is kept of a season: counts in arrays of one fixed shape, to be added up over seasons."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matchsafe.market.arrays import Array
from matchsafe.market.jit import kernel
from matchsafe.market.season.experiment import Effects
from matchsafe.market.season.invitations import Contenders
from matchsafe.market.season.population import People
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
- ``seats`` (specialties, types): seats filled; ``positions`` (specialties,): seats offered.
- ``programs`` (2, 3): programs not filled and filled; how many, applicants they rank, positions.
- ``applications`` (specialties, types, 3): sent, invited, held.
- ``signals`` (specialties, 2, 2): without and with a signal; sent, invited.
- ``ranks`` (specialties, types, counts, 2): singles of one specialty by length of list; how many, matched.
- ``listed``: singles by the specialty of their first rank and by how many programs of it they certify before one of
  another (padding makes both this and ``lengths`` longer); how many, matched to that specialty.
- ``effects`` (types, thirds of strength, counts, 6): the same people; how many, matched, sum of ``lost``, how many
  have a nearest miss, of these matched, sum of ``gained``.
- ``couples`` (3,): neither, one and both partners matched.
- ``unresolved`` (1,): couples left unresolved.
- ``soap`` (2 + rounds,): seats offered, applicants, seats filled in each round.
- ``stable`` (1,): seasons whose match was checked and found stable.
"""

MOST_COUNTED: Final = 30
"""Longer lists are counted with those of this length."""
THIRDS: Final = (-0.4307273, 0.4307273)
"""Where a third of a standard normal strength lies below and above."""


def _tally(shape: tuple[int, ...], *index: Any, weight: Any = None) -> Floats:
    flat = np.ravel_multi_index(tuple(np.asarray(i, np.int64) for i in index), shape)
    return np.bincount(flat, weights=weight, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)


@kernel
def count_outcomes(
    contenders: Contenders, invited: Array, held: Array, offsets: Array, signals: Array, outcomes: Array
) -> None:
    """Count each candidacy's applications: invited, with an interview held, signalled and invited."""
    for at in range(len(invited)):
        candidacy = contenders.candidacy[at]
        signalled = contenders.application[at] < offsets[candidacy] + signals[candidacy]
        outcomes[candidacy, 0] += invited[at]
        outcomes[candidacy, 1] += held[at]
        outcomes[candidacy, 2] += invited[at] and signalled


def _invitations(played: SeasonDraw, specialties: int, types: int) -> Summary:
    """Applications and what came of them, and the same without and with a signal."""
    people, sent, found = played.people, played.sent, played.invitations
    of, at = people.specialty, people.kind[people.applicant]
    outcomes = np.zeros((len(of), 3), np.int64)
    count_outcomes(found.contenders, found.invited, found.held, sent.offsets, sent.signals, outcomes)
    invited, held, signalled = outcomes.T
    by_signal = ((people.wanted - sent.signals, invited - signalled), (sent.signals, signalled))
    return {
        "applications": np.stack(
            [_tally((specialties, types), of, at, weight=n) for n in (people.wanted, invited, held)], axis=2
        ),
        "signals": np.stack(
            [np.stack([_tally((specialties,), of, weight=n) for n in part], axis=1) for part in by_signal],
            axis=1,
        ),
    }


def summarize(preset: Preset, played: SeasonDraw, effects: Effects, soap: SoapRounds) -> Summary:
    """Count a season."""
    programs, people, lists, match = played.programs, played.people, played.lists, played.match
    types, specialties = len(preset.types), len(preset.specialties)
    market, kind = lists.market, people.kind[lists.applicant]
    matched = match.held >= 0
    single = market.couple_of < 0
    length = np.diff(market.offsets)
    seat = programs.specialty[match.assignment[matched]]
    filled = np.bincount(match.assignment[matched], minlength=len(programs.quotas))
    ranked = np.bincount(market.programs[market.scores > -np.inf], minlength=len(programs.quotas))
    full = (filled >= programs.quotas).astype(int)

    alone = single & (np.add.reduceat(~lists.own, market.offsets[:-1]) == 0)
    begin, ranked_in = market.offsets[:-1], programs.specialty[market.programs]
    specialty = ranked_in[begin]
    other = np.where(ranked_in != specialty[market.owners], np.arange(len(ranked_in)), len(ranked_in))
    run = np.minimum(np.minimum.reduceat(other, begin) - begin, length)
    two = np.flatnonzero(run < length)
    padded, contiguous = (np.maximum(n, people.padding[lists.applicant]) for n in (length, run))
    count, certified = (np.minimum(n, MOST_COUNTED) for n in (length, contiguous))
    preferred = matched & (programs.specialty[match.assignment] == specialty)
    third = np.searchsorted(THIRDS, people.strength[lists.applicant])
    shape = (types, len(THIRDS) + 1, MOST_COUNTED + 1)
    where = (kind[alone], third[alone], count[alone])
    near = effects.nearest[alone]
    weights = (None, matched[alone], effects.lost[alone], near, near & matched[alone], effects.gained[alone])
    couples = matched[market.couples.members].sum(1)
    return {
        "people": np.stack(
            [
                np.bincount(people.kind, minlength=types),
                np.bincount(kind, minlength=types),
                np.bincount(kind[matched], minlength=types),
            ],
            axis=1,
        ).astype(float),
        "lengths": np.stack(
            [_tally((types, 2), kind[single], matched[single], weight=w) for w in (None, padded[single])],
            axis=2,
        ),
        "rankers": np.stack(
            [
                _tally((specialties, types), ranked_in[begin[who] + at], kind[who])
                for who, at in ((np.arange(len(begin)), 0), (two, run[two]))
            ],
            axis=2,
        ),
        "seats": _tally((specialties, types), seat, kind[matched]),
        "positions": np.bincount(programs.specialty, weights=programs.quotas, minlength=specialties),
        "programs": np.stack([_tally((2,), full, weight=w) for w in (None, ranked, programs.quotas)], axis=1),
        **_invitations(played, specialties, types),
        **{
            name: np.stack(
                [
                    _tally((specialties, types, MOST_COUNTED + 1), specialty[who], kind[who], n[who])
                    for who in (those, those & won)
                ],
                axis=3,
            )
            for name, n, those, won in (
                ("ranks", count, alone, matched),
                ("listed", certified, single, preferred),
            )
        },
        "effects": np.stack([_tally(shape, *where, weight=w) for w in weights], axis=3),
        "couples": np.bincount(couples, minlength=3).astype(float),
        "unresolved": np.array([len(match.unresolved)], float),
        "soap": np.concatenate(
            [
                [float((programs.quotas - filled).sum()), float(len(soap.assignment))],
                np.bincount(soap.accepted_in, minlength=ROUNDS + 1)[1:],
            ]
        ),
        "stable": np.array([float(match.stable)]),
    }


def unmatched_applicants(people: People, lists: Lists, match: Match) -> Ints:
    """Applicants of the season without a place after the match."""
    placed = lists.applicant[match.held >= 0]
    return np.setdiff1d(np.arange(len(people.kind), dtype=np.int32), placed, assume_unique=True)
