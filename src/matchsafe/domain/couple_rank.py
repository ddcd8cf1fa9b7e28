"""One list of pairs for two who match as a couple: what they wish, and the answer every face shares."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from matchsafe.domain.estimate import AnswerPart, Estimate
from matchsafe.domain.outlook import Source
from matchsafe.domain.rank_report import Certification, RankCheck
from matchsafe.domain.season_couple import CoupleWishes
from matchsafe.domain.text import MarkedText

NO_MATCH_CODE: Final = "999999999"
"""What NRMP's system has for "no match" in a couple's list."""
NO_MATCH_WORDS: Final = frozenset((NO_MATCH_CODE, "-", "no match", "none", "unmatched"))
"""How people and files write it."""
PairName = tuple[str, str]
PrunedCode = Literal["unreachable", "never", "apart", "over_limit", "cannot_match"]


class CouplePair(AnswerPart):
    """One rank of a couple's list.

    Attributes:
        first: The first partner's program; "no match" for none.
        first_code: NRMP's code, where known; 999999999 for "no match".
        first_choice: Its rank on the first partner's own list.
        together: Whether the two count as together.
        chance: Chance that the couple's Match ends at this pair.
        with_first_years: The same with a first year too, for whoever is at an advanced position; ``None`` if none is.
        why: What makes the pair worth its place, and why it stands above the next.
    """

    rank: int
    first: str
    second: str
    first_code: str | None = None
    second_code: str | None = None
    first_choice: int | None = None
    second_choice: int | None = None
    together: bool = False
    chance: Estimate
    with_first_years: Estimate | None = None
    why: str


class SingleOutcome(AnswerPart):
    """That one partner matches at a program and the other nowhere.

    Attributes:
        partner: Whose program it is.
        caught: Whether a pair of the list is exactly this outcome.
        chance: With ``caught``, the chance that the Match ends there; 0 otherwise.
        adds: What adding it at the end of the list would add to the chance of that program; 0 with ``caught``.
    """

    partner: Literal["first", "second"]
    program: str
    caught: bool
    chance: Estimate
    adds: Estimate


class JointChances(AnswerPart):
    """Chances that both match, exactly one, neither; the values add to 1."""

    both: Estimate
    one: Estimate
    neither: Estimate


class SeparateChances(JointChances):
    """The same if each certified the own list singly, and what multiplying would claim.

    Attributes:
        first: Chance that the first partner matches singly; ``second`` the same of the second.
        multiplied: The product of the two: what it would be if nothing tied the partners.
    """

    first: Estimate
    second: Estimate
    multiplied: float


class JointFirstYears(AnswerPart):
    """What the supplemental lists add, where the pairs have advanced positions; these are bound with no first year too.

    Attributes:
        both: Chance that both match, each with a first year where it is needed; ``one`` the same of exactly one.
        first_without: Chance that the first partner is bound to an advanced position without a first year.
        second_without: The same of the second.
    """

    both: Estimate
    one: Estimate
    first_without: Estimate
    second_without: Estimate


class PrunedPair(AnswerPart):
    """A pair that is not on the list, and why."""

    first: str
    second: str
    code: PrunedCode


class CoupleRankReport(AnswerPart):
    """A couple's list of pairs, explained.

    Attributes:
        brought: Whether the pairs are the couple's own list and not ours.
        silent: Whether a result, or another season, counts in place of the chances, as the headline then says.
        certification: Whether each partner has certified the list as it stands.
        first_alone: Chance that only the first partner matches; with ``second_alone`` it makes ``one``.
        first_years: With advanced positions only: the same chances with and without a first year.
        separate: The chances if nothing tied the partners' strengths; those of the list assume that they are alike.
        pruned: How many pairs were left out; ``pruned_pairs`` names the first 1,000 of them.
    """

    on: date
    brought: bool
    silent: bool
    certification: tuple[Certification, Certification]
    headline: MarkedText
    pairs: tuple[CouplePair, ...]
    both: Estimate
    one: Estimate
    neither: Estimate
    first_alone: Estimate
    second_alone: Estimate
    first_years: JointFirstYears | None = None
    separate: JointChances
    apart: SeparateChances
    coverage: tuple[SingleOutcome, ...]
    pruned: int
    pruned_by_reason: dict[PrunedCode, int]
    pruned_pairs: tuple[PrunedPair, ...]
    checks: tuple[RankCheck, ...]
    wishes: CoupleWishes
    notes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
