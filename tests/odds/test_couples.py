"""Couples: both match together, exactly one does, or neither."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.outlook import CoupleOutlook
from matchsafe.domain.season import Season
from matchsafe.odds import assess
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.assumptions import assumption_overrides, bounds
from matchsafe.odds.couples import DRAWS, couple_outlook

ON: Final = date(2026, 11, 22)

PARTNERS = st.fixed_dictionaries(
    {"type": st.sampled_from(["us_img", "non_us_img", "us_md", "us_do"])},
    optional={
        "step2_ck": st.fixed_dictionaries({"score": st.integers(190, 285)}),
        "letters": st.sampled_from(["weak", "strong"]),
        "visa": st.sampled_from(["none", "j1", "h1b"]),
        "red_flags": st.sampled_from([[], ["gap"], ["gap", "transfer"]]),
    },
)
PROGRAMS = st.fixed_dictionaries(
    {"program": st.just("Lake Hospital")},
    optional={
        "state": st.sampled_from([None, "NY", "CA", "TX"]),
        "city": st.sampled_from([None, "New York"]),
        "setting": st.sampled_from(["community", "university"]),
        "went": st.sampled_from(["poorly", "well"]),
        "highly_selective": st.booleans(),
    },
)
KNOWN = PROGRAMS.map(lambda p: {**p, "state": p.get("state") or "NY"})
LISTS = st.lists(PROGRAMS, max_size=9) | st.lists(KNOWN, max_size=9) | st.integers(0, 50)
SPECIALTIES = st.sampled_from(
    ["internal_medicine", "pediatrics", "surgery_general", "dermatology", "nuclear_medicine"]
)
often = settings(max_examples=40, deadline=None)


def couple(one: Any, two: Any, first: Any = 8, second: Any = 8, specialty: str = "internal_medicine",
           partner_specialty: str | None = None) -> Season:  # fmt: skip
    return Season.model_validate(
        {
            "applicant": one,
            "target": {"specialty": specialty},
            "interviews": first,
            "couples": {
                "partner": two,
                "partner_target": partner_specialty and {"specialty": partner_specialty},
                "partner_interviews": second,
            },
        }
    )


def joint(season: Season) -> CoupleOutlook:
    found = couple_outlook(season, ON)
    assert found is not None
    return found


def both_standings(season: Season) -> tuple[ApplicantPosterior, ApplicantPosterior]:
    partner = season.partner_season()
    assert partner is not None
    return applicant_posterior(season, ON, DRAWS), applicant_posterior(partner, ON, DRAWS)


@often
@given(PARTNERS, PARTNERS, LISTS, LISTS, SPECIALTIES, SPECIALTIES)
def test_the_three_outcomes_add_to_1_and_both_is_never_above_the_chance_of_either_partner(
    one: Any, two: Any, first: Any, second: Any, mine: str, theirs: str
) -> None:
    season = couple(one, two, first, second, mine, theirs)
    found = joint(season)
    assert found.both.value + found.one.value + found.neither.value == pytest.approx(1, abs=1e-9)
    for outcome in (found.both, found.one, found.neither):
        assert 0 <= outcome.low <= outcome.value <= outcome.high <= 1
    chances = [p.chance for p in both_standings(season)]
    assert all(found.both.value <= c.mean() + 1e-9 for c in chances)
    assert found.both.value + found.one.value <= sum(c.mean() for c in chances) + 1e-9
    assert all(found.neither.value <= 1 - c.mean() + 1e-9 for c in chances)


@often
@given(PARTNERS, PARTNERS, LISTS, LISTS, SPECIALTIES, SPECIALTIES)
def test_swapping_the_partners_changes_nothing(
    one: Any, two: Any, first: Any, second: Any, mine: str, theirs: str
) -> None:
    there = joint(couple(one, two, first, second, mine, theirs))
    back = joint(couple(two, one, second, first, theirs, mine))
    for outcome in ("both", "one", "neither"):
        a, b = getattr(there, outcome), getattr(back, outcome)
        assert (a.low, a.value, a.high) == pytest.approx((b.low, b.value, b.high), abs=1e-6)


@often
@given(PARTNERS, PARTNERS, LISTS, LISTS, PROGRAMS)
def test_together_is_never_less_likely_and_neither_never_likelier_when_a_partner_gains_an_interview(
    one: Any, two: Any, first: Any, second: Any, another: Any
) -> None:
    if isinstance(first, int):
        first, another = [{"program": "Interview"}] * first, {"program": "Interview"}
    before, after = joint(couple(one, two, first, second)), joint(couple(one, two, [*first, another], second))
    assert after.both.value >= before.both.value - 1e-7
    assert after.neither.value <= before.neither.value + 1e-7


@pytest.mark.parametrize("states", [None, "NY"])
@pytest.mark.parametrize(("first", "second"), [(3, 3), (6, 6), (10, 4), (12, 12)])
def test_with_strengths_alike_both_is_above_the_product_of_the_partners_own_chances(
    states: str | None, first: int, second: int
) -> None:
    programs = [{"program": "Lake Hospital", "state": states}]
    season = couple({"type": "non_us_img"}, {"type": "us_img"}, programs * first, programs * second)
    mine, theirs = (p.chance for p in both_standings(season))
    assert joint(season).both.value > (mine * theirs).mean() + 1e-4


def test_with_strengths_unlike_both_is_the_product_draw_by_draw() -> None:
    season = couple({"type": "non_us_img"}, {"type": "us_img"}, 6, 9)
    mine, theirs = (p.chance for p in both_standings(season))
    with assumption_overrides((("assumptions.partners_alike", 0.0),)):
        assert joint(season).both.value == pytest.approx((mine * theirs).mean(), abs=1e-9)


def test_the_more_alike_the_partners_the_likelier_both_or_neither() -> None:
    season = couple({"type": "non_us_img"}, {"type": "non_us_img"}, 6, 6)
    found = []
    low, _, high = bounds("assumptions.partners_alike")
    for end in (low, high):
        with assumption_overrides((("assumptions.partners_alike", end),)):
            found.append(joint(season))
    unlike, alike = found
    assert alike.both.value > unlike.both.value
    assert alike.neither.value > unlike.neither.value
    assert alike.one.value < unlike.one.value


def test_partners_in_different_states_match_together_less_often_than_in_the_same_one() -> None:
    def at(state: str | None) -> list[dict[str, Any]]:
        return [{"program": f"Hospital {i}", "state": state} for i in range(8)]

    who = {"type": "non_us_img"}
    same, apart, unknown = (joint(couple(who, who, at("NY"), at(s))) for s in ("NY", "CA", None))
    assert apart.both.value < same.both.value - 0.1
    assert unknown.both.value == pytest.approx(same.both.value, abs=1e-9)
    assert apart.neither.value == pytest.approx(same.neither.value, abs=1e-9)
    assert apart.both.high - apart.both.low > same.both.high - same.both.low


def test_only_pairs_in_one_state_count_for_a_couple_that_would_never_live_apart() -> None:
    who = {"type": "non_us_img"}
    mixed = [{"program": "A", "state": "NY"}, {"program": "B", "state": "CA"}]
    theirs = [{"program": "C", "state": "NY"}, {"program": "D", "state": "TX"}]
    with assumption_overrides((("assumptions.partners_apart", 0.0),)):
        far = joint(couple(who, who, mixed[1:], theirs[1:])).both.value
        near = joint(couple(who, who, mixed[:1], theirs[:1])).both.value
        some = joint(couple(who, who, mixed, theirs)).both.value
    with assumption_overrides((("assumptions.partners_apart", 1.0),)):
        every = joint(couple(who, who, mixed, theirs)).both.value
    assert far == 0
    assert 0 < near < some < every


def test_a_partner_without_interviews_leaves_no_chance_to_match_together() -> None:
    season = couple({"type": "non_us_img"}, {"type": "non_us_img"}, 8, 0)
    found, mine = joint(season), both_standings(season)[0].chance.mean()
    assert found.both.value == 0
    assert found.one.value == pytest.approx(mine, abs=1e-9)


def test_a_season_without_a_partner_has_no_couple_outlook(
    make_season: Callable[..., Season], on: date
) -> None:
    assert couple_outlook(make_season(8), on) is None
    assert assess(make_season(8), on).couple is None


def test_two_lists_of_fourteen_are_safer_together_than_two_of_ten() -> None:
    who = {"type": "non_us_img"}
    ten, fourteen = (assess(couple(who, who, n, n), ON).couple for n in (10, 14))
    assert ten
    assert fourteen
    assert fourteen.both.value > ten.both.value
    assert fourteen.neither.value < ten.neither.value


def test_a_kept_list_of_pairs_says_whether_pairs_apart_are_ranked() -> None:
    def both(**kept: Any) -> CoupleOutlook:
        made = Season.model_validate(
            {
                "applicant": {"type": "non_us_img"},
                "target": {"specialty": "internal_medicine"},
                "interviews": [{"program": f"P{s}", "status": "attended", "state": s} for s in ("NY", "TX")],
                "couples": {
                    "partner": {"type": "us_img"},
                    "partner_interviews": [{"program": "Q", "status": "attended", "state": "CA"}],
                },
                **kept,
            }
        )
        found = couple_outlook(made, ON)
        assert found is not None
        return found

    never, unknown = both(couple_list={"wishes": {"apart": False}}), both()
    always = both(couple_list={"wishes": {"apart": True}})
    assert never.both.value == 0 < unknown.both.value < always.both.value


@pytest.mark.parametrize(
    ("wishes", "first", "second", "together"),
    [
        ({"together": "miles", "miles": 60}, ("New York", "NY"), ("Newark", "NJ"), True),
        ({"together": "miles", "miles": 60}, ("Buffalo", "NY"), ("New York", "NY"), False),
        ({"together": "city"}, ("Buffalo", "NY"), ("New York", "NY"), False),
        ({"together": "city"}, ("Buffalo", "NY"), ("Buffalo", "NY"), True),
        ({"together": "division"}, ("Buffalo", "NY"), ("Philadelphia", "PA"), True),
        ({"together": "hours", "hours": 1}, ("Honolulu", "HI"), (None, None), False),
        ({"together": "state"}, ("Buffalo", "NY"), (None, None), False),
    ],
)  # fmt: skip
def test_pairs_count_by_what_the_couple_calls_together(
    wishes: Any, first: Any, second: Any, together: bool
) -> None:
    def at(city: str | None, state: str | None) -> list[dict[str, Any]]:
        return [{"program": f"In {city}", "status": "attended", "city": city, "state": state}]

    made = couple({"type": "us_img"}, {"type": "us_img"}, at(*first), at(*second))
    kept = Season.model_validate(made.model_dump() | {"couple_list": {"wishes": wishes | {"apart": False}}})
    anywhere = {"couple_list": {"wishes": {"together": "anywhere"}}}
    all_ = joint(Season.model_validate(made.model_dump() | anywhere)).both.value
    assert joint(kept).both.value == pytest.approx(all_ if together else 0)
