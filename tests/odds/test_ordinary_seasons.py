"""What the parts of an assessment say about seasons as they commonly are, and where the model is out of its depth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from matchsafe import evidence
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import MAX_INTERVIEWS
from matchsafe.evidence.calendar import application_year
from matchsafe.odds import Assessment, assess
from matchsafe.odds.applicant_posterior import applicant_posterior
from matchsafe.odds.curve import LONGEST, ListChances, curve, rule_of_thumb
from matchsafe.odds.draws import group
from matchsafe.odds.effects import interview_effect
from matchsafe.odds.programs import leftover_chance

Assess = Callable[..., Assessment]


def codes(found: Assessment) -> dict[str, int]:
    return {c.code: c.number for c in found.caveats}


def effects(found: Assessment) -> dict[str, float]:
    return {kind: e.value for kind, e in found.next_interview.items()}


@pytest.mark.parametrize("count", [1, 4, 10, 19])
def test_average_programs_are_worth_as_many_interviews_as_there_are(assessed: Assess, count: int) -> None:
    assert assessed(count).effective_interviews == pytest.approx(count, abs=1e-4)


@pytest.mark.parametrize("poor", [{"went": "poorly"}, {"highly_selective": True}, {"setting": "university"}])
def test_poor_lists_are_worth_fewer_interviews_than_they_have(assessed: Assess, poor: dict[str, Any]) -> None:
    program = {"program": "Lake Hospital"}
    worth = assessed([{**program, **poor}] * 8).effective_interviews
    assert 0 < worth < 8
    assert worth < assessed([{**program, **poor}] * 4 + [program] * 4).effective_interviews < 8


def test_good_lists_are_worth_more_interviews_than_they_have_and_none_more_than_a_list_can_hold(
    assessed: Assess,
) -> None:
    well = [{"program": "Lake Hospital", "went": "well", "setting": "community"}]
    assert 8 < assessed(well * 8).effective_interviews < 20
    assert MAX_INTERVIEWS - 1 < assessed(well * MAX_INTERVIEWS).effective_interviews <= MAX_INTERVIEWS


def test_an_unknown_visa_costs_something_where_an_h1b_is_needed_and_nothing_where_a_j1_will_do(
    assessed: Assess,
) -> None:
    known = [{"program": "Lake Hospital", "visas_sponsored": ["j1", "h1b"]}] * 6
    unknown = [{"program": "Lake Hospital"}] * 6
    chance = {
        v: [assessed(i, visa=v).chance.value for i in (known, unknown)] for v in ("j1", "h1b", "j1_or_h1b")
    }
    loss = {visa: sponsored - open_still for visa, (sponsored, open_still) in chance.items()}
    assert loss["h1b"] > 0.05
    assert loss["j1"] == loss["j1_or_h1b"] == 0
    assert len({sponsored for sponsored, _ in chance.values()}) == 1


def test_the_curve_of_a_poor_list_lies_below_the_curve_of_a_good_one(assessed: Assess) -> None:
    poor, good = (assessed([{"program": "A", "went": w}] * 6).curve for w in ("poorly", "well"))
    assert all(p.value < g.value for p, g in zip(poor[1:], good[1:], strict=True))
    assert poor[0].value == good[0].value == 0


@pytest.mark.filterwarnings("error")
def test_a_chance_of_which_nothing_is_left_is_on_the_curve_too() -> None:
    none = ListChances(np.zeros((LONGEST, 5)), np.zeros(LONGEST), 0.0)
    points = curve(3, Estimate(value=0, low=0, high=0, level=0.9), none)
    assert [end for p in points[1:6] for end in (p.low, p.high)] == pytest.approx([0] * 10)


def test_the_curve_holds_the_articles_bins_beside_it(assessed: Assess) -> None:
    assert [p.rule_of_thumb for p in assessed(4).curve] == [rule_of_thumb(n) for n in range(21)]
    assert rule_of_thumb(0) is None
    rows = evidence.table("article.match_rate_by_ranks").records()
    for row in rows:
        assert rule_of_thumb(int(str(row["low"]))) == pytest.approx(float(str(row["per_100"])) / 100)


@pytest.mark.parametrize("specialty", ["nuclear_medicine", "transitional_year"])
@pytest.mark.parametrize("count", [3, 8, 12])
def test_a_specialty_without_data_has_a_wider_range_and_says_so(
    assessed: Assess, specialty: str, count: int
) -> None:
    without, with_data = assessed(count, specialty), assessed(count)
    assert width(without) > 1.3 * width(with_data)
    assert "no_tables" in codes(without)
    assert "no_tables" not in codes(with_data)
    assert without.reference.applicants is None


def width(found: Assessment) -> float:
    assert found.chance is not None
    return found.chance.high - found.chance.low


@pytest.mark.parametrize("specialty", ["ophthalmology", "urology"])
def test_a_specialty_with_a_match_of_its_own_says_so(assessed: Assess, specialty: str) -> None:
    assert "own_match" in codes(assessed(8, specialty))


def test_few_applicants_behind_the_figures_are_told(assessed: Assess) -> None:
    few = assessed(8, "dermatology")
    assert few.reference.applicants is not None
    assert codes(few)["few_applicants"] == few.reference.applicants
    assert "few_applicants" not in codes(assessed(8, "pediatrics"))


def test_without_an_interview_the_chance_is_0_and_the_answer_says_why(assessed: Assess) -> None:
    for interviews in ([], 0, [{"program": "Lake Hospital", "status": "declined"}]):
        found = assessed(interviews)
        assert (found.chance.low, found.chance.value, found.chance.high) == (0, 0, 0)
        assert found.caveats[0].code == "no_interviews"
        assert found.effective_interviews == 0
        assert found.assumptions == ()
        assert found.reference.estimate.value == 0
        assert effects(found)["community"] > 0


def test_a_list_longer_than_nearly_any_says_that_the_figures_do_not_reach_that_far(assessed: Assess) -> None:
    assert codes(assessed(40))["long_list"] == 40
    assert "long_list" not in codes(assessed(20))


@pytest.mark.parametrize("track", ["preliminary", "transitional"])
@pytest.mark.parametrize("count", [1, 3, 9])
def test_preliminary_positions_count_the_programs_with_places_left_over_and_say_so(
    assessed: Assess, track: str, count: int
) -> None:
    there, categorical = assessed(count, "surgery_general", track), assessed(count, "surgery_general")
    assert there.chance.value > categorical.chance.value
    assert "one_year_track" in codes(there)
    assert any(a.id == "assumptions.unfilled_takes" for a in there.assumptions)


def test_the_more_programs_stay_unfilled_the_likelier_a_preliminary_match(assessed: Assess) -> None:
    # in 2025 159 of 250 programs in surgery and 47 of 317 in medicine; those of neurology are not told
    surgery, medicine, none = (
        np.mean(leftover_chance(s, "preliminary", 240))
        for s in ("surgery_general", "internal_medicine", "neurology")
    )
    assert 0.25 < surgery < 0.45
    assert 0.05 < medicine < 0.15
    assert none == 0
    assert leftover_chance("surgery_general", "categorical", 240) is None
    assert width(assessed(2, "neurology", "preliminary")) > width(assessed(2, "neurology"))


def test_an_advanced_position_says_that_a_first_year_is_needed_and_how_likely_both_are(
    assessed: Assess,
) -> None:
    found = assessed(5, "neurology", "advanced")
    assert "first_year" in codes(found)
    assert found.first_years.held == found.first_years.alone.value == 0
    assert 0.6 * found.chance.value < found.first_years.both.value < found.chance.value
    assert "first_year" not in codes(assessed(5, "neurology"))
    assert width(found) > width(assessed(5, "neurology"))


def test_other_caveats_name_what_is_not_known(assessed: Assess) -> None:
    assert "number_only" in codes(assessed(6))
    assert "visa_unknown_h1b" in codes(assessed(6, visa="h1b"))
    assert "visa_unknown" in codes(assessed(6, visa="j1"))
    assert "other_type" in codes(assessed(6, type="us_img"))
    partner = {"partner": {"type": "us_img"}, "partner_interviews": 4}
    assert "own_list" in codes(assessed(6, partner=partner))


def test_only_before_rank_lists_open_is_the_count_said_to_be_read_as_final(
    make_season: Callable[..., Season],
) -> None:
    season = make_season([{"program": "Lake Hospital"}] * 6)
    november, march = (assess(season, day) for day in (date(2026, 11, 22), date(2027, 3, 1)))
    assert march.caveats == ()
    assert list(codes(november)) == ["count_so_far"]
    assert "count_so_far" not in codes(assess(make_season(0), date(2026, 11, 22)))


@pytest.mark.parametrize("specialty", ["surgery_general", "internal_medicine", "dermatology"])
def test_a_specialty_where_long_lists_fail_too_says_how_high_the_chance_can_get(
    assessed: Assess, specialty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = group("non_us_img", specialty).eps.mean()
    assert assessed(300, specialty).chance.value <= 1 - never + 1e-9
    monkeypatch.setattr("matchsafe.odds.caveats._MANY", never - 1e-6)
    assert codes(assessed(8, specialty))["plateau"] == round(100 * (1 - never))
    monkeypatch.setattr("matchsafe.odds.caveats._MANY", never + 1e-6)
    assert "plateau" not in codes(assessed(8, specialty))


def test_one_crowded_city_costs_something_from_five_interviews_on(assessed: Assess) -> None:
    def chance(count: int, city: str | None) -> float:
        return assessed([{"program": "A", "city": city}] * count).chance.value

    assert chance(4, "New York") == chance(4, None)
    assert chance(5, "New York") < chance(5, None)
    assert chance(5, "") == chance(5, None)
    spread = [
        {"program": "A", "city": c} for c in ("New York ", "new york", "New York", "New York", "Albany")
    ]
    assert assessed(spread).chance.value == chance(5, None)
    assert assessed([*spread[:4], spread[1]]).chance.value == chance(5, "New York")


def test_the_reference_class_is_who_ranked_as_many_whatever_the_profile_and_programs(
    assessed: Assess,
) -> None:
    one = assessed([{"program": "A", "went": "poorly"}] * 6, letters="weak", step2_ck={"score": 210})
    two = assessed(6, letters="strong", visa="none")
    assert one.reference == two.reference
    assert one.chance.value < one.reference.estimate.value < two.chance.value
    assert one.reference.year == 2026


@pytest.mark.parametrize("kind", ["us_img", "us_md", "us_do"])
def test_the_reference_class_of_the_other_types_rests_on_the_tables_of_2025_too(
    assessed: Assess, kind: str
) -> None:
    found = assessed(8, type=kind).reference
    assert (found.year, found.applicants) == (2025, None)
    assert f"rol_length.{kind}" in found.sources
    assert found.estimate.value > assessed(8).reference.estimate.value - 0.2


def test_every_year_since_graduation_counts_up_to_25(assessed: Assess, on: date) -> None:
    this = application_year(on)
    chances = [assessed(6, graduation_year=this - age).chance.value for age in (30, 25, 20, 12, 6, 1, 0)]
    assert chances[0] == chances[1]
    assert chances[1:] == sorted(set(chances[1:]))
    assert chances[0] < assessed(6).chance.value < chances[-1]


def test_every_failed_attempt_counts_the_first_the_most(assessed: Assess) -> None:
    tries = [(1, 1), (2, 1), (2, 2), (3, 2), (3, 3), (4, 3), (4, 4)]
    chances = [assessed(6, step1={"attempts": a}, step2_ck={"attempts": b}).chance.value for a, b in tries]
    steps = -np.diff(chances)
    assert (steps > 0).all()
    assert steps[0] == max(steps)


def test_a_full_profile_has_a_narrower_range_than_a_bare_number(assessed: Assess) -> None:
    full = assessed(
        [{"program": "A", "setting": "community", "img_share": 0.4, "went": "mixed"}] * 6,
        step2_ck={"score": 246, "attempts": 1}, graduation_year=2021, step1={"attempts": 1}, red_flags=[],
        step3={"passed": False}, letters="average", us_clinical_experience="hands_on", visa="j1",
    )  # fmt: skip
    assert width(full) < 0.95 * width(assessed(6))


@pytest.mark.parametrize("profile", [
    {"letters": "weak", "red_flags": ["gap", "transfer"], "graduation_year": 1995},
    {"letters": "strong", "graduation_year": 2026, "us_clinical_experience": "hands_on", "step3": {"passed": True}},
    {},
])  # fmt: skip
@pytest.mark.parametrize("went", ["poorly", "unknown", "well"])
@pytest.mark.parametrize("count", [1, 6, 15])
def test_a_range_moved_by_assumptions_alone_holds_the_reference_class(
    assessed: Assess, count: int, went: str, profile: dict[str, Any]
) -> None:
    found = assessed([{"program": "A", "went": went, "setting": "university"}] * count, **profile)
    assert found.chance.low <= found.reference.estimate.value <= found.chance.high


@pytest.mark.parametrize("specialty", ["internal_medicine", "surgery_general", "pediatrics"])
def test_the_range_of_one_more_interview_shows_the_ends_of_the_cut(
    make_season: Callable[..., Season], specialty: str, on: date
) -> None:
    found = interview_effect("non_us_img", specialty, 6, on)
    now = applicant_posterior(make_season(6, specialty), on)
    gain = now.match_chance(now.list_log_miss + now.list_log_miss / 6) - now.chance
    for cut in np.unique(now.group.cut):
        assert found.one_more.low < gain[now.group.cut == cut].mean() < found.one_more.high


def test_a_profile_like_that_of_most_is_close_to_one_of_which_nothing_is_known(assessed: Assess) -> None:
    usual = assessed(6, graduation_year=2023, step1={"attempts": 1}, red_flags=[], step3={"passed": False},
                     letters="average", us_clinical_experience="observership")  # fmt: skip
    assert usual.chance.value == pytest.approx(assessed(6).chance.value, abs=0.05)


def test_a_score_of_us_graduates_is_set_against_their_own_mean(assessed: Assess) -> None:
    # the assumed mean of US-IMGs is lower and that of US graduates higher, so one score says more of a US-IMG
    lift = {t: assessed(6, type=t, step2_ck={"score": 250}).chance.value - assessed(6, type=t).chance.value
            for t in ("us_img", "us_md")}  # fmt: skip
    assert lift["us_img"] > lift["us_md"]


def test_every_source_of_an_assessment_is_a_figure(assessed: Assess) -> None:
    found = assessed(
        [{"program": "A", "setting": "community", "img_share": 0.5}] * 4, visa="h1b", letters="weak"
    )
    assert "assumptions.sponsors_h1b_if_unknown" in found.sources
    assert all(evidence.figure(s).id == s for s in found.sources)


def test_the_same_season_gives_the_same_answer(make_season: Callable[..., Season], on: date) -> None:
    season = make_season(7, visa="j1", step2_ck={"score": 240})
    assert assess(season, on) == assess(season, on)
    assert np.isfinite(assess(season, on).chance.value)
