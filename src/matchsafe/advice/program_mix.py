"""The mix of programs behind the count.

A list is looked at only when it has more than two rankable interviews, and only for what is known of them; "most"
means more than half. About places it says one thing: a crowded metro area, one state, or one region.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matchsafe import evidence
from matchsafe.advice.facts import Facts, most
from matchsafe.advice.rules import ActionDraft
from matchsafe.domain.places import division
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import part, plural, span
from matchsafe.evidence.metro import metro_area
from matchsafe.evidence.tables import bounds, column


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


def drafts(facts: Facts) -> Iterator[ActionDraft]:
    """What the mix of programs adds to the count or takes from it."""
    if facts.season.only_a_number or facts.n <= 2:
        return
    yield from _prestige(facts)
    yield from _dream(facts)
    yield from _places(facts)
    yield from _good(facts)


def _prestige(facts: Facts) -> Iterator[ActionDraft]:
    n, famous = facts.n, sum(prestigious(i) for i in facts.ranked)
    few = sum(takes_few_imgs(i) for i in facts.ranked)
    if most(famous, n):
        five, ten = sorted(int(n) for n in column("article.five_against_ten", "interviews"))
        words = {
            "part": part(famous, n, "interview"),
            "few": span(*bounds("article.few_imgs_a_year")),
            "five": five,
            "ten": ten,
        }
        yield ActionDraft("prestige_heavy", words)
    elif most(few, n):
        yield ActionDraft("few_img_programs", {"part": part(few, n, "interview")})


def _dream(facts: Facts) -> Iterator[ActionDraft]:
    dreams = [i for i in facts.ranked if i.highly_selective]
    rest = facts.n - 1
    if len(dreams) == 1 and (facts.target is None or rest < facts.target.low):
        yield ActionDraft(
            "one_dream_program", {"program": dreams[0].program, "rest": plural(rest, "interview")}
        )


def _places(facts: Facts) -> Iterator[ActionDraft]:
    n = facts.n
    cities = Counter(place for i in facts.ranked if (place := metro_area(i.city, i.state)))
    city, in_city = cities.most_common(1)[0] if cities else ("", 0)
    states = {i.state for i in facts.ranked}
    regions = {division(s) if s else None for s in states}
    if most(in_city, n):
        yield ActionDraft("crowded_metro", {"part": part(in_city, n, "interview"), "place": city})
    elif len(states) == 1 and (state := next(iter(states))) is not None:
        yield _one_state(facts, STATE_NAMES[state])
    elif len(regions) == 1 and (region := next(iter(regions))) not in (None, "Territories"):
        yield ActionDraft("one_region", {"region": region})


def _one_state(facts: Facts, state: str) -> ActionDraft:
    n, words = facts.n, {"state": state}
    settings = {i.setting for i in facts.ranked}
    mixed = "community" in settings and bool(settings & {"university", "community_university_affiliated"})
    hard = sum(i.setting == "university" or i.highly_selective for i in facts.ranked)
    few = sum(takes_few_imgs(i) for i in facts.ranked)
    if most(hard, n) or most(few, n):
        kind = "university or top-name programs" if most(hard, n) else "programs with few IMGs"
        return ActionDraft("one_state_caution", words | {"kind": kind})
    friendly = most(sum(img_friendly(i) for i in facts.ranked), n)
    return ActionDraft("one_state_note" if mixed and friendly else "one_state_check", words)


def _good(facts: Facts) -> Iterator[ActionDraft]:
    n = facts.n
    community = sum(i.setting in ("community", "community_university_affiliated") for i in facts.ranked)
    friendly = sum(img_friendly(i) for i in facts.ranked)
    states = len({i.state for i in facts.ranked if i.state})
    if most(community, n) and most(friendly, n) and states > 1:
        words = {"part": part(community, n, "interview"), "friendly": friendly, "states": states}
        yield ActionDraft("good_mix", words)
