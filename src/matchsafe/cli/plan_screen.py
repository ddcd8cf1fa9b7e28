"""The printed plan: what the list is worth first, then the list, then what would change it, then the sources."""

from __future__ import annotations

from rich.text import Text

from matchsafe.cli.program_lines import cell_lines, program_lines
from matchsafe.cli.screen import Screen
from matchsafe.domain.couple_plan import CouplePlanReport
from matchsafe.domain.plan import PlannedProgram, PlanReport
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import dollars, plural, sentence
from matchsafe.evidence.signals import signal_name
from matchsafe.present import dots, plan_doubts, plan_recommendation, plan_words, us_map, words
from matchsafe.present.labels import label
from matchsafe.present.sources import KINDS

_REST = 8
"""Programs of the rest of the budget that are named."""
_LEFT_OUT = 5
"""Programs left out that are named of each kind; all of them are in ``--json``."""


def show(screen: Screen, season: Season, plan: PlanReport) -> None:
    """Print a plan for a person."""
    _answer(screen, season, plan)
    _programs(screen, plan)
    _cells(screen, plan)
    _rest(screen, plan)
    _places(screen, plan)
    _interviews(screen, plan)
    _money(screen, plan)
    _doubts(screen, plan)
    _left_out(screen, plan)
    sources(screen, plan)


def _answer(screen: Screen, season: Season, plan: PlanReport) -> None:
    listed = [*(p.specialty for p in plan.programs), *(c.specialty for c in plan.cells)]
    wishes = [wish.specialty for wish in season.wishes]
    wanted = dict.fromkeys([*(w for w in wishes if w in listed), *listed] if listed else wishes)
    names = ", ".join(map(specialty_name, wanted))
    screen.title(f"{names}, {label('type', season.applicant.type)}", plan.on)
    for warning in plan.warnings:
        screen.points([("!", sentence(warning))], indent=0)
    screen.print()
    screen.say(plan.headline, "bold")
    if told := plan_words.held_interviews(plan):
        screen.say(told)
    if not (plan.programs or plan.cells):
        return
    screen.say(plan_doubts.near_best(plan))


def _programs(screen: Screen, plan: PlanReport) -> None:
    number = 0
    several = len({p.specialty for p in plan.programs}) > 1
    for group in plan_words.groups(plan):
        screen.heading(f"{group.name} ({len(group.programs)}): {group.text}")
        for program in group.programs:
            number += 1
            screen.points([(str(number), _program(screen, program, several=several))])


def _program(screen: Screen, program: PlannedProgram, *, several: bool) -> Text:
    sent = signal_name(program.signal, program.specialty)
    about = [
        *([specialty_name(program.specialty)] if several else []),
        plan_words.place(program),
        sent,
    ]
    return program_lines(screen, program, about)


def _cells(screen: Screen, plan: PlanReport) -> None:
    if not plan.cells:
        return
    screen.heading("Where to apply")
    cell_lines(screen, plan.cells)
    screen.print()
    screen.say("Look up for each program, before you pay:")
    screen.points([("-", sentence(what)) for what in plan.cells[0].look_up])


def _rest(screen: Screen, plan: PlanReport) -> None:
    """What the whole budget would buy beyond the list, in a few lines."""
    if not (plan.rest or plan.rest_cells):
        return
    screen.heading(plan_recommendation.rest_title(plan))
    screen.say(plan_recommendation.rest_line(plan))
    shown = [f"{p.name}: interview {words.chance(p.p_interview)}" for p in plan.rest[:_REST]]
    shown += [plan_words.cell_name(c) + f" ({c.count})" for c in plan.rest_cells[:_REST]]
    screen.points([("-", line) for line in shown])
    if (more := len(plan.rest) + len(plan.rest_cells) - len(shown)) > 0:
        screen.say(f"And {more} more: --json", "dim")


def _places(screen: Screen, plan: PlanReport) -> None:
    if counts := plan_words.by_state(plan):
        screen.heading("Where the list is")
        screen.say(f"{us_map.line(us_map.StateMap(counts))}.")


def _interviews(screen: Screen, plan: PlanReport) -> None:
    if not plan.interviews.dots or not (plan.programs or plan.cells):
        return
    screen.heading("Interviews to expect")
    screen.say(plan_words.interviews(plan))
    screen.say("Each dot is 1 of 50 equally likely seasons.", "dim")
    for line in dots.text(plan.interviews, plan.target, ascii_only=screen.ascii_only):
        screen.row(Text(f" {line}"))


def _money(screen: Screen, plan: PlanReport) -> None:
    if plan.bill:
        screen.heading("What it costs")
    for item in plan.bill:
        amount = "not known" if item.amount is None else dollars(item.amount)
        note = f" ({item.note})" if item.note else ""
        screen.points([("-", f"{item.what}: {amount}{note}")])
    steps = plan_words.budget_steps(plan)
    if not steps or plan.recommendation.code not in ("spend", "spend_less"):
        return
    screen.heading("What other budgets would buy")
    rows = [
        (s.budget, plural(s.programs, "program"), s.chance, "your list" if s.yours else "") for s in steps
    ]
    lines = [
        f" {budget:>8}   {programs:<14} {chance}   {yours}".rstrip()
        for budget, programs, chance, yours in rows
    ]
    if max(map(len, lines)) <= screen.width:
        for line in lines:
            screen.row(screen.words(line))
    else:
        screen.points([("-", f"{row[0]}: {', '.join(filter(None, row[1:]))}") for row in rows])
    screen.say(plan_words.next_dollars(plan))


def _doubts(screen: Screen, plan: PlanReport) -> None:
    if not (plan.programs or plan.cells):
        return
    screen.heading("Please check")
    lines = [
        plan_doubts.strength_line(plan),
        *(plan_doubts.shift(x, plan) for x in plan.shifts),
        plan_doubts.independence(plan),
        plan_doubts.waste(plan),
        *plan.chance.caveats,
    ]
    screen.points([(screen.alert, sentence(line)) for line in lines if line])


def _left_out(screen: Screen, plan: PlanReport) -> None:
    if not plan.left_out:
        return
    screen.heading(f"Left out: {plural(plan.left_out_total, 'program')}")
    barred = [x for x in plan.left_out if x.barred]
    others = [x for x in plan.left_out if not x.barred]
    counts = (plan.barred_total, plan.left_out_total - plan.barred_total)
    kinds = ("are not open to you", "could have been on the list; the nearest")
    for found, count, what in zip((barred, others), counts, kinds, strict=True):
        if not found:
            continue
        screen.say(f"{count:,} {what}:")
        by_reason: dict[str, list[str]] = {}
        for x in found[:_LEFT_OUT]:
            by_reason.setdefault(x.reason, []).append(x.name)
        screen.points([("-", f"{'; '.join(names)}: {reason}") for reason, names in by_reason.items()])
    screen.say("More of them, with every reason: --json", "dim")


def sources(screen: Screen, plan: PlanReport | CouplePlanReport) -> None:
    """Where the programs and the figures come from."""
    screen.heading("How we know")
    screen.say(plan_words.catalog_line(plan))
    screen.works(plan.sources)
    used = {s.kind for s in plan.sources}
    screen.say(f"{screen.marks(k for k in KINDS if k in used)}.", "dim")
    screen.say(
        "Every chance here is our estimate from these figures. One figure in full: matchsafe evidence show ID",
        "dim",
    )
    screen.say("This informs; it does not promise. Nothing left this computer.", "dim")
