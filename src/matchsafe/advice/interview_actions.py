"""Steps about the interviews already offered, the visa and the partner.

Codes: ``book_invitations``, ``check_visas``, ``ask_waitlist``, ``partner_list``.
"""

from __future__ import annotations

from collections.abc import Iterator

from matchsafe.advice.action_drafts import action
from matchsafe.advice.facts import Facts
from matchsafe.advice.targets import ends
from matchsafe.advice.wording import listing, part, plural, verb
from matchsafe.domain.outlook import Action


def actions(facts: Facts) -> Iterator[Action]:
    """The steps that apply on this day: booking and asking until January, visas until the list is due."""
    if facts.clock.reached("list_closed"):
        return
    if facts.needs_visa and facts.visa_unknown:
        yield _visas(facts)
    if facts.clock.reached("ranking"):
        return
    if facts.invited_only:
        yield _book(facts)
    if facts.waitlisted and facts.below_target:
        yield _waitlist(facts)
    if facts.partner_count is not None and facts.below_target:
        yield _partner(facts, facts.partner_count)


def _book(facts: Facts) -> Action:
    k = len(facts.invited_only)
    return action(
        facts,
        "book_invitations",
        "now",
        f"Book a date at {listing(i.program for i in facts.invited_only)}.",
        why=f"{plural(k, 'invitation')} {verb(k, 'has', 'have')} no date yet and {verb(k, 'does', 'do')} "
        f"not count. Booked, you would count {facts.n + k} instead of {facts.n}.",
        source="article.counts_rankable",
    )


def _visas(facts: Facts) -> Action:
    k = len(facts.visa_unknown)
    where = "each program" if facts.season.only_a_number else listing(i.program for i in facts.visa_unknown)
    return action(
        facts,
        "check_visas",
        "this_week",
        f"Find out whether {where} "
        f"{verb(k, 'sponsors', 'sponsor') if where != 'each program' else 'sponsors'} {facts.visa}, on the "
        "program's page or by a short email, and write it down.",
        why=f"You need {facts.visa}, and for {part(k, facts.n, 'interview')} it is not known. One that does "
        "not sponsor it adds nothing to your safety.",
        source="article.visa",
    )


def _waitlist(facts: Facts) -> Action:
    k = len(facts.waitlisted)
    return action(
        facts,
        "ask_waitlist",
        "this_week",
        f"Tell {listing(i.program for i in facts.waitlisted)} that you are still interested and free at "
        "short notice.",
        why=f"You are on {plural(k, 'waiting list')}, and places move in December and January.",
        source="article.ask_waitlist",
    )


def _partner(facts: Facts, partner: int) -> Action:
    low, high = ends("article.couple_target")
    return action(
        facts,
        "partner_list",
        "soon",
        "Plan the two lists together: look for programs near each other, and seek interviews for the one "
        "who has fewer.",
        why=f"You have {facts.n} and your partner has {partner}; a couple is safer with {low} to {high} "
        "each.",
        source="article.couple_target",
    )
