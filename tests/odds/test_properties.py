"""What holds for the chance of every season, whoever applies and whatever the list."""

from __future__ import annotations

import random
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import OWN_MATCH, SPECIALTY_NAMES
from matchsafe.odds import INTERVIEW_KINDS, assess, what_if
from matchsafe.odds.applicant_posterior import applicant_posterior
from matchsafe.odds.quadrature import LEVEL, estimate

ON: Final = date(2026, 11, 22)
CLOSE: Final = 1e-9

APPLICANTS = st.fixed_dictionaries(
    {"type": st.sampled_from(["us_img", "non_us_img", "us_md", "us_do"])},
    optional={
        "graduation_year": st.integers(1990, 2030),
        "step1": st.fixed_dictionaries({"passed": st.booleans(), "attempts": st.integers(1, 4)}),
        "step2_ck": st.fixed_dictionaries({"score": st.none() | st.integers(180, 290), "attempts": st.integers(1, 3)}),
        "step3": st.fixed_dictionaries({"passed": st.booleans()}),
        "us_clinical_experience": st.sampled_from([None, "none", "observership", "hands_on"]),
        "letters": st.sampled_from(["weak", "average", "strong", "unknown"]),
        "visa": st.sampled_from([None, "none", "j1", "h1b", "j1_or_h1b"]),
        "red_flags": st.lists(st.sampled_from(["gap", "attempt", "professionalism", "transfer"]), max_size=4),
    },
)  # fmt: skip
PROGRAMS = st.fixed_dictionaries(
    {"program": st.just("Lake Hospital")},
    optional={
        "state": st.sampled_from([None, "NY", "CA"]),
        "city": st.sampled_from([None, "New York", "Chicago"]),
        "setting": st.sampled_from(["community", "community_university_affiliated", "university", "unknown"]),
        "img_share": st.none() | st.floats(0, 1),
        "visas_sponsored": st.none() | st.just(("j1", "h1b")),
        "status": st.sampled_from(["scheduled", "attended"]),
        "format": st.sampled_from(["virtual", "in_person", "unknown"]),
        "went": st.sampled_from(["poorly", "mixed", "well", "unknown"]),
        "highly_selective": st.booleans(),
    },
)
"""Programs that count toward safety, whatever visa is needed."""
ONE_CITY = st.lists(PROGRAMS.map(lambda p: {**p, "city": "New York"}), min_size=3, max_size=7)
LISTS = st.lists(PROGRAMS, max_size=12) | ONE_CITY
TARGETS = st.fixed_dictionaries({
    "specialty": st.sampled_from(sorted(set(SPECIALTY_NAMES) - set(OWN_MATCH))),
    "track": st.sampled_from(["categorical", "preliminary", "transitional", "advanced"]),
})  # fmt: skip
PROFILES = st.tuples(APPLICANTS, TARGETS)
Profile = tuple[dict[str, Any], dict[str, Any]]

often = settings(max_examples=25, deadline=None)
sometimes = settings(max_examples=30, deadline=None)


def season(profile: Profile, interviews: Any, **applicant: Any) -> Season:
    return Season.model_validate({
        "applicant": {**profile[0], **applicant}, "target": profile[1], "interviews": interviews,
    })  # fmt: skip


def chance(profile: Profile, interviews: Any, **applicant: Any) -> Estimate:
    return estimate(applicant_posterior(season(profile, interviews, **applicant), ON).chance)


def is_no_less(more: Estimate, less: Estimate) -> bool:
    return all(getattr(more, end) >= getattr(less, end) - CLOSE for end in ("low", "value", "high"))


@often
@given(PROFILES, LISTS | st.integers(0, 60))
def test_every_chance_lies_within_its_range_and_between_0_and_1(profile: Profile, interviews: Any) -> None:
    found = assess(season(profile, interviews), ON)
    for one in (found.chance, found.reference.estimate):
        assert 0 <= one.low <= one.value <= one.high <= 1
        assert one.level == LEVEL
        assert one.basis == "estimate"
    assert all(0 <= p.low <= p.value <= p.high <= 1 for p in found.curve)
    assert all(0 <= a.at_low <= 1 and 0 <= a.at_high <= 1 for a in found.assumptions)


