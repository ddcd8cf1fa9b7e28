"""A list of pairs that a couple brings: theirs as a file, or kept as two lists that name "no match"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from matchsafe.domain.couple_rank import PairName
from matchsafe.domain.season import Season
from matchsafe.domain.text import plain_name
from matchsafe.ranking.pairs import NOBODY, Pair, PairUtility, is_no_match, place_of


@dataclass(frozen=True)
class OwnPairs:
    """Pairs as far as they name programs of the two lists.

    Attributes:
        lengths: Ranks of each partner's half.
        unknown: Names that are on neither partner's list.
    """

    pairs: tuple[Pair, ...]
    lengths: tuple[int, int]
    unknown: tuple[str, ...]


def own_pairs(
    worth: PairUtility, seasons: tuple[Season, Season], given: Sequence[PairName] | None
) -> OwnPairs | None:
    """The couple's own pairs, or ``None`` if they bring none.

    Args:
        given: Pairs by name, "" where one half ends before the other.
    """
    names = given
    if names is None:
        halves = [() if s.rank_list is None else s.rank_list.order for s in seasons]
        if not any(is_no_match(n) for half in halves for n in half) and not _of_a_couple(halves):
            return None
        names = list(zip_longest(halves[0], halves[1], fillvalue=""))
    lengths = (sum(bool(a) for a, _ in names), sum(bool(b) for _, b in names))
    pairs: list[Pair] = []
    unknown: list[str] = []
    for name in names:
        places = [place_of(side, text) for side, text in zip(worth.sides, name, strict=True)]
        unknown += [text for text, at in zip(name, places, strict=True) if text and at is None]
        a, b = places
        if a is not None and b is not None and (a, b) != (NOBODY, NOBODY):
            pairs.append((a, b))
    return OwnPairs(tuple(pairs), lengths, tuple(dict.fromkeys(unknown)))


def _of_a_couple(halves: Sequence[Sequence[str]]) -> bool:
    """Whether two lists are the halves of pairs: equally long, and each names a program more than once."""
    repeated = [len({plain_name(n) for n in half}) < len(half) for half in halves]
    return len(halves[0]) == len(halves[1]) and all(repeated)
