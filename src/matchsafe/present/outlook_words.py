"""An outlook in words, for page and terminal alike: the answer, the usual target, what moves it, what to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import Action, Caution, Caveat, CaveatCode, CoupleOutlook, Outlook, TargetCount
from matchsafe.domain.rankable import Counts, VisaFit, visa_fit
from matchsafe.domain.season import ApplicantType, Interview, Season, Status, Track, VisaNeed
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import MarkedText, Piece, day, listing, plural, sentence, span
from matchsafe.present import marked, words
from matchsafe.present.labels import label

TYPE_PLURALS: Final[dict[ApplicantType, str]] = {
    "non_us_img": "non-US IMGs",
    "us_img": "US-IMGs",
    "us_md": "US MD seniors",
    "us_do": "US DO seniors",
}
INTERVIEW_KINDS: Final = {
    "visa_sponsoring": "one more interview at any program that sponsors your visa",
    "community": "one more community interview",
    "community_university_affiliated": "one more interview at a community program affiliated with a university",
    "university": "one more university interview",
    "highly_selective": "one more interview at a highly selective program",
    "go_well": "if your interviews go well",
}
"""What would move the chance, by the codes of the model."""
NOTES: Final = frozenset(
    {"good_mix", "went_well", "beaten_the_odds", "virtual_same", "experience_same_target"}
)
"""Codes of warnings that only inform or encourage, and take nothing from the number."""

_CAVEATS: Final[dict[CaveatCode, str]] = {
    "no_interviews": "No interview counts yet, so there is nothing to match from.",
    "own_match": "{specialty} runs its own match. Our figures come from the Main Residency Match.",
    "no_tables": "No published table counts ranks in {specialty}. The range shows how much other specialties differ.",
    "few_applicants": "Only {number} non-US IMGs are behind the figures for {specialty}. Other specialties fill in.",
    "plateau": "In {specialty} even a long list can fail: our estimate never goes above about {number} in 100.",
    "long_list": "Hardly any IMG ranks {number} programs of one specialty. The published figures end well before that.",
    "one_year_track": "No report counts matches by list length for preliminary or transitional positions, so the "
    "range is wider.",
    "other_type": "The tables by specialty and list length cover non-US IMGs. We adjusted them for {types}.",
    "number_only": "You gave a number only, so we treat each interview as an average program.",
    "visa_unknown_h1b": "We do not know whether some of your programs sponsor H-1B. They count for less.",
    "visa_unknown": "We do not know whether some of your programs sponsor your visa, so we use the average.",
    "count_so_far": "We assume no more interviews come. If more come, your chance is higher.",
    "own_match_elsewhere": "{specialty} runs its own match. Interviews in it should not stand on this list.",
    "no_tables_elsewhere": "No published table counts ranks in {specialty}. Its part rests on other specialties.",
    "own_list": "This is your chance on your own list. Your chance as a couple is shown separately.",
}


def caveats(season: Season, found: Iterable[Caveat]) -> tuple[str, ...]:
    """What to know before leaning on the chance, in the order given."""
    types = TYPE_PLURALS[season.applicant.type]
    return tuple(
        _CAVEATS[c.code].format(
            number=c.number, types=types, specialty=specialty_name(c.specialty or season.target.specialty)
        )
        for c in found
    )


def wish(specialty: str, track: Track) -> str:
    """What is applied for: "Neurology", or "Neurology (advanced)"."""
    kind = "" if track == "categorical" else f" ({label('track', track)})"
    return f"{specialty_name(specialty)}{kind}"


def specialties(outlook: Outlook) -> tuple[MarkedText, ...]:
    """Each specialty of the list alone, in the order of the wishes; none where there is only one."""
    if len(outlook.by_specialty) < 2:
        return ()
    return tuple(
        MarkedText(
            f"{wish(each.specialty, each.track)}, {plural(each.count, 'interview')}: ",
            marked.chance(each.share, text=words.per_100(each.share.value)),
            " match here. Alone: ",
            marked.chance(each.chance),
            ".",
        )
        for each in outlook.by_specialty
    )


def reference_text(kind: ApplicantType, specialty: str, ranks: int) -> str:
    """Who is compared: "non-US IMGs who preferred Internal Medicine and ranked 6 programs"."""
    return f"{TYPE_PLURALS[kind]} who preferred {specialty_name(specialty)} and ranked {plural(ranks, 'program')}"


def subject(chance: Estimate, couple: CoupleOutlook | None) -> tuple[Estimate, str]:
    """The chance an answer is about, and whom it counts: of a couple, that both match."""
    return (chance, "applicants") if couple is None else (couple.both, "couples")


def answer(chance: Estimate, couple: CoupleOutlook | None, rankable: int) -> tuple[MarkedText, ...]:
    """The answer, and the sentence on its range where it has one.

    Args:
        chance: The chance on the reader's own list.
        couple: The chances of a couple.
        rankable: Interviews that count.
    """
    e, who = subject(chance, couple)
    if rankable == 0 and e.value == 0:
        return (
            MarkedText("Of 100 applicants with no interview they can rank, none match."),
            MarkedText("One interview changes that."),
        )
    together = " together" if couple is not None else ""
    matches = f" {'matches' if words.whole(e.value) == 1 else 'match'}{together}."
    about = "about " if words.number(e).isdigit() and e.value not in (0, 1) else ""
    number = marked.chance(e, text=f"{about}{words.number(e)}")
    first = MarkedText(f"Of 100 {who} like you, ", number, matches)
    if e.low == e.high:
        return (first,)
    return first, MarkedText("It could be ", marked.chance(e, text=words.span(e)), ".")


def headline(chance: Estimate, couple: CoupleOutlook | None, rankable: int) -> MarkedText:
    """The answer with its range, in one line; arguments as of ``answer``."""
    first, *rest = answer(chance, couple, rankable)
    return MarkedText(first, *(part for following in rest for part in (" ", following)))


_TOO_EARLY: Final = (
    "Too early to say: programs have not read applications yet. Your plan is the answer for now."
)
_OVER: Final = "This season is over. Your result counts now, not an estimate."
_BY_PHASE: Final = {
    "before_applications": _TOO_EARLY,
    "applications_open": _TOO_EARLY,
    "past_season": _OVER,
    "match_day": _OVER,
    "after_match": _OVER,
}


def unsaid(season: Season, found: Iterable[Caveat], phase: str) -> str:
    """Why no verdict can be given; "" where one can.

    Args:
        season: The season.
        found: The caveats of the model.
        phase: Code of the part of the season the day is in.
    """
    codes, name = {c.code for c in found}, specialty_name(season.target.specialty)
    if phase in _BY_PHASE:
        return _BY_PHASE[phase]
    if "own_match" in codes:
        return f"We cannot say: {name} runs its own match, and our figures come from another."
    if "no_interviews" in codes and phase == "early_invitations":
        return "Too early to say: most invitations come in November."
    if "no_tables" in codes and "no_interviews" not in codes:
        return f"We cannot say: no published table counts ranks in {name}."
    return ""


def zone_sentence(outlook: Outlook) -> MarkedText:
    """The zone, and how far the usual target is: "Borderline. Four to six more would bring you to ..."."""
    if outlook.bucket.code == "not_an_img":
        return MarkedText("The usual targets were made for IMGs, so none is given here.")
    alone = " for one applicant alone" if outlook.couple else ""
    zone = f"{label('zone', outlook.zone.code)}{alone}."
    if outlook.target is None or outlook.phase.final:
        return MarkedText(zone)
    distance = _distance(outlook.counts.rankable, outlook.target)
    if outlook.couple is None:
        return MarkedText(zone, " ", *distance, ".")
    partner = outlook.couple.partner_interviews
    if (mine := outlook.counts.rankable) >= outlook.target.low > partner:
        goal = marked.figure(span(outlook.target.low, outlook.target.high), outlook.target.source)
        return MarkedText(
            zone, f" Your {mine} reach the usual target of ", goal, f" each, your partner's {partner} do not."
        )
    return MarkedText(zone, " ", *distance, " each.")


def _distance(rankable: int, target: TargetCount) -> tuple[str, Piece]:
    goal = marked.figure(span(target.low, target.high), target.source)
    if rankable > target.high:
        return "You are past the usual target of ", goal
    if rankable >= target.low:
        return "You are inside the usual target of ", goal
    more = span(target.low - rankable, target.high - rankable, in_words=True)
    return f"{sentence(more)[:-1]} more would bring you to the usual target of ", goal


def zone_text(outlook: Outlook) -> MarkedText:
    """What the rule of thumb says of this count, named as such, and its match rate where it gives one.

    The zone's own name is left out: ``zone_sentence`` has said it.
    """
    text = outlook.zone.text.strip()
    name = label("zone", outlook.zone.code)
    if text.casefold().startswith(name.casefold()):
        text = text[len(name) :].lstrip(" :.,") or text
    if not text or outlook.bucket.code == "not_an_img":
        return sentence(text)
    text = sentence(text)
    if text[1:2].islower() or text[1:2] == " ":
        text = text[0].lower() + text[1:]
    rule = outlook.rule_of_thumb
    if rule is None:
        return MarkedText(f"The rule of thumb: {text}")
    rate = marked.figure(f"about {rule.per_100:.0f} in 100", rule.source)
    return MarkedText(f"The rule of thumb: {text} It gives ", rate, f" for a list of {rule.bin}.")


def worth(outlook: Outlook) -> str:
    """What the list is worth in average interviews, where that differs from their number; else ""."""
    n, same = outlook.counts.rankable, round(outlook.effective_interviews)
    if n == 0 or abs(outlook.effective_interviews - n) < 0.5:
        return ""
    return (
        f"Your {n} {'is' if n == 1 else 'are'} worth about {same} average {'one' if same == 1 else 'ones'}."
    )


def counts(c: Counts, season: Season) -> str:
    """The interviews as the reader gave them."""
    if season.only_a_number:
        return (
            f"You gave the number {c.rankable}. We count {'it' if c.rankable == 1 else f'all {c.rankable}'}."
        )
    steps = f"{c.invited} invited, {c.scheduled} scheduled, {c.attended} attended, {c.rankable} you can rank"
    return f"You told us: {steps}."


_STATUS: Final[dict[Status, str]] = {
    "invited": "invited, but no date yet",
    "waitlisted": "on a waiting list",
    "declined": "you declined it",
    "cancelled": "it was cancelled",
}


def why_not_counted(interview: Interview, need: VisaNeed | None) -> str:
    """Why an interview does not count toward safety; empty if it does."""
    if interview.status in _STATUS:
        return _STATUS[interview.status]
    if not interview.would_rank:
        return "you would not rank it"
    fit: VisaFit = visa_fit(interview, need)
    return "the program does not sponsor a visa you can use" if fit == "not_sponsored" else ""


def not_counted(season: Season) -> str:
    """How many interviews do not count, by reason; "" if all do."""
    every = [why_not_counted(i, season.applicant.visa) for i in season.interview_list]
    reasons = {why: every.count(why) for why in every if why}
    if not reasons:
        return ""
    told = listing(f"{n} ({why})" for why, n in reasons.items())
    return f"Not counted: {told}."


def next_interviews(outlook: Outlook) -> Iterator[tuple[str, str]]:
    """What would help, the most helpful first: each change and what it adds."""
    for n in sorted(outlook.next_interview, key=lambda n: -n.effect.value):
        yield sentence(n.label)[:-1], words.effect(n.effect)


def couple(outlook: Outlook) -> tuple[tuple[str, str], ...]:
    """The ways a couple's Match can end, and the reader's own chance."""
    if outlook.couple is None:
        return ()
    rows = (
        ("Both match", outlook.couple.both),
        ("Exactly one matches", outlook.couple.one),
        ("Neither matches", outlook.couple.neither),
        ("You, on your own list", outlook.chance),
    )
    return tuple((name, sentence(words.chance(e))[:-1]) for name, e in rows)


def due(action: Action) -> str:
    """By when: "by 29 November 2026", or how urgent it is."""
    return f"by {day(action.due)}" if action.due is not None else label("urgency", action.urgency)


def group(outlook: Outlook) -> str:
    """The profile group of the rules of thumb, and why."""
    because = f" Because: {'; '.join(outlook.bucket.reasons)}." if outlook.bucket.reasons else ""
    return f"Your group for the rules of thumb: {label('bucket', outlook.bucket.code)}.{because}"


def cautions(outlook: Outlook) -> tuple[tuple[Caution, ...], tuple[Caution, ...]]:
    """What to check, and what is only good to know; each in the order given."""
    every = outlook.warnings
    return tuple(c for c in every if c.code not in NOTES), tuple(c for c in every if c.code in NOTES)
