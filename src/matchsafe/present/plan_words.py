"""A plan of applications in words: the list, what it brings, and what more money would buy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
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
)
from matchsafe.domain.season import Applicant, Season
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import MarkedText, day, dollars, plural, span
from matchsafe.present import phrase, words
from matchsafe.present.us_map import UNKNOWN

ROLES: Final = {
    "reach": ("Reach", "an interview here would be a stroke of luck"),
    "target": ("Target", "an interview here is a fair hope"),
    "safer": ("Safer", "the likeliest interviews, and none is sure"),
}
"""Name of each role and what it says; by the chance of an interview."""
PLAN: Final = "plan"
HELD: Final = "plan-held"
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
    cost: str
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
    return Step(dollars(point.budget), point.programs, dollars(point.cost), words.chance(point.chance), yours)
