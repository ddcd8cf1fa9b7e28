"""Oracles written from the definitions on plain names and lists, sharing no code with the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest

from matchsafe.market import Couples, Market

Lists = Mapping[str, Sequence[str]]
Programs = Mapping[str, tuple[int, Sequence[str]]]
CoupleLists = Sequence[tuple[str, str, Sequence[str], Sequence[str]]]
NO = "-"


class Oracle:
    """One market by names; answers by trying everything."""

    def __init__(self, singles: Lists, programs: Programs, couples: CoupleLists = ()) -> None:
        self.singles = singles
        self.programs = programs
        self.couples = [(a, b, list(zip(left, right, strict=True))) for a, b, left, right in couples]
        self.place = {p: {a: i for i, a in enumerate(order)} for p, (_, order) in programs.items()}

    def holders(self, match: Mapping[str, str], program: str) -> set[str]:
        return {a for a, p in match.items() if p == program}

    def chosen(self, program: str, among: set[str]) -> set[str]:
        """Whom a program picks from a set: the best it lists, up to its quota."""
        place, quota = self.place[program], self.programs[program][0]
        return set(sorted((a for a in among if a in place), key=place.__getitem__)[:quota])

    def would_take(self, program: str, who: set[str], match: Mapping[str, str]) -> bool:
        if program == NO:
            return True
        return who <= self.chosen(program, self.holders(match, program) | who)

    def allowed(self, match: Mapping[str, str]) -> bool:
        if any(match[a] not in (NO, *ranked) for a, ranked in self.singles.items()):
            return False
        if any((match[a], match[b]) not in [(NO, NO), *pairs] for a, b, pairs in self.couples):
            return False
        return all(
            len(self.holders(match, p)) <= quota and self.holders(match, p) <= set(order)
            for p, (quota, order) in self.programs.items()
        )

    def single_blocks(self, match: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for a, ranked in self.singles.items():
            for p in ranked:
                if p == match[a]:
                    break
                if self.would_take(p, {a}, match):
                    yield a, p

    def couple_blocks(self, match: Mapping[str, str], definition: str) -> Iterator[tuple[str, str, str, str]]:
        granted = self.granted_kpr if definition == "KPR" else self.granted_mm
        for a, b, pairs in self.couples:
            for p, q in pairs:
                if (p, q) == (match[a], match[b]):
                    break
                if granted(match, a, b, p, q):
                    yield a, b, p, q

    def granted_kpr(self, match: Mapping[str, str], a: str, b: str, p: str, q: str) -> bool:
        if p == q:
            return self.would_take(p, {a, b}, match)
        return self.would_take(p, {a}, match) and self.would_take(q, {b}, match)

    def beats(self, program: str, who: str, match: Mapping[str, str], apart_from: str = "") -> list[str]:
        place = self.place[program]
        return [h for h in self.holders(match, program) - {apart_from} if place[who] < place[h]]

    def free(self, program: str, match: Mapping[str, str]) -> int:
        return self.programs[program][0] - len(self.holders(match, program))

    def granted_mm(self, match: Mapping[str, str], a: str, b: str, p: str, q: str) -> bool:
        """McDermid and Manlove (2010), case by case."""

        def lists(program: str, who: str) -> bool:
            return program == NO or who in self.place[program]

        def open_to(program: str, who: str, apart_from: str = "") -> bool:
            return (
                program == NO
                or self.free(program, match) > 0
                or bool(self.beats(program, who, match, apart_from))
            )

        if not (lists(p, a) and lists(q, b)) or any(x != NO and self.programs[x][0] == 0 for x in (p, q)):
            return False
        if match[b] == q:
            return open_to(p, a, apart_from=b)
        if match[a] == p:
            return open_to(q, b, apart_from=a)
        if p != q or p == NO:
            return open_to(p, a) and open_to(q, b)
        free = self.free(p, match)
        if free >= 2:
            return True
        if free == 1:
            return bool(self.beats(p, a, match) or self.beats(p, b, match))
        return any(x != y for x in self.beats(p, a, match) for y in self.beats(p, b, match))

    def is_stable(self, match: Mapping[str, str], definition: str = "KPR") -> bool:
        return (
            self.allowed(match)
            and next(self.single_blocks(match), None) is None
            and next(self.couple_blocks(match, definition), None) is None
        )

    def everything(self) -> Iterator[dict[str, str]]:
        names = list(self.singles)
        options: list[Any] = [[NO, *ranked] for ranked in self.singles.values()]
        options += [[(NO, NO), *pairs] for _, _, pairs in self.couples]
        for choice in product(*options):
            match = dict(zip(names, choice, strict=False))
            for (a, b, _), (p, q) in zip(self.couples, choice[len(names) :], strict=True):
                match |= {a: p, b: q}
            if self.allowed(match):
                yield match

    def stable_set(self, definition: str = "KPR") -> list[dict[str, str]]:
        return [m for m in self.everything() if self.is_stable(m, definition)]


@pytest.fixture(scope="session")
def oracle() -> Callable[..., Oracle]:
    return Oracle


@pytest.fixture(scope="session")
def named() -> Callable[[Any], dict[str, str]]:
    """A match of the engine with "-" for no match."""
    return lambda match: {a: p or NO for a, p in match.as_dict().items()}


def scored_market(
    applicants: int, couples: int, seed: int, *, programs: int = 0, listed: int = 8, pairs: int = 60
) -> Market:
    """A market in which both sides agree in part; couples list pairs by the sum of their ranks, nearby ones first."""
    random = np.random.default_rng(seed)
    count = programs or max(4, applicants // 8)
    listed = min(listed, count)
    quality, place = random.normal(size=count), random.integers(0, 5, count)
    drawn = np.sort(random.random((applicants, count)).argpartition(listed - 1, axis=1)[:, :listed], axis=1)
    liked = quality[drawn] + random.normal(size=drawn.shape)
    lists = np.take_along_axis(drawn, np.argsort(-liked, axis=1), axis=1).astype(np.int32)
    strength = random.normal(size=applicants)
    scores = (strength[:, None] + random.normal(size=lists.shape)).astype(np.float32)
    quotas = random.multinomial(round(applicants * 0.86), np.full(count, 1 / count)).astype(np.int32)
    offsets = np.arange(applicants + 1, dtype=np.int64) * listed
    members = random.permutation(applicants)[: 2 * couples].reshape(couples, 2).astype(np.int32)
    first, second, starts = [], [], [0]
    for one, two in members:
        cost = np.add.outer(np.arange(listed), np.arange(listed)).astype(float)
        cost += 4 * (place[lists[one]][:, None] != place[lists[two]][None, :]) + random.random(cost.shape)
        best = np.argsort(cost, axis=None)[:pairs]
        left, right = np.unravel_index(best, cost.shape)
        alone = np.arange(2)
        first += [*(offsets[one] + left), *(offsets[one] + alone), -1]
        second += [*(offsets[two] + right), -1, -1, offsets[two]]
        starts.append(len(first))
    paired = Couples(members, np.array(starts), np.array(first, np.int32), np.array(second, np.int32))
    return Market.from_arrays(offsets, lists.ravel(), scores.ravel(), quotas, paired if couples else None)


@pytest.fixture(scope="session")
def market_of() -> Callable[..., Market]:
    return scored_market
