"""What the time of the season asks of this count, and the end of the season: the list, SOAP and a plan B.

The counts the article leaves out are read with the lower group: 3 in November. In December 5 and 6 have an action of
their own. What the article says of a count by month speaks of IMGs in primary care; others get no such count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from matchsafe import evidence
from matchsafe.advice.facts import Facts
from matchsafe.advice.rules import ActionDraft
from matchsafe.domain.outlook import Urgency
from matchsafe.domain.text import day, listing, plural, short_day, span, verb
from matchsafe.evidence.calendar import event_day
from matchsafe.evidence.tables import bounds, column, row_where


def drafts(facts: Facts) -> Iterator[ActionDraft]:
    """The actions of this day's part of the season, and those of its end."""
    match facts.clock.phase:
        case "before_applications" | "applications_open":
            yield from _before(facts)
        case "early_invitations" | "november" | "december" | "january" if facts.not_applied:
            yield ActionDraft("plan_late")
        case "early_invitations":
            yield ActionDraft("season_early")
        case "november":
            yield _november(facts)
        case "december":
            yield _december(facts)
        case "january":
            yield _january(facts)
        case "own_match_results":
            low, high = bounds("season_rules.own_match_lead")
            first_year = "You still need a first year from the Main Residency Match."
            if facts.clock.lists_closed:
                first_year = "If you have no first year on a rank list, SOAP is the way to one."
            words = {"low": low, "high": high, "seen": _own_match_seen(facts), "first_year": first_year}
            yield ActionDraft("own_match_results", words)
        case "list_closed" if facts.n:
            closed = _calendar_action(facts, "list_closed", "match_week", "when Match Week begins")
            rest = "Leave your rank list" if facts.at_risk else "Rest. Leave your rank list"
            yield replace(closed, words=closed.words | {"rest": rest})
        case "list_closed":
            pass  # there is no list to leave alone
        case "past_season":
            yield ActionDraft("start_next_season", {"match": facts.clock.year + facts.clock.lists_closed})
        case _:
            yield from _match_week(facts)
    if facts.season.interview_list:
        yield _certify(facts)
    yield from _backup(facts)


def _calendar_action(facts: Facts, code: str, event: str, otherwise: str, before: str = "on ") -> ActionDraft:
    """An action due on an event of the calendar, or without a date where that is not known."""
    found = facts.clock.event(event)
    words = {"when": facts.clock.date_words(event, otherwise, before)}
    return ActionDraft(code, words, due=found.day, source=found.source) if found else ActionDraft(code, words)


def _before(facts: Facts) -> Iterator[ActionDraft]:
    plan, sent = (
        _calendar_action(facts, "make_plan", "programs_begin_review", "in late September"),
        _applications_sent(facts),
    )
    do = "make your plan: which programs to apply to, what they cost, and your chance with them"
    if sent:
        do = f"look at your plan: what your {plural(sent, 'application')} may bring, and whether more would add to it"
    yield replace(plan, words=plan.words | {"do": do})
    if sent:
        return
    if facts.clock.phase == "before_applications":
        yield _calendar_action(facts, "season_before", "submissions_open", "in September", "from ")
    else:
        yield _calendar_action(facts, "season_send", "programs_begin_review", "in late September")
    if steps := _stronger(facts):
        yield ActionDraft("stronger_first", {"steps": listing(steps)})


def _applications_sent(facts: Facts) -> int:
    """Applications sent for this season; before they can be sent there is none."""
    return facts.season.applications_sent or 0 if facts.clock.phase == "applications_open" else 0


def _month_of_others(facts: Facts) -> ActionDraft:
    """November and December of those of whom the article's counts by month do not speak."""
    scope = "The rules of thumb by month were written about IMGs."
    if facts.is_img:
        scope = f"The rules of thumb by month speak of primary care, not of {facts.other_than_primary_care}."
    prepare = ", and prepare each interview you hold" if facts.ahead else ""
    return ActionDraft("late_season_other", {"scope": scope, "prepare": prepare})


def _on_track(facts: Facts, code: str) -> ActionDraft:
    """At the target: what is left to do well."""
    if facts.ahead:
        do = "attend every interview you hold and prepare each one well"
        keep = "Each interview you attend well keeps it so."
    else:
        do, keep = "write down what you saw at each program, and begin to put them in order", ""
    return ActionDraft(code, {"do": do, "keep": keep})


