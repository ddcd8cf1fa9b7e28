"""A plan of applications: what is asked, and the answer that page, terminal, library and API share."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from matchsafe.domain.estimate import AnswerPart, Estimate
from matchsafe.domain.outlook import Source, TargetCount
from matchsafe.domain.season_interview import Setting
from matchsafe.domain.season_part import Part, SpecialtyName, StateCode
from matchsafe.domain.text import MarkedText

Objective = Literal["match", "utility"]
SignalSent = Literal["silver", "gold"] | None
"""The signal an application is sent with; ``None`` for none. Of one kind of signal alone, it is the silver one."""
PolicyRule = Literal["status", "visa", "step2_minimum", "attempts", "graduation_year", "us_experience"]
SignalsLeft = Literal["all", "none"]
RecommendationCode = Literal["spend", "spend_less", "spend_nothing", "season_over"]
Limit = Literal["all_listed", "max_programs", "max_per_specialty", "no_gain"]

Size = Literal["small", "large"]

USEFUL_STEP = 1.0
"""Matches of 100 applicants below which another 100 dollars are not worth spending, unless the reader says another."""
MOST_PROGRAMS_NAMED = 2_000
"""Most programs that may be named in one field of a request."""


class RegionMinimum(Part):
    """At least so many programs of the list have to be in some states."""

    states: tuple[StateCode, ...] = Field(min_length=1)
    at_least: int = Field(ge=1, le=300)


class Near(Part):
    """A place one wants to be near, and from how far on it no longer counts."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    within_km: float = Field(default=500, gt=0, le=20_000)


class Preferences(Part):
    """What makes one program worth more than another, each with its weight from 0 (no matter) to 5.

    A program's worth is ``(1 + sum of weight x how far the wish is met) / (1 + sum of weights)``: a match that meets no
    wish still counts. A wish counts as half met where the program's fact is not known.
    """

    states: tuple[StateCode, ...] = ()
    settings: tuple[Setting, ...] = ()
    h1b: bool = False
    size: Size | None = None
    near: Near | None = None
    state_weight: float = Field(default=1, ge=0, le=5)
    setting_weight: float = Field(default=1, ge=0, le=5)
    h1b_weight: float = Field(default=1, ge=0, le=5)
    size_weight: float = Field(default=1, ge=0, le=5)
    near_weight: float = Field(default=1, ge=0, le=5)


class PlanRequest(Part):
    """What a plan has to respect; everything may be left out.

    Attributes:
        budget: Most that new applications may cost, in US dollars; fees by ERAS alone.
        max_programs: Longest list, programs already applied to included.
        max_per_specialty: The same by specialty code.
        specialties: Specialties to apply in, most wanted first; the season's own if empty.
        objective: ``match`` (the chance of matching anywhere) or ``utility`` (by ``wishes``).
        exact: Whether to go on until the list is proved best.
        seconds: Most time for that proof.
        fee_year: Year of the Match whose fees count; that of the plan's season if left out.
        signals: Whether signals may still be sent: ``all`` that are not marked as sent, or ``none``. If left out, none
            are planned: a signal is never assumed.
        useful_step: Matches of 100 applicants that the next 100 dollars have to add to be worth spending; 0 spends the
            whole budget.
        first_share: With several specialties, the share of the budget that goes to the first one before any other
            counts; 0 lets the chance alone decide.
        include: Ids of programs that have to be on the list.
        exclude: Ids that may not be.
        applied: Programs already applied to, with the signal that was sent or ``None``.
        sent_on: Day on which new applications are sent; the day of the plan if left out.
        only_states: States to stay in; anywhere if empty.
        home_states: States the applicant can show ties to.
        preferred_states: States of the geographic preference in the application.
        minimums: Least numbers by group of states.
        wishes: For ``utility``.
        overrides: By program id, rules that the applicant knows do not stand for them.
    """

    budget: float | None = Field(default=None, ge=0, le=1_000_000, allow_inf_nan=False)
    max_programs: int | None = Field(default=None, ge=1, le=MOST_PROGRAMS_NAMED)
    max_per_specialty: dict[str, int] = Field(default_factory=dict)
    specialties: tuple[SpecialtyName, ...] = ()
    objective: Objective = "match"
    exact: bool = False
    seconds: float = Field(default=60, gt=0, le=3_600)
    fee_year: int | None = Field(default=None, ge=2000, le=2100)
    signals: SignalsLeft | None = None
    useful_step: float = Field(default=USEFUL_STEP, ge=0, le=50, allow_inf_nan=False)
    first_share: float = Field(default=0.5, ge=0, le=1, allow_inf_nan=False)
    include: tuple[str, ...] = Field(default=(), max_length=MOST_PROGRAMS_NAMED)
    exclude: tuple[str, ...] = Field(default=(), max_length=MOST_PROGRAMS_NAMED)
    applied: dict[str, SignalSent] = Field(default_factory=dict, max_length=MOST_PROGRAMS_NAMED)
    sent_on: date | None = None
    only_states: tuple[StateCode, ...] = ()
    home_states: tuple[StateCode, ...] = ()
    preferred_states: tuple[StateCode, ...] = ()
    minimums: tuple[RegionMinimum, ...] = ()
    wishes: Preferences | None = None
    overrides: dict[str, tuple[PolicyRule, ...]] = Field(default_factory=dict)


