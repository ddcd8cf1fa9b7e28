"""SOAP: four rounds in which programs with free seats make offers to applicants without a place.

This is not deferred acceptance. An offer that is accepted is binding, an offer that is not accepted is gone, and
nothing is claimed about stability.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.problems import MarketError

ROUNDS: Final = 4
MOST_APPLICATIONS: Final = 45
"""How many programs one applicant may apply to in all rounds together."""

Accept = Callable[[str, int, Sequence[str]], str | None]
"""Who decides: given an applicant, the round (from 1) and the programs that offer, the one accepted, or ``None``."""


@dataclass(frozen=True)
class Offer:
    """One offer and its answer."""

    round: int
    program: str
    applicant: str
    accepted: bool


@dataclass(frozen=True)
class Soap:
    """What came of it.

    Attributes:
        placed: The program of each applicant who accepted an offer.
        offers: Every offer in the order of rounds.
        free: Seats left at each program.
    """

    placed: Mapping[str, str]
    offers: tuple[Offer, ...]
    free: Mapping[str, int]


def by_preference(lists: Mapping[str, Sequence[str]]) -> Accept:
    """Accept the offer that stands highest on the applicant's list; one that is not on it is declined."""
    place = {a: {p: i for i, p in enumerate(ranked)} for a, ranked in lists.items()}

    def accept(applicant: str, _round: int, offering: Sequence[str]) -> str | None:
        own = place.get(applicant, {})
        return min((p for p in offering if p in own), key=own.__getitem__, default=None)

    return accept


def run_soap(
    applications: Mapping[str, Sequence[str]],
    programs: Mapping[str, tuple[int, Sequence[str]]],
    accept: Accept,
    *,
    rounds: int = ROUNDS,
) -> Soap:
    """Run the rounds.

    In each round every program offers its free seats, all at once, down its list: to applicants who applied to it, are
    not placed and have not had an offer from it. An offer that is declined or expires ends that program's offers to
    that applicant.

    Args:
        applications: The programs each applicant without a place applied to.
        programs: Free seats and list of each program, best first.
        accept: The rule by which applicants answer.
        rounds: How many rounds.

    Raises:
        MarketError: Listing every problem: too many or repeated applications, unknown programs, seats below 0,
            repeated names.
        ValueError: If ``accept`` names a program that did not offer.
    """
    _check(applications, programs)
    applied = {a: set(chosen) for a, chosen in applications.items()}
    free = {p: seats for p, (seats, _) in programs.items()}
    next_place = dict.fromkeys(programs, 0)
    placed: dict[str, str] = {}
    offers: list[Offer] = []
    for number in range(1, rounds + 1):
        received: dict[str, list[str]] = {}
        for program, (_, order) in programs.items():
            made = 0
            while made < free[program] and next_place[program] < len(order):
                applicant = order[next_place[program]]
                next_place[program] += 1
                if applicant not in placed and program in applied.get(applicant, ()):
                    received.setdefault(applicant, []).append(program)
                    made += 1
        for applicant, offering in received.items():
            chosen = accept(applicant, number, tuple(offering))
            if chosen is not None:
                if chosen not in offering:
                    raise ValueError(f"{applicant} accepted {chosen!r}, which made no offer")
                placed[applicant] = chosen
                free[chosen] -= 1
            offers += [Offer(number, p, applicant, p == chosen) for p in offering]
    return Soap(placed, tuple(offers), free)


def _check(
    applications: Mapping[str, Sequence[str]], programs: Mapping[str, tuple[int, Sequence[str]]]
) -> None:
    found = Problems(MarketError)
    for a, chosen in applications.items():
        where = f"applicant {a}"
        if len(chosen) > MOST_APPLICATIONS:
            found.add(
                Problem(
                    f"{len(chosen)} applications; at most {MOST_APPLICATIONS} are allowed",
                    "applications",
                    path=where,
                )
            )
        if len(set(chosen)) < len(chosen):
            found.add(Problem("applies to a program twice", "duplicate_rank", path=where))
        for p in dict.fromkeys(p for p in chosen if p not in programs):
            found.add(Problem(f"there is no program {p!r}", "unknown_id", path=where))
    for p, (seats, order) in programs.items():
        if isinstance(seats, bool) or not isinstance(seats, int) or seats < 0:
            found.add(
                Problem(
                    f"has {seats!r} free seats; it must be a whole number, 0 or more",
                    "quota",
                    path=f"program {p}",
                )
            )
        if len(set(order)) < len(order):
            found.add(Problem("lists an applicant twice", "duplicate_rank", path=f"program {p}"))
    found.check()