@often
@given(PROFILES, LISTS, PROGRAMS)
def test_the_chance_never_falls_when_an_interview_is_added_nor_rises_when_it_is_withdrawn(
    profile: Profile, interviews: list[Any], another: dict[str, Any]
) -> None:
    before, after = chance(profile, interviews), chance(profile, [another, *interviews])
    assert is_no_less(after, before)
    for status in ("declined", "cancelled"):
        assert chance(profile, [{**another, "status": status}, *interviews]) == before


@often
@given(PROFILES, ONE_CITY, PROGRAMS)
def test_the_chance_never_falls_when_a_list_becomes_a_crowd(
    profile: Profile, interviews: list[Any], another: dict[str, Any]
) -> None:
    longer = [*interviews, {**another, "city": "New York"}]
    assert is_no_less(chance(profile, longer), chance(profile, interviews))


@sometimes
@given(PROFILES, st.integers(0, 55), st.integers(1, 20))
def test_a_longer_list_of_unnamed_programs_is_never_worse(profile: Profile, count: int, more: int) -> None:
    assert is_no_less(chance(profile, count + more), chance(profile, count))


STRONGER: Final[list[tuple[str, dict[str, Any], dict[str, Any]]]] = [
    ("a higher Step 2 CK", {"step2_ck": {"score": 230}}, {"step2_ck": {"score": 245}}),
    ("a far higher Step 2 CK", {"step2_ck": {"score": 190}}, {"step2_ck": {"score": 285}}),
    ("one try at Step 1", {"step1": {"attempts": 2}}, {"step1": {"attempts": 1}}),
    ("Step 1 passed", {"step1": {"passed": False, "attempts": 1}}, {"step1": {"passed": True, "attempts": 1}}),
    ("one try at Step 2 CK", {"step2_ck": {"attempts": 3}}, {"step2_ck": {"attempts": 1}}),
    ("recent graduation", {"graduation_year": 2005}, {"graduation_year": 2025}),
    ("hands-on experience", {"us_clinical_experience": "observership"}, {"us_clinical_experience": "hands_on"}),
    ("an observership", {"us_clinical_experience": "none"}, {"us_clinical_experience": "observership"}),
    ("strong letters", {"letters": "average"}, {"letters": "strong"}),
    ("average letters", {"letters": "weak"}, {"letters": "average"}),
    ("no visa to sponsor", {"visa": "j1"}, {"visa": "none"}),
    ("J-1 rather than H-1B", {"visa": "h1b"}, {"visa": "j1"}),
    ("no red flag", {"red_flags": ["gap"]}, {"red_flags": []}),
    ("one red flag and not two", {"red_flags": ["gap", "transfer"]}, {"red_flags": ["gap"]}),
    ("Step 3 passed", {"step3": {"passed": False}}, {"step3": {"passed": True}}),
]  # fmt: skip


@pytest.mark.parametrize(("weaker", "stronger"), [c[1:] for c in STRONGER], ids=[c[0] for c in STRONGER])
@settings(max_examples=12, deadline=None)
@given(profile=PROFILES, interviews=LISTS)
def test_a_stronger_profile_never_has_a_lower_chance(
    weaker: dict[str, Any], stronger: dict[str, Any], profile: Profile, interviews: list[Any]
) -> None:
    assert is_no_less(chance(profile, interviews, **stronger), chance(profile, interviews, **weaker))


@pytest.mark.parametrize(("weaker", "stronger"), [c[1:] for c in STRONGER], ids=[c[0] for c in STRONGER])
def test_a_stronger_profile_has_a_higher_chance_in_an_ordinary_season(
    weaker: dict[str, Any], stronger: dict[str, Any]
) -> None:
    ordinary: Profile = ({"type": "non_us_img"}, {"specialty": "internal_medicine"})
    assert chance(ordinary, 6, **stronger).value > chance(ordinary, 6, **weaker).value + 1e-3


@sometimes
@given(PROFILES, LISTS)
def test_virtual_and_in_person_interviews_count_exactly_the_same(
    profile: Profile, interviews: list[Any]
) -> None:
    virtual, in_person = (
        assess(season(profile, [{**i, "format": f} for i in interviews]), ON)
        for f in ("virtual", "in_person")
    )
    assert virtual == in_person


