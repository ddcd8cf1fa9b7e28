"""What to do about the interviews in hand, and how to get more of them while invitations may still come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from matchsafe import evidence
from matchsafe.advice.clashes import clashes
from matchsafe.advice.facts import Facts
from matchsafe.advice.performance import attended_share, tally, went_poorly
from matchsafe.advice.rules import ActionDraft, gap
from matchsafe.domain.clocks import day_part
from matchsafe.domain.outlook import Urgency
from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.specialties import OWN_MATCH
from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import listing, part, plain_name, plural, short_day, span, verb
from matchsafe.domain.today import Clash
from matchsafe.evidence.tables import bounds, column, rows


def drafts(facts: Facts) -> Iterator[ActionDraft]:
    """Booking, visas, waiting lists, the partner, and the article's five steps below the safe zone."""
    if facts.needs_visa and facts.visa_unknown and facts.clock.phase != "own_match_results":
        yield _visas(facts)
    yield from _step3(facts)
    if any(wish.track == "advanced" and wish.specialty not in OWN_MATCH for wish in facts.season.wishes):
        yield from _first_year(facts)
    replies = tuple(_replies(facts))
    if replies:
        yield _answer(facts, replies)
    if worst := next((c for c in clashes(facts.season, facts.clock.on) if c.kind in _TWO_PLACES), None):
        yield _clash(facts, worst)
    asked = tuple(i for i in facts.invited_only if i not in replies)
    if k := len(asked):
        words = {
            "programs": _names(asked),
            "invitations": plural(k, "invitation"),
            "have": verb(k, "has", "have"),
            "do": verb(k, "does", "do"),
            "then": facts.n + k,
        }
        yield ActionDraft("book_invitations", words)
    if facts.below_target:
        yield from _more_interviews(facts)
    if facts.below_target or went_poorly(facts):
        yield _mock(facts)


_TWO_PLACES: Final = ("overlap", "travel")
"""Clashes in which one of two interviews cannot be held."""


def _replies(facts: Facts) -> Iterator[Interview]:
    """Invitations whose time to answer ends within a week or ended within the last, the first to end first."""
    days = timedelta(days=evidence.number("advice.days_this_week"))
    asked = [(i, day_part(i.reply_by)) for i in facts.invited_only if i.reply_by is not None]
    for interview, day in sorted(asked, key=lambda pair: pair[1]):
        if abs(day - facts.clock.on) <= days:
            yield interview


def _answer(facts: Facts, asked: tuple[Interview, ...]) -> ActionDraft:
    first, rest = asked[0], asked[1:]
    due = day_part(first.reply_by) if first.reply_by is not None else facts.clock.on
    hour = f"{first.reply_by:%H:%M} on " if isinstance(first.reply_by, datetime) else ""
    do = f"answer the invitation of {first.program} by {hour}{short_day(due)}, program time"
    if due < facts.clock.on:
        do = f"write to {first.program} at once: the time to answer its invitation ended on {short_day(due)}"
    more = f" {_names(rest)} {verb(len(rest), 'waits', 'wait')} too." if rest else ""
    words = {"do": f"{do}.", "hours": f"{evidence.number('rights.hours_to_answer'):.0f}", "more": more}
    return ActionDraft("reply_invitation", words, due=due)


def _clash(facts: Facts, worst: Clash) -> ActionDraft:
    early = worst.cancel_by is not None and worst.cancel_by >= facts.clock.on
    more = f" Give {short_day(worst.cancel_by)} as your own limit." if early and worst.cancel_by else ""
    due = worst.cancel_by if early else facts.clock.on
    return ActionDraft("resolve_clash", {"clash": worst.text, "more": more}, due=due, source=worst.source)


def _names(interviews: tuple[Interview, ...]) -> str:
    return listing(i.program for i in interviews)


_ROOM: Final = 80
"""Letters of program names in a sentence that has to fit the first screen of a phone."""


def _some(interviews: tuple[Interview, ...]) -> str:
    """The programs as far as there is room, one at least, and how many others there are."""
    names = [i.program for i in interviews]
    shown = next((n for n in range(len(names), 1, -1) if len("".join(names[:n])) <= _ROOM), 1)
    others = len(names) - shown
    return listing([*names[:shown], *([plural(others, "other program")] if others else [])])


def _visas(facts: Facts) -> ActionDraft:
    k = len(facts.visa_unknown)
    each = facts.season.only_a_number
    words = {
        "programs": "each program" if each else _some(facts.visa_unknown),
        "sponsor": "sponsors" if each else verb(k, "sponsors", "sponsor"),
        "part": part(k, facts.n, "interview"),
    }
    return ActionDraft("check_visas", words)


def _step3(facts: Facts) -> Iterator[ActionDraft]:
    """Step 3 for whoever needs an H-1B; of those who could take either visa, where it matters."""
    passed, need = facts.applicant.step3.passed, facts.applicant.visa
    if passed or need not in ("h1b", "j1_or_h1b"):
        return
    do, j1 = "pass Step 3, and tell programs as soon as you have", "A J-1 does not need it."
    if passed is None:
        do = "check that you have passed Step 3 and write it down; if you have not, pass it and tell programs"
    urgency: Urgency | None = None
    if need == "j1_or_h1b":
        alone = tuple(i for i in facts.ranked if i.visas_sponsored and "j1" not in i.visas_sponsored)
        if alone:
            j1 = f"{_some(alone)} {verb(len(alone), 'sponsors', 'sponsor')} no J-1."
        elif passed is None:
            return
        else:
            do, urgency = "pass Step 3 if you would like an H-1B", "later"
            j1 = "A J-1 does not need it, so you can match without it."
    yield ActionDraft("step3_h1b", {"do": do, "j1": j1}, urgency)


