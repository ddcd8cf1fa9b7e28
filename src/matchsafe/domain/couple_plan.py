"""A plan of applications for two who enter the Match as a couple: what is asked, and the answer every face shares."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from matchsafe.domain.estimate import AnswerPart, Estimate
from matchsafe.domain.outlook import Source, TargetCount
from matchsafe.domain.plan import (
    USEFUL_STEP,
    FeeItem,
    InterviewCount,
    ListedProgram,
    PlanCatalog,
    PlannedCell,
    PlanRequest,
    Recommendation,
    Spend,
)
from matchsafe.domain.season_part import Part, StateCode
from matchsafe.domain.text import MarkedText

Together = Literal["state", "division", "miles", "anywhere"]

OF_THE_COUPLE = ("budget", "objective", "exact", "seconds", "wishes", "fee_year", "useful_step")
"""Fields of a plan for one that a couple cannot set for one partner."""


class CoupleRequest(Part):
    """What a plan for two has to respect; everything may be left out.

    Attributes:
        budget: Most that new applications of both may cost, in US dollars; fees by ERAS alone.
        together: What counts as matching together: in one ``state``, in one census ``division``, within so many
            ``miles``, or ``anywhere``.
        miles: For ``miles``: two programs count as near if their group has no two programs farther apart.
        wanted_states: Where the couple would most like to be together.
        wanted_weight: How much that matters, from 0 (not at all) to 5: a match together elsewhere is worth
            1 / (1 + weight) of one there.
        fee_year: Year of the Match whose fees count; that of the plan's season if left out.
        useful_step: Matches together of 100 couples that the next 100 dollars have to add to be worth spending; 0
            spends the whole budget.
        first: What the first partner's list has to respect; fields of ``OF_THE_COUPLE`` stay as they are.
        second: The same for the second partner.
    """

    budget: float | None = Field(default=None, ge=0, le=1_000_000, allow_inf_nan=False)
    together: Together = "state"
    miles: float = Field(default=100, gt=0, le=3_000)
    wanted_states: tuple[StateCode, ...] = ()
    wanted_weight: float = Field(default=1, ge=0, le=5)
    fee_year: int | None = Field(default=None, ge=2000, le=2100)
    useful_step: float = Field(default=USEFUL_STEP, ge=0, le=50, allow_inf_nan=False)
    first: PlanRequest = PlanRequest()
    second: PlanRequest = PlanRequest()


class CoupleProgram(ListedProgram):
    """One program on one partner's list; ``region`` is where it counts as together with the partner's programs."""

    region: str


class PartnerPlan(AnswerPart):
    """One partner's part of the plan.

    Attributes:
        who: Type of applicant and specialties, in words.
        cells: Without a program list: about how many programs of which state.
        match: Chance that this partner matches on this list, wherever the other does.
        cost: Dollars for this partner's new applications.
        target: The usual number of interviews, where a rule of thumb names one.
        sent_on: Day on which new applications are sent, where that is late; ``None``: in time.
        left_out_total: Programs not on the list; ``barred_total`` of these are not open to this partner.
    """

    who: str
    programs: tuple[CoupleProgram, ...]
    cells: tuple[PlannedCell, ...]
    match: Estimate
    cost: float
    bill: tuple[FeeItem, ...]
    interviews: InterviewCount
    target: TargetCount | None
    sent_on: date | None = None
    left_out_total: int
    barred_total: int


class RegionTogether(AnswerPart):
    """A region of the plan, and its part in the chance of matching together.

    Attributes:
        states: The states of its programs on the lists.
        first: Programs of the first partner's list there, and ``second`` of the second's.
        first_held: Interviews held there already, and ``second_held`` the second partner's.
        together: Chance that both could match there, whatever happens elsewhere.
        lost_without: What the chance of matching together would lose without the region.
    """

    name: str
    states: tuple[str, ...]
    wanted: bool
    first: int
    second: int
    first_held: int = 0
    second_held: int = 0
    together: Estimate
    lost_without: Estimate


class LikeStrengths(AnswerPart):
    """The chance of matching together if the partners' strengths are tied this closely (a correlation)."""

    correlation: float
    chance: Estimate


class CouplePlanReport(AnswerPart):
    """Two lists, what they are worth together, and how near the best they are.

    Attributes:
        recommendation: Whether to spend, spend less than the budget, or nothing.
        useful: The lists themselves: the smallest spend after which the next 100 dollars add less than ``useful_step``.
        whole_budget: What all of the budget would buy.
        rest_adds: What it would add to the chance of matching together with the lists themselves.
        together: What counts as matching together, and ``together_text`` the same in words.
        both_together: Chance that both match in one region: what the plan makes large.
        both_wanted: The same in the wanted states alone; ``None`` if none were named.
        both_anywhere: Chance that both match, near each other or not.
        at_least_one: Chance that at least one of the two matches.
        held_both: Chance that both match with the interviews held alone, as the outlook says it: a pair of which a
            state is not known is one they would rank. ``None`` where one of them holds none.
        held_nowhere: Interviews held by either of which the place is not known: they count in the chance of matching
            at all, and not in that of matching together.
        gap: How far the best lists may be above these, in the unit of what was made large; proved on the draws of
            the model the lists were searched on, while the chances are averaged over many others.
        upper_bound: No two lists that keep the rules are worth more: ``both_together`` plus ``gap``, or the bound on
            the expected worth where states are wanted.
        by_likeness: The chance of matching together by how closely the strengths are tied; an assumption.
        cost: Dollars for new applications of both.
        stopped: Whether the search was stopped on the way; the bound is valid all the same.
    """

    on: date
    headline: MarkedText
    recommendation: Recommendation
    useful: Spend
    whole_budget: Spend
    rest_adds: Estimate
    together: Together
    together_text: str
    first: PartnerPlan
    second: PartnerPlan
    both_together: Estimate
    both_wanted: Estimate | None
    both_anywhere: Estimate
    at_least_one: Estimate
    held_both: Estimate | None = None
    upper_bound: float
    gap: float
    bound_basis: str
    by_likeness: tuple[LikeStrengths, ...]
    cost: float
    budget: float | None
    stopped: bool = False
    held_nowhere: int = 0
    regions: tuple[RegionTogether, ...]
    catalog: PlanCatalog
    warnings: tuple[str, ...]
    sources: tuple[Source, ...]