def _november(facts: Facts) -> ActionDraft:
    if not facts.below_target:
        return _on_track(facts, "november_on_track")
    if not facts.counts_by_month:
        return _month_of_others(facts)
    enough = (row_where("article.november", code="november_keep_applying") or {})["low"]
    if isinstance(enough, int) and facts.fewest < enough:
        return ActionDraft("november_outreach")
    apply = "apply to a few more programs that fit you, keep a list of backup programs,"
    if not facts.applications_pay:
        apply = "keep a list of backup programs"
    how = " For November that is not ideal, and it is far from lost." if _few(facts, _uneasy() - 1) else ""
    return ActionDraft("november_keep_applying", {"apply": apply, "how": how})


def _december(facts: Facts) -> ActionDraft:
    low, high = bounds("article.december_prepare")
    if not facts.below_target:
        return _on_track(facts, "december_on_track")
    if not facts.counts_by_month:
        return _month_of_others(facts)
    if facts.fewest >= low and facts.ahead:
        return ActionDraft("december_prepare", {"range": span(low, high)})
    if facts.fewest >= evidence.number("article.danger_below"):
        care = ", and treat each interview with care" if facts.ahead else ""
        how = " This is no catastrophe and not comfortable: many match from here and many do not."
        return ActionDraft("december_keep_chasing", {"care": care, "how": how if facts.fewest < low else ""})
    many, sent = bounds("article.december_applications")[0], facts.season.applications_sent
    if sent is None:
        return ActionDraft(
            "december_high_risk", {"after": f"if you have already sent {many} or more applications"}
        )
    if sent < many and facts.applications_pay:
        return ActionDraft("december_widen", {"applications": plural(sent, "application"), "many": many})
    after = f"after {plural(sent, 'application')}"
    asks_plan_for_two = facts.partner_count is not None
    late = "" if sent >= many or asks_plan_for_two else ", with new ones adding almost nothing so late"
    return ActionDraft("december_high_risk", {"after": after + late})


def _uneasy() -> int:
    return int(bounds("article.uneasy_range")[0])


def _few(facts: Facts, most: float) -> bool:
    """Whether so few interviews are a risk: by the article in primary care, elsewhere only where the chance says so."""
    return facts.fewest <= most and (facts.counts_by_month or facts.at_risk)


def _january(facts: Facts) -> ActionDraft:
    if not facts.below_target:
        return _on_track(facts, "january_on_track")
    if _few(facts, evidence.number("article.january_low")):
        hold = "Make the most of every interview you hold, stay" if facts.ahead else "Stay"
        return ActionDraft("january_protect", {"hold": hold})
    return ActionDraft("january_stay_reachable", urgency="now")


def _match_week(facts: Facts) -> Iterator[ActionDraft]:
    clock, phase = facts.clock, facts.clock.phase
    soap = {
        "most": f"{evidence.number('soap.most_applications'):.0f}",
        "rounds": f"{evidence.number('soap.offer_rounds'):.0f}",
        "hours": f"{evidence.number('soap.hours_to_answer'):.0f}",
        "first": f"{evidence.number('soap.filled_in_round_1'):.0f}",
        "until": clock.date_words("soap_ends", "Thursday", "Thursday "),
    }
    if phase in ("match_monday", "match_tuesday", "match_wednesday", "match_thursday", "match_day"):
        yield ActionDraft(phase, soap, due=clock.on)
    elif phase == "after_match":
        yield ActionDraft("after_match", {"ways": _ways(), "next": _next_opens(facts)})
    elif phase == "closed":
        result = facts.season.result
        matched = result is not None and result.outcome in ("matched", "soap")
        code = "closed_matched" if matched else "closed_unmatched"
        yield ActionDraft(code, {"ways": _ways(), "next": _next_opens(facts)})


def _next_opens(facts: Facts) -> str:
    """When applications for the next season can be sent, in a sentence."""
    opens = event_day("submissions_open", facts.clock.year + 1)
    return (
        f"Applications for the next season open on {_day_words(opens.day, opens.announced)}." if opens else ""
    )


def _day_words(value: date, announced: bool) -> str:
    return f"{day(value)}{'' if announced else ' (expected)'}"


def _ways() -> str:
    return listing(column("article.plan_b", "way"), "or")


def _own_match_seen(facts: Facts) -> str:
    """The last dates seen of the applicant's own match, in a sentence; empty where none was."""
    if facts.season.target.specialty != "ophthalmology":
        return ""
    due = evidence.figure("season_rules.ophthalmology_lists_due_2021").value
    results = evidence.figure("season_rules.ophthalmology_results_2021").value
    if not isinstance(due, date) or not isinstance(results, date):
        return ""
    return f" In {due.year} its lists were due on {short_day(due)} and results came on {short_day(results)}."


COUPLE_LISTS: Final = "rank_rules.couple_lists"
PAIRS: Final = "“One list for two” on the page of your rank list, or matchsafe couples"
_LIST: Final = (
    {"what": "a rank list", "rank": "Rank every program where you would be willing to train"},
    {
        "what": "your list of pairs together",
        "rank": "Pair the programs where you would both be willing to train, then those where one of you would "
        "train alone",
    },
)
"""What one applicant certifies, and what a couple does."""


