"""What a plan says, in plain numbers. Ranges over draws of the model are put around them by who composes the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matchsafe.planning.chances import Signal
from matchsafe.planning.counts import Interviews

Aim = Literal["match", "utility"]
Role = Literal["reach", "target", "safer"]
Status = Literal["searched", "proved", "time_limit", "cancelled", "not_exact"]


@dataclass(frozen=True)
class Pick:
    """One program of the list.

    Attributes:
        number: The program's number in the problem.
        name: Its id.
        specialty: Its specialty.
        signal: How the application is sent.
        applied: Whether it was already sent.
        p_interview: Chance of an interview, sent this way.
        p_match_there: Chance of matching there, preferred programs coming first.
        gain: What the list would lose without it.
        fee: Dollars that leaving it out would save; 0 where it was already sent.
        gain_per_dollar: ``gain / fee``; ``None`` where it costs nothing.
        signal_gain: What the list would lose if it went without its signal; 0 without one.
        role: ``reach``, ``target`` or ``safer`` by its chance of an interview.
        hardly_looks: Whether that chance is so small that the fee is likely wasted.
    """

    number: int
    name: str
    specialty: str
    signal: Signal
    applied: bool
    p_interview: float
    p_match_there: float
    gain: float
    fee: float
    gain_per_dollar: float | None
    signal_gain: float
    role: Role
    hardly_looks: bool


@dataclass(frozen=True)
class Waste:
    """New applications that would almost never be looked at: how many, and what they cost together."""

    programs: int
    dollars: float


@dataclass(frozen=True)
class Portfolio:
    """A list with what it is worth.

    Attributes:
        aim: What was maximised.
        modes: By program: -1 not on the list, else how it is sent (see ``chances.MODES``).
        picks: The list, most wanted first.
        value: What was maximised, for this list: a chance or an expected utility.
        upper_bound: No list that keeps the rules is worth more.
        bound_basis: What the bound rests on, in words.
        status: ``searched`` (no proof was asked for), ``proved``, or how the proof ended without one.
        chance: Chance of matching anywhere on the list, whatever was maximised.
        chance_if_independent: What multiplying the programs' average chances would have claimed.
        by_strength: Chance of matching for the weakest, middle and strongest third of what the applicant may be like.
        cost: Dollars for new applications.
        interviews: Distribution of the number of interviews.
        waste: New applications likely wasted.
    """

    aim: Aim
    modes: tuple[int, ...]
    picks: tuple[Pick, ...]
    value: float
    upper_bound: float
    bound_basis: str
    status: Status
    chance: float
    chance_if_independent: float
    by_strength: tuple[float, float, float]
    cost: float
    interviews: Interviews
    waste: Waste

    @property
    def gap(self) -> float:
        """How far the list may be from the best possible one, in the unit of ``value``."""
        return self.upper_bound - self.value
