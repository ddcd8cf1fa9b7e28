"""The one action that says what this month means for this count.

Codes by phase: ``season_before``, ``season_send``, ``season_early``; ``november_outreach``,
``november_keep_applying``, ``november_on_track``; ``december_high_risk``, ``december_widen``,
``december_keep_chasing``, ``december_prepare``, ``december_on_track``; ``january_protect``,
``january_stay_reachable``; ``list_closed``, ``match_week``, ``after_match``. In February and until the list is due
the action ``certify_list`` says it.

The counts the article leaves out are read with the lower group: 3 in November. In December 5 and 6 have an action
of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matchsafe import evidence
from matchsafe.advice.action_drafts import action, standing
from matchsafe.advice.facts import Facts
from matchsafe.advice.season_clock import Phase
from matchsafe.advice.tables import rows, words
from matchsafe.advice.targets import ends
from matchsafe.advice.wording import day, listing, plural, span
from matchsafe.domain.outlook import Action


def season_action(facts: Facts) -> Action | None:
    """What the present phase of the season asks for; ``None`` while rank lists are being made."""
    rule = _RULES.get(facts.clock.phase)
    return None if rule is None else rule(facts)


def _before(facts: Facts) -> Action:
    opens = facts.clock.day("submissions_open")
    when = f"from {day(opens)}" if opens else "in September"
    return action(
        facts,
        "season_before",
        "later",
        "Get your application ready: documents, letters, the list of programs and the visas they sponsor.",
        why=f"Applications can be sent {when}. Until programs have looked at them, a number of interviews "
        "says nothing.",
        source=facts.clock.source("submissions_open") if opens else "article.season_timeline",
        due=opens,
    )


def _send(facts: Facts) -> Action:
    review = facts.clock.day("programs_begin_review")
    when = f"on {day(review)}" if review else "in late September"
    return action(
        facts,
        "season_send",
        "soon",
        "Send your applications before programs begin to look at them.",
        why=f"Programs begin to look {when}. Invitations follow after that.",
        source=facts.clock.source("programs_begin_review") if review else "article.season_timeline",
        due=review,
    )


def _early(facts: Facts) -> Action:
    return action(
        facts,
        "season_early",
        "soon",
        "Answer every invitation on the day it comes, and keep your calendar open.",
        why=f"You have {plural(facts.n, 'interview')} so far. In September and October the first "
        "invitations go out; most come in November, so it is too early to judge.",
        source="article.season_timeline",
    )


def _november(facts: Facts) -> Action:
    enough = {r["code"]: r["low"] for r in rows("article.november")}["november_keep_applying"]
    if isinstance(enough, int) and facts.n < enough:
        return action(
            facts,
            "november_outreach",
            "this_week",
            "Start to write to programs now: tell coordinators about new scores or US experience, ask for "
            "a place on the waiting list, and use every connection you have.",
            why=f"{standing(facts)} November is the month in which most invitations are sent, so this is "
            "the time to ask.",
            source="article.november",
        )
    if facts.below_target:
        low, high = ends("article.uneasy_range")
        mood = "For November that is not ideal, and it is far from lost."
        if low <= facts.n <= high:
            mood = "There is real hope at this count, but no comfort yet."
        return action(
            facts,
            "november_keep_applying",
            "soon",
            "Keep applying to a few more programs that fit you, keep a list of backup programs, and stay "
            "in touch with people you know.",
            why=f"{standing(facts)} {mood}",
            source="article.november",
        )
    return _on_track(facts, "november_on_track")


def _on_track(facts: Facts, code: str) -> Action:
    return action(
        facts,
        code,
        "later",
        "Attend every interview you hold and prepare each one well.",
        why=f"{standing(facts)} You can breathe a little; each interview you attend well keeps it so.",
        source="article.relax_count",
    )


def _december(facts: Facts) -> Action:
    sent = facts.season.applications_sent
    many, _ = ends("article.december_applications")
    low, high = ends("article.december_prepare")
    if facts.n < evidence.number("article.danger_below"):
        if sent is not None and sent < many:
            return action(
                facts,
                "december_widen",
                "this_week",
                "Apply to more programs that take IMGs, and keep asking about late invitations.",
                why=f"{standing(facts)} You sent {plural(sent, 'application')}; with fewer than {many} "
                "there is still room to add programs.",
                source="article.december_applications",
            )
        after = (
            f"after {sent} applications"
            if sent is not None
            else f"if you have already sent {many} or more applications"
        )
        return action(
            facts,
            "december_high_risk",
            "this_week",
            "Plan as if this season could end without a match, and keep asking about late invitations at "
            "the same time.",
            why=f"{standing(facts)} In December, {after}, this means a season at high risk. Places still "
            "open up.",
            source="article.december_applications",
        )
    if not facts.below_target:
        return _on_track(facts, "december_on_track")
    if facts.n < low:
        return action(
            facts,
            "december_keep_chasing",
            "this_week",
            "Keep asking about late invitations through December and into early January, and treat each "
            "interview with care.",
            why=f"{standing(facts)} This is no catastrophe and not comfortable: many match from here and "
            "many do not.",
            source="article.six_interviews",
        )
    return action(
        facts,
        "december_prepare",
        "this_week",
        "Put most of your time into preparing: know each program and make each interview your best.",
        why=f"{standing(facts)} In December {span(low, high)} can well lead to a match, so how each one "
        "goes decides much.",
        source="article.december_prepare",
    )


def _january(facts: Facts) -> Action:
    if facts.n <= evidence.number("article.january_low"):
        hold = "Make the most of every interview you hold, s" if facts.n else "S"
        return action(
            facts,
            "january_protect",
            "now",
            f"{hold}tay easy to reach for places that open at the last minute, and begin a strong "
            "application for "
            "next season.",
            why=f"{standing(facts)} In January cancellations still open places for the same or the next day.",
            source="article.january_low",
        )
    return action(
        facts,
        "january_stay_reachable",
        "now" if facts.below_target else "soon",
        "Keep your phone on and look at your email several times a day.",
        why=f"{standing(facts)} In January cancellations open places for the same or the next day.",
        source="article.last_minute_openings",
    )


def _closed(facts: Facts) -> Action:
    week = facts.clock.day("match_week")
    when = f"on {day(week)}" if week else "when Match Week begins"
    return action(
        facts,
        "list_closed",
        "later",
        "Rest. Rank lists are closed, and nothing you do now changes your list.",
        why=f"You will learn whether you matched {when}. Further interviews cannot be added.",
        source=facts.clock.source("match_week") if week else "article.season_timeline",
        due=week,
    )


def _match_week(facts: Facts) -> Action:
    end = facts.clock.day("soap_ends")
    until = f"to {day(end)}" if end else "to Thursday of Match Week"
    return action(
        facts,
        "match_week",
        "now",
        "Read your Match status. If you did not match and are eligible, enter SOAP at once and answer "
        "every call.",
        why=f"SOAP runs only from Monday {until}, and places are filled fast.",
        source=facts.clock.source("soap_ends") if end else "article.soap",
    )


def _after(facts: Facts) -> Action:
    ways = listing(words("article.plan_b", "way"), "or")
    return action(
        facts,
        "after_match",
        "later",
        f"If you matched: congratulations, nothing here is left to do. If not, choose your way on: {ways}.",
        why="Match Day has passed. The numbers here are those of a season that is over.",
        source="article.plan_b",
    )


_RULES: Final[dict[Phase, Callable[[Facts], Action]]] = {
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
