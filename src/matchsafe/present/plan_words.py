"""A plan of applications in words: what the list is worth, how near the best it is, what more would buy."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from matchsafe.domain.couple_plan import CouplePlanReport, PartnerPlan
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import (
    CurveAt,
    ListedProgram,
    PlannedCell,
    PlannedProgram,
    PlanReport,
    StrengthShift,
)
from matchsafe.domain.season import Applicant, Season
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import MarkedText, Piece, day, dollars, plural, span
from matchsafe.present import phrase, words
from matchsafe.present.us_map import UNKNOWN

ROLES: Final = {
    "reach": ("Reach", "an interview here would be a stroke of luck"),
    "target": ("Target", "an interview here is a fair hope"),
    "safer": ("Safer", "the likeliest interviews, and none is sure"),
}
"""Name of each role and what it says; by the chance of an interview."""
_STATUS: Final = {
    "searched": "",
    "proved": "Proved: no other list that keeps these rules is better.",
    "time_limit": "The time was up before the list was proved best; more time may find a better one.",
    "cancelled": "Stopped before the list was proved best; this is the best one found until then.",
    "not_exact": "The proof can go no further: positions in two parts (advanced with preliminary) leave a gap.",
}
PLAN: Final = "plan"
BOUND: Final = "plan-bound"
HELD: Final = "plan-held"
STRENGTH: Final = "plan-strength"
"""Sections of the method page."""
RULES: Final = {
    "status": "its status",
    "visa": "its visa policy",
    "step2_minimum": "its lowest Step 2 CK score",
    "attempts": "its limit on attempts",
    "graduation_year": "its limit on years since graduation",
    "us_experience": "its need for US clinical experience",
}
"""A program's own rules by which it takes applicants or not."""
NO_SIGNALS: Final = (
    "No signals are planned: say whether you have any left. With signals the list gets better."
)
FOR_ONE: Final = (
    "Your partner is in the Match too, and this plan is for you alone. Make one plan for two: where the page asks for "
    "your limits and wishes, or with matchsafe plan FILE --together state."
)
NOT_AN_IMG: Final = "The figures behind the chances of an interview are about IMGs. Take yours as rough."
_CURVE_ROWS: Final = 8
"""Rows of the budget table that a reader takes in."""
_NAMED: Final = 3
_CHANGES: Final = 6
"""States named in which a list would change."""


def no_list(applicant: Applicant) -> str:
    """What to know of a plan by state."""
    visa = "" if applicant.visa == "none" else " your visa,"
    return (
        "You have no program list: this plan counts programs by state from published figures. In each state it takes "
        f"those that look best once you look them up: many IMG residents,{visa} size and setting. Look up each one "
        "before you pay."
    )


def late(sent: date, on: date, share: Estimate | None) -> list[str]:
    """What it means to send applications late, if they are."""
    if share is None:
        return []
    when = "today" if sent == on else f"on {day(sent)}"
    left = words.number(share)
    brings = f"{left} interview{'' if left in ('1', 'fewer than 1') else 's'}"
    return [
        f"Sent {when}, an application is late: it brings {brings} for every 100 that an early one would bring "
        f"({words.span(share)}). No figure is published, so the range is wide."
    ]


def past_interviews(season: Season) -> str:
    """Why interviews of the season do not count in the plan of the next."""
    many = len(season.interview_list)
    are, them = ("is", "it") if many == 1 else ("are", "them")
    held = f"Your {plural(many, 'interview')} {are} from a season that is over."
    return f"{held} This plan is for the next one and does not count {them}."


