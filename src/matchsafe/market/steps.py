"""Deferred acceptance one proposal at a time, on a small market: what happens at each step, and why.

The end is that of ``match``; the plain algorithm is repeated here because the engine keeps no record of its way.
A couple proposes its pairs in order once all singles are placed, and whoever it displaces goes on with their own list.
Supplemental lists come last: an applicant's *other half* proposes down the list of the place they hold.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matchsafe.domain.match_report import MatchStep
from matchsafe.market.arrays import NO_MATCH

Programs = Mapping[str, tuple[int, Sequence[str]]]
Couple = tuple[str, str, Sequence[tuple[str, str]]]
"""Two partners and their pairs; "-" is no match."""
OtherHalf = tuple[str, Mapping[str, Sequence[str]]]
"""The name that first-year programs rank an applicant by, and the supplemental list of each advanced program."""


@dataclass
class _StepSeats:
    """Who holds what for now."""

    programs: Programs
    held: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.held = {name: [] for name in self.programs}

    def take(self, program: str, who: str, *, ahead: bool = False) -> list[str] | None:
        """Who would go if somebody were taken, or ``None`` for a refusal; ``ahead`` only looks."""
        quota, order = self.programs[program]
        if who not in order:
            return None
        wanted = sorted({*self.held[program], who}, key=order.index)
        if who not in wanted[:quota]:
            return None
        gone = [w for w in wanted[quota:] if w != who]
        if not ahead:
            self.held[program] = wanted[:quota]
        return gone


def match_steps(
    applicants: Mapping[str, Sequence[str]],
    programs: Programs,
    couple: Couple | None = None,
    supplemental: Mapping[str, OtherHalf] | None = None,
) -> tuple[tuple[MatchStep, ...], dict[str, str | None]]:
    """Every proposal in turn, and where everyone ends.

    Args:
        applicants: Lists of the singles, proposed in this order.
        programs: Seats and list of each program.
        couple: At most one couple, which proposes after all singles.
        supplemental: The other halves of applicants, which propose last; whom they displace must not come back to the
            advanced programs. One that proposed has an end of its own.
    """
    seats, steps = _StepSeats(programs), list[MatchStep]()
    following = dict.fromkeys(applicants, 0)
    _singles(deque(applicants), applicants, following, seats, steps)
    if couple is not None:
        _pairs(couple, applicants, following, seats, steps)
    ends: dict[str, str | None] = dict.fromkeys(applicants)
    ends |= {} if couple is None else {couple[0]: None, couple[1]: None}
    for who, (half, lists) in (supplemental or {}).items():
        place = next((program for program, held in seats.held.items() if who in held), None)
        if place is not None and place in lists:
            ends[half], following[half] = None, 0
            _singles(deque([half]), {**applicants, half: lists[place]}, following, seats, steps)
    ends |= {who: program for program, held in seats.held.items() for who in held}
    return tuple(steps), ends


def _singles(
    waiting: deque[str], lists: Mapping[str, Sequence[str]], following: dict[str, int], seats: _StepSeats,
    steps: list[MatchStep],
) -> None:  # fmt: skip
    while waiting:
        who = waiting.popleft()
        at = following[who]
        if at == len(lists[who]):
            steps.append(MatchStep(who=(who,), rank=at, programs=(), outcome="exhausted"))
            continue
        following[who] = at + 1
        program = lists[who][at]
        gone = seats.take(program, who)
        holders = (tuple(seats.held[program]),)
        if gone is None:
            steps.append(
                MatchStep(
                    who=(who,),
                    rank=at + 1,
                    programs=(program,),
                    outcome="refused",
                    holders=holders,
                    better=_better(seats, program, who),
                )
            )
            waiting.appendleft(who)
            continue
        steps.append(_held((who,), at + 1, (program,), gone, holders))
        waiting.extendleft(reversed(gone))


def _pairs(
    couple: Couple, lists: Mapping[str, Sequence[str]], following: dict[str, int], seats: _StepSeats,
    steps: list[MatchStep],
) -> None:  # fmt: skip
    first, second, pairs = couple
    both = (first, second)
    for rank, pair in enumerate(pairs, 1):
        refused = [
            (program, who) for program, who in zip(pair, both, strict=True)
            if program != NO_MATCH and seats.take(program, who, ahead=True) is None
        ]  # fmt: skip
        if not refused and pair[0] == pair[1] != NO_MATCH and _one_seat(seats, pair[0], both):
            refused = [(pair[1], second)]
        if refused:
            program, who = refused[0]
            holders = tuple(tuple(seats.held[p]) if p != NO_MATCH else () for p in pair)
            better = _better(seats, program, who)
            steps.append(
                MatchStep(
                    who=both, rank=rank, programs=pair, outcome="refused", holders=holders, better=better
                )
            )
            continue
        gone: list[str] = []
        for program, who in zip(pair, both, strict=True):
            if program != NO_MATCH:
                gone += seats.take(program, who) or []
        holders = tuple(tuple(seats.held[p]) if p != NO_MATCH else () for p in pair)
        steps.append(_held(both, rank, pair, gone, holders))
        _singles(deque(gone), lists, following, seats, steps)
        return
    steps.append(MatchStep(who=both, rank=len(pairs), programs=(), outcome="exhausted"))


def _one_seat(seats: _StepSeats, program: str, both: tuple[str, str]) -> bool:
    """Whether a program that would take either partner cannot take both."""
    quota, order = seats.programs[program]
    wanted = sorted({*seats.held[program], *both}, key=order.index)
    return not set(both) <= set(wanted[:quota])


def _better(seats: _StepSeats, program: str, who: str) -> tuple[str, ...]:
    order = seats.programs[program][1]
    place = order.index(who) if who in order else len(order)
    return tuple(w for w in seats.held[program] if order.index(w) < place)


def _held(
    who: tuple[str, ...],
    rank: int,
    programs: tuple[str, ...],
    gone: Sequence[str],
    holders: tuple[tuple[str, ...], ...],
) -> MatchStep:
    return MatchStep(
        who=who, rank=rank, programs=programs, outcome="held", displaced=tuple(gone), holders=holders
    )
