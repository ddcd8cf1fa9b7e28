"""Supplemental lists as pairs, against the same written entry by entry."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from tests.market.test_varied_sweep import market

from matchsafe.market.jit import plain
from matchsafe.market.supplemental_pairs import number_edges, pair_market
from matchsafe.market.variations import VariedMarket


def by_entry(varied: VariedMarket) -> dict[int, Any]:
    """For each single with such lists: the first-year programs with their scores, and the pairs in order."""
    market, extra = varied.market, varied.supplemental
    linked, offsets = extra.linked.tolist(), extra.offsets.tolist()
    found: dict[int, Any] = {}
    for person in sorted({int(market.owners[edge]) for edge in linked}):
        if market.couple_of[person] >= 0:
            continue
        halves: dict[int, float] = {}
        pairs: list[tuple[int, int, int]] = []
        for edge in range(int(market.offsets[person]), int(market.offsets[person + 1])):
            own = linked.index(edge) if edge in linked else None
            for entry in () if own is None else range(offsets[own], offsets[own + 1]):
                program = int(extra.programs[entry])
                halves.setdefault(program, float(extra.scores[entry]))
                pairs.append((edge, program, entry))
            pairs.append((edge, -1, -1))
        found[person] = halves, pairs
    return found


def test_every_single_with_supplemental_lists_has_the_pairs_of_their_lists() -> None:
    people = 0
    for seed in range(60):
        varied = market(Random(f"pairs {seed}"), mixed=True).built()
        paired = pair_market(varied)
        whole, couples = paired.market, paired.market.couples
        own, first = len(varied.market.couples), int(varied.market.couples.offsets[-1])
        told: dict[int, Any] = {}
        for number, person in enumerate(paired.people.tolist()):
            half = varied.market.applicants + number
            assert couples.members[own + number].tolist() == [person, half]
            edges = slice(whole.offsets[half], whole.offsets[half + 1])
            pairs = slice(couples.offsets[own + number], couples.offsets[own + number + 1])
            names = np.append(whole.programs, -1)[couples.second[pairs]].tolist()
            entries = paired.entries[pairs.start - first : pairs.stop - first].tolist()
            told[person] = (
                dict(zip(whole.programs[edges].tolist(), whole.scores[edges].tolist(), strict=True)),
                list(zip(couples.first[pairs].tolist(), names, entries, strict=True)),
            )
            assert (couples.second[pairs][np.array(names) >= 0] >= whole.offsets[half]).all()
        assert told == by_entry(varied)
        people += len(told)
    assert people > 30


def test_programs_are_numbered_once_for_each_owner_compiled_and_interpreted() -> None:
    owners, programs = np.array([3, 3, 3, 5, 5]), np.array([1, 0, 1, 1, 1])
    for kernel in (number_edges, plain(number_edges)):
        edge_of, first = np.zeros(5, np.int64), np.zeros(5, np.int64)
        assert kernel(owners, programs, np.full(2, -1), edge_of, first) == 3
        assert (edge_of.tolist(), first[:3].tolist()) == ([0, 1, 0, 2, 2], [0, 1, 3])