def near_best(plan: PlanReport) -> MarkedText:
    """How near the best possible list this one is, and how its search ended."""
    if not (plan.programs or plan.cells):
        return MarkedText()
    told = _STATUS[plan.status]
    proved = plan.status == "proved"
    if proved and plan.whole_budget.cost <= plan.useful.cost:
        return MarkedText(told)
    if plan.objective == "utility":
        kept = phrase.chance(plan.chance, BOUND, text=f"{words.whole(_share_of_bound(plan))} in 100")
        near = MarkedText("By your wishes it is worth at least ", kept, " of the best possible list.")
    else:
        begin, part = "Proved: no" if proved else "No", plan.useful.cost < plan.whole_budget.cost
        gap = plan.upper_bound - plan.whole_budget.chance.value if part else plan.gap
        money = "all of your budget can beat the one found for it" if part else "your budget can be better"
        near = MarkedText(f"{begin} other list for {money} by ", within(gap, plan.chance, BOUND), ".")
    return MarkedText(near, f" {told}") if told and not proved else near


def within(gap: float, chance: Estimate, section: str) -> Piece:
    """The most another list could be better by: "more than 2 in 100", "even 1 in 100"."""
    most = math.ceil(min(max(gap, 0.0), 1.0) * 100)
    text = f"more than {most} in 100" if most > 1 else "even 1 in 100"
    return phrase.chance(chance, section, text=text)


class ProofStep(NamedTuple):
    """One line on how far a proof is."""

    what: str
    text: str


def proof_steps(value: float, bound: float, aim: str) -> tuple[ProofStep, ...]:
    """How far a proof is: the best list so far, the bound, and what lies between.

    Finer than a chance is ever told, for here the little that lies between is what matters.

    Args:
        value: Worth of the best list so far, 0 to 1.
        bound: No list is worth more.
        aim: ``match`` or ``utility``.
    """
    low, high = (min(1.0, max(0.0, x)) * 100 for x in (value, bound))
    unit = "in 100" if aim == "match" else "of 100 by your wishes"
    return (
        ProofStep("Best list so far", f"{low:.2f} {unit}"),
        ProofStep("No list can be above", f"{high:.2f} {unit}"),
        ProofStep("Still open", f"{max(0.0, high - low):.2f} {unit}"),
    )


def _share_of_bound(plan: PlanReport) -> float:
    """The worth of the list as a share of the bound."""
    if plan.upper_bound <= 0:
        return 1.0
    return min(1.0, max(0.0, 1 - plan.gap / plan.upper_bound))


def next_dollars(plan: PlanReport) -> MarkedText:
    """What a little more money would buy."""
    more = plan.next_dollars
    what = f"The next {dollars(more.dollars)}"
    if not more.programs:
        return MarkedText(f"{what} would buy nothing more: {_limit_reason(plan)}.")
    names = more.programs[:_NAMED]
    rest = len(more.programs) - len(names)
    listed = "; ".join(names) + (f"; and {rest} more" if rest else "")
    if plan.catalog.name is None:
        listed = plural(len(more.programs), "more program")
    if more.chance.value <= 0:
        return MarkedText(f"{what} would change nothing that can be seen.")
    added = phrase.chance(more.chance, PLAN, text=words.gain(more.chance))
    return MarkedText(f"{what} would add ", added, f": {listed}.")


def _limit_reason(plan: PlanReport) -> str:
    """Why no money puts more on the list."""
    more = plan.next_dollars
    if more.stopped_by == "max_programs":
        listed = len(plan.programs) or sum(c.count for c in plan.cells)
        return f"the list is as long as you allowed ({plural(listed, 'program')})"
    if more.stopped_by == "max_per_specialty":
        names = " and ".join(map(specialty_name, more.stopped_in))
        return f"the list has as many programs in {names} as you allowed"
    if more.stopped_by == "no_gain":
        return "no program that is left adds anything that can be seen"
    return "every program that can be added is on the list"


def held_interviews(plan: PlanReport) -> MarkedText:
    """What the interviews held are worth alone, and what the list adds to them; "" without any and once it is over."""
    if plan.held_chance is None or plan.added is None or plan.recommendation.code == "season_over":
        return MarkedText()
    n = plan.interviews.held
    who = "interview" if n == 1 else f"{n} interviews"
    alone = phrase.chance(plan.held_chance, HELD)
    told = MarkedText(
        f"With only the {who} you hold it is ",
        alone,
        "" if plan.late is None or any(p.applied for p in plan.programs) else ", as in your outlook",
    )
    if not (plan.programs or plan.cells):
        return MarkedText(told, ".")
    return MarkedText(
        told, "; this list adds ", phrase.chance(plan.added, HELD, text=words.gain(plan.added)), "."
    )


