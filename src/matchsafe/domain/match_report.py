"""A match and what is known of it, as it is told: the same object for the terminal, the library and the API."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from matchsafe.domain.estimate import AnswerPart

Mechanism: TypeAlias = Literal[
    "deferred_acceptance", "immediate_acceptance", "top_trading_cycles", "serial_dictatorship"
]
"""What can match a market; all but the first match singles only, and promise no stable match."""
Lottery: TypeAlias = Literal["single", "multiple"]
"""What breaks ties in programs' lists: one order of all applicants, or a draw of its own at each program."""


class MarketCounts(AnswerPart):
    """How large a market is and how much of it was filled."""

    applicants: int = Field(description="People, partners of couples included.")
    couples: int
    programs: int
    positions: int = Field(description="Seats of all programs.")
    matched: int = Field(description="Applicants with a program.")
    unmatched: int
    filled: int = Field(description="Positions taken.")
    unfilled: int


class Placement(AnswerPart):
    """One matched applicant."""

    applicant: str
    program: str
    rank: int | None = Field(
        description="Place on their list, from 1; for a partner of a couple the place of the pair. Null where a result"
        " that was handed in puts somebody at a program that is not on the list."
    )


class ProgramFill(AnswerPart):
    """One program."""

    program: str
    quota: int = Field(description="After reversions.")
    filled: int = Field(description="People there, first-year places included.")


class BlockingPair(AnswerPart):
    """An applicant and a program that would both rather have each other."""

    applicant: str
    program: str


class BlockingCouple(AnswerPart):
    """A couple and a pair of programs that would all rather have each other; "-" is no match."""

    partners: tuple[str, str]
    programs: tuple[str, str]


class UnresolvedCouple(AnswerPart):
    """A couple without a place although pairs of its list would take it."""

    partners: tuple[str, str]
    blocking: tuple[tuple[str, str], ...] = Field(description='Those pairs of programs; "-" is no match.')


class SeatMove(AnswerPart):
    """Positions that go from one program to another."""

    donor: str
    receiver: str
    positions: int


class StabilityCertificate(AnswerPart):
    """What a check of the finished result found, made from the lists and the result alone."""

    stable: bool
    definition: Literal["KPR", "MM"] = Field(
        description="When a pair of programs counts as taking a couple: after Kojima, Pathak and Roth, or after"
        " McDermid and Manlove."
    )
    no_stable_match_exists: bool = Field(description="True only where it is proved; `method` says how.")
    blocking_pairs: tuple[BlockingPair, ...] = Field(description="At most 10,000 of them.")
    blocking_pairs_count: int
    blocking_couples: tuple[BlockingCouple, ...] = Field(description="At most 10,000 of them.")
    blocking_couples_count: int
    misplaced: tuple[str, ...] = Field(
        description="Applicants at a program, or couples at a pair, that is not on their list or does not accept them."
    )
    over_quota: tuple[str, ...] = Field(description="Programs with more people than seats.")
    wrong_parity: tuple[str, ...] = Field(
        default=(),
        description="Programs with an even number of people that want an odd one, or the other way round.",
    )
    wrong_reversions: tuple[SeatMove, ...] = Field(
        default=(),
        description="Reversions that moved too many positions or too few, and how many they moved.",
    )
    sentences: tuple[str, ...] = Field(description="The same in words.")


class RankReason(AnswerPart):
    """One program of an applicant's list and what became of it."""

    rank: int
    program: str
    outcome: Literal["matched", "not_needed", "full", "not_accepted", "no_seats", "would_take"]
    standing: int | None = Field(description="Place on the program's list; null if it does not list them.")
    seats: int
    taken: int
    last_holder: str | None = Field(description="The matched applicant the program likes least.")
    cutoff: int | None = Field(description="That applicant's place; null while a seat is free.")


class PairReason(AnswerPart):
    """One pair of a couple's list and what became of it."""

    rank: int
    programs: tuple[str, str]
    outcome: Literal["matched", "not_needed", "not_granted", "granted"]
    granted: tuple[bool, bool] = Field(description="Whether each program would take its partner.")
    refusals: tuple[str, ...] = Field(
        default=(), description="Why those that would not, would not, in words."
    )


class ReasonsOf(AnswerPart):
    """Why one applicant is where they are."""

    applicant: str
    program: str | None
    ranks: tuple[RankReason, ...]
    pairs: tuple[PairReason, ...] = Field(description="For a partner of a couple only.")
    first_year: tuple[RankReason, ...] = Field(
        default=(), description="For someone with a supplemental list linked to the place they have."
    )
    sentences: tuple[str, ...] = Field(description="The same in words.")


class FirstYear(AnswerPart):
    """Someone at an advanced program with a supplemental list linked to it, and what came of that list."""

    applicant: str
    advanced: str
    program: str | None = Field(description="The first-year program; null if none of the list took them.")
    rank: int | None = Field(description="Its place on the supplemental list, from 1.")


class ParityFill(AnswerPart):
    """A program that wants an even or an odd number of people."""

    program: str
    wants: Literal["even", "odd"]
    filled: int
    positions: int = Field(description="After reversions.")
    left_empty: int = Field(
        description="Positions left empty although someone acceptable would rather be there: the number would be wrong."
    )


