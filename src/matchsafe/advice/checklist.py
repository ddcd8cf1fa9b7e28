"""The five steps below the safe zone, offered while invitations may still come.

Codes: ``check_inbox``, ``interest_email``, ``use_connections``, ``apply_more``, ``mock_interviews``. Mock
interviews are also offered above the target when interviews went poorly.
"""

from __future__ import annotations

from collections.abc import Iterator

from matchsafe.advice.action_drafts import action, gap, standing
from matchsafe.advice.facts import Facts
from matchsafe.advice.performance import of_attended, tally, went_poorly
from matchsafe.advice.tables import rows, words
from matchsafe.advice.targets import ends
from matchsafe.advice.wording import listing, plural, span, start
from matchsafe.domain.outlook import Action
from matchsafe.domain.states import STATE_NAMES


def actions(facts: Facts) -> Iterator[Action]:
    """The steps that apply on this day."""
    if not facts.clock.invitations_may_come:
        return
    if facts.below_target:
        yield _inbox(facts)
        yield _email(facts)
        yield _connections(facts)
        yield _more(facts)
    if facts.below_target or went_poorly(facts):
        yield _mock(facts)


def _inbox(facts: Facts) -> Action:
    return action(
        facts,
        "check_inbox",
        "now",
        "Look through your spam folder and your ERAS messages today, and then once a day.",
        why=f"With {plural(facts.n, 'interview')}, a single missed invitation matters, and some do land in "
        "spam.",
        source="article.checklist",
    )


def _email(facts: Facts) -> Action:
    parts = rows("article.interest_email")
    updates = "; ".join(str(p["what"]) for p in parts if p["part"] == "update")
    sentence = next(str(p["what"]) for p in parts if p["part"] == "sentence")
    best = (
        " A new Step 2 CK score would be the strongest news you could send."
        if facts.applicant.step2_ck.score is None
        else ""
    )
    return action(
        facts,
        "interest_email",
        "this_week",
        f"Write a short email to programs you would gladly join. Two parts: a real update ({updates}), and "
        f"{sentence}.",
        why=f"{standing(facts)} A real update gives a program a reason to look again; a plain request does "
        f"not.{best}",
        source="article.interest_email",
    )


def _connections(facts: Facts) -> Action:
    experience = facts.applicant.us_clinical_experience in ("observership", "hands_on")
    doctors = (
        "doctors you worked with in the US" if experience else "any doctor in the US who knows your work"
    )
    return action(
        facts,
        "use_connections",
        "this_week",
        "Ask people who know you to speak for you: graduates of your school at these programs, and "
        f"{doctors}.",
        why=f"Most late invitations come about through someone who knows the applicant. {gap(facts)}",
        source="article.use_connections",
    )


def _more(facts: Facts) -> Action:
    states = listing(STATE_NAMES[s] for s in words("article.img_friendly_states", "state"))
    visa = f" Only add programs that sponsor {facts.visa}." if facts.needs_visa else ""
    where = "community programs in less popular places"
    if facts.competitive:
        where = "community Internal Medicine or Family Medicine programs in less popular places"
    sent = facts.season.applications_sent
    so_far = "" if sent is None else f" You have sent {plural(sent, 'application')} so far."
    if not facts.is_img:
        return action(
            facts,
            "apply_more",
            "soon",
            f"Think about adding programs, above all {where}.{visa}",
            why=f"{gap(facts)}{so_far}",
            source="article.apply_more",
        )
    return action(
        facts,
        "apply_more",
        "soon",
        f"Think about adding programs that take many IMGs: {where}, and programs other IMGs name as "
        f"friendly, read with care.{visa}",
        why=f"{gap(facts)}{so_far} States often named as friendly to IMGs are {states}.",
        source="article.apply_more",
    )


def _mock(facts: Facts) -> Action:
    low, high = ends("article.mock_interviews")
    signs = "; ".join(words("article.poor_interview_signs", "sign"))
    attended, poorly, _ = tally(facts)
    ahead = sum(i.status == "scheduled" for i in facts.ranked)
    if poorly:
        reason = f"{start(of_attended(poorly, attended))} went poorly."
    elif ahead:
        each = "it matters" if ahead == 1 else "every one of them matters"
        reason = f"{plural(ahead, 'interview')} still to come, and {each}."
    else:
        reason = "When an invitation comes you will be ready from the first minute."
    return action(
        facts,
        "mock_interviews",
        "this_week" if poorly else "soon",
        f"Do {span(low, high)} mock interviews with someone who will tell you what to improve. Look out "
        f"for: {signs}.",
        why=reason,
        source="article.mock_interviews",
    )
