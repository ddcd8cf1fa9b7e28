"""An outlook in words, for page and terminal alike: the answer, the usual target, what moves it, what to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import (
    Action,
    Caution,
    Caveat,
    CoupleOutlook,
    FirstYears,
    Outlook,
    SpecialtyOutlook,
)
from matchsafe.domain.rankable import Counts, Exclusion, exclusion
from matchsafe.domain.season import ApplicantType, Season, VisaNeed
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_part import Track
from matchsafe.domain.season_record import Outcome
from matchsafe.domain.specialties import OWN_MATCH, specialty_name
from matchsafe.domain.text import MarkedText, day, listing, paragraph, plural, sentence, span, verb
from matchsafe.present import phrase, track_words, words
from matchsafe.present.caveat_words import IMGS_THERE, TYPE_PLURALS
from matchsafe.present.labels import label
from matchsafe.present.verdict import counted, early

INTERVIEW_KINDS: Final = {
    "visa_sponsoring": "one more interview at any program that sponsors your visa",
    "community": "one more community interview",
    "community_university_affiliated": "one more interview at a community program affiliated with a university",
    "university": "one more university interview",
    "highly_selective": "one more interview at a highly selective program",
    "first_year": "one more interview for a first year",
    "go_well": "if your interviews go well",
}
"""What would move the chance, by the codes of the model."""
NOTES: Final = frozenset(
    {"good_mix", "went_well", "beaten_the_odds", "virtual_same", "experience_same_target"}
)
"""Codes of warnings that only inform or encourage, and take nothing from the number."""


def wish(specialty: str, track: Track) -> str:
    """What is applied for: "Neurology", or "Neurology (advanced)"."""
    kind = "" if track == "categorical" else f" ({label('track', track)})"
    return f"{specialty_name(specialty)}{kind}"


def specialties(outlook: Outlook) -> tuple[MarkedText, ...]:
    """Each specialty of the list alone, in the order of the wishes; none where there is only one."""
    if len(outlook.by_specialty) < 2 or outlook.phase.code in (*_SILENT, "closed"):
        return ()
    return tuple(
        MarkedText(f"{wish(each.specialty, each.track)}", _part(each)) for each in outlook.by_specialty
    )


def _part(each: SpecialtyOutlook) -> MarkedText:
    """What one specialty of a list is worth, in the list and alone."""
    if not each.count:
        return MarkedText(": no interview counts yet.")
    held = f", {plural(each.count, 'interview')}: "
    share, alone = phrase.chance(each.share), phrase.chance(each.chance)
    if share.text == alone.text:
        return MarkedText(held, share, " match here. Alone: the same.")
    return MarkedText(held, share, " match here. Alone: ", alone, ".")


def reference_text(kind: ApplicantType, specialty: str, ranks: int) -> str:
    """Who is compared: "non-US IMGs who preferred Internal Medicine and ranked 6 programs"."""
    return f"{TYPE_PLURALS[kind]} who preferred {specialty_name(specialty)} and ranked {plural(ranks, 'program')}"


def answer(
    chance: Estimate | None,
    couple: CoupleOutlook | None,
    rankable: int,
    silence: Silence | None,
    to: str = "",
    years: FirstYears | None = None,
) -> tuple[MarkedText, ...]:
    """The answer, and the sentence on its range where it has one.

    Args:
        chance: The chance on the reader's own list; ``None`` where there is none, and ``silence`` says why.
        couple: The chances of a couple.
        rankable: Interviews that count.
        silence: Why no verdict can be given, if so.
        to: What a match is to; see ``track_words.place``.
        years: The first year that advanced positions need.
    """
    e, who = track_words.subject(chance, couple, years)
    if e is None or chance is None:
        return () if silence is None else (MarkedText(silence.headline), *silence.published)
    number = phrase.chance(e, text=f"{words.qualifier(e)}{words.number(e)}")
    ends = phrase.chance(e, text=words.span(e))
    if silence is not None and silence.headline:
        said = MarkedText(silence.headline)
        if rankable == 0 or not silence.number or e.low == e.high:
            return (said,)
        return said, MarkedText(f"{silence.number} ", number, " of 100, ", ends, ".")
    if rankable == 0 and e.value == 0:
        return (MarkedText("You have no interview you can rank, and nobody matches without one."),)
    if couple is not None:
        to = " together"
    elif years is not None and years.held:
        to = track_words.WHOLE
    first = MarkedText(f"Of 100 {who} like you, ", number, f" {words.matches(e)}{to}.")
    more = () if years is None or couple is not None else (track_words.first_years(years, chance),)
    return (first, *((MarkedText("It could be ", ends, "."),) if words.has_range(e) else ()), *more)


class Silence(NamedTuple):
    """Why no verdict can be given.

    Attributes:
        headline: What is said in place of the number; "" where the number stays.
        number: How the number is brought in all the same; "" where it is left out.
        text: The verdict.
        published: What is published in place of a chance of ours, a sentence each.
    """

    headline: str
    number: str
    text: str
    published: tuple[MarkedText, ...] = ()


_TOO_EARLY: Final = ("before_applications", "applications_open")
_SINCE_MONDAY: Final = ("match_tuesday", "match_wednesday", "match_thursday")
_SILENT: Final = {
    **dict.fromkeys(
        _TOO_EARLY,
        Silence(
            "Nobody holds an interview for this season yet.",
            "",
            "Too early to say. Your plan is the answer for now.",
        ),
    ),
    "past_season": Silence(
        "These interviews are from a season that is over.", "", "Your plan is the answer for the next season."
    ),
    **dict.fromkeys(
        _SINCE_MONDAY,
        Silence(
            "You have known since Monday whether you matched.",
            "Before the Match it was",
            "Your result counts now, not an estimate.",
        ),
    ),
    **dict.fromkeys(
        ("match_day", "after_match"),
        Silence(
            "This season is over.", "Before the Match it was", "Your result counts now, not an estimate."
        ),
    ),
}


def silence(season: Season, found: Iterable[Caveat], phase: str) -> Silence | None:
    """Why no verdict can be given; ``None`` where one can.

    Args:
        found: The caveats of the model.
        phase: Code of the part of the season the day is in.
    """
    found = tuple(found)
    codes, name = {c.code for c in found}, specialty_name(season.target.specialty)
    elsewhere = phase in _SINCE_MONDAY and "own_match" in codes
    if (phase in _SILENT and not elsewhere) or phase == "closed":
        return _SILENT.get(phase) or Silence(
            result(season), "Before the Match it was", "This season is closed."
        )
    others = "From other specialties we would guess"
    if "own_match" in codes:
        text = "We cannot say: our figures count the Main Residency Match only."
        whose, imgs = OWN_MATCH[season.target.specialty], [c for c in found if c.code == "own_match_imgs"]
        there = (phrase.figure(str(c.number), "selection.ophthalmology_imgs") for c in imgs)
        told = tuple(MarkedText("There, ", number, IMGS_THERE) for number in there)
        return Silence(f"We give no chance for {name}: it has a match of its own ({whose}).", "", text, told)
    if "no_interviews" in codes and phase == "early_invitations":
        return Silence("", "", "Too early to say: most invitations come in November.")
    if "no_tables" in codes and "no_interviews" not in codes:
        text = "We cannot say more: the range is as wide as specialties differ."
        return Silence(f"No published table counts ranks in {name}.", others, text)
    return None


_OUTCOMES: Final[dict[Outcome, str]] = {
    "matched": "You matched",
    "soap": "You got a position in SOAP",
    "unmatched": "You did not match",
    "withdrew": "You withdrew from the Match",
}


def result(season: Season) -> str:
    """How the season ended, in a sentence; "" while it is open."""
    if season.result is None:
        return ""
    at = f" at {season.result.program}" if season.result.program else ""
    rank = f", number {season.result.rank} on your list" if season.result.rank else ""
    return sentence(f"{_OUTCOMES[season.result.outcome]}{at}{rank}")


def result_due(outlook: Outlook) -> bool:
    """Whether the result can be entered: from the Monday of Match Week on, or changed once it is in."""
    return outlook.phase.code.startswith("match_") or outlook.phase.code in ("after_match", "closed")


def has_number(outlook: Outlook) -> bool:
    """Whether a chance is said: not before anybody holds an interview, nor of a season long over."""
    return outlook.phase.code not in (*_TOO_EARLY, "past_season") and outlook.chance is not None


def plan_first(outlook: Outlook) -> bool:
    """Whether the plan is the answer, because nobody can hold an interview yet."""
    return outlook.phase.code in _TOO_EARLY


_MAY_COME: Final = ("early_invitations", "november", "december", "january")
"""Parts of the season in which new interviews are still to be had."""


def distance(outlook: Outlook) -> MarkedText:
    """How far the usual target is, where more interviews may come and would help; else ""."""
    return paragraph((early(outlook), _to_target(outlook)))


def _to_target(outlook: Outlook) -> MarkedText:
    target, n = outlook.target, outlook.toward_target
    if target is None or outlook.phase.code not in _MAY_COME or outlook.verdict.code == "cannot_say":
        return MarkedText()
    goal = phrase.figure(span(target.low, target.high), target.source)
    if outlook.couple is not None:
        counts = f"You have {n} and your partner {outlook.couple.partner_interviews}"
        return MarkedText(f"{counts}; the usual target for couples is ", goal, " each.")
    held, part = outlook.counts.rankable, MarkedText()
    if n < held:
        part = MarkedText(f"{counted(n, held)} toward the usual ", goal, ".")
    elif n >= target.low:
        return MarkedText(f"You are {'past' if n > target.high else 'inside'} the usual ", goal, ".")
    elif n == 0:
        return MarkedText("The usual target is ", goal, " interviews.")
    if n >= target.low:
        return part
    if one_more(outlook) < _LITTLE:
        return paragraph((part, "One more interview would add less than 1 in 100."))
    more = span(target.low - n, target.high - n, in_words=True)
    noun, bring = ("interview", "brings") if more == "one" else ("interviews", "bring")
    there = MarkedText("there.") if part else MarkedText("to the usual ", goal, ".")
    return paragraph((part, MarkedText(f"{sentence(more)[:-1]} more {noun} {bring} you ", there)))


_LITTLE: Final = 0.005
"""What rounds to less than 1 in 100."""


def one_more(outlook: Outlook) -> float:
    """The most that one more interview of any kind would add to the chance."""
    return max((n.effect.value for n in outlook.next_interview if n.kind != "go_well"), default=0.0)


def comparison(outlook: Outlook) -> MarkedText:
    """How everyone of the type with as many ranks fared, and why ours differs.

    "" without a rank in the first specialty, and for a single year: the tables count whole trainings.
    """
    fared, own = outlook.reference_class, outlook.chance
    if fared is None or own is None or not outlook.counts.rankable or not _comparable(outlook):
        return MarkedText()
    found = MarkedText(
        f"Of 100 {fared.text}, ",
        phrase.chance(fared.estimate, text=words.with_range(fared.estimate)),
        " matched",
    )
    gap = words.whole(own.value) - words.whole(fared.estimate.value)
    if abs(gap) < _SAME:
        return MarkedText(found, ". You are close to them.")
    which = "lower" if gap < 0 else "higher"
    others = [o for o in outlook.by_specialty[1:] if o.count]
    also = [f"your {plural(o.count, 'interview')} in {specialty_name(o.specialty)}" for o in others]
    why = listing(("your profile", "visa", "programs", *also))
    yours = (
        (", ", phrase.chance(own, text=words.number(own)), ",") if aside(outlook) else ()
    )  # not the answer's
    return MarkedText(found, ". Yours", *yours, f" is {which} because of {why}.")


def _comparable(outlook: Outlook) -> bool:
    """Whether published tables count lists like the reader's in the first specialty."""
    first = outlook.by_specialty[0] if outlook.by_specialty else None
    return first is None or (first.count > 0 and first.track not in ("preliminary", "transitional"))


