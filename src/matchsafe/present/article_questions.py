"""The seven questions IMGs ask about their number of interviews, each answered for the reader's own season."""

from __future__ import annotations

from dataclasses import dataclass

from matchsafe import evidence
from matchsafe.domain.outlook import Outlook
from matchsafe.domain.rankable import rankable
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import listing, plural, span, verb
from matchsafe.evidence.calendar import application_year
from matchsafe.evidence.tables import bounds, column
from matchsafe.present import words
from matchsafe.present.article import rule_of_thumb
from matchsafe.present.verdict import early


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question and its answer.

    Attributes:
        question: The question, in the reader's own terms.
        short: The answer in a few words.
        text: The answer in sentences, what it means for this season last.
        sources: Ids of the figures behind it.
    """

    question: str
    short: str
    text: tuple[str, ...]
    sources: tuple[str, ...]


def answered_questions(season: Season, outlook: Outlook) -> tuple[AnsweredQuestion, ...]:
    """The seven questions of the article in its order, answered with a season and its outlook."""
    asked = (_worries, _virtual, _university, _one_state, _older, _experience, _few)
    return tuple(answer(season, outlook) for answer in asked)


def _one_or_many(n: int, one: str, many: str) -> str:
    return f"{n} {verb(n, one, many)}"


def _worries(season: Season, outlook: Outlook) -> AnsweredQuestion:
    n = outlook.counts.rankable
    name = listing(dict.fromkeys(specialty_name(wish.specialty) for wish in season.wishes))
    short = outlook.verdict.text
    text: list[str] = [outlook.headline]
    if outlook.verdict.code != "cannot_say":
        text.append(rule_of_thumb(outlook))
    if outlook.phase.final:
        text.append(outlook.phase.text)
    elif outlook.still_needed or outlook.zone.code == "no_safe_number":
        text.append(
            early(outlook)
            or "Late invitations still come through December and into early January, so keep asking for them."
        )
        if any(i.status == "scheduled" for i in rankable(season)):
            text.append("Treat each interview you hold as if it decides, and prepare it well.")
    return AnsweredQuestion(
        f"I have {plural(n, 'interview')} in {name}. Should I be worried? How likely is a match?",
        short,
        tuple(str(t) for t in text),
        ("article.six_interviews", "article.zones"),
    )


def _virtual(season: Season, outlook: Outlook) -> AnsweredQuestion:
    virtual = sum(i.format == "virtual" for i in rankable(season))
    low, high = bounds("article.december_prepare")
    mine = "You have not said which of your interviews are virtual. We count each the same either way."
    if virtual:
        held = plural(outlook.counts.rankable, "interview")
        mine = f"{virtual} of your {held} {verb(virtual, 'is', 'are')} virtual. We count each as much as one in person."
    return AnsweredQuestion(
        "Do virtual interviews change how many I need?",
        "No.",
        (
            "They change logistics more than chances. Programs may interview a few more people because it is easier, "
            "and that does not raise your chance by itself.",
            f"The ranges hold: {span(low, high)} is borderline, {span(*bounds('article.most_imgs_target'))} is safer. "
            "What you gain is that travel costs no longer limit you, so you can attend more of them.",
            mine,
        ),
        ("article.virtual", "article.most_imgs_target"),
    )


def _university(season: Season, outlook: Outlook) -> AnsweredQuestion:
    five, ten = sorted(int(n) for n in column("article.five_against_ten", "interviews"))
    held = rankable(season)
    community = sum(i.setting in ("community", "community_university_affiliated") for i in held)
    famous = sum(i.setting == "university" or i.highly_selective for i in held)
    mine = "You have not said of what kind your programs are. Say it, and the estimate takes it into account."
    if community or famous:
        mine = (
            f"Of your {plural(outlook.counts.rankable, 'interview')}, "
            f"{_one_or_many(community, 'is at a community program', 'are at community programs')} and "
            f"{_one_or_many(famous, 'at a university or top-name program', 'at university or top-name programs')}. "
            "The estimate counts each for what it is worth."
        )
    return AnsweredQuestion(
        f"Are {five} interviews at university programs better than {ten} at community programs?",
        "For most IMGs, no.",
        (
            f"{ten} community programs that take IMGs every year are safer than {five} famous university hospitals "
            f"that match {span(*bounds('article.few_imgs_a_year'))} IMGs a year. A famous name does not keep you from "
            "being ranked low, or not at all.",
            "In the one specialty with published figures, Neurology, an invitation led to a place about as often at "
            "programs with few IMGs as at those with many.",
            mine,
        ),
        ("article.five_against_ten", "article.few_imgs_a_year", "neurology_2026.img_seats_per_invitation"),
    )


def _one_state(season: Season, outlook: Outlook) -> AnsweredQuestion:
    held = rankable(season)
    states = {i.state for i in held if i.state}
    known = sum(i.state is not None for i in held)
    mine = "You have not said in which states your programs are."
    if known:
        where = listing(sorted(STATE_NAMES[s] for s in states))
        mine = f"Yours are in {plural(len(states), 'state')}: {where}."
        if known < len(held):
            mine += f" For {plural(len(held) - known, 'interview')} we do not know the state."
    return AnsweredQuestion(
        "Is it a problem if all my interviews are in one state?",
        "Not by itself.",
        (
            "Many people match within one state. What matters more: are the programs a mix of community and "
            "university-affiliated ones, do they take IMGs, and would you rank all of them? If so, "
            f"{evidence.number('article.one_state'):.0f} in one state can still be a reasonably safe list.",
            mine,
        ),
        ("article.one_state",),
    )


def _older(season: Season, outlook: Outlook) -> AnsweredQuestion:
    years = season.applicant.graduation_year
    older, recent = span(*bounds("article.older_graduate_target")), span(*bounds("article.most_imgs_target"))
    mine = "You have not said when you graduated."
    if years is not None:
        since = max(0, application_year(outlook.on) - years)
        ago = f"{plural(since, 'year')} before you applied" if since else "in the year you applied"
        group = "an older" if since > evidence.number("article.older_graduate_years") else "a recent"
        mine = f"You graduated {ago}, so the rule counts you as {group} graduate."
    return AnsweredQuestion(
        "Does it matter how long ago I graduated?",
        "Yes.",
        (
            "Programs often rank people more cautiously who graduated "
            f"{span(*bounds('article.older_graduate_years'))} years ago or more, above all with gaps. Each interview "
            f"is then worth a little less: {older} make an older graduate about as safe as {recent} a recent one.",
            mine,
        ),
        ("article.older_graduate_years", "article.older_graduate_target"),
    )


def _experience(season: Season, outlook: Outlook) -> AnsweredQuestion:
    kind = season.applicant.us_clinical_experience
    mine = {
        None: "You have not said whether you have US clinical experience.",
        "none": "You have none yet. One rotation with a strong letter would help your next applications most.",
        "observership": "You have an observership. Ask for a letter from someone who watched you work.",
        "hands_on": "You have hands-on experience, the kind that helps most.",
    }[kind]
    return AnsweredQuestion(
        "Do observerships or externships change how many interviews I need?",
        "Only indirectly.",
        (
            "They do not change the number that is safe. They raise your chance of being invited and of being ranked "
            "higher, if they lead to strong letters or to someone inside the program who speaks for you.",
            "An IMG with hands-on US experience and strong letters usually needs fewer applications to reach "
            f"{span(*bounds('article.most_imgs_target'))} interviews. The target itself stays about the same.",
            mine,
        ),
        ("article.us_experience", "article.most_imgs_target"),
    )


def _few(season: Season, outlook: Outlook) -> AnsweredQuestion:
    few, more = bounds("article.always_certify")
    n = outlook.counts.rankable
    certify = next((a for a in outlook.actions if a.code.startswith("certify_list")), None)
    mine = [certify.text] if certify else [outlook.phase.text] if outlook.phase.final else []
    if n and outlook.chance is not None and not outlook.phase.final:
        chance = words.chance(outlook.chance)
        alone = "" if outlook.couple is None else ", on your own list,"
        mine.append(f"With your {plural(n, 'interview')}{alone} the estimate is {chance}.")
    return AnsweredQuestion(
        f"If I only end up with {few} or {more} interviews, should I still enter a rank list?",
        "Yes, always.",
        (
            f"People match from {few} or {more} interviews every year. The chance is lower, not nothing. Rank every "
            "program where you would be willing to train.",
            "At the same time prepare a serious backup: SOAP if you are eligible, and the next cycle.",
            *mine,
        ),
        ("article.always_certify", "article.soap"),
    )