def _first_year(facts: Facts) -> Iterator[ActionDraft]:
    """Interviews for a first year, or their place on the lists where some are held and not on a kept one yet."""
    held = tuple(
        i for i in facts.ranked if facts.season.target_of(i).track in ("preliminary", "transitional")
    )
    if not held:
        do = "Get a first year too. Seek interviews at preliminary or transitional programs, and rank them"
        yield ActionDraft("first_year", {"do": do, "more": ""})
    later = any(facts.season.target_of(i).track == "advanced" for i in facts.ranked)
    if not later or all(_is_attached(i, facts.season) for i in held):
        return
    more = (
        " Each further interview for a first year makes it safer."
        if not facts.clock.has_begun("ranking")
        else ""
    )
    words, due = {"do": f"Rank {_some(held)}", "more": more}, facts.clock.day("rank_list_deadline")
    yield ActionDraft("first_year", words, "later", due)


def _is_attached(interview: Interview, season: Season) -> bool:
    """Whether the kept rank list has a first year on a supplemental list of an advanced program."""
    lists = season.rank_list.supplemental if season.rank_list else ()
    ranked = {plain_name(name) for part in lists if part.advanced for name in part.programs}
    own = (interview.id, interview.program, interview.nrmp_code)
    return not ranked.isdisjoint(plain_name(name) for name in own if name)


def _fewer(own: int, partner: int) -> str:
    """Who of a couple needs interviews more."""
    if own == partner:
        return "both of you"
    return "yourself: you have fewer" if own < partner else "your partner, who has fewer"


def _more_interviews(facts: Facts) -> Iterator[ActionDraft]:
    if facts.waitlisted:
        words = {"programs": _names(facts.waitlisted), "lists": plural(len(facts.waitlisted), "waiting list")}
        yield ActionDraft("ask_waitlist", words)
    if facts.partner_count is not None:
        both = {
            "n": facts.safe_count,
            "partner": facts.partner_count,
            "range": span(*bounds("article.couple_target")),
            "whom": _fewer(facts.safe_count, facts.partner_count),
            "then": "Where one of you is invited, tell that program and those near it that your partner applies too."
            if facts.clock.has_begun("early_invitations")
            else "Your plan for two says which applications are worth their fees.",
        }
        yield ActionDraft("partner_list", both)
    if not facts.not_applied:
        yield ActionDraft("check_inbox", urgency="soon" if facts.clock.phase == "early_invitations" else None)
        yield _email(facts)
    experience = facts.applicant.us_clinical_experience in ("observership", "hands_on")
    doctors = (
        "doctors you worked with in the US" if experience else "any doctor in the US who knows your work"
    )
    yield ActionDraft("use_connections", {"doctors": doctors, "gap": gap(facts)})
    if facts.clock.is_between("november", "january") and facts.applications_pay and not facts.not_applied:
        yield _apply(facts)


def _email(facts: Facts) -> ActionDraft:
    parts = rows("article.interest_email")
    best = " A new Step 2 CK score would be the strongest news you could send."
    words = {
        "updates": "; ".join(str(p["what"]) for p in parts if p["part"] == "update"),
        "sentence": next(str(p["what"]) for p in parts if p["part"] == "sentence"),
        "best": best if facts.applicant.step2_ck.score is None else "",
    }
    return ActionDraft("interest_email", words)


def _apply(facts: Facts) -> ActionDraft:
    sent = facts.season.applications_sent
    where = "community programs in less popular places"
    if facts.competitive:
        where = "community Internal Medicine or Family Medicine programs in less popular places"
    words = {
        "add": f"think about adding programs, above all {where}",
        "only": f" Only add programs that sponsor {facts.visa}." if facts.needs_visa else "",
        "gap": gap(facts),
        "so_far": "" if sent is None else f" You have sent {plural(sent, 'application')} so far.",
        "states": "",
    }
    if facts.is_img:
        states = listing(STATE_NAMES[s] for s in column("article.img_friendly_states", "state"))
        words |= {
            "add": f"think about adding programs that take many IMGs: {where}, and programs other IMGs name as "
            "friendly, read with care",
            "states": f" States often named as friendly to IMGs are {states}.",
        }
    return ActionDraft("apply_more", words)


def _signs_to_mend(facts: Facts) -> tuple[str, ...]:
    """The poor signs that the applicant noticed; all of them where none was."""
    noticed = {sign for i in facts.ranked for sign in i.signs}
    signs = {str(row["code"]): str(row["sign"]) for row in rows("article.poor_interview_signs")}
    return tuple(text for code, text in signs.items() if code in noticed) or tuple(signs.values())


def _mock(facts: Facts) -> ActionDraft:
    attended, poorly, _ = tally(facts)
    few, some = bounds("article.few_shots")
    if poorly:
        reason = f"{attended_share(poorly, attended)} went poorly."
    elif facts.ahead:
        each = "it matters" if facts.ahead == 1 else "every one of them matters"
        reason = f"{plural(facts.ahead, 'interview')} still to come, and {each}."
        if few <= facts.n <= some and facts.is_img and facts.ahead > attended:
            reason += f" With {facts.n} you cannot afford to be rusty in the first ones."
    else:
        reason = "When an invitation comes you will be ready from the first minute."
    words = {
        "range": span(*bounds("article.mock_interviews")),
        "signs": "; ".join(_signs_to_mend(facts)),
        "reason": reason,
    }
    return ActionDraft("mock_interviews", words, urgency="this_week" if poorly else None)