class ListedProgram(AnswerPart):
    """A program on a list of applications.

    Attributes:
        signal: The signal it is sent with; ``None`` for none.
        applied: Whether it was sent before.
        role: ``reach``, ``target`` or ``safer``, by the chance of an interview.
        p_interview: Chance of an interview, sent this way.
        gain: What the list would lose without it; of a list for two, the chance of matching together.
        fee: Dollars that leaving it out would save.
        reasons: Why it is on the list, in words.
        unknowns: What to look up before paying.
    """

    id: str
    name: str
    specialty: str
    state: str | None
    city: str | None
    signal: SignalSent
    applied: bool
    role: Literal["reach", "target", "safer"]
    p_interview: Estimate
    gain: Estimate
    fee: float
    reasons: tuple[str, ...]
    unknowns: tuple[str, ...]


class PlannedProgram(ListedProgram):
    """One program of the list.

    Attributes:
        p_match_there: Chance of matching there, preferred programs of the list coming first.
        signal_gain: What the list would lose if it went without its signal; 0 without one.
    """

    p_match_there: Estimate
    signal_gain: Estimate


class PlannedCell(AnswerPart):
    """Without a catalog: about so many programs of a specialty in a state, and what to look up for each."""

    specialty: str
    state: str
    count: int
    of_about: int
    signals: int
    p_interview: Estimate
    text: str
    look_up: tuple[str, ...]


class OmittedProgram(AnswerPart):
    """A program that is not on the list, and why; ``rules`` are those of its own that bar the applicant."""

    id: str
    name: str
    specialty: str
    state: str | None
    barred: bool
    reason: str
    rules: tuple[PolicyRule, ...] = ()


class InterviewCount(AnswerPart):
    """How many interviews there will be: mean, range of nine in ten, and 50 counts as likely as each other.

    ``held`` of them are there already and are part of every number.
    """

    held: int = 0
    mean: float
    low: int
    high: int
    dots: tuple[int, ...]


class CurveAt(AnswerPart):
    """What a budget buys."""

    budget: float
    cost: float
    programs: int
    chance: Estimate


class NextDollars(AnswerPart):
    """What a little more money would buy: ``chance`` is what it adds, a difference.

    Attributes:
        stopped_by: Where it would put no program on the list, why: all are on it (``all_listed``), it is as long as
            was allowed in all (``max_programs``) or in the specialties that still have programs
            (``max_per_specialty``), or none that is left adds anything (``no_gain``).
        stopped_in: The specialties that are full, for ``max_per_specialty``.
    """

    dollars: float
    programs: tuple[str, ...]
    chance: Estimate
    stopped_by: Limit | None = None
    stopped_in: tuple[str, ...] = ()


class StrengthShift(AnswerPart):
    """The list if the applicant is a little weaker or stronger than thought: kept as it is, and made anew."""

    by: float
    same_list: Estimate
    replanned: Estimate
    dropped: tuple[str, ...]
    added: tuple[str, ...]


