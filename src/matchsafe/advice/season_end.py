"""The end of the season: the rank list, SOAP and a plan B.

Codes: ``certify_list``, ``soap_ready``, ``plan_b``, ``plan_b_categorical``.
"""

from __future__ import annotations

from collections.abc import Iterator

from matchsafe import evidence
from matchsafe.advice.action_drafts import action, standing
from matchsafe.advice.facts import Facts
from matchsafe.advice.tables import words
from matchsafe.advice.targets import ends
from matchsafe.advice.wording import day, listing, plural, verb
from matchsafe.domain.outlook import Action, Urgency


def actions(facts: Facts) -> Iterator[Action]:
    """The steps that apply on this day."""
    clock = facts.clock
    if clock.reached("november") and not clock.reached("list_closed") and facts.season.interview_list:
        yield _certify(facts)
    if clock.reached("match_week"):
        return
    low = facts.n <= evidence.number("article.january_low")
    if facts.competitive and not clock.reached("ranking"):
        yield _categorical(facts)
    elif clock.reached("december") and (low or facts.competitive):
        yield _plan_b(facts)
    at_risk = low or facts.competitive or (clock.reached("ranking") and facts.below_target)
    if clock.reached("list_closed") or (clock.reached("january") and at_risk):
        yield _soap(facts)


def _certify(facts: Facts) -> Action:
    last = facts.clock.day("rank_list_deadline")
    urgency: Urgency = "later"
    if facts.clock.phase == "ranking":
        urgency = "soon"
        if last is not None:
            left = (last - facts.clock.on).days
            if left <= evidence.number("advice.days_now"):
                urgency = "now"
            elif left <= evidence.number("advice.days_this_week"):
                urgency = "this_week"
    by = f" by {day(last)}, 9 in the evening Eastern time" if last else ""
    few, more = ends("article.always_certify")
    why = (
        f"Your {plural(facts.n, 'interview')} {verb(facts.n, 'helps', 'help')} you only on a certified list."
    )
    if not facts.n:
        why = "Nothing on your list counts yet. An interview helps you only on a certified list."
    elif facts.n <= more and facts.is_img:
        why += f" Even {few} or {more} are worth it: people match from such lists every year."
    if facts.own_match:
        # The calendar here is that of the Main Residency Match: its dates would be wrong.
        return action(
            facts,
            "certify_list",
            "soon",
            f"Look up when the rank list of the {facts.specialty} match is due, on that match's own page. Rank "
            "every program where you would be willing to train, in the order you like them.",
            why=f"{facts.specialty} runs a match of its own, with dates of its own. {why}",
            source="article.always_certify",
        )
    if opens := facts.clock.day("rank_list_opens"):
        why += f" Lists can be entered from {day(opens)}."
    return action(
        facts,
        "certify_list",
        urgency,
        f"Certify a rank list{by}. Rank every program where you would be willing to train, in the order you "
        "like them.",
        why=why,
        source="article.always_certify",
        due=last,
    )


def _soap(facts: Facts) -> Action:
    week = facts.clock.day("match_week")
    begins = f" SOAP begins on {day(week)}." if week else ""
    return action(
        facts,
        "soap_ready",
        "later",
        "Get ready for SOAP in case you need it: check that you are eligible and prepare documents for "
        "other specialties.",
        why=f"{standing(facts)}{begins} It lasts only a few days, too short to prepare in.",
        source="article.soap",
        due=week,
    )


def _plan_b(facts: Facts) -> Action:
    ways = listing(words("article.plan_b", "way"), "or")
    return action(
        facts,
        "plan_b",
        "soon",
        f"Sketch a plan B beside the season: {ways}.",
        why=f"{standing(facts)} A plan made now costs little and is there if you need it.",
        source="article.plan_b",
    )


def _categorical(facts: Facts) -> Action:
    visa = f", all the more as you need {facts.visa}" if facts.needs_visa else ""
    text = "Make an honest plan B: apply to categorical Internal Medicine or Family Medicine as well."
    if facts.clock.phase == "january":
        text = (
            "Make an honest plan B: ask which categorical Internal Medicine or Family Medicine programs "
            "still take applications, and get ready for SOAP."
        )
    return action(
        facts,
        "plan_b_categorical",
        "this_week",
        text,
        why=f"Even with {plural(facts.n, 'interview')} no list in {facts.specialty} is safe for an "
        f"IMG{visa}. Some reach it through a preliminary or transitional year in the same hospital.",
        source="article.plan_b_competitive",
    )