_SAME: Final = 3
"""Two chances this near, in 100, need no explanation."""


def worth(outlook: Outlook) -> str:
    """What the list is worth in average interviews, where that differs from their number; else ""."""
    n, same = outlook.counts.rankable, round(outlook.effective_interviews)
    if outlook.by_specialty:  # without those in a match of their own
        n = min(n, sum(part.count for part in outlook.by_specialty))
    if n == 0 or abs(outlook.effective_interviews - n) < 0.5:
        return ""
    each = ", each in its own specialty" if sum(o.count > 0 for o in outlook.by_specialty) > 1 else ""
    return f"Your {n} {verb(n, 'is', 'are')} worth about {same} average {verb(same, 'one', 'ones')}{each}."


def counts(c: Counts, season: Season) -> str:
    """The interviews as the reader gave them."""
    if season.only_a_number:
        all_ = {0: "", 1: " We count it."}.get(c.rankable, f" We count all {c.rankable}.")
        return f"You gave the number {c.rankable}.{all_}"
    steps = f"{c.invited} invited, {c.scheduled} scheduled, {c.attended} attended, {c.rankable} you can rank"
    return f"You told us: {steps}."


_EXCLUSIONS: Final[dict[Exclusion, str]] = {
    "visa": "the program does not sponsor a visa you can use",
    "not_booked": "invited, but no date yet",
    "waitlisted": "on a waiting list",
    "would_not_rank": "you would not rank it",
    "declined": "you declined it",
    "cancelled": "it was cancelled",
    "rejected": "the program said no",
}


