"""How far to trust a plan, in words: how near the best its list is, and what else it might be worth."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import PlanReport, StrengthShift
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import MarkedText, Piece, dollars, plural
from matchsafe.present import phrase, words

_STATUS: Final = {
    "searched": "",
    "proved": "Proved: no other list that keeps these rules is better.",
    "time_limit": "The time was up before the list was proved best; more time may find a better one.",
    "cancelled": "Stopped before the list was proved best; this is the best one found until then.",
    "not_exact": "The proof can go no further: positions in two parts (advanced with preliminary) leave a gap.",
}
BOUND: Final = "plan-bound"
STRENGTH: Final = "plan-strength"
"""Sections of the method page."""
_NAMED: Final = 3
_CHANGES: Final = 6
"""States named in which a list would change."""


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
        phrase.chance(plan.wasted_adds, "plan", text=words.gain(plan.wasted_adds)),
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