def diminishing_returns(plan: PlanReport) -> str:
    """From which budget on more money adds little, if it does."""
    if plan.diminishing_from is None:
        return ""
    if plan.diminishing_from <= 0:
        return "Already the first $100 adds little."
    return f"From {dollars(plan.diminishing_from)} on, a further $100 adds little."


def interviews(plan: PlanReport | PartnerPlan) -> MarkedText:
    """How many interviews the list brings, against the usual target."""
    n = plan.interviews
    among = f", with {f'the {n.held} you hold' if n.held > 1 else 'the one you hold'}" if n.held else ""
    few = n.mean < 0.05  # would be printed as 0.0
    mean = phrase.link("0.1 interviews" if few else f"{n.mean:.1f} interviews", "/method#plan")
    likely = phrase.link(f"{n.low} to {n.high}" if n.low < n.high else f"{n.low}", "/method#plan")
    about = "Fewer than " if few else "About "
    told = MarkedText(about, mean, f" on average{among}; in nine of ten cases ", likely, ".")
    if plan.target is None:
        return told
    where = "below" if n.mean < plan.target.low else "above" if n.mean > plan.target.high else "inside"
    goal = phrase.figure(span(plan.target.low, plan.target.high), plan.target.source)
    return MarkedText(told, f" That is {where} the usual target of ", goal, " (a rule of thumb).")


def independence(plan: PlanReport) -> MarkedText:
    """What the usual mistake would have claimed."""
    return MarkedText(
        "Multiplying the programs' chances, as if they had nothing in common, would claim ",
        phrase.chance(plan.if_independent, "plan-alike"),
        ". They share one applicant: where one says no, others tend to.",
    )


def waste(plan: PlanReport) -> MarkedText:
    """Fees paid to programs that would almost never look, and what they buy together, if there are any."""
    if not plan.wasted_programs:
        return MarkedText()
    there = "would" if plan.catalog.name is not None else "of this kind would"
    programs = plural(plan.wasted_programs, "program")
    each, them = ("each ", "them") if plan.wasted_programs > 1 else ("", "it")
    return MarkedText(
        f"{programs} of the list {there} {each}almost never look at you. Without {them} you would save "
        f"{dollars(plan.wasted_dollars)}, and your chance would fall by ",
        phrase.chance(plan.wasted_adds, PLAN, text=words.gain(plan.wasted_adds)),
        ".",
    )


def strength_line(plan: PlanReport) -> MarkedText:
    """The chance of this list by how strong the applicant turns out."""
    weak, middle, strong = (phrase.chance(e, STRENGTH) for e in plan.by_strength)
    return MarkedText(
        "Nobody knows for sure how strong you are beside others. With this list the weakest third of applicants "
        "like you match in ",
        weak,
        ", the middle third in ",
        middle,
        ", the strongest in ",
        strong,
        ".",
    )


def shift(found: StrengthShift, plan: PlanReport) -> MarkedText:
    """The list under another strength, kept or made anew."""
    who = "a little weaker" if found.by < 0 else "a little stronger"
    same = phrase.chance(found.same_list, STRENGTH)
    told = MarkedText(f"If you are {who} than we think: ", same, " with this list")
    swaps = _swaps(found) if plan.catalog.name is not None else _cell_swaps(found, plan)
    if not swaps:
        return MarkedText(told, "; the best list stays the same.")
    made = phrase.chance(found.replanned, STRENGTH)
    return MarkedText(told, ", ", made, f" with the list that is best then ({', '.join(swaps)}).")


def _swaps(found: StrengthShift) -> list[str]:
    return [
        f"{'without' if out else 'with'} {'; '.join(names[:_NAMED])}" + (_and_more(names))
        for names, out in ((found.dropped, True), (found.added, False))
        if names
    ]