def _certify(facts: Facts) -> ActionDraft:
    few, more = bounds("article.always_certify")
    reason = (
        f"Your {plural(facts.n, 'interview')} {verb(facts.n, 'helps', 'help')} you only on a certified list."
    )
    if not facts.n:
        reason = "Nothing on your list counts yet. An interview helps you only on a certified list."
    elif facts.n <= more and facts.is_img:
        short = f"{few} or {more} are" if facts.n >= few else f"a list of {facts.n} is"
        reason += f" Even {short} worth it: people match from such lists every year."
    if facts.partner_count is not None:
        reason = (
            f"Both lists count only when both are certified. Make the pairs from your two lists: {PAIRS}."
        )
    if len(facts.season.wishes) > 1:
        reason += " All specialties go on one list, in the order you want them."
    if facts.own_match:
        return ActionDraft("certify_list_own_match", {"reason": reason, "seen": _own_match_seen(facts)})
    if opens := facts.clock.date_words("rank_list_opens"):
        reason += f" Lists can be entered from {opens}."
    last = facts.clock.day("rank_list_deadline")
    by = facts.clock.date_words("rank_list_deadline", before=" by ")
    own = f" ({facts.clock.list_deadline.own_clock})" if facts.clock.list_deadline.own_clock else ""
    by = f"{by}, 9 in the evening Eastern time{own}" if by else ""
    urgency = _list_urgency(facts, last)
    pressing = urgency in ("now", "this_week")
    words = {"by": by, "reason": reason, **_LIST[facts.partner_count is not None]}
    source = COUPLE_LISTS if facts.partner_count is not None else None
    return ActionDraft("certify_list", words, urgency, last, source=source, pressing=pressing)


def _list_urgency(facts: Facts, last: date | None) -> Urgency:
    if facts.clock.phase != "ranking":
        return "later"
    left = (last - facts.clock.on).days if last else None
    if left is None or left > evidence.number("advice.days_this_week"):
        return "soon"
    return "now" if left <= evidence.number("advice.days_now") else "this_week"


def _backup(facts: Facts) -> Iterator[ActionDraft]:
    """A plan B, SOAP and the next cycle, when the count and the month call for them."""
    clock = facts.clock
    low = _few(facts, evidence.number("article.january_low"))
    if facts.competitive and not clock.has_begun("own_match_results"):
        yield _categorical(facts)
    elif low or facts.competitive:
        yield ActionDraft("plan_b", {"ways": _ways()})
    at_risk = low or facts.competitive or (clock.has_begun("ranking") and facts.below_target)
    if at_risk or clock.has_begun("list_closed"):
        begins = clock.date_words("match_week", before="begins on ")
        yield ActionDraft(
            "soap_ready",
            {"begins": f"{begins} and " if begins else ""},
            due=clock.day("match_week"),
            pressing=facts.at_risk and clock.phase == "list_closed",
        )
    if facts.competitive or _few(facts, _uneasy() - 1):
        yield _next_cycle(facts)


def _stronger(facts: Facts) -> tuple[str, ...]:
    """What would make this profile stronger."""
    a = facts.applicant
    steps = (
        (a.step2_ck.score is None, "take Step 2 CK if you have not"),
        (a.visa == "h1b" and a.step3.passed is not True, "pass Step 3"),
        (facts.is_img and a.us_clinical_experience != "hands_on", "find hands-on US clinical experience"),
        (a.letters in ("weak", "unknown"), "ask for new letters"),
    )
    return tuple(text for wanted, text in steps if wanted)


def _next_cycle(facts: Facts) -> ActionDraft:
    """What would make the next season stronger, and when it begins."""
    opens = event_day("submissions_open", facts.clock.year + 1)
    when = "in September" if opens is None else f"on {_day_words(opens.day, opens.announced)}"
    programs = "draw up a list of programs that take " + ("IMGs" if facts.is_img else "applicants like you")
    return ActionDraft("next_cycle", {"steps": listing((*_stronger(facts), programs)), "when": when})


def _categorical(facts: Facts) -> ActionDraft:
    how = "apply to categorical Internal Medicine or Family Medicine as well"
    if not facts.applications_pay:
        how = (
            "ask which categorical Internal Medicine or Family Medicine programs still take applications, and "
            "get ready for SOAP"
        )
    visa = f", and you need {facts.a_visa} as well" if facts.needs_visa else ""
    no = f"Even with {plural(facts.n, 'interview')} no" if facts.n else "No"
    return ActionDraft("plan_b_categorical", {"how": how, "no": no, "visa_too": visa})
