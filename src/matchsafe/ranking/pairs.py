"""A couple's list of pairs from two ranked lists and shared wishes.

The worth of a pair is the weighted average of how high each program stands on its own list (1 for a first choice, 1/n
for the last of n), plus a bonus for being together. Pairs are ranked by worth. A pair (a, b) below (a, no match) or (no
match, b) can never be reached: whenever both programs take the two, the higher pair is possible already. Such pairs are
left out, and so is every pair that stands twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from matchsafe.domain.couple_rank import NO_MATCH_WORDS, PairName, PrunedCode
from matchsafe.domain.season_couple import CoupleWishes
from matchsafe.domain.text import plain_name
from matchsafe.odds.nearness import near
from matchsafe.ranking.rank_order import RankEntry

NOBODY: Final = -1
"""The place that stands for "no match"."""
Pair = tuple[int, int]
"""Places on the first partner's list and on the second's, from 0, or ``NOBODY``."""


@dataclass(frozen=True)
class PairList:
    """Pairs in rank order.

    Attributes:
        pruned: Pairs left out, with why.
        unknown: Pairs that were asked for and name a program that is on neither list.
    """

    pairs: tuple[Pair, ...]
    pruned: tuple[tuple[Pair, PrunedCode], ...]
    unknown: tuple[PairName, ...] = ()


class PairUtility:
    """What each pair is worth to the couple.

    Args:
        first, second: The partners' lists, best first.
    """

    def __init__(self, first: Sequence[RankEntry], second: Sequence[RankEntry], wishes: CoupleWishes) -> None:
        self.sides, self.wishes = (first, second), wishes
        total = wishes.first_weight + wishes.second_weight
        self._share = (wishes.first_weight / total, wishes.second_weight / total)
        self._together = {
            (a, b): near(one.interview, two.interview, wishes)
            for a, one in enumerate(first)
            for b, two in enumerate(second)
        }

    def possible(self, pair: Pair) -> bool:
        """Whether every program of a pair can match at all."""
        return all(at == NOBODY or side[at].counts for side, at in zip(self.sides, pair, strict=True))

    def together(self, pair: Pair) -> bool:
        """Whether the programs of a pair count as together."""
        return self._together.get(pair, False)

    def of_partner(self, side: int, place: int) -> float:
        """What a program is worth to one partner, weighed: the part of the pair's worth that is theirs."""
        height = self.wishes.no_match_worth if place == NOBODY else 1 - place / len(self.sides[side])
        return self._share[side] * height

    def __call__(self, pair: Pair) -> float:
        """The worth of a pair."""
        bonus = self.wishes.together_weight if self.together(pair) else 0.0
        return self.of_partner(0, pair[0]) + self.of_partner(1, pair[1]) + bonus


def pair_list(worth: PairUtility) -> PairList:
    """The list by worth, within the limit."""
    wishes = worth.wishes
    must, unknown_must = _named_pairs(worth, [p.names for p in wishes.must])
    never, unknown_never = _named_pairs(worth, [p.names for p in wishes.never])
    pruned: list[tuple[Pair, PrunedCode]] = []
    candidates = []
    for pair in _every(worth):
        if not worth.possible(pair):
            pruned.append((pair, "cannot_match"))
        elif pair in never:
            pruned.append((pair, "never"))
        elif not wishes.apart and NOBODY not in pair and not worth.together(pair) and pair not in must:
            pruned.append((pair, "apart"))
        else:
            candidates.append(pair)
    open_must = [p for p in must if p not in never]
    order = {p: at for at, p in enumerate(open_must)}

    def place(pair: Pair) -> tuple[int, int, float, int, Pair]:
        later = wishes.one_matches == "last" and NOBODY in pair
        # of pairs of equal worth, the one that gives neither partner a low choice comes first
        return (order.get(pair, len(order)), int(later), -round(worth(pair), 9), max(pair), pair)

    reached, unreachable = _reachable(sorted(candidates, key=place))
    pruned += [(p, "unreachable") for p in unreachable]
    kept = _within(reached, wishes.limit, set(open_must))
    pruned += [(p, "over_limit") for p in reached if p not in kept]
    return PairList(tuple(p for p in reached if p in kept), tuple(pruned), (*unknown_must, *unknown_never))


def unreachable(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs of a list that can never be reached, and those that stand a second time."""
    return _reachable(pairs)[1]


def _every(worth: PairUtility) -> Iterator[Pair]:
    first, second = worth.sides
    yield from ((a, b) for a in range(len(first)) for b in range(len(second)))
    if worth.wishes.one_matches != "never":
        yield from ((a, NOBODY) for a in range(len(first)))
        yield from ((NOBODY, b) for b in range(len(second)))


def _reachable(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    alone: tuple[set[int], set[int]] = (set(), set())
    seen: set[Pair] = set()
    reached: list[Pair] = []
    never: list[Pair] = []
    for pair in pairs:
        a, b = pair
        if pair in seen or a in alone[0] or b in alone[1]:
            never.append(pair)
            continue
        seen.add(pair)
        reached.append(pair)
        if b == NOBODY:
            alone[0].add(a)
        elif a == NOBODY:
            alone[1].add(b)
    return reached, never


def _within(pairs: Sequence[Pair], limit: int, must: set[Pair]) -> set[Pair]:
    """The pairs that fit: those that must be there, single outcomes, then the others by rank.

    A single outcome that no pair catches leaves a partner unmatched for nothing; the last of many pairs of two hardly
    ever happens.
    """
    if len(pairs) <= limit:
        return set(pairs)
    first = sorted(pairs, key=lambda p: (p not in must, NOBODY not in p))
    return set(first[:limit])


def _named_pairs(worth: PairUtility, names: Sequence[PairName]) -> tuple[list[Pair], list[PairName]]:
    """Pairs given by name or code; those of which a program is not on the lists apart."""
    found, unknown = [], []
    for name in names:
        places = [place_of(side, text) for side, text in zip(worth.sides, name, strict=True)]
        if None in places or places == [NOBODY, NOBODY]:
            unknown.append(name)
        else:
            found.append((places[0] or 0, places[1] or 0))
    return found, unknown


def is_no_match(text: str) -> bool:
    """Whether a text stands for "no match", however it is spaced."""
    plain = plain_name(text)
    return plain in NO_MATCH_WORDS or "".join(plain.split()) in NO_MATCH_WORDS


def place_of(side: Sequence[RankEntry], text: str) -> int | None:
    """The place of a program given by name, id or code; ``NOBODY`` for "no match", ``None`` if it is not there."""
    plain = plain_name(text)
    if is_no_match(plain):
        return NOBODY
    for at, entry in enumerate(side):
        names = (entry.program, entry.code or "", entry.interview.id if entry.interview else "")
        if plain in {plain_name(n) for n in names if n}:
            return at
    return None
