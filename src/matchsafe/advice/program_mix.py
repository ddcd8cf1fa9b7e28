"""The mix of programs behind the count.

A list is looked at only when it has more than two rankable interviews, and only for what is known of them; "most"
means more than half. Warning codes: ``prestige_heavy``, ``few_img_programs``, ``one_dream_program``; about places,
one of ``crowded_metro`` (caution), ``one_state_caution``, ``one_state_check`` (more has to be known),
``one_state_note`` (a note, no penalty), ``one_region``; and the encouraging ``good_mix``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from matchsafe import evidence
from matchsafe.advice.facts import Facts
from matchsafe.advice.tables import rows, words
from matchsafe.advice.targets import ends
from matchsafe.advice.wording import part, plural, span, start
from matchsafe.domain.outlook import Caution
from matchsafe.domain.season import Interview
from matchsafe.domain.states import STATE_NAMES


def takes_few_imgs(interview: Interview) -> bool:
    """Whether the program is known to have few IMG residents."""
    return interview.img_share is not None and interview.img_share < evidence.number("advice.low_img_share")


def img_friendly(interview: Interview) -> bool:
    """Whether the program is known to have many IMG residents."""
    return interview.img_share is not None and interview.img_share >= evidence.number(
        "advice.img_friendly_share"
    )


def prestigious(interview: Interview) -> bool:
    """A top-name program, or a university one that is not known to take more than a few IMGs."""
    few = interview.img_share is None or takes_few_imgs(interview)
    return interview.highly_selective or (interview.setting == "university" and few)


def most(part: int, whole: int) -> bool:
    """More than half."""
    return 2 * part > whole


@cache
def _divisions() -> dict[str, str]:
    return {
        state: str(row["division"])
        for row in rows("advice.census_divisions")
        for state in str(row["states"]).split()
    }


def warnings(facts: Facts) -> Iterator[Caution]:
    """What the mix of programs adds to the count or takes from it."""
    if facts.season.only_a_number or facts.n <= 2:
        return
    yield from _prestige(facts)
    yield from _dream(facts)
    yield from _places(facts)
    yield from _good(facts)


def _prestige(facts: Facts) -> Iterator[Caution]:
    n, famous = facts.n, sum(prestigious(i) for i in facts.ranked)
    few = sum(takes_few_imgs(i) for i in facts.ranked)
    if most(famous, n):
        five, ten = sorted(int(n) for n in words("article.five_against_ten", "interviews"))
        yield Caution(
            code="prestige_heavy",
            text=f"{start(part(famous, n, 'interview'))} are at top-name or university programs that are "
            "not known to take many IMGs. Some of these match only "
            f"{span(*ends('article.few_imgs_a_year'))} IMGs a year, so the list may be less safe than its "
            f"length: {five} of this kind are thought to be worth less than {ten} at community programs "
            "that take IMGs.",
            source="article.prestige_heavy",
        )
    elif most(few, n):
        yield Caution(
            code="few_img_programs",
            text=f"{start(part(few, n, 'interview'))} are at programs with few IMGs among their residents. "
            "The list may be less safe than its length.",
            source="article.prestige_heavy",
        )


def _dream(facts: Facts) -> Iterator[Caution]:
    dreams = [i for i in facts.ranked if i.highly_selective]
    rest = facts.n - 1
    if len(dreams) == 1 and (facts.target is None or rest < facts.target.low):
        yield Caution(
            code="one_dream_program",
            text=f"{dreams[0].program} is a program many people want. Rank it where you like it best, and "
            f"let your safety rest on the other {plural(rest, 'interview')}.",
            source="article.one_dream_program",
        )


def _places(facts: Facts) -> Iterator[Caution]:
    n = facts.n
    cities = Counter(" ".join(i.city.casefold().split()) for i in facts.ranked if i.city)
    names = {" ".join(i.city.casefold().split()): i.city for i in facts.ranked if i.city}
    city, in_city = cities.most_common(1)[0] if cities else ("", 0)
    states = {i.state for i in facts.ranked}
    if most(in_city, n):
        yield Caution(
            code="crowded_metro",
            text=f"{start(part(in_city, n, 'interview'))} are in {names[city]}. Many people apply to one "
            "big place, so interviews elsewhere would make the list safer.",
            source="article.crowded_metro",
        )
    elif len(states) == 1 and (state := next(iter(states))) is not None:
        yield _one_state(facts, STATE_NAMES[state])
    elif (
        len(regions := {_divisions().get(s or "") for s in states}) == 1
        and (region := next(iter(regions))) is not None
    ):
        yield Caution(
            code="one_region",
            text=f"All {n} interviews are in one region, {region}. That can work well; one or two elsewhere "
            "would make the list less dependent on it.",
            source="article.one_region",
        )


def _one_state(facts: Facts, state: str) -> Caution:
    n = facts.n
    settings = {i.setting for i in facts.ranked}
    mixed = "community" in settings and bool(settings & {"university", "community_university_affiliated"})
    hard = sum(i.setting == "university" or i.highly_selective for i in facts.ranked)
    few = sum(takes_few_imgs(i) for i in facts.ranked)
    friendly = sum(img_friendly(i) for i in facts.ranked)
    where = f"All {n} interviews are in {state}"
    if most(hard, n) or most(few, n):
        why = "university or top-name programs" if most(hard, n) else "programs with few IMGs"
        text = (
            f"{where}, most of them at {why}. Interviews of other kinds or elsewhere would make the list "
            "safer."
        )
        return Caution(code="one_state_caution", text=text, source="article.one_state")
    if mixed and most(friendly, n):
        text = (
            f"{where}. This is a note, not a penalty: they mix community and university-affiliated "
            "programs, most take many IMGs, and you would rank them all."
        )
        return Caution(code="one_state_note", text=text, source="article.one_state")
    text = (
        f"{where}. That is not a problem by itself. What matters more: are they of mixed kinds, do they "
        "take IMGs, and would you rank them all?"
    )
    return Caution(code="one_state_check", text=text, source="article.one_state")


def _good(facts: Facts) -> Iterator[Caution]:
    n = facts.n
    community = sum(i.setting in ("community", "community_university_affiliated") for i in facts.ranked)
    friendly = sum(img_friendly(i) for i in facts.ranked)
    states = len({i.state for i in facts.ranked if i.state})
    if most(community, n) and most(friendly, n) and states > 1:
        yield Caution(
            code="good_mix",
            text=f"{start(part(community, n, 'interview'))} are at community programs, {friendly} have many "
            f"IMG residents, and they are spread over {states} states. Such a list is safer than its length "
            "alone.",
            source="article.good_mix",
        )