class PlanCatalog(AnswerPart):
    """The program list a plan was made from; ``name`` is ``None`` where published figures by state stood in for it."""

    name: str | None
    sample: bool
    as_of: str | None
    programs: int
    banner: str | None


class FeeItem(AnswerPart):
    """One line of the bill; ``amount`` is ``None`` where the price is not known."""

    what: str
    amount: float | None
    source: str | None
    note: str


class Spend(AnswerPart):
    """What a sum of money buys: so many programs, those already applied to included, and the chance of matching."""

    cost: float
    programs: int
    chance: Estimate


class Recommendation(AnswerPart):
    """What to do with the money, in one word and in one text."""

    code: RecommendationCode
    text: MarkedText


class PlanReport(AnswerPart):
    """The useful list, what it is worth, how near the best it is, and what would change it.

    Attributes:
        recommendation: What to do: the headline of every face.
        useful: The list itself: the smallest spend after which the next 100 dollars add less than ``useful_step``.
        whole_budget: What all of the budget would buy.
        rest_adds: What it would add to the chance of the list itself.
        rest: Programs that the whole budget would add to the list, the most useful first; ``rest_cells`` without a
            program list.
        signals: What was said of the signals that may still be sent.
        first_specialty: The specialty that comes before the others, where there are several.
        chance: Chance of matching to any program of the list or of the interviews already held.
        held_chance: Chance with the interviews held alone, as in the outlook; ``None`` without any that count.
        added: What the list adds to that; ``None`` without interviews that count.
        sent_on: Day on which new applications are sent, where that is late; ``None``: in time.
        late: Chance of an invitation then, as a share of the chance in time; ``None`` in time.
        upper_bound: No list that keeps the rules is worth more: ``chance`` plus ``gap``, or the bound on the expected
            utility.
        gap: How far the best list may be above this one, in the unit of ``objective``; proved on the draws of the model
            the list was searched on, while ``chance`` is averaged over many others.
        bound_basis: What the bound rests on, in words.
        status: ``searched``, ``proved`` or how the proof ended.
        if_independent: What multiplying the programs' average chances would have claimed.
        budget_curve: What other budgets would buy; its chances never fall.
        diminishing_from: Budget from which a further 100 dollars add little.
        by_strength: Chance of matching for the weakest, the middle and the strongest third of what the applicant may be
            like.
        wasted_programs: Programs of the list that would almost never look, ``wasted_dollars`` that leaving out all of
            them would save, and ``wasted_adds``, what they add to the chance together.
        left_out: Programs barred, and the nearest ones not taken; ``left_out_total`` is how many there are.
    """

    on: date
    headline: MarkedText
    recommendation: Recommendation
    useful: Spend
    whole_budget: Spend
    rest_adds: Estimate
    objective: Objective
    programs: tuple[PlannedProgram, ...]
    cells: tuple[PlannedCell, ...]
    rest: tuple[PlannedProgram, ...] = ()
    rest_cells: tuple[PlannedCell, ...] = ()
    signals: SignalsLeft | None = None
    first_specialty: str | None = None
    chance: Estimate
    held_chance: Estimate | None = None
    added: Estimate | None = None
    sent_on: date | None = None
    late: Estimate | None = None
    upper_bound: float
    gap: float
    bound_basis: str
    status: str
    cost: float
    budget: float | None
    bill: tuple[FeeItem, ...]
    interviews: InterviewCount
    target: TargetCount | None
    if_independent: Estimate
    budget_curve: tuple[CurveAt, ...]
    diminishing_from: float | None
    next_dollars: NextDollars
    by_strength: tuple[Estimate, Estimate, Estimate]
    shifts: tuple[StrengthShift, ...]
    wasted_programs: int
    wasted_dollars: float
    wasted_adds: Estimate
    left_out: tuple[OmittedProgram, ...]
    left_out_total: int
    barred_total: int
    catalog: PlanCatalog
    warnings: tuple[str, ...]
    sources: tuple[Source, ...]
