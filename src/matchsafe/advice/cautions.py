"""What else could fool the reader about their number.

Warning codes: ``not_an_img``, ``profile_incomplete``, ``early_count``, ``calendar_unknown``,
``specialty_not_named``, ``preliminary_varies``, ``couple_each``, ``older_graduate``, ``beaten_the_odds``,
``experience_same_target``, ``virtual_same``.
"""

from __future__ import annotations

from collections.abc import Iterator

from matchsafe import evidence
from matchsafe.advice.buckets import flags, is_older_graduate, unknown, years_since_graduation
from matchsafe.advice.facts import Facts
from matchsafe.advice.tables import find, words
from matchsafe.advice.targets import ends
from matchsafe.advice.wording import listing, plural, span, verb
from matchsafe.advice.zones import is_preliminary
from matchsafe.domain.outlook import Caution


def warnings(facts: Facts) -> Iterator[Caution]:
    """Notes on who the rules speak about and on what does not change the number, the most important first."""
    yield from _scope(facts)
    yield from _profile(facts)
    yield from _same_target(facts)


def _scope(facts: Facts) -> Iterator[Caution]:
    if not facts.is_img:
        text = (
            "The targets, and most of the advice here, were written about IMGs. You are a US graduate, so no "
            "target is given. Ask your school what holds for its own graduates."
        )
        yield Caution(code="not_an_img", text=text, source="article.targets")
    if not facts.clock.reached("november"):
        text = (
            "It is early. Most invitations are sent in November, so the number you hold today says little "
            "yet."
        )
        yield Caution(code="early_count", text=text, source="article.season_timeline")
    if not facts.clock.dates_known:
        text = (
            f"The dates of the {facts.clock.year} Match are not among the figures here. Please look up the "
            "deadlines on the pages of NRMP and ERAS."
        )
        yield Caution(code="calendar_unknown", text=text, source="calendar.rank_list_deadline_2027")
    named = set(words("article.main_specialties", "specialty"))
    silent = facts.season.target.specialty not in named and not is_preliminary(facts.season)
    if facts.is_img and silent and not facts.competitive:
        text = (
            f"The zones and targets were written about primary care and fields like it. {facts.specialty} "
            "is not named there; read them with care."
        )
        yield Caution(code="specialty_not_named", text=text, source="article.main_specialties")
    if facts.is_img and is_preliminary(facts.season):
        low, high = ends("article.preliminary_target")
        text = (
            "Preliminary and transitional positions vary much from program to program: some match with "
            f"fewer, and {low} to {high} or more is a sensible aim, above all if your visa depends on it."
        )
        yield Caution(code="preliminary_varies", text=text, source="article.preliminary_target")
    if facts.partner_count is not None:
        yield _couple(facts, facts.partner_count)


def _couple(facts: Facts, partner: int) -> Caution:
    low, high = ends("article.couple_target")
    reached = sum(k >= low for k in (facts.n, partner))
    state = ("neither of you has", "one of you has", "both of you have")[reached]
    return Caution(
        code="couple_each",
        text=f"You hold {facts.n} and your partner holds {partner}. Two lists do not add up to one of "
        f"{facts.n + partner}: what counts is the pairs they make. A couple is safer with {span(low, high)} "
        f"each, and {state} reached {low}. Fewer may do if one of you is very strong at programs that take "
        "many IMGs.",
        source="article.couple_target",
    )


def _profile(facts: Facts) -> Iterator[Caution]:
    a, year = facts.applicant, facts.application_year
    if not facts.is_img or facts.competitive:
        return
    missing = unknown(a)
    if missing and not flags(a, year) and facts.season.couples is None and not is_preliminary(facts.season):
        strong = "strong_us_img" if a.type == "us_img" else "strong_non_us_img"
        row = find("article.targets", bucket=strong) or {}
        yield Caution(
            code="profile_incomplete",
            text=f"Not known: {listing(missing)}. Nothing is held against you, but the higher target is "
            f"used until {verb(len(missing), 'this is', 'these are')} known; a strong profile would need "
            f"{row['low']} to {row['high']}.",
            source="article.strong_profile",
        )
    if is_older_graduate(a, year):
        older, recent = ends("article.older_graduate_target"), ends("article.most_imgs_target")
        yield Caution(
            code="older_graduate",
            text=f"You graduated {years_since_graduation(a, year)} years ago. Programs rank older graduates "
            f"more carefully, so {span(*older)} interviews make you about as safe as {span(*recent)} make a "
            "recent graduate.",
            source="article.older_graduate_target",
        )
    ten = evidence.number("article.average_beats_odds")
    if facts.bucket.code == "average_or_red_flag" and not missing and facts.n >= ten:
        yield Caution(
            code="beaten_the_odds",
            text=f"{plural(facts.n, 'interview')} with a profile that has hurdles is already more than most "
            "people like you get.",
            source="article.average_beats_odds",
        )


def _same_target(facts: Facts) -> Iterator[Caution]:
    if facts.is_img and facts.applicant.us_clinical_experience in ("observership", "hands_on"):
        kind = (
            "observership"
            if facts.applicant.us_clinical_experience == "observership"
            else "hands-on experience"
        )
        yield Caution(
            code="experience_same_target",
            text=f"Your {kind} helps you to get interviews and to be ranked higher. It does not change how "
            "many you need.",
            source="article.us_experience",
        )
    if any(i.format == "virtual" for i in facts.ranked):
        yield Caution(
            code="virtual_same",
            text="A virtual interview counts as much as one in person, and the target stays the same. "
            "Without travel you can attend more of them.",
            source="article.virtual",
        )
