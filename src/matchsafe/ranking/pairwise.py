"""A list from answers to "A or B?": a Bradley-Terry model of what the applicant prefers.

Strengths are found by Luce spectral ranking (Maystre and Grossglauser, 2015, in ``choix``), regularised, so that a
chain of answers or two groups that were never compared still have an order. A tie counts half for either program, and
is an answer; a pair that is passed over is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from matchsafe.domain.season_rank import Comparison
from matchsafe.odds.arrays import Floats

ALPHA: Final = 0.1
"""Regularisation: as if every program had won and lost a tenth of a comparison against each other one."""
HOW: Final = 'Comparing programs needs choix. Install it with: pip install "matchsafe[rank]"'


class MissingChoixError(ImportError):
    """``choix``, of the ``rank`` extra, is not installed; the message says how to get it."""


@dataclass(frozen=True)
class Inconsistency:
    """An answer that the order as a whole goes against: ``above`` stands above ``below``, who was preferred."""

    above: str
    below: str


@dataclass(frozen=True)
class PreferenceOrder:
    """What the answers say so far.

    Attributes:
        order: The programs, best first.
        question: The pair to compare next; ``None`` once nothing more is needed.
        answered: Neighbours of the order that were compared with each other.
        needed: Neighbours there are; with all of them compared, more answers are not asked for.
        inconsistencies: Answers the order goes against.
    """

    order: tuple[str, ...]
    question: tuple[str, str] | None
    answered: int
    needed: int
    inconsistencies: tuple[Inconsistency, ...]

    @property
    def complete(self) -> bool:
        """Whether every two neighbours were compared: the stopping point."""
        return self.question is None


def preference_order(
    programs: Sequence[str], comparisons: Sequence[Comparison], passed: Sequence[tuple[str, str]] = ()
) -> PreferenceOrder:
    """The order behind some answers, and what to ask next.

    Args:
        programs: Names or ids, each once, in the order that stands where answers say nothing.
        comparisons: Answers, of which those about other programs are left out; the last about a pair counts.
        passed: Pairs that were passed over; they are asked about last.

    Raises:
        MissingChoixError: If ``choix`` is not installed.
    """
    place = {name: at for at, name in enumerate(programs)}
    answers = {
        frozenset((c.first, c.second)): c
        for c in comparisons
        if c.first in place and c.second in place and c.first != c.second
    }
    strength = _strengths(place, list(answers.values()))
    order = sorted(programs, key=lambda name: (-strength[place[name]], place[name]))
    neighbours = list(pairwise(order))
    asked = [pair for pair in neighbours if frozenset(pair) not in answers]
    later = {frozenset(pair) for pair in passed}
    # the closest first: there an answer changes most
    asked.sort(key=lambda p: (frozenset(p) in later, strength[place[p[0]]] - strength[place[p[1]]]))
    rank = {name: at for at, name in enumerate(order)}
    return PreferenceOrder(
        tuple(order),
        asked[0] if asked else None,
        len(neighbours) - len(asked),
        len(neighbours),
        tuple(_against(answers.values(), rank)),
    )


def _strengths(place: dict[str, int], answers: Sequence[Comparison]) -> Floats:
    if not answers:
        return np.zeros(len(place))
    try:
        import choix
    except ImportError as error:
        raise MissingChoixError(HOW) from error
    wins: list[tuple[int, int]] = []
    for each in answers:
        a, b = place[each.first], place[each.second]
        wins += {"first": [(a, b)] * 2, "second": [(b, a)] * 2, "tie": [(a, b), (b, a)]}[each.preferred]
    found: Floats = choix.ilsr_pairwise(len(place), wins, alpha=ALPHA)
    return np.round(found, 9)


def _against(answers: Iterable[Comparison], rank: dict[str, int]) -> list[Inconsistency]:
    found = []
    for each in answers:
        better, worse = (each.first, each.second) if each.preferred == "first" else (each.second, each.first)
        if each.preferred != "tie" and rank[better] > rank[worse]:
            found.append(Inconsistency(above=worse, below=better))
    return found
