"""The printed plan for two: what the lists are worth together first, then both lists, then what to be careful of."""

from __future__ import annotations

from matchsafe.cli.plan_screen import sources
from matchsafe.cli.program_lines import cell_lines, program_lines
from matchsafe.cli.screen import Screen
from matchsafe.domain.couple_plan import CouplePlanReport, PartnerPlan
from matchsafe.domain.text import dollars, plural, sentence
from matchsafe.evidence.signals import signal_name
from matchsafe.present import couple_words, plan_words

_REGIONS = 12
"""Regions that are named; all of them are in ``--json``."""


def show(screen: Screen, plan: CouplePlanReport) -> None:
    """Print a plan for two for a person."""
    screen.title("A plan for two", plan.on)
    if plan.catalog.banner:
        screen.points([("!", sentence(plan.catalog.banner))], indent=0)
    screen.print()
    screen.say(plan.headline, "bold")
    if couple_words.any_pair(plan):
        if missing := couple_words.unplaced_interviews(plan):
            screen.points([("!", missing)], indent=0)
        if near := couple_words.near_best(plan):
            screen.say(near)
        screen.heading("What these lists are worth")
        screen.points([("-", f"{what}: {chance}.") for what, chance in couple_words.chances(plan)])
        _regions(screen, plan)
    for name, partner in zip(couple_words.PARTNERS, (plan.first, plan.second), strict=True):
        _partner(screen, name, partner)
    if plan.recommendation.code != "season_over":
        _money(screen, plan)
    screen.heading("Please check")
    lines = [couple_words.likeness(plan), *(w for w in plan.warnings if w != plan.catalog.banner)]
    screen.points([(screen.alert, sentence(line)) for line in lines if line])
    sources(screen, plan)


def _regions(screen: Screen, plan: CouplePlanReport) -> None:
    if plan.together == "anywhere" or not plan.regions:
        return
    screen.heading("Where you could be together")
    for region in plan.regions[:_REGIONS]:
        told = screen.words(couple_words.region_name(region.name), "bold")
        if region.wanted:
            told.append_text(screen.words(" (where you would most like to be)"))
        told.append_text(screen.words(f"\n{couple_words.region_line(region)}"))
        screen.points([("-", told)])
    if len(plan.regions) > _REGIONS:
        screen.say(f"And {plural(len(plan.regions) - _REGIONS, 'more region')}: --json", "dim")


def _partner(screen: Screen, name: str, partner: PartnerPlan) -> None:
    count = couple_words.size(partner)
    about = "about " if partner.cells else ""
    screen.heading(f"{name}: {partner.who}, {about}{plural(count, 'program')}")
    for number, program in enumerate(partner.programs, 1):
        facts = (plan_words.place(program), signal_name(program.signal, program.specialty))
        screen.points([(str(number), program_lines(screen, program, facts))])
    cell_lines(screen, partner.cells)
    if count:
        screen.say(plan_words.interviews(partner))


def _money(screen: Screen, plan: CouplePlanReport) -> None:
    screen.heading("What it costs")
    for name, partner in zip(couple_words.PARTNERS, (plan.first, plan.second), strict=True):
        screen.points([("-", f"{name}: {dollars(partner.cost)} for new applications")])
    limit = "" if plan.budget is None else f", of {dollars(plan.budget)}"
    screen.say(f"Together {dollars(plan.cost)}{limit}.")
