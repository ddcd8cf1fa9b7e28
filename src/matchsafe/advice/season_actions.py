"""What the time of the season asks of this count, and the end of the season: the list, SOAP and a plan B.

The counts the article leaves out are read with the lower group: 3 in November. In December 5 and 6 have an action of
their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from matchsafe import evidence
from matchsafe.advice.facts import Facts
from matchsafe.advice.rules import Draft, distance
from matchsafe.advice.season_clock import Phase
from matchsafe.domain.outlook import Urgency
from matchsafe.domain.text import day, listing, plural, span, verb
from matchsafe.evidence.tables import bounds, column, row_where


def drafts(facts: Facts) -> Iterator[Draft]:
    """The actions of this day's part of the season, and those of its end."""
    if (rule := _BY_PHASE.get(facts.clock.phase)) is not None:
        yield rule(facts)
    if facts.season.interview_list:
        yield _certify(facts)
    yield from _backup(facts)


def _dated(facts: Facts, code: str, event: str, otherwise: str, word: str = "when") -> Draft:
    """An action due on an event of the calendar, or without a date where that is not known."""
    due = facts.clock.day(event)
    if due is None:
        return Draft(code, {word: otherwise})
    begins = "from" if event == "submissions_open" else "on"
    said = f"{begins} {day(due)}" if word == "when" else day(due)
    return Draft(code, {word: said}, due=due, source=facts.clock.source(event))


def _before(facts: Facts) -> Draft:
    return _dated(facts, "season_before", "submissions_open", "in September")


def _send(facts: Facts) -> Draft:
    return _dated(facts, "season_send", "programs_begin_review", "in late September")


def _early(facts: Facts) -> Draft:
    return Draft("season_early")


def _november(facts: Facts) -> Draft:
    words = {"distance": distance(facts)}
    enough = (row_where("article.november", code="november_keep_applying") or {})["low"]
    if isinstance(enough, int) and facts.n < enough:
        return Draft("november_outreach", words)
    if not facts.below_target:
        return Draft("november_on_track", words)
    low, high = bounds("article.uneasy_range")
    mood = "For November that is not ideal, and it is far from lost."
    if low <= facts.n <= high:
        mood = "There is real hope at this count, but no comfort yet."
    return Draft("november_keep_applying", words | {"mood": mood})


def _december(facts: Facts) -> Draft:
    words: dict[str, object] = {"distance": distance(facts)}
    low, high = bounds("article.december_prepare")
    if facts.n < evidence.number("article.danger_below"):
        many, sent = bounds("article.december_applications")[0], facts.season.applications_sent
        if sent is not None and sent < many:
            return Draft(
                "december_widen", words | {"applications": plural(sent, "application"), "many": many}
            )
        after = (
            f"if you have already sent {many} or more applications"
            if sent is None
            else f"after {plural(sent, 'application')}"
        )
        return Draft("december_high_risk", words | {"after": after})
    if not facts.below_target:
        return Draft("december_on_track", words)
    if facts.n < low:
        return Draft("december_keep_chasing", words)
    return Draft("december_prepare", words | {"range": span(low, high)})


def _january(facts: Facts) -> Draft:
    words = {"distance": distance(facts)}
    if facts.n <= evidence.number("article.january_low"):
        hold = "Make the most of every interview you hold, stay" if facts.n else "Stay"
        return Draft("january_protect", words | {"hold": hold})
    return Draft("january_stay_reachable", words, urgency="now" if facts.below_target else None)


def _closed(facts: Facts) -> Draft:
    return _dated(facts, "list_closed", "match_week", "when Match Week begins")


def _match_week(facts: Facts) -> Draft:
    return _dated(facts, "match_week", "soap_ends", "Thursday of Match Week", "until")


def _after(facts: Facts) -> Draft:
    return Draft("after_match", {"ways": _ways()})


_BY_PHASE: Final[dict[Phase, Callable[[Facts], Draft]]] = {
    "before_applications": _before,
    "applications_open": _send,
    "early_invitations": _early,
    "november": _november,
    "december": _december,
    "january": _january,
    "list_closed": _closed,
    "match_week": _match_week,
    "after_match": _after,
}


def _ways() -> str:
    return listing(column("article.plan_b", "way"), "or")


def _certify(facts: Facts) -> Draft:
    few, more = bounds("article.always_certify")
    reason = (
        f"Your {plural(facts.n, 'interview')} {verb(facts.n, 'helps', 'help')} you only on a certified list."
    )
    if not facts.n:
        reason = "Nothing on your list counts yet. An interview helps you only on a certified list."
    elif facts.n <= more and facts.is_img:
        reason += f" Even {few} or {more} are worth it: people match from such lists every year."
    if facts.own_match:
        # The calendar is that of the Main Residency Match: its dates would be wrong.
        return Draft("certify_list_own_match", {"reason": reason})
    if opens := facts.clock.day("rank_list_opens"):
        reason += f" Lists can be entered from {day(opens)}."
    last = facts.clock.day("rank_list_deadline")
    by = f" by {day(last)}, 9 in the evening Eastern time" if last else ""
    return Draft("certify_list", {"by": by, "reason": reason}, urgency=_list_urgency(facts, last), due=last)


def _list_urgency(facts: Facts, last: date | None) -> Urgency:
    if facts.clock.phase != "ranking":
        return "later"
    left = (last - facts.clock.on).days if last else None
    if left is None or left > evidence.number("advice.days_this_week"):
        return "soon"
    return "now" if left <= evidence.number("advice.days_now") else "this_week"


def _backup(facts: Facts) -> Iterator[Draft]:
    """A plan B and SOAP, when the count and the month call for them."""
    clock, far = facts.clock, {"distance": distance(facts)}
    low = facts.n <= evidence.number("article.january_low")
    if facts.competitive and not clock.reached("ranking"):
        yield _categorical(facts)
    elif low or facts.competitive:
        yield Draft("plan_b", far | {"ways": _ways()})
    at_risk = low or facts.competitive or (clock.reached("ranking") and facts.below_target)
    if at_risk or clock.reached("list_closed"):
        week = clock.day("match_week")
        begins = f" SOAP begins on {day(week)}." if week else ""
        yield Draft("soap_ready", far | {"begins": begins}, due=week)


def _categorical(facts: Facts) -> Draft:
    how = "apply to categorical Internal Medicine or Family Medicine as well"
    if facts.clock.phase == "january":
        how = (
            "ask which categorical Internal Medicine or Family Medicine programs still take applications, and "
            "get ready for SOAP"
        )
    visa = f", all the more as you need {facts.visa}" if facts.needs_visa else ""
    return Draft("plan_b_categorical", {"how": how, "visa_too": visa})