def _cell_swaps(found: StrengthShift, plan: PlanReport) -> list[str]:
    """How many more and how many fewer where: "2 more in Arkansas", the largest changes first."""
    change = Counter(found.added)
    change.subtract(found.dropped)
    alone = {c.specialty for c in plan.cells}
    prefix = f"{specialty_name(alone.pop())} " if len(alone) == 1 else ""
    told = []
    for name, n in sorted(change.items(), key=lambda item: (-abs(item[1]), item[0])):
        short = name.removeprefix(prefix)
        if n:
            told.append(f"{abs(n)} {'more' if n > 0 else 'fewer'} {short if short != name else f'of {name}'}")
    rest = len(told) - _CHANGES
    return told if rest <= 0 else [*told[:_CHANGES], f"and changes in {rest} more"]


def _and_more(names: Sequence[str]) -> str:
    return f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""


def catalog_line(plan: PlanReport | CouplePlanReport) -> str:
    """Where the programs come from."""
    used = plan.catalog
    if used.name is None:
        return "No program list was used: average programs by state, from published figures."
    newest = used.as_of or "an unknown date"
    return f'From the catalog "{used.name}": {plural(used.programs, "program")}, newest value from {newest}.'


def fee_note(plan: PlanReport) -> str:
    """What the fee of one program is, where those of all of them do not add up to the bill."""
    added = sum(p.fee for p in plan.programs)
    return "" if abs(added - plan.cost) < 1 else "The fee beside a program is what leaving it out would save."


def place(program: ListedProgram) -> str:
    """City and state as far as known."""
    return ", ".join(part for part in (program.city, program.state) if part)


def by_state(plan: PlanReport) -> dict[str, int]:
    """How many programs of the list are in each state; ``us_map.UNKNOWN`` for those of which it is not known."""
    counts = Counter(p.state or UNKNOWN for p in plan.programs)
    for cell in plan.cells:
        counts[cell.state] += cell.count
    return dict(counts)


def cell_signals(cell: PlannedCell) -> str:
    """How many of the signals go to a cell; "" for none."""
    return f"{plural(cell.signals, 'signal')} among them" if cell.signals else ""


def cell_name(cell: PlannedCell) -> str:
    """Specialty and state of a cell."""
    return f"{specialty_name(cell.specialty)}, {STATE_NAMES.get(cell.state, cell.state)}"


class ProgramGroup(NamedTuple):
    """Programs of one role: its name, what it says, and the programs in the order of the plan."""

    code: str
    name: str
    text: str
    programs: tuple[PlannedProgram, ...]


def groups(plan: PlanReport) -> Iterator[ProgramGroup]:
    """The list by role, the likeliest interviews first; roles without a program are left out."""
    for code in ("safer", "target", "reach"):
        if mine := tuple(p for p in plan.programs if p.role == code):
            yield ProgramGroup(code, *ROLES[code], mine)


class Step(NamedTuple):
    """One row of the budget table; ``yours`` marks the plan's own budget."""

    budget: str
    programs: int
    chance: str
    yours: bool


def budget_steps(plan: PlanReport) -> tuple[Step, ...]:
    """A few rows of the curve of chance against budget, the plan's own budget and the last among them."""
    seen: dict[tuple[float, int], CurveAt] = {}
    for point in plan.budget_curve:  # more money that buys the same list is no row of its own
        seen.setdefault((point.cost, point.programs), point)
    points = [p for p in seen.values() if p.programs]
    if not points:
        return ()
    every = max(1, -(-len(points) // _CURVE_ROWS))
    mine = min(range(len(points)), key=lambda i: abs(points[i].cost - plan.cost))
    shown = sorted({*range(every - 1, len(points), every), mine, len(points) - 1})
    return tuple(_step(points[i], i == mine and abs(points[i].cost - plan.cost) < 1) for i in shown)


def _step(point: CurveAt, yours: bool) -> Step:
    return Step(dollars(point.budget), point.programs, words.chance(point.chance), yours)