@sometimes
@given(PROFILES, LISTS, st.randoms(use_true_random=False))
def test_the_order_of_the_interviews_does_not_matter(
    profile: Profile, interviews: list[Any], order: random.Random
) -> None:
    shuffled = list(interviews)
    order.shuffle(shuffled)
    one, two = chance(profile, interviews), chance(profile, shuffled)
    assert one.value == pytest.approx(two.value, abs=1e-12)
    assert (one.low, one.high) == pytest.approx((two.low, two.high), abs=1e-12)


@sometimes
@given(PROFILES, LISTS, PROGRAMS, st.sampled_from(["invited", "declined", "cancelled", "waitlisted", "left out",
                                                   "not sponsoring"]))  # fmt: skip
def test_an_interview_that_cannot_be_ranked_changes_nothing(
    profile: Profile, interviews: list[Any], another: dict[str, Any], why: str
) -> None:
    changed = {"left out": {"would_rank": False}, "not sponsoring": {"visas_sponsored": []}}.get(
        why, {"status": why}
    )
    visa = {"visa": "j1"} if why == "not sponsoring" else {}
    assert chance(profile, [*interviews, {**another, **changed}], **visa) == chance(
        profile, interviews, **visa
    )


@sometimes
@given(PROFILES, LISTS, st.lists(st.sampled_from([None, "TX", "NY", "PR"]), min_size=12, max_size=12))
def test_the_spread_over_states_does_not_matter(
    profile: Profile, interviews: list[Any], states: list[Any]
) -> None:
    placed = [{k: v for k, v in i.items() if k not in ("city", "state")} for i in interviews]
    moved = [{**i, "state": s} for i, s in zip(placed, states, strict=False)]
    assert chance(profile, moved) == chance(profile, placed)


@sometimes
@given(PROFILES, LISTS, st.dictionaries(st.sampled_from(sorted(INTERVIEW_KINDS)), st.integers(0, 5)))
def test_what_if_gives_the_difference_of_its_two_chances_and_never_a_loss(
    profile: Profile, interviews: list[Any], add: dict[str, int]
) -> None:
    found = what_if(season(profile, interviews), add, ON)
    now = assess(season(profile, interviews), ON).chance
    ends = [(e.low, e.value, e.high) for e in (found.before, now)]
    assert ends[0] == pytest.approx(ends[1], abs=1e-12)  # the same sums, in another order
    assert found.change.value == pytest.approx(found.after.value - found.before.value, abs=1e-12)
    assert found.change.low >= -CLOSE
    assert is_no_less(found.after, found.before)


@sometimes
@given(PROFILES, LISTS)
def test_what_if_with_nothing_added_changes_nothing(profile: Profile, interviews: list[Any]) -> None:
    one = season(profile, interviews)
    for add in ({}, dict.fromkeys(INTERVIEW_KINDS, 0)):
        found = what_if(one, add, ON)
        assert found.before == found.after
        assert (found.change.low, found.change.value, found.change.high) == (0, 0, 0)


@sometimes
@given(PROFILES, LISTS, PROGRAMS)
def test_the_equivalent_number_of_interviews_rises_with_the_list(
    profile: Profile, interviews: list[Any], another: dict[str, Any]
) -> None:
    named = [{k: v for k, v in i.items() if k != "city"} for i in [another, *interviews]]
    shorter, longer = (assess(season(profile, n), ON).effective_interviews for n in (named[1:], named))
    assert longer > shorter - 1e-3


@sometimes
@given(PROFILES, LISTS)
def test_the_curve_rises_and_passes_through_the_chance_at_the_readers_own_count(
    profile: Profile, interviews: list[Any]
) -> None:
    found = assess(season(profile, interviews), ON)
    assert [p.ranks for p in found.curve] == list(range(21))
    for less, more in zip(found.curve, found.curve[1:], strict=False):
        assert more.value >= less.value - CLOSE
        assert more.low >= less.low - CLOSE
        assert more.high >= less.high - CLOSE
    mine, point = found.chance, found.curve[found.reference.ranks]
    assert (point.low, point.value, point.high) == pytest.approx((mine.low, mine.value, mine.high), abs=1e-9)