def exclusion_reason(interview: Interview, need: VisaNeed | None) -> str:
    """Why an interview does not count toward safety; empty if it does."""
    why = exclusion(interview, need)
    return "" if why is None else _EXCLUSIONS[why]


def exclusions(season: Season) -> str:
    """How many interviews do not count, by reason; "" if all do."""
    every = [exclusion_reason(i, season.applicant.visa) for i in season.interview_list]
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
    if outlook.couple is None or outlook.chance is None or not has_number(outlook):
        return ()
    rows = (
        ("Both match", outlook.couple.both),
        ("Exactly one matches", outlook.couple.one),
        ("Neither matches", outlook.couple.neither),
        ("You, on your own list", outlook.chance),
        *track_words.own_first_years(outlook.first_years),
    )
    return tuple((name, sentence(words.chance(e))[:-1]) for name, e in rows)


def aside(outlook: Outlook) -> str:
    """Whom and what the figures beside the answer count, where the answer is about something else; else ""."""
    if not has_number(outlook):
        return ""
    if outlook.couple is not None:
        return "about you alone, on your own list"
    return "about a match of any kind, also to a first year alone" if _holds_first_years(outlook) else ""


def changes_count(outlook: Outlook) -> str:
    """What the changes that would help are counted in, where the figures around them count something else; else ""."""
    if not has_number(outlook) or not _holds_first_years(outlook):
        return "" if outlook.couple is None else aside(outlook)
    return "about a full training, first year included"


def _holds_first_years(outlook: Outlook) -> bool:
    return outlook.first_years is not None and bool(outlook.first_years.held)


def due(action: Action) -> str:
    """By when: "by 29 November 2026", or how urgent it is."""
    return f"by {day(action.due)}" if action.due is not None else label("urgency", action.urgency)


def cautions(outlook: Outlook) -> tuple[tuple[Caution, ...], tuple[Caution, ...]]:
    """What to check, and what is only good to know; each in the order given."""
    every = outlook.warnings
    return tuple(c for c in every if c.code not in NOTES), tuple(c for c in every if c.code in NOTES)
