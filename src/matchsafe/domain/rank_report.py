"""What the tool says of a rank order list: the chance at each rank and the checks, the same object for every face."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

from matchsafe.domain.estimate import AnswerPart, Estimate
from matchsafe.domain.outlook import Source
from matchsafe.domain.season_part import Track
from matchsafe.domain.text import MarkedText

CheckCode = Literal[
    "ranked_without_interview",
    "interviewed_not_ranked",
    "ordered_by_chance",
    "visa_not_sponsored",
    "step3_needed",
    "no_supplemental_list",
    "track_mixed",
    "specialty_order",
    "duplicate",
    "unknown_code",
    "fee_over_20",
    "over_300",
    "deadline",
    "edited_after_certifying",
    "ranked_unwilling",
    "not_eligible",
    "visa_unknown",
    "program_withdrawn",
    "supplemental_misattached",
    "joint_ap",
    "supplemental_fee",
    "length_fee",
    "certified_by_one",
    "couple_unequal_lengths",
    "couple_single_outcomes_missing",
    "unreachable_pair",
]
Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""The gravest first: it breaks a rule or costs a place; look at it; good to know."""
Certification = Literal["not_certified", "certified", "edited_after_certifying"]


class RankCheck(AnswerPart):
    """Something about a list that breaks a rule, costs a place, or is good to know.

    Attributes:
        programs: The programs it is about, in the order of the list; empty for the whole list.
        source: Id of the figure or rule behind it.
    """

    code: CheckCode
    severity: Severity
    programs: tuple[str, ...]
    text: str
    source: str


class RankedProgram(AnswerPart):
    """One rank.

    Attributes:
        interview: Id of the interview in the season; empty where the season has none.
        code: NRMP's code, where the season has it.
        chance: Chance that the Match ends at this rank; over all ranks, with ``unmatched``, they add to 1.
        here_or_better: Chance that it ends at this rank or a better one.
        if_first: Chance that it would end here, were this rank moved to the top.
        if_dropped: What dropping it changes in the chance to match.
        with_first_year: Chance to match here and in a first year too; only for advanced positions.
        counts: Whether the outlook counts it; if not, its chance is 0 and a check says why.
    """

    rank: int
    program: str
    interview: str = ""
    code: str | None = None
    specialty: str
    track: Track
    chance: Estimate
    here_or_better: Estimate
    if_first: Estimate
    if_dropped: Estimate
    with_first_year: Estimate | None = None
    counts: bool = True


class SupplementalRank(AnswerPart):
    """One rank of a supplemental list, with the chance of a first year there over all its advanced programs."""

    rank: int
    program: str
    code: str | None = None
    specialty: str
    track: Track
    chance: Estimate


class SupplementalPart(AnswerPart):
    """A supplemental list, and what becomes of those who match to an advanced program it is attached to.

    Attributes:
        advanced: The advanced programs it is attached to.
        first_year: Chance to match to one of them and in a first year on the list.
        without_first_year: Chance to match to one of them and be bound without a first year.
    """

    advanced: tuple[str, ...]
    list: tuple[SupplementalRank, ...]
    first_year: Estimate
    without_first_year: Estimate


class OrderTrial(AnswerPart):
    """The same list by wish and by guessed chance, matched in the same markets drawn from the model.

    Attributes:
        markets: Markets drawn.
        same: In how many both orders end at the same program, or without one.
        worse: In how many the order by chance ends at a program wished for less.
        better: In how many it ends at one wished for more: never, or the engine has a fault.
        supposed: Whether the wishes are not known, and the reverse of the list stands for them.
    """

    markets: int
    same: int
    worse: int
    better: int
    supposed: bool
    by_wish: tuple[str, ...]
    by_chance: tuple[str, ...]


class RankReport(AnswerPart):
    """A rank order list, explained.

    Attributes:
        most_often: Where the Match most often ends, in words; empty for a list of less than two.
        kept: Whether the season keeps a rank list; if not, the order is that of its interviews.
        matched: Chance that the list matches; ``unmatched`` is the rest.
        one_more: What one more program like the average of the list would add at its end.
        over: Whether its interviews are from a season that is over: there is nothing to certify.
        deadline: Last moment to certify, in the applicant's time zone.
        deadline_text: The same in words, with where the date comes from.
        order_trial: Only where the list is in the order of guessed chance.
    """

    on: date
    kept: bool
    certification: Certification
    headline: MarkedText
    most_often: MarkedText
    list: tuple[RankedProgram, ...]
    matched: Estimate
    unmatched: Estimate
    one_more: Estimate
    checks: tuple[RankCheck, ...]
    supplemental: tuple[SupplementalPart, ...]
    left_off: tuple[str, ...]
    over: bool
    deadline: datetime
    deadline_text: str
    order_trial: OrderTrial | None = None
    sources: tuple[Source, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether nothing of the list can be changed any more."""
        return self.deadline.date() < self.on


Difference = Literal["same", "missing", "not_on_list", "other_place"]


class TypedRank(NamedTuple):
    """One line of what was typed into the official system, beside the list it should be.

    Attributes:
        rank: Place on the own list, from 1; ``None`` for what is not on it.
        typed: Place in the official system, from 1; ``None`` for what is missing there.
        text: The code or name as the own list has it, or as it was typed where it is not on the list.
    """

    rank: int | None
    typed: int | None
    text: str
    difference: Difference


class SeasonsRank(AnswerPart):
    """A rank of her list in simulated seasons: the share of them that end there, beside the model's chance."""

    rank: int
    program: str
    chance: Estimate
    model: Estimate


class SeasonsAround(AnswerPart):
    """Where a list ends in simulated national seasons, beside the model's chance.

    Attributes:
        matched: The share that matches, with the range that so many seasons leave open; ``None`` if none was played.
        model: The model's chance to match at these ranks.
        spread: The share that matches in a poor season and in a good one: nine of ten lie between.
        differs: Whether the two ranges do not meet.
        peers: The share that matches of simulated applicants of her type and specialty with as many interviews;
            ``None`` if hardly any are simulated.
        plain: With ``differs``: the model's chance without what the seasons cannot know (visas, how interviews went).
        explained: Whether that range meets the seasons', so that what they cannot know is why the two differ.
        left_out: Programs that the simulated nation does not have.
    """

    seasons: int
    list: tuple[SeasonsRank, ...]
    matched: Estimate | None
    model: Estimate
    spread: tuple[float, float]
    differs: bool
    peers: Estimate | None = None
    plain: Estimate | None = None
    explained: bool = False
    left_out: tuple[str, ...] = ()