class VariationReport(AnswerPart):
    """What the variations of the Match did."""

    reverted: tuple[SeatMove, ...]
    reversions: int = Field(description="How many there were to be served.")
    first_year: tuple[FirstYear, ...]
    given_up: tuple[str, ...] = Field(
        description="Applicants whose first-year place could not be settled and was given up."
    )
    parity: tuple[ParityFill, ...]
    passes: int = Field(description="How often the whole market was matched, as positions moved.")


class TieDraw(AnswerPart):
    """Applicants whom a program likes equally, in the order a lottery gave them."""

    program: str
    order: tuple[str, ...]


class TieReport(AnswerPart):
    """Ties in programs' lists and the lottery that broke them."""

    lottery: Lottery = Field(
        description="One order of all applicants for every tie, or a draw of its own at each program."
    )
    seed: int
    ties: int
    listings: int = Field(description="Places in programs' lists that are in a tie.")
    decided: int | None = Field(
        default=None,
        description="Ties in which one got in and another, who would rather be there, did not; null where there are"
        " supplemental lists, reversions, or even or odd numbers.",
    )
    draws: tuple[TieDraw, ...] = Field(description="At most 1,000 of them.")


class SeatsChanged(AnswerPart):
    """A program with more or fewer seats than it has by its list."""

    program: str
    before: int
    after: int


class NearFeasible(AnswerPart):
    """Seats changed so that couples have a stable match (after Nguyen and Vohra)."""

    changes: tuple[SeatsChanged, ...] = Field(
        description="Empty if none had to be changed, or no change was found that is enough."
    )
    smallest: bool = Field(description="Whether it is proved that no smaller change is enough.")
    tried: int = Field(description="How many changes were tried.")
    limit_reached: bool = Field(description="Whether time or tries were over before one was found.")
    too_large: bool = Field(
        default=False,
        description="Whether the market is too large for a change to be built; small ones were tried only.",
    )


class MatchReport(AnswerPart):
    """A whole result."""

    market: MarketCounts
    side: Literal["applicant", "program"] | None = Field(
        description="Who proposed; null for a result that was handed in to be checked."
    )
    seed: int | None = Field(description="Of the order in which couples were added.")
    certificate: StabilityCertificate
    method: (
        Literal[
            "deferred_acceptance",
            "roth_peranson",
            "reordering",
            "exact_search",
            "random_walk",
            "satisfiability",
            "rounding",
            "immediate_acceptance",
            "top_trading_cycles",
            "serial_dictatorship",
        ]
        | None
    ) = Field(
        default=None,
        description="What found the match, or proved that no stable one exists; null for a result that was handed in.",
    )
    limit_reached: bool = Field(
        default=False,
        description="Whether the time was over before a stable match was found or proved not to exist.",
    )
    unresolved: tuple[UnresolvedCouple, ...]
    matches: tuple[Placement, ...]
    unmatched: tuple[str, ...]
    programs: tuple[ProgramFill, ...]
    explanation: ReasonsOf | None = None
    variations: VariationReport | None = Field(
        default=None,
        description="Only for a market with supplemental lists, reversions, or even or odd numbers.",
    )
    near_feasible: NearFeasible | None = Field(
        default=None, description="Only where changing seats was allowed."
    )
    ties: TieReport | None = Field(default=None, description="Only where ties were broken by lottery.")
    not_in_file: int = Field(
        default=0,
        description="Applicants who are not in a result that was handed in; they count as unmatched.",
    )
    seconds: float = Field(description="Time the match, or the check, took.")
    compiled: bool = Field(description="Whether the engine ran compiled (with Numba).")


class MatchStep(AnswerPart):
    """One proposal of deferred acceptance.

    Attributes:
        who: The applicant, or both partners of a couple.
        rank: Of the proposal on their list, from 1.
        programs: The program, or the pair; "-" is no match.
        outcome: ``held``: taken for now. ``refused``: every seat is taken by somebody ranked higher, or they are not
            ranked there. ``exhausted``: no program is left to propose to.
        displaced: Who lost a seat by it.
        holders: Who holds the seats of each of these programs after it, best first.
        better: For a refusal, who stands above them at the program that refused.
    """

    who: tuple[str, ...]
    rank: int
    programs: tuple[str, ...]
    outcome: Literal["held", "refused", "exhausted"]
    displaced: tuple[str, ...] = ()
    holders: tuple[tuple[str, ...], ...] = ()
    better: tuple[str, ...] = ()


class WatchedProgram(AnswerPart):
    """A program of a market made to be watched; ``takes`` says whether it would rather have you than a rival."""

    name: str
    seats: int
    list: tuple[str, ...]
    takes: bool


class WatchedMatch(AnswerPart):
    """One small market around a list, played step by step. All people in it but "You" and a partner are invented.

    Attributes:
        number: Which market it is; another number gives another one.
        ends: Where the applicant, or each partner, ends; ``None`` for no match.
        first_years: Where a supplemental list leads whoever ends at an advanced program it is attached to, by name.
        left_out: Ranks of the list that are not played.
    """

    number: int
    programs: tuple[WatchedProgram, ...]
    steps: tuple[MatchStep, ...]
    ends: tuple[str | None, ...]
    first_years: dict[str, str | None] = Field(default_factory=dict)
    left_out: int
