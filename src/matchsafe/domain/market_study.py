"""What a study of a market says: figures of one result, two results side by side, changes, and all stable matches."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from matchsafe.domain.estimate import AnswerPart
from matchsafe.domain.match_report import BlockingPair, Mechanism, Placement


class RankDistribution(AnswerPart):
    """How many reached which place of a list."""

    counts: tuple[int, ...] = Field(description="At place 1, 2 and so on; the last one is above 0.")
    without: int = Field(description="With nothing of their list.")
    mean: float | None = Field(description="Mean place of those who reached one; null if nobody did.")


class Cutoff(AnswerPart):
    """Who still gets in at one program."""

    program: str
    quota: int
    filled: int
    listed: int = Field(description="Applicants who list it and whom it accepts.")
    place: int | None = Field(
        description="Place on its list of the last one who got in, from 1; null while a seat is free or it has none."
    )
    last_holder: str | None
    mean_place: float | None = Field(description="Of those who got in.")


class Tightness(AnswerPart):
    """How many seats there are for how many people."""

    applicants: int = Field(description="With at least one program on their list.")
    positions: int
    per_applicant: float | None = Field(
        description="Positions for each applicant; below 1 the market is tight."
    )
    list_length: float | None = Field(description="Mean number of programs listed.")
    listings_per_position: float | None


class MatchStatistics(AnswerPart):
    """Figures of one result."""

    method: str | None
    stable: bool
    efficient: bool | None = Field(
        description="Whether nobody can do better without somebody doing worse, programs not counted (Pareto). Null"
        " with couples."
    )
    applicants: RankDistribution = Field(description="Singles, by the place of their program on their list.")
    couples: RankDistribution = Field(description="By the place of their pair on their list.")
    programs: RankDistribution = Field(
        description="Filled seats, by their holder's place on the program's list."
    )
    first_years: RankDistribution | None = Field(
        default=None,
        description="Those at an advanced program with a supplemental list, by the place of their first-year program on"
        " it. Null where there are no such lists.",
    )
    tightness: Tightness
    matched: int
    unmatched: int
    filled: int
    unfilled: int
    cutoffs: tuple[Cutoff, ...]


class MechanismTable(AnswerPart):
    """One market matched by every mechanism."""

    mechanisms: tuple[MatchStatistics, ...]


TiePolicy: TypeAlias = Literal["order", "single", "multiple"]


class PolicyOutcome(AnswerPart):
    """One mechanism with one way of breaking ties, the mean of several draws."""

    mechanism: Mechanism
    policy: TiePolicy = Field(
        description="Equal applicants in their order, by one lottery, or by one for each program."
    )
    draws: int
    reached: tuple[float, ...] = Field(description="Singles at place 1, 2 and so on of their list.")
    without: float = Field(description="Singles with nothing of their list.")
    mean: float | None = Field(description="Mean place of those who reached one; null if nobody did.")
    stable: int = Field(description="In how many draws the match was stable.")


class Move(AnswerPart):
    """Somebody who is elsewhere in the second of two results."""

    applicant: str
    first: str | None
    second: str | None
    first_rank: int | None = Field(description="On their list, from 1; of the couple's pair for a partner.")
    second_rank: int | None
    change: Literal["gains", "loses", "other"] = Field(
        description="By the list of the first market; `other` where a program is not on it, or a partner moved alone."
    )


class ProgramChange(AnswerPart):
    """A program with other people in the second of two results."""

    program: str
    filled: tuple[int, int]
    arrived: tuple[str, ...]
    left: tuple[str, ...]


class MatchComparison(AnswerPart):
    """Two results on one market, or of a market before and after a change."""

    names: tuple[str, str] = Field(description="What made each.")
    stable: tuple[bool, bool]
    matched: tuple[int, int]
    mean_rank: tuple[float | None, float | None] = Field(description="Of matched singles.")
    unchanged: int
    gains: int = Field(description="Applicants who do better in the second.")
    loses: int
    other: int
    moves: tuple[Move, ...]
    first_years: tuple[Move, ...] = Field(
        default=(),
        description="Those whose first-year place differs, with its rank on their supplemental list; `other` where the"
        " advanced place differs too.",
    )
    programs: tuple[ProgramChange, ...]
    rank_flows: tuple[tuple[int, int, int], ...] = Field(
        description="Rank in the first, rank in the second (0 for none), and how many went that way."
    )
    blocking: tuple[int, int] = Field(
        description="Singles and programs (or couples and pairs) that upset each."
    )
    upset_by_other: tuple[tuple[BlockingPair, ...], tuple[BlockingPair, ...]] = Field(
        description="Singles with their program of the second result who upset the first, and the other way round."
    )


class MarketChange(AnswerPart):
    """One thing that is different in a market; `program`, `applicant` or `couple` says whose, one other field what."""

    program: str | None = Field(
        default=None, description='Whose seats or list; "*" is every program in turn.'
    )
    applicant: str | None = None
    couple: tuple[str, str] | None = Field(
        default=None, description="The two partners, in the market's order."
    )
    add_seats: int | None = Field(
        default=None, strict=True, description="So many seats more, or fewer if below 0."
    )
    seats: int | None = Field(default=None, strict=True, description="So many seats in all.")
    closes: Literal[True] | None = Field(default=None, description="The program takes no one.")
    withdraws: Literal[True] | None = Field(
        default=None, description="The applicant, or the couple, lists no one."
    )
    list: tuple[str, ...] | None = Field(default=None, description="The new list, best first.")
    pairs: tuple[tuple[str, str], ...] | None = Field(
        default=None, description='The new list of a couple; "-" is no match.'
    )
    places: dict[str, Annotated[int, Field(strict=True)]] = Field(
        default={},
        description="At which place, from 1, programs that did not list the applicant put them on their list.",
    )


class MarketChanges(AnswerPart):
    """What is different in a market."""

    changes: tuple[MarketChange, ...]


class Counterfactual(AnswerPart):
    """What changes of a market do to its match."""

    changes: tuple[MarketChange, ...]
    comparison: MatchComparison


class Counterfactuals(AnswerPart):
    """Changes of a market, all at once or each alone."""

    counterfactuals: tuple[Counterfactual, ...]


class StableOutcomes(AnswerPart):
    """An applicant who is not at the same place in every stable match."""

    applicant: str
    best: str | None
    worst: str | None
    best_rank: int | None = Field(description="On their list, from 1; of the couple's pair for a partner.")
    worst_rank: int | None
    outcomes: int | None = Field(description="How many different ones; null if not all matches are listed.")


class StableSetReport(AnswerPart):
    """All stable matches of a market (of singles: its core)."""

    matches: int
    complete: bool = Field(description="Whether these are all; otherwise there are more than `limit`.")
    limit: int
    several: int = Field(description="Applicants who are not at the same place in all of them.")
    applicant_means: tuple[float | None, float | None] = Field(
        description="Mean rank of matched applicants in the match that is best and worst for them."
    )
    program_means: tuple[float | None, float | None] = Field(
        description="Mean place of those who got in, on programs' lists, at best and at worst."
    )
    applicants: tuple[StableOutcomes, ...]


class TypeRule(AnswerPart):
    """Seats of a program for a type of applicants."""

    program: str = Field(description='Its name; "*" is every program without a rule of its own for the type.')
    type: str = Field(min_length=1)
    reserved: int = Field(
        default=0, ge=0, strict=True, description="Seats that people of the type get first."
    )
    most: int | None = Field(
        default=None, ge=0, strict=True, description="So many of the type at most; null for no limit."
    )


class TypedRules(AnswerPart):
    """Types of applicants, and programs' rules for them."""

    types: dict[str, Annotated[str, Field(min_length=1)]] = Field(
        description="The type of each applicant who has one."
    )
    rules: tuple[TypeRule, ...]


class TypeFill(AnswerPart):
    """What a type has at a program with a rule for it."""

    program: str
    type: str
    filled: int
    reserved: int
    most: int


class ReservedReport(AnswerPart):
    """A match under reserves and limits by type."""

    stable: bool = Field(description="By the programs' choices under the rules.")
    blocking_pairs: tuple[BlockingPair, ...]
    matches: tuple[Placement, ...]
    unmatched: tuple[str, ...]
    types: tuple[TypeFill, ...]
    comparison: MatchComparison = Field(
        description="With the match without rules; `stable` there is by plain lists."
    )
